// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/meta/practice_meta.h"
#include "core/practice/practice_set.h"
#include "tests/practice/practice_values.h"
#include "tests/practice/raw_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <gtest/gtest.h>

namespace pathways::practice {
namespace {

using namespace std::chrono_literals;

/// Speaks to practice Meta as a careless client would, without any of the program's own code.
class PracticeMetaTest : public ::testing::Test {
protected:
    struct Answer {
        int status = 0;
        QJsonObject body;
        HttpHeaders headers;
        [[nodiscard]] int code() const { return body[u"error"][u"code"].toInt(); }
        [[nodiscard]] int subcode() const { return body[u"error"][u"error_subcode"].toInt(); }
    };

    Answer ask(const QByteArray& method, const QByteArray& path, const QByteArray& body = {},
               const QByteArray& type = "application/json") {
        PracticeRequest request;
        request.method = method;
        request.path = "/v26.0" + path.left(path.indexOf('?') < 0 ? path.size() : path.indexOf('?'));
        request.rawQuery = path.indexOf('?') < 0 ? QByteArray() : path.mid(path.indexOf('?') + 1);
        request.headers = {{"authorization", "Bearer " + token}, {"content-type", type}};
        request.body = body;
        const PracticeResponse response = meta.handle(request);
        return {response.status, QJsonDocument::fromJson(response.body).object(), response.headers};
    }
    static QByteArray users(const QStringList& schema, const QList<QStringList>& rows,
                            const QJsonObject& session = {}) {
        QJsonArray data;
        for (const QStringList& row : rows) {
            data.append(QJsonArray::fromStringList(row));
        }
        QJsonObject body{
            {QStringLiteral("payload"), QJsonObject{{QStringLiteral("schema"), QJsonArray::fromStringList(schema)},
                                                    {QStringLiteral("data"), data}}}};
        if (!session.isEmpty()) {
            body.insert(QStringLiteral("session"), session);
        }
        return json(body);
    }
    static QJsonObject session(qint64 id, int sequence, bool last, qint64 estimated = 0) {
        return {{QStringLiteral("session_id"), id},
                {QStringLiteral("batch_seq"), sequence},
                {QStringLiteral("last_batch_flag"), last},
                {QStringLiteral("estimated_num_total"), estimated}};
    }
    qint64 people() { return meta.state()[u"audiences"][0][u"people"].toInteger(); }

    void wish(const QString& verb, const QJsonObject& arguments) {
        ASSERT_EQ(meta.control(verb, arguments).status, 200);
    }

    PracticeClock clock;
    PracticeMeta meta{clock};
    QByteArray token = meta.description("")[u"access_token"].toString().toLatin1();
    QByteArray audience = meta.state()[u"audiences"][0][u"id"].toString().toLatin1();
    const QStringList email{QStringLiteral("EMAIL")};
};

TEST_F(PracticeMetaTest, TakesListsOfListsOnly) {
    const QString ann = digest("ann@example.org");
    EXPECT_EQ(ask("POST", "/" + audience + "/users", users(email, {{ann}})).status, 200);
    const QByteArray flat =
        json({{QStringLiteral("payload"), QJsonObject{{QStringLiteral("schema"), QJsonArray{QStringLiteral("EMAIL")}},
                                                      {QStringLiteral("data"), QJsonArray{ann}}}}});
    EXPECT_EQ(ask("POST", "/" + audience + "/users", flat).code(), 100);
    const QByteArray bare =
        json({{QStringLiteral("payload"), QJsonObject{{QStringLiteral("schema"), QStringLiteral("EMAIL")},
                                                      {QStringLiteral("data"), QJsonArray{QJsonArray{ann}}}}}});
    EXPECT_EQ(ask("POST", "/" + audience + "/users", bare).code(), 2650);
    for (const QByteArray& wrong :
         {users({QStringLiteral("EMAIL"), QStringLiteral("FN")}, {{ann}}), users({QStringLiteral("MAIL")}, {{ann}}),
          users({QStringLiteral("EMAIL"), QStringLiteral("EMAIL")}, {{ann, ann}}), users(email, {}),
          QByteArray("{\"payload\":"), QByteArray("[]"), QByteArray()}) {
        EXPECT_EQ(ask("POST", "/" + audience + "/users", wrong).code(), 100) << wrong.constData();
    }
    EXPECT_EQ(people(), 1);
}

TEST_F(PracticeMetaTest, CountsWhatIsNotADigestInLowerCase) {
    const Answer answer =
        ask("POST", "/" + audience + "/users",
            users(email, {{digest("a")}, {digest("b").toUpper()}, {QStringLiteral("c@example.org")}, {QString()}}));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body[u"num_received"].toInt(), 4);
    EXPECT_EQ(answer.body[u"num_invalid_entries"].toInt(), 3);
    EXPECT_EQ(answer.body[u"invalid_entry_samples"].toObject().size(), 3);
    EXPECT_EQ(people(), 1);
}

TEST_F(PracticeMetaTest, RefusesMoreThanTenThousandRows) {
    QList<QStringList> rows;
    for (int i = 0; i < 10'001; ++i) {
        rows << QStringList{digest(QByteArray::number(i))};
    }
    EXPECT_EQ(ask("POST", "/" + audience + "/users", users(email, rows)).code(), 1);
    rows.removeLast();
    EXPECT_EQ(ask("POST", "/" + audience + "/users", users(email, rows)).status, 200);
    EXPECT_EQ(people(), 10'000);
}

TEST_F(PracticeMetaTest, CountsOnWithinASession) {
    const qint64 id = 9'007'199'254'740'993; // Not to be had in a double.
    EXPECT_EQ(ask("POST", "/" + audience + "/users", users(email, {{digest("a")}}, session(id, 2, false))).code(), 100);
    ask("POST", "/" + audience + "/users", users(email, {{digest("a")}, {digest("b")}}, session(id, 1, false)));
    const Answer second = ask("POST", "/" + audience + "/users", users(email, {{digest("c")}}, session(id, 2, true)));
    EXPECT_EQ(second.body[u"num_received"].toInt(), 3);
    EXPECT_EQ(second.body[u"session_id"].toString(), QString::number(id));
    EXPECT_EQ(ask("POST", "/" + audience + "/users", users(email, {{digest("d")}}, session(id, 3, true))).subcode(),
              1870159);
    EXPECT_EQ(ask("DELETE", "/" + audience + "/users", users(email, {{digest("a")}}, session(id, 1, true))).code(),
              100);
    const Answer found = ask("GET", "/" + audience + "/sessions?session_id=" + QByteArray::number(id));
    EXPECT_EQ(found.body[u"data"][0][u"num_received"].toString(), QStringLiteral("3"));
    EXPECT_EQ(found.body[u"data"][0][u"stage"].toString(), QStringLiteral("finished"));
    wish(QStringLiteral("settings"), {{QStringLiteral("stuck_sessions"), true}});
    EXPECT_EQ(ask("GET", "/" + audience + "/sessions").body[u"data"][0][u"stage"].toString(),
              QStringLiteral("uploading"));
}

TEST_F(PracticeMetaTest, RemovesByAKeyThatWasUploaded) {
    const QStringList both{QStringLiteral("EMAIL"), QStringLiteral("PHONE")};
    ask("POST", "/" + audience + "/users", users(both, {{digest("a@x.org"), digest("447700900123")}}));
    ask("DELETE", "/" + audience + "/users", users({QStringLiteral("EXTERN_ID")}, {{QStringLiteral("17")}}));
    EXPECT_EQ(people(), 1) << "nobody was uploaded by that key";
    ask("DELETE", "/" + audience + "/users", users({QStringLiteral("PHONE")}, {{digest("447700900123")}}));
    EXPECT_EQ(people(), 0);
}

TEST_F(PracticeMetaTest, DeletesByQueryBreakWhenLong) {
    QList<QStringList> rows;
    for (int i = 0; i < 2000; ++i) {
        rows << QStringList{digest(QByteArray::number(i))};
    }
    ask("POST", "/" + audience + "/users", users(email, rows));
    auto byQuery = [&](const QList<QStringList>& some) {
        const QByteArray payload =
            json(QJsonDocument::fromJson(users(email, some)).object().value(u"payload").toObject());
        return ask("DELETE", "/" + audience + "/users?payload=" + payload.toPercentEncoding());
    };
    EXPECT_EQ(byQuery(rows.mid(0, 10)).status, 200);
    EXPECT_EQ(byQuery(rows).code(), 1);
    EXPECT_EQ(people(), 1990);
}

TEST_F(PracticeMetaTest, ExternalIdsAreForgottenAfterNinetyDays) {
    ask("POST", "/" + audience + "/users", users({QStringLiteral("EXTERN_ID")}, {{QStringLiteral("17")}}));
    clock.advance(std::chrono::hours(24 * 89));
    EXPECT_EQ(people(), 1);
    clock.advance(std::chrono::hours(24 * 2));
    EXPECT_EQ(people(), 0);
    ask("POST", "/" + audience + "/users", users({QStringLiteral("EXTERN_ID")}, {{QStringLiteral("17")}}));
    EXPECT_EQ(people(), 1);
}

TEST_F(PracticeMetaTest, ReplacesOnceTheLastBatchIsThere) {
    ask("POST", "/" + audience + "/users", users(email, {{digest("old")}}));
    const QByteArray path = "/" + audience + "/usersreplace";
    auto part = [&](qint64 id, int sequence, bool last, const char* who) {
        return ask("POST", path, users(email, {{digest(who)}}, session(id, sequence, last)));
    };
    EXPECT_EQ(ask("POST", path, users(email, {{digest("a")}})).code(), 100) << "the session is required";
    EXPECT_EQ(part(7, 2, false, "a").subcode(), 1870147);
    EXPECT_EQ(part(7, 1, false, "a").status, 200);
    EXPECT_EQ(part(8, 1, false, "b").subcode(), 1870145);
    EXPECT_EQ(ask("POST", "/" + audience + "/users", users(email, {{digest("c")}})).subcode(), 1870145);
    EXPECT_EQ(part(7, 3, false, "b").subcode(), 1870148);
    EXPECT_EQ(people(), 1);
    EXPECT_EQ(part(7, 2, true, "b").status, 200);
    EXPECT_EQ(people(), 2);
    EXPECT_EQ(part(7, 3, true, "c").subcode(), 1870159);
    EXPECT_EQ(ask("POST", path, users(email, {{digest("a")}}, session(9, 1, false, 200'000'000))).subcode(), 1870144);

    EXPECT_EQ(part(10, 1, false, "x").status, 200);
    clock.advance(91min);
    EXPECT_EQ(part(10, 2, true, "y").subcode(), 1870158);
    EXPECT_EQ(ask("GET", "/" + audience + "?fields=operation_status").body[u"operation_status"][u"code"].toInt(), 415);
    EXPECT_EQ(people(), 2) << "a replacement that stopped halfway changed nobody";
}

TEST_F(PracticeMetaTest, FlagsNamesThatSuggestHealth) {
    const Answer created = ask("POST", "/act_1029384756/customaudiences",
                               json({{QStringLiteral("name"), QStringLiteral("Cancer patients")},
                                     {QStringLiteral("subtype"), QStringLiteral("CUSTOM")},
                                     {QStringLiteral("customer_file_source"), QStringLiteral("USER_PROVIDED_ONLY")}}));
    const QByteArray id = created.body[u"id"].toString().toLatin1();
    EXPECT_EQ(ask("GET", "/" + id + "?fields=operation_status").body[u"operation_status"][u"code"].toInt(), 471);
    EXPECT_EQ(ask("POST", "/" + id + "/users", users(email, {{digest("a")}})).subcode(), 1713230);
}

TEST_F(PracticeMetaTest, BlocksWhenTheBudgetIsUsedUp) {
    wish(QStringLiteral("settings"), {{QStringLiteral("calls_per_hour"), 4}});
    auto usage = [](const Answer& answer) {
        for (const auto& [name, value] : answer.headers) {
            if (name == "x-business-use-case-usage") {
                return QJsonDocument::fromJson(value).object().begin().value().toArray().first().toObject();
            }
        }
        return QJsonObject();
    };
    EXPECT_EQ(usage(ask("GET", "/act_1029384756")).value(u"call_count").toInt(), 25);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(ask("GET", "/act_1029384756").status, 200);
    }
    const Answer blocked = ask("GET", "/act_1029384756");
    EXPECT_EQ(blocked.code(), 80003);
    EXPECT_EQ(usage(blocked).value(u"estimated_time_to_regain_access").toInt(), 60);
    clock.advance(61min);
    EXPECT_EQ(ask("GET", "/act_1029384756").status, 200);
}

TEST_F(PracticeMetaTest, NeverShowsMembersOrSmallSizes) {
    ask("POST", "/" + audience + "/users", users(email, {{digest("a")}}));
    const Answer answer =
        ask("GET", "/" + audience + "?fields=approximate_count_lower_bound,delivery_status,name,users");
    EXPECT_EQ(answer.body[u"approximate_count_lower_bound"].toInt(), -1);
    EXPECT_EQ(answer.body[u"delivery_status"][u"code"].toInt(), 300);
    EXPECT_FALSE(answer.body.contains(u"users"));
    EXPECT_EQ(ask("GET", "/" + audience + "/users").code(), 2500);
}

TEST_F(PracticeMetaTest, SpeaksSixVersionsOnly) {
    PracticeRequest request;
    request.method = "GET";
    request.headers = {{"authorization", "Bearer " + token}};
    request.path = "/v20.0/me";
    EXPECT_TRUE(meta.handle(request).body.contains("2635"));
    request.path = "/v21.0/me";
    EXPECT_EQ(meta.handle(request).status, 200);
    request.path = "/v27.0/me";
    EXPECT_TRUE(meta.handle(request).body.contains("2500"));
}

TEST_F(PracticeMetaTest, TakesFormsAndTheTokenAsAParameter) {
    const QByteArray payload =
        json(QJsonDocument::fromJson(users(email, {{digest("a")}})).object()[u"payload"].toObject());
    token = "nobody";
    EXPECT_EQ(ask("GET", "/me").code(), 190);
    const QByteArray real = meta.description("")[u"access_token"].toString().toLatin1();
    EXPECT_EQ(ask("POST", "/" + audience + "/users?access_token=x", {}).code(), 190);
    PracticeRequest request;
    request.method = "POST";
    request.path = "/v26.0/" + audience + "/users";
    request.rawQuery = "access_token=" + real;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = "payload=" + payload.toPercentEncoding();
    EXPECT_EQ(meta.handle(request).status, 200);
    EXPECT_EQ(people(), 1);
}

TEST_F(PracticeMetaTest, OptsPeopleOutOfEveryAudience) {
    const QByteArray other = meta.state()[u"audiences"][1][u"id"].toString().toLatin1();
    ask("POST", "/" + audience + "/users", users(email, {{digest("a")}, {digest("b")}}));
    ask("POST", "/" + other + "/users", users(email, {{digest("a")}}));
    EXPECT_EQ(ask("DELETE", "/act_1029384756/usersofanyaudience", users(email, {{digest("a")}})).status, 200);
    EXPECT_EQ(people(), 1);
    EXPECT_EQ(meta.state()[u"audiences"][1][u"people"].toInt(), 0);
}

TEST_F(PracticeMetaTest, KeepsWhatItHoldsOverARestart) {
    ask("POST", "/" + audience + "/users", users(email, {{digest("a")}, {digest("b")}}));
    PracticeMeta second(clock);
    second.restore(QJsonDocument::fromJson(QJsonDocument(meta.saved()).toJson()).object());
    EXPECT_EQ(second.state()[u"audiences"][0][u"people"].toInt(), 2);
    const PracticeResponse held =
        second.control(QStringLiteral("holds"), {{QStringLiteral("audience"), QString::fromLatin1(audience)},
                                                 {QStringLiteral("hash"), digest("b")}});
    EXPECT_TRUE(QJsonDocument::fromJson(held.body)[u"held"].toBool());
}

TEST(PracticeMetaOverTheWire, AnswersARawClient) {
    PracticeSet set;
    ASSERT_TRUE(set.start());
    const QJsonObject meta = set.description()[u"meta"].toObject();
    test::RawClient client(quint16(set.url(QStringLiteral("meta")).port()));
    const QByteArray answer =
        client.exchange("GET /meta/v26.0/" + meta[u"ad_account"].toString().toLatin1() +
                        "/customaudiences?fields=name HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                        meta[u"access_token"].toString().toLatin1() + "\r\n\r\n");
    EXPECT_EQ(test::RawClient::status(answer), 200);
    EXPECT_TRUE(answer.contains("Supporters"));
    EXPECT_TRUE(answer.contains("x-business-use-case-usage"));
}

} // namespace
} // namespace pathways::practice
