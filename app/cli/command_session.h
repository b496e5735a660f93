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

/// The context of a command. A command is plain sequential code in a thread of its own. Services belong to the main
/// thread, so it calls them through onMain() and waits for their futures on its own thread.
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
    /// Set while a push runs, which must stop at a clean point; any other command may simply be ended.
    std::atomic<bool> pushing{false};
};

// One function per command; each returns the exit status.
[[nodiscard]] int audiences(CommandSession& session);
[[nodiscard]] int connections(CommandSession& session);
[[nodiscard]] int connectDestination(CommandSession& session);
[[nodiscard]] int destinations(CommandSession& session);
[[nodiscard]] int pathwaysCommand(CommandSession& session);
/// “pathways show”. findings: said before it.
[[nodiscard]] int showPathway(CommandSession& session, const QString& name, const QList<Finding>& findings = {});
/// “pathways change” and “pathways remove”.
[[nodiscard]] int changePathway(CommandSession& session, const QString& name);
[[nodiscard]] int removePathway(CommandSession& session, const QString& name);
/// `pathways restore`: the one that went into the bin last.
[[nodiscard]] int restorePathway(CommandSession& session, const QString& name);
[[nodiscard]] int plan(CommandSession& session);
[[nodiscard]] int push(CommandSession& session);
[[nodiscard]] int status(CommandSession& session);
[[nodiscard]] int history(CommandSession& session);
[[nodiscard]] int support(CommandSession& session);
[[nodiscard]] int network(CommandSession& session);

/// A new key, or another sign-in by browser, for an existing connection.
[[nodiscard]] int reconnect(CommandSession& session, const ConnectionSummary& summary);

/// Signs in with the secret from standard input, if one is given, for this command only and without a keychain.
[[nodiscard]] Result<void> signInForNow(CommandSession& session, const ConnectionId& connection);

/// Runs the practice destinations until stopped; needs no workspace.
[[nodiscard]] int practice(const Arguments& arguments);

} // namespace pathways::cli
