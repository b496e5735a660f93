// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/input/member_index.h"

#include "core/destinations/push_session.h"
#include "core/plan/input/address_key.h"
#include "core/plan/input/server_form.h"

#include <algorithm>
#include <cstring>

namespace pathways {

namespace {

constexpr std::size_t kTextBlock = 256 * 1024;

std::uint64_t rank(const PersonKey& key) {
    std::uint64_t first = 0;
    std::memcpy(&first, key.bytes.data(), sizeof first);
    return __builtin_bswap64(first);
}

} // namespace

/// Keys are digests, and so lie evenly: where one would stand is close to where it stands.
const MemberIndex::Member* MemberIndex::find(const PersonKey& key) const {
    if (m_members.empty()) {
        return nullptr;
    }
    const auto size = std::ptrdiff_t(m_members.size());
    std::ptrdiff_t low = std::min(std::ptrdiff_t(double(rank(key)) * 0x1p-64 * double(size)), size - 1);
    std::ptrdiff_t high = low;
    for (std::ptrdiff_t step = 8; low > 0 && !(m_members[std::size_t(low)].key < key); step *= 2) {
        low = std::max<std::ptrdiff_t>(0, low - step);
    }
    for (std::ptrdiff_t step = 8; high < size && m_members[std::size_t(high)].key < key; step *= 2) {
        high += step;
    }
    const auto found = std::lower_bound(m_members.begin() + low, m_members.begin() + std::min(high + 1, size), key,
                                        [](const Member& one, const PersonKey& wanted) { return one.key < wanted; });
    return found != m_members.end() && found->key == key ? &*found : nullptr;
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

PersonKey MemberIndexBuilder::keyOf(const RemoteMember& member) {
    if (!member.form.empty()) {
        return formKey(m_digest, member.form, m_scratch);
    }
    std::string_view value = member.identity;
    if (m_normaliser) {
        // What no row could hold is kept as it is: it meets nobody, and is somebody else's.
        const NormalisedValue& normalised = m_normaliser->normalise(value);
        value = normalised.text.empty() ? value : std::string_view(normalised.text);
    }
    return addressKey(m_digest, m_field, value, m_scratch);
}

std::string_view MemberIndexBuilder::kept(std::string_view text) {
    if (text.size() > m_room) {
        m_room = std::max(kTextBlock, text.size());
        m_index->m_texts.push_back(std::make_unique<char[]>(m_room));
        m_at = m_index->m_texts.back().get();
    }
    std::memcpy(m_at, text.data(), text.size());
    const std::string_view kept(m_at, text.size());
    m_at += text.size();
    m_room -= text.size();
    return kept;
}

void MemberIndexBuilder::add(const RemoteMember& member) {
    std::deque<MemberIndex::Member>& members = m_index->m_members;
    members.push_back({keyOf(member), kept(member.identity), member.joined ? member.joined->toSecsSinceEpoch() : 0,
                       std::uint32_t(members.size()), member.reason, member.reachable, member.removable});
}

std::unique_ptr<MemberIndex> MemberIndexBuilder::take() {
    std::deque<MemberIndex::Member>& members = m_index->m_members;
    std::sort(members.begin(), members.end(), [](const MemberIndex::Member& a, const MemberIndex::Member& b) {
        return a.key == b.key ? a.number > b.number : a.key < b.key;
    });
    members.erase(
        std::unique(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.key == b.key; }),
        members.end());
    for (std::size_t i = 0; i < members.size(); ++i) {
        members[i].number = std::uint32_t(i);
    }
    return std::move(m_index);
}

} // namespace pathways
