// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/destinations/meta/meta_fixture.h"
#include "tests/support/must.h"

namespace pathways::test {
namespace {

TEST_F(Meta, NamesTheAccount) {
    const auto info = connector.validate(context);
    ASSERT_TRUE(info) << info.error().text().toStdString();
    EXPECT_EQ(info->id, QStringLiteral("act_1029384756"));
    EXPECT_EQ(info->name, QStringLiteral("Practice charity"));
}

TEST_F(Meta, TellsWhyAnAccountCannotBeUsed) {
    control("token", {{QStringLiteral("state"), QStringLiteral("expired")}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::SignIn);
    control("token", {{QStringLiteral("state"), QStringLiteral("no_permission")}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::Permission);
    control("token", {{QStringLiteral("state"), QStringLiteral("development")}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::Permission);
    control("token", {{QStringLiteral("state"), QStringLiteral("valid")}});
    control("terms", {{QStringLiteral("accepted"), false}});
    const Error terms = failureOf(connector.validate(context));
    EXPECT_EQ(terms.kind, ErrorKind::Permission);
    EXPECT_TRUE(terms.remedy.contains(QStringLiteral("customaudiences/app/tos")));
}

TEST_F(Meta, WrongTokenAsksToReconnectWithoutShowingIt) {
    secret = Secret(QByteArray("EAAsomebodyElsesTokenAltogether0001"));
    const Error refused = failureOf(connector.validate(context));
    EXPECT_EQ(refused.kind, ErrorKind::SignIn);
    EXPECT_FALSE(QString(refused.text() + refused.detail).contains(QStringLiteral("EAAsomebody")));
}

TEST_F(Meta, SaysWhenTheTokenEnds) {
    EXPECT_TRUE(must(connector.validate(context)).neverExpires) << "a system user's token";
    const QDateTime end = QDateTime::currentDateTimeUtc().addDays(20);
    control("token", {{QStringLiteral("expires_at"), end.toSecsSinceEpoch()}});
    const auto told = connector.validate(context);
    ASSERT_TRUE(told);
    EXPECT_FALSE(told->neverExpires);
    ASSERT_TRUE(told->expires.has_value());
    EXPECT_EQ(told->expires->toSecsSinceEpoch(), end.toSecsSinceEpoch());
    control("token", {{QStringLiteral("expires_at"), QDateTime::currentSecsSinceEpoch() - 60}});
    EXPECT_EQ(failureOf(connector.validate(context)).kind, ErrorKind::SignIn);
}

TEST_F(Meta, ATokenThatMayNotBeLookedAtStillWorks) {
    control("token", {{QStringLiteral("inspectable"), false}});
    const auto info = connector.validate(context);
    ASSERT_TRUE(info) << info.error().text().toStdString();
    EXPECT_FALSE(info->expires.has_value());
    EXPECT_FALSE(info->neverExpires);
    // Whatever else comes back says nothing of an end either.
    for (const QByteArray& answer :
         {QByteArray("{}"), QByteArray("[]"), QByteArray("[null]"), QByteArray("<html>"),
          QByteArray(R"([{"code":200,"body":"{\"data\":{\"is_valid\":false,\"expires_at\":0}}"}])"),
          QByteArray(R"([{"code":200,"body":"{\"data\":{\"is_valid\":true,\"expires_at\":-5}}"}])"),
          QByteArray(R"([{"code":200,"body":"{\"data\":{\"is_valid\":true}}"}])"),
          QByteArray(R"([{"code":500,"body":"{\"data\":{\"is_valid\":true,\"expires_at\":0}}"}])")}) {
        transport.before = [&answer](const HttpRequest& request) {
            return request.method == "POST" ? std::optional(InProcessTransport::answered(200, answer)) : std::nullopt;
        };
        const auto vague = connector.validate(context);
        ASSERT_TRUE(vague) << answer.constData();
        EXPECT_FALSE(vague->expires.has_value()) << answer.constData();
        EXPECT_FALSE(vague->neverExpires) << answer.constData();
    }
}

TEST_F(Meta, NeverSendsTheTokenElsewhere) {
    for (const char* url : {"https://evil.example", "http://graph.facebook.com", "http://127.0.0.1@evil.example",
                            "https://graph.facebook.com.evil.example", "ftp://127.0.0.1"}) {
        connection.settings[QStringLiteral("url")] = QLatin1String(url);
        const auto info = connector.validate(context);
        ASSERT_FALSE(info) << url;
        EXPECT_EQ(info.error().kind, ErrorKind::Security) << url;
    }
    EXPECT_TRUE(transport.sent().empty());
}

TEST_F(Meta, PutsTheTokenIntoAHeaderOnly) {
    ASSERT_TRUE(connector.validate(context));
    ASSERT_TRUE(connector.listObjects(context));
    for (const HttpRequest& request : transport.sent()) {
        EXPECT_FALSE(request.url.toString().contains(QString::fromUtf8(secret.reveal())));
        EXPECT_TRUE(
            request.headers.contains(qMakePair(QByteArray("Authorization"), QByteArray("Bearer " + secret.reveal()))));
        EXPECT_TRUE(request.url.path().startsWith(QStringLiteral("/v26.0/")));
    }
}

TEST_F(Meta, ListsAllPages) {
    for (int i = 0; i < 420; ++i) {
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
    EXPECT_EQ(ids.size(), 422);
    EXPECT_EQ(objects->size(), 422);
    EXPECT_EQ(transport.sent().size(), 3U);
}

TEST_F(Meta, RefusesNamesMetaBlocksBeforeAskingMeta) {
    NewObject wanted;
    wanted.name = QStringLiteral("Breast Cancer survivors");
    const auto created = connector.createObject(context, wanted);
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().kind, ErrorKind::Input);
    EXPECT_TRUE(created.error().what.contains(QStringLiteral("Cancer")));
    EXPECT_TRUE(transport.sent().empty());
}

TEST_F(Meta, SaysEarlyThatTheVersionWillBeRetired) {
    const auto told = [this] {
        const auto findings = connector.check(context, target({"EMAIL"})).value_or(QList<Finding>());
        return std::any_of(findings.begin(), findings.end(),
                           [](const Finding& found) { return found.text.contains(QStringLiteral("soon retire")); });
    };
    EXPECT_FALSE(told());
    transport.after = [](const HttpRequest&, HttpReply& reply) {
        reply.headers.emplaceBack("x-ad-api-version-warning", "The call has been auto-upgraded");
    };
    EXPECT_TRUE(told());
}

TEST_F(Meta, SaysWhichAudiencesCannotTakePeople) {
    control("flag", {{QStringLiteral("audience"), firstAudience()}, {QStringLiteral("operation"), 471}});
    const auto objects = must(connector.listObjects(context));
    EXPECT_FALSE(objects[0].selectable);
    EXPECT_TRUE(objects[0].reason.contains(QStringLiteral("neutral name")));
    EXPECT_TRUE(objects[1].selectable);
    const auto findings = connector.check(context, target({"EMAIL"}));
    ASSERT_TRUE(findings);
    ASSERT_EQ(findings->size(), 1);
    EXPECT_EQ(findings->first().severity, Severity::Blocking);
}

TEST_F(Meta, ChecksTheAudienceBeforeAPush) {
    EXPECT_TRUE(must(connector.check(context, target({"EMAIL"}))).isEmpty());
    // Mapped while the audience took values; now it is one that does not.
    PushTarget withValues = target({"EMAIL"});
    FieldSpec value;
    value.id = QStringLiteral("LOOKALIKE_VALUE");
    withValues.fields.push_back(value);
    const auto findings = connector.check(context, withValues);
    ASSERT_TRUE(findings);
    ASSERT_EQ(findings->size(), 1);
    EXPECT_EQ(findings->first().severity, Severity::Blocking);
    PushTarget gone = target({"EMAIL"});
    gone.object.id = QStringLiteral("23999999999999999");
    EXPECT_EQ(failureOf(connector.check(context, gone)).kind, ErrorKind::NotFound);
}

TEST_F(Meta, ToldThatAnswersAreNotJson) {
    for (const QByteArray& page : {QByteArray("<html>sign in to the guest network</html>"), QByteArray("[]"),
                                   QByteArray(R"({"data":7})"), QByteArray(R"({"data":[{}]})")}) {
        transport.before = [&page](const HttpRequest&) { return InProcessTransport::answered(200, page); };
        const auto objects = connector.listObjects(context);
        ASSERT_FALSE(objects) << page.constData();
        EXPECT_EQ(objects.error().kind, ErrorKind::Protocol);
    }
}

} // namespace
} // namespace pathways::test
