// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/connection.h"

namespace pathways {

/// The account's name, or the connection's where the platform has none.
[[nodiscard]] QString accountNameOf(const Connection& connection);

} // namespace pathways
