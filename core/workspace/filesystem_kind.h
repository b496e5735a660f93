// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pathways {

/// How far a drive can be relied on.
enum class DriveKind {
    Local,   ///< Locks and shared memory work.
    Network, ///< NFS, SMB, sshfs and the like: shared memory between processes does not work, locks may not.
    Fat      ///< FAT and exFAT: no rights of their own.
};

/// From the number that statfs gives for a file system (linux/magic.h).
[[nodiscard]] DriveKind driveKind(long fileSystemType);
/// Of the drive that holds path, or the nearest folder above it that exists.
[[nodiscard]] DriveKind driveKindOf(const QString& path);
/// Whether SQLite's write-ahead log may be used there (F16).
[[nodiscard]] bool keepsSharedMemory(const QString& path);

} // namespace pathways
