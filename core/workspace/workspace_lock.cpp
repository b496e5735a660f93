// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace_lock.h"

#include "core/workspace/filesystem_kind.h"
#include "core/workspace/storage_error.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSysInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(WorkspaceLock)
};

struct Holder {
    qint64 pid = 0;
    QString host;
    QString program;
    bool known = false;
    [[nodiscard]] bool onThisComputer() const { return host.isEmpty() || host == QSysInfo::machineHostName(); }
};

Holder holderOf(const QLockFile& lock) {
    Holder holder;
    holder.known = lock.getLockInfo(&holder.pid, &holder.host, &holder.program);
    return holder;
}

/// QLockFile also takes the kernel's own lock on its file, which ends with the process, whatever becomes of its number.
bool kernelLockIsFree(const QString& path) {
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    const bool isFree = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
    ::close(fd);
    return isFree;
}

Error inUse(const QString& folder, const QString& path, const Holder& holder) {
    const QString native = QDir::toNativeSeparators(folder);
    if (holder.known && !holder.onThisComputer()) {
        return {
            ErrorKind::InUse, Texts::tr("The workspace is in use on another computer, %1.").arg(holder.host),
            Texts::tr("Two computers at once could push people twice or remove the wrong ones, so it was not opened "
                      "here."),
            Texts::tr("Close Pathways on %1. If that computer is gone for good, delete the file %2.")
                .arg(holder.host, QDir::toNativeSeparators(path)),
            QStringLiteral("pid %1").arg(holder.pid)};
    }
    return {ErrorKind::InUse, Texts::tr("The workspace %1 is open already.").arg(native),
            Texts::tr("Only one window or command can use it at a time. Nothing was changed."),
            Texts::tr("Use the window that is open, or close it and try again."),
            QStringLiteral("pid %1 %2").arg(holder.pid).arg(holder.program)};
}

} // namespace

Result<std::unique_ptr<QLockFile>> lockWorkspace(const QString& folder) {
    const QString path = QDir(folder).filePath(QStringLiteral("workspace.lock"));
    auto lock = std::make_unique<QLockFile>(path);
    // Never stale by age alone: a push may last for hours, and another computer cannot be asked.
    lock->setStaleLockTime(0);
    if (lock->tryLock(0)) {
        return lock;
    }
    if (lock->error() != QLockFile::LockFailedError) {
        return fail(storage::notWritable(folder));
    }
    const Holder holder = holderOf(*lock);
    const bool ours = holder.known && holder.pid == QCoreApplication::applicationPid();
    const bool local = driveKindOf(folder) == DriveKind::Local;
    if (holder.onThisComputer() && !ours && local && kernelLockIsFree(path) && lock->removeStaleLockFile() &&
        lock->tryLock(0)) {
        return lock;
    }
    return fail(inUse(folder, path, holder));
}

} // namespace pathways
