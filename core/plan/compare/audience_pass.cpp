// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/audience_pass.h"

#include "core/plan/file/plan_errors.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

namespace {

constexpr std::size_t kNoField = 0xff; ///< LeftOutEntry::field of what is about none.

/// Which of a person's rows counts before the others: their own no, then one for another reason, then the last row.
int weightOf(const PersonRecord& row) {
    if ((row.flags & kDenied) == 0) {
        return 0;
    }
    return row.reason == Reason::SaidNoElsewhere ? 1 : (row.flags & kSaidNo) == 0 ? 2 : 3;
}

PlaceClaim lineOf(const PersonRecord& known, std::uint32_t index) {
    PlaceClaim claim;
    claim.place = claim.before = known.address;
    claim.person = known.key;
    claim.knownWhere = known.where;
    claim.knownPayload = known.payload;
    claim.knownTag = known.tag;
    claim.knownDay = known.number;
    claim.index = index;
    claim.wasThere = (known.flags & kWasThere) != 0;
    return claim;
}

} // namespace

AudiencePass::AudiencePass(const Snapshot* snapshot, UnchangedRowIndex& seen, RecordSorter& rows, LeftOutList& leftOut,
                           NoList& noes, PlanTally& tally, std::size_t fields)
    : m_snapshot(snapshot)
    , m_seen(seen)
    , m_rows(rows)
    , m_leftOut(leftOut)
    , m_noes(noes)
    , m_tally(tally)
    , m_fields(fields) {}

Result<void> AudiencePass::run(const ClaimSink& claims, const std::stop_token& stop) {
    m_claims = &claims;
    SnapshotWalk walk(m_snapshot);
    auto done = walk.start();
    if (done) {
        done = m_rows.sorted([&](std::span<const PersonRecord> run) -> Result<void> {
            return stop.stop_requested() ? fail(plan_errors::stopped()) : take(run, walk);
        });
    }
    while (done && walk.current() != nullptr) {
        done = settleWithoutRow(*walk.current(), walk.index()).and_then([&walk] { return walk.advance(); });
    }
    return done;
}

Result<void> AudiencePass::take(std::span<const PersonRecord> run, SnapshotWalk& walk) {
    for (std::size_t i = 0; i < run.size();) {
        std::size_t end = i + 1;
        while (end < run.size() && run[end].key == run[i].key) {
            ++end;
        }
        while (walk.current() != nullptr && walk.current()->key < run[i].key) {
            auto settled = settleWithoutRow(*walk.current(), walk.index()).and_then([&walk] { return walk.advance(); });
            if (!settled) {
                return settled;
            }
        }
        const bool known = walk.current() != nullptr && walk.current()->key == run[i].key;
        auto settled = settleGroup(run.subspan(i, end - i), known ? walk.current() : nullptr, walk.index());
        if (settled && known) {
            settled = walk.advance();
        }
        if (!settled) {
            return settled;
        }
        i = end;
    }
    return {};
}

/// In the snapshot, but no new or changed row was read: unchanged, or gone.
Result<void> AudiencePass::settleWithoutRow(const PersonRecord& known, std::uint32_t index) {
    if (m_seen.row(index) > 0) {
        ++m_tally.counts.unchanged;
        return {};
    }
    return release(known, index, 0);
}

Result<void> AudiencePass::release(const PersonRecord& known, std::uint32_t index, std::uint32_t row, bool saidNo) {
    PlaceClaim claim = lineOf(known, index);
    claim.kind = ClaimKind::Release;
    claim.row = row;
    claim.saidNo = saidNo;
    return (*m_claims)(claim);
}

/// All rows of one person that are not simply as they were: the last one counts, the others are duplicates. A no in any
/// of them beats everything, whatever the order, and a question in any of them holds the person.
Result<void> AudiencePass::settleGroup(std::span<const PersonRecord> rows, const PersonRecord* known,
                                       std::uint32_t index) {
    const PersonRecord* winner = nullptr;
    const PersonRecord* held = nullptr;
    bool present = false;
    for (const PersonRecord& row : rows) {
        held = (row.flags & kHeld) != 0 ? &row : held;
        if ((row.flags & kPresentOnly) != 0) {
            present = true;
        } else if (winner == nullptr || weightOf(row) >= weightOf(*winner)) {
            winner = &row;
        }
    }
    const bool denied = winner != nullptr && (winner->flags & kDenied) != 0;
    if (held != nullptr && !denied) {
        ++m_tally.held[deciderOf(*held)];
        winner = nullptr;
    }
    const std::uint32_t seenRow = known != nullptr ? m_seen.row(index) : 0;
    const bool seenWins = seenRow > 0 && !denied && (winner == nullptr || seenRow > winner->number);
    if (auto left = leaveOutRepeats(rows, seenWins ? nullptr : winner); !left) {
        return left;
    }
    if (seenWins) {
        return settleWithoutRow(*known, index);
    }
    if (seenRow > 0) {
        m_seen.forget(index);
        if (auto left = m_leftOut.add({seenRow, Reason::Duplicate, NameSource::Snapshot, 0xff, index}); !left) {
            return left;
        }
    }
    if (winner != nullptr) {
        return settleWinner(*winner, present, known, index);
    }
    // Only rows that were stopped: the person is still in the audience.
    ++(known != nullptr ? m_tally.unsent : m_tally.unplaced);
    return showPresent(rows, known);
}

Result<void> AudiencePass::showPresent(std::span<const PersonRecord> rows, const PersonRecord* known) {
    PlaceClaim claim;
    claim.kind = ClaimKind::Present;
    if (known != nullptr) {
        claim.place = claim.before = known->address;
        claim.person = known->key;
        return (*m_claims)(claim);
    }
    for (const PersonRecord& row : rows) {
        claim.place = row.address;
        claim.person = row.key;
        claim.row = row.number;
        if (auto shown = (*m_claims)(claim); !shown) {
            return shown;
        }
    }
    return {};
}

/// Rows of one person other than the one that counts.
Result<void> AudiencePass::leaveOutRepeats(std::span<const PersonRecord> rows, const PersonRecord* winner) {
    for (const PersonRecord& row : rows) {
        if ((row.flags & kPresentOnly) == 0 && &row != winner) {
            if (auto left = m_leftOut.add(row.number, row.where, Reason::Duplicate); !left) {
                return left;
            }
        }
    }
    return {};
}

/// present: other rows, which cannot be sent, show the person in the audience as well.
Result<void> AudiencePass::settleWinner(const PersonRecord& winner, bool present, const PersonRecord* known,
                                        std::uint32_t index) {
    if ((winner.flags & kDenied) != 0) {
        const int decider = deciderOf(winner);
        if (decider >= 0) {
            ++m_tally.denied[decider];
        }
        const std::size_t field = decider >= 0 ? m_fields + std::size_t(decider) : kNoField;
        // It is said of an address: of one that they had before only where the row has none.
        const bool ofThis = known != nullptr && (winner.address == PersonKey{} || winner.address == known->address ||
                                                 winner.address == known->key);
        const bool saidNo = ofThis && (winner.flags & kSaidNo) != 0;
        auto left =
            m_leftOut
                .add({winner.number, winner.reason, NameSource::Values, std::uint8_t(std::min(field, kNoField)),
                      winner.where & kNowhere})
                .and_then([&] { return m_noes.denied(winner, known != nullptr ? known->address : PersonKey{}); });
        if (!left || known == nullptr) {
            return left;
        }
        // Not wanted any more: treated as gone, so that Mirror takes the person out again. A row that cannot be sent
        // does not keep somebody who said no.
        return present && decider < 0 && !saidNo ? showPresent({&winner, 1}, known) : release(*known, index, 0, saidNo);
    }
    PlaceClaim claim = known != nullptr ? lineOf(*known, index) : PlaceClaim{};
    claim.place = winner.address;
    claim.person = winner.key;
    claim.values = winner.where;
    claim.payload = winner.payload;
    claim.tag = winner.tag;
    claim.row = winner.number;
    auto claimed = (*m_claims)(claim);
    if (claimed && known != nullptr && known->address != winner.address) {
        claimed = release(*known, index, winner.number);
    }
    return claimed;
}

} // namespace pathways
