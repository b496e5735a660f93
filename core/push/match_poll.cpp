// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/match_poll.h"

#include "core/base/log.h"
#include "core/push/match_result.h"
#include "core/push/memory/roster_update.h"
#include "core/push/memory/snapshot_correction.h"
#include "core/push/memory/snapshot_store.h"
#include "core/roster/memory_file.h"
#include "core/roster/place_memory.h"
#include "core/roster/roster_adoption.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(MatchPoll)
};

/// Matching takes a day at most; a platform that still says nothing after a week is not asked any longer.
constexpr qint64 kGiveUpDays = 7;

class MatchPoll {
public:
    explicit MatchPoll(const MatchPollInput& input)
        : m_input(input) {}
    Result<MatchPollResult> run(const std::stop_token& stop);

private:
    Result<void> open();
    Result<ProcessingState> ask(const std::stop_token& stop);
    Result<MatchChange> apply(const ProcessingState& state);
    Result<NewMemory> correct(const MatchChange& change);
    Result<void> correctSnapshot(const MatchChange& change, NewMemory& memory);
    Result<void> correctRoster(const MatchChange& change, NewMemory& memory);
    Result<void> distrust(Pathway pathway);
    void giveUp(const NewMemory& memory) const;
    [[nodiscard]] bool tooOld() const {
        return m_push.started.isValid() && m_push.started.addDays(kGiveUpDays) < m_input.clock.now();
    }

    const MatchPollInput& m_input;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    Push m_push;
    QString m_planPath;
    std::shared_ptr<PlanFile> m_plan; ///< Null: lost or damaged.
    std::vector<BatchQueue::Settled> m_settled;
    bool m_namesLost = false;
    QString m_oldSnapshot;
};

Result<void> MatchPoll::open() {
    auto database = m_input.workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    m_database = std::move(*database);
    m_journal = std::make_unique<Journal>(*m_database, m_input.keys);
    auto known = m_journal->find(m_input.push);
    auto batches = m_journal->batches(m_input.push);
    if (!known || !batches) {
        return fail(known ? batches.error() : known.error());
    }
    m_settled.clear();
    m_push = known->push;
    m_planPath = QDir(m_input.workspace.spoolFolder()).filePath(known->planFile);
    for (const BatchRecord& batch : std::as_const(*batches)) {
        m_settled.push_back({batch, BatchOutcome::unpack(batch.receipt)});
    }
    return {};
}

Result<MatchPollResult> MatchPoll::run(const std::stop_token& stop) {
    if (auto opened = open(); !opened) {
        return fail(opened.error());
    }
    auto state = ask(stop);
    if (!state) {
        return fail(state.error());
    }
    const auto hold = m_input.workspace.pushLocks().tryTake(m_input.push.value);
    if (!hold) {
        return MatchPollResult{m_push, false, state->askAgainIn}; // It was continued meanwhile, and asks by itself.
    }
    const auto held = m_input.workspace.holdSnapshots();
    // Somebody else may have asked meanwhile.
    if (auto opened = open(); !opened) {
        return fail(opened.error());
    }
    const Push before = m_push;
    auto change = apply(*state);
    if (!change) {
        return fail(change.error());
    }
    auto memory = correct(*change);
    if (!memory) {
        return fail(memory.error());
    }
    recordMatchState(m_push, &*state, *change, m_settled);
    if (m_push.matchState == MatchState::Usable && m_namesLost) {
        m_push.matchState = MatchState::Partly;
    }
    if (auto stored = m_journal->resettle(m_push, change->batches, change->rows, *memory); !stored) {
        giveUp(*memory);
        return fail(stored.error());
    }
    if (memory->snapshotFile) {
        dropMemory(m_input.workspace.snapshotsFolder(), m_oldSnapshot, {*memory->snapshotFile});
    }
    if (m_push.matchState != MatchState::Processing && !m_push.resumable) {
        m_plan.reset();
        QFile::remove(m_planPath);
    }
    return MatchPollResult{m_push,
                           memory->snapshotFile || memory->rosterFile || m_push.matchState != before.matchState ||
                               m_push.status != before.status || !(m_push.counts == before.counts),
                           state->askAgainIn};
}

Result<ProcessingState> MatchPoll::ask(const std::stop_token& stop) {
    const QList<QByteArray> receipts = processingReceipts(m_settled);
    if (receipts.isEmpty()) {
        ProcessingState known;
        known.note = m_push.matchNote;
        return known;
    }
    if (!tooOld()) {
        return m_input.session.poll(receipts, stop);
    }
    ProcessingState silent;
    silent.note = Texts::tr("The platform did not say within a week whether these people can be used.");
    return silent;
}

Result<MatchChange> MatchPoll::apply(const ProcessingState& state) {
    if (state.failed.isEmpty()) {
        return applyDone(state, m_settled);
    }
    auto plan = PlanFile::open(m_planPath, m_input.keys);
    if (plan) {
        m_plan = *plan;
        return applyMatchResult(state, *m_plan, m_settled);
    }
    if (m_input.keys.temporary) {
        return fail(plan.error()); // Of another session, which has the keys.
    }
    // Nobody knows any more who they are, so nothing that was accepted is trusted.
    qCWarning(lcPush) << "people were not taken over, and the plan that names them is lost";
    m_namesLost = true;
    return applyDone(state, m_settled);
}

/// The roster is right whatever became of the pathway and its snapshot meanwhile: it alone knows whoever is there and
/// is in no audience.
Result<NewMemory> MatchPoll::correct(const MatchChange& change) {
    NewMemory memory;
    if ((change.undone.empty() && !m_namesLost) || m_input.keys.temporary) {
        return memory;
    }
    const auto corrected = correctSnapshot(change, memory).and_then([&] { return correctRoster(change, memory); });
    if (!corrected) {
        giveUp(memory);
        return fail(corrected.error());
    }
    return memory;
}

Result<void> MatchPoll::correctSnapshot(const MatchChange& change, NewMemory& memory) {
    const auto pathway = PathwayRepository(*m_database).find(m_push.pathway);
    if (!pathway) {
        return pathway.error().kind == ErrorKind::NotFound ? Result<void>{} : fail(pathway.error());
    }
    if (pathway->snapshotFile.isEmpty() || pathway->snapshotDoubtful) {
        return {}; // Nobody counts as being there.
    }
    if (m_namesLost) {
        return distrust(*pathway);
    }
    const QDir folder(m_input.workspace.snapshotsFolder());
    const auto current = Snapshot::open(folder.filePath(pathway->snapshotFile), m_input.keys.data);
    if (!current) {
        // A damaged one is found by the next plan.
        return isDamage(current.error()) ? distrust(*pathway) : fail(current.error());
    }
    if ((*current)->meta().keyKind != m_plan->facts().keyKind ||
        (*current)->meta().addressField != m_plan->facts().addressField) {
        return distrust(*pathway);
    }
    const QString name = newSnapshotName(m_push.pathway);
    auto written = writeCorrection({.plan = *m_plan,
                                    .current = **current,
                                    .undone = change.undone,
                                    .path = folder.filePath(name),
                                    .dataKey = m_input.keys.data});
    if (!written) {
        return isDamage(written.error()) ? distrust(*pathway) : written;
    }
    m_oldSnapshot = pathway->snapshotFile;
    memory.snapshotFile = name;
    return {};
}

/// Whoever was not taken over is not there, and whoever was not taken out still is: unless a later push knows better.
Result<void> MatchPoll::correctRoster(const MatchChange& change, NewMemory& memory) {
    if (m_namesLost || m_plan->facts().isBeforePlaces()) {
        return {};
    }
    PlaceRepository places(*m_database, m_input.keys);
    auto place = places.find(m_plan->facts().place);
    if (!place) {
        return fail(place.error());
    }
    const QDir folder(m_input.workspace.rostersFolder());
    auto roster = Roster::openOf(*place, folder.path(), m_input.keys.data);
    if (!roster) {
        // A damaged one is put together from the snapshots before the next plan.
        return isDamage(roster.error()) ? Result<void>{} : fail(roster.error());
    }
    const PlanFacts& facts = m_plan->facts();
    if ((*roster)->meta().key != memoryKey(facts.addressField, facts.keyForm)) {
        return {}; // Nobody can be found by what they were known by then.
    }
    EffectList effects(m_input.workspace.spoolFolder(), change.undone.size());
    if (auto added = addUndone(*m_plan, change.undone, effects); !added) {
        return isDamage(added.error()) ? Result<void>{} : added;
    }
    std::uint64_t slots_ = 0;
    RosterMeta meta = (*roster)->meta();
    auto optOuts = repeatPlace(places, *place, meta);
    auto returns = readReturns(places, place->id);
    if (!optOuts || !returns) {
        return fail(optOuts ? returns.error() : optOuts.error());
    }
    for (const Slot& slot : std::as_const(meta.slotted)) {
        slots_ |= slot.pathway == m_push.pathway ? slotBit(slot.number) : 0;
    }
    meta.seq = place->seq + 1;
    meta.segments.clear();
    const QString name = newRosterName(*place);
    const RosterUpdate update{.old = roster->get(),
                              .effects = effects.sorter(),
                              .source = {.slot = slots_,
                                         .push = std::uint32_t(m_push.seq),
                                         .day = std::uint16_t(dayNumber(m_input.clock.now()))},
                              .path = folder.filePath(name),
                              .scratchFolder = m_input.workspace.spoolFolder(),
                              .dataKey = m_input.keys.data,
                              .meta = meta,
                              .optOuts = std::move(*optOuts),
                              .returns = std::move(*returns)};
    return writeRoster(update).map([&](const std::vector<int>&) {
        memory.place = place->id;
        memory.rosterFile = name;
        memory.rosterSeq = meta.seq;
        memory.rosterPrevious = place->rosterFile;
        memory.when = m_input.clock.now();
    });
}

/// The next push adds and updates everybody, and removes nobody.
Result<void> MatchPoll::distrust(Pathway pathway) {
    pathway.snapshotDoubtful = true;
    return PathwayRepository(*m_database).save(pathway);
}

void MatchPoll::giveUp(const NewMemory& memory) const {
    if (memory.snapshotFile) {
        QFile::remove(QDir(m_input.workspace.snapshotsFolder()).filePath(*memory.snapshotFile));
    }
    if (memory.rosterFile) {
        QFile::remove(QDir(m_input.workspace.rostersFolder()).filePath(*memory.rosterFile));
    }
}

} // namespace

Result<MatchPollResult> pollMatches(const MatchPollInput& input, std::stop_token stop) {
    return MatchPoll(input).run(stop);
}

} // namespace pathways
