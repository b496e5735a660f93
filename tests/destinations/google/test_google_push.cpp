// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/destinations/google/google_fixture.h"
#include "tests/support/must.h"

#include <map>

namespace pathways::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Google, AddsChangesAndRemoves) {
    auto push = session(target({"EMAIL", "PHONE"}));
    BatchBuilder first(1);
    first.add({"ann@example.org", "+447700900123"}).add({"bob@example.org", ""});
    const BatchResult added = push->send(first.batch(), {});
    ASSERT_EQ(added.verdict, BatchVerdict::Acknowledged) << added.error.detail.toStdString();
    EXPECT_TRUE(added.rows.empty());
    EXPECT_TRUE(added.processing);
    EXPECT_FALSE(added.receipt.isEmpty());
    EXPECT_TRUE(holds("email", "ann@example.org"));
    EXPECT_TRUE(holds("phone", "+447700900123"));

    // What somebody had before is taken out by a removal of its own, before the additions.
    BatchBuilder changed(2);
    changed.update({"ann@new.example.org", "+447700900123"}, {"ann@example.org", "+447700900123"});
    ASSERT_EQ(push->send(changed.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(transport.sent().size(), 2U) << "an update takes nothing out";
    EXPECT_TRUE(holds("email", "ann@new.example.org"));

    BatchBuilder leaving(3);
    leaving.remove({"bob@example.org", ""});
    ASSERT_EQ(push->send(leaving.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_FALSE(holds("email", "bob@example.org"));
}

TEST_F(Google, WhoSharesIsPutInAgainRightAfterARemoval) {
    auto push = session(target({"EMAIL", "PHONE"}));
    BatchBuilder first(1);
    first.add({"ann@example.org", "+447700900123"}).add({"bob@example.org", "+447700900123"});
    ASSERT_EQ(push->send(first.batch(), {}).verdict, BatchVerdict::Acknowledged);
    BatchBuilder leaving(2);
    leaving.remove({"ann@example.org", ""}).putAgain({"bob@example.org", "+447700900123"});
    leaving.remove({"", "+447700900999"}).putAgain({"bob@example.org", "+447700900123"});
    const BatchResult removed = push->send(leaving.batch(), {});
    ASSERT_EQ(removed.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(removed.receipt.count(','), 1) << "both requests are asked about later";
    EXPECT_FALSE(holds("email", "ann@example.org"));
    EXPECT_TRUE(holds("email", "bob@example.org"));
    EXPECT_TRUE(holds("phone", "+447700900123"));
    EXPECT_EQ(body(transport.sent().back())[u"audienceMembers"].toArray().size(), 1) << "each once";

    transport.before = [](const HttpRequest& request) -> std::optional<HttpReply> {
        return request.url.path().endsWith(QStringLiteral(":ingest")) ? std::optional(InProcessTransport::lost())
                                                                      : std::nullopt;
    };
    EXPECT_EQ(push->send(leaving.batch(), {}).verdict, BatchVerdict::Unknown) << "the whole batch comes again";
}

/// D5.
TEST_F(Google, ARemovalThatFailedIsSaidToBeOne) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder first(1);
    first.add({"ann@example.org"}).add({"bob@example.org"});
    ASSERT_EQ(push->send(first.batch(), {}).verdict, BatchVerdict::Acknowledged);
    control("settings", {{QStringLiteral("partial_next"), 1}, {QStringLiteral("processing_polls"), 0}});
    BatchBuilder leaving(2);
    leaving.remove({"ann@example.org"}).remove({"bob@example.org"});
    const BatchResult removed = push->send(leaving.batch(), {});
    ASSERT_EQ(removed.verdict, BatchVerdict::Acknowledged);
    const auto state = push->poll({removed.receipt}, {});
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->done);
    EXPECT_EQ(state->rejected, 0) << "nobody who stays was left out";
    ASSERT_TRUE(state->problem);
    EXPECT_TRUE(state->problem->what.contains(QStringLiteral("did not take out")))
        << state->problem->what.toStdString();
    EXPECT_EQ(state->failed, QList<QByteArray>{removed.receipt}) << "the next push takes them out";
}

TEST_F(Google, OneBadRecordCostsOneRecord) {
    auto push = session(target({"EMAIL", "FIRST_NAME", "LAST_NAME", "COUNTRY", "POSTAL_CODE"}));
    BatchBuilder batch;
    for (int i = 0; i < 50; ++i) {
        const bool bad = i == 7 || i == 31;
        batch.add({"p" + std::to_string(i) + "@example.org", "ann", "lee", bad ? "gb" : "GB", "E1 6AN"});
    }
    const BatchResult result = push->send(batch.batch(), {});
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged) << result.error.detail.toStdString();
    ASSERT_EQ(result.rows.size(), 2U);
    EXPECT_EQ(result.rows[0].index, 7U);
    EXPECT_EQ(result.rows[1].index, 31U);
    EXPECT_EQ(result.rows[0].field, QStringLiteral("COUNTRY"));
    EXPECT_EQ(result.rows[0].reason, Reason::RefusedValue);
    EXPECT_EQ(people(firstList()), 48);
    EXPECT_EQ(transport.sent().size(), 2U);
}

TEST_F(Google, FindsTheRightPersonWhenOthersWereLeftOutBefore) {
    int faults = 0;
    transport.before = [&faults](const HttpRequest& request) -> std::optional<HttpReply> {
        if (!request.url.path().endsWith(QStringLiteral(":ingest")) || ++faults > 2) {
            return std::nullopt;
        }
        return InProcessTransport::answered(
            400,
            R"({"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"@type":)"
            R"("type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":)"
            R"("audience_members.audience_members[1].user_data.user_identifiers","reason":"INVALID_FORMAT"}]}]}})");
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({""}).add({"b@example.org"}).add({"c@example.org"}).add({"d@example.org"}).add({"e@example.org"});
    const BatchResult result = push->send(batch.batch(), {});
    ASSERT_EQ(result.verdict, BatchVerdict::Acknowledged);
    std::map<std::uint32_t, Reason> told;
    for (const RowVerdict& row : result.rows) {
        told[row.index] = row.reason;
    }
    const std::map<std::uint32_t, Reason> expected{
        {0, Reason::NoIdentifier}, {2, Reason::RefusedValue}, {3, Reason::RefusedValue}};
    EXPECT_EQ(told, expected);
    EXPECT_TRUE(holds("email", "b@example.org"));
    EXPECT_TRUE(holds("email", "e@example.org"));
    EXPECT_FALSE(holds("email", "c@example.org"));
}

TEST_F(Google, AFaultThatNamesNobodyIsHalved) {
    transport.before = [](const HttpRequest&) {
        return InProcessTransport::answered(400, R"({"error":{"code":400,"status":"INVALID_ARGUMENT"}})");
    };
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    const BatchResult result = push->send(batch.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Refused);
    EXPECT_TRUE(result.splittable);
    EXPECT_EQ(result.error.kind, ErrorKind::Refused);
}

TEST_F(Google, AnswersWithoutARequestIdProveNothing) {
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    for (const char* answer : {"{}", "", "<html></html>", R"({"requestId":""})", R"({"requestId":)", "[]"}) {
        transport.before = [answer](const HttpRequest&) { return InProcessTransport::answered(200, answer); };
        const BatchResult result = push->send(batch.batch(), {});
        EXPECT_EQ(result.verdict, BatchVerdict::Unknown) << answer;
        EXPECT_EQ(result.error.kind, ErrorKind::Protocol) << answer;
    }
    EXPECT_TRUE(push->resendable(batch.batch()));
    transport.before = nullptr;
    EXPECT_EQ(push->settle(batch.batch(), {}, {}).verdict, BatchVerdict::Acknowledged);
}

TEST_F(Google, TellsErrorsApart) {
    struct Case {
        int status;
        const char* reason;
        ErrorKind kind;
    };
    const Case cases[] = {{400, "TERMS_AND_CONDITIONS_NOT_SIGNED", ErrorKind::Permission},
                          {403, "NOT_ALLOWLISTED", ErrorKind::Permission},
                          {403, "SERVICE_DISABLED", ErrorKind::Permission},
                          {403, "PERMISSION_DENIED", ErrorKind::Permission},
                          {400, "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH", ErrorKind::Permission},
                          {400, "INVALID_USER_LIST_ID", ErrorKind::NotFound},
                          {400, "INVALID_USER_LIST_TYPE", ErrorKind::Permission},
                          {401, "ACCESS_TOKEN_EXPIRED", ErrorKind::SignIn}};
    for (const Case& expected : cases) {
        transport.before = [&expected](const HttpRequest&) {
            return InProcessTransport::answered(
                expected.status, QByteArray(R"({"error":{"status":"X","message":"ann@example.org","details":[{"@type":)"
                                            R"("type.googleapis.com/google.rpc.ErrorInfo","reason":")") +
                                     expected.reason + R"("}]}})");
        };
        auto push = session(target({"EMAIL"}));
        BatchBuilder batch;
        batch.add({"ann@example.org"});
        const BatchResult result = push->send(batch.batch(), {});
        EXPECT_EQ(result.verdict, BatchVerdict::Refused) << expected.reason;
        EXPECT_EQ(result.error.kind, expected.kind) << expected.reason;
        EXPECT_FALSE(result.error.what.isEmpty() || result.error.remedy.isEmpty());
        EXPECT_FALSE(QString(result.error.text() + result.error.detail).contains(QStringLiteral("ann@")));
    }
}

TEST_F(Google, WaitsForTheMinuteButNotForTheDay) {
    control("settings", {{QStringLiteral("ingest_per_minute"), 1}});
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    transport.after = [this](const HttpRequest&, HttpReply& reply) {
        if (reply.status == 429) {
            practiceClock.advance(60s);
        }
    };
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_GE(clock.monotonic(), 30s) << "as long as RetryInfo says";

    control("settings", {{QStringLiteral("ingest_per_day"), 1}});
    const auto before = clock.monotonic();
    const BatchResult result = push->send(batch.batch(), {});
    EXPECT_EQ(result.verdict, BatchVerdict::Refused);
    EXPECT_EQ(result.error.kind, ErrorKind::Throttled);
    EXPECT_TRUE(result.error.what.contains(QStringLiteral("IngestionRequestsPerDayPerProject")));
    EXPECT_EQ(clock.monotonic(), before);
}

TEST_F(Google, AcceptedIsNotProcessed) {
    control("settings", {{QStringLiteral("processing_polls"), 2}});
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"}).add({"bob@example.org"});
    const QByteArray receipt = push->send(batch.batch(), {}).receipt;
    EXPECT_FALSE(must(push->poll({receipt}, {})).done);
    const ProcessingState second = must(push->poll({receipt}, {}));
    EXPECT_FALSE(second.done);
    EXPECT_EQ(second.askAgainIn, 1s) << "what the platform asked for";
    const ProcessingState done = must(push->poll({receipt}, {}));
    EXPECT_TRUE(done.done);
    EXPECT_EQ(done.received, 2);
    EXPECT_EQ(done.rejected, 0);
    transport.forget();
    EXPECT_TRUE(must(push->poll({receipt}, {})).done);
    EXPECT_TRUE(transport.sent().empty()) << "what is done is not asked about again";
}

TEST_F(Google, PartialFailuresAreCounted) {
    control("settings", {{QStringLiteral("partial_next"), 3}, {QStringLiteral("processing_polls"), 0}});
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    for (int i = 0; i < 10; ++i) {
        batch.add({"p" + std::to_string(i) + "@example.org"});
    }
    const QByteArray receipt = push->send(batch.batch(), {}).receipt;
    const ProcessingState state = must(push->poll({receipt}, {}));
    EXPECT_TRUE(state.done);
    EXPECT_EQ(state.received, 10);
    EXPECT_EQ(state.rejected, 3);
    EXPECT_TRUE(state.failed.isEmpty());
    ASSERT_TRUE(state.problem.has_value()) << "a push that lost people is not simply done";
    EXPECT_TRUE(state.problem->what.contains(QStringLiteral("3 of 10")));
}

TEST_F(Google, PeopleOfAFailedRequestAreNotThere) {
    control("settings", {{QStringLiteral("fail_next"), 1}, {QStringLiteral("processing_polls"), 0}});
    auto push = session(target({"EMAIL"}));
    BatchBuilder one(1);
    one.add({"ann@example.org"});
    BatchBuilder two(2);
    two.add({"bob@example.org"});
    const QByteArray lost = push->send(one.batch(), {}).receipt;
    const QByteArray kept = push->send(two.batch(), {}).receipt;
    const ProcessingState state = must(push->poll({lost, kept}, {}));
    EXPECT_EQ(state.failed, QList<QByteArray>{lost});
    EXPECT_TRUE(state.problem.has_value());
    EXPECT_FALSE(holds("email", "ann@example.org"));
    EXPECT_TRUE(holds("email", "bob@example.org"));
}

TEST_F(Google, StopsBetweenRequests) {
    std::stop_source source;
    source.request_stop();
    auto push = session(target({"EMAIL"}));
    BatchBuilder batch;
    batch.add({"ann@example.org"});
    const BatchResult result = push->send(batch.batch(), source.get_token());
    EXPECT_EQ(result.verdict, BatchVerdict::Unknown);
    EXPECT_EQ(result.error.kind, ErrorKind::Canceled);
}

} // namespace
} // namespace pathways::test
