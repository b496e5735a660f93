// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/google/practice_google.h"
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

/// Speaks to practice Google as a careless client would, without any of the program's own code.
class PracticeGoogleTest : public ::testing::Test {
protected:
    struct Answer {
        int status = 0;
        QJsonObject body;
        [[nodiscard]] QString reason() const { return violation(0)[u"reason"].toString(); }
        [[nodiscard]] QString field() const { return violation(0)[u"field"].toString(); }
        [[nodiscard]] QJsonObject violation(int i) const {
            return body[u"error"][u"details"][1][u"fieldViolations"][i].toObject();
        }
        [[nodiscard]] QJsonObject info() const { return body[u"error"][u"details"][0].toObject(); }
    };

    Answer ask(const QByteArray& method, const QByteArray& path, const QByteArray& body = {}, HttpHeaders more = {}) {
        PracticeRequest request;
        request.method = method;
        request.path = path.left(path.indexOf('?') < 0 ? path.size() : path.indexOf('?'));
        request.rawQuery = path.indexOf('?') < 0 ? QByteArray() : path.mid(path.indexOf('?') + 1);
        request.headers = more;
        request.headers.emplaceBack("authorization", "Bearer " + token);
        request.body = body;
        const PracticeResponse response = google.handle(request);
        return {response.status, QJsonDocument::fromJson(response.body).object()};
    }
    QJsonObject destination(const QString& account = QStringLiteral("1234567890")) {
        return {{QStringLiteral("operatingAccount"),
                 QJsonObject{{QStringLiteral("accountType"), QStringLiteral("GOOGLE_ADS")},
                             {QStringLiteral("accountId"), account}}},
                {QStringLiteral("productDestinationId"), list}};
    }
    static QJsonObject person(const QJsonArray& identifiers) {
        return {{QStringLiteral("userData"), QJsonObject{{QStringLiteral("userIdentifiers"), identifiers}}}};
    }
    static QJsonObject email(const QByteArray& address) {
        return person({QJsonObject{{QStringLiteral("emailAddress"), digest(address)}}});
    }
    QJsonObject ingest(const QJsonArray& members) {
        return {{QStringLiteral("destinations"), QJsonArray{destination()}},
                {QStringLiteral("audienceMembers"), members},
                {QStringLiteral("encoding"), QStringLiteral("HEX")},
                {QStringLiteral("consent"),
                 QJsonObject{{QStringLiteral("adUserData"), QStringLiteral("CONSENT_GRANTED")},
                             {QStringLiteral("adPersonalization"), QStringLiteral("CONSENT_GRANTED")}}},
                {QStringLiteral("termsOfService"),
                 QJsonObject{{QStringLiteral("customerMatchTermsOfServiceStatus"), QStringLiteral("ACCEPTED")}}}};
    }
    Answer send(const QJsonObject& body, const char* verb = "ingest") {
        return ask("POST", QByteArray("/v1/audienceMembers:") + verb, json(body));
    }
    QJsonObject status(const Answer& taken) {
        return ask("GET", "/v1/requestStatus:retrieve?requestId=" + taken.body[u"requestId"].toString().toLatin1())
            .body[u"requestStatusPerDestination"][0]
            .toObject();
    }
    qint64 people() { return google.state()[u"lists"][0][u"people"].toInteger(); }

    void wish(const QString& verb, const QJsonObject& arguments) {
        ASSERT_EQ(google.control(verb, arguments).status, 200);
    }

    PracticeClock clock;
    PracticeGoogle google{clock};
    QByteArray token = google.description("")[u"access_token"].toString().toLatin1();
    QString list = google.state()[u"lists"][0][u"id"].toString();
    const QByteArray lists = "/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists";
};

TEST_F(PracticeGoogleTest, OneBadRecordRefusesAllWithAPathToEach) {
    const QJsonObject plain =
        person({QJsonObject{{QStringLiteral("emailAddress"), QStringLiteral("ann@example.org")}}});
    const QJsonObject shortHex = person({QJsonObject{{QStringLiteral("emailAddress"), QStringLiteral("abcd")}}});
    const Answer answer = send(ingest({email("a"), plain, email("b"), shortHex}));
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.field(), QStringLiteral("audience_members.audience_members[1].user_data.user_identifiers"));
    EXPECT_EQ(answer.reason(), QStringLiteral("INVALID_HEX_ENCODING"));
    EXPECT_EQ(answer.violation(1)[u"reason"].toString(), QStringLiteral("INVALID_SHA256_FORMAT"));
    EXPECT_TRUE(
        answer.violation(1)[u"field"].toString().startsWith(QStringLiteral("audience_members.audience_members[3]")));
    EXPECT_EQ(people(), 0);
}

TEST_F(PracticeGoogleTest, ChecksTheStructureOfAPerson) {
    auto address = [](const QString& country, const QString& postal) {
        QJsonObject parts{{QStringLiteral("givenName"), digest("ann")},
                          {QStringLiteral("familyName"), digest("lee")},
                          {QStringLiteral("regionCode"), country}};
        if (!postal.isEmpty()) {
            parts.insert(QStringLiteral("postalCode"), postal);
        }
        return person({QJsonObject{{QStringLiteral("address"), parts}}});
    };
    EXPECT_EQ(send(ingest({address(QStringLiteral("GB"), QStringLiteral("E1 6AN"))})).status, 200);
    EXPECT_EQ(send(ingest({address(QStringLiteral("gb"), QStringLiteral("E1"))})).reason(),
              QStringLiteral("INVALID_REGION_CODE"));
    EXPECT_EQ(send(ingest({address(QStringLiteral("GB"), digest("E1"))})).reason(),
              QStringLiteral("INVALID_POSTAL_CODE"));
    EXPECT_EQ(send(ingest({address(QStringLiteral("GB"), {})})).reason(), QStringLiteral("REQUIRED_FIELD_MISSING"));
    EXPECT_EQ(send(ingest({person({})})).reason(), QStringLiteral("REQUIRED_FIELD_MISSING"));
    QJsonArray many;
    for (int i = 0; i < 11; ++i) {
        many.append(QJsonObject{{QStringLiteral("emailAddress"), digest(QByteArray::number(i))}});
    }
    EXPECT_EQ(send(ingest({person(many)})).reason(), QStringLiteral("TOO_MANY_USER_IDENTIFIERS"));
    EXPECT_EQ(send(ingest({person({QJsonObject{{QStringLiteral("emailAddress"), digest("a")},
                                               {QStringLiteral("phoneNumber"), digest("b")}}})}))
                  .reason(),
              QStringLiteral("INVALID_AUDIENCE_MEMBER"));
    EXPECT_TRUE(send(ingest({person({QJsonObject{{QStringLiteral("email"), digest("a")}}})}))
                    .body[u"error"][u"message"]
                    .toString()
                    .contains(QStringLiteral("Unknown name")));
    EXPECT_EQ(people(), 1);
}

TEST_F(PracticeGoogleTest, ChecksTheRequestAsAWhole) {
    QJsonObject body = ingest({email("a")});
    body.remove(QStringLiteral("encoding"));
    EXPECT_EQ(send(body).reason(), QStringLiteral("REQUIRED_FIELD_MISSING"));
    body = ingest({email("a")});
    body.remove(QStringLiteral("termsOfService"));
    EXPECT_EQ(send(body).reason(), QStringLiteral("TERMS_AND_CONDITIONS_NOT_SIGNED"));
    body = ingest({email("a")});
    body.insert(QStringLiteral("destinations"), QJsonArray{destination(QStringLiteral("123-456-7890"))});
    EXPECT_EQ(send(body).reason(), QStringLiteral("INVALID_NUMBER_FORMAT")) << "hyphens must go";
    body.insert(QStringLiteral("destinations"), QJsonArray{destination(QStringLiteral("5555555555"))});
    EXPECT_EQ(send(body).status, 403);
    QJsonArray many;
    for (int i = 0; i < 10'001; ++i) {
        many.append(email(QByteArray::number(i)));
    }
    EXPECT_EQ(send(ingest(many)).reason(), QStringLiteral("TOO_MANY_AUDIENCE_MEMBERS"));
    list = google.state()[u"lists"][2][u"id"].toString();
    EXPECT_EQ(send(ingest({email("a")})).reason(), QStringLiteral("INVALID_USER_LIST_TYPE"));
    list = QStringLiteral("1");
    EXPECT_EQ(send(ingest({email("a")})).reason(), QStringLiteral("INVALID_USER_LIST_ID"));
}

TEST_F(PracticeGoogleTest, ProcessesLaterAndCountsAsText) {
    wish(QStringLiteral("settings"), {{QStringLiteral("processing_polls"), 2}});
    const Answer taken = send(ingest({email("a"), email("b")}));
    EXPECT_EQ(status(taken)[u"requestStatus"].toString(), QStringLiteral("PROCESSING"));
    EXPECT_EQ(status(taken)[u"requestStatus"].toString(), QStringLiteral("PROCESSING"));
    const QJsonObject done = status(taken);
    EXPECT_EQ(done[u"requestStatus"].toString(), QStringLiteral("SUCCESS"));
    EXPECT_EQ(done[u"audienceMembersIngestionStatus"][u"userDataIngestionStatus"][u"recordCount"],
              QJsonValue(QStringLiteral("2")));
}

TEST_F(PracticeGoogleTest, ConsentDecidesWhileProcessing) {
    wish(QStringLiteral("settings"), {{QStringLiteral("processing_polls"), 0}});
    QJsonObject denied = email("b");
    denied.insert(QStringLiteral("consent"),
                  QJsonObject{{QStringLiteral("adUserData"), QStringLiteral("CONSENT_DENIED")}});
    const QJsonObject partly = status(send(ingest({email("a"), denied})));
    EXPECT_EQ(partly[u"requestStatus"].toString(), QStringLiteral("PARTIAL_SUCCESS"));
    EXPECT_EQ(partly[u"errorInfo"][u"errorCounts"][0][u"reason"].toString(),
              QStringLiteral("PROCESSING_ERROR_REASON_DENIED_CONSENT"));
    QJsonObject silent = ingest({email("c")});
    silent.remove(QStringLiteral("consent"));
    EXPECT_EQ(status(send(silent))[u"requestStatus"].toString(), QStringLiteral("FAILED"));
    EXPECT_EQ(people(), 1);
}

TEST_F(PracticeGoogleTest, ARequestThatWasOnlyCheckedHasNoStatus) {
    QJsonObject body = ingest({email("a")});
    body.insert(QStringLiteral("validateOnly"), true);
    const Answer taken = send(body);
    EXPECT_EQ(taken.status, 200);
    EXPECT_EQ(people(), 0);
    const Answer asked =
        ask("GET", "/v1/requestStatus:retrieve?requestId=" + taken.body[u"requestId"].toString().toLatin1());
    EXPECT_EQ(asked.reason(), QStringLiteral("INVALID_REQUEST_ID"));
}

TEST_F(PracticeGoogleTest, RemovesWhoWasLastAddedBefore) {
    send(ingest({email("a"), email("b")}));
    clock.advance(10s);
    const QString between = clock.now().toString(Qt::ISODateWithMs);
    clock.advance(10s);
    send(ingest({email("b"), email("c")}));
    QJsonObject body{{QStringLiteral("destinations"), QJsonArray{destination()}},
                     {QStringLiteral("removeAsOfTime"), clock.now().addSecs(3600).toString(Qt::ISODateWithMs)}};
    EXPECT_EQ(send(body, "removeAll").reason(), QStringLiteral("INVALID_REMOVE_AS_OF_TIME"));
    EXPECT_EQ(people(), 3);
    body.insert(QStringLiteral("removeAsOfTime"), between);
    EXPECT_EQ(send(body, "removeAll").status, 200);
    EXPECT_EQ(people(), 2);
}

TEST_F(PracticeGoogleTest, NamesTheQuotaThatIsUsedUp) {
    wish(QStringLiteral("settings"), {{QStringLiteral("ingest_per_minute"), 2}});
    send(ingest({email("a")}));
    send(ingest({email("a")}));
    const Answer full = send(ingest({email("a")}));
    EXPECT_EQ(full.status, 429);
    EXPECT_EQ(full.info()[u"metadata"][u"quota_limit"].toString(),
              QStringLiteral("IngestionRequestsPerMinutePerProject"));
    clock.advance(61s);
    EXPECT_EQ(send(ingest({email("a")})).status, 200);
}

TEST_F(PracticeGoogleTest, ListsFiltersAndPages) {
    auto create = [this](const char* name, const char* code, const char* duration) {
        return ask("POST", lists,
                   json({{QStringLiteral("displayName"), QLatin1String(name)},
                         {QStringLiteral("integrationCode"), QLatin1String(code)},
                         {QStringLiteral("membershipDuration"), QLatin1String(duration)},
                         {QStringLiteral("ingestedUserListInfo"),
                          QJsonObject{{QStringLiteral("uploadKeyTypes"), QJsonArray{QStringLiteral("CONTACT_ID")}}}}}));
    };
    EXPECT_EQ(create("One", "x \"1\"", "7776000s").status, 200);
    EXPECT_EQ(create("One", "2", "7776000s").reason(), QStringLiteral("DISPLAY_NAME_ALREADY_USED"));
    EXPECT_EQ(create("Two", "2", "7776001s").reason(), QStringLiteral("INVALID_FORMAT"));
    EXPECT_EQ(create("Two", "2", "46742400s").reason(), QStringLiteral("MEMBERSHIP_DURATION_TOO_LONG"));
    const Answer found =
        ask("GET", lists + "?filter=" + QByteArray("integration_code = \"x \\\"1\\\"\"").toPercentEncoding());
    EXPECT_EQ(found.body[u"userLists"].toArray().size(), 1);
    EXPECT_EQ(ask("GET", lists + "?filter=nonsense%20%3D%201").reason(), QStringLiteral("INVALID_FILTER"));
    const QByteArray next = ask("GET", lists + "?pageSize=3").body[u"nextPageToken"].toString().toLatin1();
    EXPECT_EQ(ask("GET", lists + "?pageSize=3&pageToken=" + next).body[u"userLists"].toArray().size(), 1);
    EXPECT_EQ(ask("GET", lists + "?pageToken=" + next + "&filter=id%20%3D%201").reason(),
              QStringLiteral("INVALID_PAGE_TOKEN"));
    const QByteArray one = lists + '/' + list.toLatin1();
    EXPECT_EQ(ask("PATCH", one + "?updateMask=ingestedUserListInfo", "{}").reason(),
              QStringLiteral("IMMUTABLE_FIELD_FOR_UPDATE"));
    EXPECT_EQ(ask("PATCH", one + "?updateMask=membershipStatus", R"({"membershipStatus":"CLOSED"})").status, 200);
    EXPECT_EQ(send(ingest({email("a")})).reason(), QStringLiteral("USER_LIST_MUTATION_NOT_SUPPORTED"));
    EXPECT_EQ(ask("DELETE", one).status, 200);
    EXPECT_EQ(ask("GET", one).status, 404);
}

TEST_F(PracticeGoogleTest, KnowsTheLoginAccountByHeaderForLists) {
    EXPECT_EQ(ask("GET", lists, {}, {{"login-account", "accountTypes/GOOGLE_ADS/accounts/9876543210"}}).status, 200);
    EXPECT_EQ(ask("GET", lists, {}, {{"login-account", "9876543210"}}).status, 403);
    wish(QStringLiteral("account"), {{QStringLiteral("manager_only"), true}});
    EXPECT_EQ(ask("GET", lists).status, 403);
    EXPECT_EQ(ask("POST", "/v1/audienceMembers:ingest", json(ingest({email("a")})),
                  {{"login-account", "accountTypes/GOOGLE_ADS/accounts/9876543210"}})
                  .status,
              403)
        << "for people the manager account belongs in the body";
}

TEST_F(PracticeGoogleTest, MembershipRunsOutAndSizesAreRounded) {
    QJsonArray members;
    for (int i = 0; i < 1234; ++i) {
        members.append(email(QByteArray::number(i)));
    }
    send(ingest(members));
    const QJsonObject found = ask("GET", lists + '/' + list.toLatin1()).body;
    EXPECT_EQ(found[u"sizeInfo"][u"searchNetworkMembersCount"].toString(), QStringLiteral("1200"));
    clock.advance(std::chrono::hours(24 * 541));
    EXPECT_EQ(people(), 0);
}

TEST_F(PracticeGoogleTest, KeepsWhatItHoldsOverARestart) {
    send(ingest({email("a"), email("b")}));
    PracticeGoogle second(clock);
    second.restore(QJsonDocument::fromJson(QJsonDocument(google.saved()).toJson()).object());
    EXPECT_EQ(second.state()[u"lists"][0][u"people"].toInt(), 2);
    EXPECT_EQ(second.state()[u"lists"].toArray().size(), 3);
}

TEST(PracticeGoogleOverTheWire, AnswersARawClient) {
    PracticeSet set;
    ASSERT_TRUE(set.start());
    const QJsonObject google = set.description()[u"google"].toObject();
    test::RawClient client(quint16(set.url(QStringLiteral("google")).port()));
    const QByteArray answer =
        client.exchange("GET /google/v1/accountTypes/GOOGLE_ADS/accounts/" + google[u"account"].toString().toLatin1() +
                        "/userLists HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                        google[u"access_token"].toString().toLatin1() + "\r\n\r\n");
    EXPECT_EQ(test::RawClient::status(answer), 200);
    EXPECT_TRUE(answer.contains("Supporters"));
    EXPECT_TRUE(answer.contains("Date: "));
}

} // namespace
} // namespace pathways::practice
