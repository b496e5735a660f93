// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

class QSqlError;

namespace pathways::storage {

// The sentences for what can go wrong with the workspace's files. Path is the file or folder concerned, as people know
// it. All of them say what stays safe.

/// No room left (F7).
[[nodiscard]] Error diskFull(const QString& path, const QString& detail = {});
/// The disk itself reports a fault (F9).
[[nodiscard]] Error diskFault(const QString& path, const QString& detail = {});
/// No right to write, or mounted read-only (F10); a full disk, where that turns out to be the reason.
[[nodiscard]] Error notWritable(const QString& path, const QString& detail = {});
/// The database is damaged (F11); copy is where it was put aside, if it was.
[[nodiscard]] Error damaged(const QString& path, const QString& copy = {}, const QString& detail = {});
/// Somebody else holds it longer than we wait.
[[nodiscard]] Error busy(const QString& path, const QString& detail = {});
/// Our own fault.
[[nodiscard]] Error internal(const QString& detail);

/// From what the driver says about a database at path.
[[nodiscard]] Error fromSql(const QSqlError& error, const QString& path);

} // namespace pathways::storage
