// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/place.h"
#include "core/model/push.h"
#include "core/workspace/workspace.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>

#include <map>
#include <optional>
#include <vector>

namespace pathways {

class Database;

/// planned -> inflight -> acknowledged | refused | unknown; unknown is settled to acknowledged, refused or planned.
/// Stored: only ever append.
enum class BatchState : quint8 { Planned, InFlight, Acknowledged, Refused, Unknown };

/// One batch as the journal knows it. Its changes are in the plan file; first and count say where.
struct BatchRecord {
    quint32 number = 0;
    bool removal = false;
    quint64 first = 0; ///< Position in the plan file's list of changes.
    quint32 count = 0;
    BatchState state = BatchState::Planned;
    int attempts = 0;
    QByteArray digest;  ///< Of the changes, so that a second attempt is known to be the same.
    QByteArray receipt; ///< The platform's request or batch id.
};

/// How many of them have an outcome for good.
[[nodiscard]] qint64 countSettled(const QList<BatchRecord>& batches);

/// When a push began and ended, seconds since 1970. One that was cut off ended when nobody knows: what happened longer
/// than this after it had begun was not its doing (promise P2).
struct PushTimes {
    static constexpr std::int64_t kLongestUnknown = 3'600;

    std::int64_t started = 0;
    std::int64_t ended = 0;
};

/// What a push leaves behind of the people of its place. It counts from the transaction that names it.
struct NewMemory {
    std::optional<QString> snapshotFile; ///< Of the pathway, within snapshots/.
    QString place;                       ///< Place::id; empty: nothing of it changes.
    std::optional<QString> rosterFile;   ///< Of the place, within rosters/.
    qint64 rosterSeq = 0;
    QString rosterPrevious;      ///< Kept until the new one has been used.
    std::vector<int> endedSlots; ///< Of the place: the new roster knows nobody by them, and others may have them.
    QList<OptOut> optOuts;
    std::vector<PersonKey> endedOptOuts; ///< Addresses that the platform shows as subscribed again.
    AudienceId audience;                 ///< Whose rows said so:
    std::vector<SaidNo> saidNo;          ///< no,
    std::vector<PersonKey> saidYes;      ///< and yes, by those who had said no before.
    QDateTime when;
    qint64 lost = 0;         ///< People who were sent and whom nothing remembers: becomes a loss of the place.
    bool lossesOver = false; ///< What the place had lost is known again, as far as it can be.
    bool settled = false;    ///< From now on the memory of the place holds all that is known of the push.
};

/// The journal of pushes: intent before effect, outcome with its rows and counters in one transaction (promise P3).
class Journal final {
public:
    Journal(Database& database, const WorkspaceKeys& keys);

    /// Starts a push, or resumes an unfinished one (its batches, counters, number and terms stay). Returns its number
    /// in the order of all pushes, which no other push is given, not even after this one was deleted.
    [[nodiscard]] Result<qint64> begin(const Push& push, const QString& planFile, const QString& sessionReference,
                                       const PushTerms& terms = {});
    /// No push is given this number, or a lower one, from now on: another copy of the workspace has used them.
    [[nodiscard]] Result<void> passOver(qint64 seq);
    /// Gives a push that has sent nothing yet another plan. Refused (kind Internal) for one that has batches.
    [[nodiscard]] Result<void> replan(const Push& push, const QString& planFile, const PushTerms& terms);
    /// Commits "this batch is about to leave" before its first byte does. Refused (kind Internal) for a batch that is
    /// settled already, and for a second attempt whose digest differs from the first.
    [[nodiscard]] Result<void> intent(const PushId& push, const BatchRecord& batch);
    /// The platform's receipt, as soon as it is known, when it must survive a crash before the outcome does.
    [[nodiscard]] Result<void> receipt(const PushId& push, quint32 batch, const QByteArray& receipt);
    /// Outcome, row outcomes and the push's counters, in one transaction. Only a batch in flight or unknown can have
    /// one: nothing is counted twice.
    [[nodiscard]] Result<void> outcome(const PushId& push, const BatchRecord& batch, const QList<RowOutcome>& rows,
                                       const PushCounts& counters);
    /// Whom the plan left out: some of them by their rows, and how many more for each reason (unlisted()), in one
    /// transaction. Once in a push, before its first batch.
    [[nodiscard]] Result<void> addLeftOut(const PushId& push, const QList<RowOutcome>& rows,
                                          const QMap<Reason, qint64>& unlisted);
    [[nodiscard]] Result<QList<BatchRecord>> batches(const PushId& push);
    /// Ends or pauses the push. Together with a new snapshot's name for the pathway when one was written, in one
    /// transaction.
    [[nodiscard]] Result<void> finish(const Push& push, const std::optional<QString>& snapshotFile);

    /// Records match results that correct what had been accepted: the batches (settled before, and still processing)
    /// with their new state and note, the row outcomes, the push as it stands now and the corrected snapshot, all in
    /// one transaction. Without NewMemory::settled it stays as it was whether the place knows all of the push. Refused
    /// (kind Internal) for a batch that is not settled.
    [[nodiscard]] Result<void> resettle(const Push& push, const QList<BatchRecord>& batches,
                                        const QList<RowOutcome>& rows, const NewMemory& memory);
    /// A push is about to send more than the memory of its place knows of.
    [[nodiscard]] Result<void> unsettle(const PushId& push);

    struct Unfinished {
        Push push;
        QString planFile;
        QString sessionReference;
        PushTerms terms;
        bool settled = false; ///< The memory of its place holds all that the journal knows of it.
    };
    /// Pushes that were under way when the program ended, and those that can be continued.
    [[nodiscard]] Result<QList<Unfinished>> unfinished();
    [[nodiscard]] Result<Unfinished> find(const PushId& push);
    /// Pushes of which the memory of their place does not know all yet, oldest first; also those that run.
    [[nodiscard]] Result<QList<Unfinished>> unsettled();
    /// When each push began and ended, by its seq. One that was cut off ended when nobody knows: what happened long
    /// after it had begun was not its doing (promise P2).
    [[nodiscard]] Result<std::map<std::uint32_t, PushTimes>> times();
    /// Pushes of a pathway, or of all, whose platform was still matching people when it was last asked; oldest first.
    [[nodiscard]] Result<QList<Push>> processing(const std::optional<PathwayId>& pathway);

    // History.
    [[nodiscard]] Result<QList<Push>> history(const std::optional<PathwayId>& pathway, int limit);
    [[nodiscard]] Result<QList<RowOutcome>> rowOutcomes(const PushId& push, int offset, int limit,
                                                        const std::optional<Reason>& reason = {});
    /// People by reason: those with a row and those without one.
    [[nodiscard]] Result<QMap<Reason, qint64>> rowOutcomeCounts(const PushId& push);
    /// People who were left out and only counted, by reason. They go when the rows do.
    [[nodiscard]] Result<QMap<Reason, qint64>> unlisted(const PushId& push);
    /// Row details older than 14 days; pushes older than 13 months, unless they can go on or are not settled.
    [[nodiscard]] Result<void> expire(const QDateTime& now);
    /// Takes one push out of the history, with its details. One that runs, can be continued or is not settled yet is
    /// refused (InUse): its batches say what the platform has.
    [[nodiscard]] Result<void> remove(const PushId& push);

private:
    [[nodiscard]] Result<void> saveCounters(const PushId& push, const PushCounts& counters);
    [[nodiscard]] Result<void> savePushAndSnapshot(const Push& push, const std::optional<QString>& snapshotFile,
                                                   bool settled);
    [[nodiscard]] Result<void> nameMemory(const Push& push, const NewMemory& memory);
    [[nodiscard]] Result<void> insertRows(const PushId& push, const QList<RowOutcome>& rows);

    Database& m_database;
    WorkspaceKeys m_keys;
};

} // namespace pathways
