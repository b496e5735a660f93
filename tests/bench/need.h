// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pathways {

/// A value without which the benchmark cannot go on.
template <typename T>
T need(Result<T> result) {
    if (!result) {
        qFatal("%s %s", qPrintable(result.error().text()), qPrintable(result.error().detail));
    }
    return std::move(*result);
}
inline void need(const Result<void>& result) {
    if (!result) {
        qFatal("%s %s", qPrintable(result.error().text()), qPrintable(result.error().detail));
    }
}

} // namespace pathways
