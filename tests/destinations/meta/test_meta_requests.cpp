// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/destinations/meta/meta_fixture.h"
#include "tests/support/must.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QUrlQuery>

namespace pathways::test {
namespace {

QJsonDocument spec(const char* name) {
    const QString path = shared(QStringLiteral("specs/meta/") + QLatin1String(name));
    return path.isEmpty() ? QJsonDocument() : QJsonDocument::fromJson(contentOf(path));
}

/// Parameter names that the vendor's own description lists for a call.
QSet<QString> parameters(const QJsonObject& description, const char* method, const char* endpoint) {
    QSet<QString> names;
    for (const QJsonValue& value : description.value(u"apis").toArray()) {
        const QJsonObject api = value.toObject();
        if (api.value(u"method").toString() == QLatin1String(method) &&
            api.value(u"endpoint").toString() == QLatin1String(endpoint)) {
            for (const QJsonValue& parameter : api.value(u"params").toArray()) {
                names << parameter.toObject().value(u"name").toString();
            }
        }
    }
    return names;
}

QSet<QString> fieldNames(const QJsonObject& description) {
    QSet<QString> names;
    for (const QJsonValue& field : description.value(u"fields").toArray()) {
        names << field.toObject().value(u"name").toString();
    }
    return names;
}

QSet<QString> keys(const QJsonObject& object) {
    const QStringList list = object.keys();
    return {list.begin(), list.end()};
}

TEST_F(Meta, SendsAListOfListsWithHashedValuesAndPlainOnes) {
    PushTarget people = target({"EMAIL", "EXTERN_ID", "COUNTRY"});
    people.options[QStringLiteral("data_processing")] = QStringLiteral("limited");
    auto push = session(people);
    const std::string digest = BatchBuilder::sha256("cy@example.org").toUpper().toStdString();
    BatchBuilder batch;
    batch.add({"ann@example.org", "Donor \"7\"\\é", "gb"}).add({digest, "", ""});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    const QJsonObject sent = body(transport.sent().back());
    const QJsonObject payload = sent.value(u"payload").toObject();
    EXPECT_EQ(payload.value(u"schema").toArray(),
              (QJsonArray{QStringLiteral("EMAIL"), QStringLiteral("EXTERN_ID"), QStringLiteral("COUNTRY"),
                          QStringLiteral("DATA_PROCESSING_OPTIONS"), QStringLiteral("DATA_PROCESSING_OPTIONS_COUNTRY"),
                          QStringLiteral("DATA_PROCESSING_OPTIONS_STATE")}));
    const QJsonArray first = payload.value(u"data").toArray()[0].toArray();
    EXPECT_EQ(first[0].toString().toLatin1(), BatchBuilder::sha256("ann@example.org"));
    EXPECT_EQ(first[1].toString(), QStringLiteral("Donor \"7\"\\é"));
    EXPECT_EQ(first[2].toString().toLatin1(), BatchBuilder::sha256("gb"));
    EXPECT_EQ(first[3].toArray(), QJsonArray{QStringLiteral("LDU")});
    EXPECT_EQ(first[4].toInt(), 1);
    EXPECT_EQ(first[5].toInt(), 1000);
    const QJsonArray second = payload.value(u"data").toArray()[1].toArray();
    EXPECT_EQ(second[0].toString().toLatin1(), BatchBuilder::sha256("cy@example.org"))
        << "a digest is not hashed again";
    EXPECT_EQ(second[1].toString(), QString());
}

TEST_F(Meta, EachBatchIsASessionOfItsOwnThatStaysTheSame) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder one(1);
    one.add({"ann@example.org"});
    BatchBuilder two(2);
    two.add({"bob@example.org"});
    ASSERT_EQ(push->send(one.batch(), {}).verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(push->send(two.batch(), {}).verdict, BatchVerdict::Acknowledged);
    auto again = session(target({"EMAIL"}));
    ASSERT_EQ(again->send(one.batch(), {}).verdict, BatchVerdict::Acknowledged);
    QList<qint64> ids;
    for (const HttpRequest& request : transport.sent()) {
        const QJsonObject part = body(request).value(u"session").toObject();
        ids << part.value(u"session_id").toInteger();
        EXPECT_EQ(part.value(u"batch_seq").toInt(), 1);
        EXPECT_TRUE(part.value(u"last_batch_flag").toBool());
        EXPECT_EQ(part.value(u"estimated_num_total").toInt(), 1);
    }
    EXPECT_NE(ids[0], ids[1]);
    EXPECT_EQ(ids[0], ids[2]);
    EXPECT_GT(ids[0], 0);
}

TEST_F(Meta, RemovesInTheBodyByEveryKeyOfThePerson) {
    auto push = session(target({"FN", "EMAIL", "PHONE"}));
    BatchBuilder batch;
    batch.remove({"ann@example.org", "447700900123"}).remove({"", "447700900456"});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    const HttpRequest& request = transport.sent().back();
    EXPECT_EQ(request.method, "DELETE");
    EXPECT_FALSE(request.url.hasQuery());
    const QJsonObject payload = body(request).value(u"payload").toObject();
    EXPECT_EQ(payload.value(u"schema").toArray(), (QJsonArray{QStringLiteral("EMAIL"), QStringLiteral("PHONE")}));
    const auto hash = [](const char* value) { return QString::fromLatin1(BatchBuilder::sha256(value)); };
    EXPECT_EQ(payload.value(u"data").toArray(), (QJsonArray{QJsonArray{hash("ann@example.org"), hash("447700900123")},
                                                            QJsonArray{QString(), hash("447700900456")}}));
}

TEST_F(Meta, ValuesGoAlongForValueBasedAudiences) {
    NewObject wanted;
    wanted.name = QStringLiteral("Seed");
    wanted.options[QStringLiteral("value_based")] = QStringLiteral("yes");
    auto push = session(target({"EMAIL", "LOOKALIKE_VALUE"}, must(connector.createObject(context, wanted)).id));
    BatchBuilder batch;
    batch.add({"ann@example.org", "1250.5"}).add({"bob@example.org", ""});
    const BatchResult result = push->send(batch.batch(), {});
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.detail.toStdString();
    EXPECT_TRUE(result.rows.empty());
}

TEST_F(Meta, FollowsTheVendorsDescription) {
    if (shared(QStringLiteral("specs/meta")).isEmpty()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    const QJsonObject account = spec("AdAccount.json").object();
    const QJsonObject audience = spec("CustomAudience.json").object();
    ASSERT_FALSE(account.isEmpty() || audience.isEmpty());
    NewObject wanted;
    wanted.name = QStringLiteral("Spring appeal");
    wanted.description = QStringLiteral("People who gave in spring");
    wanted.options[QStringLiteral("value_based")] = QStringLiteral("yes");
    ASSERT_TRUE(connector.createObject(context, wanted));
    const QSet<QString> creatable = parameters(account, "POST", "customaudiences");
    ASSERT_FALSE(creatable.isEmpty());
    EXPECT_TRUE(creatable.contains(keys(body(transport.sent().back()))));

    auto push = session(target({"EMAIL"}));
    BatchBuilder add;
    add.add({"ann@example.org"});
    BatchBuilder remove(2);
    remove.remove({"ann@example.org"});
    ASSERT_EQ(push->send(add.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(parameters(audience, "POST", "users").contains(keys(body(transport.sent().back()))));
    ASSERT_EQ(push->send(remove.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(parameters(audience, "DELETE", "users").contains(keys(body(transport.sent().back()))));

    ASSERT_TRUE(connector.listObjects(context));
    ASSERT_TRUE(connector.check(context, target({"EMAIL"})));
    const QSet<QString> readable = fieldNames(audience) + fieldNames(account);
    for (const HttpRequest& request : transport.sent()) {
        const QString fields = QUrlQuery(request.url).queryItemValue(QStringLiteral("fields"), QUrl::FullyDecoded);
        for (const QString& field : fields.split(u',', Qt::SkipEmptyParts)) {
            EXPECT_TRUE(readable.contains(field)) << field.toStdString();
        }
    }
}

TEST_F(Meta, UnderstandsRecordedAnswers) {
    const QString path = shared(QStringLiteral("fixtures/facebook.jsonl"));
    if (path.isEmpty()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    int lists = 0;
    for (const QByteArray& line : contentOf(path).split('\n')) {
        const QJsonObject exchange = QJsonDocument::fromJson(line).object();
        if (exchange.value(u"method").toString() != QLatin1String("GET") ||
            !exchange.value(u"path").toString().endsWith(QLatin1String("/customaudiences"))) {
            continue;
        }
        const QJsonObject response = exchange.value(u"response").toObject();
        transport.before = [&response](const HttpRequest&) {
            return InProcessTransport::answered(200, QJsonDocument(response).toJson());
        };
        const auto objects = connector.listObjects(context);
        ASSERT_TRUE(objects);
        EXPECT_EQ(objects->size(), response.value(u"data").toArray().size());
        ++lists;
    }
    EXPECT_EQ(lists, 2);
}

} // namespace
} // namespace pathways::test
