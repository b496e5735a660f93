// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_pass.h"

#include "core/roster/identifier_tuple.h"

#include <algorithm>

namespace pathways {

PlacePass::PlacePass(const Tools& tools, EncryptedFileWriter& file)
    : m_input(tools.input)
    , m_check(tools.check)
    , m_snapshotTells(tools.snapshotTells)
    , m_singleKey(!tellsByIdentifiers(tools.input.type))
    , m_roster(tools.input.place.roster.get())
    , m_known(tools.input)
    , m_notes(tools.input, m_known, file)
    , m_gate(tools.input, tools.personScope, m_known, m_notes)
    , m_work{tools.input, m_known, m_notes, m_gate, tools.changes, tools.leftOut, tools.tally}
    , m_puts(m_work, tools.seen, tools.retags)
    , m_removals(m_work, tools.holdRemovals, tools.toldBy, tools.decided)
    , m_moves(m_work, m_puts, m_removals)
    , m_former(m_work, tools.holdRemovals) {}

Result<void> PlacePass::take(const PlaceClaim& claim) {
    if (!m_group.empty() && m_group.front().place != claim.place) {
        if (auto settled = settleGroup(); !settled) {
            return settled;
        }
    }
    m_group.push_back(claim);
    return {};
}

Result<void> PlacePass::finish() {
    auto done = m_group.empty() ? Result<void>{} : settleGroup();
    while (done && m_roster.current() != nullptr) {
        done = settleQuiet(*m_roster.current()).and_then([this] { return m_roster.advance(); });
    }
    return done.and_then([this] { return m_moves.settle(); })
        .and_then([this] { return m_removals.removeForeign(); })
        .and_then([this] { return m_former.run(m_removals.goneWithMarks()); })
        .and_then([this] { return m_notes.flush(); });
}

Result<void> PlacePass::settleGroup() {
    const PersonKey place = m_group.front().place;
    while (m_roster.current() != nullptr && m_roster.current()->place < place) {
        auto settled = settleQuiet(*m_roster.current()).and_then([this] { return m_roster.advance(); });
        if (!settled) {
            return settled;
        }
    }
    const bool known = m_roster.current() != nullptr && m_roster.current()->place == place;
    const PlaceView here = m_known.view(place, known ? m_roster.current() : nullptr);
    m_removals.account(here.member);
    const qint64 before = m_puts.count();
    auto settled = decideGroup(here);
    if (m_puts.count() == before) {
        noteKept(here);
    }
    m_group.clear();
    return settled.and_then([&] { return known ? m_roster.advance() : Result<void>{}; });
}

/// Who gets a key that one person can have: whoever has it and stays; else the last row.
const PlaceClaim* PlacePass::winner(const PlaceView& here) const {
    const PlaceClaim* last = nullptr;
    bool ended = false;
    for (const PlaceClaim& claim : m_group) {
        if (claim.kind == ClaimKind::Release) {
            ended = true;
        } else if (claim.kind == ClaimKind::Want) {
            if (claim.index != UnchangedRowIndex::kNone && claim.before == here.place) {
                return &claim;
            }
            last = last == nullptr || claim.row > last->row ? &claim : last;
        } else if (claim.before == here.place && !(m_input.members != nullptr && here.member == nullptr)) {
            return nullptr; // They have a row that cannot be read: nobody knows that they gave the key up.
        }
    }
    return !ended && here.record && standsByLine(here) ? nullptr : last;
}

/// Whoever stands there and has a line is unchanged where there is no claim: without a line nobody knows whose row is
/// theirs.
bool PlacePass::standsByLine(const PlaceView& here) const {
    return m_snapshotTells && stands(m_input, *here.record, here.out.has_value() || here.saidNo, here.member) &&
           !m_check.isWithoutLine(here.place);
}

Result<void> PlacePass::decideGroup(const PlaceView& here) {
    const PlaceClaim* const wins = winner(here);
    const PlaceClaim* released = nullptr;
    bool shown = false;
    for (const PlaceClaim& claim : m_group) {
        shown = shown || claim.kind == ClaimKind::Present;
        if (claim.kind == ClaimKind::Release) {
            released = &claim;
        }
        if (claim.kind == ClaimKind::Want && &claim != wins) {
            if (auto left = m_puts.leaveOut(claim, Reason::SharedAddress); !left) {
                return left;
            }
        }
    }
    if (wins == nullptr) {
        return settleReleases(here, false, shown);
    }
    if (auto settled = settleReleases(here, true, shown).and_then([&] { return endVanished(here); }); !settled) {
        return settled;
    }
    const bool moves = wins->index != UnchangedRowIndex::kNone && wins->before != here.place;
    if (moves && !m_singleKey) {
        return m_puts.putMoved(*wins, released, here);
    }
    if (moves) {
        m_moves.arrive(*wins, here, released);
        return {};
    }
    const qint64 before = m_puts.count();
    auto decided = m_puts.decide(*wins, wins->index != UnchangedRowIndex::kNone ? wins : released, here);
    if (m_puts.count() > before) {
        m_moves.noteTaken(released);
    }
    return decided;
}

/// taken: somebody of this audience gets the key. shown: a row that cannot be sent shows that somebody still has it,
/// which does not keep there who said no.
Result<void> PlacePass::settleReleases(const PlaceView& here, bool taken, bool shown) {
    for (const PlaceClaim& claim : m_group) {
        if (claim.kind != ClaimKind::Release) {
            continue;
        }
        if (claim.row > 0 && m_singleKey) {
            m_moves.leave(claim, here, taken, shown);
        } else if (!taken && (!shown || claim.saidNo) && (claim.row == 0 || updates(m_input.pathway.method))) {
            if (auto ended = m_removals.end(&claim, here, claim.row); !ended) {
                return ended;
            }
        }
    }
    return {};
}

/// Somebody gets the key of whoever has a row that cannot be read, as it is not there any more: of these nothing may
/// be remembered there, or it would be taken out again when their row can be read.
Result<void> PlacePass::endVanished(const PlaceView& here) {
    for (const PlaceClaim& claim : m_group) {
        if (claim.kind == ClaimKind::Present && claim.before == here.place) {
            if (auto ended = m_notes.endLine(&claim, here, plan_format::PlaceFact::Ceded); !ended) {
                return ended;
            }
        }
    }
    return {};
}

/// Where the platform is to find out who the others are, whoever is not sent would be taken for one of them.
void PlacePass::noteKept(const PlaceView& here) const {
    const PlaceSlots& slotted = m_input.place.slotted;
    const bool kept = here.record && mayBeThere(here.record->state) &&
                      ((here.record->wants & slotted.others) != 0 || (here.record->has & slotted.keeping) != 0);
    m_work.tally.keptByOthers += kept ? 1 : 0;
}

/// A key of the place that no claim is about.
Result<void> PlacePass::settleQuiet(const RosterRecord& record) {
    const PlaceView here = m_known.view(record.place, &record);
    const PlaceSlots& slotted = m_input.place.slotted;
    const std::uint64_t own = slotted.ownBit() | slotted.former;
    const bool wanted = (record.wants & (slotted.others | own)) != 0;
    if (wanted || (record.has & slotted.keeping) != 0) {
        m_removals.account(here.member);
    }
    noteKept(here);
    if (m_input.trial) {
        return {};
    }
    if (auto noted = m_notes.noteWhatWasRead(here); !noted) {
        return noted;
    }
    if ((record.wants & own) != 0) {
        return standsByLine(here) ? Result<void>{} : m_removals.end(nullptr, here); // Their row is gone.
    }
    return m_removals.removeRemains(here, wanted);
}

} // namespace pathways
