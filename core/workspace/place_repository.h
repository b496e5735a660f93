// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/place.h"
#include "core/workspace/workspace.h"

#include <QList>

#include <vector>

namespace pathways {

class Database;

/// Places with their slots, opt-outs and losses. Plain storage, each call in a transaction of its own or as part of the
/// one it is called in. A row that is damaged gives an error of kind Storage, an unknown id one of kind NotFound.
class PlaceRepository final {
public:
    PlaceRepository(Database& database, const WorkspaceKeys& keys);

    /// The place with this key; made when there is none.
    [[nodiscard]] Result<Place> findOrCreate(const PlaceKey& key);
    [[nodiscard]] Result<Place> find(const QString& place);
    [[nodiscard]] Result<QList<Place>> all();
    /// A place as another copy of the database knew it: its id and its key stay.
    [[nodiscard]] Result<void> save(const Place& place);
    /// Names the memory of a place, and the one before it (empty: none is kept).
    [[nodiscard]] Result<void> setRoster(const QString& place, qint64 seq, const QString& file,
                                         const QString& previous);

    /// All slots that have been given, closed ones too, by number.
    [[nodiscard]] Result<QList<Slot>> slotsOf(const QString& place);
    /// The active slot of a pathway with this mark. The one that it had before is taken up again, whatever its state;
    /// else it gets a number that nobody has. With none left: kind Input.
    [[nodiscard]] Result<Slot> slotFor(const QString& place, const PathwayId& pathway, const QString& mark);

    /// A slot as another copy of the database knew it.
    [[nodiscard]] Result<void> saveSlot(const QString& place, const Slot& slot);

    /// Their numbers may be given to others.
    [[nodiscard]] Result<void> freeSlots(const QString& place, const std::vector<int>& numbers);

    /// Those that have not ended, by address.
    [[nodiscard]] Result<QList<OptOut>> optOuts(const QString& place);
    /// One that stands already keeps its time and its push; one that had ended begins anew.
    [[nodiscard]] Result<void> addOptOuts(const QString& place, const QList<OptOut>& optOuts);
    /// Those that have ended because people whom this workspace had put there came back without it, by address.
    [[nodiscard]] Result<QList<OptOut>> returns(const QString& place);
    /// They were seen there again after the push pushSeq. Nothing happens where there is no such opt-out, or where it
    /// has ended.
    [[nodiscard]] Result<void> endOptOut(const QString& place, const PersonKey& address, OptOutKind kind,
                                         const QDateTime& when, qint64 pushSeq);

    /// What setLeaversKnown() left; an invalid time: nobody has looked yet.
    [[nodiscard]] Result<LeaversKnown> leaversKnown(const QString& place);
    [[nodiscard]] Result<void> setLeaversKnown(const QString& place, const LeaversKnown& known);

    /// Those that nobody has closed, oldest first.
    [[nodiscard]] Result<QList<PlaceLoss>> losses(const QString& place);
    /// Ends all that are open: nobody has to be told of them any more. Returns how many there were.
    [[nodiscard]] Result<int> closeLosses(const QString& place, const QDateTime& when);
    /// Its id is made here. One of the same push that nobody has closed becomes this one.
    [[nodiscard]] Result<void> addLoss(const QString& place, const PlaceLoss& loss);

private:
    Database& m_database;
    WorkspaceKeys m_keys;
};

} // namespace pathways
