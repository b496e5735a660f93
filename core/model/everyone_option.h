// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"

#include <QLatin1String>

namespace pathways {

/// A pathway option (PathwayOptionSpec::key) that a destination type may offer where members cannot be read back: with
/// kYes each push of a Mirror sends the whole audience, changed or not, so that the platform can tell everybody else
/// apart and take them out.
inline constexpr QLatin1String kEveryoneOption("everyone");
inline constexpr QLatin1String kYes("yes");

/// Whether pushes of this pathway send everyone.
[[nodiscard]] inline bool sendsEveryone(const Pathway& pathway) {
    return pathway.method == SyncMethod::Mirror && pathway.options.value(kEveryoneOption) == kYes;
}

} // namespace pathways
