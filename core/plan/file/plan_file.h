// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"
#include "core/destinations/identity_fields.h"
#include "core/model/destination_type.h"
#include "core/model/place.h"
#include "core/model/plan.h"
#include "core/workspace/workspace.h"

#include <QDate>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace pathways {

class EncryptedFile;
class Snapshot;

/// What a plan was made from, kept with it so that a push can be finished after a restart.
struct PlanFacts {
    PathwayId pathway;
    QByteArray targetDigest; ///< targetDigest() of the pathway as it was planned.
    QDate day;               ///< The local date it was planned for.
    QString memory;          ///< Pathway::snapshotFile as it was then, whatever was made of it.
    QString snapshotId;      ///< Of the snapshot it was made against; empty: none.
    QString snapshotFile;
    QString snapshotsFolder;
    QString place;                       ///< Place::id; empty: it had no memory yet.
    qint64 placeSeq = 0;                 ///< Place::seq of the memory that it was made with.
    QDateTime leaversUntil;              ///< PlaceMemory::leaversUntil.
    QString mark;                        ///< What the pathway sets on its people (markOf()).
    std::vector<quint32> formerSlots;    ///< Of marks that it set before: nobody needs them after this push.
    std::vector<FormerMark> formerMarks; ///< To be taken off; else they stay.
    Absence absence = Absence::NotTold;
    bool writesAtEnd = false; ///< DestinationType::writesAtEnd.
    bool membersRead = false; ///< Who is there was read back.
    QByteArray personScope;   ///< What people's own ids are of; empty: they have none.
    QString keyKind;
    QString addressField; ///< PlanFields::addressField().
    QString keyForm;      ///< PlanFields::keyForm.
    QByteArray rowContext;
    QByteArray rowsDigest;  ///< Of all rows of the source as they were read, under rowContext; empty: not kept yet.
    QStringList fields;     ///< FieldSpec::id, in the order of the values.
    QStringList fieldKinds; ///< "first-name", "last-name", "full-name", "email" or empty.
    QStringList permission; ///< Names of the source's columns that say who may be written to.
    std::vector<std::size_t> identifiers;
    std::vector<std::size_t> address; ///< IdentityFields::address.
    QString addressName;
    /// FieldSpec::id of what is known of people who leave, where all their identifiers together tell them apart: also
    /// of fields that this pathway does not map. Empty elsewhere: identityFields().
    QStringList knownFields;
    QMap<QString, double> filled;
    /// A push of all of it decides about everybody who is missing: the rows that cannot be read say nothing new after
    /// it.
    bool decidesMissing = false;
    bool othersStay = false; ///< Where everyone is sent to find the others (kEveryoneOption): not this time.

    /// The plan is of a version that knew no places.
    [[nodiscard]] bool isBeforePlaces() const { return place.isEmpty(); }
    [[nodiscard]] IdentityFields identity() const { return {identifiers, address, addressName}; }
    /// Whether the other plan was made of the same rows, mapped and chosen alike. Where rules count from a day, it is
    /// the same day.
    [[nodiscard]] bool isOfSamePeople(const PlanFacts& other) const;
    /// The names of what is remembered of people.
    [[nodiscard]] QStringList identityFields() const { return identity().ids(fields); }
};

/// A plan sealed on disk: the changes to be sent, encrypted, with everything needed to send them again byte for byte
/// after a crash. A source that changes later cannot change it. Immutable; thread-safe for reading.
class PlanFile final {
public:
    /// Opens spool/<file>. A damaged file is refused with a sentence, never trusted.
    [[nodiscard]] static Result<std::shared_ptr<PlanFile>> open(const QString& path, const WorkspaceKeys& keys);
    ~PlanFile();

    [[nodiscard]] const PlanSummary& summary() const;
    [[nodiscard]] const QString& path() const;
    /// Number of additions and updates, then of removals; positions run through both.
    [[nodiscard]] quint64 changes() const;
    [[nodiscard]] quint64 removals() const;
    /// Of the removals, so many come first that take out identifiers of people who stay with others: nobody leaves.
    [[nodiscard]] quint64 replaced() const;
    /// Whether removals go before additions: where all identifiers together tell people apart.
    [[nodiscard]] bool removalsFirst() const;
    /// Fills a batch with changes [first, first + count). Additions and removals are never mixed.
    [[nodiscard]] Result<void> load(quint64 first, quint32 count, ChangeBatch& batch) const;

    /// How the changes are cut into requests. Numbers of batches count from 1 in this order.
    struct Cut {
        quint64 first = 0;
        quint32 count = 0;
        bool removal = false;
    };
    [[nodiscard]] const std::vector<Cut>& cuts() const;
    [[nodiscard]] const PlanFacts& facts() const;
    /// Its streams (plan_format): for PeopleReader, and for what the push adds to the snapshot.
    [[nodiscard]] const EncryptedFile& file() const;
    [[nodiscard]] quint64 leftOut() const;
    /// The snapshot that it was made against; it goes once the plan was pushed.
    [[nodiscard]] Result<std::unique_ptr<Snapshot>> openSnapshot() const;

    struct Private;
    explicit PlanFile(std::unique_ptr<Private> data);

private:
    std::unique_ptr<Private> d;
};

} // namespace pathways
