// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory_guard.h"

#include <QStringList>

#include <gtest/gtest.h>
#include <set>

namespace pathways {
namespace {

constexpr InterruptedWork kAll[] = {InterruptedWork::Reading, InterruptedWork::Connection, InterruptedWork::Preview,
                                    InterruptedWork::Plan, InterruptedWork::Push};

std::string text(InterruptedWork work) {
    const Error error = outOfMemory(work, QStringLiteral("test"));
    return QStringList{error.what, error.meaning, error.remedy}.join(u'\n').toStdString();
}

/// F69: what happened is the same everywhere; what it means and what to do is not.
TEST(MemoryGuard, F69_eachKindOfWorkHasAllThreeSentencesOfItsOwn) {
    std::set<std::string> different;
    for (const InterruptedWork work : kAll) {
        const Error error = outOfMemory(work, QStringLiteral("test"));
        EXPECT_EQ(error.what, u"The computer has run out of memory.");
        EXPECT_FALSE(error.meaning.isEmpty());
        EXPECT_FALSE(error.remedy.isEmpty());
        EXPECT_EQ(error.detail, u"test");
        different.insert(text(work));
    }
    EXPECT_EQ(different.size(), std::size(kAll));
}

TEST(MemoryGuard, onlyAPushIsCalledAPush) {
    for (const InterruptedWork work : kAll) {
        EXPECT_EQ(text(work).find("push") != std::string::npos, work == InterruptedWork::Push) << text(work);
    }
}

TEST(MemoryGuard, whatTheSystemRefusesBecomesAnError) {
    const auto starved = withinMemory(InterruptedWork::Preview, []() -> Result<int> { throw std::bad_alloc(); });
    ASSERT_FALSE(starved);
    EXPECT_EQ(starved.error().meaning, outOfMemory(InterruptedWork::Preview, {}).meaning);
    const auto alone = withinMemory(InterruptedWork::Plan, []() -> Result<int> {
        throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
    });
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().detail, u"no thread");
    EXPECT_EQ(withinMemory(InterruptedWork::Plan, []() -> Result<int> { return 7; }).value_or(0), 7);
}

} // namespace
} // namespace pathways
