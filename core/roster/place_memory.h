// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/finding.h"
#include "core/model/place.h"
#include "core/roster/known_noes.h"
#include "core/roster/returns.h"
#include "core/roster/roster.h"
#include "core/workspace/journal.h"
#include "core/workspace/workspace.h"

#include <QDateTime>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace pathways {

class Database;
struct Connection;
struct DestinationType;
struct Pathway;

/// Somebody who must stay out of a place, by the digest of their address.
struct KnownOptOut {
    PersonKey address;
    OptOutKind kind = OptOutKind::OwnWish;
};

/// What a plan says of another pathway that keeps people in the place.
struct SlotHolder {
    QString pathway;                     ///< As the user calls it; empty: the database is a backup without it.
    QString audience;                    ///< The same.
    bool sameAudience = false;           ///< It takes the same people there as the one that is planned.
    std::optional<QDateTime> lastPushed; ///< What it wants is as old as that.
    bool inBin = false;
};

/// A mark that the pathway set there before, and does not set any more.
struct FormerMarkHere {
    FormerMark mark;
    std::uint64_t sharers = 0; ///< Slots of other pathways that set the same mark: it stays on people whom they want.
};

/// The slots of a place as one pathway sees them.
struct PlaceSlots {
    int own = -1;                ///< Number of this pathway's slot; -1: it has none yet.
    std::uint64_t others = 0;    ///< Slots of other pathways, also of those in the bin.
    std::uint64_t keeping = 0;   ///< Of them, those that never remove: whom they put there stays.
    std::uint64_t abandoned = 0; ///< Slots of pathways that are gone for good: their people were left where they are.
    std::uint64_t sameMark = 0;  ///< Of the others, those with the same mark: it stays on people whom they want.
    /// Slots of this pathway with other marks than it has now. What they want it goes on wanting until it has been
    /// pushed with the new ones; after that nobody needs them.
    std::uint64_t former = 0;
    std::vector<FormerMarkHere> formerMarks; ///< To be taken off; empty where they are to stay.
    bool full = false;                       ///< No number is left for a pathway that has none yet.
    bool marked = false;                     ///< The pathway sets a mark on its people.
    std::vector<SlotHolder> holders{64};     ///< By number: the other pathways.

    [[nodiscard]] std::uint64_t ownBit() const { return own < 0 ? 0 : slotBit(own); }
};

/// What is known of a place before a plan is made.
struct PlaceMemory {
    QString id;                           ///< Place::id.
    qint64 seq = 0;                       ///< Place::seq. A plan runs on the memory it was made with only.
    std::shared_ptr<const Roster> roster; ///< Null: nobody was ever put there, or nothing is known of it any more.
    bool rebuilt = false;        ///< There was a roster that could not be used: this one is put together from others.
    bool leftoversKnown = false; ///< Of those, the roster before was one: it knows of people that no pathway wants.
    bool locked = false;         ///< The keys are temporary: what is known is stored under keys that are not at hand.
    bool lost = false;           ///< Not all is known of whom this workspace put there: nobody is removed.
    qint64 lostPeople = 0;       ///< Sent by pushes that could not write down whom: open losses.
    QDateTime lostBefore;        ///< Until when a memory says nothing, as it was lost: an open loss. Invalid: none.
    std::vector<KnownOptOut> optOuts;  ///< Sorted by address.
    std::vector<KnownReturn> returns;  ///< Sorted by address.
    bool leaversLost = false;          ///< Some left at their own wish, and can be told only by keys that are gone.
    std::vector<PersonKey> leftPeople; ///< Sorted: who left at their own wish, by optOutPerson().
    /// By the platform's clock: of what changed there until then, opt-outs say who left. Invalid: nobody has looked.
    QDateTime leaversUntil;
    KnownNoes noes;
    PlaceSlots slotted;
    std::map<std::uint32_t, PushTimes> pushes; ///< By Push::seq.
};

/// The digest by which somebody with an id of their own is known to have left, whatever their address is. scope: what
/// the ids are of (PlanFacts::personScope).
[[nodiscard]] PersonKey optOutPerson(KeyedDigest& digest, const QByteArray& scope, const PersonKey& person);

/// Why somebody who must stay out is left out.
[[nodiscard]] Reason reasonOf(OptOutKind kind);
/// What a reason given by a platform says about an address; nothing: no opt-out.
[[nodiscard]] std::optional<OptOutKind> optOutOf(Reason reason);

/// The marks (tags, segments, groups) that a pathway sets on its people, as one text; empty: none.
[[nodiscard]] QString markOf(const Pathway& pathway, const DestinationType& type);

/// Whether removing means to a pathway that only its mark is taken off: nobody leaves the place by it.
[[nodiscard]] bool takesMarkOffOnly(const Pathway& pathway, const DestinationType& type);

/// Where a pathway leads, and with what.
struct PlaceQuestion {
    const Pathway& pathway;
    const Connection& connection;
    const DestinationType& type;
    QString keyForm = {}; ///< By which rules the destination compares keys; empty: as they are spelt.
};

/// FieldSpec::id of the one field that tells people apart at a place; empty where the strongest of several identifiers
/// does, kAllIdentifiers where all do together. A memory by another key says nothing.
[[nodiscard]] QString keyFieldOf(const Pathway& pathway, const DestinationType& type);

/// Opens the memory of the place that a pathway leads to. With temporary keys it is left as it is; where only memory
/// could tell who left a list, that is refused (kind Keychain). One that is damaged, or that was never written because
/// the workspace is older, is put together from the snapshots of all pathways that lead there, stored and named. The
/// caller holds Workspace::holdSnapshots(). Errors: Storage.
[[nodiscard]] Result<PlaceMemory> openPlace(const Workspace& workspace, Database& database, const WorkspaceKeys& keys,
                                            const PlaceQuestion& question);

/// Whether openPlace() refused because who left is not known any more: it goes on once the user has accepted the loss.
[[nodiscard]] bool asksToAcceptLoss(const Error& error);

/// Reads the opt-outs of the place anew: of everybody, of whichever pathway. Errors: Storage.
[[nodiscard]] Result<void> readOptOuts(Database& database, const WorkspaceKeys& keys, PlaceMemory& memory);

/// RosterMeta::key: the field that tells people apart, and by which rules.
[[nodiscard]] QString memoryKey(const QString& keyField, const QString& keyForm);

/// A name for a new roster of a place, within rosters/.
[[nodiscard]] QString newRosterName(const Place& place);

} // namespace pathways
