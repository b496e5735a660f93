// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pathways::plan_format {

/// A flag of PlaceNote::more where an opt-out is noted: the line of the snapshot stays, by which it is known which
/// address was theirs. Stored in plans.
inline constexpr std::uint8_t kKeepsLine = 8;

} // namespace pathways::plan_format
