// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/pathway.h"
#include "core/model/push.h"

#include <QFuture>
#include <QList>
#include <QObject>

#include <memory>

namespace pathways {

struct ServiceContext;
class PathwayService;
class PlanFile;

/// Pushes: running, finished, to be continued. GUI thread.
class PushService final : public QObject {
    Q_OBJECT
public:
    /// pathways plans again what another push made out of date; it outlives this.
    PushService(ServiceContext& context, PathwayService& pathways, QObject* parent = nullptr);
    ~PushService() override;

    /// Starts a push of a saved pathway with its plan. Refused with NeedsDecision when the guard asks and the decision
    /// does not answer. Pushes to one destination object run one after the other, and only so many at a time.
    [[nodiscard]] Result<PushId> start(const PathwayId& pathway, std::shared_ptr<PlanFile> plan,
                                       const PushDecision& decision);
    void stop(const PushId& id);
    /// Continues a push that was stopped, interrupted or waited for a person. Its people are looked at first: where
    /// they are not those of its plan any more, nothing is sent, it ends for good, with NeedsYou, and a new plan has to
    /// take its place.
    [[nodiscard]] Result<void> resume(const PushId& id);
    /// What was decided when it was begun; it goes on with nothing else.
    [[nodiscard]] Result<PushDecision> decisionOf(const PushId& id);
    /// From now on, and as long as the program runs, asks the platforms that match people later what became of them. To
    /// be called once the program has started. Answers come as outcomeRevised().
    void startMatchPolling();
    /// Pushes that were under way when the program ended, or wait for a person.
    [[nodiscard]] Result<QList<Push>> unfinished();
    /// Of a push that has begun to run.
    [[nodiscard]] std::optional<PushProgress> progress(const PushId& id) const;
    /// Also those that wait for their turn or for their connection.
    [[nodiscard]] QList<PushId> running() const;
    /// There is no such push.
    [[nodiscard]] bool idle() const;

    [[nodiscard]] Result<QList<Push>> history(const std::optional<PathwayId>& pathway = {}, int limit = 200);
    [[nodiscard]] Result<Push> find(const PushId& id);
    [[nodiscard]] Result<QList<RowOutcome>> rowOutcomes(const PushId& id, int offset, int limit,
                                                        const std::optional<Reason>& reason = {});
    [[nodiscard]] Result<QMap<Reason, qint64>> rowOutcomeCounts(const PushId& id);
    /// Of those, people who are only counted: they have no row.
    [[nodiscard]] Result<QMap<Reason, qint64>> unlisted(const PushId& id);
    /// Takes a finished push out of the history for good; the people stay where they are.
    [[nodiscard]] Result<void> remove(const PushId& id);
    /// Plain text for a support request: redacted, readable.
    [[nodiscard]] Result<QString> supportDetails(const PathwayId& pathway);

signals:
    /// At most ten times a second per push.
    void progressed(const pathways::PushProgress& progress);
    void finished(const pathways::Push& push);
    /// Match results changed the counts or the status of a push that had ended.
    void outcomeRevised(const pathways::Push& push);
    void changed();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
