// SPDX-License-Identifier: GPL-3.0-or-later
// pathways: the window.
#include "app/program.h"
#include "app/sample_workspace.h"
#include "app/single_instance.h"
#include "app/start_up.h"
#include "core/base/log.h"
#include "ui/common/focus_ring.h"
#include "ui/common/pathways_style.h"
#include "ui/common/theme.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/wizard/wizard_factory.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QSettings>
#include <QStandardPaths>

using namespace pathways;

namespace {

struct Options {
    QString workspace;
    QString sample;
};

Options parse(const QApplication& app) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("Main", "Push audiences of donors to email and ad platforms."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace(QStringLiteral("workspace"),
                                       QCoreApplication::translate("Main", "Open the workspace in <folder>."),
                                       QStringLiteral("folder"));
    const QCommandLineOption sample(
        QStringLiteral("sample"),
        QCoreApplication::translate("Main", "Fill an empty workspace with the made-up donors in <file>."),
        QStringLiteral("file"));
    parser.addOptions({workspace, sample});
    parser.process(app);
    return {parser.isSet(workspace) ? parser.value(workspace) : Program::defaultWorkspace(), parser.value(sample)};
}

/// The workspace cannot be opened: say so and end. There is nothing to show behind it.
void explain(const Error& error) {
    QMessageBox box(QMessageBox::Warning, QCoreApplication::applicationName(), error.what);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(error.meaning + u' ' + error.remedy);
    box.exec();
    QCoreApplication::exit(1);
}

/// The made-up donors: those asked for, or those installed with the program.
QString sampleFile(const Options& options) {
    return !options.sample.isEmpty()
               ? options.sample
               : QStandardPaths::locate(QStandardPaths::GenericDataLocation, QStringLiteral("pathways/donors.csv"));
}

void useProxy(Program& program, const ui::ProxyChoice& choice) {
    TransportOptions options;
    options.direct = choice.kind == ui::ProxyChoice::Kind::None;
    if (choice.kind == ui::ProxyChoice::Kind::Manual) {
        options.proxy.host = choice.host;
        options.proxy.port = quint16(choice.port);
    }
    if (const auto configured = program.configureNetwork(options); !configured) {
        qCWarning(lcApp) << "the network settings could not be applied:" << configured.error().text();
    }
}

} // namespace

int main(int argc, char** argv) {
    prepareProcess();
    QApplication app(argc, argv);
    nameApplication();
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Pathways"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.pathways.Pathways"));
    QSettings settings;
    ui::Preferences preferences(settings);
    loadTranslations(app, preferences.language());
    const Options options = parse(app);
    SingleInstance instance(options.workspace);
    if (instance.raiseOther()) {
        return 0;
    }
    QApplication::setStyle(new ui::PathwaysStyle);
    ui::Theme theme(app);
    theme.setAppearance(preferences.appearance());
    QObject::connect(&preferences, &ui::Preferences::appearanceChanged, &theme, &ui::Theme::setAppearance);
    const ui::FocusRing focusRing(app);

    std::shared_ptr<Program> program;
    std::unique_ptr<ui::MainWindow> window;
    auto show = [&] {
        const ui::ServiceBundle services{
            program->audiences(),
            program->connections(),
            program->pathways(),
            program->pushes(),
            theme,
            preferences,
            [&](std::function<void()> done) { addSample(*program, sampleFile(options), &app, std::move(done)); }};
        window = std::make_unique<ui::MainWindow>(services, ui::wizardFactory(services));
        QObject::connect(&instance, &SingleInstance::raiseRequested, window.get(), [&window] { window->present(); });
        instance.listen();
        window->show();
    };
    Program::open(options.workspace, &app, [&](Result<std::shared_ptr<Program>> opened) {
        if (!opened) {
            explain(opened.error());
            return;
        }
        program = std::move(*opened);
        useProxy(*program, preferences.proxy());
        program->pushes().keepFollowingUp();
        QObject::connect(&preferences, &ui::Preferences::proxyChanged, &app,
                         [&](const ui::ProxyChoice& choice) { useProxy(*program, choice); });
        if (options.sample.isEmpty()) {
            show();
        } else {
            addSample(*program, options.sample, &app, show);
        }
    });
    const int status = QApplication::exec();
    window.reset();
    return status;
}
