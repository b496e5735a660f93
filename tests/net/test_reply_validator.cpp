// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/reply_validator.h"
#include "tests/support/paths.h"

#include <QDirIterator>
#include <QFile>

#include <gtest/gtest.h>

namespace pathways {
namespace {

TEST(AnswerCheck, T3_noBeginningOfAnAnswerLooksWhole) {
    const QByteArray whole = R"({"new_members":[{"id":"a\"}b","n":-1.5e3,"ok":true,"none":null}],"errors":[]})";
    ASSERT_TRUE(isWholeJson(whole));
    for (qsizetype length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(isWholeJson(whole.left(length))) << length;
    }
    EXPECT_TRUE(isWholeJson(" \r\n" + whole + "\n"));
    EXPECT_FALSE(isWholeJson(whole + whole));
    EXPECT_FALSE(isWholeJson("<html></html>"));
    EXPECT_FALSE(isWholeJson("1"));
}

TEST(AnswerCheck, F30_deepNestingCostsNoStack) {
    const QByteArray deep = QByteArray(5'000'000, '[') + QByteArray(5'000'000, ']');
    EXPECT_TRUE(isWholeJson(deep));
    EXPECT_FALSE(isWholeJson(deep.chopped(1)));
}

// JSONTestSuite: y_ must be taken, n_ must not; what is left open may go either way but not end the program.
TEST(AnswerCheck, F30_jsonTestSuite) {
    const QString folder = test::shared(QStringLiteral("corpora/json"));
    if (folder.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    int seen = 0;
    QDirIterator files(folder, {QStringLiteral("*.json")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        const QByteArray body = file.readAll();
        const QString name = files.fileName();
        const bool whole = isWholeJson(body);
        const QByteArray trimmed = body.trimmed();
        if (name.startsWith(u"n_")) {
            ++seen;
            EXPECT_FALSE(whole) << name.toStdString();
        } else if (name.startsWith(u"y_") && (trimmed.startsWith('{') || trimmed.startsWith('['))) {
            ++seen;
            EXPECT_TRUE(whole) << name.toStdString();
        }
    }
    EXPECT_GT(seen, 100);
}

} // namespace
} // namespace pathways
