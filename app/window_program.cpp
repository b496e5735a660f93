// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_program.h"

#include "app/sample_workspace.h"
#include "ui/common/announce.h"
#include "ui/shell/main_window.h"
#include "ui/theme/pathways_style.h"
#include "ui/wizard/wizard_factory.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHash>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>

#include <functional>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Main)
};

/// The style must be set before the theme, which sets its colours.
QApplication& styled(QApplication& app) {
    QApplication::setStyle(new ui::PathwaysStyle);
    return app;
}
} // namespace

WindowProgram::WindowProgram(Options options, QApplication& app, ui::Preferences& preferences)
    : m_options(std::move(options))
    , m_preferences(preferences)
    , m_instance(m_options.workspace)
    , m_theme(styled(app))
    , m_focusRing(app) {
    m_theme.setAppearance(m_preferences.appearance());
    connect(&m_preferences, &ui::Preferences::appearanceChanged, &m_theme, &ui::Theme::setAppearance);
    ui::installAccessibleRoles();
    // Closing the window does not end a push; the window signals when everything is done (rule U53).
    QApplication::setQuitOnLastWindowClosed(false);
}

WindowProgram::~WindowProgram() = default;

bool WindowProgram::start() {
    if (m_instance.raiseOther()) {
        return false;
    }
    open(Program::Keys::FromKeychain);
    return true;
}

void WindowProgram::open(Program::Keys keys) {
    Program::open(m_options.workspace, keys, Program::Purpose::Pushing, this,
                  [this](Result<std::shared_ptr<Program>> opened) {
                      if (!opened) {
                          explain(opened.error());
                          return;
                      }
                      m_program = std::move(*opened);
                      m_program->pushes().startMatchPolling();
                      if (m_options.sample.isEmpty()) {
                          show();
                      } else {
                          addSample(*m_program, m_options.sample, this, [this] { show(); });
                      }
                  });
}

void WindowProgram::show() {
    const ui::Services services{
        m_program->audiences(),
        m_program->connections(),
        m_program->pathways(),
        m_program->pushes(),
        m_theme,
        m_preferences,
        [this](std::function<void()> done) { addSample(*m_program, sampleFile(), this, std::move(done)); },
        &m_program->network()};
    m_window = std::make_unique<ui::MainWindow>(services, ui::wizardFactory(services));
    connect(&m_instance, &SingleInstance::raiseRequested, m_window.get(), &ui::MainWindow::present);
    // Queued, as the signal comes while the window is still closing.
    connect(
        m_window.get(), &ui::MainWindow::finished, this, [this] { emit ended(0); }, Qt::QueuedConnection);
    m_instance.listen();
    m_window->show();
}

/// Says why the workspace cannot be opened and offers what can be done. Ends the program unless the user chooses one of
/// these.
void WindowProgram::explain(const Error& error) {
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
        more += u'\n' + Texts::tr("You can also open it for this time only: nothing is stored in a keychain, you sign "
                                  "in to your connections again, and pushes add and update people but remove nobody.");
        offer(Texts::tr("Try again"), QMessageBox::AcceptRole, Program::Keys::FromKeychain);
        offer(Texts::tr("This time only"), QMessageBox::ActionRole, Program::Keys::ThisTimeOnly);
    } else if (error.kind == ErrorKind::NeedsDecision) {
        offer(Texts::tr("Create a new key"), QMessageBox::ActionRole, Program::Keys::Replaced);
    }
    box->addButton(QMessageBox::Close);
    box->setInformativeText(more);
    connect(box, &QMessageBox::finished, this, [this, box, ways] {
        const auto way = ways.constFind(box->clickedButton());
        if (way == ways.cend()) {
            emit ended(1);
        } else {
            open(*way);
        }
    });
    box->open();
}

/// The file of made-up donors: the one given, or the one installed with the program.
QString WindowProgram::sampleFile() const {
    return !m_options.sample.isEmpty()
               ? m_options.sample
               : QStandardPaths::locate(QStandardPaths::GenericDataLocation, QStringLiteral("pathways/donors.csv"));
}

} // namespace pathways
