// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/snapshot_store.h"

#include "core/plan/plan_errors.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QFile>
#include <QUuid>

namespace pathways {

QString newSnapshotName(const PathwayId& pathway) {
    return pathway.value.left(8) + QLatin1Char('-') + QUuid::createUuid().toString(QUuid::WithoutBraces) +
           QStringLiteral(".snapshot");
}

Result<void> SnapshotStore::load() {
    m_snapshot.reset();
    auto pathway = PathwayRepository(m_database).find(m_input.push.pathway);
    if (!pathway) {
        return fail(pathway.error());
    }
    m_file = pathway->snapshotFile;
    if (pathway->snapshotFile.isEmpty() || pathway->snapshotDoubtful) {
        return {};
    }
    const QString path = QDir(m_input.workspace.snapshotsFolder()).filePath(pathway->snapshotFile);
    auto snapshot = Snapshot::open(path, m_input.keys.data).and_then([this](std::unique_ptr<Snapshot> opened) {
        return opened->file().verify(&m_input.batchThreads).map([&opened] { return std::move(opened); });
    });
    if (!snapshot) {
        return isDamage(snapshot.error()) ? Result<void>{} : fail(snapshot.error());
    }
    m_snapshot = std::move(*snapshot);
    return {};
}

Result<void> SnapshotStore::open() {
    if (auto loaded = load(); !loaded || !m_snapshot) {
        return loaded;
    }
    const SnapshotMeta& meta = m_snapshot->meta();
    if (meta.id != m_input.plan->facts().snapshotId && meta.writtenBy != m_input.push.id.value) {
        m_snapshot.reset();
        return fail(plan_errors::outOfDate());
    }
    return {};
}

Result<std::optional<QString>> SnapshotStore::write(const PlanOutcome& outcome, bool complete, qint64 largestFitting) {
    auto pathway = PathwayRepository(m_database).find(m_input.push.pathway);
    if (pathway && pathway->snapshotFile != m_file) {
        // The platform's later word on an earlier push came meanwhile; what was learnt of those people stays.
        if (auto loaded = load(); !loaded) {
            return fail(loaded.error());
        }
    }
    const QString name = newSnapshotName(m_input.push.pathway);
    const SnapshotUpdate update{.plan = *m_input.plan,
                                .outcome = outcome,
                                .old = m_snapshot.get(),
                                .path = QDir(m_input.workspace.snapshotsFolder()).filePath(name),
                                .scratchFolder = m_input.workspace.spoolFolder(),
                                .dataKey = m_input.keys.data,
                                .pushId = m_input.push.id.value,
                                .now = m_input.clock.now(),
                                .method = m_input.pathway.method,
                                .complete = complete,
                                .largestFitting = largestFitting,
                                .helpers = m_input.batchThreads};
    if (!needsUpdate(update)) {
        return std::optional<QString>();
    }
    return writeSnapshot(update).map([&name] { return std::optional<QString>(name); });
}

void SnapshotStore::giveUp(const QString& name) const {
    if (!name.isEmpty()) {
        QFile::remove(QDir(m_input.workspace.snapshotsFolder()).filePath(name));
    }
}

} // namespace pathways
