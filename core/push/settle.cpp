// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/settle.h"

#include "core/base/log.h"
#include "core/plan/file/plan_errors.h"
#include "core/push/memory/snapshot_store.h"
#include "core/push/push_recorder.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QDir>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Settle)
};

/// People of batches that left, whatever became of them.
qint64 peopleSent(const QList<BatchRecord>& batches) {
    qint64 people = 0;
    for (const BatchRecord& batch : batches) {
        const bool halved = BatchOutcome::unpack(batch.receipt).firstHalf != 0;
        people += batch.state != BatchState::Planned && !halved ? batch.count : 0;
    }
    return people;
}

/// Nothing of the push has to be remembered.
NewMemory nothingNew() {
    NewMemory memory;
    memory.settled = true;
    return memory;
}

class Settling {
public:
    Settling(const SettleInput& input, const PushId& push)
        : m_input(input)
        , m_id(push)
        , m_journal(input.database, input.keys) {}
    Result<bool> run();

private:
    Result<void> settle();
    Result<void> settleByPlan(const std::shared_ptr<PlanFile>& plan);
    Result<void> settleWithoutPlan();
    [[nodiscard]] Result<bool> memoryIsElsewhere();
    [[nodiscard]] bool isLocked() const;
    [[nodiscard]] QString planPath() const;
    [[nodiscard]] PushWork work(std::shared_ptr<PlanFile> plan) const;
    Result<void> noteLoss(qint64 people);

    const SettleInput& m_input;
    PushId m_id;
    Journal m_journal;
    Journal::Unfinished m_known;
    QList<BatchRecord> m_batches;
};

Result<bool> Settling::run() {
    const auto held = m_input.workspace.pushLocks().tryTake(m_id.value);
    if (!held) {
        return false;
    }
    const auto snapshots = m_input.workspace.holdSnapshots();
    auto known = m_journal.find(m_id);
    if (!known) {
        return fail(known.error());
    }
    m_known = std::move(*known);
    if (m_known.settled) {
        return true;
    }
    auto batches = m_journal.batches(m_id);
    if (!batches) {
        return fail(batches.error());
    }
    m_batches = std::move(*batches);
    return isLocked() ? Result<bool>(false) : settle().map([] { return true; });
}

/// With temporary keys, pushes of other sessions are left to one that can read their plans.
bool Settling::isLocked() const {
    return m_input.keys.temporary && !m_batches.isEmpty() && !PlanFile::open(planPath(), m_input.keys);
}

QString Settling::planPath() const {
    return QDir(m_input.workspace.spoolFolder()).filePath(m_known.planFile);
}

Result<void> Settling::settle() {
    if (m_batches.isEmpty()) {
        return m_journal.resettle(m_known.push, {}, {}, nothingNew());
    }
    const auto elsewhere = memoryIsElsewhere();
    if (!elsewhere) {
        return fail(elsewhere.error());
    }
    if (*elsewhere) {
        return m_input.database.transaction([&] {
            return noteLoss(peopleSent(m_batches)).and_then([&] {
                return m_journal.resettle(m_known.push, {}, {}, nothingNew());
            });
        });
    }
    auto plan = PlanFile::open(planPath(), m_input.keys);
    if (plan) {
        return settleByPlan(*plan);
    }
    return plan_errors::isDamaged(plan.error()) ? settleWithoutPlan() : fail(plan.error());
}

/// Whether the pathway leads somewhere else by now, or is gone: then its memory is not the one of these people.
Result<bool> Settling::memoryIsElsewhere() {
    const auto pathway = PathwayRepository(m_input.database).find(m_known.push.pathway);
    if (!pathway) {
        return pathway.error().kind == ErrorKind::NotFound ? Result<bool>(true) : fail(pathway.error());
    }
    if (m_known.terms.place.isEmpty()) {
        return false; // Of an older version, which kept no place.
    }
    return PlaceRepository(m_input.database, m_input.keys).find(m_known.terms.place).map([&](const Place& place) {
        const bool otherAccount = !pathway->accountId.isEmpty() && pathway->accountId != place.key.account;
        return otherAccount || pathway->object.id != place.key.object;
    });
}

PushWork Settling::work(std::shared_ptr<PlanFile> plan) const {
    return {.push = m_known.push,
            .plan = std::move(plan),
            .method = syncMethodFromKey(m_known.push.method).value_or(SyncMethod::Mirror),
            .workspace = m_input.workspace,
            .keys = m_input.keys,
            .clock = m_input.clock,
            .allowRemovals = m_known.terms.decision.removalsToo};
}

Result<void> Settling::settleByPlan(const std::shared_ptr<PlanFile>& plan) {
    const PushWork push = work(plan);
    PushRecorder recorder(push, m_journal);
    SnapshotStore store(push, m_input.database);
    std::uint64_t lost = 0;
    MatchChange change;
    auto written =
        recorder.open().and_then([&] { return recorder.applyMatches(nullptr); }).and_then([&](MatchChange taken) {
            change = std::move(taken);
            recorder.takeUnknownForPerhaps(false);
            return store.salvage(recorder.push(), recorder.outcome(), recorder.queue().largestThatFits(), lost);
        });
    if (!written) {
        return fail(written.error());
    }
    auto stored = m_input.database.transaction(
        [&] { return noteLoss(qint64(lost)).and_then([&] { return recorder.close(change, *written); }); });
    stored ? store.dropOld(*written) : store.giveUp(*written);
    return stored;
}

/// Nobody knows any more who was sent. Whoever was there before stays remembered, and is due to be sent again, as they
/// may be among those who were changed or taken out.
Result<void> Settling::settleWithoutPlan() {
    qCWarning(lcPush) << "the plan of a push that was cut off is damaged or lost";
    const PushWork push = work(nullptr);
    SnapshotStore store(push, m_input.database);
    auto written = store.forgetValues();
    if (!written) {
        return fail(written.error());
    }
    auto stored = m_input.database.transaction([&] {
        return noteLoss(peopleSent(m_batches)).and_then([&] {
            return m_journal.resettle(m_known.push, {}, {}, *written);
        });
    });
    stored ? store.dropOld(*written) : store.giveUp(*written);
    return stored;
}

Result<void> Settling::noteLoss(qint64 people) {
    if (people == 0 || m_known.terms.place.isEmpty()) {
        return {};
    }
    return PlaceRepository(m_input.database, m_input.keys)
        .addLoss(m_known.terms.place, {{}, people, m_input.clock.now(), m_known.push.seq});
}

Error notSettled(const Error& why) {
    return {why.kind, Texts::tr("What an earlier push has sent could not be written down yet: %1").arg(why.what),
            Texts::tr("Nothing was planned or changed, so that nobody is forgotten."), why.remedy, why.detail};
}

template <typename Wanted>
Result<void> settleThose(const SettleInput& input, const Wanted& wanted) {
    const auto all = Journal(input.database, input.keys).unsettled();
    if (!all) {
        return fail(all.error());
    }
    for (const Journal::Unfinished& one : *all) {
        if (!wanted(one)) {
            continue;
        }
        if (const auto settled = settlePush(input, one.push.id); !settled) {
            return fail(notSettled(settled.error()));
        }
    }
    return {};
}

} // namespace

Result<bool> settlePush(const SettleInput& input, const PushId& push) {
    return Settling(input, push).run();
}

Result<void> settlePlace(const SettleInput& input, const QString& place) {
    // Pushes of older versions do not say where they went.
    return settleThose(input, [&place](const Journal::Unfinished& one) {
        return one.terms.place == place || one.terms.place.isEmpty();
    });
}

Result<void> settlePathway(const SettleInput& input, const PathwayId& pathway) {
    return settleThose(input, [&pathway](const Journal::Unfinished& one) { return one.push.pathway == pathway; });
}

void settleAll(const SettleInput& input) {
    const auto all = Journal(input.database, input.keys).unsettled();
    for (const Journal::Unfinished& one : all.value_or(QList<Journal::Unfinished>{})) {
        if (const auto settled = settlePush(input, one.push.id); !settled) {
            qCWarning(lcPush) << "a push that was cut off could not be settled yet:" << settled.error().detail;
        }
    }
}

} // namespace pathways
