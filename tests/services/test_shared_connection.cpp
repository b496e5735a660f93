// SPDX-License-Identifier: GPL-3.0-or-later
// One connection, used by several at once: what is told of a push is that push's own.
#include "core/plan/file/plan_file.h"
#include "tests/services/push_fixture.h"
#include "tests/support/event_loop.h"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace pathways::test {

namespace {

HttpReply answered(int status, const HttpHeaders& headers = {}) {
    return HttpReply{HttpEnd::Answered, status, headers, {}, {}};
}

/// Answers 200 at once, but holds back requests to one path until it is told what to answer.
class GatedTransport final : public HttpTransport {
public:
    HttpReply send(const HttpRequest& request, std::stop_token stop) override {
        std::unique_lock lock(m_mutex);
        if (request.url.path() != m_gated) {
            return answered(200);
        }
        ++m_held;
        m_changed.notify_all();
        m_changed.wait(lock, stop, [this] { return m_gated.isEmpty(); });
        --m_held;
        if (m_replies.empty()) {
            return answered(200);
        }
        HttpReply reply = m_replies.front();
        m_replies.pop_front();
        return reply;
    }
    void holdBack(const QString& path) {
        const std::lock_guard lock(m_mutex);
        m_gated = path;
    }
    [[nodiscard]] bool holds() {
        const std::lock_guard lock(m_mutex);
        return m_held > 0;
    }
    /// What was held back goes on, and is answered with these first.
    void letGo(std::deque<HttpReply> replies = {}) {
        const std::lock_guard lock(m_mutex);
        m_replies = std::move(replies);
        m_gated.clear();
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    QString m_gated;
    std::deque<HttpReply> m_replies;
    int m_held = 0;
};

} // namespace

class SharedConnection : public PushFixture {
protected:
    void SetUp() override {
        PushFixture::SetUp();
        m_fake->talkOverHttp();
        writePeople(120); // Three batches.
        m_one = connection(QStringLiteral("one"));
    }
    HttpTransport& transport() override { return m_gate; }

    /// Starts a push to "slow" and waits until its first request is on its way, and stays there.
    std::optional<PushId> startHeldBack() {
        m_gate.holdBack(QStringLiteral("/slow"));
        const PushId held = start(pathway(m_one, QStringLiteral("slow")));
        EXPECT_TRUE(runUntil([this] { return m_gate.holds(); }));
        return m_gate.holds() ? std::optional(held) : std::nullopt;
    }
    /// A push to another object of the same connection, from its start to its end.
    std::optional<Push> pushMeanwhile() {
        QSignalSpy ended(m_pushes.get(), &PushService::finished);
        start(pathway(m_one, QStringLiteral("quick")));
        return untilEnded(ended, 1) ? std::optional(ended.at(0).at(0).value<Push>()) : std::nullopt;
    }
    /// Requests over the same connection that belong to no push, as a review makes them.
    bool askMeanwhile(int times) {
        const auto connection = ConnectionRepository(*m_database).find(m_one);
        if (!connection) {
            return false;
        }
        const auto asked = await(m_broker->run<int>(*connection, [times](const OpenConnection& access) -> Result<int> {
            int well = 0;
            HttpRequest request;
            request.url = QUrl(QStringLiteral("http://fake.test/fields"));
            for (int i = 0; i < times; ++i) {
                well += access.context().http.send(request, {}).ok() ? 1 : 0;
            }
            return well;
        }));
        return asked && *asked == times;
    }
    [[nodiscard]] QString waiting(const PushId& id) const {
        const auto progress = m_pushes->progress(id);
        return progress ? progress->waiting : QString();
    }

    GatedTransport m_gate;
    ConnectionId m_one;
};

TEST_F(SharedConnection, aPushCountsItsOwnRequests) {
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const auto slow = startHeldBack();
    ASSERT_TRUE(slow);
    const auto quick = pushMeanwhile();
    ASSERT_TRUE(quick);
    EXPECT_EQ(quick->counts.requests, 3);
    ASSERT_TRUE(askMeanwhile(5));
    m_gate.letGo();
    ASSERT_TRUE(untilEnded(ended, 2));
    const Push last = ended.at(1).at(0).value<Push>();
    ASSERT_EQ(last.id, *slow);
    EXPECT_EQ(last.counts.requests, 3);
}

TEST_F(SharedConnection, aPushThatWaitsIsToldSoWhenAnotherOneHasEnded) {
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const auto slow = startHeldBack();
    ASSERT_TRUE(slow);
    ASSERT_TRUE(pushMeanwhile());
    m_clock.turnByItself(false);
    m_gate.letGo({answered(429, {{"retry-after", "60"}})});
    EXPECT_TRUE(runUntil([&] { return !waiting(*slow).isEmpty(); })) << "the push was told nothing";
    EXPECT_EQ(waiting(*slow), QStringLiteral("Fake asked us to wait a moment."));
    m_clock.turnByItself();
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(ended.at(1).at(0).value<Push>().status, PushStatus::Synced);
}

/// The platform makes the whole connection wait, whoever's request it answered so.
TEST_F(SharedConnection, everyPushOfAThrottledConnectionIsToldAndToldWhenItIsOver) {
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const auto slow = startHeldBack();
    ASSERT_TRUE(slow);
    m_clock.turnByItself(false);
    const ConnectionId other = connection(QStringLiteral("two"));
    FakeDestination& second = m_fake->object(m_one.value + QStringLiteral("second"));
    std::mutex mutex;
    std::condition_variable changed;
    bool goOn = false;
    second.onApplied = [&](const ChangeBatch&) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::milliseconds(kPatience), [&] { return goOn; });
    };
    const PushId beside = start(pathway(m_one, QStringLiteral("second")));
    FakeDestination& apart = m_fake->object(other.value + QStringLiteral("third"));
    apart.onApplied = second.onApplied;
    const PushId elsewhere = start(pathway(other, QStringLiteral("third")));
    ASSERT_TRUE(runUntil([&] { return m_pushes->progress(beside) && m_pushes->progress(elsewhere); }));
    m_gate.letGo({answered(429, {{"retry-after", "60"}})});
    EXPECT_TRUE(runUntil([&] { return !waiting(*slow).isEmpty() && !waiting(beside).isEmpty(); }));
    EXPECT_EQ(waiting(elsewhere), QString()) << "told of a wait on a connection that it does not use";
    m_clock.turnByItself();
    EXPECT_TRUE(runUntil([&] { return waiting(beside).isEmpty(); })) << "told that it waits when it does not";
    {
        const std::lock_guard lock(mutex);
        goOn = true;
    }
    changed.notify_all();
    ASSERT_TRUE(untilEnded(ended, 3));
}

/// Nothing is said of a push where there is none.
TEST_F(SharedConnection, memoryThatRunsOutIsToldInTheWordsOfWhatWasBeingDone) {
    const auto connection = ConnectionRepository(*m_database).find(m_one);
    ASSERT_TRUE(connection);
    const auto starve = [](const OpenConnection&) -> Result<int> { throw std::bad_alloc(); };
    const auto checked = await(m_broker->run<int>(*connection, starve));
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error(), outOfMemory(InterruptedWork::Connection, QStringLiteral("bad_alloc")));
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    runOn<int>(
        m_pool, promise, []() -> Result<int> { throw std::bad_alloc(); }, InterruptedWork::Preview);
    const auto previewed = await(promise->future());
    ASSERT_FALSE(previewed);
    EXPECT_EQ(previewed.error(), outOfMemory(InterruptedWork::Preview, QStringLiteral("bad_alloc")));
}

} // namespace pathways::test
