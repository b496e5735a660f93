// SPDX-License-Identifier: GPL-3.0-or-later
// A rule that can be broken without anybody noticing is either not needed or not tested. A rule of mutants.ini
// that is caught has a history here that keeps all promises, and in which the model objects as soon as the rule is
// broken. The histories were found by find_mutants, and shrunk.
#include "tests/histories/mutants/caught.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <ostream>

namespace pathways::test {

namespace {

class BrokenRule final {
public:
    explicit BrokenRule(Mutant mutant) { brokenNow = mutant; }
    ~BrokenRule() { brokenNow = Mutant::None; }
    BrokenRule(const BrokenRule&) = delete;
    BrokenRule& operator=(const BrokenRule&) = delete;
};

} // namespace

static void PrintTo(const CaughtMutant& one, std::ostream* out) {
    *out << kMutantNames[std::size_t(one.mutant)];
}

class Mutants : public ::testing::TestWithParam<CaughtMutant> {};

TEST_P(Mutants, AreCaught) {
    const CaughtMutant& one = GetParam();
    const Played whole = play(one.history);
    ASSERT_TRUE(whole.broken.empty()) << whole.broken.front() << "\n" << describe(one.history);
    const BrokenRule rule(one.mutant);
    const Played played = play(one.history);
    ASSERT_FALSE(played.broken.empty()) << "the rule can be broken, and nobody notices\n" << describe(one.history);
    EXPECT_EQ(played.broken.front().substr(0, std::string(one.promise).size()), one.promise) << played.broken.front();
}

TEST(MutantList, NamesEachRuleOnce) {
    std::vector<Mutant> named = uncaughtMutants();
    for (const CaughtMutant& one : caughtMutants()) {
        named.push_back(one.mutant);
    }
    std::sort(named.begin(), named.end());
    ASSERT_EQ(named.size() + 1, std::size_t(Mutant::kCount));
    for (std::size_t i = 0; i < named.size(); ++i) {
        EXPECT_EQ(named[i], Mutant(i + 1)) << kMutantNames[i + 1];
    }
}

INSTANTIATE_TEST_SUITE_P(Rules, Mutants, ::testing::ValuesIn(caughtMutants()),
                         [](const auto& mutant) { return kMutantNames[std::size_t(mutant.param.mutant)]; });

} // namespace pathways::test
