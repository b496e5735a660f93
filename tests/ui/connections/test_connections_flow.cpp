// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"
#include "core/plan/file/plan_file.h"
#include "tests/ui/connections/connections_bench.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/form.h"
#include "ui/common/toast.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connection_tile.h"
#include "ui/help/guide_window.h"
#include "ui/settings/network_card.h"
#include "ui/theme/button.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <QTextBrowser>
#include <QTextDocument>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// Connections in the window: signing in with the browser, with a key, again after a change, and taking them away.
class TestConnectionsFlow : public ConnectionsBench {
    Q_OBJECT

private slots:
    void googleIsConnectedWithTheBrowserByKeyboardAlone();
    void theLinkCanBeCopiedAndTheSignInCanceled();
    void aRealConnectionAsksForTheClientId();
    void removingListsWhatDependsAndCanBeUndone();
    void removingASignInEndsItAtThePlatform();
    void theNetworkIsSetInPreferences();
    void theGuideOpensAndHasItsPictures();
};

void TestConnectionsFlow::googleIsConnectedWithTheBrowserByKeyboardAlone() {
    QVERIFY(practiseGoogle());
    QVERIFY(press(connectButton()));
    QVERIFY(browserPanel().isVisible());
    QCOMPARE(browserPanel().title(), QStringLiteral("Waiting for your browser"));
    QCOMPARE(m_opened.size(), 1);
    // Opened again, it is the same address; this time somebody allows it.
    m_onOpen = [this](const QUrl& url) { allow(url); };
    QVERIFY(press(action(&browserPanel(), QStringLiteral("Open again"))));
    QCOMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened.at(0), m_opened.at(1));
    QVERIFY(waitFor([this] { return listed().size() == 1; }));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    const ConnectionSummary summary = listed().front();
    QCOMPARE(summary.signedInAs, QStringLiteral("ada@riverbank.example"));
    QCOMPARE(tiles().tiles().size(), 1);
    QVERIFY(part<Toast>(*m_window)->isVisible());
}

void TestConnectionsFlow::theLinkCanBeCopiedAndTheSignInCanceled() {
    QVERIFY(practiseGoogle());
    QVERIFY(press(connectButton()));
    QVERIFY(press(action(&browserPanel(), QStringLiteral("Copy link"))));
    QCOMPARE(QUrl(QGuiApplication::clipboard()->text()), m_opened.at(0));
    QVERIFY(press(action(&browserPanel(), QStringLiteral("Cancel sign-in"))));
    QVERIFY(waitFor([this] { return !browserPanel().isVisible(); }));
    QVERIFY(connectButton()->isEnabled());
    QVERIFY(listed().isEmpty());
}

void TestConnectionsFlow::aRealConnectionAsksForTheClientId() {
    QVERIFY(openForm(QStringLiteral("google-ads")));
    QCOMPARE(connectButton()->text(), QStringLiteral("Sign in with your browser"));
    QVERIFY(press(connectButton()));
    QVERIFY(m_opened.isEmpty());
    QVERIFY(!browserPanel().isVisible());
    bool told = false;
    for (const FormRow* row : form().findChildren<FormRow*>()) {
        told = told || !row->problem().isEmpty();
    }
    QVERIFY(told);
}

void TestConnectionsFlow::removingListsWhatDependsAndCanBeUndone() {
    const QJsonObject told = m_world->practice().description().value(QLatin1String("mailchimp")).toObject();
    const QByteArray key = told.value(QLatin1String("api_key")).toString().toUtf8();
    const ConnectionId id =
        m_world->connectServer(QStringLiteral("mailchimp"), QStringLiteral("Newsletter"),
                               {{QStringLiteral("url"), told.value(QLatin1String("url")).toString()}}, key);
    const Pathway pathway = makePathway(id, QStringLiteral("Spring donors"), 20);
    QVERIFY(!startPush(pathway.id).isEmpty());
    QVERIFY(waitFor([this] { return m_world->pushes().idle(); }));
    m_window->showConnection(id);
    QVERIFY(press(action(&details(), QStringLiteral("Remove…"))));
    Banner* asks = &detailsBanner();
    QVERIFY(asks->isVisible());
    for (const char* part :
         {"Spring donors", "history is kept", "deleted from this computer", "stays valid at Mailchimp", "30 days"}) {
        QVERIFY2(asks->body().contains(QString::fromLatin1(part)), qPrintable(asks->body()));
    }
    // The safe answer has the keyboard, and changes nothing.
    QCOMPARE(QApplication::focusWidget(), action(asks, QStringLiteral("Keep it")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(listed().size(), 1);
    QVERIFY(press(action(&details(), QStringLiteral("Remove…"))));
    QVERIFY(press(action(asks, QStringLiteral("Remove it"))));
    QVERIFY(waitFor([this] { return listed().isEmpty(); }));
    const auto history = m_world->pushes().history();
    QVERIFY(history.has_value());
    QCOMPARE(history->size(), 1);
    std::optional<bool> kept;
    m_world->store().read(credentialName(id), this, [&](const Result<Secret>& found) { kept = found.has_value(); });
    QVERIFY(waitFor([&] { return kept.has_value(); }));
    QVERIFY2(!*kept, "the key is deleted");

    // Removed for good, with nothing more to come of it.
    QVERIFY(waitFor([this] { return part<Toast>(*m_window)->isVisible(); }));
    QVERIFY(waitFor([this] { return action(&page(), QStringLiteral("Bring back")) != nullptr; }));
    QVERIFY(press(action(&page(), QStringLiteral("Bring back"))));
    QVERIFY(waitFor([this] { return listed().size() == 1; }));
    QVERIFY(waitFor([this] { return action(&page(), QStringLiteral("Bring back")) == nullptr; }));
    QCOMPARE(connectionOf(id).state, ConnectionState::NeedsSignIn);
    QCOMPARE(connectionOf(id).pathways, QStringList{QStringLiteral("Spring donors")});
    QVERIFY(signInAgain());
    QVERIFY(tabTo(secretField()));
    QTest::keyClicks(secretField(), QString::fromUtf8(key));
    QVERIFY(press(connectButton()));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    // Nothing was forgotten meanwhile: nobody is pushed a second time.
    const auto plan = m_world->pathways().plan(pathwayOf(pathway.id));
    QVERIFY(waitFor([&] { return plan.isFinished(); }));
    const auto planned = plan.result();
    QVERIFY2(planned.has_value(), planned ? "" : qPrintable(planned.error().text()));
    QCOMPARE((*planned)->summary().counts.unchanged, 20);
}

void TestConnectionsFlow::removingASignInEndsItAtThePlatform() {
    m_onOpen = [this](const QUrl& url) { allow(url); };
    QVERIFY(practiseGoogle());
    QVERIFY(press(connectButton()));
    QVERIFY(waitFor([this] { return listed().size() == 1 && !form().isVisible(); }));
    const auto signIns = [this] {
        m_browser.get(m_opened.constLast().resolved(QUrl(QStringLiteral("/control/state/oauth"))));
        return QJsonDocument::fromJson(m_browser.lastBody()).object().value(QLatin1String("refresh_tokens")).toInt();
    };
    QCOMPARE(signIns(), 1);
    m_window->showConnection(listed().front().connection.id);
    QVERIFY(press(action(&details(), QStringLiteral("Remove…"))));
    QVERIFY(press(action(&details(), QStringLiteral("Remove it"))));
    QVERIFY(waitFor([this] { return listed().isEmpty(); }));
    QCOMPARE(signIns(), 0);
}

void TestConnectionsFlow::theNetworkIsSetInPreferences() {
    m_window->showPlace(ui::Place::Preferences);
    auto* card = part<NetworkCard>(*m_window->page(ui::Place::Preferences));
    QVERIFY(card);
    auto* proxy = part<QComboBox>(*card);
    auto* use = part<Button>(*card, QStringLiteral("useNetworkSettings"));
    auto* banner = part<Banner>(*card, QStringLiteral("networkBanner"));
    auto* password = part<QLineEdit>(*card, QStringLiteral("proxyPassword"));
    QVERIFY(proxy && use && banner && password);
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
    QVERIFY(press(use));
    QVERIFY(waitFor([&] { return banner->isVisible(); }));
    const auto before = m_world->network().settings();
    QVERIFY(before.has_value());
    QCOMPARE(before->proxy, NetworkChoice::Proxy::System);
    for (QLineEdit* field : fields) {
        if (field->text() == QStringLiteral("/nowhere/authority.pem")) {
            field->clear();
        }
    }
    QTest::keyClicks(password, QStringLiteral("first"));
    QVERIFY(press(use));
    // Another password, begun before the first is stored.
    QTest::keyClicks(password, QStringLiteral(", and more"));
    QVERIFY(waitFor([&] { return use->isEnabled(); }));
    QVERIFY2(!banner->isVisible(), qPrintable(banner->title()));
    QCOMPARE(password->text(), QStringLiteral("first, and more"));
    const auto after = m_world->network().settings();
    QVERIFY(after.has_value());
    QCOMPARE(after->proxy, NetworkChoice::Proxy::Manual);
    QCOMPARE(after->host, QStringLiteral("proxy.riverbank.test"));
}

void TestConnectionsFlow::theGuideOpensAndHasItsPictures() {
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    auto* guide = part<GuideWindow>(*m_window);
    QVERIFY(guide->isVisible());
    auto* browser = part<QTextBrowser>(*guide);
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
    guide->close();
}

QTEST_MAIN(TestConnectionsFlow)
#include "test_connections_flow.moc"
