// SPDX-License-Identifier: GPL-3.0-or-later
// pathways-cli: the same services as the window, on the command line (DESIGN section 9).
#include "app/cli/arguments.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/session.h"
#include "app/start_up.h"
#include "core/base/log.h"

#include <QCoreApplication>

#include <map>
#include <thread>

using namespace pathways;
using namespace pathways::cli;

namespace {

using Command = int (*)(Session&);

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
                                                {QStringLiteral("support"), support}};
    return all;
}

void print(std::FILE* stream, const QString& text) {
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
}

/// Opens the program, runs one command in a thread of its own and ends the event loop with its status.
int runCommand(QCoreApplication& app, const Arguments& arguments, Command command) {
    Output output(arguments.has(QStringLiteral("json")));
    const QString given = arguments.value(QStringLiteral("workspace"));
    std::shared_ptr<Program> program;
    std::unique_ptr<Session> session;
    std::jthread worker;
    Interrupt interrupt([&session] {
        if (session) {
            session->interrupted = true;
        }
    });
    Program::open(given.isEmpty() ? Program::defaultWorkspace() : given, &app,
                  [&](Result<std::shared_ptr<Program>> opened) {
                      if (!opened) {
                          QCoreApplication::exit(output.report(opened.error()));
                          return;
                      }
                      program = std::move(*opened);
                      session = std::make_unique<Session>(*program, arguments, output);
                      worker = std::jthread([&session, command] {
                          const int status = command(*session);
                          QMetaObject::invokeMethod(
                              qApp, [status] { QCoreApplication::exit(status); }, Qt::QueuedConnection);
                      });
                  });
    const int status = QCoreApplication::exec();
    if (worker.joinable()) {
        worker.join();
    }
    return status;
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    QCoreApplication app(argc, argv);
    nameApplication();
    loadTranslations(app);
    const Arguments arguments = parseArguments(QCoreApplication::arguments().sliced(1));
    if (!arguments.problem.isEmpty()) {
        print(stderr, arguments.problem + u'\n' + usage());
        return kUsage;
    }
    if (arguments.has(QStringLiteral("version"))) {
        print(stdout, QStringLiteral("pathways-cli " PATHWAYS_VERSION "\n"));
        return kDone;
    }
    if (arguments.has(QStringLiteral("help")) || arguments.words.isEmpty()) {
        print(arguments.words.isEmpty() && !arguments.has(QStringLiteral("help")) ? stderr : stdout, usage());
        return arguments.has(QStringLiteral("help")) ? kDone : kUsage;
    }
    if (arguments.word(0) == QLatin1String("practice")) {
        return practice(arguments);
    }
    const auto command = commands().find(arguments.word(0));
    if (command == commands().end()) {
        print(stderr,
              QCoreApplication::translate("CommandLine", "There is no command \"%1\".\n").arg(arguments.word(0)) +
                  usage());
        return kUsage;
    }
    return runCommand(app, arguments, command->second);
}
