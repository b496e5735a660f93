// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace.h"
#include "tests/support/must.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pathways::test {

namespace {

/// Called before a file of this name goes; and what taking a lock fails with (0: it does not).
std::function<void()> g_beforeUnlink;
int g_lockError = 0;

constexpr const char* kNamedLock = "/workspace.lock";

/// A process of its own, told apart from this one by pipes.
class Child {
public:
    explicit Child(const std::function<void(Child&)>& work) {
        EXPECT_EQ(pipe(m_up), 0);
        EXPECT_EQ(pipe(m_down), 0);
        m_pid = fork();
        if (m_pid == 0) {
            work(*this);
            _exit(0);
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        kill(m_pid, SIGKILL);
        end();
        for (const int fd : {m_up[0], m_up[1], m_down[0], m_down[1]}) {
            ::close(fd);
        }
    }
    // In the child.
    void tell(char word) const { (void)!write(m_up[1], &word, 1); }
    void awaitWord() const {
        char word = 0;
        (void)!read(m_down[0], &word, 1);
    }
    // In the parent.
    [[nodiscard]] char hear() const {
        char word = 0;
        EXPECT_EQ(read(m_up[0], &word, 1), 1);
        return word;
    }
    void goOn() const { (void)!write(m_down[1], "g", 1); }
    void end() {
        if (m_pid > 0) {
            waitpid(m_pid, nullptr, 0);
            m_pid = -1;
        }
    }

private:
    pid_t m_pid = -1;
    int m_up[2] = {-1, -1};
    int m_down[2] = {-1, -1};
};

/// Whether another process can open it now; it holds it until it ends.
class Other {
public:
    explicit Other(const QString& folder)
        : m_child([&folder](const Child& self) {
            g_beforeUnlink = {};
            const auto workspace = Workspace::open(folder);
            self.tell(workspace ? 'y' : 'n');
            self.awaitWord();
        })
        , m_opened(m_child.hear() == 'y') {}
    [[nodiscard]] bool opened() const { return m_opened; }

private:
    Child m_child;
    bool m_opened;
};

} // namespace

TEST(WorkspaceLock, WhileOneProcessCloses_AtMostOneOtherOpensIt) {
    QTemporaryDir folder;
    // Ends, and is held where its lock is given up and its file is not deleted yet.
    Child closing([&folder](const Child& self) {
        auto workspace = Workspace::open(folder.path());
        g_beforeUnlink = [&self] {
            self.tell('u');
            self.awaitWord();
        };
        workspace = fail(Error{});
        g_beforeUnlink = {};
        self.tell('c');
    });
    ASSERT_EQ(closing.hear(), 'u');
    const Other inTheGap(folder.path());
    closing.goOn();
    ASSERT_EQ(closing.hear(), 'c');
    const Other afterwards(folder.path());
    EXPECT_FALSE(inTheGap.opened() && afterwards.opened()) << "two processes hold one workspace";
    EXPECT_TRUE(inTheGap.opened() || afterwards.opened()) << "nobody can open it any more";
}

TEST(WorkspaceLock, TheFileThatIsLockedStaysAndIsPrivate) {
    QTemporaryDir folder;
    const QString guard = folder.filePath(QStringLiteral("workspace.guard"));
    { ASSERT_TRUE(Workspace::open(folder.path())); }
    ASSERT_TRUE(QFileInfo::exists(guard));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    EXPECT_EQ(QFile::permissions(guard) & others, QFile::Permissions());
    const auto again = Workspace::open(folder.path());
    ASSERT_TRUE(again);
    const QString named = folder.filePath(QLatin1String(kNamedLock + 1));
    EXPECT_EQ(QFile::permissions(named) & others, QFile::Permissions());
}

TEST(WorkspaceLock, ALinkInItsPlaceIsNotFollowed) {
    QTemporaryDir folder;
    QTemporaryDir elsewhere;
    const QString target = elsewhere.filePath(QStringLiteral("target"));
    ASSERT_TRUE(QFile::link(target, folder.filePath(QStringLiteral("workspace.guard"))));
    const auto refused = Workspace::open(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Storage);
    EXPECT_FALSE(QFileInfo::exists(target));
}

TEST(WorkspaceLock, ADriveThatCannotLockIsSaidToBeOne) {
    QTemporaryDir folder;
    g_lockError = ENOLCK;
    const auto refused = Workspace::open(folder.path());
    g_lockError = 0;
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Storage);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("cannot keep two programs apart")))
        << qPrintable(refused.error().what);
    EXPECT_FALSE(refused.error().remedy.isEmpty());
    EXPECT_TRUE(Workspace::open(folder.path())) << "nothing of the refusal stays";
}

} // namespace pathways::test

// The names that the C library has. NOLINTBEGIN
extern "C" {
int unlink(const char* path) noexcept {
    const std::size_t size = std::strlen(path);
    const std::size_t own = std::strlen(pathways::test::kNamedLock);
    if (pathways::test::g_beforeUnlink && size > own &&
        std::strcmp(path + size - own, pathways::test::kNamedLock) == 0) {
        pathways::test::g_beforeUnlink();
    }
    return int(::syscall(SYS_unlink, path));
}
int flock(int descriptor, int operation) noexcept {
    if (pathways::test::g_lockError != 0) {
        errno = pathways::test::g_lockError;
        return -1;
    }
    return int(::syscall(SYS_flock, descriptor, operation));
}
}
// NOLINTEND
