// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in, lists and fields of Mailchimp, and what is found before a push.
#include "core/destinations/mailchimp/mailchimp_api.h"
#include "core/destinations/mailchimp/tar_gz.h"
#include "tests/destinations/mailchimp/mailchimp_fixture.h"
#include "tests/support/must.h"

namespace pathways::test {

using mailchimp::Api;
using mailchimp::retryAdvice;

TEST_F(MailchimpPush, ValidatingNamesTheAccount) {
    const auto account = connector.validate(context);
    ASSERT_TRUE(account) << account.error().text().toStdString();
    EXPECT_FALSE(account->id.isEmpty());
    EXPECT_FALSE(account->name.isEmpty());
}

TEST_F(MailchimpPush, TheDataCentreComesFromTheKeyAndAnIncompleteKeyIsNotSentAnywhere) {
    connection.settings.clear();
    secret = Secret(QByteArrayLiteral("0123456789abcdef0123456789abcdef-us19"));
    auto api = Api::open(context);
    ASSERT_TRUE(api);
    EXPECT_EQ(api->request("GET", QStringLiteral("/ping")).url.toString(),
              QLatin1String("https://us19.api.mailchimp.com/3.0/ping"));
    for (const char* key : {"0123456789abcdef0123456789abcdef", "abc-us19", "0123456789abcdef-us19.evil.test",
                            "0123456789abcdef-us1/../x", ""}) {
        secret = Secret(QByteArray(key));
        const auto broken = connector.validate(context);
        ASSERT_FALSE(broken) << key;
        EXPECT_EQ(broken.error().kind, ErrorKind::SignIn) << key;
    }
    EXPECT_TRUE(transport.sent().empty());
}

TEST_F(MailchimpPush, AnAddressThatIsNeitherMailchimpsNorThisMachinesIsRefused) {
    for (const char* url :
         {"https://evil.test", "http://us1.api.mailchimp.com", "https://api.mailchimp.com.evil.test",
          "https://127.0.0.1.evil.test", "ftp://127.0.0.1", "http://user@127.0.0.1:1", "http://127.0.0.1:1/?x=1"}) {
        connection.settings[QStringLiteral("url")] = QLatin1String(url);
        const auto refused = connector.validate(context);
        ASSERT_FALSE(refused) << url;
        EXPECT_EQ(refused.error().kind, ErrorKind::Security) << url;
    }
    connection.settings[QStringLiteral("url")] = QStringLiteral("https://us1.api.mailchimp.com");
    EXPECT_TRUE(Api::open(context));
    EXPECT_TRUE(transport.sent().empty());
}

TEST_F(MailchimpPush, ListsArePagedThrough) {
    const auto before = must(connector.listObjects(context)).size();
    for (int i = 0; i < 1205; ++i) {
        others("add_list", {{QStringLiteral("name"), QStringLiteral("List %1").arg(i)}});
    }
    const auto lists = connector.listObjects(context);
    ASSERT_TRUE(lists);
    EXPECT_EQ(lists->size(), before + 1205);
    EXPECT_TRUE(lists->front().size.has_value());
}

TEST_F(MailchimpPush, FieldsCarryTheirTypesAndAnAddressItsParts) {
    ASSERT_FALSE(knownFields.isEmpty());
    EXPECT_EQ(knownFields.front().id, QLatin1String("EMAIL"));
    EXPECT_TRUE(knownFields.front().identifier && knownFields.front().required);
    int parts = 0;
    for (const FieldSpec& field : knownFields) {
        parts += field.compound == QLatin1String("ADDRESS") ? 1 : 0;
        EXPECT_FALSE(field.id.isEmpty() || field.label.isEmpty());
    }
    EXPECT_EQ(parts, 6);
}

TEST_F(MailchimpPush, FieldsAreMadeWithTheRightTypeAndALostAnswerIsSettledByLooking) {
    FieldSpec wanted;
    wanted.id = QStringLiteral("Last gift date!");
    wanted.label = QStringLiteral("Last gift");
    wanted.kind = FieldKind::Date;
    transport.after = [&](const HttpRequest& request, HttpReply& reply) {
        if (request.method == "POST") {
            reply = InProcessTransport::lost();
        }
    };
    const auto made = connector.createField(context, list, wanted);
    ASSERT_TRUE(made) << made.error().text().toStdString();
    EXPECT_EQ(made->id, QLatin1String("LAST_GIFT"));
    EXPECT_EQ(made->kind, FieldKind::Date);
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/merge-fields")), 1);
}

TEST_F(MailchimpPush, CheckingFindsFieldsThatAreGoneAndATagThatIsMissing) {
    PushTarget wanted = target(SyncMethod::Mirror);
    wanted.removalMeaning = QStringLiteral("tag-off");
    others("delete_field", {{QStringLiteral("tag"), QStringLiteral("LNAME")}});
    const auto findings = connector.check(context, wanted);
    ASSERT_TRUE(findings);
    EXPECT_EQ(std::count_if(findings->begin(), findings->end(),
                            [](const Finding& found) { return found.severity == Severity::Blocking; }),
              2);
    others("delete_list", QJsonObject{});
    const auto gone = connector.check(context, wanted);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, ErrorKind::NotFound);
}

TEST(MailchimpDialect, A403WithoutJsonIsThrottlingForThreeTries) {
    HttpReply reply;
    reply.end = HttpEnd::Answered;
    reply.status = 403;
    const RetryAdvice bare = retryAdvice(reply);
    EXPECT_EQ(bare.kind, RetryAdvice::Kind::Throttled);
    EXPECT_EQ(bare.maxTries, 3);
    ASSERT_TRUE(bare.wait);
    EXPECT_GE(*bare.wait * (bare.maxTries - 1), std::chrono::minutes(2));
    reply.body = "{\"title\":\"User Disabled\",\"status\":403}";
    EXPECT_EQ(retryAdvice(reply).kind, RetryAdvice::Kind::Final);
    reply.status = 429;
    EXPECT_EQ(retryAdvice(reply).kind, RetryAdvice::Kind::Throttled);
}

TEST(MailchimpResults, ADamagedOrBloatedArchiveIsRefused) {
    const auto none = [](const QByteArray&) { return true; };
    EXPECT_FALSE(mailchimp::readTarGz("not an archive", 1000, none));
    EXPECT_FALSE(mailchimp::readTarGz(QByteArray::fromHex("1f8b08000000000000ff"), 1000, none));
}

} // namespace pathways::test
