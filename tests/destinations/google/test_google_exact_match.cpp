// SPDX-License-Identifier: GPL-3.0-or-later
// Google's recipe for a list that matches exactly: send everyone, wait for all of it to succeed, then remove whoever
// was last added before the push began (contract 2.3). Anything less than whole removes nobody.
#include "tests/destinations/google/google_fixture.h"

namespace pathways::test {
namespace {

using namespace std::chrono_literals;

class GoogleExactMatch : public Google {
protected:
    GoogleExactMatch() {
        BatchBuilder theirs(1);
        theirs.add({"theirs@example.org"});
        EXPECT_EQ(session(target({"EMAIL"}))->send(theirs.batch(), {}).verdict, BatchVerdict::Acknowledged);
        practiceClock.advance(1h);
    }
    PushTarget exact(qint64 people) {
        PushTarget made = target({"EMAIL"});
        made.method = SyncMethod::Mirror;
        made.estimatedPeople = people;
        made.options.insert(QStringLiteral("everyone"), QStringLiteral("yes"));
        return made;
    }
    static BatchBuilder people(std::uint32_t number, std::initializer_list<const char*> addresses) {
        BatchBuilder builder(number);
        for (const char* address : addresses) {
            builder.add({address});
        }
        return builder;
    }
    static ProcessingState finally(PushSession& push, const QList<QByteArray>& receipts) {
        for (int i = 0; i < 20; ++i) {
            const auto state = push.poll(receipts, {});
            EXPECT_TRUE(state) << (state ? std::string() : state.error().detail.toStdString());
            if (!state || state->done) {
                return state.value_or(ProcessingState{});
            }
        }
        ADD_FAILURE() << "never done";
        return {};
    }
    int removals() const {
        return int(std::count_if(transport.sent().begin(), transport.sent().end(), [](const HttpRequest& request) {
            return request.url.path().endsWith(QLatin1String(":removeAll"));
        }));
    }
};

TEST_F(GoogleExactMatch, OthersGoOnceEverybodyOfThePushIsThere) {
    auto push = session(exact(3));
    const auto one = people(1, {"ann@example.org", "bob@example.org"});
    const auto two = people(2, {"cy@example.org"});
    const QByteArray first = push->send(one.batch(), {}).receipt;
    EXPECT_EQ(removals(), 0);
    const QByteArray second = push->send(two.batch(), {}).receipt;
    const ProcessingState state = finally(*push, {first, second});
    EXPECT_FALSE(state.problem);
    EXPECT_EQ(removals(), 1);
    EXPECT_FALSE(holds("email", "theirs@example.org"));
    for (const char* address : {"ann@example.org", "bob@example.org", "cy@example.org"}) {
        EXPECT_TRUE(holds("email", address)) << address;
    }
    static_cast<void>(finally(*push, {first, second}));
    EXPECT_EQ(removals(), 1) << "what was asked for once is not asked for again";
}

TEST_F(GoogleExactMatch, AnythingLessThanWholeRemovesNobody) {
    const struct {
        const char* what;
        qint64 expected;
        QJsonObject fault;
    } cases[] = {{"a part was never sent", 3, {}},
                 {"a request failed", 2, {{QStringLiteral("fail_next"), 1}}},
                 {"a person was lost", 2, {{QStringLiteral("partial_next"), 1}}}};
    for (const auto& each : cases) {
        if (!each.fault.isEmpty()) {
            control("settings", each.fault);
        }
        auto push = session(exact(each.expected));
        const auto batch = people(1, {"ann@example.org", "bob@example.org"});
        const ProcessingState state = finally(*push, {push->send(batch.batch(), {}).receipt});
        EXPECT_TRUE(state.problem) << each.what;
        EXPECT_EQ(removals(), 0) << each.what;
        EXPECT_TRUE(holds("email", "theirs@example.org")) << each.what;
    }
}

TEST_F(GoogleExactMatch, APersonGoogleRefusesKeepsTheOthersIn) {
    auto push = session(exact(2));
    BatchBuilder batch(1);
    batch.add({"ann@example.org"}).add({""});
    const ProcessingState state = finally(*push, {push->send(batch.batch(), {}).receipt});
    EXPECT_TRUE(state.problem);
    EXPECT_EQ(removals(), 0);
}

TEST_F(GoogleExactMatch, AfterARestartTheTimeIsThatOfTheBeginning) {
    const auto one = people(1, {"ann@example.org"});
    const auto two = people(2, {"bob@example.org"});
    const QByteArray first = session(exact(2))->send(one.batch(), {}).receipt;
    practiceClock.advance(2h); // The program was closed in between.
    auto resumed = session(exact(2));
    const QByteArray second = resumed->send(two.batch(), {}).receipt;
    EXPECT_FALSE(finally(*resumed, {first, second}).problem);
    EXPECT_TRUE(holds("email", "ann@example.org")) << "added by the first half of this very push";
    EXPECT_TRUE(holds("email", "bob@example.org"));
    EXPECT_FALSE(holds("email", "theirs@example.org"));
}

TEST_F(GoogleExactMatch, WhoeverAsksLaterDoesWhatThePushWasToldAndNoMore) {
    const auto batch = people(1, {"ann@example.org"});
    const QByteArray plain = session(target({"EMAIL"}))->send(batch.batch(), {}).receipt;
    EXPECT_FALSE(finally(*session(exact(0)), {plain}).problem);
    EXPECT_EQ(removals(), 0) << "that push was not to take anybody out";
    practiceClock.advance(1h);
    const QByteArray whole = session(exact(1))->send(batch.batch(), {}).receipt;
    EXPECT_FALSE(finally(*session(target({"EMAIL"})), {whole}).problem);
    EXPECT_EQ(removals(), 1);
}

TEST_F(GoogleExactMatch, IsAskedForAndSaidBeforehand) {
    PushTarget wanted = exact(1);
    const auto findings = connector.check(context, wanted);
    ASSERT_TRUE(findings);
    EXPECT_TRUE(std::any_of(findings->begin(), findings->end(),
                            [](const Finding& found) { return found.text.contains(QLatin1String("others put")); }));
    wanted.method = SyncMethod::UpdateOrCreate;
    auto push = session(wanted);
    const auto batch = people(1, {"ann@example.org"});
    static_cast<void>(finally(*push, {push->send(batch.batch(), {}).receipt}));
    EXPECT_EQ(removals(), 0) << "only Mirror takes anybody out";
}

} // namespace
} // namespace pathways::test
