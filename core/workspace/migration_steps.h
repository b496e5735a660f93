// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <functional>

namespace pathways {

class Database;

/// What SQL alone cannot do of the step of the schema that leads to this version; it runs after the SQL, in the same
/// transaction. Empty: nothing.
[[nodiscard]] std::function<Result<void>(Database&)> codeOfMigration(int version);

} // namespace pathways
