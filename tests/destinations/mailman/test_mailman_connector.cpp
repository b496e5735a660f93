// SPDX-License-Identifier: GPL-3.0-or-later
// The Mailman connector against a real Mailman 3.
#include "core/destinations/mailman/mailman_connector.h"
#include "core/net/qt_transport.h"
#include "tests/destinations/mailman/mailman_server.h"
#include "tests/support/batch_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/must.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

namespace pathways::test {

namespace {

/// Passes everything on, and can lose answers.
class LossyTransport final : public HttpTransport {
public:
    explicit LossyTransport(HttpTransport& inner)
        : m_inner(inner) {}
    HttpReply send(const HttpRequest& request, std::stop_token stop) override {
        HttpReply reply = m_inner.send(request, stop);
        if (loseAfter >= 0 && request.method == "POST" && loseAfter-- == 0) {
            reply = {};
            reply.end = HttpEnd::Unknown;
            reply.error = Error{ErrorKind::Network, QStringLiteral("x"), QStringLiteral("x"), QStringLiteral("x"), {}};
        }
        ++requests;
        return reply;
    }
    int loseAfter = -1; ///< So many POSTs get their answer first.
    int requests = 0;

private:
    HttpTransport& m_inner;
};

class Mailman : public ::testing::Test {
protected:
    static void SetUpTestSuite() { s_server = new MailmanServer; }
    static void TearDownTestSuite() {
        delete s_server;
        s_server = nullptr;
    }
    void SetUp() override {
        if (!s_server->running()) {
            GTEST_SKIP() << "Mailman 3 is not installed here";
        }
        connection.settings = {{QStringLiteral("url"), s_server->url()}};
        ask("POST", "/domains", "mail_host=riverbank.test");
        ask("DELETE", "/lists/donors.riverbank.test");
        ASSERT_EQ(ask("POST", "/lists", "fqdn_listname=donors@riverbank.test").status, 201);
        target.object.id = QStringLiteral("donors.riverbank.test");
        const auto fields = must(connector.fields(context, target.object));
        target.fields = {fields[0], fields[1]};
        target.clears = {false, false};
        target.identifiers = {0};
        target.started = clock.now();
    }
    HttpReply ask(const char* method, const QByteArray& path, const QByteArray& form = {}) {
        HttpRequest request;
        request.method = method;
        request.url = QUrl(s_server->url() + QStringLiteral("/3.1") + QString::fromLatin1(path));
        request.headers.append(
            {QByteArray("Authorization"),
             QByteArray("Basic ").append(QByteArray("restadmin:").append(MailmanServer::password()).toBase64())});
        if (!form.isEmpty()) {
            request.headers.append({QByteArray("Content-Type"), QByteArray("application/x-www-form-urlencoded")});
            request.body = form;
        }
        return wire.send(request, {});
    }
    /// Somebody else subscribes a person.
    void theirs(const QByteArray& email, const QByteArray& name = {}) {
        ASSERT_EQ(ask("POST", "/members",
                      "list_id=donors.riverbank.test&subscriber=" + email + "&display_name=" + name +
                          "&pre_verified=true&pre_confirmed=true&pre_approved=true&send_welcome_message=false")
                      .status,
                  201);
    }
    QJsonObject member(const QByteArray& email) {
        return QJsonDocument::fromJson(ask("GET", "/lists/donors.riverbank.test/member/" + email).body).object();
    }
    bool there(const QByteArray& email) { return member(email).contains(QLatin1String("member_id")); }
    QString nameOf(const QByteArray& email) { return member(email).value(u"display_name").toString(); }
    std::unique_ptr<PushSession> session(SyncMethod method) {
        target.method = method;
        return std::move(must(connector.beginPush(context, target)));
    }
    BatchResult push(SyncMethod method, const BatchBuilder& builder) {
        return session(method)->send(builder.batch(), {});
    }
    static Reason reasonFor(const BatchResult& result, std::uint32_t index) {
        const auto row = std::find_if(result.rows.begin(), result.rows.end(),
                                      [&](const RowVerdict& verdict) { return verdict.index == index; });
        return row == result.rows.end() ? Reason::None : row->reason;
    }

    static inline MailmanServer* s_server = nullptr;
    QtTransport wire;
    LossyTransport transport{wire};
    SystemClock clock;
    mailman::MailmanConnector connector;
    HttpClient client{transport, clock, ClientLimits{}, connector.retryPolicy()};
    Connection connection;
    Secret secret{MailmanServer::password()};
    CallContext context{client, clock, connection, secret, {}};
    PushTarget target;
};

} // namespace

TEST_F(Mailman, ValidatesAndListsItsLists) {
    const auto account = connector.validate(context);
    ASSERT_TRUE(account) << account.error().text().toStdString();
    EXPECT_TRUE(account->detail.contains(QLatin1String("Mailman")));
    const auto lists = connector.listObjects(context);
    ASSERT_TRUE(lists);
    ASSERT_EQ(lists->size(), 1);
    EXPECT_EQ(lists->front().detail, QLatin1String("donors@riverbank.test"));
    secret = Secret(QByteArray("not-the-password"));
    const auto refused = connector.validate(context);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::SignIn);
}

TEST_F(Mailman, APasswordIsNotSentInTheClearOverANetwork) {
    for (const char* url :
         {"http://lists.riverbank.test:8001", "http://192.0.2.1", "ftp://127.0.0.1", "", "127.0.0.1"}) {
        connection.settings[QStringLiteral("url")] = QLatin1String(url);
        EXPECT_FALSE(connector.validate(context)) << url;
    }
    EXPECT_EQ(transport.requests, 0);
}

TEST_F(Mailman, AddsPeopleAndTellsThemFromThoseWhoWereThere) {
    theirs("here%2Btag@riverbank.test", "Old");
    // The address has been known for a while when the push begins.
    target.started = clock.now().addSecs(3600);
    BatchBuilder builder;
    builder.add({"new@riverbank.test", "Ana Müller"})
        .add({"here+tag@riverbank.test", "New Name"})
        .add({"no-address", ""});
    const BatchResult result = push(SyncMethod::UpdateOrCreate, builder);
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.text().toStdString();
    EXPECT_EQ(nameOf("new@riverbank.test"), QString::fromUtf8("Ana Müller"));
    EXPECT_EQ(nameOf("here%2Btag@riverbank.test"), QLatin1String("New Name"));
    EXPECT_EQ(result.adopted, (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(reasonFor(result, 2), Reason::RefusedAddress);
}

TEST_F(Mailman, AppendTouchesNobodyWhoIsThere) {
    theirs("append@riverbank.test", "Old");
    target.started = clock.now().addSecs(3600);
    BatchBuilder builder;
    builder.add({"append@riverbank.test", "New"}).add({"append-new@riverbank.test", ""});
    const BatchResult result = push(SyncMethod::Append, builder);
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(result, 0), Reason::AlreadyThere);
    EXPECT_EQ(nameOf("append@riverbank.test"), QLatin1String("Old"));
    EXPECT_TRUE(there("append-new@riverbank.test"));
}

TEST_F(Mailman, WhoeverLeftIsNotAddedAgainAndWhoeverIsBannedStaysOut) {
    ASSERT_EQ(ask("POST", "/lists/donors.riverbank.test/bans", "email=banned@riverbank.test").status, 201);
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::UpdateOrCreate, SyncMethod::UpdateOnly}) {
        BatchBuilder builder;
        builder.update({"left@riverbank.test", "Left"}, {"left@riverbank.test"});
        builder.update({"left-new@riverbank.test", "Left"}, {"left@riverbank.test"});
        const BatchResult result = push(method, builder);
        ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged);
        EXPECT_EQ(outcomeKind(reasonFor(result, 0)), RowOutcomeKind::LeftOut);
        EXPECT_EQ(outcomeKind(reasonFor(result, 1)), RowOutcomeKind::LeftOut);
        EXPECT_FALSE(there("left@riverbank.test") || there("left-new@riverbank.test"));
    }
    BatchBuilder banned;
    banned.add({"banned@riverbank.test", "B"});
    EXPECT_EQ(reasonFor(push(SyncMethod::Mirror, banned), 0), Reason::ComplianceState);
    EXPECT_FALSE(there("banned@riverbank.test"));
}

TEST_F(Mailman, AChangedAddressMovesTheMembershipWithThePersonsOwnSettings) {
    theirs("old@riverbank.test", "Ada");
    const QByteArray id = member("old@riverbank.test").value(u"member_id").toString().toLatin1();
    ASSERT_EQ(ask("PATCH", "/members/" + id + "/preferences", "delivery_status=by_user").status, 204);
    BatchBuilder builder;
    builder.update({"new-address@riverbank.test", "Ada Stone"}, {"old@riverbank.test"});
    for (int time = 0; time < 2; ++time) { // The second time as after a lost answer.
        const BatchResult result = push(SyncMethod::Mirror, builder);
        ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.text().toStdString();
        EXPECT_TRUE(result.rows.empty());
        EXPECT_FALSE(there("old@riverbank.test"));
        EXPECT_EQ(member("new-address@riverbank.test").value(u"member_id").toString().toLatin1(), id);
        EXPECT_EQ(nameOf("new-address@riverbank.test"), QLatin1String("Ada Stone"));
    }
    EXPECT_TRUE(ask("GET", "/members/" + id + "/preferences").body.contains("by_user"));
}

TEST_F(Mailman, ABlankNameKeepsTheOneThatIsThereUnlessItIsToBeCleared) {
    theirs("blank@riverbank.test", "Kept");
    BatchBuilder builder;
    builder.update({"blank@riverbank.test", ""}, {"blank@riverbank.test"});
    EXPECT_EQ(push(SyncMethod::Mirror, builder).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(nameOf("blank@riverbank.test"), QLatin1String("Kept"));
    target.clears[1] = true;
    EXPECT_EQ(push(SyncMethod::Mirror, builder).verdict, BatchVerdict::Acknowledged);
    EXPECT_NE(nameOf("blank@riverbank.test"), QLatin1String("Kept") /* the address has no name any more */);
}

TEST_F(Mailman, RemovesManyInOneRequestAndIsToldWhoWasGone) {
    theirs("one@riverbank.test");
    theirs("two%2Bx@riverbank.test");
    BatchBuilder removal;
    removal.remove({"one@riverbank.test"}).remove({"two+x@riverbank.test"}).remove({"never@riverbank.test"});
    transport.requests = 0;
    const BatchResult result = push(SyncMethod::Mirror, removal);
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.text().toStdString();
    EXPECT_EQ(transport.requests, 1);
    EXPECT_EQ(reasonFor(result, 0), Reason::None);
    EXPECT_EQ(reasonFor(result, 1), Reason::None);
    EXPECT_EQ(reasonFor(result, 2), Reason::AlreadyGone);
    EXPECT_FALSE(there("one@riverbank.test") || there("two%2Bx@riverbank.test"));
}

TEST_F(Mailman, ALostAnswerInMidBatchIsSettledBySendingAgainWithoutTellingAnybodyTwice) {
    BatchBuilder builder;
    for (int i = 0; i < 5; ++i) {
        builder.add({"lost" + std::to_string(i) + "@riverbank.test", ""});
    }
    auto open = session(SyncMethod::Append);
    transport.loseAfter = 2;
    EXPECT_EQ(open->send(builder.batch(), {}).verdict, BatchVerdict::Unknown);
    ASSERT_TRUE(open->resendable(builder.batch()));
    const BatchResult result = open->send(builder.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(result.rows.empty()) << "all five were put there by this push";
    // As after a crash: a session that knows nothing but that this may have arrived.
    EXPECT_TRUE(push(SyncMethod::Append, builder.repeated()).rows.empty());
}

TEST_F(Mailman, SomebodyWhomOthersPutThereAMomentAgoIsTheirs) {
    theirs("moment@riverbank.test");
    BatchBuilder builder;
    builder.add({"moment@riverbank.test", ""});
    EXPECT_EQ(reasonFor(push(SyncMethod::Append, builder), 0), Reason::AlreadyThere);
    EXPECT_EQ(push(SyncMethod::Mirror, builder).adopted, (std::vector<std::uint32_t>{0}));
}

TEST_F(Mailman, ReadsTheRosterBackWithItsBans) {
    theirs("roster@riverbank.test");
    ASSERT_EQ(ask("POST", "/lists/donors.riverbank.test/bans", "email=kept-out@riverbank.test").status, 201);
    std::map<std::string, bool> seen;
    const auto read = session(SyncMethod::Mirror)
                          ->readMembers(
                              [&](const RemoteMember& each) {
                                  seen[each.identity] = each.reachable;
                                  return true;
                              },
                              {});
    ASSERT_TRUE(read) << read.error().text().toStdString();
    EXPECT_EQ(seen, (std::map<std::string, bool>{{"roster@riverbank.test", true}, {"kept-out@riverbank.test", false}}));
}

TEST_F(Mailman, AListThatIsGoneStopsThePush) {
    ASSERT_EQ(ask("DELETE", "/lists/donors.riverbank.test").status, 204);
    const auto found = connector.check(context, target);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::NotFound);
    BatchBuilder add;
    add.add({"x@riverbank.test", ""});
    EXPECT_EQ(push(SyncMethod::Mirror, add).error.kind, ErrorKind::NotFound);
    BatchBuilder removal;
    removal.remove({"x@riverbank.test"});
    EXPECT_EQ(push(SyncMethod::Mirror, removal).error.kind, ErrorKind::NotFound);
}

} // namespace pathways::test
