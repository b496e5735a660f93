// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/clean_up.h"

#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace pathways {

namespace {

int removeUnnamed(const QString& folder, const QSet<QString>& named) {
    const QDir dir(folder);
    int removed = 0;
    for (const QString& file : dir.entryList(QDir::Files | QDir::Hidden | QDir::System)) {
        removed += !named.contains(file) && QFile::remove(dir.filePath(file)) ? 1 : 0;
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
    return removeUnnamed(workspace.snapshotsFolder(), snapshots) + removeUnnamed(workspace.spoolFolder(), plans);
}

} // namespace pathways
