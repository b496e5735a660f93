// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/roster_check.h"

#include "core/spool/external_sorter.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>

namespace pathways {

namespace {

struct PlaceOrder {
    [[nodiscard]] static std::uint64_t rank(const PersonKey& place) {
        std::uint64_t first = 0;
        std::memcpy(&first, place.bytes.data(), sizeof first);
        return __builtin_bswap64(first);
    }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(const PersonKey& a, const PersonKey& b) const { return a < b; }
};
using PlaceSorter = ExternalSorter<PersonKey, PlaceOrder>;

constexpr std::size_t kPlacesInMemory = 32 * 1024 * 1024 / sizeof(PersonKey);

/// Of everybody whom the pathway wants, in order: whether they stand there as it wants them.
template <typename Sink>
Result<void> eachWanted(const PlanInput& input, const Sink& sink) {
    const std::uint64_t own = input.place.slotted.ownBit();
    OptOutWalk optOuts(input.place.optOuts);
    RosterWalk walk(input.place.roster.get());
    auto done = walk.start();
    while (done && walk.current() != nullptr) {
        const RosterRecord& record = *walk.current();
        const bool out = optOuts.find(record.place) != nullptr || input.place.noes.find(record.place) != nullptr;
        if ((record.wants & own) != 0) {
            const bool again =
                input.again != nullptr && std::binary_search(input.again->begin(), input.again->end(), record.place);
            done = sink(record.place, !again && stands(input, record, out, findMember(input, record.place)));
        }
        done = done.and_then([&walk] { return walk.advance(); });
    }
    return done;
}

} // namespace

bool stands(const PlanInput& input, const RosterRecord& record, bool out, const MemberIndex::Member* member) {
    const std::uint64_t own = input.place.slotted.ownBit();
    if (record.state != PlaceState::There || (record.wants & own) == 0 || (record.has & own) == 0 || out) {
        return false;
    }
    return input.members == nullptr || (member != nullptr && member->reachable);
}

const MemberIndex::Member* findMember(const PlanInput& input, const PersonKey& place) {
    return input.members != nullptr ? input.members->find(place) : nullptr;
}

const KnownOptOut* OptOutWalk::find(const PersonKey& place) {
    while (m_at < m_optOuts.size() && m_optOuts[m_at].address < place) {
        ++m_at;
    }
    return m_at < m_optOuts.size() && m_optOuts[m_at].address == place ? &m_optOuts[m_at] : nullptr;
}

Result<void> RosterCheck::run(const PlanInput& input) {
    return eachWanted(input, [this](const PersonKey& place, bool stands) -> Result<void> {
        if (stands) {
            ++m_standing;
        } else {
            m_afresh.push_back(place);
        }
        return {};
    });
}

Result<bool> RosterCheck::findLines(const PlanInput& input, const Snapshot& snapshot) {
    PlaceSorter lines(input.spoolFolder, kPlacesInMemory, {}, std::uint64_t(snapshot.meta().records));
    PlaceSorter::Input places(lines);
    const auto take = [&](std::uint64_t, const PersonRecord* records, std::size_t count) -> Result<void> {
        for (std::size_t i = 0; i < count; ++i) {
            if (records[i].reason != Reason::None || afresh(records[i].address)) {
                continue;
            }
            if (auto added = places.add(records[i].address); !added) {
                return added;
            }
        }
        return {};
    };
    std::vector<PersonKey> without;
    bool fits = true;
    const auto compare = [&](const PersonKey& place, bool stands) -> Result<void> {
        Result<void> done;
        while (stands && done && lines.current() != nullptr && *lines.current() < place) {
            fits = false;
            done = lines.advance();
        }
        if (stands && (lines.current() == nullptr || *lines.current() != place)) {
            without.push_back(place);
        }
        while (stands && done && lines.current() != nullptr && *lines.current() == place) {
            done = lines.advance();
        }
        return done;
    };
    auto done = snapshot.read(0, snapshot.blocks(), take)
                    .and_then([&] { return places.flush(); })
                    .and_then([&] { return lines.start(); })
                    .and_then([&] { return eachWanted(input, compare); });
    if (!done) {
        return fail(done.error());
    }
    if (!fits || lines.current() != nullptr) {
        return false;
    }
    std::vector<PersonKey> afresh;
    afresh.reserve(m_afresh.size() + without.size());
    std::merge(m_afresh.begin(), m_afresh.end(), without.begin(), without.end(), std::back_inserter(afresh));
    m_afresh = std::move(afresh);
    m_withoutLine = std::move(without);
    return true;
}

bool RosterCheck::isWithoutLine(const PersonKey& place) const {
    return !m_withoutLine.empty() && std::binary_search(m_withoutLine.begin(), m_withoutLine.end(), place);
}

bool RosterCheck::afresh(const PersonKey& place) const {
    return !m_afresh.empty() && std::binary_search(m_afresh.begin(), m_afresh.end(), place);
}

} // namespace pathways
