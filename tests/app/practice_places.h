// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/place.h"

namespace pathways::test {

/// The practice platforms, each in a process of its own.
[[nodiscard]] std::unique_ptr<Place> mailchimpPlace();
[[nodiscard]] std::unique_ptr<Place> googlePlace();
[[nodiscard]] std::unique_ptr<Place> metaPlace();

} // namespace pathways::test
