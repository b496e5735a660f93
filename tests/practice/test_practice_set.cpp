// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/practice_set.h"
#include "tests/practice/raw_client.h"

#include <QJsonDocument>

#include <gtest/gtest.h>
#include <thread>

namespace pathways::practice {
namespace {

using test::RawClient;

/// Counts; a POST is not idempotent.
class Counter final : public PracticePlatform {
public:
    QString name() const override { return QStringLiteral("counter"); }
    QJsonObject description(const QByteArray& base) const override {
        return {{QStringLiteral("url"), QString::fromUtf8(base)}};
    }
    QJsonObject state() const override { return {{QStringLiteral("count"), count.load()}}; }
    void reset() override { count = 0; }
    bool idempotent(const PracticeRequest& request) const override { return request.method != "POST"; }
    PracticeResponse throttled() const override { return PracticeResponse{429, {}, "slow"}; }
    PracticeResponse handle(const PracticeRequest& request) override {
        ++count;
        return PracticeResponse{200, {}, request.path};
    }
    std::atomic<int> count = 0;
};

class Set : public ::testing::Test {
protected:
    void SetUp() override {
        set.add(std::make_unique<Counter>());
        ASSERT_TRUE(set.start());
    }
    QByteArray exchange(const QByteArray& method, const QByteArray& path, const QByteArray& body = {}) {
        RawClient client(quint16(set.url(QStringLiteral("control")).port()));
        return client.exchange(method + ' ' + path + " HTTP/1.1\r\nContent-Length: " + QByteArray::number(body.size()) +
                               "\r\n\r\n" + body);
    }
    QJsonObject json(const QByteArray& method, const QByteArray& path, const QByteArray& body = {}) {
        return QJsonDocument::fromJson(RawClient::body(exchange(method, path, body))).object();
    }
    PracticeSet set;
};

TEST_F(Set, mountsPlatformsBelowTheirName) {
    EXPECT_EQ(RawClient::body(exchange("GET", "/counter/3.0/x?y=1")), "/3.0/x");
    EXPECT_EQ(RawClient::status(exchange("GET", "/nobody/x")), 404);
    const QJsonObject all = set.description();
    EXPECT_EQ(all[u"counter"][u"url"].toString(), set.url(QStringLiteral("counter")).toString());
    EXPECT_TRUE(all.contains(u"control"));
}

TEST_F(Set, countsWhatWasDeliveredTwice) {
    exchange("POST", "/counter/a", "one");
    exchange("POST", "/counter/a", "two");
    exchange("PUT", "/counter/a", "one");
    exchange("PUT", "/counter/a", "one");
    EXPECT_EQ(json("GET", "/control/requests/counter")[u"duplicates"].toInt(), 0);
    exchange("POST", "/counter/a", "one");
    const QJsonObject counts = json("GET", "/control/requests/counter");
    EXPECT_EQ(counts[u"duplicates"].toInt(), 1);
    EXPECT_EQ(counts[u"repeats"].toInt(), 1);
    EXPECT_EQ(counts[u"requests"].toInt(), 5);
}

TEST_F(Set, playsFaultsBeforeAndAfterApplying) {
    json("POST", "/control/faults", R"({"kind":"status","status":500,"skip":1,"method":"POST"})");
    json("POST", "/control/faults", R"({"kind":"drop","apply":true,"path":"/lost"})");
    EXPECT_EQ(RawClient::status(exchange("POST", "/counter/a")), 200);
    EXPECT_EQ(RawClient::status(exchange("POST", "/counter/a")), 500);
    EXPECT_EQ(RawClient::status(exchange("POST", "/counter/a")), 200);
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 2);
    EXPECT_EQ(exchange("PUT", "/counter/lost"), "");
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 3);
    json("POST", "/control/faults", R"({"rules":[{"kind":"throttle","headers":{"Retry-After":"7"}},{"kind":"bare_403"},
                                        {"kind":"html"}]})");
    EXPECT_TRUE(exchange("GET", "/counter/a").contains("Retry-After: 7"));
    const QByteArray bare = exchange("GET", "/counter/a");
    EXPECT_EQ(RawClient::status(bare), 403);
    EXPECT_EQ(RawClient::body(bare), "");
    EXPECT_TRUE(RawClient::body(exchange("GET", "/counter/a")).contains("guest network"));
    EXPECT_EQ(RawClient::status(exchange("GET", "/counter/a")), 200);
    EXPECT_EQ(RawClient::status(exchange("POST", "/control/faults", R"({"kind":"meteor"})")), 400);
}

TEST_F(Set, turnsTheClockAndResets) {
    const QDateTime before = set.clock().now();
    json("POST", "/control/clock", R"({"advance_seconds":3600})");
    EXPECT_GE(before.secsTo(set.clock().now()), 3600);
    EXPECT_FALSE(json("GET", "/control/clock")[u"now"].toString().isEmpty());
    exchange("POST", "/counter/a");
    json("POST", "/control/reset");
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 0);
    EXPECT_EQ(set.requests(QStringLiteral("counter"))[u"requests"].toInt(), 0);
    EXPECT_LT(before.secsTo(set.clock().now()), 3600);
}

/// What disturbs a push under way needs one that stays under way for as long as that takes.
TEST_F(Set, holdsRequestsAfterSoManyUntilTheyAreReleased) {
    json("POST", "/control/faults", R"({"kind":"hold","platform":"counter","method":"POST","skip":2,"times":0})");
    exchange("POST", "/counter/a");
    exchange("POST", "/counter/a");
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 2);
    std::vector<std::thread> clients;
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back([this] { exchange("POST", "/counter/a"); });
    }
    while (set.requests(QStringLiteral("counter"))[u"faults"].toInt() < 3) {
        std::this_thread::yield();
    }
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 2);
    EXPECT_EQ(RawClient::status(exchange("GET", "/counter/a")), 200); // Not meant by the rule.
    json("POST", "/control/release");
    for (std::thread& client : clients) {
        client.join();
    }
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 6);
    exchange("POST", "/counter/a");
    EXPECT_EQ(set.state(QStringLiteral("counter"))[u"count"].toInt(), 7);
}

TEST_F(Set, whatIsHeldDoesNotKeepItFromStopping) {
    ASSERT_TRUE(set.addFault({{QStringLiteral("kind"), QStringLiteral("hold")}, {QStringLiteral("times"), 0}}));
    std::thread client([this] { exchange("GET", "/counter/a"); });
    while (set.requests(QStringLiteral("counter"))[u"faults"].toInt() < 1) {
        std::this_thread::yield();
    }
    set.stop();
    client.join();
}

TEST_F(Set, countsRequestsInFlightAndStopsWhileTheyWait) {
    json("POST", "/control/latency", R"({"milliseconds":60000})");
    std::vector<std::thread> clients;
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back([this] { exchange("GET", "/counter/a"); });
    }
    while (set.requests(QStringLiteral("counter"))[u"requests"].toInt() < 3) {
        std::this_thread::yield();
    }
    EXPECT_EQ(set.requests(QStringLiteral("counter"))[u"max_in_flight"].toInt(), 3);
    set.stop();
    for (std::thread& client : clients) {
        client.join();
    }
}

} // namespace
} // namespace pathways::practice
