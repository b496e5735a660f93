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

QString SnapshotStore::pathOf(const QString& name) const {
    return QDir(m_work.workspace.snapshotsFolder()).filePath(name);
}

Result<void> SnapshotStore::load() {
    m_snapshot.reset();
    m_damaged = false;
    auto pathway = PathwayRepository(m_database).find(m_work.push.pathway);
    if (!pathway) {
        return fail(pathway.error());
    }
    m_file = pathway->snapshotFile;
    if (pathway->snapshotFile.isEmpty() || pathway->snapshotDoubtful) {
        return {};
    }
    auto snapshot = Snapshot::open(pathOf(m_file), m_work.keys.data).and_then([this](std::unique_ptr<Snapshot> opened) {
        return opened->file().verify(m_work.helpers).map([&opened] { return std::move(opened); });
    });
    if (!snapshot) {
        m_damaged = isDamage(snapshot.error());
        return m_damaged ? Result<void>{} : fail(snapshot.error());
    }
    m_snapshot = std::move(*snapshot);
    return {};
}

Result<void> SnapshotStore::open() {
    if (auto loaded = load(); !loaded) {
        return loaded;
    }
    const PlanFacts& facts = m_work.plan->facts();
    if (m_snapshot && m_snapshot->meta().writtenBy == m_work.push.id.value) {
        return {};
    }
    if (m_file != facts.memory || (m_snapshot && m_snapshot->meta().keyForm != facts.keyForm)) {
        return fail(plan_errors::outOfDate());
    }
    if (facts.snapshotId.isEmpty()) {
        m_snapshot.reset(); // It was not trusted when the plan was made.
        return {};
    }
    if (m_damaged) {
        return distrust().and_then([] { return Result<void>(fail(plan_errors::memoryDamaged())); });
    }
    return m_snapshot && m_snapshot->meta().id == facts.snapshotId ? Result<void>() : fail(plan_errors::outOfDate());
}

/// The next plan adds and updates everybody, and removes nobody.
Result<void> SnapshotStore::distrust() {
    PathwayRepository pathways(m_database);
    return pathways.find(m_work.push.pathway).and_then([&pathways](Pathway pathway) {
        pathway.snapshotDoubtful = true;
        return pathways.save(pathway);
    });
}

Result<std::optional<QString>> SnapshotStore::write(const PlanOutcome& outcome, bool complete, qint64 largestFitting) {
    auto pathway = PathwayRepository(m_database).find(m_work.push.pathway);
    if (pathway && pathway->snapshotFile != m_file) {
        // The platform's later word on an earlier push came meanwhile; what was learnt of those people stays.
        if (auto loaded = load(); !loaded) {
            return fail(loaded.error());
        }
    }
    return write({.plan = *m_work.plan,
                  .outcome = outcome,
                  .old = m_snapshot.get(),
                  .path = {},
                  .scratchFolder = m_work.workspace.spoolFolder(),
                  .dataKey = m_work.keys.data,
                  .pushId = m_work.push.id.value,
                  .now = m_work.clock.now(),
                  .method = m_work.method,
                  .complete = complete,
                  .largestFitting = largestFitting,
                  .helpers = m_work.helpers});
}

Result<std::optional<QString>> SnapshotStore::write(SnapshotUpdate update) {
    if (!needsUpdate(update)) {
        return std::optional<QString>();
    }
    const QString name = newSnapshotName(m_work.push.pathway);
    update.path = pathOf(name);
    return writeSnapshot(update).map([&name] { return std::optional<QString>(name); });
}

Result<std::optional<QString>> SnapshotStore::salvage(const PlanOutcome& outcome, qint64 largestFitting,
                                                      std::uint64_t& lost) {
    if (auto loaded = load(); !loaded) {
        return fail(loaded.error());
    }
    if (!m_snapshot && !m_work.plan->facts().snapshotId.isEmpty()) {
        // A new one would name these people alone, as if nobody else had ever been there.
        lost = outcome.sent();
        return (m_damaged ? distrust() : Result<void>()).map([] { return std::optional<QString>(); });
    }
    return write({.plan = *m_work.plan,
                  .outcome = outcome,
                  .old = m_snapshot.get(),
                  .path = {},
                  .scratchFolder = m_work.workspace.spoolFolder(),
                  .dataKey = m_work.keys.data,
                  .pushId = m_work.push.id.value,
                  .now = m_work.clock.now(),
                  .method = m_work.method,
                  .complete = false,
                  .largestFitting = largestFitting,
                  .lost = &lost,
                  .helpers = m_work.helpers});
}

Result<std::optional<QString>> SnapshotStore::forgetValues() {
    if (auto loaded = load(); !loaded || !m_snapshot) {
        return loaded ? std::optional<QString>() : Result<std::optional<QString>>(fail(loaded.error()));
    }
    const QString name = newSnapshotName(m_work.push.pathway);
    return writeWithoutValues(*m_snapshot, pathOf(name), m_work.keys.data).map([&name] {
        return std::optional<QString>(name);
    });
}

void SnapshotStore::giveUp(const QString& name) const {
    if (!name.isEmpty()) {
        QFile::remove(pathOf(name));
    }
}

} // namespace pathways
