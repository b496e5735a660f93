// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/pushes/push_run_task.h"

#include <QObject>
#include <QTimer>

#include <list>
#include <map>
#include <memory>
#include <optional>

namespace pathways {

/// Pushes that are wanted or under way: to one place one after the other, and no more at a time than there
/// are threads for. A push waits for its turn, its connection is opened (which may ask the keychain, and somebody in
/// front of it), then it runs. GUI thread.
class PushQueue final : public QObject {
    Q_OBJECT
public:
    explicit PushQueue(ServiceContext& context, QObject* parent = nullptr);
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

    void startNext();
    void open(const RequestPtr& request);
    void run(const RequestPtr& request, const OpenConnectionPtr& access);
    [[nodiscard]] PushRunTask* runningTask(const PushId& id) const;
    void ended(const PushId& id, const Result<Push>& result);
    void endUnopened(const PushRunRequest& request, const Error& problem);
    void endStopped(const PushRunRequest& request);
    void recordConnectionState(const PushRunRequest& request, const Push& push) const;
    void sample();

    ServiceContext& m_context;
    QTimer m_sampler;
    std::list<RequestPtr> m_waiting;                           ///< Oldest first.
    std::map<QString, RequestPtr> m_opening;                   ///< By place.
    std::map<QString, std::unique_ptr<PushRunTask>> m_running; ///< By place.
};

} // namespace pathways
