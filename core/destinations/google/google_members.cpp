// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_members.h"

#include "core/destinations/google/google_type.h"

#include <algorithm>

namespace pathways::google {

namespace {

std::string_view valueAt(const std::vector<std::string_view>& values, std::size_t index) {
    return index < values.size() ? values[index] : std::string_view();
}

std::string utf8(const QString& text) {
    return text.toStdString();
}

std::optional<std::size_t> find(const PushTarget& target, QLatin1String id) {
    for (std::size_t i = 0; i < target.fields.size(); ++i) {
        if (target.fields[i].id == id) {
            return i;
        }
    }
    return std::nullopt;
}

void account(JsonBody& body, const char* name, const QString& id) {
    body.raw("\"");
    body.raw(name);
    body.raw("\":{\"accountType\":\"GOOGLE_ADS\",\"accountId\":");
    body.string(utf8(id));
    body.raw("}");
}

std::array<std::string_view, 4> addressParts(std::string_view address) {
    std::array<std::string_view, 4> parts;
    for (std::string_view& part : parts) {
        const auto end = std::min(address.find(kBetweenAddressParts), address.size());
        part = address.substr(0, end);
        address.remove_prefix(std::min(end + 1, address.size()));
    }
    return parts;
}

// Most people have one email and one phone, about 90 bytes each in JSON; the buffer grows for the others.
constexpr qsizetype kBytesPerPerson = 240;

} // namespace

MemberEncoder::MemberEncoder(const PushTarget& target, RequestFrame frame)
    : m_frame(std::move(frame)) {
    auto contact = [&target](std::size_t field) {
        const FieldKind kind = target.fields[field].kind;
        return kind == FieldKind::Email || kind == FieldKind::Phone;
    };
    for (std::size_t i = 0; i < target.fields.size(); ++i) {
        if (contact(i)) {
            m_current.push_back({i, target.fields[i].kind == FieldKind::Email ? Kind::Email : Kind::Phone});
        }
    }
    for (std::size_t i = 0; i < target.identifiers.size(); ++i) {
        const std::size_t field = target.identifiers[i];
        if (field < target.fields.size() && contact(field)) {
            m_previous.push_back({i, target.fields[field].kind == FieldKind::Email ? Kind::Email : Kind::Phone});
        }
    }
    const auto first = find(target, QLatin1String("FIRST_NAME"));
    const auto last = find(target, QLatin1String("LAST_NAME"));
    const auto country = find(target, QLatin1String("COUNTRY"));
    const auto postal = find(target, QLatin1String("POSTAL_CODE"));
    if (first && last && country && postal) {
        m_address = {*first, *last, *country, *postal};
    }
}

bool MemberEncoder::addressComplete(const PersonChange& person) const {
    return !m_address.empty() && std::all_of(m_address.begin(), m_address.end(), [&person](std::size_t index) {
        return !valueAt(person.values, index).empty();
    });
}

bool MemberEncoder::identifies(const PersonChange& person) const {
    return addressComplete(person) || std::any_of(m_current.begin(), m_current.end(), [&person](const Column& column) {
               return !valueAt(person.values, column.index).empty();
           });
}

/// What each text of PersonChange::previous is.
std::vector<MemberEncoder::Column> MemberEncoder::knownColumns(const ChangeBatch& batch) const {
    if (batch.previousFields.isEmpty()) {
        return m_previous;
    }
    std::vector<Column> columns;
    const QList<FieldSpec> known = customerFields();
    for (qsizetype i = 0; i < batch.previousFields.size(); ++i) {
        for (const FieldSpec& field : known) {
            if (field.compound == batch.previousFields[i]) {
                columns.push_back({std::size_t(i), Kind::Address});
                break;
            }
            if (field.identifier && field.id == batch.previousFields[i]) {
                columns.push_back({std::size_t(i), field.kind == FieldKind::Email ? Kind::Email : Kind::Phone});
            }
        }
    }
    return columns;
}

bool MemberEncoder::removable(const ChangeBatch& batch, const PersonChange& person) const {
    const std::vector<Column> columns = knownColumns(batch);
    return std::any_of(columns.begin(), columns.end(),
                       [&person](const Column& column) { return !valueAt(person.previous, column.index).empty(); });
}

void MemberEncoder::destination(JsonBody& body) const {
    body.raw("{\"destinations\":[{");
    account(body, "operatingAccount", m_frame.account);
    if (!m_frame.loginAccount.isEmpty()) {
        body.raw(",");
        account(body, "loginAccount", m_frame.loginAccount);
    }
    body.raw(",\"productDestinationId\":");
    body.string(utf8(m_frame.listId));
    body.raw("}]");
}

void MemberEncoder::begin(JsonBody& body, bool ingesting) const {
    destination(body);
    body.raw(",\"encoding\":\"HEX\"");
    if (!ingesting) {
        return; // Consent and terms are no matter of removals: everybody must be removable (contract 0.4-4).
    }
    body.raw(",\"consent\":{\"adUserData\":");
    body.raw(m_frame.consentUserData ? "\"CONSENT_GRANTED\"" : "\"CONSENT_DENIED\"");
    body.raw(",\"adPersonalization\":");
    body.raw(m_frame.consentPersonalization ? "\"CONSENT_GRANTED\"" : "\"CONSENT_DENIED\"");
    body.raw("}");
    if (m_frame.termsAccepted) {
        body.raw(",\"termsOfService\":{\"customerMatchTermsOfServiceStatus\":\"ACCEPTED\"}");
    }
}

bool MemberEncoder::writeContacts(JsonBody& body, Sha256& hasher, const std::vector<std::string_view>& values,
                                  const std::vector<Column>& columns) const {
    int written = 0;
    for (const Column& column : columns) {
        const std::string_view value = valueAt(values, column.index);
        // One place is kept for the address.
        if (value.empty() || written == kIdentifiersPerPerson - 1) {
            continue;
        }
        body.raw(written++ == 0 ? "{\"" : ",{\"");
        body.raw(column.kind == Kind::Email ? "emailAddress\":" : "phoneNumber\":");
        body.digest(hasher, value);
        body.raw("}");
    }
    return written > 0;
}

void MemberEncoder::writeAddress(JsonBody& body, Sha256& hasher, const std::array<std::string_view, 4>& parts,
                                 bool first) {
    body.raw(first ? "{\"address\":{\"givenName\":" : ",{\"address\":{\"givenName\":");
    body.digest(hasher, parts[0]);
    body.raw(",\"familyName\":");
    body.digest(hasher, parts[1]);
    body.raw(",\"regionCode\":");
    body.string(parts[2]);
    body.raw(",\"postalCode\":");
    body.string(parts[3]);
    body.raw("}}");
}

QByteArray MemberEncoder::ingest(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    JsonBody body(1024 + qsizetype(who.size()) * (kBytesPerPerson + (m_address.empty() ? 0 : 260)));
    Sha256 hasher;
    begin(body, true);
    body.raw(",\"audienceMembers\":[");
    bool firstPerson = true;
    for (const std::uint32_t index : who) {
        const PersonChange& person = batch.people[index];
        body.raw(firstPerson ? "{\"userData\":{\"userIdentifiers\":[" : ",{\"userData\":{\"userIdentifiers\":[");
        const bool any = writeContacts(body, hasher, person.values, m_current);
        if (addressComplete(person)) {
            writeAddress(body, hasher,
                         {person.values[m_address[0]], person.values[m_address[1]], person.values[m_address[2]],
                          person.values[m_address[3]]},
                         !any);
        }
        body.raw("]}}");
        firstPerson = false;
    }
    body.raw("]}");
    return body.take();
}

QByteArray MemberEncoder::remove(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    JsonBody body(1024 + qsizetype(who.size()) * kBytesPerPerson);
    begin(body, false);
    writeKnown(body, batch, who);
    return body.take();
}

QByteArray MemberEncoder::ingestKnown(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    JsonBody body(1024 + qsizetype(who.size()) * kBytesPerPerson);
    begin(body, true);
    writeKnown(body, batch, who);
    return body.take();
}

void MemberEncoder::writeKnown(JsonBody& body, const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    Sha256 hasher;
    const std::vector<Column> all = knownColumns(batch);
    std::vector<Column> contacts;
    std::copy_if(all.begin(), all.end(), std::back_inserter(contacts),
                 [](const Column& column) { return column.kind != Kind::Address; });
    body.raw(",\"audienceMembers\":[");
    bool firstPerson = true;
    for (const std::uint32_t index : who) {
        const std::vector<std::string_view>& previous = batch.people[index].previous;
        body.raw(firstPerson ? "{\"userData\":{\"userIdentifiers\":[" : ",{\"userData\":{\"userIdentifiers\":[");
        const bool any = writeContacts(body, hasher, previous, contacts);
        for (const Column& column : all) {
            const std::string_view address =
                column.kind == Kind::Address ? valueAt(previous, column.index) : std::string_view();
            if (!address.empty()) {
                writeAddress(body, hasher, addressParts(address), !any);
            }
        }
        body.raw("]}}");
        firstPerson = false;
    }
    body.raw("]}");
}

QByteArray MemberEncoder::trial() const {
    JsonBody body(1024);
    Sha256 hasher;
    begin(body, true);
    body.raw(",\"validateOnly\":true,\"audienceMembers\":[{\"userData\":{\"userIdentifiers\":[{\"emailAddress\":");
    body.digest(hasher, "nobody@pathways.invalid");
    body.raw("}]}}]}");
    return body.take();
}

QByteArray MemberEncoder::removeAll(const QByteArray& before) const {
    JsonBody body(512);
    destination(body);
    body.raw(",\"removeAsOfTime\":");
    body.string({before.constData(), size_t(before.size())});
    body.raw("}");
    return body.take();
}

} // namespace pathways::google
