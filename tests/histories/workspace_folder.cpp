// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/workspace_folder.h"

#include "core/roster/memory_file.h"
#include "tests/support/small_limits.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace pathways::test {

WorkspaceFolder::WorkspaceFolder() {
    useSmallLimitsWhereAsked();
    m_keys.mac = QByteArray(32, 'm');
    m_keys.data = QByteArray(32, 'd');
}

std::string WorkspaceFolder::path() const {
    return QString(folder() + u'/').toStdString();
}

Result<void> WorkspaceFolder::open() {
    return Workspace::open(folder())
        .and_then([this](std::unique_ptr<Workspace> opened) {
            m_workspace = std::move(opened);
            return m_workspace->openDatabase();
        })
        .map([this](std::unique_ptr<Database> opened) { m_database = std::move(opened); });
}

void WorkspaceFolder::close() {
    m_database.reset();
    m_workspace.reset();
}

void WorkspaceFolder::copyTo(const QString& name) const {
    const QDir from(folder());
    QDir(besides(name)).removeRecursively();
    const QDir to(besides(name));
    QDirIterator files(from.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        // The lock dies with the process, and the memory that is shared between connections is made anew.
        if (file.endsWith(QLatin1String("-shm")) || file.endsWith(QLatin1String("lock"))) {
            continue;
        }
        const QString copy = to.filePath(from.relativeFilePath(file));
        QDir().mkpath(QFileInfo(copy).path());
        QFile::copy(file, copy);
    }
}

bool WorkspaceFolder::becomeCopy(const QString& name) {
    return QDir(folder()).removeRecursively() && QDir().rename(besides(name), folder());
}

Result<void> WorkspaceFolder::backUp() {
    close(); // All of it stands in one file then.
    QFile::remove(besides(QStringLiteral("backup.db")));
    QFile::copy(folder() + QStringLiteral("/workspace.db"), besides(QStringLiteral("backup.db")));
    return open();
}

bool WorkspaceFolder::hasBackup() const {
    return QFile::exists(besides(QStringLiteral("backup.db")));
}

Result<void> WorkspaceFolder::restoreBackup() {
    close();
    return Workspace::restore(folder(), besides(QStringLiteral("backup.db"))).and_then([this] { return open(); });
}

/// Or what it is based on, in every other place.
QString WorkspaceFolder::newest(const QString& name, unsigned place) const {
    const auto files = QDir(folder() + u'/' + name).entryInfoList(QDir::Files, QDir::Time);
    if (files.isEmpty()) {
        return {};
    }
    const QString base = baseOf(files.front().fileName());
    return base.isEmpty() || place % 2 == 0 ? files.front().filePath() : files.front().dir().filePath(base);
}

bool WorkspaceFolder::flip(const QString& name, unsigned place) {
    QFile file(newest(name, place));
    if (file.fileName().isEmpty() || !file.open(QIODevice::ReadWrite) || file.size() == 0) {
        return false;
    }
    const qint64 at = file.size() * place / 16;
    char byte = 0;
    return file.seek(at) && file.getChar(&byte) && file.seek(at) && file.putChar(char(byte ^ 0x10));
}

bool WorkspaceFolder::lose(const QString& name, unsigned place) {
    const QString file = newest(name, place);
    return !file.isEmpty() && QFile::remove(file);
}

} // namespace pathways::test
