// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is pushed, in whatever way, to people in whatever state: nobody who left comes back (promise P1), nobody who
// was not named is touched (P2, P8), and no blank takes a value away (P7). Random, with seeds that can be run again.
#include "tests/destinations/mailchimp/mailchimp_fixture.h"

#include <map>
#include <random>
#include <set>

namespace pathways::test {

namespace {

constexpr int kPeople = 60;
constexpr const char* kStates[] = {"absent",  "subscribed", "pending",  "unsubscribed",          "office",
                                   "bounced", "forgotten",  "archived", "archived-unsubscribed", "archived-office"};

std::string address(int i) {
    return "person" + std::to_string(i) + "@riverbank.test";
}

std::string newAddress(int i) {
    return "changed" + std::to_string(i) + "@riverbank.test";
}

class MailchimpWishes : public MailchimpPush {
protected:
    void put(const std::string& email, const std::string& state) {
        const char* who = email.c_str();
        const QJsonObject values{{QStringLiteral("FNAME"), QStringLiteral("Kept")},
                                 {QStringLiteral("LNAME"), QStringLiteral("Kept")}};
        if (state == "absent") {
            return;
        }
        theirs(who, state == "pending" ? "pending" : "subscribed", values);
        if (state == "unsubscribed" || state == "archived-unsubscribed") {
            others("unsubscribe", who);
        } else if (state == "office" || state == "archived-office") {
            const HttpReply done = raw("PATCH", QStringLiteral("/lists/%1/members/%2").arg(list.id, QLatin1String(who)),
                                       R"({"status":"unsubscribed"})");
            EXPECT_EQ(done.status, 200);
        } else if (state == "bounced") {
            others("clean", who);
        } else if (state == "forgotten") {
            others("forget", who);
        }
        if (state.starts_with("archived")) {
            others("archive", who);
        }
    }
    QJsonObject seen(const std::string& email) {
        QJsonObject all = member(email.c_str());
        all.remove(QStringLiteral("_links"));
        return all;
    }
    static bool mailed(const QJsonObject& member) {
        const QString status = member.value(u"status").toString();
        return status == QLatin1String("subscribed") || status == QLatin1String("pending");
    }
};

bool wantsOut(const std::string& state) {
    return state == "unsubscribed" || state == "office" || state == "bounced" || state == "forgotten" ||
           state == "archived-unsubscribed" || state == "archived-office";
}

} // namespace

TEST_F(MailchimpWishes, AreKeptWhateverIsPushed) {
    for (unsigned seed = 1; seed <= 24; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const auto pick = [&random](int below) { return int(random() % unsigned(below)); };
        platform.reset();
        clock.advance(std::chrono::hours(1));
        practiceClock.advance(std::chrono::hours(1));
        std::vector<std::string> states;
        std::vector<std::string> newStates;
        for (int i = 0; i < kPeople; ++i) {
            states.emplace_back(kStates[pick(std::size(kStates))]);
            newStates.emplace_back(pick(3) == 0 ? kStates[pick(std::size(kStates))] : "absent");
            put(address(i), states.back());
            put(newAddress(i), newStates.back());
        }
        std::map<std::string, QJsonObject> before;
        for (int i = 0; i < kPeople; ++i) {
            before[address(i)] = seen(address(i));
            before[newAddress(i)] = seen(newAddress(i));
        }

        PushTarget wanted = target(kSyncMethods[std::size_t(pick(int(kSyncMethods.size())))]);
        wanted.removalMeaning = pick(2) == 0 ? QStringLiteral("archive") : QStringLiteral("tag-off");
        wanted.options = {
            {QStringLiteral("tag"), pick(2) == 0 ? QStringLiteral("Ours") : QString()},
            {QStringLiteral("segment"), pick(2) == 0 ? QStringLiteral("Ours too") : QString()},
            {QStringLiteral("new_status"), pick(3) == 0 ? QStringLiteral("pending") : QStringLiteral("subscribed")}};
        const int share = pick(2) == 0 ? 2 : 9; // Few changes go one by one, many through a batch operation.
        BatchBuilder changes(1);
        BatchBuilder removals(2);
        std::set<std::string> named;
        for (int i = 0; i < kPeople; ++i) {
            if (pick(10) >= share) {
                continue;
            }
            named.insert(address(i));
            switch (pick(4)) {
            case 0:
                changes.add({address(i), "New", ""});
                break;
            case 1:
                changes.update({address(i), "New", ""}, {address(i)});
                break;
            case 2:
                changes.update({newAddress(i), "New", ""}, {address(i)});
                named.insert(newAddress(i));
                break;
            default:
                removals.remove({address(i)});
            }
        }
        for (int again = 0; again < 2; ++again) { // The second time stands for a lost answer.
            auto open = session(wanted);
            for (const BatchBuilder* each : {&changes, &removals}) {
                if (!each->batch().people.empty()) {
                    EXPECT_EQ(open->send(each->batch(), {}).verdict, BatchVerdict::Acknowledged);
                }
            }
        }

        for (int i = 0; i < kPeople; ++i) {
            const struct {
                std::string email;
                std::string state;
            } both[] = {{address(i), states[std::size_t(i)]}, {newAddress(i), newStates[std::size_t(i)]}};
            for (const auto& one : both) {
                const QJsonObject now = seen(one.email);
                EXPECT_FALSE(wantsOut(one.state) && mailed(now)) << one.email << " was " << one.state;
                if (!named.contains(one.email)) {
                    EXPECT_EQ(now, before[one.email]) << one.email << " was " << one.state << " and not named";
                } else if (!now.isEmpty() && !before[one.email].isEmpty()) {
                    EXPECT_EQ(now.value(u"merge_fields")[u"LNAME"].toString(), QStringLiteral("Kept")) << one.email;
                }
            }
            // A changed address does not lead around the person's own choice.
            const std::string& old = states[std::size_t(i)];
            if ((old == "unsubscribed" || old == "office" || old == "bounced") &&
                newStates[std::size_t(i)] == "absent") {
                EXPECT_FALSE(mailed(seen(newAddress(i)))) << newAddress(i) << " was " << old << " before";
            }
        }
    }
}

TEST_F(MailchimpWishes, ARenamedPersonIsNotBroughtBackUnderAnAddressThatHadLeft) {
    put("new@riverbank.test", "archived-unsubscribed");
    BatchBuilder builder;
    builder.update({"new@riverbank.test", "Ann", ""}, {"never.there@riverbank.test"});
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::UpdateOrCreate}) {
        EXPECT_EQ(reasonFor(push(method, builder), 0), Reason::Unsubscribed);
        EXPECT_EQ(statusOf("new@riverbank.test"), QLatin1String("archived"));
    }
}

TEST_F(MailchimpPush, AStaticSegmentIsFilledAndEmptiedAndOthersStay) {
    ASSERT_EQ(raw("POST", QStringLiteral("/lists/%1/segments").arg(list.id), R"({"name":"Board","static_segment":[]})")
                  .status,
              200);
    PushTarget wanted = target(SyncMethod::Mirror);
    wanted.options = {{QStringLiteral("segment"), QStringLiteral("Spring mailing")}};
    wanted.removalMeaning = QStringLiteral("tag-off");
    BatchBuilder adds;
    for (int i = 0; i < 30; ++i) {
        adds.add({address(i), "First", ""});
    }
    EXPECT_EQ(session(wanted)->send(adds.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(tagsOf(address(7).c_str()), QStringList{QStringLiteral("Spring mailing")});
    EXPECT_EQ(requestsTo("POST", QStringLiteral("/segments")), 2) << "made once, filled once";

    BatchBuilder removal(2);
    removal.remove({address(7)});
    EXPECT_EQ(session(wanted)->send(removal.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(tagsOf(address(7).c_str()).isEmpty());
    EXPECT_EQ(statusOf(address(7).c_str()), QLatin1String("subscribed"));
    EXPECT_EQ(tagsOf(address(8).c_str()), QStringList{QStringLiteral("Spring mailing")});
    for (const HttpRequest& request : transport.sent()) {
        EXPECT_FALSE(request.url.path().contains(QLatin1String("/tags"))) << "a segment needs no call per person";
    }
}

TEST_F(MailchimpPush, TheLanguageGoesWithThePersonAndABlankKeepsIt) {
    const PushTarget wanted = target(SyncMethod::Mirror, {"EMAIL", "language"});
    BatchBuilder add;
    add.add({"a@riverbank.test", "fr"});
    EXPECT_EQ(session(wanted)->send(add.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(member("a@riverbank.test").value(u"language").toString(), QLatin1String("fr"));
    BatchBuilder blank(2);
    blank.update({"a@riverbank.test", ""}, {"a@riverbank.test"});
    EXPECT_EQ(session(wanted)->send(blank.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(member("a@riverbank.test").value(u"language").toString(), QLatin1String("fr"));
}

} // namespace pathways::test
