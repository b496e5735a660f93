// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/destinations/meta/meta_fixture.h"
#include "tests/support/must.h"

namespace pathways::test {
namespace {

using namespace std::chrono_literals;

constexpr char kMobileAdId[] = "6032d997-3ab0-4de0-aa16-8af0e5b482fb";

TEST_F(Meta, AddsChangesAndRemoves) {
    const PushTarget people = target({"EMAIL", "PHONE", "FN"});
    auto push = session(people);
    BatchBuilder first(1);
    first.add({"ann@example.org", "447700900123", "ann"}).add({"bob@example.org", "", ""});
    const BatchResult added = push->send(first.batch(), {});
    ASSERT_EQ(added.verdict, BatchVerdict::Acknowledged) << added.error.detail.toStdString();
    EXPECT_TRUE(added.rows.empty());
    EXPECT_TRUE(added.processing);
    EXPECT_TRUE(holds(people.object.id, "email", "ann@example.org"));
    EXPECT_TRUE(holds(people.object.id, "phone", "447700900123"));
    EXPECT_EQ(audienceState(people.object.id).value(u"people").toInt(), 2);

    BatchBuilder leaving(3);
    leaving.remove({"bob@example.org", ""});
    ASSERT_EQ(push->send(leaving.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_FALSE(holds(people.object.id, "email", "bob@example.org"));
    EXPECT_EQ(audienceState(people.object.id).value(u"people").toInt(), 1);
}

TEST_F(Meta, AnUpdateTakesNothingOut) {
    auto push = session(target({"EMAIL", "PHONE"}));
    BatchBuilder batch;
    batch.update({"ann@new.example.org", "447700900999"}, {"ann@example.org", "447700900123"});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    for (const HttpRequest& request : transport.sent()) {
        EXPECT_NE(request.method, "DELETE");
    }
}

TEST_F(Meta, WhoSharesIsPutInAgainRightAfterARemoval) {
    auto push = session(target({"EMAIL", "PHONE"}));
    BatchBuilder first(1);
    first.add({"ann@example.org", "447700900123"}).add({"bob@example.org", "447700900123"});
    ASSERT_EQ(push->send(first.batch(), {}).verdict, BatchVerdict::Acknowledged);
    BatchBuilder leaving(2);
    leaving.remove({"ann@example.org", ""}).putAgain({"bob@example.org", "447700900123"});
    ASSERT_EQ(push->send(leaving.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_FALSE(holds(firstAudience(), "email", "ann@example.org"));
    EXPECT_TRUE(holds(firstAudience(), "email", "bob@example.org"));
    EXPECT_TRUE(holds(firstAudience(), "phone", "447700900123"));
    EXPECT_EQ(push->settle(leaving.batch(), {}, {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(transport.sent().back().method, "POST") << "the removal may have arrived without what follows it";
}

TEST_F(Meta, PeopleWithoutAnythingToKnowThemByAreNamed) {
    auto push = session(target({"EMAIL", "FN"}));
    BatchBuilder batch;
    batch.add({"", "ann"}).add({"bob@example.org", "bob"});
    const BatchResult result = push->send(batch.batch(), {});
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].index, 0U);
    EXPECT_EQ(result.rows[0].reason, Reason::NoIdentifier);
    EXPECT_EQ(audienceState(firstAudience()).value(u"people").toInt(), 1);
}

TEST_F(Meta, InvalidEntriesWithinA200AreFoundInTheSamples) {
    auto push = session(target({"EMAIL", "MADID"}));
    BatchBuilder batch;
    batch.add({"ann@example.org", kMobileAdId}).add({"bob@example.org", "NOT-AN-ID"}).add({"cy@example.org", ""});
    const BatchResult result = push->send(batch.batch(), {});
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].index, 1U);
    EXPECT_EQ(result.rows[0].reason, Reason::RefusedValue);
    EXPECT_FALSE(result.rows[0].note.contains(QStringLiteral("NOT-AN-ID")));
}

TEST_F(Meta, InvalidEntriesThatNobodyNamesAreNeverCountedAsAccepted) {
    control("settings", {{QStringLiteral("hide_samples"), true}});
    auto push = session(target({"EMAIL", "MADID"}));
    BatchBuilder batch;
    for (int i = 0; i < 8; ++i) {
        batch.add({"p" + std::to_string(i) + "@example.org", i == 3 ? "NOT-AN-ID" : ""});
    }
    const BatchResult result = push->send(batch.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Refused);
    EXPECT_TRUE(result.splittable);
    EXPECT_FALSE(result.error.text().isEmpty());

    BatchBuilder alone(9);
    alone.add({"p3@example.org", "NOT-AN-ID"});
    const BatchResult single = push->send(alone.batch(), {});
    ASSERT_EQ(single.rows.size(), 1U);
    EXPECT_EQ(single.rows[0].reason, Reason::RefusedValue);
}

TEST_F(Meta, ManyInvalidEntriesAreNotHuntedOneByOne) {
    control("settings", {{QStringLiteral("hide_samples"), true}});
    auto push = session(target({"EMAIL", "MADID"}));
    BatchBuilder batch;
    for (int i = 0; i < 100; ++i) {
        batch.add({"p" + std::to_string(i) + "@example.org", "NOT-AN-ID"});
    }
    const BatchResult result = push->send(batch.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Refused);
    EXPECT_FALSE(result.splittable);
}

TEST_F(Meta, CountsThatDoNotAddUpProveNothing) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"}).add({"bob@example.org"});
    for (const char* wrong :
         {R"("num_received":1,"num_invalid_entries":0)", R"("num_received":3,"num_invalid_entries":0)",
          R"("num_received":2)", R"("num_received":"two","num_invalid_entries":0)",
          R"("num_received":2,"num_invalid_entries":-1)"}) {
        transport.after = [&](const HttpRequest&, HttpReply& reply) {
            const QJsonObject right = QJsonDocument::fromJson(reply.body).object();
            reply.body = "{\"audience_id\":\"" + right.value(u"audience_id").toString().toUtf8() +
                         "\",\"session_id\":\"" + right.value(u"session_id").toString().toUtf8() + "\"," + wrong + '}';
        };
        const BatchResult result = push->send(batch.batch(), {});
        EXPECT_EQ(result.verdict, BatchVerdict::Unknown) << wrong;
        EXPECT_EQ(result.error.kind, ErrorKind::Protocol) << wrong;
    }
    transport.after = [](const HttpRequest&, HttpReply& reply) { reply.body.truncate(reply.body.size() / 2); };
    EXPECT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Unknown);
}

TEST_F(Meta, AnAnswerForAnotherAudienceProvesNothing) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    transport.after = [](const HttpRequest&, HttpReply& reply) { reply.body.replace("23850000000000001", "7"); };
    EXPECT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Unknown);
}

TEST_F(Meta, ALostAnswerIsSettledBySessionWithoutSendingAgain) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"}).add({"bob@example.org"});
    ClientLimits once;
    once.maxAttempts = 1;
    HttpClient impatient(transport, clock, once, connector.retryPolicy());
    CallContext other{impatient, clock, connection, secret, {}};
    auto lossy = must(connector.beginPush(other, target({"EMAIL"})));
    transport.after = [](const HttpRequest&, HttpReply& reply) { reply = InProcessTransport::lost(); };
    EXPECT_EQ(lossy->send(batch.batch(), {}).verdict, BatchVerdict::Unknown);
    EXPECT_TRUE(lossy->resendable(batch.batch()));
    transport.after = nullptr;
    transport.forget();
    EXPECT_EQ(push->settle(batch.batch(), {}, {}).verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(transport.sent().size(), 1U);
    EXPECT_EQ(transport.sent()[0].method, "GET");
    EXPECT_EQ(audienceState(firstAudience()).value(u"most_deliveries").toInt(), 1);
}

TEST_F(Meta, ASecondDeliveryThatIsRefusedDoesNotUndoTheFirst) {
    int deliveries = 0;
    transport.before = [&](const HttpRequest& request) -> std::optional<HttpReply> {
        return request.method == "POST" && ++deliveries > 1
                   ? std::optional(
                         InProcessTransport::answered(400, R"({"error":{"code":2650,"error_subcode":1870159}})"))
                   : std::nullopt;
    };
    transport.after = [](const HttpRequest& request, HttpReply& reply) {
        if (request.method == "POST") {
            reply = InProcessTransport::lost();
        }
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    EXPECT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(deliveries, 2) << "the client sent it again by itself";
    BatchBuilder another(2);
    another.add({"bob@example.org"});
    EXPECT_EQ(push->send(another.batch(), {}).verdict, BatchVerdict::Refused) << "nothing of this one had arrived";
}

TEST_F(Meta, SettlingSendsAgainWhatNeverArrived) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    EXPECT_EQ(push->settle(batch.batch(), {}, {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(holds(firstAudience(), "email", "ann@example.org"));
}

TEST_F(Meta, SendingTwiceIsCountedOnce) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"}).add({"bob@example.org"});
    EXPECT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(audienceState(firstAudience()).value(u"people").toInt(), 2);
}

TEST_F(Meta, WaitsAsLongAsMetaSays) {
    int times = 0;
    transport.before = [&](const HttpRequest&) -> std::optional<HttpReply> {
        if (times++ > 0) {
            return std::nullopt;
        }
        HttpReply reply = InProcessTransport::answered(400, R"({"error":{"code":80003,"error_subcode":2446079}})");
        reply.headers.emplaceBack("x-business-use-case-usage",
                                  R"({"1":[{"call_count":100,"estimated_time_to_regain_access":7}]})");
        return reply;
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    EXPECT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_GE(clock.monotonic(), 7min);
}

TEST_F(Meta, SlowsDownBeforeItIsBlocked) {
    transport.after = [](const HttpRequest&, HttpReply& reply) {
        reply.headers.push_front({"x-ad-account-usage", R"({"acc_id_util_pct":100})"});
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(clock.monotonic(), 0ms);
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(clock.monotonic(), 60s);
}

TEST_F(Meta, TellsErrorsApart) {
    struct Case {
        const char* error;
        ErrorKind kind;
        bool splittable;
    };
    const Case cases[] = {{R"({"code":190,"error_subcode":463})", ErrorKind::SignIn, false},
                          {R"({"code":200,"error_subcode":1870050})", ErrorKind::Permission, false},
                          {R"({"code":200,"error_subcode":1870090})", ErrorKind::Permission, false},
                          {R"({"code":270})", ErrorKind::Permission, false},
                          {R"({"code":368})", ErrorKind::Permission, false},
                          {R"({"code":100,"error_subcode":33})", ErrorKind::NotFound, false},
                          {R"({"code":100,"error_subcode":1713230})", ErrorKind::Permission, false},
                          {R"({"code":100,"error_subcode":1713098})", ErrorKind::Refused, true},
                          {R"({"code":194})", ErrorKind::Refused, true},
                          {R"({"code":2635})", ErrorKind::Refused, false},
                          {R"({"code":2650})", ErrorKind::Refused, false}};
    for (const Case& expected : cases) {
        transport.before = [&expected](const HttpRequest&) {
            return InProcessTransport::answered(400, QByteArray("{\"error\":") + expected.error + '}');
        };
        auto push = session(target({"EMAIL"}));
        BatchBuilder batch;
        batch.add({"ann@example.org"});
        const BatchResult result = push->send(batch.batch(), {});
        EXPECT_EQ(result.verdict, BatchVerdict::Refused) << expected.error;
        EXPECT_EQ(result.error.kind, expected.kind) << expected.error;
        EXPECT_EQ(result.error.kind != ErrorKind::Refused || result.splittable == expected.splittable, true)
            << expected.error;
        EXPECT_FALSE(result.error.what.isEmpty() || result.error.remedy.isEmpty()) << expected.error;
    }
}

TEST_F(Meta, AskedForLessItSendsSmallerPartsInsteadOfWaiting) {
    transport.before = [](const HttpRequest& request) -> std::optional<HttpReply> {
        const bool many = body(request).value(u"payload").toObject().value(u"data").toArray().size() > 1;
        return many ? std::optional(InProcessTransport::answered(400, R"({"error":{"code":1}})")) : std::nullopt;
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder two(1);
    two.add({"ann@example.org"}).add({"bob@example.org"});
    const BatchResult result = push->send(two.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Refused);
    EXPECT_TRUE(result.splittable);
    EXPECT_EQ(result.error.kind, ErrorKind::Refused) << "an engine that waits would wait for ever";
    BatchBuilder one(2);
    one.add({"ann@example.org"});
    EXPECT_EQ(push->send(one.batch(), {}).verdict, BatchVerdict::Acknowledged);
    transport.before = [](const HttpRequest&) { return InProcessTransport::answered(400, R"({"error":{"code":1}})"); };
    EXPECT_EQ(push->send(one.batch(), {}).verdict, BatchVerdict::Unknown) << "one person cannot be made less";
}

TEST_F(Meta, NeverRepeatsWhatMetaQuotes) {
    transport.before = [](const HttpRequest&) {
        return InProcessTransport::answered(
            400, R"({"error":{"code":100,"message":"Bad value ann@example.org","error_user_msg":"+44 7700 900123"}})");
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    const Error error = push->send(batch.batch(), {}).error;
    EXPECT_FALSE(QString(error.text() + error.detail).contains(QStringLiteral("ann@")));
    EXPECT_FALSE(QString(error.text() + error.detail).contains(QStringLiteral("7700")));
}

TEST_F(Meta, PopulatingIsToldFromDone) {
    control("settings", {{QStringLiteral("processing_polls"), 2}});
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    const QByteArray receipt = push->send(batch.batch(), {}).receipt;
    EXPECT_FALSE(receipt.isEmpty());
    EXPECT_FALSE(must(push->poll({receipt}, {})).done);
    EXPECT_FALSE(must(push->poll({receipt}, {})).done);
    const ProcessingState done = must(push->poll({receipt}, {}));
    EXPECT_TRUE(done.done);
    EXPECT_FALSE(done.note.isEmpty());
    control("flag", {{QStringLiteral("audience"), firstAudience()}, {QStringLiteral("operation"), 471}});
    EXPECT_TRUE(must(push->poll({receipt}, {})).problem.has_value());
}

TEST_F(Meta, UpdateOnlyIsRefusedWithItsReason) {
    PushTarget wanted = target({"EMAIL"});
    wanted.method = SyncMethod::UpdateOnly;
    const auto begun = connector.beginPush(context, wanted);
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().what, connector.type().methods.at(SyncMethod::UpdateOnly).reason);
}

} // namespace
} // namespace pathways::test
