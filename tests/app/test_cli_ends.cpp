// SPDX-License-Identifier: GPL-3.0-or-later
// The very end of a command, after its work is done: its exit status is what scripts go by.
#include "tests/app/cli_process.h"

#include <gtest/gtest.h>

namespace pathways::test {

/// Threads of Qt cannot be joined, so what libraries do when one ends can come after the libraries' own end (trap T13).
TEST(CliEnds, T13_threadsMayOutliveTheExitHandlers) {
    Cli cli;
    cli.write(QStringLiteral("donors.csv"), "First Name,Surname,E-mail\nRosa,Lind,rosa@riverbank.test\n");
    cli.preparePathway(cli.path(QStringLiteral("donors.csv")), QStringLiteral("mirror"));
    cli.setVariable(QStringLiteral("LD_PRELOAD"), QStringLiteral(PATHWAYS_LATE_THREAD_ENDS));
    // What was freed is overwritten at once, so that nobody uses it unnoticed.
    cli.setVariable(QStringLiteral("GLIBC_TUNABLES"),
                    QStringLiteral("glibc.malloc.tcache_count=0:glibc.malloc.perturb=165"));
    // Those that keep something for each thread.
    for (const char* library : {"libcrypto", "libQt6Core", "libglib"}) {
        cli.setVariable(QStringLiteral("PATHWAYS_LATE_LIBRARY"), QString::fromLatin1(library));
        for (const char* command : {"plan", "push", "plan"}) {
            SCOPED_TRACE(std::string(library) + ", " + command);
            const auto outcome = cli.run({QString::fromLatin1(command), QStringLiteral("P")});
            EXPECT_EQ(outcome.exit, 0) << outcome.err.toStdString();
            EXPECT_FALSE(outcome.object().isEmpty());
            EXPECT_TRUE(outcome.err.contains("threads that ended late: ")) << outcome.err.toStdString();
            EXPECT_FALSE(outcome.err.contains("threads that ended late: 0")) << "nothing was tested";
        }
    }
}

} // namespace pathways::test
