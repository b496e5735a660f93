// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/name_check.h"
#include "tests/support/must.h"

#include <gtest/gtest.h>

namespace pathways::meta {
namespace {

TEST(NameCheck, FindsHealthAndFinance) {
    for (const char* name : {"Diabetes walk 2026", "HIV_supporters", "Parents of autistic children", "patients-list",
                             "Mental-health fund", "CANCER"}) {
        const auto concern = checkAudienceName(QString::fromUtf8(name));
        ASSERT_TRUE(concern) << name;
        EXPECT_TRUE(concern->health) << name;
        EXPECT_EQ(concern->suggestions.size(), 3);
    }
    for (const char* name : {"High net worth donors", "Low-income families", "rich", "Debt advice clients"}) {
        const auto concern = checkAudienceName(QString::fromUtf8(name));
        ASSERT_TRUE(concern) << name;
        EXPECT_FALSE(concern->health) << name;
    }
}

TEST(NameCheck, LeavesOrdinaryNamesAlone) {
    for (const char* name : {"Spring appeal", "Richmond supporters", "Donors 2026", "Loaned library friends", "Poorva",
                             "Archive", "Major donors", ""}) {
        EXPECT_FALSE(checkAudienceName(QString::fromUtf8(name))) << name;
    }
}

TEST(NameCheck, ItsOwnSuggestionsPass) {
    const QStringList suggestions = test::must(checkAudienceName(QStringLiteral("cancer"))).suggestions;
    for (const QString& suggestion : suggestions) {
        EXPECT_FALSE(checkAudienceName(suggestion)) << suggestion.toStdString();
    }
}

} // namespace
} // namespace pathways::meta
