// SPDX-License-Identifier: GPL-3.0-or-later
// Pushes and the threads that they share: how many run at a time, what becomes of the others, how they are stopped, and
// what happens where the computer has nothing more to give.
#include "core/destinations/all_connectors.h"
#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/plan/file/plan_file.h"
#include "tests/services/push_fixture.h"
#include "tests/support/event_loop.h"

#include <QPointer>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <sys/resource.h>
#include <thread>

namespace pathways::test {

namespace {

/// Holds threads back until it is opened; counts who stands before it.
class Gate {
public:
    void pass() {
        std::unique_lock lock(m_mutex);
        ++m_here;
        m_changed.wait_for(lock, std::chrono::milliseconds(kPatience), [this] { return m_open; });
    }
    void open() {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    [[nodiscard]] int here() {
        const std::lock_guard lock(m_mutex);
        return m_here;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_here = 0;
    bool m_open = false;
};

/// A keychain that answers when the test wants it to.
class SlowStore final : public CredentialStore {
public:
    void read(const QString&, QObject* receiver, ReadCallback done) override {
        m_waiting.push_back([receiver = QPointer(receiver), done = std::move(done)] {
            if (!receiver.isNull()) {
                done(Secret(QByteArray("key")));
            }
        });
    }
    void write(const QString&, Secret, QObject*, DoneCallback done) override { done({}); }
    void remove(const QString&, QObject*, DoneCallback done) override { done({}); }
    void answer() {
        for (const auto& one : std::exchange(m_waiting, {})) {
            one();
        }
    }
    [[nodiscard]] std::size_t asked() const { return m_waiting.size(); }

private:
    std::vector<std::function<void()>> m_waiting;
};

/// Lowers the number of files that this process may have open.
class FewDescriptors {
public:
    FewDescriptors() { ::getrlimit(RLIMIT_NOFILE, &m_before); }
    ~FewDescriptors() { giveBack(); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;
    /// None beyond those that are open, which are more than these; the event loop polls fewer.
    void takeAll() const {
        rlimit none = m_before;
        none.rlim_cur = 12;
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    void giveBack() const { ::setrlimit(RLIMIT_NOFILE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

class PushPoolsTest : public PushFixture {
protected:
    void SetUp() override {
        PushFixture::SetUp();
        m_one = connection(QStringLiteral("one"));
    }
    CredentialStore& credentials() override { return m_slow; }

    FakeDestination& object(const QString& name) { return m_fake->object(m_one.value + name); }
    static QString name(int number) { return QStringLiteral("list ") + QString::number(number); }
    /// So many pushes to different objects, each of which stands before the gate once it has sent somebody.
    QList<PushId> startMany(int count, Gate& gate) {
        QList<PushId> ids;
        for (int i = 0; i < count; ++i) {
            object(name(i)).onApplied = [&gate](const ChangeBatch&) { gate.pass(); };
            ids << start(pathway(m_one, name(i)));
        }
        return ids;
    }
    [[nodiscard]] int begun(const QList<PushId>& ids) const {
        return int(std::count_if(ids.begin(), ids.end(),
                                 [this](const PushId& id) { return m_pushes->progress(id).has_value(); }));
    }
    [[nodiscard]] PushStatus status(const PushId& id) const {
        const auto found = m_pushes->find(id);
        return found ? found->status : PushStatus::Processing;
    }

    SlowStore m_slow;
    ConnectionId m_one;
};

TEST_F(PushPoolsTest, aPushBeyondTheThreadsWaitsForOneOfThem) {
    writePeople(20);
    Gate gate;
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const QList<PushId> ids = startMany(PushPools::kPushes + 2, gate);
    EXPECT_TRUE(runUntil([&] { return gate.here() == PushPools::kPushes; }));
    EXPECT_EQ(begun(ids), PushPools::kPushes);
    EXPECT_EQ(m_pushes->running().size(), ids.size());
    gate.open();
    ASSERT_TRUE(untilEnded(ended, int(ids.size())));
    for (int i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(status(ids.at(i)), PushStatus::Synced);
        EXPECT_EQ(object(name(i)).state().size(), 20u);
    }
    EXPECT_TRUE(m_pushes->idle());
}

/// The C library sets memory aside for each thread that ever had a batch.
TEST_F(PushPoolsTest, aPushKeepsToAsManyThreadsAsItHasBatchesInFlight) {
    m_fake->limits().peoplePerBatch = 5;
    m_fake->limits().parallelBatches = 2;
    writePeople(200);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    object(name(0)).onApplied = [&](const ChangeBatch&) {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
    };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const PushId push = start(pathway(m_one, name(0)));
    ASSERT_TRUE(untilEnded(ended, 1));
    EXPECT_EQ(status(push), PushStatus::Synced);
    EXPECT_EQ(object(name(0)).bodies.size(), 40u);
    EXPECT_LE(threads.size(), 2u);
}

/// Or the batches of one push would wait for another one's end.
TEST(PushPools, haveThreadsForTheBatchesOfAsManyPushesAsRun) {
    ConnectorRegistry registry;
    registerAllConnectors(registry);
    ASSERT_FALSE(registry.all().empty());
    for (const auto& connector : registry.all()) {
        const DestinationType& type = connector->type();
        EXPECT_LE(type.limits.parallelBatches * PushPools::kPushes, PushPools::kBatches) << type.name.toStdString();
    }
}

/// The program is closed while pushes run and one waits for its turn.
TEST_F(PushPoolsTest, theEndOfTheProgramStopsAllPushesAtACleanPlace) {
    m_fake->limits().peoplePerBatch = 5;
    writePeople(200);
    Gate gate;
    const QList<PushId> ids = startMany(PushPools::kPushes + 1, gate);
    EXPECT_TRUE(runUntil([&] { return gate.here() == PushPools::kPushes; }));
    gate.open();
    m_pushes.reset(); // Waits for what is in flight; much is left to be sent.
    for (int i = 0; i < ids.size(); ++i) {
        object(name(i)).onApplied = nullptr;
    }
    m_pushes = std::make_unique<PushService>(*m_context, *m_pathways);
    const auto unfinished = m_pushes->unfinished();
    ASSERT_TRUE(unfinished);
    EXPECT_GE(unfinished->size(), 1); // The one that waited, at least.
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    for (const Push& push : *unfinished) {
        EXPECT_TRUE(push.resumable);
        EXPECT_TRUE(m_pushes->resume(push.id));
    }
    ASSERT_TRUE(untilEnded(ended, int(unfinished->size())));
    for (int i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(status(ids.at(i)), PushStatus::Synced);
        EXPECT_EQ(object(name(i)).state().size(), 200u);
    }
}

/// A keychain may ask somebody for its password, who takes their time.
TEST_F(PushPoolsTest, aPushWhoseConnectionIsBeingOpenedCanBeStopped) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const auto planned = plan(id);
    m_fake->askForAKey();
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const auto push = m_pushes->start(id, planned, {});
    ASSERT_TRUE(push);
    ASSERT_EQ(m_slow.asked(), 1u);
    EXPECT_EQ(m_pushes->running(), QList<PushId>{*push});
    m_pushes->stop(*push);
    ASSERT_EQ(ended.count(), 1);
    EXPECT_EQ(ended.at(0).at(0).value<Push>().status, PushStatus::Stopped);
    EXPECT_TRUE(m_pushes->idle());
    // Continued, and asked anew, before the first answer has come: that one is for nobody any more.
    ASSERT_TRUE(m_pushes->resume(*push));
    ASSERT_EQ(m_slow.asked(), 2u);
    m_slow.answer();
    ASSERT_TRUE(runUntil([&] { return m_slow.asked() > 0; })) << "once for its people, once for itself";
    m_slow.answer();
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(ended.at(1).at(0).value<Push>().status, PushStatus::Synced);
    EXPECT_EQ(object(QStringLiteral("list")).bodies.size(), 1u);
    EXPECT_TRUE(m_pushes->idle());
}

TEST_F(PushPoolsTest, aPushThatAsksAboutTheAccountStopsAtOnce) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const auto planned = plan(id);
    std::mutex mutex;
    std::condition_variable_any changed;
    std::atomic<bool> asked = false;
    std::atomic<bool> brokenOff = false;
    m_fake->onValidate = [&](const CallContext& context) -> Result<AccountInfo> {
        std::unique_lock lock(mutex);
        asked = true;
        changed.wait_for(lock, context.stop, std::chrono::milliseconds(kPatience), [] { return false; });
        brokenOff = context.stop.stop_requested();
        return fail(ErrorKind::Canceled, QStringLiteral("It was stopped."), {}, {});
    };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const auto push = m_pushes->start(id, planned, {});
    ASSERT_TRUE(push);
    ASSERT_TRUE(runUntil([&] { return asked.load(); }));
    m_pushes->stop(*push);
    ASSERT_TRUE(untilEnded(ended, 1));
    EXPECT_TRUE(brokenOff);
    EXPECT_EQ(ended.at(0).at(0).value<Push>().status, PushStatus::Stopped);
    m_fake->onValidate = nullptr;
    ASSERT_TRUE(m_pushes->resume(*push));
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(ended.at(1).at(0).value<Push>().status, PushStatus::Synced);
}

/// Without threads that stand ready, the process would end here.
TEST_F(PushPoolsTest, F70_noDescriptorIsLeftInMidPush) {
    m_fake->limits().peoplePerBatch = 5;
    m_fake->limits().parallelBatches = 4;
    writePeople(200);
    const FewDescriptors descriptors;
    FakeDestination& list = object(QStringLiteral("list"));
    list.onApplied = [&](const ChangeBatch&) { descriptors.takeAll(); };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const PushId push = start(pathway(m_one, QStringLiteral("list")));
    const bool over = untilEnded(ended, 1);
    descriptors.giveBack();
    ASSERT_TRUE(over);
    list.onApplied = nullptr;
    const Push paused = ended.at(0).at(0).value<Push>();
    EXPECT_TRUE(paused.resumable);
    ASSERT_TRUE(paused.problem);
    EXPECT_FALSE(paused.problem->what.isEmpty());
    ASSERT_TRUE(m_pushes->resume(push));
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(ended.at(1).at(0).value<Push>().status, PushStatus::Synced);
    EXPECT_EQ(list.state().size(), 200u);
}

TEST_F(PushPoolsTest, F70_whereNoThreadsCanBeHadThePushSaysSoAndWaits) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const auto planned = plan(id);
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const FewDescriptors descriptors;
    descriptors.takeAll();
    const auto push = m_pushes->start(id, planned, {});
    const bool said = untilEnded(ended, 1);
    descriptors.giveBack();
    ASSERT_TRUE(push && said);
    const Push refused = ended.at(0).at(0).value<Push>();
    EXPECT_EQ(refused.status, PushStatus::NeedsYou);
    ASSERT_TRUE(refused.problem);
    EXPECT_EQ(refused.problem->what,
              QStringLiteral("The computer has reached its limit of running tasks or open files."));
    EXPECT_FALSE(refused.problem->meaning.isEmpty());
    EXPECT_FALSE(refused.problem->remedy.isEmpty());
    ASSERT_TRUE(m_pushes->resume(*push));
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(ended.at(1).at(0).value<Push>().status, PushStatus::Synced);
}

} // namespace pathways::test
