// SPDX-License-Identifier: GPL-3.0-or-later
// The platforms' own normalisation tests. Where our rule (contract 0.3) differs from a library, the row
// stands in deviations.md with the reason; a row there that no longer differs is an error too.
#include "core/base/digest.h"
#include "tests/identity/normaliser_test_support.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSet>

#include <optional>

namespace pathways {

namespace {

const QMap<QString, FieldKind> kFields = {{QStringLiteral("email"), FieldKind::Email},
                                          {QStringLiteral("em"), FieldKind::Email},
                                          {QStringLiteral("EMAIL"), FieldKind::Email},
                                          {QStringLiteral("EMAIL(custom audience)"), FieldKind::Email},
                                          {QStringLiteral("phone"), FieldKind::Phone},
                                          {QStringLiteral("PHONE"), FieldKind::Phone},
                                          {QStringLiteral("ph"), FieldKind::Phone},
                                          {QStringLiteral("phone_number"), FieldKind::Phone},
                                          {QStringLiteral("given_name"), FieldKind::FirstName},
                                          {QStringLiteral("first_name"), FieldKind::FirstName},
                                          {QStringLiteral("fn"), FieldKind::FirstName},
                                          {QStringLiteral("family_name"), FieldKind::LastName},
                                          {QStringLiteral("last_name"), FieldKind::LastName},
                                          {QStringLiteral("ln"), FieldKind::LastName},
                                          {QStringLiteral("city"), FieldKind::City},
                                          {QStringLiteral("ct"), FieldKind::City},
                                          {QStringLiteral("state"), FieldKind::Region},
                                          {QStringLiteral("st"), FieldKind::Region},
                                          {QStringLiteral("zip_code"), FieldKind::PostalCode},
                                          {QStringLiteral("zp"), FieldKind::PostalCode},
                                          {QStringLiteral("postal_code"), FieldKind::PostalCode},
                                          {QStringLiteral("country"), FieldKind::Country},
                                          {QStringLiteral("region_code"), FieldKind::Country},
                                          {QStringLiteral("gender"), FieldKind::Gender},
                                          {QStringLiteral("ge"), FieldKind::Gender},
                                          {QStringLiteral("dobd"), FieldKind::BirthDay},
                                          {QStringLiteral("dobm"), FieldKind::BirthMonth},
                                          {QStringLiteral("doby"), FieldKind::BirthYear},
                                          {QStringLiteral("external_id"), FieldKind::ExternalId}};

struct Outcome {
    int compared = 0;
    QSet<QString> differing; ///< "library | field | input | theirs | ours"
};

std::string sha256Hex(std::string_view text) {
    std::string hex(64, '0');
    Sha256().hex(text, hex.data());
    return hex;
}

QString asJson(const QString& text) {
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

void compareFile(const QString& path, Outcome& outcome) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
        const QString fieldName = row[QStringLiteral("field")].toString();
        const QString platform = row[QStringLiteral("platform")].toString();
        const QJsonValue input = row[QStringLiteral("input")];
        const bool wrongOnPurpose =
            row.contains(QStringLiteral("digest_verified")) && !row[QStringLiteral("digest_verified")].toBool();
        if (!kFields.contains(fieldName) || !input.isString() || wrongOnPurpose) {
            continue; // Other fields than ours, inputs no cell can hold, and the trap.
        }
        const IdentityRules rules = platform == u"google" ? IdentityRules::Google
                                    : platform == u"meta" ? IdentityRules::Meta
                                                          : IdentityRules::Plain;
        const NormalisedValue ours = test::normalised(kFields[fieldName], rules, input.toString().toStdString());
        const QJsonValue theirs = row[QStringLiteral("expected_normalized")];
        const QString expected = theirs.toString(); // An error or null there is: nothing to send here.
        bool same = ours.text == expected.toStdString();
        const QString digest = row[QStringLiteral("expected_sha256")].toString();
        if (same && !digest.isEmpty()) {
            same = sha256Hex(ours.text) == digest.toStdString();
        }
        ++outcome.compared;
        if (!same) {
            outcome.differing.insert(QStringLiteral("%1 | %2 | %3 | %4 | %5")
                                         .arg(row[QStringLiteral("library")].toString().section(u'/', -1), fieldName,
                                              asJson(input.toString()), asJson(expected),
                                              asJson(QString::fromStdString(test::shown(ours)))));
        }
    }
}

QSet<QString> documentedDeviations() {
    QSet<QString> rows;
    const QByteArray file = test::contentOf(test::inProject(QStringLiteral("tests/identity/deviations.md")));
    const QStringList lines = QString::fromUtf8(file).split(u'\n');
    for (const QString& line : lines) {
        const QStringList cells = line.split(QStringLiteral(" | "));
        if (line.startsWith(u'|') && cells.size() == 6 && cells[0] != u"| library" && cells[0] != u"| ---") {
            QStringList row = cells.mid(0, 5);
            row[0] = row[0].mid(2);
            rows.insert(row.join(QStringLiteral(" | ")));
        }
    }
    return rows;
}

} // namespace

TEST(Vectors, platformsOwnTestsHoldButForTheDocumentedDeviations) {
    const QString folder = test::shared(QStringLiteral("vectors"));
    if (folder.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    Outcome outcome;
    for (const char* name : {"google-data-manager", "meta-business-sdk", "platform-docs"}) {
        compareFile(folder + u'/' + QLatin1String(name) + QStringLiteral(".jsonl"), outcome);
    }
    EXPECT_GT(outcome.compared, 400);
    const QSet<QString> documented = documentedDeviations();
    QStringList undocumented = (QSet<QString>(outcome.differing) - documented).values();
    undocumented.sort();
    EXPECT_TRUE(undocumented.isEmpty()) << undocumented.join(u'\n').toStdString();
    const QStringList stale = (QSet<QString>(documented) - outcome.differing).values();
    EXPECT_TRUE(stale.isEmpty()) << "no longer true:\n" << stale.join(u'\n').toStdString();
}

} // namespace pathways
