// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/former_place.h"

#include "core/model/place.h"
#include "core/roster/place_memory.h"
#include "core/services/service_context.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <algorithm>

namespace pathways {

namespace {

QStringList marksOf(const Pathway& pathway, const DestinationType& type) {
    return markOf(pathway, type).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

Result<LeftBehind> leftBehindBy(const ServiceContext& context, const Pathway& draft, const Connection& connection,
                                const DestinationType& type) {
    const auto before = PathwayRepository(context.database).find(draft.id);
    if (!before) {
        return before.error().kind == ErrorKind::NotFound ? Result<LeftBehind>(LeftBehind::Nothing)
                                                          : fail(before.error());
    }
    const bool sameAccount = before->accountId.isEmpty() || before->accountId == connection.accountId;
    if (before->connection != draft.connection || !sameAccount) {
        return LeftBehind::Nothing; // What was there before cannot be reached from here.
    }
    PlaceRepository places(context.database, context.keys);
    const PlaceKey at = placeOf(*before, connection, type);
    const auto slots_ = places.findOrCreate(at).and_then([&](const Place& place) { return places.slotsOf(place.id); });
    if (!slots_) {
        return fail(slots_.error());
    }
    const bool pushed =
        std::any_of(slots_->begin(), slots_->end(), [&](const Slot& slot) { return slot.pathway == draft.id; });
    if (!pushed) {
        return LeftBehind::Nothing;
    }
    if (placeOf(draft, connection, type) != at) {
        return LeftBehind::People;
    }
    const QStringList now = marksOf(draft, type);
    const QStringList then = marksOf(*before, type);
    const bool lost = std::any_of(then.begin(), then.end(), [&now](const QString& one) { return !now.contains(one); });
    return lost ? LeftBehind::Marks : LeftBehind::Nothing;
}

Result<Pathway> splitOff(const ServiceContext& context, const Pathway& before, const Connection& connection,
                         const DestinationType& type, const QString& name, bool takeOut) {
    PlaceRepository places(context.database, context.keys);
    Pathway former = before;
    former.id = PathwayId::create();
    former.name = name;
    former.leaving = takeOut;
    former.created = former.changed = context.clock.now();
    if (!takeOut) {
        former.removedAt = former.changed;
    }
    const auto place = places.findOrCreate(placeOf(before, connection, type));
    const auto slots_ = place ? places.slotsOf(place->id) : fail(place.error());
    if (!slots_) {
        return fail(slots_.error());
    }
    for (Slot slot : *slots_) {
        if (slot.pathway != before.id) {
            continue;
        }
        slot.pathway = former.id;
        if (auto moved = places.saveSlot(place->id, slot); !moved) {
            return fail(moved.error());
        }
    }
    return PathwayRepository(context.database).save(former).map([&former] { return former; });
}

} // namespace pathways
