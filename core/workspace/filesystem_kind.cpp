// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/filesystem_kind.h"

#include <QFile>
#include <QFileInfo>

#include <sys/vfs.h>

namespace pathways {

DriveKind driveKind(long fileSystemType) {
    switch (static_cast<unsigned long>(fileSystemType) & 0xffffffffUL) {
    case 0x6969UL:     // NFS
    case 0x517bUL:     // SMB
    case 0xff534d42UL: // CIFS
    case 0xfe534d42UL: // SMB2
    case 0x65735546UL: // FUSE: sshfs, cloud drives
    case 0x564cUL:     // NCP
    case 0x5346414fUL: // AFS
    case 0x73757245UL: // Coda
    case 0x01021997UL: // 9p
    case 0x786f4256UL: // shared folder of a virtual machine
    case 0x00c36400UL: // Ceph
        return DriveKind::Network;
    case 0x4d44UL:     // FAT
    case 0x2011bab0UL: // exFAT
        return DriveKind::Fat;
    default:
        return DriveKind::Local;
    }
}

DriveKind driveKindOf(const QString& path) {
    QString existing = QFileInfo(path).absoluteFilePath();
    while (!QFileInfo::exists(existing) && existing != QLatin1String("/")) {
        existing = QFileInfo(existing).path();
    }
    struct statfs about {};
    if (statfs(QFile::encodeName(existing).constData(), &about) != 0) {
        return DriveKind::Local;
    }
    return driveKind(static_cast<long>(about.f_type));
}

bool keepsSharedMemory(const QString& path) {
    return driveKindOf(path) == DriveKind::Local;
}

} // namespace pathways
