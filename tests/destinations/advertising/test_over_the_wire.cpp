// SPDX-License-Identifier: GPL-3.0-or-later
// Both ad platforms with everything real but the platform: the product's transport, sockets, several batches at a time.
#include "core/destinations/google/google_connector.h"
#include "core/destinations/meta/meta_connector.h"
#include "core/net/qt_transport.h"
#include "core/practice/practice_set.h"
#include "tests/support/batch_builder.h"
#include "tests/support/must.h"

#include <QJsonArray>
#include <QJsonObject>

#include <gtest/gtest.h>
#include <thread>

namespace pathways::test {
namespace {

constexpr int kBatches = 10;
constexpr int kPeoplePerBatch = 10'000;

std::string address(int n) {
    return "p" + std::to_string(n) + "@example.org";
}

class Wire : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(set.start()); }

    /// 100,000 people in, 10,000 of them out again; how many are there after each.
    void pushThrough(const Connector& connector, const QString& platform, const QString& objects,
                     const QMap<QString, QString>& settings, PushTarget target) {
        const QJsonObject description = set.description()[platform].toObject();
        Connection connection;
        connection.type = connector.type().key;
        connection.settings = settings;
        connection.settings[QStringLiteral("url")] = description[u"url"].toString();
        Secret secret(description[u"access_token"].toString().toUtf8());
        HttpClient client(transport, clock, ClientLimits{}, connector.retryPolicy());
        const CallContext context{client, clock, connection, secret, {}};
        const auto account = connector.validate(context);
        ASSERT_TRUE(account) << account.error().text().toStdString();
        target.object = must(connector.listObjects(context)).first();
        target.fields = {must(connector.fields(context, target.object)).first()};
        target.identifiers = {0};
        auto session = must(connector.beginPush(context, target));

        std::atomic<int> next = 1;
        std::atomic<int> acknowledged = 0;
        QByteArrayList receipts(kBatches);
        auto work = [&] {
            for (int number = next++; number <= kBatches; number = next++) {
                BatchBuilder builder{std::uint32_t(number)};
                for (int i = 0; i < kPeoplePerBatch; ++i) {
                    builder.add({address(number * kPeoplePerBatch + i)});
                }
                const BatchResult result = session->send(builder.batch(), {});
                EXPECT_TRUE(result.rows.empty());
                acknowledged += result.verdict == BatchVerdict::Acknowledged ? 1 : 0;
                receipts[number - 1] = result.receipt;
            }
        };
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < connector.type().limits.parallelBatches; ++i) {
                workers.emplace_back(work);
            }
        }
        EXPECT_EQ(acknowledged, kBatches);
        EXPECT_EQ(people(platform, objects), kBatches * kPeoplePerBatch);

        BatchBuilder leaving(kBatches + 1);
        for (int i = 0; i < kPeoplePerBatch; ++i) {
            leaving.remove({address(kPeoplePerBatch + i)});
        }
        const BatchResult removed = session->send(leaving.batch(), {});
        EXPECT_EQ(removed.verdict, BatchVerdict::Acknowledged) << removed.error.detail.toStdString();
        EXPECT_EQ(people(platform, objects), (kBatches - 1) * kPeoplePerBatch);
        const QJsonObject first = set.state(platform)[objects].toArray().first().toObject();
        EXPECT_EQ(first[u"most_deliveries"].toInt(), 1) << "nobody was sent twice";
        EXPECT_TRUE(session->poll(receipts, {}));
        EXPECT_TRUE(must(session->poll(receipts, {})).done);
    }
    qint64 people(const QString& platform, const QString& objects) {
        return set.state(platform)[objects].toArray().first().toObject()[u"people"].toInteger();
    }

    practice::PracticeSet set;
    QtTransport transport;
    SystemClock clock;
};

TEST_F(Wire, AHundredThousandPeopleGoToMeta) {
    const QString account = set.description()[u"meta"][u"ad_account"].toString();
    PushTarget target;
    target.pushReference = QStringLiteral("wire");
    pushThrough(MetaConnector(), QStringLiteral("meta"), QStringLiteral("audiences"),
                {{QStringLiteral("account"), account}}, target);
}

TEST_F(Wire, AHundredThousandPeopleGoToGoogle) {
    const QString account = set.description()[u"google"][u"account"].toString();
    PushTarget target;
    target.options = {{QStringLiteral("consent_user_data"), QStringLiteral("granted")},
                      {QStringLiteral("consent_personalization"), QStringLiteral("granted")},
                      {QStringLiteral("terms"), QStringLiteral("accepted")}};
    pushThrough(GoogleConnector(), QStringLiteral("google"), QStringLiteral("lists"),
                {{QStringLiteral("account"), account}}, target);
}

} // namespace
} // namespace pathways::test
