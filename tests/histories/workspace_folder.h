// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/database.h"
#include "core/workspace/workspace.h"
#include "tests/support/scratch.h"

#include <QTemporaryDir>

#include <memory>
#include <string>

namespace pathways::test {

/// The workspace of a history: can be closed and opened, copied as it lies on the disk at a moment, put back, damaged.
class WorkspaceFolder {
public:
    WorkspaceFolder();
    /// Errors: those of Workspace::open() and of the database.
    [[nodiscard]] Result<void> open();
    void close();

    [[nodiscard]] Workspace& workspace() const { return *m_workspace; }
    [[nodiscard]] Database& database() const { return *m_database; }
    [[nodiscard]] const WorkspaceKeys& keys() const { return m_keys; }
    /// A folder beside it, for files of the history.
    [[nodiscard]] QString besides(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] std::string path() const;

    /// As a kill would leave it at this moment. Any thread.
    void copyTo(const QString& name) const;
    /// What was copied takes its place. Must be closed.
    [[nodiscard]] bool becomeCopy(const QString& name);
    /// The database alone, as a backup.
    [[nodiscard]] Result<void> backUp();
    [[nodiscard]] bool hasBackup() const;
    /// Errors: those of Workspace::restore() and open().
    [[nodiscard]] Result<void> restoreBackup();

    /// Turns one bit of a file of this folder ("rosters", "snapshots", "spool"), or removes it. False: there is none.
    [[nodiscard]] bool flip(const QString& folder, unsigned place);
    [[nodiscard]] bool lose(const QString& folder, unsigned place);

private:
    [[nodiscard]] QString folder() const { return m_folder.filePath(QStringLiteral("workspace")); }
    [[nodiscard]] QString newest(const QString& folder, unsigned place) const;

    QTemporaryDir m_folder{fastScratch()};
    WorkspaceKeys m_keys;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
};

} // namespace pathways::test
