// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/model/push.h"
#include "core/model/sync_method.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/workspace.h"

#include <QThreadPool>

#include <functional>
#include <memory>

namespace pathways {

/// What is written down of a push, while it runs or afterwards: all but the conversation with the platform. What it
/// refers to outlives the work.
struct PushWork {
    Push push;
    std::shared_ptr<PlanFile> plan;
    SyncMethod method = SyncMethod::Mirror;
    const Workspace& workspace;
    const WorkspaceKeys& keys;
    Clock& clock;
    QThreadPool* helpers = nullptr; ///< Warm; half of writing a snapshot is done on a free thread of it. Null: none is.
    bool allowRemovals = true;
    std::function<qint64()> requestCount = {}; ///< Requests of this push so far.
};

} // namespace pathways
