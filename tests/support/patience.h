// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pathways::test {

/// How long a test waits, in milliseconds, for what will surely come. It ends a test that hangs and decides nothing
/// else, so it is far longer than even a machine with many times its fair load needs.
inline constexpr int kPatience = 120'000;

} // namespace pathways::test
