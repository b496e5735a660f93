// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace_lock.h"

#include "core/workspace/filesystem_kind.h"
#include "core/workspace/storage_error.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSysInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(WorkspaceLock)
};

QString namedIn(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("workspace.lock"));
}

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
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
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

Error cannotLock(const QString& folder, int reason) {
    return {ErrorKind::Storage,
            Texts::tr("The drive that the workspace %1 is on cannot keep two programs apart.")
                .arg(QDir::toNativeSeparators(folder)),
            Texts::tr("Two at once could push people twice or remove the wrong ones, so it was not opened. What is "
                      "stored stays as it is."),
            Texts::tr("Move the workspace to a folder on this computer, or ask whoever looks after the drive to switch "
                      "on file locks."),
            QString::fromLocal8Bit(std::strerror(reason))};
}

/// The file that is never deleted, opened for this process alone; -1: errno says why not.
int openGuard(const QString& path) {
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    struct stat about {};
    if (fd >= 0 && (::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))) {
        ::close(fd);
        errno = EINVAL;
        return -1;
    }
    return fd;
}

} // namespace

Result<std::unique_ptr<WorkspaceLock>> WorkspaceLock::take(const QString& folder) {
    const int fd = openGuard(QDir(folder).filePath(QStringLiteral("workspace.guard")));
    if (fd < 0) {
        return fail(storage::notWritable(folder, QString::fromLocal8Bit(std::strerror(errno))));
    }
    std::unique_ptr<WorkspaceLock> lock(new WorkspaceLock(fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        const QString path = namedIn(folder);
        return fail(reason == EWOULDBLOCK ? inUse(folder, path, holderOf(QLockFile(path)))
                                          : cannotLock(folder, reason));
    }
    return lock->name(folder).map([&lock] { return std::move(lock); });
}

/// Nobody else of this computer does this meanwhile; of others, who makes the file first has the workspace.
Result<void> WorkspaceLock::name(const QString& folder) {
    const QString path = namedIn(folder);
    m_named = std::make_unique<QLockFile>(path);
    // Never stale by age alone: a push may last for hours, and another computer cannot be asked.
    m_named->setStaleLockTime(0);
    if (!m_named->tryLock(0)) {
        if (m_named->error() != QLockFile::LockFailedError) {
            return fail(storage::notWritable(folder));
        }
        const Holder holder = holderOf(*m_named);
        // Not by this process either, whatever number the file gives: it has the guard only now.
        const bool left = holder.onThisComputer() && driveKindOf(folder) == DriveKind::Local && kernelLockIsFree(path);
        if (!left || !m_named->removeStaleLockFile() || !m_named->tryLock(0)) {
            return fail(inUse(folder, path, holder));
        }
    }
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

WorkspaceLock::~WorkspaceLock() {
    // QLockFile gives its lock up before it deletes its file: whoever came in between would lock one that goes.
    m_named.reset();
    ::close(m_guard);
}

} // namespace pathways
