// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/disk_calls.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace pathways::test::disk_calls {

namespace {

/// One write that could still be lost, with what stood there before.
struct Unsynced {
    dev_t device = 0;
    ino_t inode = 0;
    std::string path;
    off_t offset = 0;
    std::vector<char> before;
    off_t sizeBefore = 0;
    std::string renamedFrom; ///< Not empty: a rename to path.
};

std::atomic<bool> g_armed{false};
std::atomic<std::int64_t> g_calls{0};
std::int64_t g_wanted = -1;
Mischief g_mischief = Mischief::None;
std::string g_folder;
std::function<void()> g_looker;
std::recursive_mutex g_mutex;
std::deque<Unsynced> g_unsynced;

std::string pathOf(int descriptor) {
    char name[64];
    char target[4096];
    std::snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    const ssize_t size = ::readlink(name, target, sizeof target);
    return size > 0 ? std::string(target, std::size_t(size)) : std::string();
}

bool counts(const std::string& path) {
    return path.compare(0, g_folder.size(), g_folder) == 0;
}

bool loses(Mischief mischief) {
    return mischief == Mischief::PowerLoss || mischief == Mischief::TornLoss;
}

ssize_t rawWrite(int descriptor, const void* bytes, std::size_t size, off_t offset, bool placed) {
    return placed ? ::syscall(SYS_pwrite64, descriptor, bytes, size, offset)
                  : ::syscall(SYS_write, descriptor, bytes, size);
}

/// Puts back what a disk without power would show: the newest change first.
void losePower() {
    bool keep = false;
    for (auto one = g_unsynced.rbegin(); one != g_unsynced.rend(); ++one) {
        keep = g_mischief == Mischief::TornLoss && !keep;
        if (keep) {
            continue;
        }
        if (!one->renamedFrom.empty()) {
            ::syscall(SYS_rename, one->path.c_str(), one->renamedFrom.c_str());
            continue;
        }
        const int file = int(::syscall(SYS_openat, AT_FDCWD, one->path.c_str(), O_RDWR | O_CLOEXEC));
        if (file < 0) {
            continue; // Gone meanwhile.
        }
        rawWrite(file, one->before.data(), one->before.size(), one->offset, true);
        struct stat now {};
        if (::fstat(file, &now) == 0 && g_mischief == Mischief::PowerLoss && now.st_size > one->sizeBefore) {
            ::syscall(SYS_ftruncate, file, one->sizeBefore);
        }
        ::close(file);
    }
}

[[noreturn]] void die() {
    if (loses(g_mischief)) {
        losePower();
    }
    ::kill(::getpid(), SIGKILL);
    for (;;) {
        ::pause();
    }
}

/// Whether this call is to fail; errno is set then. Does not return where the process is to die.
bool goesWrong(bool mayBeHalf = false) {
    const std::int64_t call = g_calls.fetch_add(1);
    if (call < g_wanted) {
        return false;
    }
    if (call > g_wanted && g_mischief != Mischief::NoSpace) {
        return false;
    }
    switch (g_mischief) {
    case Mischief::Kill:
    case Mischief::PowerLoss:
    case Mischief::TornLoss:
        die();
    case Mischief::KillHalfway:
        if (!mayBeHalf) {
            die();
        }
        return true;
    case Mischief::NoSpace:
        errno = ENOSPC;
        return true;
    case Mischief::IoError:
        errno = EIO;
        return true;
    case Mischief::Look:
        g_looker();
        break;
    case Mischief::None:
        break;
    }
    return false;
}

void rememberWrite(int descriptor, const std::string& path, std::size_t size, off_t offset) {
    struct stat info {};
    if (!loses(g_mischief) || ::fstat(descriptor, &info) != 0) {
        return;
    }
    Unsynced one;
    one.device = info.st_dev;
    one.inode = info.st_ino;
    one.path = path;
    one.offset = offset;
    one.sizeBefore = info.st_size;
    one.before.resize(size);
    const ssize_t read = ::pread(descriptor, one.before.data(), size, offset);
    one.before.resize(read > 0 ? std::size_t(read) : 0);
    g_unsynced.push_back(std::move(one));
}

ssize_t writeThrough(int descriptor, const void* bytes, std::size_t size, off_t offset, bool placed) {
    if (!g_armed.load()) {
        return rawWrite(descriptor, bytes, size, offset, placed);
    }
    const std::lock_guard lock(g_mutex);
    struct stat info {};
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
        return rawWrite(descriptor, bytes, size, offset, placed);
    }
    const std::string path = pathOf(descriptor);
    if (!counts(path)) {
        return rawWrite(descriptor, bytes, size, offset, placed);
    }
    if (goesWrong(true)) {
        if (g_mischief == Mischief::KillHalfway) {
            rawWrite(descriptor, bytes, size / 2, offset, placed);
            die();
        }
        return -1;
    }
    rememberWrite(descriptor, path, size, placed ? offset : ::lseek(descriptor, 0, SEEK_CUR));
    return rawWrite(descriptor, bytes, size, offset, placed);
}

int syncThrough(long number, int descriptor) {
    if (!g_armed.load()) {
        return int(::syscall(number, descriptor));
    }
    const std::lock_guard lock(g_mutex);
    if (!counts(pathOf(descriptor))) {
        return int(::syscall(number, descriptor));
    }
    if (goesWrong()) {
        return -1;
    }
    struct stat info {};
    if (::fstat(descriptor, &info) == 0) {
        const bool folder = S_ISDIR(info.st_mode);
        std::erase_if(g_unsynced, [&](const Unsynced& one) {
            return folder ? !one.renamedFrom.empty()
                          : one.renamedFrom.empty() && one.device == info.st_dev && one.inode == info.st_ino;
        });
    }
    return int(::syscall(number, descriptor));
}

bool pathCallGoesWrong(const char* path) {
    if (!g_armed.load()) {
        return false;
    }
    const std::lock_guard lock(g_mutex);
    return counts(path) && goesWrong();
}

} // namespace

void arm(Mischief mischief, std::int64_t call, const char* folder) {
    g_mischief = mischief;
    g_wanted = call;
    g_folder = folder;
    g_calls = 0;
    g_unsynced.clear();
    g_armed = true;
}

void look(std::int64_t call, const char* folder, std::function<void()> looker) {
    g_looker = std::move(looker);
    arm(Mischief::Look, call, folder);
}

void disarm() {
    g_armed = false;
}

std::int64_t count() {
    return g_calls;
}

bool met() {
    return g_calls > g_wanted;
}

} // namespace pathways::test::disk_calls

// The names that the C library has. NOLINTBEGIN
namespace calls = pathways::test::disk_calls;

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t size) {
    return calls::writeThrough(descriptor, bytes, size, 0, false);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
    return calls::writeThrough(descriptor, bytes, size, offset, true);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
    return calls::writeThrough(descriptor, bytes, size, offset, true);
}
int fsync(int descriptor) {
    return calls::syncThrough(SYS_fsync, descriptor);
}
int fdatasync(int descriptor) {
    return calls::syncThrough(SYS_fdatasync, descriptor);
}
int rename(const char* from, const char* to) noexcept {
    if (calls::pathCallGoesWrong(to)) {
        return -1;
    }
    const int done = int(::syscall(SYS_rename, from, to));
    if (done == 0 && calls::g_armed.load()) {
        const std::lock_guard lock(calls::g_mutex);
        if (calls::counts(to) && calls::loses(calls::g_mischief)) {
            calls::Unsynced one;
            one.path = to;
            one.renamedFrom = from;
            for (auto& before : calls::g_unsynced) {
                if (before.path == from) {
                    before.path = to;
                }
            }
            calls::g_unsynced.push_back(std::move(one));
        }
    }
    return done;
}
int unlink(const char* path) noexcept {
    return calls::pathCallGoesWrong(path) ? -1 : int(::syscall(SYS_unlink, path));
}
int ftruncate64(int descriptor, off64_t size) noexcept {
    if (calls::g_armed.load()) {
        const std::lock_guard lock(calls::g_mutex);
        if (calls::counts(calls::pathOf(descriptor)) && calls::goesWrong()) {
            return -1;
        }
    }
    return int(::syscall(SYS_ftruncate, descriptor, size));
}
int ftruncate(int descriptor, off_t size) noexcept {
    return ftruncate64(descriptor, size);
}
}
// NOLINTEND
