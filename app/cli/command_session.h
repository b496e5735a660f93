// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/output.h"
#include "app/program.h"

#include <QCoreApplication>
#include <QFuture>

#include <atomic>
#include <type_traits>

namespace pathways::cli {

/// What a command runs with. A command is plain sequential code in a thread of its own; services belong to the main
/// thread, so it asks them through onMain() and waits for their futures here, never there.
class CommandSession final {
public:
    CommandSession(Program& theProgram, const Arguments& given, Output& to)
        : program(theProgram)
        , arguments(given)
        , output(to) {}

    /// Runs work on the main thread and returns what it returns.
    template <typename F>
    auto onMain(F&& work) -> std::invoke_result_t<F> {
        std::optional<std::invoke_result_t<F>> result;
        QMetaObject::invokeMethod(
            qApp, [&] { result.emplace(work()); }, Qt::BlockingQueuedConnection);
        return std::move(*result);
    }
    /// Starts work on the main thread and waits for the future that it returns.
    template <typename F>
    auto wait(F&& work) {
        auto future = onMain(std::forward<F>(work));
        future.waitForFinished();
        return future.result();
    }

    Program& program;
    const Arguments& arguments;
    Output& output;
    std::atomic<bool> interrupted{false};
    /// Set while a push runs, which stops at a clean place; anything else may simply be ended.
    std::atomic<bool> pushing{false};
};

// One function a command; each returns the exit status.
[[nodiscard]] int audiences(CommandSession& session);
[[nodiscard]] int connections(CommandSession& session);
[[nodiscard]] int connectDestination(CommandSession& session);
[[nodiscard]] int destinations(CommandSession& session);
[[nodiscard]] int pathwaysCommand(CommandSession& session);
[[nodiscard]] int plan(CommandSession& session);
[[nodiscard]] int push(CommandSession& session);
[[nodiscard]] int status(CommandSession& session);
[[nodiscard]] int history(CommandSession& session);
[[nodiscard]] int support(CommandSession& session);
[[nodiscard]] int network(CommandSession& session);

/// A new key, or another sign-in by browser, for a connection there is.
[[nodiscard]] int reconnect(CommandSession& session, const ConnectionSummary& summary);

/// Where a secret is given on standard input: signs in with it for this command alone, so that no keychain is needed.
[[nodiscard]] Result<void> signInForNow(CommandSession& session, const ConnectionId& connection);

/// Runs the practice destinations until stopped; needs no workspace.
[[nodiscard]] int practice(const Arguments& arguments);

} // namespace pathways::cli
