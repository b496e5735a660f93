// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/input/member_index.h"

#include "core/plan/input/address_key.h"
#include "core/plan/input/server_form.h"

#include <algorithm>
#include <cstring>

namespace pathways {

std::size_t MemberIndex::KeyHash::operator()(const PersonKey& key) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, key.bytes.data(), sizeof value);
    return value;
}

FieldSpec memberField(const DestinationType& type, const Pathway& pathway) {
    const auto key = std::find_if(pathway.mapping.cbegin(), pathway.mapping.cend(), [](const ColumnMapping& mapped) {
        return mapped.field.identifier && !mapped.column.isEmpty() && mapped.field.id != kPersonIdField;
    });
    if (type.oneKey && key != pathway.mapping.cend()) {
        return key->field;
    }
    FieldSpec email;
    email.kind = FieldKind::Email;
    return email;
}

MemberIndexBuilder::MemberIndexBuilder(const DestinationType& type, const Pathway& pathway, const QByteArray& macKey)
    : m_field(memberField(type, pathway))
    , m_normaliser(type.oneKey ? makeNormaliser(m_field, type.rules, NormaliserOptions{}) : nullptr)
    , m_digest(macKey) {}

void MemberIndexBuilder::add(MemberIndex::Member member) {
    if (!member.form.empty()) {
        const PersonKey key = formKey(m_digest, member.form, m_scratch);
        member.form.clear();
        m_index->members.insert_or_assign(key, std::move(member));
        return;
    }
    std::string_view value = member.identity;
    if (m_normaliser) {
        // What no row could hold is kept as it is: it meets nobody, and is somebody else's.
        const NormalisedValue& normalised = m_normaliser->normalise(value);
        value = normalised.text.empty() ? value : std::string_view(normalised.text);
    }
    const PersonKey key = addressKey(m_digest, m_field, value, m_scratch);
    m_index->members.insert_or_assign(key, std::move(member));
}

} // namespace pathways
