// SPDX-License-Identifier: GPL-3.0-or-later
// pathways-cli: the same services as the window, on the command line (docs/design.md, "The command line").
#include "app/cli/arguments.h"
#include "app/cli/command_session.h"
#include "app/cli/command_shape.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/start_up.h"
#include "core/base/log.h"
#include "core/base/thread_supply.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <csignal>
#include <map>
#include <thread>

using namespace pathways;
using namespace pathways::cli;

namespace {

using Command = int (*)(CommandSession&);

const std::map<QString, Command>& commands() {
    static const std::map<QString, Command> all{{QStringLiteral("audiences"), audiences},
                                                {QStringLiteral("connections"), connections},
                                                {QStringLiteral("connect"), connectDestination},
                                                {QStringLiteral("destinations"), destinations},
                                                {QStringLiteral("pathways"), pathwaysCommand},
                                                {QStringLiteral("plan"), plan},
                                                {QStringLiteral("push"), push},
                                                {QStringLiteral("status"), status},
                                                {QStringLiteral("history"), history},
                                                {QStringLiteral("network"), network},
                                                {QStringLiteral("support"), support}};
    return all;
}

void print(std::FILE* stream, const QString& text) {
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
}

/// The first interrupt asks a running push to stop, and ends any other command at once; a second one ends a push, too.
/// What the push had sent is in the journal, and the next push continues from there.
void interruptedIn(CommandSession* session) {
    if (session == nullptr || !session->pushing || session->interrupted) {
        std::_Exit(kNotDone);
    }
    session->interrupted = true;
}

/// Opens the program, runs one command in a thread of its own, and ends the event loop with its exit status.
int runCommand(QCoreApplication& app, const Arguments& arguments, Command command, Output& output) {
    const QString given = arguments.value(QStringLiteral("workspace"));
    std::shared_ptr<Program> program;
    std::unique_ptr<CommandSession> session;
    std::jthread worker;
    Interrupt interrupt([&session] { interruptedIn(session.get()); });
    const auto keys =
        arguments.has(QStringLiteral("without-keychain")) ? Program::Keys::ThisTimeOnly : Program::Keys::FromKeychain;
    const auto purpose =
        arguments.word(0) == QLatin1String("push") ? Program::Purpose::Pushing : Program::Purpose::Looking;
    Program::open(given.isEmpty() ? Program::defaultWorkspace() : given, keys, purpose, &app,
                  [&](Result<std::shared_ptr<Program>> opened) {
                      if (!opened) {
                          QCoreApplication::exit(output.report(opened.error()));
                          return;
                      }
                      program = std::move(*opened);
                      session = std::make_unique<CommandSession>(*program, arguments, output);
                      auto started = thread_supply::start([&session, command] {
                          const int status = command(*session);
                          QMetaObject::invokeMethod(
                              qApp, [status] { QCoreApplication::exit(status); }, Qt::QueuedConnection);
                      });
                      if (!started) {
                          QCoreApplication::exit(output.report(started.error()));
                          return;
                      }
                      worker = std::move(*started);
                  });
    const int status = QCoreApplication::exec();
    if (worker.joinable()) {
        worker.join();
    }
    if (!output.complete()) {
        print(stderr, QCoreApplication::translate("CommandLine", "The result could not be written.") + u'\n');
        return kNotDone;
    }
    return status;
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    // A reader that has closed the pipe ("| head") must not end a push midway.
    std::signal(SIGPIPE, SIG_IGN);
    // Commands report problems in words; the log is for debugging only.
    if (!qEnvironmentVariableIsSet("PATHWAYS_LOG")) {
        QLoggingCategory::setFilterRules(QStringLiteral("*.info=false\n*.debug=false\npathways.*.warning=false"));
    }
    QCoreApplication app(argc, argv);
    nameApplication();
    loadTranslations(app);
    const QStringList given = QCoreApplication::arguments().sliced(1);
    const Arguments arguments = parseArguments(given);
    Output output(given.contains(QLatin1String("--json")));
    if (arguments.problem.isEmpty() && arguments.has(QStringLiteral("version"))) {
        print(stdout, QStringLiteral("pathways-cli " PATHWAYS_VERSION "\n"));
        return kDone;
    }
    if (arguments.problem.isEmpty() && arguments.has(QStringLiteral("help"))) {
        print(stdout, usage());
        return kDone;
    }
    if (given.isEmpty()) {
        print(stderr, usage());
        return kUsage;
    }
    const QString problem = !arguments.problem.isEmpty() ? arguments.problem : misuseOf(arguments);
    if (!problem.isEmpty()) {
        return output.report(misuse(problem));
    }
    if (arguments.word(0) == QLatin1String("practice")) {
        return practice(arguments);
    }
    return runCommand(app, arguments, commands().at(arguments.word(0)), output);
}
