// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/place_effects.h"

namespace pathways {

namespace {

/// Who put them there, when one of our pushes has. "Was there already" never lowers Us: another pathway of this
/// workspace may have put them.
Origin originAfterPut(const RosterRecord& record, bool known, PlaceEvent event, bool samePush) {
    if (known && record.state == PlaceState::Out) {
        // Taken out by us, and put in again: unless somebody else had done that meanwhile.
        return event == PlaceEvent::Put ? Origin::Us : Origin::Others;
    }
    if (known && record.state == PlaceState::PerhapsOut && event != PlaceEvent::Put) {
        return Origin::Others; // The removal arrived, and somebody else has put them back: so in doubt (promise P2).
    }
    if (known && isPerhapsIn(record.state)) {
        // Of a delivery of this same push the platform knows what was its own.
        const bool others = event == PlaceEvent::PutAmongOthers || (event == PlaceEvent::PutWasThere && samePush);
        return others ? Origin::Others : record.origin;
    }
    if (known && record.state != PlaceState::Absent) {
        return record.origin;
    }
    return event == PlaceEvent::Put ? Origin::Us : Origin::Others;
}

/// Of somebody who turns out not to be there: by our doing, if they had been taken out, whatever was sent since.
PlaceState stateOfMissing(PlaceState state) {
    return isOutByUs(state) ? PlaceState::Out : PlaceState::Absent;
}

/// Whoever put somebody there of whom no push is known to have done it, it was not us, or nobody knows (promise P2).
void foundThere(RosterRecord& record) {
    if (record.state != PlaceState::There && record.state != PlaceState::PerhapsOut) {
        record.origin = Origin::Others;
        record.state = PlaceState::There;
    }
}

/// Whether something left for the platform, whatever became of it.
bool sends(PlaceEvent event) {
    return event == PlaceEvent::PutUnknown || event == PlaceEvent::PutUnknownAmongOthers ||
           event == PlaceEvent::MoveUnknown || event == PlaceEvent::TakeOutUnknown;
}

std::uint64_t withWishesMoved(std::uint64_t wants, const EffectSource& source) {
    return (wants & source.former) != 0 ? (wants & ~source.former) | source.slot : wants;
}

} // namespace

RosterRecord withFormerWishes(RosterRecord record, const EffectSource& source) {
    if (source.endsFormer) {
        // Who was only to have the mark may have it.
        record.has |= source.clearsFormer ? record.wants & source.former : 0;
        record.wants = withWishesMoved(record.wants, source);
    }
    return record;
}

RosterRecord withoutFormer(RosterRecord record, const RosterRecord& before, const EffectSource& source) {
    if (!source.endsFormer || (before.has & source.former) == 0) {
        return record;
    }
    const bool gone = !mayBeThere(record.state);
    if (!source.clearsFormer || gone) {
        record.has &= ~source.former;
    }
    const bool over = (record.has & source.former) == 0 && !gone;
    if (over && source.keepsPeople && (record.wants & source.slot) == 0) {
        record.has |= source.slot;
    }
    if (over && source.leavesPeople && record.wants == 0) {
        record.origin = Origin::Others;
    }
    return record;
}

RosterRecord applyEffect(RosterRecord record, bool known, const PlaceEffect& effect, const EffectSource& source) {
    const std::uint64_t own = source.slot;
    const std::uint64_t wanting = source.slot | source.former;
    if (undoes(effect.event) && record.push != source.push) {
        return record; // A later push knows better.
    }
    const std::uint32_t pushBefore = record.push;
    const PlaceState stateBefore = known ? record.state : PlaceState::Absent;
    record.place = effect.place;
    record.push = source.push;
    record.day = source.day;
    if (!known) {
        record.state = PlaceState::Absent;
        record.origin = Origin::Others;
    }
    switch (effect.event) {
    case PlaceEvent::Ceded:
        record.has &= ~own;
        break;
    case PlaceEvent::Loosened:
        record.has = 0; // Every pathway sends them again.
        break;
    case PlaceEvent::TakenOutInPart:
        record.wants &= ~wanting;
        record.has &= ~own;
        break;
    case PlaceEvent::Wanted:
        record.wants |= own;
        break;
    case PlaceEvent::Refused:
        record.wants |= own;
        if (isPerhapsIn(record.state)) {
            record.state = stateOfMissing(record.state);
            record.origin = Origin::Others;
        }
        break;
    case PlaceEvent::FoundThere:
        foundThere(record);
        record.wants |= own;
        break;
    case PlaceEvent::FoundOurs:
        record.state = PlaceState::There;
        record.wants |= own;
        break;
    case PlaceEvent::PutUnknownAmongOthers:
        foundThere(record); // They are there, with or without what was sent.
        record.wants |= own;
        record.has &= ~own;
        break;
    case PlaceEvent::NotWanted:
        if (source.keepsPeople && (record.wants & wanting) != 0 && mayBeThere(record.state)) {
            record.has |= own; // It had put them there, and what was sent last is in doubt: they stay.
        }
        record.wants &= ~wanting;
        break;
    case PlaceEvent::LeftInPlace:
        record.wants &= ~wanting;
        record.has &= ~own;
        record.origin = record.wants == 0 ? Origin::Others : record.origin;
        break;
    case PlaceEvent::HandedOver:
    case PlaceEvent::MarkTakenOff:
        record.wants &= ~wanting;
        record.has &= ~own;
        break;
    case PlaceEvent::Put:
    case PlaceEvent::PutAmongOthers:
    case PlaceEvent::PutWasThere:
        record.origin = originAfterPut(record, known, effect.event, pushBefore == source.push);
        record.state = PlaceState::There;
        record.wants |= own;
        record.has |= own;
        record.where = effect.where != 0 ? effect.where : record.where;
        break;
    case PlaceEvent::PutUnknown:
        if (record.state != PlaceState::There) {
            record.origin = known && record.state != PlaceState::Absent ? record.origin : Origin::Us;
            record.state = isOutByUs(record.state) ? PlaceState::PerhapsBack : PlaceState::PerhapsIn;
        }
        record.wants |= own;
        record.has &= ~own;
        record.where = effect.where != 0 ? effect.where : record.where;
        break;
    case PlaceEvent::Missing:
        record.state = stateOfMissing(record.state);
        record.has = 0;
        break;
    case PlaceEvent::OfOthers:
        record.state = PlaceState::There;
        record.origin = Origin::Others;
        record.has &= ~own;
        break;
    case PlaceEvent::TakenOut:
    case PlaceEvent::MovedAway:
        record.state = PlaceState::Out;
        record.wants &= ~wanting;
        record.has = 0;
        break;
    case PlaceEvent::MoveUnknown:
        record.state = PlaceState::PerhapsOut;
        record.has &= ~own;
        break;
    case PlaceEvent::TakeOutUnknown:
        record.state = PlaceState::PerhapsOut;
        record.wants &= ~wanting;
        record.has &= ~own;
        break;
    case PlaceEvent::WasGone:
        record.state = stateOfMissing(record.state);
        record.wants &= ~wanting;
        record.has = 0;
        break;
    case PlaceEvent::OptedOut:
        record.state = PlaceState::Absent;
        record.has = 0;
        break;
    case PlaceEvent::Undone:
        // What an earlier delivery without an answer has done is not undone with it.
        record.state = record.state == PlaceState::Out     ? PlaceState::There
                       : record.state == PlaceState::There ? PlaceState::Absent
                                                           : record.state;
        record.has &= ~own;
        break;
    case PlaceEvent::UpdateUndone:
        record.has &= ~own;
        break;
    case PlaceEvent::FormerOff:
        record.has &= ~source.former;
        record.wants = withWishesMoved(record.wants, source);
        break;
    case PlaceEvent::FormerMoved:
        record.has |= source.former;
        break;
    }
    const bool sameDoubt = isInDoubt(stateBefore) && record.state == stateBefore && !sends(effect.event);
    const bool wasMissing = effect.event == PlaceEvent::Missing || effect.event == PlaceEvent::WasGone;
    if (sameDoubt || (wasMissing && record.state == PlaceState::Out)) {
        record.push = pushBefore; // It is about that one still: its times tell whether it was ours.
    }
    return record;
}

} // namespace pathways
