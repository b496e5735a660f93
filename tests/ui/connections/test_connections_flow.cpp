// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"
#include "core/push/sealed_plan.h"
#include "tests/credentials/local_browser.h"
#include "tests/ui/wizard/world.h"
#include "ui/common/announce.h"
#include "ui/common/button.h"
#include "ui/common/card.h"
#include "ui/common/focus_ring.h"
#include "ui/common/form.h"
#include "ui/common/theme.h"
#include "ui/common/toast.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connect_form.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connection_tile.h"
#include "ui/connections/connections_page.h"
#include "ui/help/guide_window.h"
#include "ui/settings/network_card.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/wizard/wizard_factory.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSettings>
#include <QTest>
#include <QTextBrowser>
#include <QTextDocument>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// Connections in the window: signing in with the browser, with a key, again after a change, and taking them away.
class TestConnectionsFlow : public QObject {
    Q_OBJECT

public slots:
    /// Stands in for the system's browser.
    void browse(const QUrl& url);

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void googleIsConnectedWithTheBrowserByKeyboardAlone();
    void denyingEndsWithASentenceAndAnotherTryWorks();
    void theLinkCanBeCopiedAndTheSignInCanceled();
    void aRealConnectionAsksForTheClientId();
    void aKeyChangedInMidPushIsRestoredThroughTheWindow();
    void cleanupTestCase() { QDesktopServices::unsetUrlHandler(QStringLiteral("http")); }
    void removingListsWhatDependsAndCanBeUndone();
    void theNetworkIsSetInPreferences();
    void theGuideOpensAndHasItsPictures();

private:
    enum class Answer { Allow, Deny, Nothing };

    ConnectionsPage& page() { return *qobject_cast<ConnectionsPage*>(m_window->page(Place::Connections)); }
    ConnectForm& form() { return *page().form(); }
    bool tabTo(const QWidget* target, int atMost = 80);
    void press(QWidget* target);
    void openForm(const QString& type);
    Button* action(QWidget* in, const QString& text);
    void practiseGoogle();
    void steer(const QString& path, const QJsonObject& wish);

    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Preferences> m_preferences;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FocusRing> m_ring;
    std::unique_ptr<World> m_world;
    std::unique_ptr<MainWindow> m_window;
    LocalBrowser m_browser;
    QList<QUrl> m_opened;
    Answer m_answer = Answer::Allow;
};

void TestConnectionsFlow::browse(const QUrl& url) {
    m_opened << url;
    if (m_answer == Answer::Nothing) {
        return;
    }
    // Not within the click that opened the browser.
    QTimer::singleShot(0, this, [this, url] {
        m_browser.get(url);
        m_browser.open(
            url.resolved(QUrl(m_browser.linkCalled(m_answer == Answer::Allow ? "Allow" : "Deny"), QUrl::StrictMode)));
    });
}

void TestConnectionsFlow::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setReducedMotion(true);
    m_ring = std::make_unique<FocusRing>(*qApp);
    installAccessibleRoles();
    m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    m_preferences = std::make_unique<Preferences>(*m_settings);
    QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "browse");
}

void TestConnectionsFlow::init() {
    m_answer = Answer::Allow;
    m_opened.clear();
    m_world = std::make_unique<World>();
    const ServiceBundle services{m_world->audiences(),
                                 m_world->connections(),
                                 m_world->pathways(),
                                 m_world->pushes(),
                                 *m_theme,
                                 *m_preferences,
                                 {},
                                 &m_world->network()};
    m_window = std::make_unique<MainWindow>(services, wizardFactory(services));
    m_window->resize(1180, 860);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->showPlace(Place::Connections);
}

void TestConnectionsFlow::cleanup() {
    m_window.reset();
    m_world.reset();
}

bool TestConnectionsFlow::tabTo(const QWidget* target, int atMost) {
    for (int i = 0; i < atMost; ++i) {
        const QWidget* now = QApplication::focusWidget();
        if (now == target || (now && now->focusProxy() == target)) {
            return true;
        }
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(), Qt::Key_Tab);
    }
    return false;
}

void TestConnectionsFlow::press(QWidget* target) {
    QVERIFY2(tabTo(target), qPrintable(target->accessibleName() + target->objectName()));
    QTest::keyClick(target, Qt::Key_Space);
}

void TestConnectionsFlow::openForm(const QString& type) {
    for (TypeTile* tile : page().findChildren<TypeTile*>()) {
        if (tile->typeKey() == type) {
            press(tile);
            QVERIFY(form().isVisible());
            return;
        }
    }
    QFAIL("There is no such type.");
}

Button* TestConnectionsFlow::action(QWidget* in, const QString& text) {
    for (Button* button : in->findChildren<Button*>()) {
        if (button->text() == text && button->isVisibleTo(in)) {
            return button;
        }
    }
    return nullptr;
}

void TestConnectionsFlow::practiseGoogle() {
    openForm(QStringLiteral("google-ads"));
    for (QAbstractButton* segment : form().findChildren<QAbstractButton*>()) {
        if (segment->text() == QStringLiteral("Practice")) {
            segment->click();
        }
    }
    auto* rehearse = form().findChild<QCheckBox*>();
    QVERIFY(rehearse && rehearse->isVisible());
    press(rehearse);
    QCOMPARE(form().connectButton()->text(), QStringLiteral("Sign in with your browser"));
}

void TestConnectionsFlow::steer(const QString& path, const QJsonObject& wish) {
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(m_world->practice().url(QStringLiteral("control")).toString() + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    const std::unique_ptr<QNetworkReply> reply(manager.post(request, QJsonDocument(wish).toJson()));
    QVERIFY(waitFor([&] { return reply->isFinished(); }));
    QCOMPARE(reply->error(), QNetworkReply::NoError);
}

void TestConnectionsFlow::googleIsConnectedWithTheBrowserByKeyboardAlone() {
    practiseGoogle();
    m_answer = Answer::Nothing;
    press(form().connectButton());
    QVERIFY(form().browser()->isVisible());
    QCOMPARE(form().browser()->title(), QStringLiteral("Waiting for your browser"));
    QCOMPARE(m_opened.size(), 1);
    // Opened again, it is the same address; this time somebody allows it.
    m_answer = Answer::Allow;
    press(action(form().browser(), QStringLiteral("Open again")));
    QCOMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened.at(0), m_opened.at(1));
    QVERIFY(waitFor([this] { return m_world->connections().list()->size() == 1; }));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    const ConnectionSummary summary = m_world->connections().list()->front();
    QCOMPARE(summary.signedInAs, QStringLiteral("ada@riverbank.example"));
    QCOMPARE(page().tiles()->tiles().size(), 1);
    QVERIFY(m_window->toast()->isVisible());
}

void TestConnectionsFlow::denyingEndsWithASentenceAndAnotherTryWorks() {
    practiseGoogle();
    m_answer = Answer::Deny;
    press(form().connectButton());
    QVERIFY(waitFor([this] { return form().banner()->isVisible(); }));
    QVERIFY2(form().banner()->title().contains(QStringLiteral("not to let Pathways in")),
             qPrintable(form().banner()->title()));
    QVERIFY(!form().browser()->isVisible());
    QVERIFY(m_world->connections().list()->isEmpty());
    m_answer = Answer::Allow;
    press(form().connectButton());
    QVERIFY(waitFor([this] { return m_world->connections().list()->size() == 1; }));
}

void TestConnectionsFlow::theLinkCanBeCopiedAndTheSignInCanceled() {
    practiseGoogle();
    m_answer = Answer::Nothing;
    press(form().connectButton());
    press(action(form().browser(), QStringLiteral("Copy link")));
    QCOMPARE(QUrl(QGuiApplication::clipboard()->text()), m_opened.at(0));
    press(action(form().browser(), QStringLiteral("Cancel sign-in")));
    QVERIFY(waitFor([this] { return !form().browser()->isVisible(); }));
    QVERIFY(form().connectButton()->isEnabled());
    QVERIFY(m_world->connections().list()->isEmpty());
}

void TestConnectionsFlow::aRealConnectionAsksForTheClientId() {
    openForm(QStringLiteral("google-ads"));
    QCOMPARE(form().connectButton()->text(), QStringLiteral("Sign in with your browser"));
    press(form().connectButton());
    QVERIFY(m_opened.isEmpty());
    QVERIFY(!form().browser()->isVisible());
    bool told = false;
    for (const FormRow* row : form().findChildren<FormRow*>()) {
        told = told || !row->problem().isEmpty();
    }
    QVERIFY(told);
}

void TestConnectionsFlow::aKeyChangedInMidPushIsRestoredThroughTheWindow() {
    // Connected as a real account, by typing.
    openForm(QStringLiteral("mailchimp"));
    for (const FormRow* row : form().findChildren<FormRow*>()) {
        auto* edit = qobject_cast<QLineEdit*>(row->field());
        if (edit && edit != form().secretField() && edit->isVisible() && edit->text().isEmpty()) {
            edit->setText(m_world->practice().url(QStringLiteral("mailchimp")).toString());
        }
    }
    const QJsonObject description = m_world->practice().description().value(QLatin1String("mailchimp")).toObject();
    QVERIFY(tabTo(form().secretField()));
    QTest::keyClicks(form().secretField(), description.value(QLatin1String("api_key")).toString());
    press(form().connectButton());
    QVERIFY2(waitFor([this] { return m_world->connections().list()->size() == 1; }),
             qPrintable(form().banner()->title()));
    const ConnectionId id = m_world->connections().list()->front().connection.id;

    const AudienceId donors =
        m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("donors.csv"), 0, 6000));
    Pathway draft;
    draft.audience = donors;
    draft.connection = id;
    auto objects = m_world->connections().objects(id);
    QVERIFY(waitFor([&] { return objects.isFinished(); }));
    draft.object = objects.result()->front();
    auto review = m_world->pathways().review(draft);
    QVERIFY(waitFor([&] { return review.isFinished(); }));
    draft.mapping = review.result()->mapping;
    const auto saved = m_world->pathways().save(draft);
    QVERIFY(saved.has_value());
    auto plan = m_world->pathways().plan(*m_world->pathways().find(*saved));
    QVERIFY(waitFor([&] { return plan.isFinished(); }));
    steer(QStringLiteral("/latency"), {{QStringLiteral("milliseconds"), 100}});
    const auto applied = [this] {
        return m_world->practice().requests(QStringLiteral("mailchimp")).value(QLatin1String("applied")).toInt();
    };
    const int before = applied();
    const auto push = m_world->pushes().start(*saved, *plan.result(), {});
    QVERIFY(push.has_value());
    QVERIFY(waitFor([&] { return applied() > before + 3; }));
    steer(QStringLiteral("/mailchimp/api_key"), {{QStringLiteral("replace"), QStringLiteral("another-key-us00")}});
    QVERIFY(waitFor([this] { return m_world->pushes().idle(); }));
    QCOMPARE(m_world->pushes().find(*push)->status, PushStatus::NeedsYou);
    steer(QStringLiteral("/latency"), {{QStringLiteral("milliseconds"), 0}});

    // The tile says so, and leads to the form.
    QVERIFY(waitFor([this] { return action(page().tiles(), QStringLiteral("Sign in again")) != nullptr; }));
    press(action(page().tiles(), QStringLiteral("Sign in again")));
    QVERIFY(form().isVisible());
    QVERIFY(tabTo(form().secretField()));
    QTest::keyClicks(form().secretField(), QStringLiteral("another-key-us00"));
    press(form().connectButton());
    QVERIFY2(waitFor([this] { return !form().isVisible(); }), qPrintable(form().banner()->title()));
    QCOMPARE(m_world->connections().find(id)->state, ConnectionState::Active);

    // The result offers to go on, and it ends with everybody there.
    m_window->showPush(*push);
    QWidget* activity = m_window->page(Place::Activity);
    QVERIFY(waitFor([&] { return action(activity, QStringLiteral("Continue")) != nullptr; }));
    press(action(activity, QStringLiteral("Continue")));
    QVERIFY(waitFor([&] { return m_world->pushes().find(*push)->status == PushStatus::Synced; }, 60'000));
    QCOMPARE(m_world->pushes().find(*push)->counts.accepted, 6000);
}

void TestConnectionsFlow::removingListsWhatDependsAndCanBeUndone() {
    const ConnectionId id = m_world->connectMailchimp(QStringLiteral("Newsletter"));
    QVERIFY(waitFor([this] { return page().tiles()->tiles().size() == 1; }));
    m_window->showConnection(id);
    press(action(page().details(), QStringLiteral("Remove…")));
    QVERIFY(page().details()->banner()->isVisible());
    press(action(page().details(), QStringLiteral("Remove it")));
    QVERIFY(waitFor([this] { return m_world->connections().list()->isEmpty(); }));
    QVERIFY(waitFor([this] { return action(&page(), QStringLiteral("Bring back")) != nullptr; }));
    press(action(&page(), QStringLiteral("Bring back")));
    QVERIFY(waitFor([this] { return m_world->connections().list()->size() == 1; }));
    QVERIFY(waitFor([this] { return action(&page(), QStringLiteral("Bring back")) == nullptr; }));
}

void TestConnectionsFlow::theNetworkIsSetInPreferences() {
    m_window->showPlace(Place::Preferences);
    auto* card = m_window->page(Place::Preferences)->findChild<NetworkCard*>();
    QVERIFY(card);
    auto* proxy = card->findChild<QComboBox*>();
    proxy->setFocus();
    QTest::keyClick(proxy, Qt::Key_End);
    emit proxy->activated(proxy->currentIndex());
    const QList<QLineEdit*> fields = card->findChildren<QLineEdit*>();
    for (QLineEdit* field : fields) {
        if (field->placeholderText() == QStringLiteral("proxy.example.org")) {
            field->setText(QStringLiteral("proxy.riverbank.test"));
        } else if (field->accessibleName().contains(QStringLiteral("certificate"))) {
            field->setText(QStringLiteral("/nowhere/authority.pem"));
        }
    }
    press(card->useButton());
    QVERIFY(waitFor([&] { return card->banner()->isVisible(); }));
    QCOMPARE(m_world->network().settings()->proxy, NetworkChoice::Proxy::System);
    for (QLineEdit* field : fields) {
        if (field->text() == QStringLiteral("/nowhere/authority.pem")) {
            field->clear();
        }
    }
    press(card->useButton());
    QVERIFY(waitFor([this] { return m_world->network().settings()->proxy == NetworkChoice::Proxy::Manual; }));
    QCOMPARE(m_world->network().settings()->host, QStringLiteral("proxy.riverbank.test"));
}

void TestConnectionsFlow::theGuideOpensAndHasItsPictures() {
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QVERIFY(m_window->guide() && m_window->guide()->isVisible());
    QTextBrowser* browser = m_window->guide()->browser();
    QVERIFY2(browser->toPlainText().contains(QStringLiteral("Google Ads")), qPrintable(browser->toPlainText()));
    const QString text = browser->toHtml();
    int pictures = 0;
    QRegularExpressionMatchIterator found =
        QRegularExpression(QStringLiteral("<img src=\"([^\"]+)\"")).globalMatch(text);
    while (found.hasNext()) {
        const QUrl at = browser->source().resolved(QUrl(found.next().captured(1)));
        const QVariant image = browser->document()->resource(QTextDocument::ImageResource, at);
        QVERIFY2(image.isValid(), qPrintable(at.toString()));
        ++pictures;
    }
    QVERIFY(pictures >= 8);
    m_window->guide()->close();
}

QTEST_MAIN(TestConnectionsFlow)
#include "test_connections_flow.moc"
