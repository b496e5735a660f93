// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/services/connection_service.h"

namespace pathways::cli {

/// A connection as the commands print it.
[[nodiscard]] QJsonObject toJson(const ConnectionSummary& summary);
void print(const Output& output, const ConnectionSummary& summary);
/// An error about the command line.
[[nodiscard]] Error usageError(const QString& what);

} // namespace pathways::cli
