// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_members.h"

#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_type.h"
#include "core/destinations/reply_helpers.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unordered_map>

namespace pathways::mailchimp {

namespace {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void key(Json& writer, std::string_view name) {
    writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

void text(Json& writer, std::string_view value) {
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

/// Whether the text is a valid JSON number and can be sent as one.
bool isJsonNumber(std::string_view value) {
    static const QRegularExpression form(QStringLiteral("^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,12})?$"));
    return form.match(QString::fromLatin1(value.data(), qsizetype(value.size()))).hasMatch();
}

QByteArray bytes(const rapidjson::StringBuffer& buffer) {
    return QByteArray(buffer.GetString(), qsizetype(buffer.GetSize()));
}

} // namespace

std::string folded(std::string_view address) {
    return QString::fromUtf8(address.data(), qsizetype(address.size())).toLower().toStdString();
}

QString subscriberHash(std::string_view address) {
    const std::string lower = folded(address);
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArrayView(lower.data(), qsizetype(lower.size())), QCryptographicHash::Md5)
            .toHex());
}

MemberWriter::MemberWriter(const std::vector<FieldSpec>& fields, const std::vector<bool>& clears, std::string newStatus)
    : m_clears(clears)
    , m_newStatus(std::move(newStatus)) {
    m_clears.resize(fields.size(), false);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const FieldSpec& field = fields[i];
        if (field.id == QLatin1String("EMAIL")) {
            m_email = i;
        } else if (field.id == kLanguageField) {
            m_language = i;
        } else if (field.compound.isEmpty()) {
            m_plain.push_back(
                {i, field.id.toStdString(), field.kind == FieldKind::Number || field.kind == FieldKind::Money});
        } else {
            const std::string tag = field.compound.toStdString();
            auto place = std::find_if(m_compounds.begin(), m_compounds.end(),
                                      [&](const Compound& compound) { return compound.tag == tag; });
            if (place == m_compounds.end()) {
                m_compounds.push_back({tag, {}, true});
                place = std::prev(m_compounds.end());
            }
            const std::string part = field.id.section(u'.', 1).toStdString();
            place->parts.push_back({i, part, part == "addr1" || part == "city" || part == "state" || part == "zip"});
            place->clears = place->clears && m_clears[i];
        }
    }
}

std::string_view MemberWriter::address(const PersonChange& person) const {
    return m_email < person.values.size() ? person.values[m_email] : std::string_view();
}

MemberWriter::Fill MemberWriter::fillOf(const Compound& compound, const PersonChange& person) const {
    constexpr std::ptrdiff_t kNeededParts = 4;
    std::ptrdiff_t needed = 0;
    bool any = false;
    for (const Part& part : compound.parts) {
        const bool filled = !person.values[part.index].empty();
        any = any || filled;
        needed += filled && part.needed ? 1 : 0;
    }
    if (!any) {
        return Fill::Blank;
    }
    return needed == kNeededParts ? Fill::Complete : Fill::Incomplete;
}

QString MemberWriter::droppedCompound(const PersonChange& person) const {
    for (const Compound& compound : m_compounds) {
        if (fillOf(compound, person) == Fill::Incomplete) {
            return QString::fromStdString(compound.tag);
        }
    }
    return {};
}

template <typename Writer>
void MemberWriter::writeCompound(Writer& writer, const Compound& compound, const PersonChange& person) const {
    switch (fillOf(compound, person)) {
    case Fill::Incomplete:
        return; // Half an address is refused, or worse, taken and then in the way of later edits.
    case Fill::Blank:
        if (compound.clears) {
            key(writer, compound.tag);
            text(writer, {});
        }
        return;
    case Fill::Complete:
        key(writer, compound.tag);
        writer.StartObject();
        for (const Part& part : compound.parts) {
            // Mailchimp replaces the address as a whole, so blank parts overwrite nothing.
            if (!person.values[part.index].empty()) {
                key(writer, part.name);
                text(writer, person.values[part.index]);
            }
        }
        writer.EndObject();
        return;
    }
}

template <typename Writer>
void MemberWriter::writeFields(Writer& writer, const PersonChange& person) const {
    if (m_language < person.values.size() && !person.values[m_language].empty()) {
        key(writer, "language");
        text(writer, person.values[m_language]);
    }
    if (m_plain.empty() && m_compounds.empty()) {
        return;
    }
    key(writer, "merge_fields");
    writer.StartObject();
    for (const Plain& field : m_plain) {
        const std::string_view value = person.values[field.index];
        if (value.empty() && !m_clears[field.index]) {
            continue; // A blank never overwrites (promise P7).
        }
        key(writer, field.tag);
        if (field.number && isJsonNumber(value)) {
            writer.RawValue(value.data(), value.size(), rapidjson::kNumberType);
        } else {
            text(writer, value);
        }
    }
    for (const Compound& compound : m_compounds) {
        writeCompound(writer, compound, person);
    }
    writer.EndObject();
}

QByteArray MemberWriter::write(const ChangeBatch& batch, const std::vector<std::uint32_t>& who, bool additions) const {
    rapidjson::StringBuffer buffer(nullptr, batch.arena.size() * 2 + who.size() * 64 + 256);
    Json writer(buffer);
    writer.StartObject();
    key(writer, "members");
    writer.StartArray();
    for (const std::uint32_t index : who) {
        const PersonChange& person = batch.people[index];
        writer.StartObject();
        key(writer, "email_address");
        text(writer, address(person));
        if (additions) {
            key(writer, "status");
            text(writer, m_newStatus);
        }
        writeFields(writer, person);
        writer.EndObject();
    }
    writer.EndArray();
    key(writer, "update_existing");
    writer.Bool(!additions);
    writer.EndObject();
    return bytes(buffer);
}

QByteArray MemberWriter::writeAdditions(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    return write(batch, who, true);
}

QByteArray MemberWriter::writeUpdates(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    return write(batch, who, false);
}

QByteArray MemberWriter::writePatch(const PersonChange& person, std::string_view newAddress) const {
    rapidjson::StringBuffer buffer;
    Json writer(buffer);
    writer.StartObject();
    if (!newAddress.empty()) {
        key(writer, "email_address");
        text(writer, newAddress);
    }
    writeFields(writer, person);
    writer.EndObject();
    return bytes(buffer);
}

std::optional<std::vector<MemberAnswer>> readAnswer(const HttpReply& reply, const ChangeBatch& batch,
                                                    const std::vector<std::uint32_t>& who, const MemberWriter& writer) {
    const auto object = answers::object(reply);
    if (!object || !(*object)[QLatin1String("new_members")].isArray() ||
        !(*object)[QLatin1String("updated_members")].isArray() || !(*object)[QLatin1String("errors")].isArray()) {
        return std::nullopt;
    }
    std::unordered_map<std::string, std::size_t> places;
    places.reserve(who.size());
    for (std::size_t i = 0; i < who.size(); ++i) {
        places.emplace(folded(writer.address(batch.people[who[i]])), i);
    }
    std::vector<MemberAnswer> result(who.size());
    std::vector<bool> seen(who.size(), false);
    std::size_t counted = 0;
    const auto take = [&](const QJsonValue& value) -> MemberAnswer* {
        const auto place =
            places.find(value.toObject()[QLatin1String("email_address")].toString().toLower().toStdString());
        if (place == places.end() || seen[place->second]) {
            return nullptr;
        }
        seen[place->second] = true;
        ++counted;
        return &result[place->second];
    };
    for (const bool created : {true, false}) {
        const QJsonArray members = (*object)[QLatin1String(created ? "new_members" : "updated_members")].toArray();
        for (const auto& value : members) {
            MemberAnswer* answer = take(value);
            if (answer == nullptr) {
                return std::nullopt;
            }
            const QJsonObject member = value.toObject();
            answer->created = created;
            answer->status = member[QLatin1String("status")].toString();
            answer->optedIn = QDateTime::fromString(member[QLatin1String("timestamp_opt")].toString(), Qt::ISODate);
            answer->reason = reasonOfStatus(answer->status);
            answer->accepted = answer->reason == Reason::None;
        }
    }
    const QJsonArray errors = (*object)[QLatin1String("errors")].toArray();
    for (const auto& value : errors) {
        MemberAnswer* answer = take(value);
        if (answer == nullptr) {
            return std::nullopt;
        }
        const Refusal refusal = refusalOfRow(value.toObject());
        answer->reason = refusal.reason;
        answer->field = refusal.field;
    }
    const bool errorsAddUp = !object->contains(QLatin1String("error_count")) ||
                             (*object)[QLatin1String("error_count")].toInteger(-1) == errors.size();
    return counted == who.size() && errorsAddUp ? std::optional(std::move(result)) : std::nullopt;
}

} // namespace pathways::mailchimp
