// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/push_target.h"
#include "core/model/pathway.h"
#include "core/workspace/workspace.h"

namespace pathways {

/// The target of a push as connectors see it: the mapping without what is never sent. The pathway's proof key is made
/// from the workspace's data key.
[[nodiscard]] PushTarget targetOf(const Pathway& pathway, const DestinationType& type, const WorkspaceKeys& keys,
                                  const QString& sessionReference, const QDateTime& started, qint64 estimatedPeople);

} // namespace pathways
