// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool/disk_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(DiskFile)
};

std::function<bool(qint64)> g_hook;
std::atomic<qint64> g_calls{0};
std::function<bool()> g_readHook;

bool faultWanted() {
    return g_hook && g_hook(g_calls.fetch_add(1));
}

/// Cut off, or on a sector that cannot be read: not what was written, and it will not come back by waiting.
auto damaged() {
    return fail(ErrorKind::Storage, Texts::tr("A file of the workspace is damaged."),
                Texts::tr("It is not trusted, and nothing was sent because of it."), Texts::tr("Plan the push again."),
                QStringLiteral("damaged"));
}

auto storageError(int code, bool writing) {
    if (code == EIO && !writing) {
        return damaged();
    }
    const QString detail = QString::fromLocal8Bit(std::strerror(code));
    if (code == ENOSPC || code == EDQUOT) {
        return fail(ErrorKind::DiskFull, Texts::tr("The disk is full."),
                    Texts::tr("Nothing was lost, but nothing more can be sent until there is room."),
                    Texts::tr("Free some space, then continue."), detail);
    }
    return fail(ErrorKind::Storage,
                writing ? Texts::tr("Can’t save to the disk.") : Texts::tr("A file of the workspace cannot be read."),
                Texts::tr("Nothing was sent because of it."),
                Texts::tr("Check the disk and the rights of the workspace folder, then try again."), detail);
}

} // namespace

Result<DiskFile> DiskFile::create(const QString& path) {
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return storageError(errno, true);
    }
    return DiskFile(descriptor);
}

Result<DiskFile> DiskFile::open(const QString& path) {
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return storageError(errno, false);
    }
    return DiskFile(descriptor);
}

Result<DiskFile> DiskFile::scratch(const QString& folder) {
    QByteArray name = QFile::encodeName(folder) + "/scratch-XXXXXX";
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return storageError(errno, true);
    }
    ::unlink(name.constData());
    return DiskFile(descriptor);
}

DiskFile::DiskFile(DiskFile&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

DiskFile& DiskFile::operator=(DiskFile&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

DiskFile::~DiskFile() {
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<void> DiskFile::writeAt(std::uint64_t offset, const void* bytes, std::size_t size) {
    if (faultWanted()) {
        return storageError(ENOSPC, true);
    }
    const char* from = static_cast<const char*>(bytes);
    while (size > 0) {
        const ssize_t written = ::pwrite(m_descriptor, from, size, off_t(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return storageError(written < 0 ? errno : ENOSPC, true);
        }
        from += written;
        offset += std::uint64_t(written);
        size -= std::size_t(written);
    }
    return {};
}

Result<void> DiskFile::readAt(std::uint64_t offset, void* bytes, std::size_t size) const {
    if (g_readHook && g_readHook()) {
        return storageError(EIO, false);
    }
    char* to = static_cast<char*>(bytes);
    while (size > 0) {
        const ssize_t count = ::pread(m_descriptor, to, size, off_t(offset));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count == 0) {
            return damaged();
        }
        if (count < 0) {
            return storageError(errno, false);
        }
        to += count;
        offset += std::uint64_t(count);
        size -= std::size_t(count);
    }
    return {};
}

Result<std::uint64_t> DiskFile::size() const {
    struct stat info {};
    if (::fstat(m_descriptor, &info) != 0) {
        return storageError(errno, false);
    }
    return std::uint64_t(info.st_size);
}

Result<void> DiskFile::sync() {
    if (faultWanted()) {
        return storageError(ENOSPC, true);
    }
    if (::fsync(m_descriptor) != 0) {
        return storageError(errno, true);
    }
    return {};
}

void DiskFile::setFaultHook(std::function<bool(qint64)> hook) {
    g_calls = 0;
    g_hook = std::move(hook);
}

void DiskFile::setReadHook(std::function<bool()> hook) {
    g_readHook = std::move(hook);
}

Result<void> renameDurably(const QString& from, const QString& to) {
    if (faultWanted()) {
        return storageError(ENOSPC, true);
    }
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0) {
        return storageError(errno, true);
    }
    const int folder =
        ::open(QFile::encodeName(QFileInfo(to).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return storageError(errno, true);
    }
    const int synced = ::fsync(folder);
    const int code = errno;
    ::close(folder);
    if (synced != 0 && code != EINVAL) { // Some file systems cannot sync a folder; the file itself is safe.
        return storageError(code, true);
    }
    return {};
}

} // namespace pathways
