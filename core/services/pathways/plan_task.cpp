// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/plan_task.h"

#include "core/base/log.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/snapshot_rekey.h"
#include "core/push/leavers.h"
#include "core/push/memory/snapshot_store.h"
#include "core/push/push_target.h"
#include "core/push/settle.h"
#include "core/roster/identifier_tuple.h"
#include "core/services/pathways/first_rows.h"
#include "core/services/pathways/no_rows.h"
#include "core/services/pushes/match_poller.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlanTask)
};

/// Lists up to this size are read before the first push, and where the record of earlier ones is lost, so that the plan
/// knows who opted out and who is there already. Larger ones only where a method cannot do without.
constexpr qint64 kReadBackForPlan = 200'000;

/// A source that changes from one reading to the next is not read for ever: who is missed is due at the next push.
constexpr int kMostRounds = 3;

bool mustReadBack(const Pathway& pathway) {
    return pathway.method == SyncMethod::UpdateOnly || (pathway.method == SyncMethod::Mirror && pathway.matchExactly);
}

Result<std::unique_ptr<MemberIndex>> membersUnknown() {
    return fail(ErrorKind::Input, Texts::tr("With these settings Pathways can’t see who is already there."),
                Texts::tr("Nothing was planned and nothing was sent."),
                Texts::tr("Choose another Method of Sync, or don’t make the list match exactly."));
}

/// Whom a pathway that is leaving put there is not known for certain: it must not be taken for done.
Result<std::shared_ptr<PlanFile>> orHeldBack(const Pathway& pathway, bool locked, std::shared_ptr<PlanFile> plan) {
    if (!pathway.leaving || !plan->summary().removalsHeldBack) {
        return plan;
    }
    QFile::remove(plan->path());
    if (locked) {
        return fail(ErrorKind::Keychain, Texts::tr("Whom this pathway put there can be told only with the keychain."),
                    Texts::tr("Nobody was taken out, and the pathway stays as it is."),
                    Texts::tr("Unlock or start the keychain, then try again."));
    }
    return fail(ErrorKind::NeedsDecision,
                Texts::tr("The record of whom this pathway put there cannot be trusted, so nobody can be taken out."),
                Texts::tr("Nobody was taken out, and the pathway stays as it is."),
                Texts::tr("Push it once more first. Or remove it and let its people stay there."));
}

} // namespace

bool PlanTask::wantsMembers(const DestinationType& type, const PlaceMemory& memory) const {
    if (!type.canReadBack) {
        return false;
    }
    // A list that forgets who left: whoever was put there and is not there any more has left (promise P1).
    const bool forgetsWhoLeft = type.absence == Absence::OwnWish;
    // A table or a file: rows that went by accident are put back.
    const bool byAccident = type.absence == Absence::Accident;
    const bool waiting = std::any_of(memory.optOuts.begin(), memory.optOuts.end(), [](const KnownOptOut& one) {
        return one.kind == OptOutKind::Waiting; // Only the platform says when the waiting is over.
    });
    const bool unsure = !memory.roster || memory.lost || pathway.snapshotDoubtful;
    const bool lossOpen = memory.lostPeople > 0 || memory.lostBefore.isValid();
    const bool perhaps = memory.roster && memory.roster->meta().perhaps > 0;
    return mustReadBack(pathway) || forgetsWhoLeft || byAccident || waiting || perhaps ||
           ((unsure || lossOpen) && pathway.object.size.value_or(0) <= kReadBackForPlan);
}

Result<std::unique_ptr<PushSession>> PlanTask::beginReading(const OpenConnection& connection,
                                                            const CallContext& context) const {
    return connection.connector->beginPush(
        context, targetOf(pathway, connection.connector->type(), keys, QStringLiteral("plan"), now, 0));
}

Result<std::unique_ptr<MemberIndex>> PlanTask::readBack(const DestinationType& type, PushSession& session) const {
    if (!session.tellsMembers()) {
        return mustReadBack(pathway) ? membersUnknown() : Result<std::unique_ptr<MemberIndex>>(nullptr);
    }
    MemberIndexBuilder index(type, pathway, keys.mac);
    auto read = session.readMembers(
        [&](const RemoteMember& member) {
            index.add(member);
            return !stop.stop_requested();
        },
        stop);
    if (!read) {
        return fail(read.error());
    }
    return index.take();
}

Result<void> PlanTask::settlePlace() const {
    auto database = workspace.openDatabase();
    return database ? pathways::settlePlace({workspace, **database, keys, clock}, place) : fail(database.error());
}

Pathway PlanTask::upToDate(const OpenConnection& connection) const {
    auto database = workspace.openDatabase();
    if (!database) {
        return pathway;
    }
    const auto waiting = Journal(**database, keys).processing(pathway.id);
    for (const Push& push : waiting.value_or(QList<Push>{})) {
        // Without an answer they are still being matched, and count as there.
        if (const auto asked = pollMatchesOnce(connection, workspace, keys, push.id, stop); !asked) {
            qCInfo(lcPush) << "a platform did not say how it gets on before the plan";
        }
    }
    Pathway current = pathway;
    const auto stored = PathwayRepository(**database).find(pathway.id);
    // A pathway that is being turned to another account or object takes nothing from the one before.
    const bool same = stored && stored->connection == pathway.connection && stored->object.id == pathway.object.id &&
                      (stored->accountId.isEmpty() || stored->accountId == pathway.accountId);
    if (same) {
        current.snapshotFile = stored->snapshotFile;
        current.snapshotDoubtful = stored->snapshotDoubtful;
    }
    return current;
}

Result<void> PlanTask::rekey(const DestinationType& type, const KeyRules& rules) {
    const bool byIdentifiers = tellsByIdentifiers(type);
    if ((!byIdentifiers && !rules.apply()) || pathway.snapshotFile.isEmpty() || pathway.snapshotDoubtful) {
        return {};
    }
    const QDir folder(snapshotsFolder);
    auto old = Snapshot::open(folder.filePath(pathway.snapshotFile), keys.data);
    const auto asToday = [&](const SnapshotMeta& meta) {
        return byIdentifiers ? meta.addressField == kAllIdentifiers : meta.keyForm == rules.form;
    };
    if (!old || asToday((*old)->meta())) {
        return {}; // A damaged one is found by the plan, which then removes nobody.
    }
    const QString name = newSnapshotName(pathway.id);
    const SnapshotRekey work{.old = **old,
                             .rules = rules,
                             .path = folder.filePath(name),
                             .scratchFolder = spoolFolder,
                             .dataKey = keys.data,
                             .macKey = keys.mac};
    auto written = byIdentifiers ? rekeyByIdentifiers(work, stop) : rekeySnapshot(work, stop);
    if (!written) {
        return isDamage(written.error()) ? Result<void>{} : written;
    }
    const auto lock = workspace.holdSnapshots();
    auto database = workspace.openDatabase();
    auto stored = database ? PathwayRepository(**database).find(pathway.id) : fail(database.error());
    if (!stored || stored->snapshotFile != pathway.snapshotFile) {
        // Not this pathway's own, or replaced meanwhile: the plan removes nobody this time.
        QFile::remove(folder.filePath(name));
        return {};
    }
    stored->snapshotFile = name;
    return PathwayRepository(**database).save(*stored).map([&] { pathway.snapshotFile = name; });
}

Result<std::shared_ptr<PlanFile>> PlanTask::run(const OpenConnection& connection, const AudienceSource& source) const {
    if (const auto settled = settlePlace(); !settled) {
        return fail(settled.error());
    }
    PlanTask current = *this;
    current.pathway = upToDate(connection);
    const DestinationType& type = connection.connector->type();
    const CallContext context = connection.context(stop); // The session refers to it.
    std::unique_ptr<PushSession> session;
    const auto conversation = [&]() -> Result<PushSession*> {
        if (!session) {
            auto begun = current.beginReading(connection, context);
            if (!begun) {
                return fail(begun.error());
            }
            session = std::move(*begun);
        }
        return session.get();
    };
    KeyRules rules;
    if (type.ownKeyForm) {
        auto asked = conversation().and_then([&](PushSession* begun) { return KeyRules::of(*begun, stop); });
        if (!asked) {
            return fail(asked.error());
        }
        rules = *asked;
    }
    if (auto rekeyed = current.rekey(type, rules); !rekeyed) {
        return fail(rekeyed.error());
    }
    auto memory = current.openMemory(connection, rules);
    if (!memory) {
        return fail(memory.error());
    }
    if (type.absence == Absence::ByOthers) {
        auto learnt = conversation().and_then([&](PushSession* begun) { return learnWhoLeft(*begun, *memory); });
        if (!learnt) {
            return fail(learnt.error());
        }
    }
    if (!current.wantsMembers(type, *memory)) {
        return current.plan(connection, source, *memory, nullptr, rules);
    }
    auto members = conversation().and_then([&](PushSession* begun) { return current.readBack(type, *begun); });
    if (!members) {
        return fail(members.error());
    }
    auto planned = current.plan(connection, source, *memory, members->get(), rules);
    const bool allKnown = planned && *members && trialPeople == 0 && (*planned)->summary().nothingToDo();
    if (allKnown && !memory->locked) {
        // There is no push to end it: what the place had lost is known again, as far as it can be.
        auto database = workspace.openDatabase();
        const auto closed = database ? PlaceRepository(**database, keys).closeLosses(memory->id, now)
                                     : Result<int>(fail(database.error()));
        if (!closed) {
            qCWarning(lcPush) << "a loss could not be closed:" << closed.error().detail;
        }
    }
    return planned;
}

Result<void> PlanTask::learnWhoLeft(PushSession& session, PlaceMemory& memory) const {
    auto database = workspace.openDatabase();
    return database ? learnLeavers({**database, keys, session}, memory, stop) : fail(database.error());
}

Result<PlaceMemory> PlanTask::openMemory(const OpenConnection& connection, const KeyRules& rules) const {
    auto database = workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    const auto held = workspace.holdSnapshots();
    return openPlace(workspace, **database, keys,
                     {.pathway = pathway,
                      .connection = connection.connection,
                      .type = connection.connector->type(),
                      .keyForm = rules.form});
}

Result<std::shared_ptr<PlanFile>> PlanTask::plan(const OpenConnection& connection, const AudienceSource& source,
                                                 const PlaceMemory& memory, const MemberIndex* members,
                                                 const KeyRules& keyRules) const {
    std::vector<PersonKey> again;
    for (int round = 0;; ++round) {
        auto planned = planOnce(connection, source, memory, members, keyRules, {again, round < kMostRounds});
        if (planned) {
            return orHeldBack(pathway, memory.locked, std::move(*planned));
        }
        if (!plan_errors::isSharersNeeded(planned.error())) {
            return planned;
        }
        progress->rows = 0; // From the beginning, with those who have to be sent again.
        progress->bytes = 0;
    }
}

Result<std::shared_ptr<PlanFile>> PlanTask::planOnce(const OpenConnection& connection, const AudienceSource& source,
                                                     const PlaceMemory& memory, const MemberIndex* members,
                                                     const KeyRules& keyRules, const SentAgain& again) const {
    auto reader =
        pathway.leaving ? Result<std::unique_ptr<RowReader>>(std::make_unique<NoRows>(pathway)) : openRows(source);
    if (!reader) {
        return fail(reader.error());
    }
    if (trialPeople > 0) {
        auto filter = filterFor(source.owned, (*reader)->columns(), today);
        if (!filter) {
            return fail(filter.error());
        }
        reader = std::make_unique<FirstRows>(std::move(*reader), std::move(*filter), trialPeople);
    }
    const PlanInput input{.pathway = pathway,
                          .audience = source.owned,
                          .type = connection.connector->type(),
                          .reader = **reader,
                          .keys = keys,
                          .place = memory,
                          .snapshotsFolder = snapshotsFolder,
                          .spoolFolder = spoolFolder,
                          .members = members,
                          .excluded = nullptr,
                          .again = &again.places,
                          .mayAskAgain = again.mayAsk,
                          .keyRules = keyRules,
                          .now = now,
                          .today = today,
                          .trial = trialPeople > 0};
    return makePlan(input, *progress, stop);
}

} // namespace pathways
