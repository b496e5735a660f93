// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_fields.h"

#include "core/destinations/mailchimp/mailchimp_type.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace pathways::mailchimp {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailchimp)
};

constexpr int kTextBytes = 255; // Longer text is cut without a word (rule U30).
constexpr int kTagLength = 10;

FieldKind kindOf(const QString& type, const QString& tag) {
    if (type == QLatin1String("number")) {
        return FieldKind::Number;
    }
    if (type == QLatin1String("phone")) {
        return FieldKind::Phone;
    }
    if (type == QLatin1String("date")) {
        return FieldKind::Date;
    }
    if (type == QLatin1String("birthday")) {
        return FieldKind::Birthday;
    }
    if (type == QLatin1String("zip")) {
        return FieldKind::PostalCode;
    }
    if (type == QLatin1String("url") || type == QLatin1String("imageurl")) {
        return FieldKind::Url;
    }
    if (type == QLatin1String("radio") || type == QLatin1String("dropdown")) {
        return FieldKind::Choice;
    }
    if (tag == QLatin1String("FNAME")) {
        return FieldKind::FirstName;
    }
    return tag == QLatin1String("LNAME") ? FieldKind::LastName : FieldKind::Text;
}

QString formatOf(const QString& type, const QJsonObject& options) {
    if (type == QLatin1String("phone")) {
        return options[QLatin1String("phone_format")].toString();
    }
    if (type == QLatin1String("date") || type == QLatin1String("birthday")) {
        return options[QLatin1String("date_format")].toString();
    }
    return type == QLatin1String("zip") ? QStringLiteral("US") : QString();
}

QList<FieldSpec> addressParts(const QString& tag, const QString& name, bool required) {
    struct Part {
        const char* id;
        QString label;
        FieldKind kind;
        bool needed;
    };
    const Part parts[] = {{"addr1", Texts::tr("Street"), FieldKind::Street, true},
                          {"addr2", Texts::tr("Street, second line"), FieldKind::Text, false},
                          {"city", Texts::tr("City"), FieldKind::City, true},
                          {"state", Texts::tr("State or region"), FieldKind::Region, true},
                          {"zip", Texts::tr("Postal code"), FieldKind::PostalCode, true},
                          {"country", Texts::tr("Country"), FieldKind::Country, false}};
    QList<FieldSpec> specs;
    for (const Part& part : parts) {
        FieldSpec spec;
        spec.id = tag + u'.' + QLatin1String(part.id);
        //: %1 is the name of an address field, %2 one part of it.
        spec.label = Texts::tr("%1: %2").arg(name, part.label);
        spec.kind = part.kind;
        spec.required = required && part.needed;
        spec.compound = tag;
        spec.maxBytes = kTextBytes;
        specs.append(spec);
    }
    return specs;
}

QString typeFor(FieldKind kind) {
    switch (kind) {
    case FieldKind::Number:
    case FieldKind::Money:
    case FieldKind::BirthYear:
        return QStringLiteral("number");
    case FieldKind::Phone:
        return QStringLiteral("phone");
    case FieldKind::Date:
    case FieldKind::BirthDate:
        return QStringLiteral("date");
    case FieldKind::Birthday:
        return QStringLiteral("birthday");
    case FieldKind::Url:
        return QStringLiteral("url");
    case FieldKind::Choice:
        return QStringLiteral("dropdown");
    case FieldKind::Street:
        return QStringLiteral("address");
    default:
        // Postal codes too: Mailchimp's zip type accepts five-digit US codes only.
        return QStringLiteral("text");
    }
}

} // namespace

QList<FieldSpec> specsOf(const QJsonObject& mergeField) {
    const QString tag = mergeField[QLatin1String("tag")].toString();
    const QString type = mergeField[QLatin1String("type")].toString();
    const QString name = mergeField[QLatin1String("name")].toString();
    if (tag.isEmpty() || type.isEmpty() || tag == QLatin1String("EMAIL")) {
        return {};
    }
    const bool required = mergeField[QLatin1String("required")].toBool() &&
                          mergeField[QLatin1String("default_value")].toString().isEmpty();
    if (type == QLatin1String("address")) {
        return addressParts(tag, name.isEmpty() ? tag : name, required);
    }
    const QJsonObject options = mergeField[QLatin1String("options")].toObject();
    FieldSpec spec;
    spec.id = tag;
    spec.label = name.isEmpty() ? tag : name;
    spec.kind = kindOf(type, tag);
    spec.required = required;
    spec.maxBytes = kTextBytes;
    spec.format = formatOf(type, options);
    const QJsonArray choices = options[QLatin1String("choices")].toArray();
    for (const auto& choice : choices) {
        spec.choices.append(choice.toString());
    }
    return {spec};
}

QList<FieldSpec> fieldsFrom(const QList<QJsonObject>& mergeFields) {
    FieldSpec email;
    email.id = QStringLiteral("EMAIL");
    email.label = Texts::tr("Email address");
    email.kind = FieldKind::Email;
    email.required = true;
    email.identifier = true;
    email.maxBytes = kTextBytes;

    QList<FieldSpec> specs;
    for (const QJsonObject& field : mergeFields) {
        specs.append(specsOf(field));
    }
    std::stable_sort(specs.begin(), specs.end(),
                     [](const FieldSpec& a, const FieldSpec& b) { return a.required && !b.required; });
    specs.prepend(email);

    FieldSpec language;
    language.id = kLanguageField;
    language.label = Texts::tr("Language");
    language.kind = FieldKind::Language;
    specs.append(language);
    return specs;
}

QString tagFor(const FieldSpec& wanted) {
    QString tag;
    const QString from = (wanted.id.isEmpty() ? wanted.label : wanted.id).toUpper();
    for (const QChar c : from) {
        const bool letter = c >= u'A' && c <= u'Z';
        const bool digit = c >= u'0' && c <= u'9';
        if (letter || (!tag.isEmpty() && (digit || c == u'_'))) {
            tag += c;
        } else if (c == u' ' && !tag.isEmpty() && !tag.endsWith(u'_')) {
            tag += u'_';
        }
    }
    tag.truncate(kTagLength);
    while (tag.endsWith(u'_')) {
        tag.chop(1);
    }
    return tag.isEmpty() ? QStringLiteral("FIELD") : tag;
}

QByteArray newFieldBody(const FieldSpec& wanted) {
    const QString type = typeFor(wanted.kind);
    QJsonObject options;
    if (type == QLatin1String("date")) {
        options[QLatin1String("date_format")] = QStringLiteral("MM/DD/YYYY");
    } else if (type == QLatin1String("birthday")) {
        options[QLatin1String("date_format")] = QStringLiteral("MM/DD");
    } else if (type == QLatin1String("phone")) {
        // The US format refuses numbers from anywhere else.
        options[QLatin1String("phone_format")] = QStringLiteral("none");
    } else if (type == QLatin1String("dropdown")) {
        options[QLatin1String("choices")] = QJsonArray::fromStringList(wanted.choices);
    }
    QJsonObject body{{QLatin1String("tag"), tagFor(wanted)},
                     {QLatin1String("name"), wanted.label.isEmpty() ? wanted.id : wanted.label},
                     {QLatin1String("type"), type},
                     {QLatin1String("required"), false},
                     // Not public: an office's data must not appear on the sign-up form or profile page.
                     {QLatin1String("public"), false}};
    if (!options.isEmpty()) {
        body[QLatin1String("options")] = options;
    }
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace pathways::mailchimp
