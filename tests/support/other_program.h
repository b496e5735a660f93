// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdio>

namespace pathways::test {

/// What another program writes and how it ends. For tests that the thread sanitizer runs: the child of a QProcess
/// shares this process's memory, after which the sanitizer no longer sees the locks of the thread that started it.
struct OtherProgram {
    QByteArray output;
    int status = -1; ///< As waitpid() has it; 0: ended well.

    /// command: for the shell; every word in it comes from the test.
    static OtherProgram run(const QByteArray& command) {
        OtherProgram result;
        std::FILE* const pipe = ::popen(command.constData(), "re");
        if (pipe == nullptr) {
            return result;
        }
        char piece[4096];
        while (const std::size_t size = std::fread(piece, 1, sizeof piece, pipe)) {
            result.output.append(piece, qsizetype(size));
        }
        result.status = ::pclose(pipe);
        return result;
    }
};

} // namespace pathways::test
