// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_pass.h"

#include "core/base/clock.h"
#include "core/model/everyone_option.h"
#include "core/plan/file/plan_errors.h"

#include <algorithm>
#include <bit>

namespace pathways {

using namespace plan_format;

namespace {

/// Seconds by which the platform's clock may be wrong, or ours.
constexpr std::int64_t kClockSkew = 300;

bool removalKeepsPerson(const PlanInput& input) {
    QString key = input.pathway.removalMeaning;
    if (key.isEmpty() && !input.type.removalMeanings.isEmpty()) {
        key = input.type.removalMeanings.front().key;
    }
    return std::any_of(input.type.removalMeanings.begin(), input.type.removalMeanings.end(),
                       [&key](const RemovalMeaning& meaning) { return meaning.key == key && meaning.keepsPerson; });
}

} // namespace

PlacePass::PlacePass(const Tools& tools, EncryptedFileWriter& file)
    : m_input(tools.input)
    , m_snapshotTells(tools.snapshotTells)
    , m_holdRemovals(tools.holdRemovals)
    , m_exclusive(tools.exclusive)
    , m_seen(tools.seen)
    , m_changes(tools.changes)
    , m_leftOut(tools.leftOut)
    , m_retags(tools.retags)
    , m_tally(tools.tally)
    , m_personScope(tools.personScope)
    , m_digest(tools.input.keys.mac)
    , m_notes(file, kPlaceNotes, StreamWriter::blockFor(sizeof(PlaceNote)))
    , m_roster(tools.input.place.roster.get())
    , m_optOuts(tools.input.place.optOuts)
    , m_slots(tools.input.place.slotted)
    , m_today(dayNumber(tools.input.now))
    , m_keepsPerson(removalKeepsPerson(tools.input))
    , m_singleKey(tools.input.type.kind != DestinationKind::Advertising) {}

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
    return done.and_then([this] { return settleMoves(); })
        .and_then([this] { return removeForeign(); })
        .and_then([this] { return m_notes.flush(); });
}

PlaceView PlacePass::view(const PersonKey& place, const RosterRecord* record) {
    PlaceView here;
    here.place = place;
    if (record != nullptr) {
        here.record = *record;
    }
    if (const KnownOptOut* out = m_optOuts.find(place)) {
        here.out = out->kind;
    }
    here.member = findMember(m_input, place);
    return here;
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
    const PlaceView here = view(place, known ? m_roster.current() : nullptr);
    m_accounted.insert(here.member);
    auto settled = m_exclusive ? decideGroup(here) : decideSeveral(here);
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
        }
    }
    const bool holderStays =
        m_snapshotTells && !ended && here.record && stands(m_input, *here.record, here.out.has_value(), here.member);
    return holderStays ? nullptr : last;
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
            if (auto left = leaveOut(claim, Reason::SharedAddress); !left) {
                return left;
            }
        }
    }
    if (wins == nullptr) {
        return settleReleases(here, false, shown);
    }
    if (auto settled = settleReleases(here, true, shown); !settled) {
        return settled;
    }
    const bool moves = wins->index != UnchangedRowIndex::kNone && wins->before != here.place;
    if (moves) {
        m_moves.push_back({*wins, here, released != nullptr ? std::optional(*released) : std::nullopt});
        return {};
    }
    const qint64 before = puts();
    auto decided = decide(*wins, wins->index != UnchangedRowIndex::kNone ? wins : released, here);
    if (puts() > before) {
        noteTaken(released);
    }
    return decided;
}

/// Where several people may have one key: each for themselves.
Result<void> PlacePass::decideSeveral(const PlaceView& here) {
    const PlaceClaim* released = nullptr;
    const PlaceClaim* last = nullptr;
    bool shown = false;
    for (const PlaceClaim& claim : m_group) {
        shown = shown || claim.kind == ClaimKind::Present;
        released = claim.kind == ClaimKind::Release && claim.row == 0 ? &claim : released;
        last = claim.kind == ClaimKind::Want ? &claim : last;
    }
    if (auto settled = settleReleases(here, last != nullptr, shown); !settled) {
        return settled;
    }
    for (const PlaceClaim& claim : m_group) {
        if (claim.kind != ClaimKind::Want) {
            if (last != nullptr) {
                noteTaken(&claim); // Somebody else has it now: it must not be taken out.
            }
            continue;
        }
        const bool known = claim.index != UnchangedRowIndex::kNone;
        if (known && claim.before != here.place) {
            m_moves.push_back({claim, here, std::nullopt});
            continue;
        }
        const PlaceClaim* const line = known ? &claim : &claim == last ? released : nullptr;
        if (auto decided = decide(claim, line, here); !decided) {
            return decided;
        }
    }
    return {};
}

/// taken: somebody of this audience gets the key. shown: a row that cannot be sent shows that somebody still has it.
Result<void> PlacePass::settleReleases(const PlaceView& here, bool taken, bool shown) {
    for (const PlaceClaim& claim : m_group) {
        if (claim.kind != ClaimKind::Release) {
            continue;
        }
        if (claim.row > 0) {
            m_departures.insert_or_assign(claim.row, Departure{claim, here, taken, shown});
        } else if (!taken && !shown) {
            if (auto ended = end(&claim, here); !ended) {
                return ended;
            }
        }
    }
    return {};
}

/// A key of the place that no claim is about.
Result<void> PlacePass::settleQuiet(const RosterRecord& record) {
    const PlaceView here = view(record.place, &record);
    const bool wanted = (record.wants & (m_slots.others | m_slots.ownBit())) != 0;
    if (wanted) {
        m_accounted.insert(here.member);
    }
    if (m_input.trial) {
        return {};
    }
    if (auto noted = noteWhatWasRead(here); !noted) {
        return noted;
    }
    if ((record.wants & m_slots.ownBit()) != 0) {
        const bool unchanged = m_snapshotTells && stands(m_input, record, here.out.has_value(), here.member);
        return unchanged ? Result<void>{} : end(nullptr, here); // Their row is gone.
    }
    const bool markLeft = (record.has & m_slots.ownBit()) != 0 && m_slots.marked && mayRemove() && !here.out &&
                          record.state == PlaceState::There && isThere(here);
    if (markLeft && (wanted || m_keepsPerson)) {
        return takeMarkOff(nullptr, here, 0); // A push that was to take it off was cut off.
    }
    return wanted ? Result<void>{} : removeLeftover(here);
}

/// What nobody knew of somebody, and reading back has told.
Result<void> PlacePass::noteWhatWasRead(const PlaceView& here) {
    const PlaceState state = here.record->state;
    const bool doubtful = state == PlaceState::PerhapsIn || state == PlaceState::PerhapsOut;
    if (!doubtful || m_input.members == nullptr) {
        return {};
    }
    if (here.member == nullptr) {
        return note(here.place, PlaceFact::Missing);
    }
    return perhapsOfOthers(here) ? note(here.place, PlaceFact::OfOthers) : Result<void>{};
}

/// The one place that decides about a person with a row that could be sent. line: what was accepted of them here, or of
/// somebody whose key they take over.
Result<void> PlacePass::decide(const PlaceClaim& row, const PlaceClaim* line, const PlaceView& here) {
    const auto out = whyOut(here, row.person);
    if (!out) {
        return fail(out.error());
    }
    if (*out != Reason::None) {
        return noteWanted(here).and_then([&] { return leaveOut(row, *out); });
    }
    return line != nullptr ? decideKnown(row, *line, here) : decideNew(row, nullptr, here);
}

/// Why nobody may write to them (promise P1). None: nothing is known that keeps them out.
/// person: for whom it is asked. arrives: they had another key so far, so that what is said of this one is not of them.
Result<Reason> PlacePass::whyOut(const PlaceView& here, const PersonKey& person, bool arrives) {
    const auto noted = [&](PlaceFact fact, Reason reason, Reason out) {
        return note(here.place, fact, reason, arrives ? PersonKey{} : person).map([out] { return out; });
    };
    if (here.member != nullptr && !here.member->reachable) {
        const Reason reason = here.member->reason == Reason::None ? Reason::Unsubscribed : here.member->reason;
        return noted(PlaceFact::OptedOut, reason, reason);
    }
    if (here.out) {
        const bool pending = here.member != nullptr && here.member->reason == Reason::PendingOptIn;
        const bool over = here.member != nullptr && !pending && *here.out != OptOutKind::Deleted;
        return over ? noted(PlaceFact::OptOutEnded, Reason::None, Reason::None) : Result<Reason>(reasonOf(*here.out));
    }
    if (here.member == nullptr && !m_personScope.isEmpty() && !m_input.place.leftPeople.empty()) {
        const PersonKey left = optOutPerson(m_digest, m_personScope, person);
        if (std::binary_search(m_input.place.leftPeople.begin(), m_input.place.leftPeople.end(), left)) {
            return Reason::Unsubscribed; // At another address: it was their wish, not the address's.
        }
    }
    const bool missing = isMissing(here);
    if (missing && m_input.type.absence == Absence::OwnWish) {
        return noted(PlaceFact::OptedOut, Reason::Unsubscribed, Reason::Unsubscribed);
    }
    if (missing && m_input.type.absence == Absence::ByOthers) {
        return noted(PlaceFact::OptedOut, Reason::TakenOutThere, Reason::TakenOutThere);
    }
    return Reason::None;
}

bool PlacePass::isThere(const PlaceView& here) const {
    if (m_input.members != nullptr) {
        return here.member != nullptr;
    }
    const bool perhaps = here.record && here.record->state == PlaceState::PerhapsIn;
    // Sending them again harms nobody; a method that adds nobody can only hope to find them.
    return (here.record && here.record->state == PlaceState::There) || (perhaps && !adds(m_input.pathway.method));
}

bool PlacePass::due(const PlaceClaim& line) const {
    return sendsEveryone(m_input.pathway) || isDue(line.knownDay, m_input.type.refreshDays, m_today);
}

/// Somebody whom the pathway put there, or found there: as before, to be changed, or to be left alone.
Result<void> PlacePass::decideKnown(const PlaceClaim& row, const PlaceClaim& line, const PlaceView& here) {
    const SyncMethod method = m_input.pathway.method;
    const bool replaced = line.person != row.person;
    const bool standing = here.record && stands(m_input, *here.record, false, here.member);
    const bool same = line.knownPayload == row.payload && !replaced && standing;
    if (same && !due(line)) {
        return unchanged(row, line);
    }
    const bool gone = here.record && !isThere(here);
    if (gone || !here.record) {
        return decideNew(row, &line, here); // The place has not got them any more, or nothing is known of it.
    }
    if (!updates(method)) {
        return noteWanted(here).and_then([&] { return leaveOut(row, Reason::AlreadyThere); });
    }
    m_tally.counts.refreshed += same ? 1 : 0;
    return update(row, knownOf(&line, here), std::uint8_t(knownThere(here) | (same ? kRefreshed : 0)));
}

/// Somebody of whom this pathway has nothing there. released: the line of somebody who is gone, whose place they take.
Result<void> PlacePass::decideNew(const PlaceClaim& row, const PlaceClaim* released, const PlaceView& here,
                                  std::uint8_t flags) {
    const SyncMethod method = m_input.pathway.method;
    if (isThere(here) || (!here.record && released != nullptr && m_input.members == nullptr)) {
        if (!updates(method)) {
            return noteWanted(here).and_then([&] { return leaveOut(row, Reason::AlreadyThere); });
        }
        return update(row, knownOf(released, here), std::uint8_t(knownThere(here) | flags));
    }
    if (!adds(method)) {
        return leaveOut(row, Reason::NotThere);
    }
    const bool wasThere = here.record && here.record->state == PlaceState::There;
    m_tally.putBack += wasThere && m_input.type.absence == Absence::Accident ? 1 : 0;
    auto added = noteMissing(here).and_then([&] { return add(row, here, flags); });
    return released != nullptr && released->person != row.person
               ? added.and_then([&] { return endLine(released, here, PlaceFact::Wanted); })
               : added;
}

/// Whoever had this key and moves on leaves it to somebody else.
void PlacePass::noteTaken(const PlaceClaim* released) {
    if (released != nullptr && released->kind == ClaimKind::Release && released->row > 0) {
        m_taken.insert(released->row);
    }
}

ChangeList::Known PlacePass::knownOf(const PlaceClaim* line, const PlaceView& here) const {
    ChangeList::Known known;
    known.person.place = here.place;
    if (line != nullptr) {
        known.person.key = line->person;
        known.where = line->knownWhere;
    } else if (here.member == nullptr && here.record) {
        known.rosterWhere = here.record->where;
    }
    known.member = line == nullptr ? here.member : nullptr;
    return known;
}

/// Somebody whom the audience has no more. Whether that means a removal is decided here alone (promises P2 and P11).
/// line: what the snapshot has of them; null: nothing. after: the row whose addition has to be accepted before.
Result<void> PlacePass::end(const PlaceClaim* line, const PlaceView& here, std::uint32_t after) {
    if (m_input.trial || m_holdRemovals) {
        return {};
    }
    if (!here.record) {
        ++m_tally.wereThere; // Nothing is known of who put them there.
        return {};
    }
    const RosterRecord& record = *here.record;
    const bool own = (record.has & m_slots.ownBit()) != 0;
    const auto notWanted = [&] { return endLine(line, here, PlaceFact::NotWanted); };
    if ((record.wants & m_slots.others) != 0 || (record.has & m_slots.keeping) != 0) {
        return handOver(line, here, after);
    }
    if (!removes(m_input.pathway.method)) {
        return notWanted();
    }
    const auto out = whyOut(here, line != nullptr ? line->person : PersonKey{});
    if (!out) {
        return fail(out.error());
    }
    if (*out != Reason::None) {
        ++m_tally.keptOut;
        return notWanted();
    }
    const bool there = record.state == PlaceState::There || record.state == PlaceState::PerhapsIn ||
                       record.state == PlaceState::PerhapsOut;
    if (!there || (m_input.members != nullptr && here.member == nullptr)) {
        return noteMissing(here).and_then(notWanted);
    }
    if (perhapsOfOthers(here)) {
        ++m_tally.wereThere;
        return notWanted();
    }
    if (m_keepsPerson) {
        return own ? takeOut(line, here, kMarkOnly | kStaysByChoice, after) : notWanted();
    }
    if (record.origin != Origin::Us && !m_input.pathway.matchExactly) {
        ++m_tally.wereThere;
        return notWanted();
    }
    return takeOut(line, here, 0, after);
}

/// They stay; this pathway's own mark goes, unless another pathway with the same mark wants it on them.
Result<void> PlacePass::takeMarkOff(const PlaceClaim* line, const PlaceView& here, std::uint32_t after) {
    if ((here.record->wants & m_slots.sameMark) != 0) {
        return endLine(line, here, PlaceFact::HandedOver);
    }
    m_tally.marksOff += m_keepsPerson ? 0 : 1;
    return takeOut(line, here, m_keepsPerson ? kMarkOnly | kStaysByChoice : kMarkOnly, after);
}

/// They stay, because another pathway wants them; this pathway's own mark goes, unless one with the same mark does.
Result<void> PlacePass::handOver(const PlaceClaim* line, const PlaceView& here, std::uint32_t after) {
    const RosterRecord& record = *here.record;
    const std::uint64_t holders = (record.wants & m_slots.others) | (record.has & m_slots.keeping);
    ++m_tally.handedOver[std::countr_zero(holders)];
    const bool marked = m_slots.marked && (record.has & m_slots.ownBit()) != 0;
    if (marked && removes(m_input.pathway.method)) {
        return takeMarkOff(line, here, after);
    }
    return endLine(line, here, removes(m_input.pathway.method) ? PlaceFact::HandedOver : PlaceFact::NotWanted);
}

Result<void> PlacePass::takeOut(const PlaceClaim* line, const PlaceView& here, std::uint8_t flags,
                                std::uint32_t after) {
    ++m_tally.counts.remove;
    return m_changes.remove(knownOf(line, here), flags, after);
}

/// Put there by this workspace and wanted by no pathway of it any more, whoever put them there: what a push that was
/// cut off, a deleted pathway or a removal that failed left behind.
Result<void> PlacePass::removeLeftover(const PlaceView& here) {
    const RosterRecord& record = *here.record;
    const bool there = record.state == PlaceState::There || record.state == PlaceState::PerhapsIn ||
                       record.state == PlaceState::PerhapsOut;
    const bool missing = m_input.members != nullptr && (here.member == nullptr || !here.member->reachable);
    if (!there || record.origin != Origin::Us || (record.has & (m_slots.keeping | m_slots.abandoned)) != 0 ||
        here.out || missing || !mayRemove() || m_keepsPerson || record.where == 0 || perhapsOfOthers(here)) {
        return {};
    }
    m_accounted.insert(here.member);
    ++m_tally.leftovers;
    return takeOut(nullptr, here, 0);
}

/// Nobody knows whether the push that is remembered arrived. Where the place can be read, the time of joining tells
/// whether it was ours; in doubt it was not (promise P2).
bool PlacePass::perhapsOfOthers(const PlaceView& here) const {
    const RosterRecord& record = *here.record;
    if (record.state == PlaceState::There || !m_input.type.canReadBack) {
        return false;
    }
    if (here.member != nullptr && here.member->joined == 0) {
        // A table or a file does not say when: its rows are ours as far as anybody can know.
        return m_input.type.absence == Absence::OwnWish || m_input.type.absence == Absence::ByOthers;
    }
    const auto times = m_input.place.pushes.find(record.push);
    if (here.member == nullptr || times == m_input.place.pushes.end()) {
        return true;
    }
    const bool before = here.member->joined < times->second.started - kClockSkew;
    const bool after = here.member->joined > times->second.ended + kClockSkew;
    return record.state == PlaceState::PerhapsIn ? before || after : after;
}

/// Whether whoever has this key left at their own wish: then they are not written to at another one either.
bool PlacePass::leftAt(const PlaceView& here) const {
    const auto isWish = [](Reason reason) { return optOutOf(reason) == OptOutKind::OwnWish; };
    if (here.member != nullptr) {
        return !here.member->reachable && (here.member->reason == Reason::None || isWish(here.member->reason));
    }
    return here.out == OptOutKind::OwnWish || (isMissing(here) && m_input.type.absence == Absence::OwnWish);
}

/// Flags of a change: others put them there, so none of their identities is removed (promise P2).
std::uint8_t PlacePass::knownThere(const PlaceView& here) const {
    const bool gone =
        here.record && (here.record->state == PlaceState::Out || here.record->state == PlaceState::Absent);
    const bool ours = here.record && here.record->origin == Origin::Us && !gone && !perhapsOfOthers(here);
    return ours ? std::uint8_t(0) : kKnownThere;
}

bool PlacePass::mayRename(const Move& move, const Departure& departure) const {
    if (!departure.from.record || departure.taken || departure.shown) {
        return false;
    }
    const RosterRecord& from = *departure.from.record;
    const bool alone = ((from.wants | from.has) & m_slots.others) == 0;
    const bool stood = from.state == PlaceState::There && !departure.from.out;
    if (!m_singleKey) {
        return alone && stood;
    }
    const bool free = (!move.to.record || move.to.record->state == PlaceState::Absent) && move.to.member == nullptr;
    return free && alone && stood && from.origin == Origin::Us;
}

/// People known by an id of their own who changed their address (promise P9). Where the old address is theirs alone and
/// the new one is free, the platform renames them. Otherwise the new one is put, and the old one goes only after that
/// was accepted, if nobody else has it now: so that chains, swaps and merges end with everybody there.
Result<void> PlacePass::settleMoves() {
    for (const Move& move : m_moves) {
        const auto found = m_departures.find(move.want.row);
        if (auto settled = settleMove(move, found != m_departures.end() ? &found->second : nullptr); !settled) {
            return settled;
        }
    }
    for (const auto& [row, departure] : m_departures) {
        if (!departure.ends || departure.shown || m_taken.contains(row)) {
            continue;
        }
        if (auto ended = end(&departure.line, departure.from, row); !ended) {
            return ended;
        }
    }
    return {};
}

Result<void> PlacePass::settleMove(const Move& move, Departure* departure) {
    const auto out = whyOut(move.to, move.want.person, true);
    if (!out) {
        return fail(out.error());
    }
    if (*out != Reason::None) {
        return noteWanted(move.to).and_then([&] { return leaveOut(move.want, *out); });
    }
    // Whoever is at the new address already was moved there by staff, and has not left.
    const bool movedThere = move.to.member != nullptr && isMissing(departure != nullptr ? departure->from : move.to);
    if (departure != nullptr && !movedThere && leftAt(departure->from)) {
        const auto noted = note(departure->from.place, PlaceFact::OptedOut, Reason::Unsubscribed, move.want.person);
        return noted.and_then([&] { return leaveOut(move.want, Reason::LeftAtOldAddress); });
    }
    if (!updates(m_input.pathway.method)) {
        return leaveOut(move.want, Reason::AlreadyThere);
    }
    if (!adds(m_input.pathway.method) && m_input.members != nullptr && move.to.member == nullptr) {
        return leaveOut(move.want, Reason::NotThere);
    }
    if (departure != nullptr && mayRename(move, *departure)) {
        ++m_tally.counts.renamed;
        noteTaken(move.released ? &*move.released : nullptr);
        return update(move.want, knownOf(&departure->line, departure->from),
                      std::uint8_t(knownThere(departure->from) | kRename | kArrives));
    }
    if (departure != nullptr && m_input.members == nullptr && m_input.mayAskForMembers) {
        return fail(plan_errors::membersNeeded()); // A rename is refused where they left; an addition asks nobody.
    }
    const qint64 before = puts();
    auto settled = decideNew(move.want, move.released ? &*move.released : nullptr, move.to, kArrives);
    const bool put = puts() > before;
    if (put) {
        noteTaken(move.released ? &*move.released : nullptr);
    }
    if (!settled || !put || departure == nullptr) {
        return settled;
    }
    departure->ends = true;
    return settled;
}

/// "Make the list match exactly": everybody there whom no pathway wants. Those who opted out stay as they are.
Result<void> PlacePass::removeForeign() {
    if (m_input.members == nullptr || !m_input.pathway.matchExactly || !mayRemove()) {
        return {};
    }
    std::vector<std::pair<const MemberIndex::Member*, PersonKey>> others;
    for (const auto& [key, one] : m_input.members->members) {
        if (!one.reachable || m_accounted.contains(&one)) {
            continue;
        }
        if (one.removable) {
            others.emplace_back(&one, key);
        } else {
            ++m_tally.unremovable;
        }
    }
    std::sort(others.begin(), others.end(),
              [](const auto& a, const auto& b) { return a.first->identity < b.first->identity; });
    for (const auto& [one, place] : others) {
        ChangeList::Known known;
        known.person.place = place;
        known.member = one;
        if (auto removed = m_changes.remove(known, kForeign, 0); !removed) {
            return removed;
        }
        ++m_tally.counts.remove;
        ++m_tally.foreignRemovals;
    }
    return {};
}

Result<void> PlacePass::unchanged(const PlaceClaim& row, const PlaceClaim& line) {
    ++m_tally.counts.unchanged;
    m_seen.see(line.index, row.row);
    return row.tag == line.knownTag ? Result<void>{} : m_retags.add(line.person, row.tag);
}

Result<void> PlacePass::add(const PlaceClaim& row, const PlaceView& here, std::uint8_t flags) {
    const bool outByUs = here.record && here.record->state == PlaceState::Out;
    ++m_tally.counts.add;
    return m_changes.add(row, std::uint8_t(flags | (outByUs ? kOutByUs : 0)));
}

Result<void> PlacePass::update(const PlaceClaim& row, const ChangeList::Known& known, std::uint8_t flags) {
    ++m_tally.counts.update;
    return m_changes.update(row, known, flags);
}

Result<void> PlacePass::noteWanted(const PlaceView& here) {
    const bool found = here.member != nullptr && here.member->reachable;
    const bool there = here.record && here.record->state == PlaceState::There;
    if (found && !there) {
        return note(here.place, PlaceFact::FoundThere);
    }
    const bool known = here.record && (here.record->wants & m_slots.ownBit()) != 0;
    return noteMissing(here).and_then([&] { return known ? Result<void>{} : note(here.place, PlaceFact::Wanted); });
}

Result<void> PlacePass::noteMissing(const PlaceView& here) {
    return isMissing(here) ? note(here.place, PlaceFact::Missing) : Result<void>{};
}

bool PlacePass::isMissing(const PlaceView& here) const {
    const bool stood = here.record && here.record->state == PlaceState::There;
    return stood && m_input.members != nullptr && here.member == nullptr;
}

Result<void> PlacePass::note(const PersonKey& place, PlaceFact fact, Reason reason, const PersonKey& person) {
    return write({place, person, reason, fact, 0, 0});
}

/// Nothing is sent, and the snapshot forgets them.
Result<void> PlacePass::endLine(const PlaceClaim* line, const PlaceView& here, PlaceFact fact) {
    return write({here.place, line != nullptr ? line->person : PersonKey{}, Reason::None, fact, 0, 0});
}

Result<void> PlacePass::write(const PlaceNote& note) {
    return m_notes.appendRecord(note).map([](Location) {});
}

} // namespace pathways
