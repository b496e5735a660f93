// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/workspace.h"

#include "core/base/digest.h"
#include "core/base/log.h"
#include "core/workspace/filesystem_kind.h"
#include "core/workspace/migrations.h"
#include "core/workspace/repositories.h"
#include "core/workspace/row_check.h"
#include "core/workspace/storage_error.h"
#include "core/workspace/workspace_lock.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlQuery>
#include <QUuid>
#include <QtEndian>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Workspace)
};

constexpr QFile::Permissions kPrivateFolder = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
constexpr int kBackupsKept = 3;
constexpr int kBackupEveryHours = 24;
constexpr qint64 kLargeDatabase = 64 * 1024 * 1024;

QString databaseIn(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("workspace.db"));
}
QString newDatabaseIn(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("workspace.db.new"));
}

constexpr QStringView kStampFormat = u"yyyyMMdd-HHmmsszzz";
constexpr qsizetype kStampSize = kStampFormat.size();
QString stamp() {
    return QDateTime::currentDateTimeUtc().toString(kStampFormat.toString());
}

/// A database file and the two that may lie beside it.
QStringList withSideFiles(const QString& database) {
    return {database, database + QStringLiteral("-wal"), database + QStringLiteral("-shm")};
}

Result<void> makeFolder(const QString& path) {
    const bool isNew = !QFileInfo::exists(path);
    if (!QDir().mkpath(path)) {
        return fail(storage::notWritable(path));
    }
    // A folder that holds other things as well keeps its rights; the files in it are private by themselves.
    if (isNew || QFileInfo::exists(databaseIn(path)) || QDir(path).isEmpty()) {
        QFile::setPermissions(path, kPrivateFolder);
    }
    return {};
}

Result<void> makePrivateFolder(const QString& path) {
    if (!QDir().mkpath(path)) {
        return fail(storage::notWritable(path));
    }
    QFile::setPermissions(path, kPrivateFolder);
    return {};
}

/// After a rename: the folder's own entry must be on the disk too.
void syncFolder(const QString& folder) {
    const int fd = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd);
        ::close(fd);
    }
}

/// The oldest program version that can open this database, as it says itself.
QString versionNeeded(Database& database) {
    QString needs;
    const auto ok = database.select(QStringLiteral("SELECT needs FROM workspace"), {}, [&](const QSqlQuery& query) {
        needs = query.value(0).toString();
        return false;
    });
    return ok ? needs : QString();
}

Error tooNew(Database& database, int version) {
    const QString needs = versionNeeded(database);
    return {ErrorKind::TooNew,
            needs.isEmpty() ? Texts::tr("This workspace was written by a newer version of Pathways.")
                            : Texts::tr("This workspace was written by a newer version of Pathways: it needs %1 or "
                                        "later, and this is %2.")
                                  .arg(needs, QStringLiteral(PATHWAYS_VERSION)),
            Texts::tr("It was left as it is, so that nothing in it is lost."),
            Texts::tr("Install the newer version on this computer, then open the workspace again."),
            QStringLiteral("schema %1").arg(version)};
}

/// Copies a damaged database aside, once for each state it is found in.
QString putAside(const QString& folder) {
    QFile file(databaseIn(folder));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray content = file.readAll();
    const auto digest = Sha256().hash({content.constData(), size_t(content.size())});
    const QByteArray mark = QByteArray(reinterpret_cast<const char*>(digest.data()), 6).toHex();
    const QDir aside(QDir(folder).filePath(QStringLiteral("damaged")));
    if (!makePrivateFolder(aside.path())) {
        return {};
    }
    const QString base = aside.filePath(QStringLiteral("workspace-%1.db").arg(QLatin1String(mark)));
    const QStringList from = withSideFiles(databaseIn(folder));
    const QStringList to = withSideFiles(base);
    for (int i = 0; i < from.size(); ++i) {
        if (QFileInfo::exists(from[i]) && !QFileInfo::exists(to[i]) && !QFile::copy(from[i], to[i])) {
            return {};
        }
    }
    return base;
}

Error damagedHere(const QString& folder, const QString& detail) {
    qCWarning(lcWorkspace) << "the database is damaged:" << detail;
    return storage::damaged(databaseIn(folder), putAside(folder), detail);
}

bool meansDamage(const Error& error) {
    return error.kind == ErrorKind::Storage && error.what == storage::damaged({}).what;
}

/// The thorough check also compares each index with its table, at a cost that a large database feels.
Result<void> checkWhole(Database& database) {
    const bool large = QFileInfo(database.path()).size() > kLargeDatabase;
    QString found;
    auto ok =
        database.select(large ? QStringLiteral("PRAGMA quick_check(1)") : QStringLiteral("PRAGMA integrity_check(1)"),
                        {}, [&](const QSqlQuery& query) {
                            found = query.value(0).toString();
                            return false;
                        });
    if (!ok) {
        return ok;
    }
    if (found != QLatin1String("ok")) {
        return fail(storage::damaged(database.path(), {}, found));
    }
    return {};
}

/// Makes the database beside its final name, so that one that is there is always whole.
Result<void> createDatabase(const QString& folder, const QList<Migration>& migrations) {
    const QString path = newDatabaseIn(folder);
    for (const QString& leftover : withSideFiles(path)) {
        QFile::remove(leftover);
    }
    {
        auto database = Database::open(path);
        if (!database) {
            return fail(database.error());
        }
        if (auto ok = migrate(**database, migrations); !ok) {
            return ok;
        }
        const QVariantList own = {QUuid::createUuid().toString(QUuid::WithoutBraces),
                                  QDateTime::currentMSecsSinceEpoch()};
        const QVariantList values = {own[0], own[1], QStringLiteral(PATHWAYS_VERSION), rowDigest(own)};
        if (auto ok = (*database)->execute(
                QStringLiteral("INSERT INTO workspace (id, created, needs, digest) VALUES (?, ?, ?, ?)"), values);
            !ok) {
            return ok;
        }
    }
    if (!QFile::rename(path, databaseIn(folder))) {
        return fail(storage::notWritable(folder));
    }
    syncFolder(folder);
    return {};
}

void dropOldBackups(const QString& folder) {
    const QStringList all = Workspace::backups(folder);
    for (qsizetype i = kBackupsKept; i < all.size(); ++i) {
        QFile::remove(all[i]);
    }
}

Result<void> makeBackup(const QString& folder, Database& database, int version) {
    const QDir backupFolder(QDir(folder).filePath(QStringLiteral("backups")));
    if (auto ok = makePrivateFolder(backupFolder.path()); !ok) {
        return ok;
    }
    const QString name = QStringLiteral("workspace-%1-v%2.db").arg(stamp()).arg(version);
    if (auto ok = backUp(database, backupFolder.filePath(name)); !ok) {
        return ok;
    }
    dropOldBackups(folder);
    return {};
}

Result<void> backUpAndMigrate(const QString& folder, Database& database, int version,
                              const QList<Migration>& migrations) {
    if (auto ok = makeBackup(folder, database, version); !ok) {
        return ok;
    }
    if (auto ok = migrate(database, migrations); !ok) {
        return ok;
    }
    return database.execute(QStringLiteral("UPDATE workspace SET needs = ?"), {QStringLiteral(PATHWAYS_VERSION)});
}

/// Once a day, so that there is something to put back. Not having room for it is no reason not to open.
void backUpDaily(const QString& folder, Database& database, int version) {
    const QStringList all = Workspace::backups(folder);
    const QString newest = all.isEmpty() ? QString() : QFileInfo(all.first()).fileName();
    QDateTime made =
        QDateTime::fromString(newest.mid(int(sizeof "workspace-") - 1, kStampSize), kStampFormat.toString());
    made.setTimeSpec(Qt::UTC);
    if (made.isValid() && made.secsTo(QDateTime::currentDateTimeUtc()) < kBackupEveryHours * 3600LL) {
        return;
    }
    if (auto ok = makeBackup(folder, database, version); !ok) {
        qCWarning(lcWorkspace) << "no backup was made:" << ok.error().detail;
    }
}

Result<QString> readId(Database& database) {
    QString id;
    bool whole = false;
    auto ok =
        database.select(QStringLiteral("SELECT id, created, digest FROM workspace"), {}, [&](const QSqlQuery& query) {
            id = query.value(0).toString();
            whole = rowIsWhole(query, 0, 2);
            return false;
        });
    if (!ok) {
        return fail(ok.error());
    }
    if (!whole) {
        return fail(storage::damaged(database.path(), {}, QStringLiteral("the row of workspace")));
    }
    return id;
}

/// Looked at before SQLite does: it takes an emptied file for a new database and writes into it.
bool looksWhole(const QString& path) {
    constexpr qint64 kHeader = 100;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return true; // A matter of rights, which opening will tell.
    }
    const QByteArray header = file.read(kHeader);
    if (header.size() < kHeader || !header.startsWith("SQLite format 3")) {
        return false;
    }
    // "File format", 1.3: page size at 16 (1 means 65536), number of pages at 28, both big-endian.
    const qint64 wanted = qFromBigEndian<quint16>(header.constData() + 16);
    const qint64 pageSize = wanted == 1 ? 65536 : wanted;
    const qint64 pages = qFromBigEndian<quint32>(header.constData() + 28);
    // After a crash the log beside it may hold pages that the file does not have yet, or has no longer.
    const bool hasLog =
        QFileInfo(path + QStringLiteral("-wal")).size() > 0 || QFileInfo(path + QStringLiteral("-journal")).size() > 0;
    return hasLog || (pageSize > 0 && file.size() % pageSize == 0 && file.size() >= pages * pageSize);
}

/// Opens what is there, checks and migrates it; returns the workspace's id.
Result<QString> openExisting(const QString& folder, const QList<Migration>& migrations, bool isNew) {
    if (!looksWhole(databaseIn(folder))) {
        return fail(storage::damaged(databaseIn(folder), {}, QStringLiteral("cut short")));
    }
    auto database = Database::open(databaseIn(folder));
    if (!database) {
        return fail(database.error());
    }
    const auto version = schemaVersion(**database);
    if (!version) {
        return fail(version.error());
    }
    if (*version > migrations.last().version) {
        return fail(tooNew(**database, *version));
    }
    if (auto ok = checkWhole(**database); !ok) {
        return fail(ok.error());
    }
    if (*version < 1) {
        // A database gets its final name with its tables in it: an empty one was emptied.
        return fail(storage::damaged(databaseIn(folder), {}, QStringLiteral("no tables")));
    }
    if (*version < migrations.last().version) {
        if (auto ok = backUpAndMigrate(folder, **database, *version, migrations); !ok) {
            return fail(ok.error());
        }
    } else if (!isNew) {
        backUpDaily(folder, **database, *version);
    }
    return readId(**database);
}

bool hadDatabaseBefore(const QString& folder) {
    const QDir snapshots(QDir(folder).filePath(QStringLiteral("snapshots")));
    return (snapshots.exists() && !snapshots.isEmpty()) || !Workspace::backups(folder).isEmpty();
}

} // namespace

Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const QString& folder) {
    std::unique_ptr<Workspace> workspace(new Workspace);
    workspace->m_folder = QFileInfo(folder).absoluteFilePath();
    const QString& path = workspace->m_folder;
    if (auto ok = makeFolder(path); !ok) {
        return fail(ok.error());
    }
    auto lock = WorkspaceLock::take(path);
    if (!lock) {
        return fail(lock.error());
    }
    workspace->m_lock = std::move(*lock);
    const auto migrations = builtInMigrations();
    if (!migrations) {
        return fail(migrations.error());
    }
    const bool isNew = !QFileInfo::exists(databaseIn(path));
    if (isNew) {
        if (hadDatabaseBefore(path)) {
            return fail(storage::damaged(databaseIn(path), {}, QStringLiteral("the database is missing")));
        }
        if (auto ok = createDatabase(path, *migrations); !ok) {
            return fail(ok.error());
        }
    }
    auto id = openExisting(path, *migrations, isNew);
    if (!id) {
        return fail(meansDamage(id.error()) ? damagedHere(path, id.error().detail) : id.error());
    }
    workspace->m_id = *id;
    for (const QString& sub : {workspace->rostersFolder(), workspace->snapshotsFolder(), workspace->spoolFolder()}) {
        if (auto ok = makePrivateFolder(sub); !ok) {
            return fail(ok.error());
        }
    }
    return workspace;
}

Result<void> Workspace::restore(const QString& folder, const QString& backup) {
    auto lock = WorkspaceLock::take(folder);
    if (!lock) {
        return fail(lock.error());
    }
    const QString path = newDatabaseIn(folder);
    for (const QString& leftover : withSideFiles(path)) {
        QFile::remove(leftover);
    }
    if (!QFile::copy(backup, path)) {
        return fail(storage::notWritable(path));
    }
    {
        auto database = Database::open(path);
        if (!database) {
            return fail(database.error());
        }
        if (auto ok = checkWhole(**database); !ok) {
            return ok;
        }
        const auto migrations = builtInMigrations();
        if (!migrations) {
            return fail(migrations.error());
        }
        if (auto ok = migrate(**database, *migrations); !ok) {
            return ok;
        }
        if (auto ok = doubtAllSnapshots(**database); !ok) {
            return ok;
        }
    }
    if (QFileInfo::exists(databaseIn(folder)) && putAside(folder).isEmpty()) {
        return fail(storage::notWritable(folder));
    }
    for (const QString& old : withSideFiles(databaseIn(folder))) {
        QFile::remove(old);
    }
    if (!QFile::rename(path, databaseIn(folder))) {
        return fail(storage::notWritable(folder));
    }
    syncFolder(folder);
    return {};
}

QStringList Workspace::backups(const QString& folder) {
    const QDir dir(QDir(folder).filePath(QStringLiteral("backups")));
    QStringList paths;
    // The names begin with the time.
    for (const QString& name :
         dir.entryList({QStringLiteral("workspace-*.db")}, QDir::Files, QDir::Name | QDir::Reversed)) {
        paths << dir.filePath(name);
    }
    return paths;
}

QString Workspace::databasePath() const {
    return databaseIn(m_folder);
}
QString Workspace::rostersFolder() const {
    return QDir(m_folder).filePath(QStringLiteral("rosters"));
}

QString Workspace::snapshotsFolder() const {
    return QDir(m_folder).filePath(QStringLiteral("snapshots"));
}
QString Workspace::spoolFolder() const {
    return QDir(m_folder).filePath(QStringLiteral("spool"));
}

Result<std::unique_ptr<Database>> Workspace::openDatabase() const {
    return Database::open(databasePath());
}

QString Workspace::notice() const {
    switch (driveKindOf(m_folder)) {
    case DriveKind::Local:
        return {};
    case DriveKind::Network:
        return Texts::tr(
            "This workspace is on a network drive. It works, but more slowly; a folder on this computer is "
            "safer.");
    case DriveKind::Fat:
        return Texts::tr("This workspace is on a drive that cannot keep files private. A folder on this computer is "
                         "safer.");
    }
    Q_UNREACHABLE();
}

} // namespace pathways
