// SPDX-License-Identifier: GPL-3.0-or-later
// Who leaves an audience leaves an ad platform by every identifier they were put in by, and takes nobody along who
// stays: whole pushes, with each rule by which the platform may lead identifiers to accounts.
#include "core/practice/hashed_people.h"
#include "tests/destinations/advertising/ad_engine.h"
#include "tests/destinations/google/google_fixture.h"
#include "tests/destinations/meta/meta_fixture.h"

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

const std::string kAnn = "ann@riverbank.org";
const std::string kBob = "bob@riverbank.org";
const std::string kCat = "cat@riverbank.org";
const std::string kPhone = "+447400123456";
const std::string kMobile = "+447400654321";
const std::string kOffice = "+447400987654";

template <typename Fixture, practice::AccountRule Rule>
struct Case {
    using Platform = Fixture;
    static constexpr practice::AccountRule kRule = Rule;
};

const char* nameOf(practice::AccountRule rule) {
    switch (rule) {
    case practice::AccountRule::Person:
        return "person";
    case practice::AccountRule::Household:
        return "household";
    case practice::AccountRule::Identifier:
        return "identifier";
    case practice::AccountRule::Some:
        return "some";
    }
    return "";
}

template <typename T>
class Leavers : public T::Platform {
protected:
    using Platform = typename T::Platform;
    static constexpr bool kGoogle = std::is_same_v<Platform, Google>;

    void SetUp() override {
        Platform::SetUp();
        this->control("settings", {{QStringLiteral("accounts"), QLatin1String(nameOf(T::kRule))}});
        this->transport.before = [this](const HttpRequest& request) { return look(request); };
    }

    /// Everybody is told apart by what identifies them; personIds: by a column of its own.
    void map(bool personIds = false, bool ownNumbers = false) {
        QStringList columns{QStringLiteral("EMAIL"), QStringLiteral("PHONE")};
        std::initializer_list<const char*> two{"EMAIL", "PHONE"};
        std::initializer_list<const char*> three{"EMAIL", "PHONE", "EXTERN_ID"};
        if (ownNumbers) {
            columns << QStringLiteral("EXTERN_ID");
        }
        if (personIds) {
            columns << QString(kPersonIdField);
        }
        m_ads =
            std::make_unique<AdEngine>(this->connector, this->context, this->target(ownNumbers ? three : two), columns);
    }
    AdEngine& ads() {
        if (!m_ads) {
            map();
        }
        return *m_ads;
    }
    /// The plan must have nothing left to do: of this audience, right after it was pushed.
    void expectNothingToDo(const Rows& rows) {
        const auto plan = ads().plan(rows);
        ASSERT_TRUE(plan);
        EXPECT_EQ(plan->summary().counts.add, 0);
        EXPECT_EQ(plan->summary().counts.update, 0);
        EXPECT_EQ(plan->summary().counts.remove, 0);
    }

    bool put(const char* kind, const std::string& value) { return told(kind, value, u"held"); }
    bool reached(const char* kind, const std::string& value) {
        return told(kind, value, u"reached") || leadsNowhere(digestOf(value));
    }
    /// A person of the audience can be reached by all of these.
    void expectThere(const std::string& email, const std::string& phone) {
        EXPECT_TRUE(email.empty() || reached("email", email)) << email;
        EXPECT_TRUE(phone.empty() || reached("phone", phone)) << phone;
    }
    /// Nobody is there by any of these.
    void expectGone(const std::string& email, const std::string& phone) {
        EXPECT_FALSE(!email.empty() && put("email", email)) << email;
        EXPECT_FALSE(!phone.empty() && put("phone", phone)) << phone;
    }
    /// Whether a removal ever named this identifier.
    bool wasTakenOut(const std::string& value) const {
        const QByteArray digest = digestOf(value);
        return std::any_of(m_removals.begin(), m_removals.end(), [&](const QByteArray& body) {
            return body.contains(digest) || body.contains(value.c_str());
        });
    }

    std::vector<QByteArray> m_removals; ///< Bodies, in order.
    std::string m_order;                ///< '-' and '+' for each request that takes out or puts in.
    std::string m_refuseAdding;         ///< The platform does not take whoever has this.
    bool m_closed = false;              ///< The platform answers no addition any more.

private:
    bool told(const char* kind, const std::string& value, QStringView what) {
        return this
            ->control("holds", {{kGoogle ? QStringLiteral("list") : QStringLiteral("audience"), this->firstObject()},
                                {QStringLiteral("kind"), QLatin1String(kind)},
                                {QStringLiteral("hash"), QString::fromLatin1(digestOf(value))}})
            .value(what)
            .toBool();
    }
    /// Meta wants phones without the plus sign.
    static QByteArray digestOf(const std::string& value) {
        return BatchBuilder::sha256(!kGoogle && value.starts_with('+') ? value.substr(1) : value);
    }
    static bool leadsNowhere(const QByteArray& hex) {
        const QByteArray digest = QByteArray::fromHex(hex);
        return T::kRule == practice::AccountRule::Some && std::uint8_t(digest[8]) % 3 == 0;
    }
    std::optional<HttpReply> look(const HttpRequest& request) {
        const QByteArray path = request.url.path().toLatin1();
        const bool removal =
            path.endsWith("audienceMembers:remove") || (request.method == "DELETE" && path.endsWith("/users"));
        const bool addition =
            path.endsWith("audienceMembers:ingest") || (request.method == "POST" && path.endsWith("/users"));
        m_order += removal ? "-" : addition ? "+" : "";
        if (removal) {
            m_removals.push_back(request.body);
        }
        if (addition && m_closed) {
            return InProcessTransport::answered(500, "{}");
        }
        if (addition && !m_refuseAdding.empty() && request.body.contains(BatchBuilder::sha256(m_refuseAdding))) {
            return InProcessTransport::answered(400, kGoogle ? R"~({"error":{"code":400}})~"
                                                             : R"~({"error":{"code":100,"message":"(#100)"}})~");
        }
        return std::nullopt;
    }

    std::unique_ptr<AdEngine> m_ads;
};

using practice::AccountRule;
using Cases = ::testing::Types<Case<Google, AccountRule::Person>, Case<Google, AccountRule::Household>,
                               Case<Google, AccountRule::Identifier>, Case<Google, AccountRule::Some>,
                               Case<Meta, AccountRule::Person>, Case<Meta, AccountRule::Household>,
                               Case<Meta, AccountRule::Identifier>, Case<Meta, AccountRule::Some>>;
struct CaseName {
    template <typename T>
    static std::string GetName(int) {
        return std::string(std::is_same_v<typename T::Platform, Google> ? "Google_" : "Meta_") + nameOf(T::kRule);
    }
};
TYPED_TEST_SUITE(Leavers, Cases, CaseName);

TYPED_TEST(Leavers, AreTakenOutByEveryIdentifier) {
    EXPECT_EQ(this->ads().sync(Rows{{kAnn, kPhone}, {kBob, kMobile}}).counts.accepted, 2);
    const Push push = this->ads().sync(Rows{{kBob, kMobile}});
    EXPECT_EQ(push.counts.removed, 1);
    this->expectGone(kAnn, kPhone);
    this->expectThere(kBob, kMobile);
    this->expectNothingToDo({{kBob, kMobile}});
}

TYPED_TEST(Leavers, LeaveWhatTheyShareToWhoStays) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kBob, kPhone}, {kCat, ""}});
    const Push push = this->ads().sync(Rows{{kBob, kPhone}, {kCat, ""}});
    EXPECT_EQ(push.counts.removed, 1);
    EXPECT_FALSE(this->wasTakenOut(kPhone));
    this->expectGone(kAnn, "");
    this->expectThere(kBob, kPhone);
    this->expectThere(kCat, "");
    this->expectNothingToDo({{kBob, kPhone}, {kCat, ""}});
}

TYPED_TEST(Leavers, LeaveWhatTheyShareToWhoJoins) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    this->m_order.clear();
    this->ads().sync(Rows{{kBob, kPhone}, {kCat, ""}});
    EXPECT_EQ(this->m_order, "-+");
    EXPECT_FALSE(this->wasTakenOut(kPhone));
    this->expectGone(kAnn, "");
    this->expectThere(kBob, kPhone);
}

/// E6: the identifier that a person is told apart by changes, and the others stay.
TYPED_TEST(Leavers, WhoGetsAnEmailAddressStays) {
    this->ads().sync(Rows{{"", kPhone}, {kCat, ""}});
    const Push push = this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    EXPECT_EQ(push.counts.accepted, 1);
    EXPECT_EQ(push.counts.removed, 0) << "nobody left";
    EXPECT_FALSE(this->wasTakenOut(kPhone));
    this->expectThere(kAnn, kPhone);
    this->expectNothingToDo({{kAnn, kPhone}, {kCat, ""}});
}

TYPED_TEST(Leavers, WhoLosesTheirEmailAddressStaysByTheirPhone) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    const Push push = this->ads().sync(Rows{{"", kPhone}, {kCat, ""}});
    EXPECT_EQ(push.counts.removed, 0) << "nobody left";
    EXPECT_TRUE(this->wasTakenOut(kAnn));
    this->expectGone(kAnn, "");
    this->expectThere("", kPhone);
    this->expectNothingToDo({{"", kPhone}, {kCat, ""}});
}

TYPED_TEST(Leavers, AnotherPhoneReplacesTheOldOne) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    this->m_order.clear();
    const Push push = this->ads().sync(Rows{{kAnn, kMobile}, {kCat, ""}});
    EXPECT_EQ(push.counts.accepted, 1);
    EXPECT_EQ(push.counts.removed, 0);
    EXPECT_EQ(this->m_order, "-+");
    EXPECT_FALSE(this->wasTakenOut(kAnn));
    this->expectGone("", kPhone);
    this->expectThere(kAnn, kMobile);
    this->expectNothingToDo({{kAnn, kMobile}, {kCat, ""}});
}

TYPED_TEST(Leavers, TwoWhoSwapTheirAddressesStay) {
    this->map(true);
    this->ads().sync(Rows{{kAnn, kPhone, "1"}, {kBob, kMobile, "2"}});
    const Push push = this->ads().sync(Rows{{kBob, kPhone, "1"}, {kAnn, kMobile, "2"}});
    EXPECT_EQ(push.counts.accepted, 2);
    EXPECT_EQ(push.counts.removed, 0);
    EXPECT_TRUE(this->m_removals.empty());
    this->expectThere(kAnn, kMobile);
    this->expectThere(kBob, kPhone);
}

/// Two records of one person become one: whose id is left is reached by what they have now, and by nothing else.
TYPED_TEST(Leavers, AMergeLeavesOnePerson) {
    this->map(true);
    this->ads().sync(Rows{{kAnn, kPhone, "1"}, {kBob, "", "2"}, {kCat, "", "3"}});
    this->ads().sync(Rows{{kAnn, kPhone, "2"}, {kCat, "", "3"}});
    EXPECT_FALSE(this->wasTakenOut(kAnn));
    EXPECT_FALSE(this->wasTakenOut(kPhone));
    this->expectThere(kAnn, kPhone);
    this->expectGone(kBob, "");
    this->expectNothingToDo({{kAnn, kPhone, "2"}, {kCat, "", "3"}});
}

TYPED_TEST(Leavers, AMergeAtMetaTakesTheOldNumberOut) {
    if (TestFixture::kGoogle) {
        GTEST_SKIP() << "Google knows nobody by the organisation's own number";
    }
    this->map(false, true);
    this->ads().sync(Rows{{kAnn, kPhone, "donor-1"}, {kBob, "", "donor-2"}});
    this->ads().sync(Rows{{kAnn, kPhone, "donor-2"}});
    this->expectThere(kAnn, kPhone);
    EXPECT_FALSE(this->put("extern_id", "donor-1"));
    EXPECT_TRUE(this->reached("extern_id", "donor-2"));
    this->expectGone(kBob, "");
    EXPECT_FALSE(this->wasTakenOut("donor-2"));
    this->expectNothingToDo({{kAnn, kPhone, "donor-2"}});
}

/// What a removal left alone for somebody who then was not taken is taken out by the next push.
TYPED_TEST(Leavers, WhatWasLeftAloneForSomebodyWhoWasRefusedGoesLater) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    this->m_refuseAdding = kBob;
    this->ads().sync(Rows{{kBob, kPhone}, {kCat, ""}});
    EXPECT_FALSE(this->wasTakenOut(kPhone));
    this->m_refuseAdding.clear();
    this->ads().sync(Rows{{kCat, ""}});
    this->expectGone(kAnn, kPhone);
    this->expectThere(kCat, "");
}

/// The push ended between a removal and what has to follow it.
TYPED_TEST(Leavers, WhoSharesIsDueAtOnceAfterAPushThatWasCutOff) {
    const Rows rest{{kBob, kPhone}, {kCat, ""}};
    this->ads().sync(Rows{{kAnn, kPhone}, {kBob, kPhone}, {kCat, ""}});
    this->m_closed = true;
    EXPECT_NE(this->ads().sync(rest).status, PushStatus::Synced);
    this->m_closed = false;
    EXPECT_TRUE(this->ads().engine.supersede());
    this->ads().sync(rest);
    this->expectGone(kAnn, "");
    this->expectThere(kBob, kPhone);
    this->expectNothingToDo(rest);
}

/// Two shared an address, and one has an own one now: the platform may lead the shared one to them all the same.
TYPED_TEST(Leavers, WhoGaveASharedAddressUpTakesNobodyAlongWhoHasIt) {
    this->map(true);
    this->ads().sync(Rows{{kAnn, kPhone, "1"}, {kAnn, kMobile, "2"}, {kCat, "", "3"}});
    this->ads().sync(Rows{{kBob, kPhone, "1"}, {kAnn, kMobile, "2"}, {kCat, "", "3"}});
    this->expectThere(kAnn, kMobile);
    this->ads().sync(Rows{{kAnn, kMobile, "2"}, {kCat, "", "3"}});
    this->expectGone(kBob, kPhone);
    this->expectThere(kAnn, kMobile);
    this->expectNothingToDo({{kAnn, kMobile, "2"}, {kCat, "", "3"}});
}

TYPED_TEST(Leavers, AnotherPhoneOfWhoGaveASharedAddressUpTakesNobodyAlong) {
    this->map(true);
    this->ads().sync(Rows{{kAnn, kPhone, "1"}, {kAnn, kMobile, "2"}});
    this->ads().sync(Rows{{kBob, kPhone, "1"}, {kAnn, kMobile, "2"}});
    this->ads().sync(Rows{{kBob, kOffice, "1"}, {kAnn, kMobile, "2"}});
    this->expectGone("", kPhone);
    this->expectThere(kBob, kOffice);
    this->expectThere(kAnn, kMobile);
    this->expectNothingToDo({{kBob, kOffice, "1"}, {kAnn, kMobile, "2"}});
}

/// Nobody has any more what ties them: both gave it up.
TYPED_TEST(Leavers, WhoGaveUpWhatTheySharedTakesNobodyAlong) {
    this->map(true);
    this->ads().sync(Rows{{kAnn, kPhone, "1"}, {kAnn, kMobile, "2"}});
    this->ads().sync(Rows{{kBob, kPhone, "1"}, {kAnn, kMobile, "2"}});
    this->ads().sync(Rows{{kBob, kPhone, "1"}, {kCat, kMobile, "2"}});
    this->expectGone(kAnn, "");
    this->ads().sync(Rows{{kCat, kMobile, "2"}});
    this->expectGone(kBob, kPhone);
    this->expectThere(kCat, kMobile);
    this->expectNothingToDo({{kCat, kMobile, "2"}});
}

TYPED_TEST(Leavers, WhoGaveASharedAddressUpTakesNobodyOfAnotherPathwayAlong) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    this->ads().usePathway(2);
    this->ads().sync(Rows{{kAnn, kMobile}});
    this->ads().usePathway(1);
    this->ads().sync(Rows{{kBob, kPhone}, {kCat, ""}});
    this->ads().sync(Rows{{kCat, ""}});
    this->expectGone(kBob, kPhone);
    this->expectThere(kAnn, kMobile);
    this->ads().usePathway(2);
    this->ads().sync(Rows{{kAnn, kMobile}});
    this->expectThere(kAnn, kMobile);
    this->expectNothingToDo({{kAnn, kMobile}});
}

TYPED_TEST(Leavers, WhoOnceSharedIsDueAtOnceAfterAPushThatWasCutOff) {
    this->map(true);
    const Rows rest{{kAnn, kMobile, "2"}, {kCat, "", "3"}};
    this->ads().sync(Rows{{kAnn, kPhone, "1"}, {kAnn, kMobile, "2"}, {kCat, "", "3"}});
    this->ads().sync(Rows{{kBob, kPhone, "1"}, {kAnn, kMobile, "2"}, {kCat, "", "3"}});
    this->m_closed = true;
    EXPECT_NE(this->ads().sync(rest).status, PushStatus::Synced);
    this->m_closed = false;
    EXPECT_TRUE(this->ads().engine.supersede());
    this->ads().sync(rest);
    this->expectGone(kBob, kPhone);
    this->expectThere(kAnn, kMobile);
    this->expectNothingToDo(rest);
}

/// One leaves with the first request and is the only tie between who leaves with the second and who stays.
TYPED_TEST(Leavers, AreATieThemselvesWhereSeveralRequestsTakePeopleOut) {
    this->ads().engine.type.limits.peoplePerBatch = 1;
    this->ads().sync(Rows{{kAnn, kPhone}, {kBob, kPhone}, {kBob, kMobile}});
    this->ads().sync(Rows{{kBob, kMobile}});
    this->expectGone(kAnn, kPhone);
    this->expectThere(kBob, kMobile);
    this->expectNothingToDo({{kBob, kMobile}});
}

TYPED_TEST(Leavers, LeaveWhatTheyShareToAnotherPathway) {
    this->ads().sync(Rows{{kBob, kPhone}});
    this->ads().usePathway(2);
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    this->ads().sync(Rows{{kCat, ""}});
    EXPECT_FALSE(this->wasTakenOut(kPhone));
    this->expectGone(kAnn, "");
    this->expectThere(kBob, kPhone);
    this->ads().usePathway(1);
    this->ads().sync(Rows{{kBob, kPhone}});
    this->expectThere(kBob, kPhone);
    this->expectNothingToDo({{kBob, kPhone}});
}

/// Two audiences may know one person by one address and by different numbers.
TYPED_TEST(Leavers, OfOneOfTwoPathwaysStayAsTheOtherKnowsThem) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kCat, ""}});
    this->ads().usePathway(2);
    this->ads().sync(Rows{{kAnn, kMobile}, {kCat, ""}});
    this->expectThere(kAnn, kPhone);
    this->ads().sync(Rows{{kCat, ""}});
    this->expectGone("", kMobile);
    this->expectThere(kAnn, kPhone);
    this->ads().usePathway(1);
    this->ads().sync(Rows{{kCat, ""}});
    this->expectGone(kAnn, kPhone);
}

TYPED_TEST(Leavers, WithoutRemovalsNobodyIsTakenOutButLaterTheyAre) {
    this->ads().sync(Rows{{kAnn, kPhone}, {kBob, kMobile}});
    const auto plan = this->ads().plan(Rows{{kAnn, ""}, {kCat, ""}});
    ASSERT_TRUE(plan);
    this->ads().push(plan, false);
    EXPECT_TRUE(this->m_removals.empty());
    this->expectThere(kBob, kMobile);
    this->ads().sync(Rows{{kAnn, ""}, {kCat, ""}});
    this->expectGone(kBob, kMobile);
    this->expectGone("", kPhone);
    this->expectThere(kAnn, "");
}

} // namespace
} // namespace pathways::test
