// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/redaction.h"

#include <QStringList>

#include <gtest/gtest.h>

namespace pathways {

TEST(Redaction, nothingOfAPersonOrASecretIsLeft) {
    const QStringList hostile = {
        QStringLiteral("Error transferring https://x.example/v1?access_token=EAABCDEF0123456789 - server replied"),
        QStringLiteral("POST https://u:canary-secret@host/path"),
        QStringLiteral("Authorization: Bearer canary-secret-token"),
        QStringLiteral("{\"api_key\":\"canary-secret\",\"x\":1}"),
        QStringLiteral("jane.canary@example.org looks fake or invalid"),
        QStringLiteral("jane.canary%40example.org"),
        QStringLiteral("0123456789abcdef0123456789abcdef-us19"),
        QStringLiteral("call +44 7700 900123 now"),
        QStringLiteral("GET /members/b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514"),
    };
    for (const QString& text : hostile) {
        const QString clean = redacted(text);
        for (const char* secret : {"canary", "EAABCDEF", "0123456789abcdef", "900123", "b4c9a289"}) {
            EXPECT_FALSE(clean.contains(QLatin1String(secret))) << clean.toStdString();
        }
    }
}

TEST(Redaction, oneEventStaysOneLine) {
    const QString clean = redacted(QStringLiteral("a\nfake line\r\x1b[31m\u2028b\u202e"));
    for (const QChar c : clean) {
        EXPECT_TRUE(c.isPrint()) << int(c.unicode());
    }
    EXPECT_TRUE(clean.contains(QLatin1String("fake line")));
}

TEST(Redaction, ordinaryTextStays) {
    const QString text = QStringLiteral("Batch 12 of 200: 500 people acknowledged in 1.4 s.");
    EXPECT_EQ(redacted(text), text);
}

TEST(Redaction, maskedKeepsFirstLetterAndDomain) {
    EXPECT_EQ(masked(u"amara@example.org"), QStringLiteral("a•••@example.org"));
    EXPECT_EQ(masked(u"Okafor"), QStringLiteral("O•••"));
    EXPECT_EQ(masked(u""), QString());
}

} // namespace pathways
