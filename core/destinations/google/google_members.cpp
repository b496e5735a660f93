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
            m_current.push_back({i, target.fields[i].kind == FieldKind::Email});
        }
    }
    for (std::size_t i = 0; i < target.identifiers.size(); ++i) {
        const std::size_t field = target.identifiers[i];
        if (field < target.fields.size() && contact(field)) {
            m_previous.push_back({i, target.fields[field].kind == FieldKind::Email});
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

bool MemberEncoder::removable(const PersonChange& person) const {
    return std::any_of(m_previous.begin(), m_previous.end(),
                       [&person](const Column& column) { return !valueAt(person.previous, column.index).empty(); });
}

bool MemberEncoder::renamed(const PersonChange& person) const {
    for (const Column& column : m_previous) {
        const std::string_view main = valueAt(person.previous, column.index);
        if (!main.empty()) {
            return std::none_of(m_current.begin(), m_current.end(), [&person, main](const Column& now) {
                return valueAt(person.values, now.index) == main;
            });
        }
    }
    return false;
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
        body.raw(column.email ? "emailAddress\":" : "phoneNumber\":");
        body.digest(hasher, value);
        body.raw("}");
    }
    return written > 0;
}

void MemberEncoder::writeMain(JsonBody& body, Sha256& hasher, const std::vector<std::string_view>& previous) const {
    for (const Column& column : m_previous) {
        if (!valueAt(previous, column.index).empty()) {
            writeContacts(body, hasher, previous, {column});
            return;
        }
    }
}

void MemberEncoder::writeAddress(JsonBody& body, Sha256& hasher, const PersonChange& person, bool first) const {
    body.raw(first ? "{\"address\":{\"givenName\":" : ",{\"address\":{\"givenName\":");
    body.digest(hasher, person.values[m_address[0]]);
    body.raw(",\"familyName\":");
    body.digest(hasher, person.values[m_address[1]]);
    body.raw(",\"regionCode\":");
    body.string(person.values[m_address[2]]);
    body.raw(",\"postalCode\":");
    body.string(person.values[m_address[3]]);
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
            writeAddress(body, hasher, person, !any);
        }
        body.raw("]}}");
        firstPerson = false;
    }
    body.raw("]}");
    return body.take();
}

QByteArray MemberEncoder::remove(const ChangeBatch& batch, const std::vector<std::uint32_t>& who) const {
    JsonBody body(1024 + qsizetype(who.size()) * kBytesPerPerson);
    Sha256 hasher;
    begin(body, false);
    body.raw(",\"audienceMembers\":[");
    bool firstPerson = true;
    for (const std::uint32_t index : who) {
        body.raw(firstPerson ? "{\"userData\":{\"userIdentifiers\":[" : ",{\"userData\":{\"userIdentifiers\":[");
        writeMain(body, hasher, batch.people[index].previous);
        body.raw("]}}");
        firstPerson = false;
    }
    body.raw("]}");
    return body.take();
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
