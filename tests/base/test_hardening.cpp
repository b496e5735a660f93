// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hardening.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pathways {

TEST(Hardening, AProcessThatForbidsItLeavesNoCoreDump) {
    // In a child, as the limit cannot be raised again.
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        if (!forbidCoreDumps()) {
            _exit(10);
        }
        rlimit limit{};
        getrlimit(RLIMIT_CORE, &limit);
        if (limit.rlim_cur != 0 || limit.rlim_max != 0 || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) {
            _exit(11);
        }
        abort();
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    EXPECT_FALSE(WCOREDUMP(status));
}

} // namespace pathways
