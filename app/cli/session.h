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
class Session final {
public:
    Session(Program& theProgram, const Arguments& given, Output& to)
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
[[nodiscard]] int audiences(Session& session);
[[nodiscard]] int connections(Session& session);
[[nodiscard]] int connectDestination(Session& session);
[[nodiscard]] int destinations(Session& session);
[[nodiscard]] int pathwaysCommand(Session& session);
[[nodiscard]] int plan(Session& session);
[[nodiscard]] int push(Session& session);
[[nodiscard]] int status(Session& session);
[[nodiscard]] int history(Session& session);
[[nodiscard]] int support(Session& session);
[[nodiscard]] int network(Session& session);

/// A new key, or another sign-in by browser, for a connection there is.
[[nodiscard]] int reconnect(Session& session, const ConnectionSummary& summary);

/// Where a secret is given on standard input: signs in with it for this command alone, so that no keychain is needed.
[[nodiscard]] Result<void> signInForNow(Session& session, const ConnectionId& connection);

/// Runs the practice destinations until stopped; needs no workspace.
[[nodiscard]] int practice(const Arguments& arguments);

} // namespace pathways::cli
