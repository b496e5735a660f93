// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/push_session.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/model/push.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"

#include <QThreadPool>

#include <functional>
#include <memory>

namespace pathways {

/// What one run of a push works with; all of it outlives the run.
struct PushRunInput {
    Push push; ///< With id, names and total; status Processing.
    const Pathway& pathway;
    const DestinationType& type;
    std::shared_ptr<PlanFile> plan;
    PushSession& session;
    const Workspace& workspace;
    const WorkspaceKeys& keys;
    Clock& clock;
    QThreadPool& batchThreads;            ///< Warm; shared with other pushes.
    bool allowRemovals = true;            ///< false: "Only add and update this time".
    std::function<qint64()> requestCount; ///< Requests of this push so far.
};

} // namespace pathways
