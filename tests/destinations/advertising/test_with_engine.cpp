// SPDX-License-Identifier: GPL-3.0-or-later
// The planner and the runner with both ad platforms behind them: whole pushes, as the services make them.
#include "tests/destinations/advertising/ad_engine.h"
#include "tests/destinations/google/google_fixture.h"
#include "tests/destinations/meta/meta_fixture.h"

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

Rows audience(int from, int to) {
    Rows rows;
    for (int i = from; i < to; ++i) {
        rows.push_back({"D-" + std::to_string(i), "P" + std::to_string(i) + "@Riverbank.org"});
    }
    return rows;
}

TEST_F(Meta, MirrorsAnAudienceThroughTheEngine) {
    AdEngine ads(connector, context, target({"EMAIL"}));
    const Push first = ads.sync(audience(0, 100));
    EXPECT_EQ(first.status, PushStatus::Synced);
    EXPECT_EQ(first.counts.accepted, 100);
    EXPECT_EQ(audienceState(firstAudience())[u"people"].toInt(), 100);
    const Push second = ads.sync(audience(5, 103));
    EXPECT_EQ(second.counts.accepted, 3);
    EXPECT_EQ(second.counts.removed, 5);
    EXPECT_EQ(second.counts.unchanged, 95);
    EXPECT_EQ(audienceState(firstAudience())[u"people"].toInt(), 98);
    EXPECT_FALSE(holds(firstAudience(), "email", "p0@riverbank.org"));
    EXPECT_TRUE(holds(firstAudience(), "email", "p102@riverbank.org"));
}

TEST_F(Meta, RenamesWhoChangedTheirAddress) {
    AdEngine ads(connector, context, target({"EMAIL", "EXTERN_ID"}));
    EXPECT_EQ(ads.sync(audience(0, 10)).counts.accepted, 10);
    Rows changed = audience(0, 10);
    changed[3][1] = "new@riverbank.org";
    const Push push = ads.sync(changed);
    EXPECT_EQ(push.counts.accepted, 1);
    EXPECT_EQ(push.counts.removed, 0);
    EXPECT_EQ(audienceState(firstAudience())[u"people"].toInt(), 10);
    EXPECT_FALSE(holds(firstAudience(), "email", "p3@riverbank.org"));
    EXPECT_TRUE(holds(firstAudience(), "email", "new@riverbank.org"));
}

TEST_F(Meta, OneInvalidEntryIsFoundAmongMany) {
    control("settings", {{QStringLiteral("hide_samples"), true}});
    AdEngine ads(connector, context, target({"EMAIL"}));
    // A platform that cannot use one address and does not say which.
    const QByteArray bad = BatchBuilder::sha256("p17@riverbank.org");
    transport.before = [bad](const HttpRequest& request) -> std::optional<HttpReply> {
        if (request.method != "POST" || !request.body.contains(bad)) {
            return std::nullopt;
        }
        const QJsonObject sent = body(request);
        const QJsonObject answer{
            {QStringLiteral("audience_id"), request.url.path().section(u'/', 2, 2)},
            {QStringLiteral("session_id"), QString::number(sent[u"session"][u"session_id"].toInteger())},
            {QStringLiteral("num_received"), sent[u"payload"][u"data"].toArray().size()},
            {QStringLiteral("num_invalid_entries"), 1},
            {QStringLiteral("invalid_entry_samples"), QJsonObject()}};
        return InProcessTransport::answered(200, QJsonDocument(answer).toJson());
    };
    const Push push = ads.sync(audience(0, 100));
    EXPECT_EQ(push.status, PushStatus::SyncedWithExceptions);
    EXPECT_EQ(push.counts.accepted, 99);
    EXPECT_EQ(push.counts.rejected, 1);
    EXPECT_EQ(audienceState(firstAudience())[u"people"].toInt(), 99);
}

TEST_F(Google, MirrorsAnAudienceThroughTheEngine) {
    AdEngine ads(connector, context, target({"EMAIL"}));
    EXPECT_EQ(ads.sync(audience(0, 100)).status, PushStatus::Synced);
    EXPECT_EQ(Google::people(firstList()), 100);
    const Push second = ads.sync(audience(5, 103));
    EXPECT_EQ(second.counts.accepted, 3);
    EXPECT_EQ(second.counts.removed, 5);
    EXPECT_EQ(Google::people(firstList()), 98);
    EXPECT_FALSE(holds("email", "p0@riverbank.org"));
}

TEST_F(Google, AppendRemovesNobody) {
    AdEngine ads(connector, context, target({"EMAIL"}));
    ads.sync(audience(0, 10), SyncMethod::Append);
    const Push second = ads.sync(audience(5, 15), SyncMethod::Append);
    EXPECT_EQ(second.counts.removed, 0);
    EXPECT_EQ(Google::people(firstList()), 15);
}

TEST_F(Google, PeopleLostWhileProcessingMakeItAPushWithExceptions) {
    control("settings", {{QStringLiteral("partial_next"), 3}});
    AdEngine ads(connector, context, target({"EMAIL"}));
    const Push push = ads.sync(audience(0, 30));
    EXPECT_EQ(push.status, PushStatus::SyncedWithExceptions);
    ASSERT_TRUE(push.problem.has_value());
    EXPECT_TRUE(push.problem->what.contains(QStringLiteral("3 of 30")));
}

} // namespace
} // namespace pathways::test
