// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_people.h"

#include "core/plan/file/plan_errors.h"

namespace pathways {

namespace {

/// For each of the two sorters.
constexpr std::size_t kInMemory = 16 * 1024 * 1024 / sizeof(PlacePeople::One);

} // namespace

QStringList knownFields(const PlanFields& fields, const Roster* roster, const Snapshot* snapshot) {
    QStringList known = fields.identityIds();
    const auto take = [&known](const QList<IdentitySegment>& segments) {
        for (const QString& field : allFields(segments)) {
            if (!known.contains(field)) {
                known << field;
            }
        }
    };
    if (roster != nullptr) {
        take(roster->meta().segments);
    }
    if (snapshot != nullptr) {
        take(snapshot->meta().segments);
    }
    return known;
}

PlacePeople::PlacePeople(const Roster& roster, const QStringList& fields, const QString& spoolFolder)
    : m_roster(roster)
    , m_identities(roster.file(), roster.meta().segments, fields)
    , m_holders(spoolFolder, kInMemory, ByWhere(roster))
    , m_formers(spoolFolder, kInMemory, ByWhere(roster)) {}

Result<void> PlacePeople::collect(LeaverSorter& leavers, std::uint64_t own) {
    Sorter::Input holders(m_holders);
    Sorter::Input formers(m_formers);
    RosterWalk walk(&m_roster);
    auto done = leavers.start().and_then([&] { return walk.start(); });
    while (done && walk.current() != nullptr) {
        const RosterRecord& record = *walk.current();
        while (done && leavers.current() != nullptr && leavers.current()->place < record.place) {
            done = leavers.advance();
        }
        const bool leaves = leavers.current() != nullptr && leavers.current()->place == record.place;
        if (done && record.where != 0) {
            const bool stays = !leaves && mayBeThere(record.state);
            done = (stays ? holders : formers).add({record.where, (record.wants & own) != 0});
        }
        done = done.and_then([&walk] { return walk.advance(); });
    }
    return done.and_then([&] { return holders.flush(); }).and_then([&] { return formers.flush(); });
}

Result<void> PlacePeople::each(Sorter& people, const Sink& sink, const std::stop_token& stop) {
    auto done = people.start();
    while (done && people.current() != nullptr) {
        if (stop.stop_requested()) {
            return fail(plan_errors::stopped());
        }
        const One one = *people.current();
        done = m_identities.read(one.where, m_texts);
        if (done) {
            sink(one, m_texts);
            done = people.advance();
        }
    }
    return done;
}

} // namespace pathways
