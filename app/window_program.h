// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/program.h"
#include "app/single_instance.h"
#include "ui/settings/preferences.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/theme.h"

#include <QObject>

#include <memory>

class QApplication;

namespace pathways {

namespace ui {
class MainWindow;
}

/// The program with its window, from opening the workspace to the end; run by main(). GUI thread.
class WindowProgram final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString workspace; ///< The workspace's folder.
        QString sample;    ///< Made-up donors to fill an empty workspace with; may be empty.
    };

    /// The application and the preferences outlive this.
    WindowProgram(Options options, QApplication& app, ui::Preferences& preferences);
    /// A running push stops at a clean point and can continue after the next start.
    ~WindowProgram() override;

    /// Shows the window from the event loop. False if another window has this workspace open and was raised.
    [[nodiscard]] bool start();
    /// Null until the workspace is open.
    [[nodiscard]] ui::MainWindow* window() const { return m_window.get(); }
    /// Null until the workspace is open.
    [[nodiscard]] Program* program() const { return m_program.get(); }

signals:
    /// The window is closed and no push runs (status 0), or the workspace could not be opened (1).
    void ended(int status);

private:
    void open(Program::Keys keys);
    void show();
    void explain(const Error& error);
    [[nodiscard]] QString sampleFile() const;

    Options m_options;
    ui::Preferences& m_preferences;
    SingleInstance m_instance;
    ui::Theme m_theme;
    ui::FocusRing m_focusRing;
    std::shared_ptr<Program> m_program;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace pathways
