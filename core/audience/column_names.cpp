// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/column_names.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

namespace pathways {

namespace {

struct Aliases {
    FieldKind kind;
    const char* names; ///< Bare names, separated by blanks.
};

// Bare names as bareName() makes them. Ambiguous words ("name", "state") are listed once, with their usual meaning in
// an export of donors.
constexpr Aliases kAliases[] = {
    {FieldKind::Email,
     "email emailaddress emailadress mail mailaddress emailadresse emailadres mailadresse epost epostadresse courriel "
     "adressemail adresseemail correo correoelectronico direccioncorreo postaelettronica indirizzoemail "
     "enderecodeemail "
     "adresemail primaryemail preferredemail personalemail homeemail workemail emailaddress1 email1 emailpersonal"},
    {FieldKind::Phone,
     "phone phonenumber mobile mobilephone mobilenumber cell cellphone telephone telephonenumber tel telefon "
     "telefonnummer handy handynummer mobilnummer mobil telefoon telefoonnummer mobiel gsm telefono movil celular "
     "cellulare telephonemobile portable numerodetelephone telefone telemovel numertelefonu homephone primaryphone "
     "preferredphone smsnumber sms"},
    {FieldKind::FirstName,
     "firstname fname givenname forename first vorname prenom nombre nome voornaam primeironome imie christianname "
     "preferredname knownas"},
    {FieldKind::LastName,
     "lastname lname surname familyname last nachname familienname nom nomdefamille apellido apellidos cognome "
     "achternaam familienaam sobrenome apelido nazwisko secondname"},
    {FieldKind::FullName,
     "name fullname displayname contactname donorname nomcomplet nombrecompleto nomecompleto volledigenaam "
     "vollstandigername constituentname salutationname"},
    {FieldKind::Street,
     "street streetaddress address address1 addressline1 addr1 addrline1 strasse anschrift adresse rue direccion calle "
     "indirizzo via straat adres rua ulica mailingaddress postaladdress homeaddress"},
    {FieldKind::City, "city town stadt ort ville ciudad citta plaats woonplaats stad cidade miasto locality suburb "
                      "wohnort commune localidad municipio"},
    {FieldKind::Region, "region state county province bundesland departement provincia comunidad regione provincie "
                        "estado stateprovince wojewodztwo kanton"},
    {FieldKind::PostalCode, "postcode postalcode zip zipcode plz postleitzahl codepostal codigopostal cap postkod "
                            "codicepostale cep kodpocztowy postnummer zippostalcode"},
    {FieldKind::Country, "country countrycode land pays pais paese nazione kraj countryname staat"},
    {FieldKind::Gender, "gender sex geschlecht sexe sexo sesso geslacht plec genero genre"},
    {FieldKind::BirthDate, "dateofbirth birthdate dob geburtsdatum datedenaissance fechadenacimiento datadinascita "
                           "geboortedatum datadenascimento dataurodzenia born"},
    {FieldKind::Birthday, "birthday geburtstag anniversaire cumpleanos compleanno verjaardag"},
    {FieldKind::BirthYear, "birthyear yearofbirth geburtsjahr anneedenaissance"},
    {FieldKind::Language, "language lang sprache langue idioma lingua taal preferredlanguage lingua"},
    {FieldKind::ExternalId,
     "donorid donornumber constituentid constituentnumber contactid customerid supporterid memberid membershipnumber "
     "personid recordid crmid externalid externid id uniqueid spendernummer mitgliedsnummer kundennummer "
     "numerodedonateur numerodonante iddonateur iddonante iddonatore memberno donorno urn donateursnummer "
     "relatienummer accountnumber supporternumber contactnumber"},
    {FieldKind::Money, "lifetimevalue ltv totalgifts gifttotal totalgiving lifetimegiving totaldonated value "
                       "donationtotal spendensumme totaldesdons"},
    {FieldKind::Url, "website url web webseite siteweb sitioweb sitoweb homepage"},
    {FieldKind::MobileAdId, "madid mobileadid idfa gaid aaid advertisingid deviceid"},
};

} // namespace

QString bareName(const QString& name) {
    QString bare;
    const QString decomposed = name.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (const QChar c : decomposed) {
        if (c == u'ł') {
            bare += u'l';
        } else if (c.isLetterOrNumber()) {
            bare += c;
        }
    }
    return bare;
}

std::optional<FieldKind> kindOfHeader(const QString& header) {
    static const QHash<QString, FieldKind> known = [] {
        QHash<QString, FieldKind> names;
        for (const Aliases& aliases : kAliases) {
            for (const QString& name : QString::fromLatin1(aliases.names).split(u' ')) {
                if (!names.contains(name)) {
                    names.insert(name, aliases.kind);
                }
            }
        }
        return names;
    }();
    const auto kind = known.constFind(bareName(header));
    return kind == known.cend() ? std::nullopt : std::optional(*kind);
}

std::optional<FieldKind> kindOfValue(const QString& value) {
    static const QRegularExpression email(QStringLiteral("^[^\\s@]+@[^\\s@]+\\.[^\\s@]{2,}$"));
    static const QRegularExpression phone(QStringLiteral("^(\\+|00)?[0-9][0-9 ().\\-/]{6,20}$"));
    static const QRegularExpression date(
        QStringLiteral("^(\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4})([ T].*)?$"));
    static const QRegularExpression url(QStringLiteral("^https?://\\S+$"), QRegularExpression::CaseInsensitiveOption);
    const QString text = value.trimmed();
    if (email.match(text).hasMatch()) {
        return FieldKind::Email;
    }
    if (url.match(text).hasMatch()) {
        return FieldKind::Url;
    }
    if (date.match(text).hasMatch()) {
        return FieldKind::Date;
    }
    if (phone.match(text).hasMatch()) {
        const auto digits = std::count_if(text.cbegin(), text.cend(), [](QChar c) { return c.isDigit(); });
        // Eight bare digits are just as likely to be a donor ID.
        const bool marked =
            text.startsWith(u'+') || text.startsWith(u'0') || text.contains(u' ') || text.contains(u'(');
        if (digits >= 7 && digits <= 15 && marked) {
            return FieldKind::Phone;
        }
    }
    return std::nullopt;
}

} // namespace pathways
