// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/leaver_pass.h"
#include "core/roster/memory_file.h"

#include <QtGlobal>

namespace pathways::test {

/// Memories of a few people are written as deltas, too, as only large ones are otherwise.
inline void useSmallDeltas() {
    setDeltaLimits({.smallestBase = 0, .share = 1});
}

/// Where PATHWAYS_SMALL_LIMITS is set: whole suites run once more so. Few people are then done as millions are.
inline void useSmallLimitsWhereAsked() {
    if (qEnvironmentVariableIsSet("PATHWAYS_SMALL_LIMITS")) {
        useSmallDeltas();
        setLeaversAtOnce(2);
    }
}

/// As long as it lives.
class SmallDeltas final {
public:
    SmallDeltas() { useSmallDeltas(); }
    ~SmallDeltas() {
        setDeltaLimits({});
        useSmallLimitsWhereAsked();
    }
    SmallDeltas(const SmallDeltas&) = delete;
    SmallDeltas& operator=(const SmallDeltas&) = delete;
};

} // namespace pathways::test
