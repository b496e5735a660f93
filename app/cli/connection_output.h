// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/services/connection_service.h"

namespace pathways::cli {

/// What the commands say of one connection.
[[nodiscard]] QJsonObject toJson(const ConnectionSummary& summary);
void print(const Output& output, const ConnectionSummary& summary);
/// What was given cannot be used.
[[nodiscard]] Error usageError(const QString& what);

} // namespace pathways::cli
