// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/column_content.h"
#include "core/audience/mapping_suggester.h"

#include <gtest/gtest.h>

namespace pathways {

namespace {

FieldSpec field(const QString& id, FieldKind kind, const QString& label = {}) {
    FieldSpec spec;
    spec.id = id;
    spec.kind = kind;
    spec.label = label;
    return spec;
}

const QList<FieldSpec> kFields = {
    field(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email Address")),
    field(QStringLiteral("FNAME"), FieldKind::FirstName, QStringLiteral("First Name")),
    field(QStringLiteral("LNAME"), FieldKind::LastName, QStringLiteral("Last Name")),
    field(QStringLiteral("PHONE"), FieldKind::Phone, QStringLiteral("Phone Number")),
    field(QStringLiteral("ADDRESS.city"), FieldKind::City, QStringLiteral("City")),
    field(QStringLiteral("ADDRESS.zip"), FieldKind::PostalCode, QStringLiteral("Zip")),
    field(QStringLiteral("ADDRESS.country"), FieldKind::Country, QStringLiteral("Country")),
    field(QStringLiteral("BIRTHDAY"), FieldKind::Birthday, QStringLiteral("Birthday")),
    field(QStringLiteral("_person_id"), FieldKind::ExternalId, QStringLiteral("Your own ID"))};

QString columnOf(const QList<ColumnMapping>& mapping, const QString& id) {
    for (const ColumnMapping& line : mapping) {
        if (line.field.id == id) {
            return line.column;
        }
    }
    return QStringLiteral("?");
}

QList<QStringList> repeated(const QStringList& row) {
    return QList<QStringList>(10, row);
}

} // namespace

TEST(Mapping, headersInSixLanguages) {
    const QStringList values = {QStringLiteral("D-1"),          QStringLiteral("Ann"),
                                QStringLiteral("Lee"),          QStringLiteral("ann@riverbank.test"),
                                QStringLiteral("07700 900123"), QStringLiteral("Leeds"),
                                QStringLiteral("LS1 4AP"),      QStringLiteral("GB"),
                                QStringLiteral("1980-03-04")};
    const QList<QStringList> headers = {
        {QStringLiteral("Donor ID"), QStringLiteral("First Name"), QStringLiteral("Surname"), QStringLiteral("E-mail"),
         QStringLiteral("Mobile"), QStringLiteral("City"), QStringLiteral("Postcode"), QStringLiteral("Country"),
         QStringLiteral("Birthday")},
        {QStringLiteral("Spendernummer"), QStringLiteral("Vorname"), QStringLiteral("Nachname"),
         QStringLiteral("E-Mail-Adresse"), QStringLiteral("Telefon"), QStringLiteral("Ort"), QStringLiteral("PLZ"),
         QStringLiteral("Land"), QStringLiteral("Geburtsdatum")},
        {QStringLiteral("ID donateur"), QStringLiteral("Prénom"), QStringLiteral("Nom"), QStringLiteral("Courriel"),
         QStringLiteral("Téléphone"), QStringLiteral("Ville"), QStringLiteral("Code postal"), QStringLiteral("Pays"),
         QStringLiteral("Date de naissance")},
        {QStringLiteral("ID donante"), QStringLiteral("Nombre"), QStringLiteral("Apellidos"),
         QStringLiteral("Correo electrónico"), QStringLiteral("Móvil"), QStringLiteral("Ciudad"),
         QStringLiteral("Código postal"), QStringLiteral("País"), QStringLiteral("Fecha de nacimiento")},
        {QStringLiteral("ID donatore"), QStringLiteral("Nome"), QStringLiteral("Cognome"),
         QStringLiteral("Indirizzo e-mail"), QStringLiteral("Cellulare"), QStringLiteral("Città"),
         QStringLiteral("CAP"), QStringLiteral("Paese"), QStringLiteral("Data di nascita")},
        {QStringLiteral("Relatienummer"), QStringLiteral("Voornaam"), QStringLiteral("Achternaam"),
         QStringLiteral("E-mailadres"), QStringLiteral("Telefoonnummer"), QStringLiteral("Woonplaats"),
         QStringLiteral("Postcode"), QStringLiteral("Land"), QStringLiteral("Geboortedatum")}};
    const QStringList ids = {
        QStringLiteral("_person_id"),  QStringLiteral("FNAME"),           QStringLiteral("LNAME"),
        QStringLiteral("EMAIL"),       QStringLiteral("PHONE"),           QStringLiteral("ADDRESS.city"),
        QStringLiteral("ADDRESS.zip"), QStringLiteral("ADDRESS.country"), QStringLiteral("BIRTHDAY")};
    for (const QStringList& columns : headers) {
        const auto mapping = suggestMapping(columns, repeated(values), kFields, {});
        for (qsizetype i = 0; i < columns.size(); ++i) {
            EXPECT_EQ(columnOf(mapping, ids[i]), columns[i]) << columns[i].toStdString();
        }
        for (const ColumnMapping& line : mapping) {
            EXPECT_TRUE(line.column.isEmpty() || !line.accepted) << "a suggestion until accepted";
        }
    }
}

TEST(Mapping, evidenceInItsOrder) {
    const QStringList columns = {QStringLiteral("Email Address"), QStringLiteral("Work mail"),
                                 QStringLiteral("Old mail"), QStringLiteral("e-mail")};
    const auto rows = repeated(QStringList(4, QStringLiteral("a@riverbank.test")));
    const QList<FieldSpec> email = {kFields[0]};
    const auto suggested = [&](const MappingHints& hints, const QStringList& of) {
        return suggestMapping(of, rows, email, hints).first();
    };
    MappingHints hints;
    ColumnMapping last;
    last.field = kFields[0];
    last.column = QStringLiteral("Old mail");
    last.clear = true;
    hints.last = {last};
    hints.mappedBefore = {{QStringLiteral("work MAIL"), QStringLiteral("EMAIL")}};
    EXPECT_EQ(suggested(hints, columns).column, QStringLiteral("Old mail"));
    EXPECT_EQ(suggested(hints, columns).evidence, MappingEvidence::LastPathway);
    EXPECT_TRUE(suggested(hints, columns).accepted);
    EXPECT_TRUE(suggested(hints, columns).clear);
    hints.last.clear();
    EXPECT_EQ(suggested(hints, columns).column, QStringLiteral("Work mail"));
    EXPECT_EQ(suggested(hints, columns).evidence, MappingEvidence::SameHeaderBefore);
    hints.mappedBefore.clear();
    EXPECT_EQ(suggested(hints, columns).column, QStringLiteral("Email Address"));
    EXPECT_EQ(suggested(hints, columns).evidence, MappingEvidence::SameName);
    EXPECT_EQ(
        suggested(hints, {QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z"), QStringLiteral("courriel")})
            .evidence,
        MappingEvidence::KnownAlias);
    EXPECT_EQ(
        suggested(hints, {QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z"), QStringLiteral("w")}).evidence,
        MappingEvidence::LooksLike);
}

TEST(Mapping, contentOverridesTheName) {
    const QStringList columns = {QStringLiteral("Email"), QStringLiteral("Notes"), QStringLiteral("First Name")};
    const auto rows =
        repeated({QStringLiteral("07700 900123"), QStringLiteral("ann@riverbank.test"), QStringLiteral("2025-03-04")});
    const auto mapping = suggestMapping(columns, rows, kFields, {});
    EXPECT_EQ(columnOf(mapping, QStringLiteral("EMAIL")), QStringLiteral("Notes"));
    EXPECT_EQ(columnOf(mapping, QStringLiteral("PHONE")), QStringLiteral("Email"));
    EXPECT_EQ(columnOf(mapping, QStringLiteral("FNAME")), QString());
}

TEST(Mapping, oneDateOfBirthFeedsItsParts) {
    const QList<FieldSpec> parts = {field(QStringLiteral("DOBY"), FieldKind::BirthYear),
                                    field(QStringLiteral("DOBM"), FieldKind::BirthMonth),
                                    field(QStringLiteral("DOBD"), FieldKind::BirthDay)};
    const auto mapping =
        suggestMapping({QStringLiteral("Birthday")}, repeated({QStringLiteral("4.3.1980")}), parts, {});
    for (const ColumnMapping& line : mapping) {
        EXPECT_EQ(line.column, QStringLiteral("Birthday"));
    }
}

TEST(Hints, sensitiveColumnsAreNamed) {
    const QStringList columns = {QStringLiteral("Medical condition"), QStringLiteral("Trace"), QStringLiteral("Number"),
                                 QStringLiteral("Religion")};
    QList<ColumnMapping> mapping;
    for (const QString& column : columns) {
        ColumnMapping line;
        line.column = column;
        mapping << line;
    }
    mapping.removeLast(); // Not mapped: not sent: nothing to warn of.
    const auto rows = repeated(
        {QStringLiteral("asthma"), QStringLiteral("x"), QStringLiteral("4111 1111 1111 1111"), QStringLiteral("x")});
    const auto findings = sensitiveColumnFindings(mapping, rows, columns);
    ASSERT_EQ(findings.size(), 2);
    EXPECT_TRUE(findings[0].text.contains(QStringLiteral("Medical condition")));
    EXPECT_TRUE(findings[1].text.contains(QStringLiteral("Number")));
    EXPECT_FALSE(looksLikeCardNumber(QStringLiteral("4111 1111 1111 1112")));
}

} // namespace pathways
