// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/former_marks.h"

namespace pathways {

using namespace plan_format;

std::uint32_t formerMarksOn(const PlanInput& input, const RosterRecord& record) {
    std::uint32_t marks = 0;
    const std::vector<FormerMarkHere>& former = input.place.slotted.formerMarks;
    for (std::size_t i = 0; i < former.size(); ++i) {
        // Also where it is only known that they were wanted: taking off what is not there harms nobody.
        const bool set = ((record.wants | record.has) & slotBit(former[i].mark.slot)) != 0;
        const bool shared = (record.wants & former[i].sharers) != 0;
        marks |= set && !shared ? std::uint32_t(1) << i : 0;
    }
    return marks;
}

Result<void> FormerMarks::run(const std::set<PersonKey>& gone) {
    const PlanInput& input = m_work.input;
    if (input.place.slotted.former == 0 || input.trial || m_hold) {
        return {};
    }
    PlaceKnowledge known(input);
    RosterWalk walk(input.place.roster.get());
    auto done = walk.start();
    while (done && walk.current() != nullptr) {
        const RosterRecord& record = *walk.current();
        if (((record.wants | record.has) & input.place.slotted.former) != 0) {
            done = settle(known.view(record.place, &record), gone.contains(record.place));
        }
        done = done.and_then([&walk] { return walk.advance(); });
    }
    return done;
}

Result<void> FormerMarks::settle(const PlaceView& here, bool gone) {
    const RosterRecord& record = *here.record;
    const bool there =
        mayBeThere(record.state) && !here.out && (m_work.input.members == nullptr || here.member != nullptr);
    if (!m_work.input.pathway.clearsFormerMarks) {
        m_work.tally.formerLeft += there && (record.has & m_work.input.place.slotted.former) != 0 ? 1 : 0;
        return {};
    }
    if (gone) {
        return {};
    }
    const std::uint32_t marks = there ? formerMarksOn(m_work.input, record) : 0;
    if (marks == 0) {
        return m_work.notes.note(here.place, PlaceFact::FormerKept);
    }
    ++m_work.tally.counts.formerOff;
    return m_work.changes.takeFormerOff(knownOf(nullptr, here), marks);
}

} // namespace pathways
