// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/credentials/local_browser.h"
#include "tests/ui/support/part.h"
#include "tests/ui/wizard/world.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connect_form.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connections_page.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/theme/button.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/theme.h"

#include <QJsonObject>
#include <QLineEdit>
#include <QList>
#include <QObject>
#include <QSettings>
#include <QSignalSpy>
#include <QUrl>

#include <functional>
#include <memory>

namespace pathways::test {

/// The window on Settings > Connections over the real services and the practice platforms, used as a person does with
/// the keyboard; stands in for the system's browser. Calls that steer something answer whether it could be done.
class ConnectionsBench : public QObject {
    Q_OBJECT

public slots:
    /// Stands in for the system's browser.
    void browse(const QUrl& url);

private slots:
    /// Once for all tests of a class.
    void initTestCase();
    /// Before each test: a new world and a new window over it.
    void init();
    void cleanup();
    void cleanupTestCase();

protected:
    void openWindow();

    [[nodiscard]] ui::ConnectionsPage& page() const;
    [[nodiscard]] ui::ConnectForm& form() const { return *part<ui::ConnectForm>(page()); }
    [[nodiscard]] ui::ConnectionDetails& details() const { return *part<ui::ConnectionDetails>(page()); }
    [[nodiscard]] ui::BrowserPanel& browserPanel() const { return *part<ui::BrowserPanel>(page()); }
    [[nodiscard]] ui::TileGrid& tiles() const { return *part<ui::TileGrid>(page(), QStringLiteral("connectionTiles")); }
    [[nodiscard]] ui::Banner& formBanner() const { return *part<ui::Banner>(page(), QStringLiteral("connectBanner")); }
    [[nodiscard]] ui::Banner& detailsBanner() const {
        return *part<ui::Banner>(page(), QStringLiteral("detailsBanner"));
    }
    [[nodiscard]] ui::Button* connectButton() const {
        return part<ui::Button>(page(), QStringLiteral("connectButton"));
    }
    /// Where the key or token is typed, in the form as it is now.
    [[nodiscard]] QLineEdit* secretField() const { return newestField(QStringLiteral("secret")); }
    /// Where the day is typed on which a token ends.
    [[nodiscard]] QLineEdit* endField() const { return newestField(QStringLiteral("tokenEnd")); }
    /// Where the address of the browser's last page is pasted.
    [[nodiscard]] QLineEdit* pasteField() const { return part<QLineEdit>(page(), QStringLiteral("pasteAddress")); }

    /// What the services know; a test ends where they cannot say.
    [[nodiscard]] QList<ConnectionSummary> listed() const;
    [[nodiscard]] ConnectionSummary connectionOf(const ConnectionId& id) const;
    [[nodiscard]] Pathway pathwayOf(const PathwayId& id) const;
    [[nodiscard]] Push pushOf(const PushId& id) const;
    /// Presses Tab until the widget has the keyboard.
    [[nodiscard]] bool tabTo(const QWidget* target, int atMost = 80);
    /// Goes there by Tab and presses Space.
    [[nodiscard]] bool press(QWidget* target);
    [[nodiscard]] bool openForm(const QString& type);
    /// A visible button with this text; null when there is none.
    [[nodiscard]] ui::Button* action(QWidget* in, const QString& text) const;
    /// Opens the form for a practice Google that is signed in to with the browser.
    [[nodiscard]] bool practiseGoogle();
    /// The tile's, or the page's, way to sign in again; waits for it.
    [[nodiscard]] bool signInAgain();

    /// A wish on the control route of the practice platforms of the world.
    [[nodiscard]] bool steer(const QString& path, const QJsonObject& wish = {});
    /// The same for those that the program runs itself; the browser was sent there before.
    [[nodiscard]] bool steerOwn(const QString& path, const QJsonObject& wish = {});

    /// In the browser: follows the link of the practice sign-in with this name.
    void answer(const QUrl& url, const char* link);
    void allow(const QUrl& url) { answer(url, "Allow"); }

    /// A saved pathway from the people of a new file to the first place at a connection.
    Pathway makePathway(const ConnectionId& connection, const QString& name, int people);
    /// Plans and starts; empty when it could not.
    PushId startPush(const PathwayId& pathway);

    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::FocusRing> m_ring;
    std::unique_ptr<World> m_world;
    std::unique_ptr<ui::MainWindow> m_window;
    /// What the desktop was asked to say since the window was opened.
    std::unique_ptr<QSignalSpy> m_notices;
    LocalBrowser m_browser;
    QList<QUrl> m_opened;
    /// What the person at the browser does with an address; nothing unless set.
    std::function<void(const QUrl& url)> m_onOpen;

private:
    /// A field of the form as it is now: those of forms shown before may still be there, unseen.
    [[nodiscard]] QLineEdit* newestField(const QString& name) const;
    [[nodiscard]] bool post(const QString& url, const QJsonObject& wish);
};

} // namespace pathways::test
