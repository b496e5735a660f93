// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/column_names.h"
#include "core/audience/mapping_suggester.h"

#include <gtest/gtest.h>

namespace pathways {

namespace {

FieldSpec field(const QString& id, const QString& label, FieldKind kind) {
    FieldSpec spec;
    spec.id = id;
    spec.label = label;
    spec.kind = kind;
    return spec;
}

const QList<FieldSpec> kFields{field(QStringLiteral("EMAIL"), QStringLiteral("Email address"), FieldKind::Email),
                               field(QStringLiteral("FNAME"), QStringLiteral("First Name"), FieldKind::FirstName),
                               field(QStringLiteral("LNAME"), QStringLiteral("Last Name"), FieldKind::LastName),
                               field(QStringLiteral("PHONE"), QStringLiteral("Phone"), FieldKind::Phone),
                               field(QStringLiteral("CAMPAIGN"), QStringLiteral("Campaign"), FieldKind::Text)};

QList<QStringList> repeated(const QStringList& row) {
    return {row, row, row, row};
}

QString columnFor(const QList<ColumnMapping>& lines, const char* id) {
    for (const ColumnMapping& line : lines) {
        if (line.field.id == QLatin1String(id)) {
            return line.column;
        }
    }
    return {};
}

} // namespace

TEST(MappingSuggester, namesInSeveralLanguagesAreKnown) {
    const QStringList columns{QStringLiteral("Vorname"), QStringLiteral("Nachname"), QStringLiteral("E-Mail-Adresse"),
                              QStringLiteral("Handy")};
    const auto lines = suggestMapping(columns,
                                      repeated({QStringLiteral("Jörg"), QStringLiteral("Groß"),
                                                QStringLiteral("j@riverbank.test"), QStringLiteral("+49 151 2345678")}),
                                      kFields, {});
    EXPECT_EQ(columnFor(lines, "EMAIL"), columns[2]);
    EXPECT_EQ(columnFor(lines, "FNAME"), columns[0]);
    EXPECT_EQ(columnFor(lines, "LNAME"), columns[1]);
    EXPECT_EQ(columnFor(lines, "PHONE"), columns[3]);
    EXPECT_EQ(lines[0].evidence, MappingEvidence::KnownAlias);
    EXPECT_FALSE(lines[0].accepted);
    EXPECT_EQ(kindOfHeader(QStringLiteral("Prénom")), FieldKind::FirstName);
    EXPECT_EQ(kindOfHeader(QStringLiteral("Código Postal")), FieldKind::PostalCode);
}

TEST(MappingSuggester, contentOverridesAName) {
    const QStringList columns{QStringLiteral("Email"), QStringLiteral("Contact")};
    const auto lines = suggestMapping(
        columns, repeated({QStringLiteral("+44 7700 900123"), QStringLiteral("a@riverbank.test")}), kFields, {});
    EXPECT_EQ(columnFor(lines, "EMAIL"), QStringLiteral("Contact"));
    EXPECT_EQ(lines[0].evidence, MappingEvidence::LooksLike);
    EXPECT_EQ(columnFor(lines, "PHONE"), QStringLiteral("Email"));
}

TEST(MappingSuggester, theLastMappingStandsAndWhatItLeftOpenStaysOpen) {
    const QStringList columns{QStringLiteral("E-mail"), QStringLiteral("Work mail"), QStringLiteral("First name")};
    MappingHints hints;
    ColumnMapping last;
    last.field = kFields[0];
    last.column = QStringLiteral("Work mail");
    hints.last = {last};
    const auto lines = suggestMapping(
        columns,
        repeated({QStringLiteral("a@riverbank.test"), QStringLiteral("b@riverbank.test"), QStringLiteral("Ann")}),
        kFields, hints);
    EXPECT_EQ(columnFor(lines, "EMAIL"), QStringLiteral("Work mail"));
    EXPECT_TRUE(lines[0].accepted);
    EXPECT_EQ(columnFor(lines, "FNAME"), QString());
}

TEST(MappingSuggester, whatThisOrganisationMappedBeforeBeatsAName) {
    const QStringList columns{QStringLiteral("Appeal"), QStringLiteral("Campaign")};
    MappingHints hints;
    hints.mappedBefore.insert(QStringLiteral("Appeal"), QStringLiteral("CAMPAIGN"));
    const auto lines =
        suggestMapping(columns, repeated({QStringLiteral("Spring"), QStringLiteral("Autumn")}), kFields, hints);
    EXPECT_EQ(columnFor(lines, "CAMPAIGN"), QStringLiteral("Appeal"));
}

TEST(MappingSuggester, cardNumbersAndBeliefsAreWarnedOf) {
    ColumnMapping card;
    card.field = kFields[4];
    card.column = QStringLiteral("Ref");
    ColumnMapping belief = card;
    belief.column = QStringLiteral("Religion");
    const auto findings =
        sensitiveColumnFindings({card, belief}, repeated({QStringLiteral("4111 1111 1111 1111"), QStringLiteral("x")}),
                                {QStringLiteral("Ref"), QStringLiteral("Religion")});
    EXPECT_EQ(findings.size(), 2);
    EXPECT_TRUE(
        sensitiveColumnFindings({card}, repeated({QStringLiteral("4111 1111 1111 1112")}), {QStringLiteral("Ref")})
            .isEmpty());
}

TEST(MappingSuggester, someBadAddressesDoNotHideTheColumn) {
    const QList<QStringList> rows{{QStringLiteral("a@riverbank.test")},
                                  {QStringLiteral("b@riverbank.test")},
                                  {QStringLiteral("not an address")},
                                  {QStringLiteral("none given")}};
    EXPECT_EQ(columnFor(suggestMapping({QStringLiteral("E-mail")}, rows, kFields, {}), "EMAIL"),
              QStringLiteral("E-mail"));
}

} // namespace pathways
