// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/destinations/google/google_fixture.h"
#include "tests/support/must.h"

namespace pathways::test {
namespace {

TEST_F(Google, NamesTheAccount) {
    const auto info = connector.validate(context);
    ASSERT_TRUE(info) << info.error().text().toStdString();
    EXPECT_EQ(info->id, QStringLiteral("1234567890"));
    EXPECT_EQ(info->name, QStringLiteral("123-456-7890"));
}

TEST_F(Google, TellsWhyAnAccountCannotBeUsed) {
    control("token", {{QStringLiteral("state"), QStringLiteral("expired")}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::SignIn);
    control("token", {{QStringLiteral("state"), QStringLiteral("no_scope")}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::SignIn);
    control("token", {{QStringLiteral("state"), QStringLiteral("valid")}});
    connection.settings[QStringLiteral("account")] = QStringLiteral("999-999-9999");
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::Permission);
    connection.settings[QStringLiteral("account")] = QStringLiteral("none");
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::Input);
    secret = Secret();
    connection.settings[QStringLiteral("account")] = QStringLiteral("1234567890");
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::SignIn);
}

TEST_F(Google, NeverSendsTheTokenElsewhere) {
    connection.settings[QStringLiteral("url")] = QStringLiteral("https://datamanager.googleapis.com.evil.example");
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::Security);
    EXPECT_TRUE(transport.sent().empty());
}

TEST_F(Google, TheManagerAccountGoesIntoAHeaderForListsAndIntoTheBodyForPeople) {
    control("account", {{QStringLiteral("manager_only"), true}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::Permission);
    connection.settings[QStringLiteral("login_account")] = QStringLiteral("987-654-3210");
    ASSERT_TRUE(connector.validate(context));
    EXPECT_TRUE(transport.sent().back().headers.contains(
        qMakePair(QByteArray("login-account"), QByteArray("accountTypes/GOOGLE_ADS/accounts/9876543210"))));
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    for (const auto& [name, value] : transport.sent().back().headers) {
        EXPECT_NE(name, "login-account");
    }
    EXPECT_EQ(body(transport.sent().back())[u"destinations"][0][u"loginAccount"][u"accountId"].toString(),
              QStringLiteral("9876543210"));
}

TEST_F(Google, ListsAllPagesAndSaysWhatCannotTakePeople) {
    for (int i = 0; i < 1200; ++i) {
        NewObject wanted;
        wanted.name = QStringLiteral("List %1").arg(i);
        ASSERT_TRUE(connector.createObject(context, wanted));
    }
    transport.forget();
    const auto objects = connector.listObjects(context);
    ASSERT_TRUE(objects);
    QSet<QString> ids;
    for (const DestinationObject& object : *objects) {
        ids << object.id;
    }
    EXPECT_EQ(ids.size(), 1203);
    EXPECT_EQ(transport.sent().size(), 2U);
    EXPECT_TRUE(objects->at(0).selectable);
    EXPECT_FALSE(objects->at(2).selectable) << "website visitors are no customer list";
    EXPECT_FALSE(objects->at(2).reason.isEmpty());
}

TEST_F(Google, CreatesAListWithItsDuration) {
    NewObject wanted;
    wanted.name = QStringLiteral("Spring appeal");
    wanted.marker = QStringLiteral("mark-1");
    wanted.options[QStringLiteral("membership_days")] = QStringLiteral("90");
    const auto created = connector.createObject(context, wanted);
    ASSERT_TRUE(created) << created.error().text().toStdString();
    EXPECT_TRUE(created->selectable);
    const QJsonObject sent = body(transport.sent().back());
    EXPECT_EQ(sent.value(u"membershipDuration").toString(), QStringLiteral("7776000s"));
    EXPECT_EQ(sent.value(u"integrationCode").toString(), wanted.marker);
    const auto twice = connector.createObject(context, wanted);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().kind, ErrorKind::Input);
}

TEST_F(Google, CheckTriesARequestThatIsNotCarriedOut) {
    EXPECT_EQ(must(connector.check(context, target({"EMAIL"}))).size(), 1) << "no consent to personalised ads";
    PushTarget agreed = target({"EMAIL"});
    agreed.options[QStringLiteral("consent_personalization")] = QStringLiteral("granted");
    ASSERT_TRUE(must(connector.check(context, agreed)).isEmpty());
    EXPECT_TRUE(body(transport.sent().back()).value(u"validateOnly").toBool());
    EXPECT_EQ(people(firstList()), 0);
    control("account", {{QStringLiteral("refuse"), QStringLiteral("EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED")}});
    const auto refused = connector.check(context, agreed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Permission);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("political")));
}

TEST_F(Google, ConsentAndTermsMustBeStated) {
    for (const auto& [key, value] :
         {std::pair("consent_user_data", ""), std::pair("consent_user_data", "denied"), std::pair("terms", "")}) {
        PushTarget wanted = target({"EMAIL"});
        wanted.options[QLatin1String(key)] = QLatin1String(value);
        const auto begun = connector.beginPush(context, wanted);
        ASSERT_FALSE(begun) << key << '=' << value;
        EXPECT_EQ(begun.error().kind, ErrorKind::Permission);
        EXPECT_EQ(must(connector.check(context, wanted)).first().severity, Severity::Blocking);
    }
    connection.practice = true;
    PushTarget rehearsal = target({"EMAIL"});
    rehearsal.options.clear();
    EXPECT_TRUE(connector.beginPush(context, rehearsal)) << "a rehearsal has no people to ask";
}

TEST_F(Google, UpdateOnlyIsRefusedWithItsReason) {
    PushTarget wanted = target({"EMAIL"});
    wanted.method = SyncMethod::UpdateOnly;
    EXPECT_EQ(failureOf(connector.beginPush(context, wanted)).what,
              connector.type().methods.at(SyncMethod::UpdateOnly).reason);
}

TEST_F(Google, ToldThatAListIsGoneOrOfAnotherSort) {
    PushTarget gone = target({"EMAIL"});
    gone.object.id = QStringLiteral("77");
    EXPECT_EQ(failureOf(connector.check(context, gone)).kind, ErrorKind::NotFound);
    control("list",
            {{QStringLiteral("id"), firstList()}, {QStringLiteral("membershipStatus"), QStringLiteral("CLOSED")}});
    const auto closed = must(connector.check(context, target({"EMAIL"})));
    EXPECT_TRUE(std::any_of(closed.begin(), closed.end(),
                            [](const Finding& found) { return found.severity == Severity::Blocking; }));
}

} // namespace
} // namespace pathways::test
