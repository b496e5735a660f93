// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/source_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pathways {

namespace {

struct SourceFileText {
    Q_DECLARE_TR_FUNCTIONS(SourceFile)
};

QString nameOf(const QString& path) {
    return QFileInfo(path).fileName();
}

Error openError(const QString& path, int code) {
    Error error;
    error.kind = ErrorKind::Source;
    error.detail = QStringLiteral("open: errno %1").arg(code);
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        error.what = SourceFileText::tr("The file “%1” is no longer where it was.").arg(nameOf(path));
        error.meaning = SourceFileText::tr("Its people cannot be read until it is found.");
        error.remedy = SourceFileText::tr("Put it back, or tell Pathways where it is now.");
        break;
    case EACCES:
    case EPERM:
        error.what = SourceFileText::tr("You do not have permission to open the file “%1”.").arg(nameOf(path));
        error.meaning = SourceFileText::tr("Nobody has been read from it.");
        error.remedy = SourceFileText::tr("Ask its owner for permission to read it, or save a copy of your own.");
        break;
    case EISDIR:
        error.what = SourceFileText::tr("“%1” is a folder.").arg(nameOf(path));
        error.meaning = SourceFileText::tr("People are read from a single file.");
        error.remedy = SourceFileText::tr("Choose a file within it.");
        break;
    default:
        error.what = SourceFileText::tr("The file “%1” could not be opened.").arg(nameOf(path));
        error.meaning = SourceFileText::tr("Nobody has been read from it.");
        error.remedy = SourceFileText::tr("Check that the disk or network folder is there, and try again.");
        break;
    }
    return error;
}

Error readError(const QString& path, int code) {
    return {ErrorKind::Source, SourceFileText::tr("The file “%1” could not be read to its end.").arg(nameOf(path)),
            SourceFileText::tr("Nothing was taken from it, so that nobody goes missing unnoticed."),
            SourceFileText::tr("Check that the disk or network folder is there, and try again."),
            QStringLiteral("read: errno %1").arg(code)};
}

} // namespace

SourceFile::SourceFile(int descriptor, QString path, const Mark& mark)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
    , m_mark(mark) {}

SourceFile::SourceFile(SourceFile&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_path(std::move(other.m_path))
    , m_mark(other.m_mark) {}

SourceFile& SourceFile::operator=(SourceFile&& other) noexcept {
    if (this != &other) {
        close();
        m_descriptor = std::exchange(other.m_descriptor, -1);
        m_path = std::move(other.m_path);
        m_mark = other.m_mark;
    }
    return *this;
}

SourceFile::~SourceFile() {
    close();
}

void SourceFile::close() noexcept {
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
        m_descriptor = -1;
    }
}

namespace {
template <typename Mark>
Mark markOf(const struct stat& info) {
    Mark mark;
    mark.size = std::uint64_t(info.st_size);
    mark.device = std::uint64_t(info.st_dev);
    mark.inode = std::uint64_t(info.st_ino);
    mark.seconds = std::int64_t(info.st_mtim.tv_sec);
    mark.nanoseconds = std::int64_t(info.st_mtim.tv_nsec);
    return mark;
}
} // namespace

Result<SourceFile> SourceFile::open(const QString& path) {
    const QByteArray native = QFile::encodeName(path);
    // O_NONBLOCK keeps a named pipe, which is refused below, from blocking; regular files ignore it.
    const int descriptor = ::open(native.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return fail(openError(path, errno));
    }
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) {
        const int code = errno;
        ::close(descriptor);
        return fail(openError(path, code));
    }
    SourceFile file(descriptor, path, markOf<Mark>(info));
    if (!S_ISREG(info.st_mode)) {
        return fail(openError(path, S_ISDIR(info.st_mode) ? EISDIR : EINVAL));
    }
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return file;
}

Result<std::size_t> SourceFile::read(char* out, std::size_t size) {
    for (;;) {
        const ssize_t got = ::read(m_descriptor, out, size);
        if (got >= 0) {
            return std::size_t(got);
        }
        if (errno != EINTR) {
            return fail(readError(m_path, errno));
        }
    }
}

Result<std::string> SourceFile::readAt(std::uint64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
        const ssize_t got = ::pread(m_descriptor, bytes.data() + have, size - have, off_t(offset + have));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(readError(m_path, errno));
        }
        if (got == 0) {
            break;
        }
        have += std::size_t(got);
    }
    bytes.resize(have);
    return bytes;
}

QDateTime SourceFile::changed() const {
    return QDateTime::fromMSecsSinceEpoch(m_mark.seconds * 1000 + m_mark.nanoseconds / 1000000, Qt::UTC);
}

Result<void> SourceFile::verifyUnchanged() const {
    struct stat byName {};
    struct stat byHandle {};
    const bool same = ::stat(QFile::encodeName(m_path).constData(), &byName) == 0 &&
                      ::fstat(m_descriptor, &byHandle) == 0 && markOf<Mark>(byName) == m_mark &&
                      markOf<Mark>(byHandle) == m_mark;
    if (same) {
        return {};
    }
    return fail(ErrorKind::Source,
                SourceFileText::tr("The file “%1” changed while it was being read.").arg(nameOf(m_path)),
                SourceFileText::tr("What was read may be a mixture of old and new, so none of it is used."),
                SourceFileText::tr("Wait until the file is completely saved, and start again."));
}

} // namespace pathways
