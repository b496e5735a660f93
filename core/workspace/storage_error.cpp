// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/storage_error.h"

#include "core/base/redaction.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QStorageInfo>

namespace pathways::storage {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Storage)
};

// Primary result codes of SQLite (its documentation, "Result Codes"); the higher bits only refine them.
enum SqliteCode {
    kPerm = 3,
    kBusy = 5,
    kLocked = 6,
    kReadOnly = 8,
    kIoErr = 10,
    kCorrupt = 11,
    kFull = 13,
    kCantOpen = 14,
    kNotADb = 26
};

QString native(const QString& path) {
    return QDir::toNativeSeparators(path);
}

/// Whether the disk of a path, or of the nearest existing folder above it, has no room for even a small file.
bool noRoomAt(const QString& path) {
    constexpr qint64 kSmallFile = 4096;
    QString existing = QFileInfo(path).absoluteFilePath();
    while (!QFileInfo::exists(existing) && existing != QFileInfo(existing).path()) {
        existing = QFileInfo(existing).path();
    }
    const QStorageInfo disk(existing);
    return disk.isValid() && !disk.isReadOnly() && disk.bytesTotal() > 0 && disk.bytesAvailable() < kSmallFile;
}

} // namespace

Error diskFull(const QString& path, const QString& detail) {
    return {ErrorKind::DiskFull, Texts::tr("Disk full: there is no room left for the workspace."),
            Texts::tr("Everything stored before is as it was, and nothing is sent until it can be recorded."),
            Texts::tr("Free some space on the disk that holds %1, then try again.").arg(native(path)), detail};
}

Error diskFault(const QString& path, const QString& detail) {
    return {ErrorKind::Storage, Texts::tr("The disk reports a fault while the workspace is read or written."),
            Texts::tr("The program has stopped here, so that nothing is sent without being recorded."),
            Texts::tr("Copy the folder that holds %1 to another disk and open it there; have this disk checked.")
                .arg(native(path)),
            detail};
}

Error notWritable(const QString& path, const QString& detail) {
    // A full disk can also look like a file that cannot be created.
    if (noRoomAt(path)) {
        return diskFull(path, detail);
    }
    return {ErrorKind::Storage, Texts::tr("The workspace cannot be written to."),
            Texts::tr("Without a record of what was sent, nothing is sent. What is stored stays as it is."),
            Texts::tr("Check that %1 belongs to you and is not write-protected, or choose another folder.")
                .arg(native(path)),
            detail};
}

Error damaged(const QString& path, const QString& copy, const QString& detail) {
    return {ErrorKind::Storage, Texts::tr("The workspace’s database is damaged."),
            copy.isEmpty()
                ? Texts::tr("It was left as it is, and nothing is sent. The lists at your platforms are not touched.")
                : Texts::tr("It was left as it is, with a copy at %1, and nothing is sent. The lists at your platforms "
                            "are not touched.")
                      .arg(native(copy)),
            Texts::tr("Put back the newest backup of %1, or start with a new workspace folder.").arg(native(path)),
            detail};
}

Error busy(const QString& path, const QString& detail) {
    return {ErrorKind::InUse, Texts::tr("Another program is using the workspace’s database."),
            Texts::tr("Nothing was changed."),
            Texts::tr("Close the other program that has %1 open (a backup tool, perhaps), then try again.")
                .arg(native(path)),
            detail};
}

Error internal(const QString& detail) {
    return {ErrorKind::Internal, Texts::tr("Something went wrong inside the program while it stored its data."),
            Texts::tr("Everything stored before is as it was."),
            Texts::tr("Start the program again. If it happens again, send the support details to us."),
            redacted(detail)};
}

Error fromSql(const QSqlError& error, const QString& path) {
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const QString detail = QStringLiteral("sqlite %1: %2").arg(error.nativeErrorCode(), redacted(error.databaseText()));
    switch (code) {
    case kFull:
        return diskFull(path, detail);
    case kIoErr:
        return diskFault(path, detail);
    case kPerm:
    case kReadOnly:
    case kCantOpen:
        return notWritable(path, detail);
    case kCorrupt:
    case kNotADb:
        return damaged(path, {}, detail);
    case kBusy:
    case kLocked:
        return busy(path, detail);
    default:
        return internal(detail + u' ' + redacted(error.driverText()));
    }
}

} // namespace pathways::storage
