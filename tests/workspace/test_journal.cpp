// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"
#include "tests/support/fake_clock.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QFile>

#include <gtest/gtest.h>

namespace pathways {

// For readable comparisons; RowOutcome and BatchRecord have none of their own.
static bool operator==(const RowOutcome& a, const RowOutcome& b) {
    return a.row == b.row && a.kind == b.kind && a.reason == b.reason && a.field == b.field &&
           a.identity == b.identity && a.note == b.note;
}

} // namespace pathways

namespace pathways::test {

namespace {

/// The place knows all of the push.
NewMemory settledMemory() {
    NewMemory memory;
    memory.settled = true;
    return memory;
}

struct JournalTest : ::testing::Test {
    TemporaryWorkspace temporary;
    Journal journal{*temporary.database, sampleKeys()};
    Push push = samplePush(PathwayId::create());

    BatchRecord batch(quint32 number) {
        BatchRecord record;
        record.number = number;
        record.first = number * 500ULL;
        record.count = 500;
        record.attempts = 1;
        record.digest = "digest";
        return record;
    }
    RowOutcome row(qint64 number, Reason reason) {
        return {number,
                outcomeKind(reason),
                reason,
                QStringLiteral("EMAIL"),
                QStringLiteral("person%1@example.org").arg(number),
                QStringLiteral("Not an address.")};
    }
    void SetUp() override { ASSERT_TRUE(journal.begin(push, QStringLiteral("plan-1"), QStringLiteral("session-1"))); }
};

} // namespace

TEST_F(JournalTest, PushesAreNumberedInTheOrderTheyBeginAndKeepWhatTheyWereBegunWith) {
    EXPECT_EQ(must(journal.find(push.id)).push.seq, 1);
    Push next = samplePush(push.pathway);
    next.started = push.started.addYears(-1);
    const PushTerms terms{QStringLiteral("place-1"), "digest", QDate(2026, 3, 4), {false, 17, true}};
    EXPECT_EQ(must(journal.begin(next, QStringLiteral("plan-2"), {}, terms)), 2);
    EXPECT_EQ(must(journal.begin(next, QStringLiteral("plan-2"), {}, {})), 2) << "continued";
    EXPECT_EQ(must(journal.find(next.id)).terms, terms);
    EXPECT_EQ(must(journal.history({}, 1)).first().id, next.id) << "newest first, whatever the clock said";
    next.seq = 99;
    next.status = PushStatus::Synced;
    next.resumable = false;
    ASSERT_TRUE(journal.resettle(next, {}, {}, settledMemory()));
    EXPECT_EQ(must(journal.find(next.id)).push.seq, 2) << "only the journal gives numbers";
    EXPECT_EQ(must(journal.find(next.id)).terms, terms);
    ASSERT_TRUE(journal.remove(next.id));
    EXPECT_EQ(must(journal.begin(samplePush(push.pathway), {}, {})), 3) << "no number is given twice";
}

TEST_F(JournalTest, WhatBeganIsUnfinishedWithAllThatIsNeededToGoOn) {
    const auto unfinished = journal.unfinished();
    ASSERT_TRUE(unfinished);
    ASSERT_EQ(unfinished->size(), 1);
    const auto& found = unfinished->first();
    EXPECT_EQ(found.planFile, QStringLiteral("plan-1"));
    EXPECT_EQ(found.sessionReference, QStringLiteral("session-1"));
    EXPECT_EQ(found.push.id, push.id);
    EXPECT_EQ(found.push.pathway, push.pathway);
    EXPECT_EQ(found.push.counts, push.counts);
    EXPECT_EQ(found.push.started, push.started);
    EXPECT_EQ(found.push.audienceName, push.audienceName);
    EXPECT_EQ(found.push.destinationName, push.destinationName);
    EXPECT_EQ(found.push.objectName, push.objectName);
    EXPECT_EQ(found.push.method, push.method);
    EXPECT_EQ(found.push.user, push.user);
    EXPECT_EQ(found.push.version, push.version);
    EXPECT_EQ(found.push.reference, push.reference);
    EXPECT_FALSE(found.push.ended);
}

TEST_F(JournalTest, ABatchGoesFromIntentToOutcome) {
    ASSERT_TRUE(journal.intent(push.id, batch(1)));
    EXPECT_EQ(must(journal.batches(push.id)).first().state, BatchState::InFlight);
    ASSERT_TRUE(journal.receipt(push.id, 1, "receipt-1"));

    BatchRecord done = batch(1);
    done.state = BatchState::Acknowledged;
    done.receipt = "receipt-1";
    push.counts.accepted = 499;
    push.counts.invalid = 1;
    push.counts.requests = 1;
    ASSERT_TRUE(journal.outcome(push.id, done, {row(7, Reason::RefusedAddress)}, push.counts));

    const auto batches = journal.batches(push.id);
    ASSERT_TRUE(batches) << reasonOf(batches);
    ASSERT_EQ(batches->size(), 1);
    const BatchRecord& stored = batches->first();
    EXPECT_EQ(stored.state, BatchState::Acknowledged);
    EXPECT_EQ(stored.first, 500U);
    EXPECT_EQ(stored.count, 500U);
    EXPECT_EQ(stored.attempts, 1);
    EXPECT_EQ(stored.digest, "digest");
    EXPECT_EQ(stored.receipt, "receipt-1");
    EXPECT_EQ(must(journal.find(push.id)).push.counts, push.counts);
    EXPECT_EQ(must(journal.rowOutcomes(push.id, 0, 0)), QList{row(7, Reason::RefusedAddress)});
}

TEST_F(JournalTest, NothingIsCountedTwice) {
    BatchRecord done = batch(1);
    done.state = BatchState::Acknowledged;
    EXPECT_EQ(failureOf(journal.outcome(push.id, done, {}, {})).kind, ErrorKind::Internal) << "no intent";
    ASSERT_TRUE(journal.intent(push.id, batch(1)));
    ASSERT_TRUE(journal.outcome(push.id, done, {row(1, Reason::RefusedValue)}, push.counts));
    EXPECT_EQ(failureOf(journal.outcome(push.id, done, {row(1, Reason::RefusedValue)}, {})).kind, ErrorKind::Internal);
    EXPECT_EQ(failureOf(journal.intent(push.id, batch(1))).kind, ErrorKind::Internal) << "settled batches never leave";
    EXPECT_EQ(must(journal.rowOutcomes(push.id, 0, 0)).size(), 1);
    EXPECT_EQ(must(journal.find(push.id)).push.counts, push.counts);
}

TEST_F(JournalTest, AnUnknownBatchCanBeSettledOrSentAgainButOnlyAsItWas) {
    ASSERT_TRUE(journal.intent(push.id, batch(1)));
    BatchRecord unknown = batch(1);
    unknown.state = BatchState::Unknown;
    ASSERT_TRUE(journal.outcome(push.id, unknown, {}, push.counts));
    BatchRecord other = batch(1);
    other.digest = "another";
    EXPECT_EQ(failureOf(journal.intent(push.id, other)).kind, ErrorKind::Internal);
    BatchRecord again = batch(1);
    again.attempts = 2;
    ASSERT_TRUE(journal.intent(push.id, again));
    EXPECT_EQ(must(journal.batches(push.id)).first().attempts, 2);
    again.state = BatchState::Refused;
    ASSERT_TRUE(journal.outcome(push.id, again, {}, push.counts));
    EXPECT_EQ(must(journal.batches(push.id)).first().state, BatchState::Refused);
}

TEST_F(JournalTest, AFinishedPushNamesItsSnapshotInTheSameTransaction) {
    const Audience audience = sampleAudience();
    const Connection connection = sampleConnection();
    Pathway pathway = samplePathway(audience.id, connection.id);
    PathwayRepository pathways(*temporary.database);
    ASSERT_TRUE(AudienceRepository(*temporary.database).save(audience));
    ASSERT_TRUE(ConnectionRepository(*temporary.database).save(connection));
    ASSERT_TRUE(pathways.save(pathway));
    Push own = samplePush(pathway.id);
    ASSERT_TRUE(journal.begin(own, QStringLiteral("plan"), {}));

    own.status = PushStatus::SyncedWithExceptions;
    own.ended = own.started.addSecs(60);
    own.problem = Error{ErrorKind::Refused, QStringLiteral("w"), QStringLiteral("m"), QStringLiteral("r"), {}};
    own.counts.accepted = 8;
    const auto failAt = [&](qint64 wanted) {
        Database::setFaultHook([wanted](qint64 call) { return call == wanted; });
        const bool ok = journal.finish(own, QStringLiteral("snap-2")).has_value();
        Database::setFaultHook({});
        return !ok;
    };
    qint64 call = 0;
    while (failAt(call)) {
        EXPECT_EQ(must(journal.find(own.id)).push.status, PushStatus::Processing);
        EXPECT_EQ(must(pathways.find(pathway.id)).snapshotFile, QStringLiteral("snap-1"));
        ++call;
    }
    EXPECT_GT(call, 4);
    const auto stored = journal.find(own.id);
    ASSERT_TRUE(stored) << reasonOf(stored);
    EXPECT_EQ(stored->push.status, PushStatus::SyncedWithExceptions);
    EXPECT_EQ(stored->push.ended, own.ended);
    EXPECT_EQ(stored->push.problem, own.problem);
    EXPECT_EQ(stored->push.counts, own.counts);
    EXPECT_EQ(stored->planFile, QStringLiteral("plan"));
    EXPECT_EQ(must(pathways.find(pathway.id)).snapshotFile, QStringLiteral("snap-2"));
    EXPECT_FALSE(must(pathways.find(pathway.id)).snapshotDoubtful);
    EXPECT_EQ(failureOf(journal.begin(own, {}, {})).kind, ErrorKind::Internal) << "it is over";
}

TEST_F(JournalTest, AStoppedPushThatCanGoOnIsTakenUpAgainWithItsBatches) {
    ASSERT_TRUE(journal.intent(push.id, batch(1)));
    push.status = PushStatus::NeedsYou;
    push.resumable = true;
    push.counts.accepted = 5;
    ASSERT_TRUE(journal.finish(push, std::nullopt));
    ASSERT_EQ(must(journal.unfinished()).size(), 1);
    Push again = push;
    again.status = PushStatus::Processing;
    again.resumable = false;
    again.counts = {};
    ASSERT_TRUE(journal.begin(again, QStringLiteral("plan-1"), {}));
    EXPECT_EQ(must(journal.batches(push.id)).size(), 1);
    EXPECT_EQ(must(journal.find(push.id)).push.counts.accepted, 5);
}

TEST_F(JournalTest, HistoryIsNewestFirstAndCanBeOfOnePathway) {
    Push later = samplePush(PathwayId::create());
    later.started = push.started.addDays(1);
    ASSERT_TRUE(journal.begin(later, {}, {}));
    const auto all = journal.history({}, 10);
    ASSERT_TRUE(all) << reasonOf(all);
    ASSERT_EQ(all->size(), 2);
    EXPECT_EQ(all->first().id, later.id);
    EXPECT_EQ(must(journal.history({}, 1)).size(), 1);
    const auto one = journal.history(push.pathway, 0);
    ASSERT_TRUE(one) << reasonOf(one);
    ASSERT_EQ(one->size(), 1);
    EXPECT_EQ(one->first().id, push.id);
}

TEST_F(JournalTest, RowOutcomesArePagedFilteredAndCounted) {
    QList<RowOutcome> rows;
    for (int i = 0; i < 25; ++i) {
        rows << row(100 - i, i % 5 == 0 ? Reason::Unsubscribed : Reason::NotAnEmail);
    }
    ASSERT_TRUE(journal.addLeftOut(push.id, rows, {}));
    const auto page = journal.rowOutcomes(push.id, 5, 10);
    ASSERT_TRUE(page) << reasonOf(page);
    ASSERT_EQ(page->size(), 10);
    EXPECT_EQ(page->first().row, 81);
    EXPECT_EQ(must(journal.rowOutcomes(push.id, 0, 100, Reason::Unsubscribed)).size(), 5);
    const QMap<Reason, qint64> expected = {{Reason::NotAnEmail, 20}, {Reason::Unsubscribed, 5}};
    EXPECT_EQ(must(journal.rowOutcomeCounts(push.id)), expected);
}

TEST_F(JournalTest, NoDetailOfAPersonIsReadableInTheFilesOrWithAnotherKey) {
    ASSERT_TRUE(journal.addLeftOut(push.id, {row(424242, Reason::NotAnEmail)}, {}));
    QByteArray bytes;
    for (const char* name : {"", "-wal"}) {
        QFile file(temporary.workspace->databasePath() + QLatin1String(name));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        bytes += file.readAll();
    }
    EXPECT_FALSE(bytes.contains("person424242"));
    EXPECT_FALSE(bytes.contains("Not an address"));
    EXPECT_TRUE(bytes.contains("session-1")) << "the search itself finds what is there";

    Journal stranger(*temporary.database, {QByteArray(32, 'x'), QByteArray(32, 'y')});
    const auto rows = stranger.rowOutcomes(push.id, 0, 0);
    ASSERT_TRUE(rows) << reasonOf(rows);
    ASSERT_EQ(rows->size(), 1);
    EXPECT_TRUE(rows->first().identity.isEmpty());
    EXPECT_FALSE(rows->first().note.isEmpty());
}

TEST_F(JournalTest, RowDetailsGoAfterFourteenDaysAndPushesAfterThirteenMonths) {
    FakeClock clock(push.started);
    ASSERT_TRUE(journal.addLeftOut(push.id, {row(1, Reason::NotAnEmail)}, {}));
    push.status = PushStatus::Synced;
    push.ended = clock.now();
    ASSERT_TRUE(journal.resettle(push, {}, {}, settledMemory()));
    Push open = samplePush(PathwayId::create());
    ASSERT_TRUE(journal.begin(open, {}, {}));
    open.status = PushStatus::Stopped;
    open.resumable = false;
    open.ended = clock.now();
    ASSERT_TRUE(journal.finish(open, std::nullopt)); // For good, and there was no room to remember whom it had sent.
    Push waiting = samplePush(PathwayId::create());
    ASSERT_TRUE(journal.begin(waiting, {}, {}));

    clock.advance(std::chrono::hours(24 * 14));
    ASSERT_TRUE(journal.expire(clock.now()));
    EXPECT_EQ(must(journal.rowOutcomes(push.id, 0, 0)).size(), 1);
    clock.advance(std::chrono::milliseconds(1));
    ASSERT_TRUE(journal.expire(clock.now()));
    EXPECT_TRUE(must(journal.rowOutcomes(push.id, 0, 0)).isEmpty());
    EXPECT_TRUE(journal.find(push.id));

    ASSERT_TRUE(journal.expire(push.ended->addMonths(13)));
    EXPECT_TRUE(journal.find(push.id));
    ASSERT_TRUE(journal.expire(push.ended->addMonths(13).addMSecs(1)));
    EXPECT_EQ(failureOf(journal.find(push.id)).kind, ErrorKind::NotFound);
    EXPECT_TRUE(journal.find(waiting.id)) << "what can still be continued stays";
    EXPECT_TRUE(journal.find(open.id)) << "whom it has sent is written down nowhere else";
}

TEST_F(JournalTest, AnEndedPushCanBeDeletedAndOneThatCanGoOnStays) {
    ASSERT_TRUE(journal.addLeftOut(push.id, {row(1, Reason::NotAnEmail)}, {}));
    EXPECT_EQ(failureOf(journal.remove(push.id)).kind, ErrorKind::InUse);
    push.status = PushStatus::Stopped;
    push.resumable = true;
    ASSERT_TRUE(journal.finish(push, std::nullopt));
    EXPECT_EQ(failureOf(journal.remove(push.id)).kind, ErrorKind::InUse);
    push.status = PushStatus::Synced;
    push.resumable = false;
    push.ended = push.started;
    ASSERT_TRUE(journal.finish(push, std::nullopt));
    EXPECT_EQ(failureOf(journal.remove(push.id)).kind, ErrorKind::InUse) << "its people would be nobody's";
    ASSERT_TRUE(journal.resettle(push, {}, {}, settledMemory()));
    ASSERT_TRUE(journal.remove(push.id));
    EXPECT_EQ(failureOf(journal.find(push.id)).kind, ErrorKind::NotFound);
    EXPECT_TRUE(must(journal.rowOutcomes(push.id, 0, 0)).isEmpty());
    EXPECT_EQ(failureOf(journal.remove(push.id)).kind, ErrorKind::NotFound);
}

TEST_F(JournalTest, AFlippedStateIsNoticed) {
    ASSERT_TRUE(journal.intent(push.id, batch(1)));
    ASSERT_TRUE(temporary.database->execute(QStringLiteral("UPDATE batch SET state = 2")));
    EXPECT_EQ(failureOf(journal.batches(push.id)).kind, ErrorKind::Storage);
    ASSERT_TRUE(temporary.database->execute(QStringLiteral("UPDATE push_counter SET accepted = 3")));
    EXPECT_EQ(failureOf(journal.find(push.id)).kind, ErrorKind::Storage);
}

} // namespace pathways::test
