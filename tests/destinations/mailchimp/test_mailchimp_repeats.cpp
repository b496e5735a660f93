// SPDX-License-Identifier: GPL-3.0-or-later
// Batches that may have arrived before: after the program ended in their middle (promise P3) nobody of ours is taken
// for somebody else's, and nothing is begun twice.
#include "tests/destinations/mailchimp/mailchimp_fixture.h"

namespace pathways::test {

using MailchimpRepeats = MailchimpPush;

TEST_F(MailchimpRepeats, aPushBegunAgainAtOnceKnowsItsOwnPeople) {
    theirs("here@riverbank.test");
    practiceClock.advance(std::chrono::hours(24));
    clock.advance(std::chrono::hours(24));
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::Append}) {
        const std::string fresh = "fresh-" + toKey(method).toStdString() + "@riverbank.test";
        BatchBuilder builder;
        builder.add({fresh, "Fresh", ""}).add({"here@riverbank.test", "Here", ""});
        const PushTarget wanted = target(method);
        ASSERT_EQ(session(wanted)->send(builder.batch(), {}).verdict, BatchVerdict::Acknowledged);
        // Killed before the answer was stored, and started again within the same second, in another session.
        const BatchResult result = session(wanted)->send(builder.repeated().batch(), {});
        EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
        EXPECT_EQ(reasonFor(result, 0), Reason::None) << "put there by this very push";
        if (method == SyncMethod::Append) {
            EXPECT_EQ(reasonFor(result, 1), Reason::AlreadyThere);
        } else {
            EXPECT_EQ(result.adopted, (std::vector<std::uint32_t>{1}));
        }
    }
}

TEST_F(MailchimpRepeats, aBatchThatNeverLeftTakesNobodyOver) {
    theirs("here@riverbank.test"); // By others, in the same minute.
    BatchBuilder builder;
    builder.add({"here@riverbank.test", "Here", ""});
    const BatchResult result = push(SyncMethod::Mirror, builder);
    EXPECT_EQ(result.adopted, (std::vector<std::uint32_t>{0}));
}

TEST_F(MailchimpRepeats, aBatchOperationWhoseAnswerWasLostIsNotBegunAgain) {
    BatchBuilder additions;
    BatchBuilder removals(2);
    for (int i = 0; i < 20; ++i) {
        const std::string email = "donor" + std::to_string(i) + "@riverbank.test";
        additions.add({email, "Donor", ""});
        removals.remove({email});
    }
    ASSERT_EQ(push(SyncMethod::Mirror, additions).verdict, BatchVerdict::Acknowledged);
    transport.forget();
    transport.after = [](const HttpRequest& request, HttpReply& reply) {
        if (request.method == "POST" && request.url.path().endsWith(QLatin1String("/batches"))) {
            reply = InProcessTransport::lost();
        }
    };
    const BatchResult lost = session(target(SyncMethod::Mirror))->send(removals.batch(), {});
    EXPECT_EQ(lost.verdict, BatchVerdict::Unknown);
    transport.after = nullptr;
    const BatchResult settled = session(target(SyncMethod::Mirror))->settle(removals.batch(), lost.receipt, {});
    EXPECT_EQ(settled.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/batches")), 1);
    EXPECT_EQ(statusOf("donor7@riverbank.test"), QLatin1String("archived"));
}

} // namespace pathways::test
