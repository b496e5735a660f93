// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/match_poll.h"
#include "core/services/connections/connection_broker.h"

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>

namespace pathways {

struct ServiceContext;

/// Opens a conversation for one ended push and asks once. On a worker thread.
[[nodiscard]] Result<MatchPollResult> pollMatchesOnce(const OpenConnection& access, const Workspace& workspace,
                                                      const WorkspaceKeys& keys, const PushId& push,
                                                      std::stop_token stop);

/// Asks the platforms, as long as the program runs, what became of people that they accepted and match later; each when
/// it wanted to be asked again. GUI thread; the asking itself happens on the probes' pool.
class MatchPoller final : public QObject {
    Q_OBJECT
public:
    /// isRunning tells pushes that are under way: these ask by themselves.
    MatchPoller(ServiceContext& context, std::function<bool(const PushId&)> isRunning, QObject* parent = nullptr);

    /// Asks about every push that waits for an answer now, then again whenever it is time.
    void start();

signals:
    /// Match results changed the counts or the status of a push that had ended.
    void outcomeRevised(const pathways::Push& push);
    /// Every answer asked for is here.
    void rested();

private:
    void ask(const Push& push);
    void answered(const PushId& push, const Result<MatchPollResult>& result);
    void askAgainIn(std::chrono::milliseconds wait);

    ServiceContext& m_context;
    std::function<bool(const PushId&)> m_isRunning;
    QTimer m_timer;
    QSet<QString> m_asking;
};

} // namespace pathways
