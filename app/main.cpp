// SPDX-License-Identifier: GPL-3.0-or-later
// pathways: the window.
#include "app/start_up.h"
#include "app/window_program.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

using namespace pathways;

namespace {

WindowProgram::Options parse(const QApplication& app) {
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
    WindowProgram program(parse(app), app, preferences);
    QObject::connect(&program, &WindowProgram::ended, &app, &QCoreApplication::exit);
    return program.start() ? QApplication::exec() : 0;
}
