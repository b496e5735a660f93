// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/clean_up.h"

#include "core/roster/memory_file.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSet>

namespace pathways {

namespace {

constexpr qint64 kDaysKept = 30;

/// before: those that are whole and younger stay; invalid: none does. What one that stays is based on stays, too.
int removeUnnamed(const QString& folder, const QSet<QString>& named, const QDateTime& before = {}) {
    const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files | QDir::Hidden | QDir::System);
    QSet<QString> kept;
    for (const QFileInfo& file : files) {
        const bool whole = !file.fileName().endsWith(QLatin1String(".part"));
        if (named.contains(file.fileName()) || (whole && before.isValid() && file.lastModified() > before)) {
            kept << file.fileName() << baseOf(file.fileName());
        }
    }
    int removed = 0;
    for (const QFileInfo& file : files) {
        removed += !kept.contains(file.fileName()) && QFile::remove(file.filePath()) ? 1 : 0;
    }
    return removed;
}

} // namespace

Result<int> removeOrphans(const Workspace& workspace, Database& database, const WorkspaceKeys& keys) {
    const auto pathways = PathwayRepository(database).all(true);
    if (!pathways) {
        return fail(pathways.error());
    }
    Journal journal(database, keys);
    const auto unfinished = journal.unfinished();
    const auto unsettled = journal.unsettled();
    const auto matching = journal.processing({});
    for (const auto* read : {&unfinished, &unsettled}) {
        if (!*read) {
            return fail(read->error());
        }
    }
    if (!matching) {
        return fail(matching.error());
    }
    QSet<QString> snapshots;
    for (const Pathway& pathway : *pathways) {
        snapshots << pathway.snapshotFile;
    }
    const auto places = PlaceRepository(database, keys).all();
    if (!places) {
        return fail(places.error());
    }
    QSet<QString> rosters;
    for (const Place& place : *places) {
        rosters << place.rosterFile << place.rosterPrevious;
    }
    QSet<QString> plans;
    for (const auto* pushes : {&*unfinished, &*unsettled}) {
        for (const Journal::Unfinished& push : *pushes) {
            plans << push.planFile;
        }
    }
    for (const Push& push : *matching) {
        const auto known = journal.find(push.id);
        if (!known) {
            return fail(known.error());
        }
        plans << known->planFile;
    }
    // Where the database is a backup that was put back, newer files have no name in it.
    const QDateTime kept = QDateTime::currentDateTimeUtc().addDays(-kDaysKept);
    return removeUnnamed(workspace.rostersFolder(), rosters, kept) +
           removeUnnamed(workspace.snapshotsFolder(), snapshots, kept) + removeUnnamed(workspace.spoolFolder(), plans);
}

} // namespace pathways
