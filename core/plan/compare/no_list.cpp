// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/no_list.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

NoList::NoList(const KnownNoes& known, bool singleKey, EncryptedFileWriter& file, PlanTally& tally)
    : m_known(known)
    , m_singleKey(singleKey)
    , m_notes(file, kPlaceNotes, StreamWriter::blockFor(sizeof(PlaceNote)))
    , m_tally(tally)
    , m_no(known.own.size())
    , m_yes(known.own.size()) {}

Result<void> NoList::denied(const PersonRecord& row, const PersonKey& before) {
    if (row.reason == Reason::SaidNoElsewhere) {
        const auto audience = std::size_t(row.flags >> kSaidNoWhere);
        ++m_tally.saidNo[audience];
        return {};
    }
    if ((row.flags & kSaidNo) == 0) {
        return {};
    }
    return saysNo(row.address == PersonKey{} && m_singleKey ? before : row.address);
}

Result<void> NoList::saysNo(const PersonKey& address) {
    if (address == PersonKey{}) {
        return {};
    }
    if (const auto known = find(address)) {
        m_no[*known] = true;
        return {};
    }
    return note(address, PlaceFact::SaidNo);
}

void NoList::saysYes(const PersonKey& address) {
    if (const auto known = find(address)) {
        m_yes[*known] = true;
    }
}

std::optional<std::size_t> NoList::find(const PersonKey& address) const {
    const auto at = std::lower_bound(m_known.own.begin(), m_known.own.end(), address);
    const bool found = at != m_known.own.end() && *at == address;
    return found ? std::optional(std::size_t(at - m_known.own.begin())) : std::nullopt;
}

Result<void> NoList::note(const PersonKey& address, PlaceFact fact) {
    return m_notes.appendRecord(PlaceNote{address, {}, Reason::None, fact, 0, 0}).map([](Location) {});
}

Result<void> NoList::flush() {
    for (std::size_t i = 0; i < m_known.own.size(); ++i) {
        if (m_yes[i] && !m_no[i]) {
            if (auto noted = note(m_known.own[i], PlaceFact::SaidYes); !noted) {
                return noted;
            }
        }
    }
    return m_notes.flush();
}

} // namespace pathways
