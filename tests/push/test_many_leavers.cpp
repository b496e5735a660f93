// SPDX-License-Identifier: GPL-3.0-or-later
// More people who leave an ad platform, or who share something with one of them, than are looked at together.
#include "core/plan/compare/leaver_pass.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/small_limits.h"

#include <set>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

std::vector<std::string> person(const std::string& name, const std::string& number, const std::string& device = {}) {
    return {name + "@riverbank.org", number, device};
}

/// An audience where an address, a number and a device identify people.
struct Ads : Engine {
    Ads() {
        type.kind = DestinationKind::Advertising;
        type.limits.peoplePerBatch = 10'000;
        columns = {QStringLiteral("Email"), QStringLiteral("Number"), QStringLiteral("Device")};
        pathway.mapping = {line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"), true),
                           line(QStringLiteral("NUMBER"), FieldKind::Text, QStringLiteral("Number"), true),
                           line(QStringLiteral("DEVICE"), FieldKind::Text, QStringLiteral("Device"), true)};
        EXPECT_TRUE(savePathway());
        place = must(PlaceRepository(*database, keys).findOrCreate(placeOf(pathway, connection(), type))).id;
    }
};

/// Rows of everybody whom the plan puts in.
std::set<std::uint64_t> rowsPut(const PlanFile& plan) {
    std::set<std::uint64_t> rows;
    for (const PlanFile::Cut& cut : plan.cuts()) {
        ChangeBatch batch;
        must(plan.load(cut.first, cut.count, batch));
        for (const PersonChange& one : batch.people) {
            if (!cut.removal) {
                rows.insert(one.row);
            }
        }
    }
    return rows;
}

TEST(ManyLeavers, AreAllComparedWithWhoStays) {
    constexpr int kLeavers = 201'000;
    constexpr int kStayers = 1'000;
    Ads ads;
    setLeaversAtOnce(200'000); // As the program does: two at a time would take all day.
    Rows rows;
    for (int i = 0; i < kStayers; ++i) {
        rows.push_back(person("stays" + std::to_string(i), "n" + std::to_string(i)));
    }
    const Rows rest = rows;
    for (int i = 0; i < kLeavers; ++i) {
        rows.push_back(person("leaves" + std::to_string(i), "n" + std::to_string(i))); // The first share theirs.
    }
    ads.sync(rows);
    const auto plan = must(ads.plan(rest));
    EXPECT_EQ(rowsPut(*plan).size(), std::size_t(kStayers));
    int removed = 0;
    int shared = 0;
    for (const PlanFile::Cut& cut : plan->cuts()) {
        if (!cut.removal) {
            continue;
        }
        ChangeBatch batch;
        must(plan->load(cut.first, cut.count, batch));
        for (const PersonChange& one : batch.people) {
            ++removed;
            ASSERT_EQ(one.previous.size(), 3U);
            ASSERT_TRUE(one.previous[0].starts_with("leaves")) << one.previous[0];
            const int number = std::stoi(std::string(one.previous[0].substr(6)));
            ASSERT_EQ(one.previous[1].empty(), number < kStayers) << number;
            shared += number < kStayers ? 1 : 0;
        }
    }
    EXPECT_EQ(removed, kLeavers);
    EXPECT_EQ(shared, kStayers);
    useSmallLimitsWhereAsked();
}

/// A number that stands for many people fills no place that somebody else needs, and the plan says that it does.
TEST(ManyLeavers, ShareANumberWithMoreThanCanBePutInAgain) {
    Ads ads;
    Rows rows;
    for (int i = 0; i < 300; ++i) {
        rows.push_back(person("p" + std::to_string(i), "switchboard"));
    }
    rows.push_back(person("spouse", "own", "tablet"));
    const Rows rest = rows;
    rows.push_back(person("leaves", "switchboard", "tablet"));
    ads.sync(rows);
    const auto plan = must(ads.plan(rest));
    EXPECT_EQ(plan->summary().counts.remove, 1);
    const std::set<std::uint64_t> put = rowsPut(*plan);
    EXPECT_EQ(put.size(), 201U) << "200 of the switchboard and the spouse, whoever is met first";
    EXPECT_TRUE(put.contains(301));
    const auto& findings = plan->summary().findings;
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Finding& one) {
        return one.count == 1 && one.remedy.contains(QStringLiteral("switchboard"));
    }));
}

TEST(ManyLeavers, ShareANumberWithAsManyAsCanBePutInAgain) {
    Ads ads;
    Rows rows;
    for (int i = 0; i < 200; ++i) {
        rows.push_back(person("p" + std::to_string(i), "office"));
    }
    const Rows rest = rows;
    rows.push_back(person("leaves", "office"));
    ads.sync(rows);
    const auto plan = must(ads.plan(rest));
    EXPECT_EQ(rowsPut(*plan).size(), 200U);
    EXPECT_TRUE(plan->summary().findings.isEmpty());
}

} // namespace
} // namespace pathways::test
