// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QLockFile>
#include <QString>

#include <memory>

namespace pathways {

/// Takes the lock of a workspace folder, or says who has it (kind InUse). A lock that a killed process left behind is
/// taken over at once, also when its process number belongs to another program by now (F15); one held by another
/// computer never is (F17).
[[nodiscard]] Result<std::unique_ptr<QLockFile>> lockWorkspace(const QString& folder);

} // namespace pathways
