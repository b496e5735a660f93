// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace pathways::test::disk_calls {

// Stands between the program and the system: every write, sync, rename, truncation and removal of a file that this
// process makes, whoever makes it (SQLite, Qt, our own files), is counted, and the n-th can be made to go wrong. Linked
// into a test executable with -rdynamic, so that shared libraries find these functions first.

enum class Mischief : std::uint8_t {
    None,
    Kill,        ///< The process is killed (SIGKILL) before the call.
    KillHalfway, ///< The same with half of a write's bytes on the disk.
    PowerLoss,   ///< The same, and of what was not synced before, nothing is on the disk.
    TornLoss,    ///< The same, and of what was not synced before, every other write is on the disk.
    NoSpace,     ///< This call and all after it find the disk full, until disarm().
    IoError,     ///< This call alone fails as on a broken disk.
    Look         ///< Somebody looks at what is on the disk before the call: see look().
};

/// From now on, the n-th call (from 0) goes wrong. Files outside this folder do not count. Not while other threads
/// write.
void arm(Mischief mischief, std::int64_t call, const char* folder);
/// Before the n-th call, lets somebody look at the folder as a kill would leave it; the call is made all the same. What
/// they write themselves must be outside of it.
void look(std::int64_t call, const char* folder, std::function<void()> looker);
void disarm();
/// Calls since arm().
[[nodiscard]] std::int64_t count();
/// Whether the n-th call came.
[[nodiscard]] bool met();

} // namespace pathways::test::disk_calls
