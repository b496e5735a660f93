// SPDX-License-Identifier: GPL-3.0-or-later
// Plays random histories while a rule is broken, and prints the first, shrunk, that fails:
// MUTANT=WantsOfOtherPathwaysIgnored HISTORY_COUNT=300 find_mutants --gtest_filter='*List*'
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <mutants.h>
#include <string_view>

namespace pathways::test {

namespace {

class BreakARule final : public ::testing::Environment {
    void SetUp() override {
        const char* const name = std::getenv("MUTANT");
        ASSERT_NE(name, nullptr) << "MUTANT is the name of one";
        const auto found = std::find(kMutantNames.begin(), kMutantNames.end(), std::string_view(name));
        ASSERT_NE(found, kMutantNames.end()) << name << " is no mutant";
        brokenNow = Mutant(found - kMutantNames.begin());
    }
};

const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new BreakARule);

} // namespace

} // namespace pathways::test
