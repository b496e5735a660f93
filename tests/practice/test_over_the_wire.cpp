// SPDX-License-Identifier: GPL-3.0-or-later
// The practice set and the product's own client together, over real sockets.
#include "core/net/http_client.h"
#include "core/net/qt_transport.h"
#include "core/practice/mailchimp/practice_mailchimp.h"
#include "core/practice/practice_set.h"
#include "tests/support/fake_clock.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace pathways {
namespace {

class OverTheWire : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(set.start());
        clock.turnByItself();
    }
    HttpRequest request(const QByteArray& method, const QString& path, const QByteArray& body = {}) {
        HttpRequest result;
        result.method = method;
        result.url = QUrl(set.url(QStringLiteral("mailchimp")).toString() + QStringLiteral("/3.0") + path);
        result.headers = {{"Authorization", "Bearer " + practice::PracticeMailchimp::apiKey()},
                          {"Content-Type", "application/json"}};
        result.body = body;
        return result;
    }
    QString list(const QString& rest = {}) { return u"/lists/" + practice::PracticeMailchimp::newsletterId() + rest; }
    QJsonObject counts() { return set.requests(QStringLiteral("mailchimp")); }
    void fault(const char* rule) { ASSERT_TRUE(set.addFault(QJsonDocument::fromJson(rule).object())); }

    practice::PracticeSet set;
    QtTransport transport;
    test::FakeClock clock;
    HttpClient client{transport, clock, ClientLimits{}};
};

TEST_F(OverTheWire, F45_whatWasDoneIsNotDoneTwice) {
    const QByteArray field = R"({"name":"Age","type":"number","tag":"AGE"})";
    for (const char* rule : {R"({"kind":"drop","apply":true})", R"({"kind":"reset","apply":true})", R"({"kind":"cut"})",
                             R"({"kind":"status","status":502,"apply":true})"}) {
        fault(rule);
        HttpRequest create = request("POST", list(QStringLiteral("/merge-fields")), field);
        create.idempotent = false;
        const HttpReply reply = client.send(create, {});
        EXPECT_FALSE(reply.ok()) << rule;
        EXPECT_TRUE(reply.end == HttpEnd::Unknown || reply.status == 502) << rule;
        EXPECT_EQ(counts()[u"duplicates"].toInt(), 0) << rule;
        // It was done: a second one is refused.
        EXPECT_EQ(client.send(create, {}).status, 400) << rule;
        HttpRequest again = request("POST", QStringLiteral("/control/reset"), "{}");
        again.url = QUrl(set.url(QStringLiteral("control")).toString() + QStringLiteral("/reset"));
        ASSERT_TRUE(client.send(again, {}).ok());
    }
}

TEST_F(OverTheWire, F45_whatIsIdempotentIsSettledBySendingAgain) {
    fault(R"({"kind":"drop","apply":true,"times":2})");
    fault(R"({"kind":"throttle","times":2,"headers":{"Retry-After":"5"}})");
    const HttpReply reply =
        client.send(request("PUT", list(QStringLiteral("/members/jo@riverbank.test")),
                            R"({"email_address":"jo@riverbank.test","status_if_new":"subscribed"})"),
                    {});
    EXPECT_TRUE(reply.ok());
    EXPECT_EQ(counts()[u"repeats"].toInt(), 2);
    EXPECT_EQ(counts()[u"duplicates"].toInt(), 0);
    EXPECT_EQ(counts()[u"faults"].toInt(), 4);
}

TEST_F(OverTheWire, manyRequestsAtOnceAddUp) {
    std::atomic<int> next = 0;
    std::atomic<int> created = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 6; ++t) {
            threads.emplace_back([&] {
                for (int i = next++; i < 60; i = next++) {
                    QByteArray body = "{\"members\":[";
                    for (int p = 0; p < 50; ++p) {
                        body += (p == 0 ? "" : ",") + QByteArray("{\"email_address\":\"p") + QByteArray::number(i) +
                                '.' + QByteArray::number(p) + "@riverbank.test\",\"status\":\"subscribed\"}";
                    }
                    const HttpReply reply = client.send(request("POST", list(), body + "]}"), {});
                    created += QJsonDocument::fromJson(reply.body).object()[u"total_created"].toInt();
                    if (i % 10 == 0) {
                        EXPECT_TRUE(client.send(request("GET", list(QStringLiteral("/members?count=1000"))), {}).ok());
                        EXPECT_FALSE(set.state(QStringLiteral("mailchimp")).isEmpty());
                    }
                }
            });
        }
    }
    EXPECT_EQ(created, 3000);
    const QJsonObject state = set.state(QStringLiteral("mailchimp"));
    EXPECT_EQ(state[u"lists"][0][u"counts"][u"subscribed"].toInt(), 3005);
    EXPECT_EQ(counts()[u"duplicates"].toInt(), 0);
}

} // namespace
} // namespace pathways
