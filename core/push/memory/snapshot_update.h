// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"
#include "core/plan/file/plan_file.h"
#include "core/push/memory/batch_outcome.h"
#include "core/push/memory/effect_list.h"
#include "core/roster/snapshot.h"

#include <QDateTime>
#include <QThreadPool>

#include <unordered_map>

namespace pathways {

/// What became of the changes of a plan so far, position by position.
class PlanOutcome final {
public:
    explicit PlanOutcome(quint64 positions)
        : m_states(positions, State::Open) {}
    /// Notes a settled batch.
    void settle(quint64 first, quint32 count, bool acknowledged, const BatchOutcome& note);

    /// Notes a batch that left, with no answer: what is not known of its people otherwise is perhaps so.
    void doubt(quint64 first, quint32 count);

    enum class State : std::uint8_t { Open, Accepted, Adopted, Exception, Perhaps };
    [[nodiscard]] State state(quint64 position) const { return m_states[position]; }
    [[nodiscard]] Reason reason(quint64 position) const;
    /// Whether anything happened that a snapshot would have to remember.
    [[nodiscard]] bool changedAnything() const { return m_changed; }
    /// Changes that were sent, whatever became of them.
    [[nodiscard]] quint64 sent() const;

private:
    std::vector<State> m_states;
    std::unordered_map<quint64, Reason> m_reasons;
    bool m_changed = false;
};

/// What the next snapshot is made from.
struct SnapshotUpdate {
    const PlanFile& plan;
    const PlanOutcome& outcome;
    EffectList& effects;           ///< Filled.
    const Snapshot* old = nullptr; ///< Null: none, or not to be trusted.
    QString path;                  ///< Of the new file.
    QString scratchFolder;
    QByteArray dataKey;
    QByteArray macKey;
    QString pushId;
    qint64 pushSeq = 0;
    QDateTime now;
    bool complete = true;      ///< The push came to its end, not only to a stop.
    bool removalsToo = true;   ///< Whoever was missing was taken out: what was asked about them is answered.
    qint64 largestFitting = 0; ///< People in a request, where the platform was found to take less than it says.
    /// Not null: changes that a damaged plan no longer tells are passed over and counted here. Everybody known before
    /// is then due to be sent again, as nobody knows whom these changes were about.
    std::uint64_t* lost = nullptr;
    QThreadPool* helpers = nullptr; ///< Half of the work is done on a free thread of it, if there is one.
};

/// Whether the push leaves anything to remember that the old snapshot does not say.
[[nodiscard]] bool needsUpdate(const SnapshotUpdate& update);

/// Writes a snapshot without what people have at the destination, beside it, synced and read back: everybody is due to
/// be sent again.
[[nodiscard]] Result<void> writeWithoutValues(const Snapshot& old, const QString& path, const QByteArray& dataKey);

/// Writes the old snapshot merged with what was acknowledged, beside the old one, synced and read back, and collects
/// what the push means for the roster.
[[nodiscard]] Result<void> writeSnapshot(const SnapshotUpdate& update);

} // namespace pathways
