// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"

namespace pathways {

/// A pathway option (PathwayOptionSpec::key) that a destination type may offer where members cannot be read back: with
/// kYes each push of a Mirror sends the whole audience, changed or not, so that the platform can tell everybody else
/// apart and take them out.
inline constexpr char16_t kEveryoneOption[] = u"everyone";
inline constexpr char16_t kYes[] = u"yes";

/// Whether pushes of this pathway send everyone.
[[nodiscard]] inline bool sendsEveryone(const Pathway& pathway) {
    return pathway.method == SyncMethod::Mirror && pathway.options.value(QString::fromUtf16(kEveryoneOption)) == kYes;
}

} // namespace pathways
