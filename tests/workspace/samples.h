// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audience.h"
#include "core/model/connection.h"
#include "core/model/pathway.h"
#include "core/model/push.h"
#include "core/workspace/workspace.h"

#include <QTemporaryDir>

#include <memory>

namespace pathways::test {

inline QDateTime at(const char* iso) {
    return QDateTime::fromString(QLatin1String(iso), Qt::ISODateWithMs);
}

/// Values with every member set to something that is not its default.
Audience sampleAudience();
Audience sampleModeledAudience(const AudienceId& base);
Connection sampleConnection();
Pathway samplePathway(const AudienceId& audience, const ConnectionId& connection);
Push samplePush(const PathwayId& pathway);
WorkspaceKeys sampleKeys();

/// A workspace in a folder of its own that goes away with it.
struct TemporaryWorkspace {
    TemporaryWorkspace();
    QTemporaryDir folder;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Database> database;
};

} // namespace pathways::test
