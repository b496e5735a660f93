// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/connections/connections_bench.h"

#include "core/base/async.h"
#include "core/plan/file/plan_file.h"
#include "tests/support/await.h"
#include "ui/common/announce.h"
#include "ui/common/card.h"
#include "ui/connections/connection_tile.h"
#include "ui/shell/notifier.h"
#include "ui/theme/button.h"
#include "ui/wizard/wizard_factory.h"

#include <QApplication>
#include <QCheckBox>
#include <QDesktopServices>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>
#include <QTimer>

namespace pathways::test {

using namespace pathways::ui;

void ConnectionsBench::browse(const QUrl& url) {
    m_opened << url;
    // Not within the click that opened the browser.
    QTimer::singleShot(0, this, [this, url] {
        if (m_onOpen) {
            m_onOpen(url);
        }
    });
}

void ConnectionsBench::answer(const QUrl& url, const char* link) {
    m_browser.get(url);
    m_browser.open(url.resolved(QUrl(m_browser.linkCalled(link), QUrl::StrictMode)));
}

void ConnectionsBench::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setReducedMotion(true);
    m_ring = std::make_unique<FocusRing>(*qApp);
    installAccessibleRoles();
    m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_preferences = std::make_unique<Preferences>(*m_settings);
    QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "browse");
}

void ConnectionsBench::init() {
    m_onOpen = nullptr;
    m_opened.clear();
    m_settings->clear();
    m_world = std::make_unique<World>();
    openWindow();
}

void ConnectionsBench::openWindow() {
    m_notices.reset();
    m_window.reset();
    const Services services{m_world->audiences(),
                            m_world->connections(),
                            m_world->pathways(),
                            m_world->pushes(),
                            *m_theme,
                            *m_preferences,
                            {},
                            &m_world->network()};
    m_window = std::make_unique<MainWindow>(services, wizardFactory(services));
    m_notices = std::make_unique<QSignalSpy>(part<Notifier>(*m_window), &Notifier::notified);
    m_window->resize(1180, 860);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get(), kPatience));
    m_window->showPlace(ui::Place::Connections);
}

void ConnectionsBench::cleanup() {
    m_notices.reset();
    m_window.reset();
    m_world.reset();
}

void ConnectionsBench::cleanupTestCase() {
    QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
}

ConnectionsPage& ConnectionsBench::page() const {
    return *qobject_cast<ConnectionsPage*>(m_window->page(ui::Place::Connections));
}

QLineEdit* ConnectionsBench::newestField(const QString& name) const {
    const QList<QLineEdit*> fields = page().findChildren<QLineEdit*>(name);
    return fields.isEmpty() ? part<QLineEdit>(page(), name) : fields.last();
}

QList<ConnectionSummary> ConnectionsBench::listed() const {
    return must(m_world->connections().list());
}

ConnectionSummary ConnectionsBench::connectionOf(const ConnectionId& id) const {
    return must(m_world->connections().find(id));
}

Pathway ConnectionsBench::pathwayOf(const PathwayId& id) const {
    return must(m_world->pathways().find(id));
}

Push ConnectionsBench::pushOf(const PushId& id) const {
    return must(m_world->pushes().find(id));
}

bool ConnectionsBench::tabTo(const QWidget* target, int atMost) {
    for (int i = 0; target != nullptr && i < atMost; ++i) {
        QWidget* now = QApplication::focusWidget();
        if (now == target || (now && now->focusProxy() == target)) {
            return true;
        }
        QTest::keyClick(now ? now : m_window.get(), Qt::Key_Tab);
    }
    qWarning() << "the keyboard does not get to" << target;
    return false;
}

bool ConnectionsBench::press(QWidget* target) {
    if (!tabTo(target)) {
        return false;
    }
    QTest::keyClick(target, Qt::Key_Space);
    return true;
}

bool ConnectionsBench::openForm(const QString& type) {
    for (TypeTile* tile : page().findChildren<TypeTile*>()) {
        if (tile->typeKey() == type) {
            return press(tile) && form().isVisible();
        }
    }
    return false;
}

Button* ConnectionsBench::action(QWidget* in, const QString& text) const {
    for (Button* button : in->findChildren<Button*>()) {
        if (button->text() == text && button->isVisibleTo(in)) {
            return button;
        }
    }
    return nullptr;
}

bool ConnectionsBench::practiseGoogle() {
    if (!openForm(QStringLiteral("google-ads"))) {
        return false;
    }
    for (QAbstractButton* segment : form().findChildren<QAbstractButton*>()) {
        if (segment->text() == QStringLiteral("Practice")) {
            segment->click();
        }
    }
    auto* rehearse = part<QCheckBox>(form(), QStringLiteral("rehearseSignIn"));
    return rehearse && rehearse->isVisible() && press(rehearse) &&
           connectButton()->text() == QStringLiteral("Sign in with your browser");
}

bool ConnectionsBench::signInAgain() {
    const QString text = QStringLiteral("Sign in again");
    const auto button = [&] { return action(&page(), text); };
    return waitFor([&] { return button() != nullptr; }) && press(button()) && form().isVisible();
}

bool ConnectionsBench::post(const QString& url, const QJsonObject& wish) {
    QNetworkAccessManager manager;
    QNetworkRequest request{QUrl(url)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    const std::unique_ptr<QNetworkReply> reply(manager.post(request, QJsonDocument(wish).toJson()));
    return waitFor([&] { return reply->isFinished(); }) && reply->error() == QNetworkReply::NoError;
}

bool ConnectionsBench::steer(const QString& path, const QJsonObject& wish) {
    return post(m_world->practice().url(QStringLiteral("control")).toString() + path, wish);
}

bool ConnectionsBench::steerOwn(const QString& path, const QJsonObject& wish) {
    return !m_opened.isEmpty() &&
           post(m_opened.constLast().toString(QUrl::RemovePath | QUrl::RemoveQuery) + QStringLiteral("/control") + path,
                wish);
}

Pathway ConnectionsBench::makePathway(const ConnectionId& connection, const QString& name, int people) {
    Pathway draft;
    draft.name = name;
    draft.audience = m_world->addAudience(name, m_world->writePeople(name + QStringLiteral(".csv"), 0, people));
    draft.connection = connection;
    const auto places = must(await(m_world->connections().objects(connection)));
    for (const DestinationObject& object : places) {
        if (object.selectable && draft.object.id.isEmpty()) {
            draft.object = object;
        }
    }
    if (draft.object.id.isEmpty()) {
        draft.object =
            must(await(m_world->connections().createObject(connection, QStringLiteral("Spring appeal"), {})));
    }
    // What Google asks to be stated.
    for (const char* statement : {"consent_user_data", "consent_personalization"}) {
        draft.options.insert(QString::fromLatin1(statement), QStringLiteral("granted"));
    }
    draft.options.insert(QStringLiteral("terms"), QStringLiteral("accepted"));
    draft.mapping = must(await(m_world->pathways().review(draft))).mapping;
    return pathwayOf(must(m_world->pathways().save(draft)));
}

PushId ConnectionsBench::startPush(const PathwayId& pathway) {
    const auto plan = must(await(m_world->pathways().plan(pathwayOf(pathway))));
    return must(m_world->pushes().start(pathway, plan, {}));
}

} // namespace pathways::test
