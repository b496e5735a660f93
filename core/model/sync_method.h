// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>

namespace pathways {

/// The four methods, in the order in which they are shown (docs/design.md, "Words").
enum class SyncMethod { Mirror, UpdateOrCreate, Append, UpdateOnly };

inline constexpr std::array kSyncMethods{SyncMethod::Mirror, SyncMethod::UpdateOrCreate, SyncMethod::Append,
                                         SyncMethod::UpdateOnly};

[[nodiscard]] constexpr bool adds(SyncMethod m) {
    return m != SyncMethod::UpdateOnly;
}
[[nodiscard]] constexpr bool updates(SyncMethod m) {
    return m != SyncMethod::Append;
}
[[nodiscard]] constexpr bool removes(SyncMethod m) {
    return m == SyncMethod::Mirror;
}

/// "mirror", "update-or-create", "append", "update-only": for the command line and the workspace.
[[nodiscard]] QString toKey(SyncMethod method);
[[nodiscard]] std::optional<SyncMethod> syncMethodFromKey(QStringView key);
/// The fixed name people see: "Update or Create".
[[nodiscard]] QString displayName(SyncMethod method);
/// What it does, one sentence.
[[nodiscard]] QString description(SyncMethod method);
/// When to use it, one sentence.
[[nodiscard]] QString advice(SyncMethod method);

} // namespace pathways
