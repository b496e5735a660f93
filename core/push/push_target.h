// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/push_target.h"
#include "core/model/pathway.h"

namespace pathways {

/// The target of a push as connectors see it: the mapping without what is never sent.
[[nodiscard]] PushTarget targetOf(const Pathway& pathway, const DestinationType& type, const QString& sessionReference,
                                  const QDateTime& started, qint64 estimatedPeople);

} // namespace pathways
