// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/change_collector.h"

#include "core/base/clock.h"
#include "core/plan/file/plan_entry.h"
#include "core/roster/identifier_tuple.h"
#include "core/roster/place_memory.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

ChangeCollector::ChangeCollector(const SnapshotUpdate& update, IdentityWriter& identities, RecordSorter& fresh)
    : m_update(update)
    , m_entries(update.plan.file(), kChanges)
    , m_values(update.plan.file(), kValues)
    , m_previous(update.plan.file(), kPrevious)
    , m_identities(identities)
    , m_today(dayNumber(update.now))
    , m_collected(fresh)
    , m_effects(update.effects.sorter()) {}

Result<void> ChangeCollector::run(quint64 first, quint64 end) {
    for (quint64 position = first; position < end; ++position) {
        if (m_update.outcome.state(position) == PlanOutcome::State::Open) {
            continue;
        }
        auto entry = m_entries.record<ChangeEntry>(position);
        auto taken = entry ? collect(*entry, position) : fail(entry.error());
        if (!taken && m_update.lost != nullptr && isDamage(taken.error())) {
            ++m_lost;
        } else if (!taken) {
            return taken;
        }
    }
    return m_collected.flush().and_then([this] { return m_identities.flush(); }).and_then([this] {
        return m_effects.flush();
    });
}

Result<void> ChangeCollector::collect(const ChangeEntry& entry, quint64 position) {
    const PlanOutcome& outcome = m_update.outcome;
    const auto state = outcome.state(position);
    const Reason reason = outcome.reason(position);
    auto bytes = m_values.at(entry.values);
    if (!bytes) {
        return fail(bytes.error());
    }
    PersonRecord record;
    if (bytes->size() < sizeof record) {
        return fail(damagedFile());
    }
    std::memcpy(static_cast<void*>(&record), bytes->data(), sizeof record);
    std::string_view packed = bytes->substr(sizeof record);
    if (!unpackTexts(packed, m_texts)) {
        return fail(damagedFile());
    }
    m_update.plan.facts().identity().texts(m_texts, m_identity, m_address);
    if (state == PlanOutcome::State::Perhaps) {
        const bool ofOthers = (entry.flags & kKnownThere) != 0;
        return put(record, ofOthers ? PlaceEvent::PutUnknownAmongOthers : PlaceEvent::PutUnknown).and_then([&] {
            return doubtBefore(entry);
        });
    }
    if (state == PlanOutcome::State::Found) {
        return m_effects.add({record.address, 0, PlaceEvent::FoundThere, {}});
    }
    if (state == PlanOutcome::State::Exception && reason == Reason::LeftAtOldAddress) {
        return leftBefore(entry, record);
    }
    if (state == PlanOutcome::State::Exception && outcomeKind(reason) != RowOutcomeKind::Accepted) {
        if (m_update.plan.facts().isBeforePlaces() && optOutOf(reason)) {
            record.reason = reason; // The roster learns it from the snapshot.
            record.payload = record.tag = record.where = 0;
            return m_collected.add(record);
        }
        if (const auto kind = optOutOf(reason)) {
            optedOut(record, *kind, (entry.flags & kArrives) != 0);
            return m_effects.add({record.address, 0, PlaceEvent::OptedOut, {}});
        }
        // Not there as planned: the next push finds the difference again. Append leaves people be who are there.
        const bool leftBe = reason == Reason::AlreadyThere;
        // At an ad platform nobody can look: an earlier delivery without an answer may have put them there.
        const bool notThere = entry.kind == ChangeKind::Add && m_update.plan.facts().addressField != kAllIdentifiers;
        const PlaceEvent refused = notThere ? PlaceEvent::Refused : PlaceEvent::Wanted;
        return m_effects.add({record.address, 0, leftBe ? PlaceEvent::FoundThere : refused, {}});
    }
    const bool wasThere = state == PlanOutcome::State::Adopted || (entry.flags & kKnownThere) != 0;
    record.flags = wasThere ? kWasThere : std::uint16_t(0);
    record.number = m_today;
    record.reason = Reason::None;
    const PlaceEvent event = state == PlanOutcome::State::Adopted ? PlaceEvent::PutWasThere
                             : wasThere                           ? PlaceEvent::PutAmongOthers
                                                                  : PlaceEvent::Put;
    return put(record, event).and_then([&] { return endBefore(entry, record); }).and_then([&] {
        return m_collected.add(record);
    });
}

/// Keeps their identifiers, without which nobody could be taken out again.
Result<void> ChangeCollector::put(PersonRecord& record, PlaceEvent event) {
    auto where = m_identities.add(m_identity);
    if (!where) {
        return fail(where.error());
    }
    record.where = *where;
    return m_effects.add({record.address, record.where, event, {}});
}

/// They were to be renamed, and had left at the address that they had: nothing is known of the new one.
Result<void> ChangeCollector::leftBefore(const ChangeEntry& entry, const PersonRecord& record) {
    auto known = knownBefore(entry);
    if (!known) {
        return fail(known.error());
    }
    m_update.effects.addOptOut({known->place, OptOutKind::OwnWish, m_update.now, std::nullopt, m_update.pushSeq,
                                m_update.personOf(record.key), QString()});
    return m_effects.add({known->place, 0, PlaceEvent::OptedOut, {}}).and_then([&] {
        return m_effects.add({record.address, 0, PlaceEvent::Wanted, {}});
    });
}

/// With the new key perhaps in, the old one is perhaps out.
Result<void> ChangeCollector::doubtBefore(const ChangeEntry& entry) {
    if ((entry.flags & kRename) == 0) {
        return {};
    }
    auto known = knownBefore(entry);
    if (!known) {
        return fail(known.error());
    }
    return m_effects.add({known->place, 0, PlaceEvent::MoveUnknown, {}});
}

Result<KnownPerson> ChangeCollector::knownBefore(const ChangeEntry& entry) {
    return readKnown(m_update.plan.facts().isBeforePlaces(), m_previous, entry.previous, m_known);
}

/// What an accepted change ends: the key that somebody was renamed from, and the line of whoever was it before.
Result<void> ChangeCollector::endBefore(const ChangeEntry& entry, const PersonRecord& record) {
    if (entry.previous == kNowhere) {
        return {};
    }
    auto known = knownBefore(entry);
    if (!known) {
        return fail(known.error());
    }
    if (known->key != record.key && known->key != PersonKey{}) {
        m_dropped.push_back(known->key); // The same person under a new id.
    }
    const bool renamed = (entry.flags & kRename) != 0 && known->place != record.address;
    if (!renamed) {
        return {};
    }
    // What they were marked with moves along.
    const bool marked = !m_update.plan.facts().formerMarks.empty();
    return m_effects.add({known->place, 0, PlaceEvent::MovedAway, {}}).and_then([&] {
        return marked ? m_effects.add({record.address, 0, PlaceEvent::FormerMoved, {}}) : Result<void>{};
    });
}

/// Whoever has only just got this address did not leave by it.
void ChangeCollector::optedOut(const PersonRecord& record, OptOutKind kind, bool arrives) {
    const auto shown = std::find_if(m_identity.begin(), m_identity.end(), [](auto one) { return !one.empty(); });
    const std::string_view identity = shown != m_identity.end() ? *shown : std::string_view();
    m_update.effects.addOptOut({record.address, kind, m_update.now, std::nullopt, m_update.pushSeq,
                                m_update.personOf(arrives ? PersonKey{} : record.key),
                                QString::fromUtf8(identity.data(), qsizetype(identity.size()))});
}

} // namespace pathways
