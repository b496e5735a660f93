// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/address_claims.h"

#include <algorithm>

namespace pathways {

bool AddressClaims::needed(KeyKind kind, const Snapshot* snapshot) {
    return kind != KeyKind::Address || (snapshot != nullptr && snapshot->meta().keyKind != toKey(KeyKind::Address));
}

/// One pass over the rows and the snapshot in step: who claims what, and who held it.
Result<void> AddressClaims::collect(const Snapshot* snapshot, const UnchangedRowIndex& seen, RecordSorter& rows) {
    SnapshotWalk walk(snapshot);
    if (auto started = walk.start(); !started) {
        return started;
    }
    const auto hold = [&](bool presentByRow) {
        m_holders.push_back({walk.current()->address, walk.index(), presentByRow || seen.row(walk.index()) > 0});
    };
    auto walked = rows.sorted([&](std::span<const PersonRecord> run) -> Result<void> {
        for (std::size_t i = 0; i < run.size();) {
            std::size_t end = i + 1;
            while (end < run.size() && run[end].key == run[i].key) {
                ++end;
            }
            while (walk.current() != nullptr && walk.current()->key < run[i].key) {
                hold(false);
                if (auto next = walk.advance(); !next) {
                    return next;
                }
            }
            const bool known = walk.current() != nullptr && walk.current()->key == run[i].key;
            const PersonRecord* winner = nullptr;
            bool present = false;
            for (std::size_t row = i; row < end; ++row) {
                if ((run[row].flags & kPresentOnly) != 0) {
                    present = true;
                    m_claims.push_back({run[row].address, run[row].number, UnchangedRowIndex::kNone, true});
                } else {
                    winner = &run[row];
                }
            }
            const bool seenLater = known && winner != nullptr && seen.row(walk.index()) > winner->number;
            const bool claims = winner != nullptr && !seenLater && (winner->flags & kDenied) == 0;
            if (claims) {
                m_claims.push_back(
                    {winner->address, winner->number, known ? walk.index() : UnchangedRowIndex::kNone, false});
            }
            if (known) {
                hold(present || claims);
                if (auto next = walk.advance(); !next) {
                    return next;
                }
            }
            i = end;
        }
        return {};
    });
    while (walked && walk.current() != nullptr) {
        hold(false);
        walked = walk.advance();
    }
    return walked;
}

void AddressClaims::settle(KeyKind kind, const Holder* holder, const Claim* first, const Claim* last,
                           std::unordered_map<std::uint32_t, std::uint32_t>& takeovers) {
    const bool exclusive = kind == KeyKind::PersonId; // The platform knows the address only.
    const Claim* winner = nullptr;
    bool shown = false;
    for (const Claim* claim = first; claim != last; ++claim) {
        shown = shown || claim->presentOnly;
        if (claim->presentOnly) {
            continue;
        }
        const bool holdsIt = holder != nullptr && claim->person == holder->index;
        const bool mayHave = holder == nullptr || (!holder->present && claim->person == UnchangedRowIndex::kNone);
        if (holdsIt) {
            winner = claim;
            break;
        }
        if (mayHave && (winner == nullptr || claim->row > winner->row)) {
            winner = claim;
        }
    }
    if (holder != nullptr && !holder->present && (winner != nullptr || shown)) {
        m_staying.insert(holder->index);
        if (winner != nullptr) {
            takeovers.emplace(holder->index, winner->row);
        }
    }
    for (const Claim* claim = first; exclusive && claim != last; ++claim) {
        if (claim != winner && !claim->presentOnly) {
            m_losers.insert(claim->row);
        }
    }
}

Result<void> AddressClaims::resolve(KeyKind kind, const Snapshot* snapshot, const UnchangedRowIndex& seen,
                                    RecordSorter& rows) {
    if (auto collected = collect(snapshot, seen, rows); !collected) {
        return collected;
    }
    std::sort(m_claims.begin(), m_claims.end(), [](const Claim& a, const Claim& b) { return a.address < b.address; });
    std::sort(m_holders.begin(), m_holders.end(), [](const Holder& a, const Holder& b) {
        return a.address != b.address ? a.address < b.address : a.present > b.present;
    });
    std::unordered_map<std::uint32_t, std::uint32_t> takeovers;
    auto holder = m_holders.begin();
    for (std::size_t i = 0; i < m_claims.size();) {
        std::size_t end = i + 1;
        while (end < m_claims.size() && m_claims[end].address == m_claims[i].address) {
            ++end;
        }
        while (holder != m_holders.end() && holder->address < m_claims[i].address) {
            ++holder;
        }
        const bool held = holder != m_holders.end() && holder->address == m_claims[i].address;
        settle(kind, held ? &*holder : nullptr, m_claims.data() + i, m_claims.data() + end, takeovers);
        i = end;
    }
    m_claims = {};
    m_holders = {};
    StreamCursor* records = nullptr;
    std::unique_ptr<StreamCursor> cursor;
    if (!takeovers.empty()) {
        cursor = std::make_unique<StreamCursor>(snapshot->file(), Snapshot::kRecords);
        records = cursor.get();
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ordered(takeovers.begin(), takeovers.end());
    std::sort(ordered.begin(), ordered.end());
    for (const auto& [index, row] : ordered) {
        auto record = records->record<PersonRecord>(index);
        if (!record) {
            return fail(record.error());
        }
        m_replaced.emplace(row, *record);
    }
    return {};
}

} // namespace pathways
