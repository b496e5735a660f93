// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/workspace/database.h"
#include "core/workspace/push_locks.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <mutex>

namespace pathways {

class WorkspaceLock;

/// The two keys of a workspace. Without them nobody can read a donor's details or test whether an address is in an
/// audience (docs/design.md, "Storage"). They come from the keychain; see credentials/workspace_keys.h.
struct WorkspaceKeys {
    QByteArray mac;  ///< 32 bytes: identities and fingerprints.
    QByteArray data; ///< 32 bytes: AES-256-GCM for spool, removal identities and row details.
    /// Made for this session, without a keychain: nothing that is stored can be read with them, and nothing that is
    /// stored with them can be read afterwards. So memory is neither read nor written.
    bool temporary = false;
};

/// A workspace folder held by this process alone (lock file): workspace.db, rosters/,
/// snapshots/, spool/. Folder mode 0700.
class Workspace final {
public:
    /// Opens or creates the folder, takes the lock, migrates the database (with a backup in backups/) or refuses a
    /// newer one. A damaged or missing database is copied aside and reported, never made anew. Errors: InUse, TooNew,
    /// DiskFull, Storage.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(const QString& folder);
    /// Puts a backup in place of the database of a folder that nobody has open; what was there goes to damaged/. The
    /// pathways' snapshots are marked doubtful, as they may be newer than the backup.
    [[nodiscard]] static Result<void> restore(const QString& folder, const QString& backup);
    /// Full paths of the backups of a folder, newest first.
    [[nodiscard]] static QStringList backups(const QString& folder);
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    [[nodiscard]] const QString& folder() const { return m_folder; }
    [[nodiscard]] QString databasePath() const;
    [[nodiscard]] QString rostersFolder() const;
    [[nodiscard]] QString snapshotsFolder() const;
    [[nodiscard]] QString spoolFolder() const;
    /// Random, made with the workspace; names its keychain items.
    [[nodiscard]] const QString& id() const { return m_id; }
    /// A handle for the calling thread alone. Cheap enough to open per push.
    [[nodiscard]] Result<std::unique_ptr<Database>> openDatabase() const;

    /// Whole sentences when the folder is on a drive that is slower or less safe (network, FAT); else empty.
    [[nodiscard]] QString notice() const;

    /// Held by whoever makes a pathway name another snapshot or a place another roster, from reading the old name to
    /// storing the new one.
    [[nodiscard]] std::unique_lock<std::mutex> holdSnapshots() const { return std::unique_lock(m_snapshots); }
    /// Held by whoever writes what is stored of a push; to be taken before the snapshots.
    [[nodiscard]] PushLocks& pushLocks() const { return m_pushLocks; }

private:
    Workspace() = default;
    mutable std::mutex m_snapshots;
    mutable PushLocks m_pushLocks;
    QString m_folder;
    QString m_id;
    std::unique_ptr<WorkspaceLock> m_lock;
};

} // namespace pathways
