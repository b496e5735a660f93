// SPDX-License-Identifier: GPL-3.0-or-later
// pathways: the window.
#include "app/program.h"
#include "app/sample_workspace.h"
#include "app/single_instance.h"
#include "app/start_up.h"
#include "ui/common/announce.h"
#include "ui/common/focus_ring.h"
#include "ui/common/pathways_style.h"
#include "ui/common/theme.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/wizard/wizard_factory.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCommandLineParser>
#include <QHash>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>

#include <functional>

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

/// The workspace cannot be opened: says so, with the ways forward there are. Nothing to show behind it: ends, unless
/// one of them is taken.
void explain(const Error& error, const std::function<void(Program::Keys)>& open) {
    auto* box = new QMessageBox(QMessageBox::Warning, QCoreApplication::applicationName(), error.what);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    QString more = error.meaning + u' ' + error.remedy;
    QHash<const QAbstractButton*, Program::Keys> ways;
    const auto offer = [&](const QString& text, QMessageBox::ButtonRole role, Program::Keys way) {
        const QAbstractButton* button = box->addButton(text, role);
        ways.insert(button, way);
    };
    if (error.kind == ErrorKind::Keychain) {
        more +=
            u'\n' + QCoreApplication::translate("Main", "You can also open it for this time only: nothing is stored "
                                                        "in a keychain, you sign in to your connections again, and "
                                                        "pushes add and update people but remove nobody.");
        offer(QCoreApplication::translate("Main", "Try again"), QMessageBox::AcceptRole, Program::Keys::FromKeychain);
        offer(QCoreApplication::translate("Main", "This time only"), QMessageBox::ActionRole,
              Program::Keys::ThisTimeOnly);
    } else if (error.kind == ErrorKind::NeedsDecision) {
        offer(QCoreApplication::translate("Main", "Make a new key"), QMessageBox::ActionRole, Program::Keys::Replaced);
    }
    box->addButton(QMessageBox::Close);
    box->setInformativeText(more);
    QObject::connect(box, &QMessageBox::finished, box, [box, ways, open] {
        const auto way = ways.constFind(box->clickedButton());
        if (way == ways.cend()) {
            QCoreApplication::exit(1);
        } else {
            open(*way);
        }
    });
    box->open();
}

/// The made-up donors: those asked for, or those installed with the program.
QString sampleFile(const Options& options) {
    return !options.sample.isEmpty()
               ? options.sample
               : QStandardPaths::locate(QStandardPaths::GenericDataLocation, QStringLiteral("pathways/donors.csv"));
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

    ui::installAccessibleRoles();
    // Closing the window does not end a push: the window says when it is over (rule U53).
    QApplication::setQuitOnLastWindowClosed(false);

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
            [&](std::function<void()> done) { addSample(*program, sampleFile(options), &app, std::move(done)); },
            &program->network()};
        window = std::make_unique<ui::MainWindow>(services, ui::wizardFactory(services));
        QObject::connect(&instance, &SingleInstance::raiseRequested, window.get(), [&window] { window->present(); });
        // Told from within closing the window: it is to be closed first.
        QObject::connect(window.get(), &ui::MainWindow::finished, &app, &QCoreApplication::quit, Qt::QueuedConnection);
        instance.listen();
        window->show();
    };
    std::function<void(Program::Keys)> open = [&](Program::Keys keys) {
        Program::open(options.workspace, keys, &app, [&](Result<std::shared_ptr<Program>> opened) {
            if (!opened) {
                explain(opened.error(), open);
                return;
            }
            program = std::move(*opened);
            program->pushes().keepFollowingUp();
            if (options.sample.isEmpty()) {
                show();
            } else {
                addSample(*program, options.sample, &app, show);
            }
        });
    };
    open(Program::Keys::FromKeychain);
    const int status = QApplication::exec();
    window.reset();
    return status;
}
