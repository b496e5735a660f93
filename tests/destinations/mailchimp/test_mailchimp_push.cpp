// SPDX-License-Identifier: GPL-3.0-or-later
// What a push does to a Mailchimp list, and above all what it must never do to it.
#include "tests/destinations/mailchimp/mailchimp_fixture.h"
#include "tests/support/must.h"

#include <QCryptographicHash>

namespace pathways::test {

namespace {

BatchBuilder people(int count, const char* prefix = "donor") {
    BatchBuilder builder;
    for (int i = 0; i < count; ++i) {
        builder.add({std::string(prefix) + std::to_string(i) + "@riverbank.test", "First" + std::to_string(i), "Last"});
    }
    return builder;
}

constexpr SyncMethod kAll[] = {SyncMethod::Mirror, SyncMethod::UpdateOrCreate, SyncMethod::Append,
                               SyncMethod::UpdateOnly};

} // namespace

TEST_F(MailchimpPush, FiveHundredNewPeopleGoInOneRequest) {
    const BatchResult result = push(SyncMethod::Mirror, people(500));
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(result.rows.empty());
    EXPECT_TRUE(result.adopted.empty());
    EXPECT_EQ(statusOf("donor499@riverbank.test"), QLatin1String("subscribed"));
    EXPECT_EQ(valueOf("donor499@riverbank.test", "FNAME"), QLatin1String("First499"));
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/lists/")), 1);
}

TEST_F(MailchimpPush, NobodyWhoLeftIsSubscribedAgainByAnyMethod) {
    theirs("left@riverbank.test");
    others("unsubscribe", "left@riverbank.test");
    theirs("bounced@riverbank.test");
    others("clean", "bounced@riverbank.test");
    theirs("byoffice@riverbank.test", "unsubscribed");
    theirs("forgotten@riverbank.test");
    others("forget", "forgotten@riverbank.test");
    for (const SyncMethod method : kAll) {
        for (const ChangeKind kind : {ChangeKind::Add, ChangeKind::Update}) {
            BatchBuilder builder;
            for (const char* email : {"left", "bounced", "byoffice", "forgotten"}) {
                const std::string address = std::string(email) + "@riverbank.test";
                kind == ChangeKind::Add ? builder.add({address, "New", "Name"})
                                        : builder.update({address, "New", "Name"}, {address});
            }
            const BatchResult result = push(method, builder);
            EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged) << toKey(method).toStdString();
            EXPECT_EQ(result.rows.size(), 4U) << toKey(method).toStdString();
            for (const RowVerdict& row : result.rows) {
                EXPECT_EQ(outcomeKind(row.reason), RowOutcomeKind::LeftOut) << toKey(row.reason).toStdString();
                EXPECT_FALSE(row.again);
            }
        }
    }
    EXPECT_EQ(statusOf("left@riverbank.test"), QLatin1String("unsubscribed"));
    EXPECT_EQ(statusOf("bounced@riverbank.test"), QLatin1String("cleaned"));
    EXPECT_EQ(statusOf("byoffice@riverbank.test"), QLatin1String("unsubscribed"));
    EXPECT_TRUE(member("forgotten@riverbank.test").isEmpty());
}

TEST_F(MailchimpPush, SomebodyArchivedAfterUnsubscribingIsNotBroughtBack) {
    theirs("archived@riverbank.test", "unsubscribed");
    others("archive", "archived@riverbank.test");
    const QByteArray id = QCryptographicHash::hash("archived@riverbank.test", QCryptographicHash::Md5).toHex();
    transport.before = [&](const HttpRequest& request) -> std::optional<HttpReply> {
        if (request.url.query().contains(QLatin1String("status=archived"))) {
            return InProcessTransport::answered(
                200, "{\"members\":[{\"id\":\"" + id +
                         "\",\"email_address\":\"archived@riverbank.test\",\"status\":\"archived\","
                         "\"unsubscribe_reason\":\"N/A (Unsubscribed by admin)\"}],\"total_items\":1}");
        }
        return std::nullopt;
    };
    BatchBuilder builder;
    builder.add({"Archived@riverbank.test", "A", ""}).add({"new@riverbank.test", "N", ""});
    const BatchResult result = push(SyncMethod::Mirror, builder);
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(result, 0), Reason::Unsubscribed);
    EXPECT_EQ(reasonFor(result, 1), Reason::None);
    EXPECT_EQ(statusOf("archived@riverbank.test"), QLatin1String("archived"));
}

TEST_F(MailchimpPush, AStatusIsOnlyEverWrittenWhereExistingPeopleAreNotTouched) {
    theirs("here@riverbank.test");
    BatchBuilder builder;
    builder.add({"new@riverbank.test", "N", "N"}).add({"here@riverbank.test", "H", "H"});
    builder.update({"other@riverbank.test", "O", "O"}, {"old@riverbank.test"});
    for (const SyncMethod method : kAll) {
        EXPECT_EQ(push(method, builder).verdict, BatchVerdict::Acknowledged);
    }
    int written = 0;
    for (const HttpRequest& request : transport.sent()) {
        const QByteArray text = request.body;
        if (text.contains("\"status")) {
            ++written;
            EXPECT_EQ(body(request).value(u"update_existing"), QJsonValue(false)) << text.toStdString();
        }
        EXPECT_FALSE(text.contains("sync_tags"));
    }
    EXPECT_GT(written, 0);
}

TEST_F(MailchimpPush, MirrorAndUpdateOrCreateUpdateWhoIsThereAndTellThemApart) {
    theirs("here@riverbank.test", "subscribed", {{QStringLiteral("FNAME"), QStringLiteral("Old")}});
    BatchBuilder builder;
    builder.add({"here@riverbank.test", "New", "Name"}).add({"fresh@riverbank.test", "Fresh", "Face"});
    const BatchResult result = push(SyncMethod::UpdateOrCreate, builder);
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(result.rows.empty());
    EXPECT_EQ(result.adopted, (std::vector<std::uint32_t>{0}));
    EXPECT_EQ(valueOf("here@riverbank.test", "FNAME"), QLatin1String("New"));
}

TEST_F(MailchimpPush, AppendTouchesNobodyWhoIsThere) {
    theirs("here@riverbank.test", "subscribed", {{QStringLiteral("FNAME"), QStringLiteral("Old")}});
    BatchBuilder builder;
    builder.add({"here@riverbank.test", "New", "Name"}).add({"fresh@riverbank.test", "Fresh", "Face"});
    const BatchResult result = push(SyncMethod::Append, builder);
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(result, 0), Reason::AlreadyThere);
    EXPECT_EQ(reasonFor(result, 1), Reason::None);
    EXPECT_EQ(valueOf("here@riverbank.test", "FNAME"), QLatin1String("Old"));
    EXPECT_EQ(statusOf("fresh@riverbank.test"), QLatin1String("subscribed"));
}

TEST_F(MailchimpPush, UpdateOnlyAddsNobodyAndGoesThroughABatchOperationWhenManyAreChanged) {
    BatchBuilder builder;
    for (int i = 0; i < 30; ++i) {
        const std::string email = "person" + std::to_string(i) + "@riverbank.test";
        if (i % 2 == 0) {
            theirs(email.c_str());
        }
        builder.update({email, "Changed", ""}, {email});
    }
    auto open = session(target(SyncMethod::UpdateOnly));
    EXPECT_FALSE(open->resendable(builder.batch()));
    const BatchResult result = open->send(builder.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.rows.size(), 15U);
    EXPECT_EQ(reasonFor(result, 1), Reason::NotThere);
    EXPECT_EQ(reasonFor(result, 2), Reason::None);
    EXPECT_EQ(valueOf("person2@riverbank.test", "FNAME"), QLatin1String("Changed"));
    EXPECT_TRUE(member("person1@riverbank.test").isEmpty());
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/batches")), 1);
    EXPECT_EQ(requestsTo("PATCH", QStringLiteral("/members/")), 0);
}

TEST_F(MailchimpPush, ABlankKeepsWhatIsThereUnlessItIsToBeCleared) {
    theirs("here@riverbank.test", "subscribed",
           {{QStringLiteral("FNAME"), QStringLiteral("Ada")}, {QStringLiteral("LNAME"), QStringLiteral("Stone")}});
    PushTarget wanted = target(SyncMethod::Mirror);
    wanted.clears = {false, false, true};
    BatchBuilder builder;
    builder.update({"here@riverbank.test", "", ""}, {"here@riverbank.test"});
    EXPECT_EQ(session(wanted)->send(builder.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(valueOf("here@riverbank.test", "FNAME"), QLatin1String("Ada"));
    EXPECT_EQ(valueOf("here@riverbank.test", "LNAME"), QString());
}

TEST_F(MailchimpPush, HalfAnAddressIsLeftOutAndTheRestIsSent) {
    const PushTarget wanted = target(SyncMethod::Mirror, {"EMAIL", "FNAME", "ADDRESS.addr1", "ADDRESS.city",
                                                          "ADDRESS.state", "ADDRESS.zip", "ADDRESS.country"});
    BatchBuilder builder;
    builder.add({"half@riverbank.test", "Half", "1 Mill Lane", "Dover", "", "", ""});
    builder.add({"whole@riverbank.test", "Whole", "1 Mill Lane", "Dover", "DE", "19901", "US"});
    const BatchResult result = session(wanted)->send(builder.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(result, 0), Reason::ValueDropped);
    EXPECT_EQ(outcomeKind(reasonFor(result, 0)), RowOutcomeKind::Accepted);
    EXPECT_EQ(must(verdictFor(result, 0))->field, QLatin1String("ADDRESS"));
    EXPECT_EQ(valueOf("half@riverbank.test", "FNAME"), QLatin1String("Half"));
    const QJsonObject address =
        member("whole@riverbank.test").value(u"merge_fields").toObject().value(u"ADDRESS").toObject();
    EXPECT_EQ(address.value(u"city"), QJsonValue(QStringLiteral("Dover")));
}

TEST_F(MailchimpPush, AChangedAddressRenamesThePersonAndKeepsTheirChoice) {
    theirs("old@riverbank.test", "subscribed", {{QStringLiteral("LNAME"), QStringLiteral("Stone")}});
    theirs("gone@riverbank.test");
    others("unsubscribe", "gone@riverbank.test");
    BatchBuilder builder;
    builder.update({"new@riverbank.test", "Ada", ""}, {"old@riverbank.test"});
    builder.update({"elsewhere@riverbank.test", "Bo", ""}, {"gone@riverbank.test"});
    builder.update({"OLD2@riverbank.test", "Case", ""}, {"old2@riverbank.test"});
    theirs("old2@riverbank.test");
    const BatchResult result = push(SyncMethod::Mirror, builder);
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(member("old@riverbank.test").isEmpty());
    EXPECT_EQ(valueOf("new@riverbank.test", "LNAME"), QLatin1String("Stone"));
    EXPECT_EQ(reasonFor(result, 1), Reason::LeftAtOldAddress);
    EXPECT_NE(statusOf("elsewhere@riverbank.test"), QLatin1String("subscribed"));
    EXPECT_EQ(reasonFor(result, 2), Reason::None);
    EXPECT_TRUE(result.adopted.empty());

    // The same again after a lost answer leads to the same state.
    const BatchResult again = push(SyncMethod::Mirror, builder);
    EXPECT_EQ(again.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(again, 0), Reason::None);
    EXPECT_EQ(statusOf("new@riverbank.test"), QLatin1String("subscribed"));
    EXPECT_NE(statusOf("elsewhere@riverbank.test"), QLatin1String("subscribed"));
}

TEST_F(MailchimpPush, WhenBothAddressesAreThereMirrorTakesTheOldOneOut) {
    theirs("old@riverbank.test");
    theirs("new@riverbank.test");
    BatchBuilder builder;
    builder.update({"new@riverbank.test", "Ada", ""}, {"old@riverbank.test"});
    EXPECT_EQ(push(SyncMethod::Mirror, builder).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(statusOf("old@riverbank.test"), QLatin1String("archived"));
    EXPECT_EQ(valueOf("new@riverbank.test", "FNAME"), QLatin1String("Ada"));
}

TEST_F(MailchimpPush, SomebodyElsesOldAddressStaysWhenBothAreThere) {
    theirs("old@riverbank.test");
    theirs("new@riverbank.test");
    BatchBuilder builder;
    builder.update({"new@riverbank.test", "Ada", ""}, {"old@riverbank.test"}).whoWasThere();
    EXPECT_EQ(push(SyncMethod::Mirror, builder).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(statusOf("old@riverbank.test"), QLatin1String("subscribed")) << "this pathway did not put it there";
    EXPECT_EQ(valueOf("new@riverbank.test", "FNAME"), QLatin1String("Ada"));
}

TEST_F(MailchimpPush, RemovalArchivesAndLeavesOwnChoicesVisible) {
    theirs("out@riverbank.test");
    theirs("left@riverbank.test");
    others("unsubscribe", "left@riverbank.test");
    BatchBuilder builder;
    builder.remove({"out@riverbank.test"}).remove({"left@riverbank.test"}).remove({"never@riverbank.test"});
    const BatchResult result = push(SyncMethod::Mirror, builder);
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(statusOf("out@riverbank.test"), QLatin1String("archived"));
    EXPECT_EQ(statusOf("left@riverbank.test"), QLatin1String("unsubscribed"));
    EXPECT_EQ(reasonFor(result, 0), Reason::None);
    EXPECT_EQ(reasonFor(result, 1), Reason::AlreadyGone);
    EXPECT_EQ(reasonFor(result, 2), Reason::AlreadyGone);
    // And back again: a donor who returns to the audience returns to the list, but not whom somebody else archived.
    theirs("staff@riverbank.test");
    others("archive", "staff@riverbank.test");
    BatchBuilder back(2);
    back.add({"out@riverbank.test", "Back", "Again"}).whomWeTookOut();
    back.add({"left@riverbank.test", "No", "More"}).add({"staff@riverbank.test", "Not", "Ours"});
    const BatchResult returned = push(SyncMethod::Mirror, back);
    EXPECT_EQ(reasonFor(returned, 0), Reason::None);
    EXPECT_EQ(statusOf("out@riverbank.test"), QLatin1String("subscribed"));
    EXPECT_EQ(reasonFor(returned, 1), Reason::Unsubscribed);
    EXPECT_EQ(statusOf("left@riverbank.test"), QLatin1String("unsubscribed"));
    EXPECT_EQ(reasonFor(returned, 2), Reason::TakenOutThere);
    EXPECT_EQ(statusOf("staff@riverbank.test"), QLatin1String("archived"));
}

TEST_F(MailchimpPush, WhomStaffTakeOutAfterThePlanIsNotBroughtBack) {
    theirs("out@riverbank.test");
    BatchBuilder removal;
    removal.remove({"out@riverbank.test"});
    ASSERT_EQ(push(SyncMethod::Mirror, removal).verdict, BatchVerdict::Acknowledged);
    // The plan knows that they are out by us. Before its push begins staff bring them back, and take them out again.
    const PushTarget asPlanned = target(SyncMethod::Mirror);
    practiceClock.advance(std::chrono::hours(1));
    theirs("out@riverbank.test");
    others("archive", "out@riverbank.test");
    BatchBuilder back(2);
    back.add({"out@riverbank.test", "Back", "Again"}).whomWeTookOut();
    EXPECT_EQ(reasonFor(session(asPlanned)->send(back.batch(), {}), 0), Reason::TakenOutThere);
    EXPECT_EQ(statusOf("out@riverbank.test"), QLatin1String("archived"));
    // A plan that nobody asked who has left brings nobody back either.
    PushTarget unasked = target(SyncMethod::Mirror);
    unasked.leaversUntil = {};
    EXPECT_EQ(reasonFor(session(unasked)->send(back.batch(), {}), 0), Reason::TakenOutThere);
}

TEST_F(MailchimpPush, ManyRemovalsGoThroughABatchOperationAndArchivingTwiceIsGoneAlready) {
    BatchBuilder adds = people(120);
    ASSERT_EQ(push(SyncMethod::Mirror, adds).verdict, BatchVerdict::Acknowledged);
    BatchBuilder removals(2);
    for (int i = 0; i < 120; ++i) {
        removals.remove({"donor" + std::to_string(i) + "@riverbank.test"});
    }
    transport.forget();
    EXPECT_TRUE(push(SyncMethod::Mirror, removals).rows.empty());
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/batches")), 1);
    EXPECT_EQ(requestsTo("DELETE", QStringLiteral("/members/")), 0);
    EXPECT_EQ(statusOf("donor7@riverbank.test"), QLatin1String("archived"));
    const BatchResult again = push(SyncMethod::Mirror, removals);
    EXPECT_EQ(again.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(again.rows.size(), 120U);
    EXPECT_EQ(reasonFor(again, 0), Reason::AlreadyGone);
}

TEST_F(MailchimpPush, TheOwnedTagGoesOnAndOffAndOtherTagsStay) {
    others("set_member", {{QStringLiteral("email"), QStringLiteral("here@riverbank.test")},
                          {QStringLiteral("status"), QStringLiteral("subscribed")},
                          {QStringLiteral("tags"), QJsonArray{QStringLiteral("Board")}}});
    PushTarget wanted = target(SyncMethod::Mirror);
    wanted.options = {{QStringLiteral("tag"), QStringLiteral("Spring donors")}};
    wanted.removalMeaning = QStringLiteral("tag-off");
    BatchBuilder adds;
    adds.add({"here@riverbank.test", "Here", ""}).add({"new@riverbank.test", "New", ""});
    EXPECT_EQ(session(wanted)->send(adds.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(tagsOf("here@riverbank.test").contains(QLatin1String("Board")));
    EXPECT_TRUE(tagsOf("here@riverbank.test").contains(QLatin1String("Spring donors")));
    EXPECT_TRUE(tagsOf("new@riverbank.test").contains(QLatin1String("Spring donors")));

    BatchBuilder removal(2);
    removal.remove({"here@riverbank.test"}).remove({"never@riverbank.test"});
    auto second = session(wanted);
    EXPECT_TRUE(second->resendable(removal.batch()));
    const BatchResult result = second->send(removal.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(result, 0), Reason::None);
    EXPECT_EQ(reasonFor(result, 1), Reason::AlreadyGone);
    EXPECT_EQ(tagsOf("here@riverbank.test"), QStringList{QStringLiteral("Board")});
    EXPECT_EQ(statusOf("here@riverbank.test"), QLatin1String("subscribed"));
}

TEST_F(MailchimpPush, AnAdditionWhoseAnswerWasLostIsOursWhenItIsSentAgain) {
    theirs("here@riverbank.test");
    practiceClock.advance(std::chrono::hours(24));
    clock.advance(std::chrono::hours(24));
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::Append}) {
        const std::string fresh = "fresh-" + toKey(method).toStdString() + "@riverbank.test";
        BatchBuilder builder;
        builder.add({fresh, "Fresh", ""}).add({"here@riverbank.test", "Here", ""});
        auto open = session(target(method));
        transport.after = [&](const HttpRequest& request, HttpReply& reply) {
            if (request.method == "POST") {
                reply = InProcessTransport::lost();
                transport.after = nullptr;
            }
        };
        const BatchResult lost = open->send(builder.batch(), {});
        EXPECT_EQ(lost.verdict, BatchVerdict::Unknown);
        ASSERT_TRUE(open->resendable(builder.batch()));
        const BatchResult result = open->send(builder.batch(), {});
        EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
        EXPECT_EQ(reasonFor(result, 0), Reason::None) << "put there by this very push";
        if (method == SyncMethod::Append) {
            EXPECT_EQ(reasonFor(result, 1), Reason::AlreadyThere);
        } else {
            EXPECT_EQ(result.adopted, (std::vector<std::uint32_t>{1}));
        }
    }
}

TEST_F(MailchimpPush, ABatchOperationThatWasBegunIsWaitedForAndNotBegunAgain) {
    ASSERT_EQ(push(SyncMethod::Mirror, people(20)).verdict, BatchVerdict::Acknowledged);
    BatchBuilder removals(2);
    for (int i = 0; i < 20; ++i) {
        removals.remove({"donor" + std::to_string(i) + "@riverbank.test"});
    }
    transport.forget();
    transport.before = [](const HttpRequest& request) -> std::optional<HttpReply> {
        if (request.method == "GET" && request.url.path().contains(QLatin1String("/batches/"))) {
            return InProcessTransport::answered(200, "{\"id\": \"x\"");
        }
        return std::nullopt;
    };
    auto open = session(target(SyncMethod::Mirror));
    const BatchResult lost = open->send(removals.batch(), {});
    EXPECT_EQ(lost.verdict, BatchVerdict::Unknown);
    ASSERT_FALSE(lost.receipt.isEmpty());
    ASSERT_FALSE(open->resendable(removals.batch()));
    transport.before = nullptr;
    const BatchResult settled = open->settle(removals.batch(), lost.receipt, {});
    EXPECT_EQ(settled.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(settled.rows.empty()) << "removed by the operation that was begun";
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/batches")), 1);
}

TEST_F(MailchimpPush, ResultsBelongToPeopleAndNotToPlaces) {
    BatchBuilder removals(2);
    for (int i = 0; i < 20; ++i) {
        const std::string email = "donor" + std::to_string(i) + "@riverbank.test";
        if (i % 2 == 1) {
            theirs(email.c_str()); // The others are gone already, which their results say.
        }
        removals.remove({email});
    }
    transport.before = [](const HttpRequest& request) -> std::optional<HttpReply> {
        if (request.method == "GET" && request.url.path().contains(QLatin1String("/batches/"))) {
            return InProcessTransport::answered(200, "{\"id\": \"x\"");
        }
        return std::nullopt;
    };
    const BatchResult lost = session(target(SyncMethod::Mirror))->send(removals.batch(), {});
    ASSERT_FALSE(lost.receipt.isEmpty());
    transport.before = nullptr;
    // While the operation waits its turn, the first person unsubscribes: the places of the others move by one.
    theirs("donor0@riverbank.test");
    others("unsubscribe", "donor0@riverbank.test");
    const BatchResult settled = session(target(SyncMethod::Mirror))->settle(removals.batch(), lost.receipt, {});
    EXPECT_EQ(settled.verdict, BatchVerdict::Acknowledged);
    for (std::uint32_t i = 1; i < 20; ++i) {
        EXPECT_EQ(reasonFor(settled, i), i % 2 == 1 ? Reason::None : Reason::AlreadyGone) << i;
    }
}

TEST_F(MailchimpPush, ResultsThatHaveExpiredAreReplacedByAskingForEachPerson) {
    ASSERT_EQ(push(SyncMethod::Mirror, people(12)).verdict, BatchVerdict::Acknowledged);
    BatchBuilder removals(2);
    for (int i = 0; i < 12; ++i) {
        removals.remove({"donor" + std::to_string(i) + "@riverbank.test"});
    }
    transport.after = [](const HttpRequest&, HttpReply& reply) {
        if (reply.header("content-type") == "application/gzip") {
            reply =
                InProcessTransport::answered(403, "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>");
        }
    };
    const BatchResult result = push(SyncMethod::Mirror, removals);
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.rows.size(), 12U);
    EXPECT_EQ(reasonFor(result, 0), Reason::AlreadyGone);
    for (const auto wait : clock.waits()) {
        EXPECT_LT(wait, std::chrono::minutes(1)) << "an expired link is no throttling";
    }
}

TEST_F(MailchimpPush, OneRefusedValueStopsNobodyElse) {
    others("add_field",
           {{QStringLiteral("tag"), QStringLiteral("GIFTS")}, {QStringLiteral("type"), QStringLiteral("number")}});
    knownFields = must(connector.fields(context, list));
    BatchBuilder builder;
    builder.add({"good@riverbank.test", "12.50"}).add({"bad@riverbank.test", "twelve"}).add({"x@example.com", "1"});
    const BatchResult result = session(target(SyncMethod::Mirror, {"EMAIL", "GIFTS"}))->send(builder.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(reasonFor(result, 0), Reason::None);
    EXPECT_EQ(reasonFor(result, 1), Reason::RefusedValue);
    EXPECT_EQ(must(verdictFor(result, 1))->field, QLatin1String("GIFTS"));
    EXPECT_EQ(reasonFor(result, 2), Reason::RefusedAddress);
    EXPECT_TRUE(member("bad@riverbank.test").isEmpty());
}

TEST_F(MailchimpPush, ARequestRefusedAsAWholeCanBeSplitDownToTheOnePerson) {
    others("poison", "poison@riverbank.test");
    BatchBuilder two;
    two.add({"poison@riverbank.test", "P", ""}).add({"fine@riverbank.test", "F", ""});
    const BatchResult whole = push(SyncMethod::Mirror, two);
    EXPECT_EQ(whole.verdict, BatchVerdict::Refused);
    EXPECT_TRUE(whole.splittable);
    BatchBuilder one;
    one.add({"poison@riverbank.test", "P", ""});
    const BatchResult alone = push(SyncMethod::Mirror, one);
    EXPECT_EQ(alone.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(alone.rows.size(), 1U);
    EXPECT_EQ(outcomeKind(alone.rows[0].reason), RowOutcomeKind::Rejected);
}

TEST_F(MailchimpPush, AnAnswerWhoseCountsDoNotAddUpIsNoAcknowledgement) {
    for (const QByteArray& answer :
         {QByteArray("{}"), QByteArray("[]"), QByteArray("{\"new_members\":[],\"updated_members\":[],\"errors\":[]}"),
          QByteArray("{\"new_members\":[{\"email_address\":\"other@riverbank.test\",\"status\":\"subscribed\"}],"
                     "\"updated_members\":[],\"errors\":[],\"error_count\":0}"),
          QByteArray("{\"new_members\":[{\"email_address\":\"new@riverbank.test\",\"status\":\"subscribed\"}],"
                     "\"updated_members\":[],\"errors\":[],\"error_count\":3}")}) {
        transport.before = [&](const HttpRequest& request) -> std::optional<HttpReply> {
            return request.method == "POST" ? std::optional(InProcessTransport::answered(200, answer)) : std::nullopt;
        };
        BatchBuilder builder;
        builder.add({"new@riverbank.test", "N", ""});
        EXPECT_EQ(push(SyncMethod::Mirror, builder).verdict, BatchVerdict::Unknown) << answer.toStdString();
    }
}

TEST_F(MailchimpPush, MembersAreReadBackOnceEachWithWhatStandsInTheWay) {
    ASSERT_EQ(push(SyncMethod::Mirror, people(500)).verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(push(SyncMethod::Mirror, people(500, "more")).verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(push(SyncMethod::Mirror, people(200, "last")).verdict, BatchVerdict::Acknowledged);
    others("unsubscribe", "donor1@riverbank.test");
    others("archive", "donor2@riverbank.test");
    others("clean", "donor3@riverbank.test");
    std::map<std::string, RemoteMember> seen;
    int calls = 0;
    const auto read = session(target(SyncMethod::Mirror))
                          ->readMembers(
                              [&](const RemoteMember& member) {
                                  ++calls;
                                  seen[member.identity] = member;
                                  return true;
                              },
                              {});
    ASSERT_TRUE(read);
    EXPECT_EQ(std::size_t(calls), seen.size());
    EXPECT_TRUE(seen.contains("last199@riverbank.test"));
    EXPECT_FALSE(seen.contains("donor2@riverbank.test"));
    EXPECT_FALSE(seen["donor1@riverbank.test"].reachable);
    EXPECT_EQ(seen["donor1@riverbank.test"].reason, Reason::Unsubscribed);
    EXPECT_EQ(seen["donor3@riverbank.test"].reason, Reason::Bounced);
    EXPECT_TRUE(seen["donor4@riverbank.test"].reachable);
}

} // namespace pathways::test
