// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/pushes/push_replan.h"
#include "core/services/pushes/push_run_task.h"

#include <QObject>
#include <QTimer>

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>

namespace pathways {

/// Pushes that are wanted or under way: to one place one after the other, and no more at a time than there
/// are threads for. A push waits for its turn; where another one came to the place meanwhile it is planned again; its
/// connection is opened (which may ask the keychain, and somebody in front of it), then it runs. GUI thread.
class PushQueue final : public QObject {
    Q_OBJECT
public:
    PushQueue(ServiceContext& context, Planner planner, QObject* parent = nullptr);
    /// Stops every push at a clean place; all of them can be continued.
    ~PushQueue() override;

    void add(PushRunRequest request);
    /// Wherever it is: waiting, opening or running.
    void stop(const PushId& id);
    [[nodiscard]] bool contains(const PushId& id) const;
    [[nodiscard]] QList<PushId> pushes() const;
    /// Of a push that runs.
    [[nodiscard]] std::optional<PushProgress> progress(const PushId& id) const;
    [[nodiscard]] bool isEmpty() const { return m_waiting.empty() && m_opening.empty() && m_running.empty(); }

signals:
    /// At most ten times a second per push.
    void progressed(const pathways::PushProgress& progress);
    /// The push is not here any more; its end is stored.
    void finished(const pathways::Push& push);

private:
    using RequestPtr = std::shared_ptr<const PushRunRequest>;
    /// A push whose turn has come, until it runs.
    struct Opening {
        RequestPtr request;
        std::stop_source stop = {}; ///< Of a plan that is being made for it.
    };

    void startNext();
    void begin(const RequestPtr& request);
    void replan(const RequestPtr& request);
    void open(const RequestPtr& request);
    [[nodiscard]] bool isOpening(const RequestPtr& request) const;
    void run(const RequestPtr& request, const OpenConnectionPtr& access);
    [[nodiscard]] PushRunTask* runningTask(const PushId& id) const;
    void ended(const PushId& id, const Result<Push>& result);
    [[nodiscard]] Push asKnown(const PushRunRequest& request) const;
    void endUnopened(const PushRunRequest& request, const Error& problem);
    void endForGood(const PushRunRequest& request, const Error& problem);
    void endOpening(const PushRunRequest& request, const Error& problem, bool resumable);
    void endStopped(const PushRunRequest& request);
    void recordConnectionState(const PushRunRequest& request, const Push& push) const;
    void sample();

    ServiceContext& m_context;
    const Planner m_planner;
    QTimer m_sampler;
    std::list<RequestPtr> m_waiting;                           ///< Oldest first.
    std::map<QString, Opening> m_opening;                      ///< By place.
    std::map<QString, std::unique_ptr<PushRunTask>> m_running; ///< By place.
};

} // namespace pathways
