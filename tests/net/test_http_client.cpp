// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/back_off.h"
#include "core/net/http_client.h"
#include "core/net/rate_limiter.h"
#include "tests/support/fake_clock.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace pathways {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using test::FakeClock;
using ::testing::Each;
using ::testing::ElementsAre;

HttpReply answered(int status, const HttpHeaders& headers = {}) {
    return HttpReply{HttpEnd::Answered, status, headers, {}, {}};
}

HttpReply ended(HttpEnd end, ErrorKind kind = ErrorKind::Network) {
    return HttpReply{end, 0, {}, {}, Error{kind, {}, {}, {}, {}}};
}

/// Gives out prepared replies, then 200; can hold its callers back.
class ScriptedTransport final : public HttpTransport {
public:
    HttpReply send(const HttpRequest&, std::stop_token stop) override {
        std::unique_lock lock(m_mutex);
        ++m_sent;
        m_most = std::max(m_most, ++m_inside);
        m_changed.notify_all();
        m_changed.wait(lock, stop, [this] { return !m_held; });
        --m_inside;
        if (m_replies.empty()) {
            return answered(200);
        }
        HttpReply reply = m_replies.front();
        if (m_replies.size() > 1 || !m_forEver) {
            m_replies.pop_front();
        }
        return reply;
    }
    void script(std::deque<HttpReply> replies, bool lastForEver = false) {
        const std::lock_guard lock(m_mutex);
        m_replies = std::move(replies);
        m_forEver = lastForEver;
    }
    void hold(bool on) {
        const std::lock_guard lock(m_mutex);
        m_held = on;
        m_changed.notify_all();
    }
    void untilInside(int count) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_inside >= count; });
    }
    int sent() const {
        const std::lock_guard lock(m_mutex);
        return m_sent;
    }
    int most() const {
        const std::lock_guard lock(m_mutex);
        return m_most;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<HttpReply> m_replies;
    bool m_forEver = false;
    bool m_held = false;
    int m_sent = 0;
    int m_inside = 0;
    int m_most = 0;
};

class Client : public ::testing::Test {
protected:
    Client() { clock.turnByItself(); }
    std::unique_ptr<HttpClient> client(ClientLimits limits = {}, RetryPolicy policy = standardRetry) {
        auto made = std::make_unique<HttpClient>(transport, clock, limits, std::move(policy));
        made->setJitterSeed(42);
        made->setPlatformName(QStringLiteral("Mailchimp"));
        return made;
    }
    static HttpRequest once() {
        HttpRequest request;
        request.method = "POST";
        request.idempotent = false;
        return request;
    }
    FakeClock clock;
    ScriptedTransport transport;
};

TEST(RetryAfter, F42_retryAfterTable) {
    const QDateTime now = QDateTime::fromString(QStringLiteral("2026-03-02T09:00:00Z"), Qt::ISODate);
    const auto cap = milliseconds(15min);
    const std::vector<std::pair<QByteArray, std::optional<milliseconds>>> table = {
        {"0", 0ms},
        {"7", 7s},
        {" 120 ", 120s},
        {"900", cap},
        {"901", cap},
        {"1000000000", cap},
        {"99999999999999999999999999", cap},
        {"-1", std::nullopt},
        {"1.5", std::nullopt},
        {"", std::nullopt},
        {"soon", std::nullopt},
        {"12 seconds", std::nullopt},
        {"\xff\xfe", std::nullopt},
        {"Mon, 02 Mar 2026 09:00:30 GMT", 30s},
        {"Monday, 02-Mar-26 09:00:30 GMT", 30s},
        {"Mon Mar  2 09:00:30 2026", 30s},
        {"Tue, 03 Mar 2026 09:00:00 GMT", cap},
        {"Mon, 02 Mar 2026 08:59:00 GMT", std::nullopt},
        {"Wed, 31 Feb 2026 09:00:00 GMT", std::nullopt},
        {"Fri, 31 Dec 9999 23:59:59 GMT", cap}};
    for (const auto& [value, expected] : table) {
        EXPECT_EQ(retryAfter(value, now), expected) << value.constData();
    }
}

TEST(RetryAfter, F49_datesAreReadByThePlatformsClock) {
    // This computer's clock may be wrong by years.
    const RetryAdvice advice = standardRetry(
        answered(429, {{"date", "Mon, 02 Mar 2001 09:00:00 GMT"}, {"retry-after", "Mon, 02 Mar 2001 09:00:30 GMT"}}));
    // The weekday is wrong in both, which makes them no dates: own back-off.
    EXPECT_EQ(advice.wait, std::nullopt);
    const RetryAdvice right = standardRetry(
        answered(429, {{"date", "Fri, 02 Mar 2001 09:00:00 GMT"}, {"retry-after", "Fri, 02 Mar 2001 09:00:30 GMT"}}));
    EXPECT_EQ(right.wait, milliseconds(30s));
}

TEST(RetryAfter, theUsualDialect) {
    using Kind = RetryAdvice::Kind;
    EXPECT_EQ(standardRetry(answered(429)).kind, Kind::Throttled);
    EXPECT_EQ(standardRetry(answered(503, {{"retry-after", "5"}})).kind, Kind::Throttled);
    for (const int status : {408, 500, 502, 503, 504}) {
        EXPECT_EQ(standardRetry(answered(status)).kind, Kind::Transient) << status;
    }
    for (const int status : {200, 204, 301, 307, 400, 401, 403, 404, 409, 422, 501}) {
        EXPECT_EQ(standardRetry(answered(status)).kind, Kind::Final) << status;
    }
}

TEST(BackOff, F43_halfIsCertain) {
    BackOff first(1s, 300s, 7);
    BackOff same(1s, 300s, 7);
    for (int failures = 1; failures < 30; ++failures) {
        const milliseconds step = std::min<milliseconds>(milliseconds(1000LL << std::min(failures - 1, 20)), 300s);
        for (int i = 0; i < 50; ++i) {
            const milliseconds wait = first.after(failures);
            EXPECT_GE(wait, step / 2);
            EXPECT_LE(wait, step);
            EXPECT_EQ(wait, same.after(failures));
        }
    }
}

TEST(RateLimiter, F44_oneGoesAheadAfterASuspension) {
    FakeClock clock;
    clock.turnByItself();
    ClientLimits limits;
    limits.parallelRequests = 3;
    RateLimiter admission(clock, limits);
    std::stop_source stopped;
    stopped.request_stop();
    // With a stop requested enter() tells at once whether there is a place.
    const auto place = [&] { return admission.enter(stopped.get_token()); };
    EXPECT_TRUE(place());
    EXPECT_TRUE(place());
    EXPECT_TRUE(place());
    EXPECT_FALSE(place());
    for (int i = 0; i < 3; ++i) {
        admission.leave(false);
    }
    EXPECT_TRUE(admission.suspend(60s));
    EXPECT_FALSE(admission.suspend(30s));
    EXPECT_FALSE(place());
    EXPECT_TRUE(admission.enter({}));
    EXPECT_GE(clock.monotonic(), milliseconds(60s));
    EXPECT_FALSE(place());
    admission.leave(false);
    EXPECT_TRUE(place()); // Still one at a time.
    EXPECT_FALSE(place());
    admission.leave(true);
    EXPECT_TRUE(place());
    EXPECT_TRUE(place());
}

TEST_F(Client, F43_throttlingWithoutHeaderFollowsTheSchedule) {
    transport.script({answered(429), answered(429), answered(429), answered(429)});
    EXPECT_TRUE(client()->send({}, {}).ok());
    const auto waits = clock.waits();
    ASSERT_EQ(waits.size(), 4);
    BackOff expected(1s, 300s, 42);
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(waits[size_t(i)], expected.after(i + 1));
    }
    EXPECT_EQ(transport.sent(), 5);
}

TEST_F(Client, F43_theScheduleIsCapped) {
    ClientLimits limits;
    limits.maxBackoff = 8s;
    transport.script(std::deque<HttpReply>(12, answered(429)));
    EXPECT_TRUE(client(limits)->send({}, {}).ok());
    EXPECT_THAT(clock.waits(), Each(::testing::Le(milliseconds(8s))));
}

TEST_F(Client, F42_whatThePlatformAsksForIsObeyedAndShown) {
    transport.script({answered(429, {{"retry-after", "90"}})});
    auto it = client();
    std::vector<std::pair<QString, QDateTime>> told;
    it->setWaitListener([&](const QString& why, const QDateTime& until) { told.emplace_back(why, until); });
    const QDateTime before = clock.now();
    EXPECT_TRUE(it->send({}, {}).ok());
    EXPECT_THAT(clock.waits(), ElementsAre(milliseconds(90s)));
    ASSERT_EQ(told.size(), 2);
    EXPECT_EQ(told[0].first, u"Mailchimp asked us to wait a moment.");
    EXPECT_EQ(told[0].second, before.addSecs(90));
    EXPECT_EQ(told[1].first, QString());
}

/// What is told of waiting, latest last; an empty text: no longer.
struct Told {
    std::vector<QString> texts;
    void listenTo(HttpClient& client) {
        client.setWaitListener([this](const QString& why, const QDateTime&) { texts.push_back(why); });
    }
};

TEST_F(Client, aHandleCountsItsOwnRequests) {
    auto it = client();
    const auto other = it->newHandle();
    EXPECT_TRUE(it->send({}, {}).ok());
    EXPECT_TRUE(other->send({}, {}).ok());
    EXPECT_TRUE(other->send({}, {}).ok());
    EXPECT_EQ(it->requestCount(), 1);
    EXPECT_EQ(other->requestCount(), 2);
}

TEST_F(Client, handlesShareTheLimitsAndOutliveEachOther) {
    ClientLimits limits;
    limits.parallelRequests = 2;
    auto it = client(limits);
    transport.hold(true);
    std::vector<std::unique_ptr<HttpClient>> handles;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 5; ++i) {
        handles.push_back(it->newHandle());
        threads.emplace_back([handle = handles.back().get()] { EXPECT_TRUE(handle->send({}, {}).ok()); });
    }
    it.reset();
    transport.untilInside(2);
    transport.hold(false);
    threads.clear();
    EXPECT_EQ(transport.most(), 2);
}

TEST_F(Client, aThrottledConnectionIsToldToAllItsUsersUntilOneGetsThrough) {
    auto it = client();
    const auto beside = it->newHandle();
    auto gone = it->newHandle();
    Told mine;
    Told others;
    Told nobodys;
    mine.listenTo(*it);
    others.listenTo(*beside);
    nobodys.listenTo(*gone);
    gone.reset();
    transport.script({answered(429)});
    EXPECT_TRUE(it->send({}, {}).ok());
    for (const Told* told : {&mine, &others}) {
        ASSERT_EQ(told->texts.size(), 2);
        EXPECT_EQ(told->texts[0], u"Mailchimp asked us to wait a moment.");
        EXPECT_EQ(told->texts[1], QString());
    }
    EXPECT_TRUE(nobodys.texts.empty());
}

TEST_F(Client, onesOwnTroubleIsToldToNobodyElse) {
    auto it = client();
    const auto beside = it->newHandle();
    Told mine;
    Told others;
    mine.listenTo(*it);
    others.listenTo(*beside);
    transport.script({answered(500), answered(200)});
    clock.turnByItself(false);
    std::jthread waits([&] { EXPECT_TRUE(it->send({}, {}).ok()); });
    clock.untilWaiting(1);
    // Somebody else's request that goes well does not end this one's wait.
    EXPECT_TRUE(beside->send({}, {}).ok());
    EXPECT_EQ(mine.texts.size(), 1);
    clock.turnByItself();
    waits.join();
    EXPECT_EQ(mine.texts.size(), 2);
    EXPECT_TRUE(others.texts.empty());
}

TEST_F(Client, whoComesWhileAllWaitIsToldAtOnce) {
    auto it = client();
    transport.script({answered(429, {{"retry-after", "60"}})});
    clock.turnByItself(false);
    std::jthread waits([&] { EXPECT_TRUE(it->send({}, {}).ok()); });
    clock.untilWaiting(1);
    const auto late = it->newHandle();
    Told told;
    told.listenTo(*late);
    EXPECT_EQ(told.texts.size(), 1);
    clock.turnByItself();
    waits.join();
    EXPECT_EQ(told.texts.size(), 2);
    const auto later = it->newHandle();
    Told nothing;
    nothing.listenTo(*later);
    EXPECT_TRUE(nothing.texts.empty());
}

TEST_F(Client, F43_throttlingSuspendsTheWholeConnection) {
    clock.turnByItself(false);
    transport.script({answered(429, {{"retry-after", "60"}})});
    auto it = client();
    std::atomic<int> done = 0;
    std::jthread first([&] { done += it->send({}, {}).ok() ? 1 : 0; });
    clock.untilWaiting(1);
    std::vector<std::jthread> others;
    for (int i = 0; i < 3; ++i) {
        others.emplace_back([&] { done += it->send({}, {}).ok() ? 1 : 0; });
    }
    // One of them waits for the time to pass and the others behind it or beside it; none of them sends.
    clock.untilWaiting(2);
    EXPECT_EQ(transport.sent(), 1);
    clock.advance(59s);
    EXPECT_EQ(transport.sent(), 1);
    transport.hold(true);
    clock.turnByItself();
    clock.advance(1s);
    // One goes ahead; the others follow only when it came back well.
    transport.untilInside(1);
    EXPECT_EQ(transport.sent(), 2);
    transport.hold(false);
    first.join();
    others.clear();
    EXPECT_EQ(done, 4);
    EXPECT_EQ(transport.sent(), 5);
}

TEST_F(Client, F43_severalThrottledAtOnceCountAsOne) {
    transport.script({answered(429), answered(429), answered(429), answered(429)});
    ClientLimits limits;
    limits.parallelRequests = 4;
    auto it = client(limits);
    transport.hold(true);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] { EXPECT_TRUE(it->send({}, {}).ok()); });
    }
    transport.untilInside(4);
    transport.hold(false);
    threads.clear();
    // A back-off that had grown with each of them would have reached the third step.
    EXPECT_THAT(clock.waits(), Each(::testing::Le(milliseconds(1s))));
}

TEST_F(Client, F44_aStormEndsAfterTheAttempts) {
    transport.script({answered(500)}, true);
    const HttpReply reply = client()->send({}, {});
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(transport.sent(), 8);
    milliseconds whole{0};
    for (const milliseconds wait : clock.waits()) {
        whole += wait;
    }
    EXPECT_GE(whole, milliseconds(127s) / 2);
}

TEST_F(Client, F44_inAStormOneRequestProbesForAll) {
    transport.script(std::deque<HttpReply>(5, answered(503)));
    auto it = client();
    EXPECT_TRUE(it->send({}, {}).ok());
    EXPECT_EQ(transport.sent(), 6);
    EXPECT_TRUE(it->send({}, {}).ok());
}

TEST_F(Client, F45_whatMayHaveBeenDoneIsNotSentAgain) {
    const std::vector<HttpReply> endings = {answered(500), answered(502), answered(503, {{"retry-after", "1"}}),
                                            ended(HttpEnd::Unknown), ended(HttpEnd::Unknown, ErrorKind::Protocol)};
    int sent = 0;
    for (const HttpReply& ending : endings) {
        transport.script({ending});
        const HttpReply reply = client()->send(once(), {});
        EXPECT_EQ(reply.end, ending.end);
        EXPECT_EQ(reply.status, ending.status);
        EXPECT_EQ(transport.sent(), ++sent);
    }
    EXPECT_TRUE(clock.waits().empty());
}

TEST_F(Client, F45_whatIsIdempotentIsSentAgain) {
    transport.script({ended(HttpEnd::Unknown), answered(502)});
    auto it = client();
    EXPECT_TRUE(it->send({}, {}).ok());
    EXPECT_EQ(it->requestCount(), 3);
}

/// A reading whose answer is none is made again; what must not arrive twice is not, and none of it goes on for ever.
TEST_F(Client, F30_anAnswerThatIsNoneIsAskedForAgain) {
    HttpRequest reading;
    reading.headers = {{"Accept", "application/json"}};
    HttpReply page = answered(200);
    page.body = "<html><body>Welcome to our guest network</body></html>";
    HttpReply half = answered(200);
    half.body = R"({"members":[{"email)";
    HttpReply whole = answered(200);
    whole.body = R"({"members":[]})";
    transport.script({page, half, whole});
    const auto patient = client();
    EXPECT_EQ(patient->send(reading, {}).body, whole.body);
    EXPECT_EQ(transport.sent(), 3);

    transport.script({page}, true);
    const HttpReply last = patient->send(reading, {});
    EXPECT_EQ(last.end, HttpEnd::Answered);
    EXPECT_EQ(last.body, page.body);
    EXPECT_EQ(transport.sent(), 6);

    HttpRequest change = once();
    change.headers = reading.headers;
    EXPECT_EQ(patient->send(change, {}).body, page.body);
    EXPECT_EQ(transport.sent(), 7);

    reading.headers.clear(); // Whoever asks for a file may get anything.
    EXPECT_EQ(patient->send(reading, {}).body, page.body);
    EXPECT_EQ(transport.sent(), 8);

    reading.headers = change.headers;
    transport.script({answered(204)});
    EXPECT_EQ(patient->send(reading, {}).status, 204);
    EXPECT_EQ(transport.sent(), 9);
}

TEST_F(Client, F20_whatNeverLeftIsSentAgainWhateverItIs) {
    transport.script(std::deque<HttpReply>(20, ended(HttpEnd::NotSent)));
    auto it = client();
    QString why;
    it->setWaitListener([&](const QString& text, const QDateTime&) { why = text.isEmpty() ? why : text; });
    EXPECT_TRUE(it->send(once(), {}).ok());
    // Not an attempt that counts, and not a request.
    EXPECT_EQ(transport.sent(), 21);
    EXPECT_EQ(it->requestCount(), 1);
    EXPECT_TRUE(why.startsWith(u"There is no connection to Mailchimp"));
}

TEST_F(Client, throttledWithoutEffectIsSentAgainWhateverItIs) {
    transport.script({answered(429)});
    EXPECT_TRUE(client()->send(once(), {}).ok());
    EXPECT_EQ(transport.sent(), 2);
}

TEST_F(Client, F47_whoCannotProveWhoTheyAreIsNotAskedAgain) {
    transport.script({ended(HttpEnd::NotSent, ErrorKind::Security)});
    EXPECT_EQ(client()->send({}, {}).error.kind, ErrorKind::Security);
    EXPECT_EQ(transport.sent(), 1);
}

TEST_F(Client, waitingIsGivenUp) {
    transport.script({answered(429, {{"retry-after", "600"}})}, true);
    const HttpReply reply = client()->send({}, {});
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.error.kind, ErrorKind::Throttled);
    EXPECT_EQ(clock.waits().size(), 6); // An hour.
}

TEST_F(Client, F38_aPolicyMayLimitTheTries) {
    const RetryPolicy bare = [](const HttpReply& reply) {
        return reply.status == 403 ? RetryAdvice{RetryAdvice::Kind::Throttled, milliseconds(60s), 3} : RetryAdvice{};
    };
    transport.script({answered(403)}, true);
    EXPECT_EQ(client({}, bare)->send(once(), {}).status, 403);
    EXPECT_EQ(transport.sent(), 3);
    EXPECT_THAT(clock.waits(), ElementsAre(milliseconds(60s), milliseconds(60s)));
}

TEST_F(Client, neverMoreAtATimeThanAllowed) {
    ClientLimits limits;
    limits.parallelRequests = 3;
    auto it = client(limits);
    transport.hold(true);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
        threads.emplace_back([&] { EXPECT_TRUE(it->send({}, {}).ok()); });
    }
    transport.untilInside(3);
    transport.hold(false);
    threads.clear();
    EXPECT_EQ(transport.most(), 3);
    EXPECT_EQ(it->requestCount(), 12);
}

TEST_F(Client, keepsToTheRatePerMinute) {
    ClientLimits limits;
    limits.parallelRequests = 2;
    limits.requestsPerMinute = 60;
    auto it = client(limits);
    const milliseconds start = clock.monotonic();
    for (int i = 0; i < 62; ++i) {
        ASSERT_TRUE(it->send({}, {}).ok());
    }
    // Two at once, then one a second.
    EXPECT_EQ(clock.monotonic() - start, milliseconds(60s));
}

TEST_F(Client, stopEndsAWait) {
    clock.turnByItself(false);
    transport.script({answered(429, {{"retry-after", "600"}})});
    auto it = client();
    std::stop_source stop;
    HttpReply reply;
    std::jthread waiting([&] { reply = it->send(once(), stop.get_token()); });
    clock.untilWaiting(1);
    stop.request_stop();
    waiting.join();
    EXPECT_EQ(reply.end, HttpEnd::Canceled);
    EXPECT_EQ(reply.error.kind, ErrorKind::Canceled);
    EXPECT_EQ(transport.sent(), 1);
}

TEST_F(Client, stopAfterAnUnknownOutcomeStaysUnknown) {
    clock.turnByItself(false);
    transport.script({ended(HttpEnd::Unknown)});
    auto it = client();
    std::stop_source stop;
    HttpReply reply;
    std::jthread waiting([&] { reply = it->send({}, stop.get_token()); });
    clock.untilWaiting(1);
    stop.request_stop();
    waiting.join();
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
}

TEST_F(Client, stopEndsTheWaitForAPlace) {
    ClientLimits limits;
    limits.parallelRequests = 1;
    auto it = client(limits);
    transport.hold(true);
    std::jthread first([&] { EXPECT_TRUE(it->send({}, {}).ok()); });
    transport.untilInside(1);
    std::stop_source stop;
    std::jthread second([&] { EXPECT_EQ(it->send({}, stop.get_token()).end, HttpEnd::Canceled); });
    stop.request_stop();
    second.join();
    transport.hold(false);
}

} // namespace
} // namespace pathways
