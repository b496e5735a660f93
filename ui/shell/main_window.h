// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"
#include "ui/shell/navigation.h"

#include <QHash>
#include <QMainWindow>

class QStackedWidget;

namespace pathways::ui {

class ActivityPage;
class AudiencesPage;
class ConnectionsPage;
class GuideWindow;
class Notifier;
class PreferencesPage;
class PushAudiencesPage;
class Toast;

/// The window: navigation, pages, toast, and running pushes when it closes.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(const Services& services, WizardFactory wizard, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showPlace(Place place);
    void startWizard(const WizardStart& start);
    void showPush(const PushId& push);
    void showConnection(const ConnectionId& connection);
    void showToast(const QString& text, std::function<void()> undo = {});
    /// Opens the user guide, at a page and a heading of it if given.
    void showGuide(const QString& page = {}, const QString& heading = {});
    /// Comes to the front, e.g. when the program is started a second time.
    void present();
    [[nodiscard]] QWidget* page(Place place) const;

signals:
    /// The window was closed and no push runs any more: the program can end.
    void finished();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildPages();
    void connectPages();
    void connectPushes();
    void closeWizard();
    void refreshTitle();
    void refreshLive();
    void refreshRail();
    void keepKeyboardInSight();
    void focusPage();
    void pushEnded(const Push& push);

    Services m_services;
    WizardFactory m_makeWizard;
    Navigation* m_navigation;
    QStackedWidget* m_stack;
    Toast* m_toast;
    Notifier* m_notifier;
    PushAudiencesPage* m_pushes = nullptr;
    AudiencesPage* m_audiences = nullptr;
    ActivityPage* m_activity = nullptr;
    ConnectionsPage* m_connections = nullptr;
    PreferencesPage* m_preferences = nullptr;
    QWidget* m_wizard = nullptr;
    GuideWindow* m_guide = nullptr;         ///< Created when first opened.
    QHash<QString, PushProgress> m_running; ///< By push id.
    bool m_closing = false;
};

} // namespace pathways::ui
