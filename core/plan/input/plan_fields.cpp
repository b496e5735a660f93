// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/input/plan_fields.h"

#include "core/identity/normaliser.h"
#include "core/roster/identifier_tuple.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>

#include <algorithm>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlanFields)
};

auto columnGone(const QString& column) {
    return fail(ErrorKind::Source, Texts::tr("The source no longer has a column “%1”.").arg(column),
                Texts::tr("Nothing was planned and nothing was sent."),
                Texts::tr("Bring the column back, or choose another one in the column mapping."));
}

auto permissionGone(const QString& column) {
    return fail(ErrorKind::Source,
                Texts::tr("The source no longer has the column “%1”, which says who may be emailed.").arg(column),
                Texts::tr("Nothing was planned and nothing was sent, so that nobody is written to who said no."),
                Texts::tr("Bring the column back, or choose in the audience that it is ignored."));
}

/// Plans name a field in one byte, and one value of it stands for none.
constexpr std::size_t kMostFields = 255;

int strength(FieldKind kind) {
    switch (kind) {
    case FieldKind::Email:
        return 0;
    case FieldKind::Phone:
        return 1;
    case FieldKind::MobileAdId:
        return 2;
    default:
        return 3;
    }
}

/// A day of a rule that moves with the calendar, such as "30 days ago".
bool movesWithTime(const Rule& rule) {
    if (rule.isGroup()) {
        return std::any_of(rule.children.begin(), rule.children.end(), movesWithTime);
    }
    return (rule.op == RuleOperator::Before || rule.op == RuleOperator::OnOrAfter) &&
           std::any_of(rule.values.begin(), rule.values.end(), [](const QString& value) {
               return std::any_of(value.begin(), value.end(), [](QChar c) { return c.isLetter(); });
           });
}

/// Digests values that mean the same to the same: QDataStream tells a null text from an empty one, and what comes back
/// from the database is never null.
class Canonical {
public:
    Canonical& operator<<(const QByteArray& bytes) {
        m_out << quint32(bytes.size());
        m_out.writeRawData(bytes.constData(), int(bytes.size()));
        return *this;
    }
    Canonical& operator<<(const QString& text) { return *this << text.toUtf8(); }
    Canonical& operator<<(const QStringList& texts) {
        m_out << quint32(texts.size());
        for (const QString& text : texts) {
            *this << text;
        }
        return *this;
    }
    Canonical& operator<<(const QMap<QString, QString>& map) { return *this << map.keys() << map.values(); }
    Canonical& operator<<(bool flag) {
        m_out << flag;
        return *this;
    }
    Canonical& operator<<(int number) {
        m_out << number;
        return *this;
    }
    Canonical& operator<<(const QDate& day) {
        m_out << day;
        return *this;
    }
    Canonical& operator<<(const Rule& rule) {
        *this << rule.column << int(rule.op) << rule.values << rule.caseSensitive << rule.matchAll
              << int(rule.children.size());
        for (const Rule& child : rule.children) {
            *this << child;
        }
        return *this;
    }
    Canonical& operator<<(const PlanFields& fields) {
        for (const auto& line : fields.fields) {
            *this << line.spec.id << int(line.spec.kind) << line.clear;
        }
        return *this;
    }
    [[nodiscard]] QByteArray digest() const { return QCryptographicHash::hash(m_bytes, QCryptographicHash::Sha256); }

private:
    QByteArray m_bytes;
    QDataStream m_out{&m_bytes, QIODevice::WriteOnly};
};

/// The parts of an address that identifies as a whole; none where they are not all mapped.
std::vector<std::size_t> identifyingAddress(const std::vector<PlanFields::Line>& fields) {
    std::vector<std::size_t> parts;
    for (const FieldKind kind : kNamedPlaceParts) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (!fields[i].spec.compound.isEmpty() && fields[i].spec.kind == kind) {
                parts.push_back(i);
            }
        }
    }
    return parts.size() == kNamedPlaceParts.size() ? parts : std::vector<std::size_t>{};
}

} // namespace

QString toKey(KeyKind kind) {
    switch (kind) {
    case KeyKind::Address:
        return QStringLiteral("address");
    case KeyKind::PersonId:
        return QStringLiteral("person-id");
    case KeyKind::ExternalId:
        return QStringLiteral("external-id");
    }
    Q_UNREACHABLE();
}

Result<PlanFields> PlanFields::resolve(const Pathway& pathway, const Audience& audience, const DestinationType& type,
                                       const QStringList& columns) {
    PlanFields out;
    for (const ColumnMapping& mapped : pathway.mapping) {
        if (mapped.column.isEmpty()) {
            continue;
        }
        const qsizetype column = columns.indexOf(mapped.column);
        if (column < 0) {
            return columnGone(mapped.column);
        }
        if (mapped.field.id == kPersonIdField) {
            out.personIdColumn = std::size_t(column);
            continue;
        }
        if (mapped.field.identifier) {
            out.identifiers.push_back(out.fields.size());
        }
        out.fields.push_back({mapped.field, std::size_t(column), mapped.clear});
    }
    if (out.fields.size() > kMostFields) {
        return fail(ErrorKind::Input,
                    Texts::tr("This pathway fills %L1 fields; at most %L2 are possible.")
                        .arg(qsizetype(out.fields.size()))
                        .arg(qsizetype(kMostFields)),
                    Texts::tr("Nothing was planned and nothing was sent."),
                    Texts::tr("Leave some columns out in the column mapping, or use a second pathway for them."));
    }
    for (const PermissionChoice& choice : audience.permission) {
        if (choice.use != PermissionUse::Ignored && !columns.contains(choice.column)) {
            return permissionGone(choice.column);
        }
    }
    if (out.identifiers.empty()) {
        return fail(ErrorKind::Input, Texts::tr("No column is mapped that identifies a person."),
                    Texts::tr("Nothing was planned and nothing was sent."),
                    Texts::tr("Map a column to the email address or to another identifier."));
    }
    out.byIdentifiers = tellsByIdentifiers(type);
    out.identity.identifiers = out.identifiers;
    if (out.byIdentifiers) {
        out.identity.address = identifyingAddress(out.fields);
        out.identity.addressName =
            out.identity.address.empty() ? QString() : out.fields[out.identity.address.front()].spec.compound;
    }
    if (type.oneKey) {
        out.onlyKey = out.identifiers.front();
        out.addressOrder = {*out.onlyKey};
    }
    for (const std::size_t index : out.onlyKey ? std::vector<std::size_t>{} : out.identifiers) {
        if (out.fields[index].spec.kind == FieldKind::ExternalId) {
            out.externalId = index;
        } else {
            out.addressOrder.push_back(index);
        }
    }
    std::stable_sort(out.addressOrder.begin(), out.addressOrder.end(), [&out](std::size_t a, std::size_t b) {
        return strength(out.fields[a].spec.kind) < strength(out.fields[b].spec.kind);
    });
    out.keyKind = out.personIdColumn ? KeyKind::PersonId : out.externalId ? KeyKind::ExternalId : KeyKind::Address;
    return out;
}

QString PlanFields::addressField() const {
    return byIdentifiers ? QString(kAllIdentifiers) : onlyKey ? fields[*onlyKey].spec.id : QString();
}

QStringList PlanFields::identityIds() const {
    QStringList ids;
    for (const Line& line : fields) {
        ids << line.spec.id;
    }
    return identity.ids(ids);
}

QByteArray personScope(const PlanFields& fields, const Audience& audience, const QStringList& columns) {
    const auto column = fields.personIdColumn ? fields.personIdColumn
                        : fields.externalId   ? std::optional(fields.fields[*fields.externalId].column)
                                              : std::nullopt;
    return column ? audience.id.value.toUtf8() + '\n' + columns.value(qsizetype(*column)).toUtf8() : QByteArray();
}

QByteArray rowContext(const PlanFields& fields, const Pathway& pathway, const Audience& audience,
                      const DestinationType& type, const QByteArray& readerShape, QDate today) {
    Canonical out;
    out << QByteArray("row") << kNormaliserVersion << readerShape << payloadContext(fields, pathway, type)
        << toKey(fields.keyKind) << audience.defaultCountry << permission::fingerprintOf(fields.permission);
    for (const ColumnMapping& mapped : pathway.mapping) {
        out << mapped.field.id << mapped.column << mapped.field.required << mapped.field.maxBytes
            << mapped.field.choices << mapped.field.format << mapped.field.alternatives << mapped.field.compound;
    }
    if (!fields.keyForm.isEmpty()) {
        out << fields.keyForm;
    }
    if (audience.rules) {
        out << *audience.rules;
        if (movesWithTime(*audience.rules)) {
            out << today;
        }
    }
    return out.digest();
}

QByteArray payloadContext(const PlanFields& fields, const Pathway& pathway, const DestinationType& type) {
    Canonical out;
    out << QByteArray("payload") << type.key << pathway.object.id << pathway.accountId << pathway.options << fields;
    return out.digest();
}

} // namespace pathways
