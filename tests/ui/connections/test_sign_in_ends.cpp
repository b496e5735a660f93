// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/connections/connections_bench.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connection_tile.h"
#include "ui/theme/button.h"

#include <QApplication>
#include <QClipboard>
#include <QHostAddress>
#include <QJsonArray>
#include <QLineEdit>
#include <QTcpServer>
#include <QTest>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// How a sign-in with the browser can end other than well: what people then read, and how they go on. By keyboard.
class TestSignInEnds : public ConnectionsBench {
    Q_OBJECT

private slots:
    void itWasDenied();
    void nobodyAnsweredInTime();
    void aPermissionWasNotGiven();
    void theClockOfThisComputerIsWrong();
    void anotherAccountThanBefore();
    void theOtherAccountCanBeMeant();
    void noProgramCanListenForTheAnswer();

private:
    void begin();
    /// The end is told in three parts, nothing was stored, and the keyboard is where one goes on.
    void expectEnd(const QString& title, const QString& remedy);
    /// The next try, which goes well.
    void expectAnotherTryWorks();
    /// A connection that Ada signed in to, whose sign-in was then ended at the platform.
    void connectAndRevoke();
};

void TestSignInEnds::begin() {
    QVERIFY(practiseGoogle());
    QVERIFY(press(connectButton()));
}

void TestSignInEnds::expectEnd(const QString& title, const QString& remedy) {
    QVERIFY(waitFor([this] { return formBanner().isVisible(); }));
    const QString said = formBanner().title() + u'\n' + formBanner().body();
    QVERIFY2(formBanner().title().contains(title), qPrintable(said));
    QVERIFY2(formBanner().body().contains(QStringLiteral("nothing was changed"), Qt::CaseInsensitive) ||
                 formBanner().body().contains(QStringLiteral("no connection was made")),
             qPrintable(said));
    QVERIFY2(formBanner().body().contains(remedy), qPrintable(said));
    QVERIFY2(!said.contains(QStringLiteral("OAuth"), Qt::CaseInsensitive), qPrintable(said));
    QVERIFY(!browserPanel().isVisible());
    QVERIFY(connectButton()->isEnabled());
    QCOMPARE(QApplication::focusWidget(), connectButton());
}

void TestSignInEnds::expectAnotherTryWorks() {
    const QUrl before = m_opened.constLast();
    m_onOpen = [this](const QUrl& url) { allow(url); };
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QVERIFY2(m_opened.constLast() != before, "an address works once");
    QCOMPARE(listed().size(), 1);
    QCOMPARE(listed().front().state, ConnectionState::Active);
    QCOMPARE(tiles().tiles().size(), 1);
}

void TestSignInEnds::itWasDenied() {
    m_onOpen = [this](const QUrl& url) { answer(url, "Deny"); };
    begin();
    expectEnd(QStringLiteral("You declined access in"), QStringLiteral("Connect again and allow it"));
    QVERIFY(listed().isEmpty());
    expectAnotherTryWorks();
}

void TestSignInEnds::nobodyAnsweredInTime() {
    m_world->browser().limit = std::chrono::milliseconds(20);
    begin();
    expectEnd(QStringLiteral("No answer came from your browser"), QStringLiteral("in the browser window"));
    QVERIFY(listed().isEmpty());
    // Whoever answers only now is told so, and nothing comes of it.
    answer(m_opened.constLast(), "Allow");
    QVERIFY(listed().isEmpty());
    m_world->browser().limit = std::chrono::minutes(5);
    expectAnotherTryWorks();
}

void TestSignInEnds::aPermissionWasNotGiven() {
    m_onOpen = [this](const QUrl& url) {
        QVERIFY(steerOwn(QStringLiteral("/oauth/grant"),
                         {{QStringLiteral("scopes"), QJsonArray{QStringLiteral("openid"), QStringLiteral("email")}}}));
        allow(url);
    };
    begin();
    expectEnd(QStringLiteral("did not grant this permission: Manage your customer lists"),
              QStringLiteral("leave every box ticked"));
    QVERIFY(listed().isEmpty());
    QVERIFY(steerOwn(QStringLiteral("/reset"), {{QStringLiteral("platform"), QStringLiteral("oauth")}}));
    expectAnotherTryWorks();
}

void TestSignInEnds::theClockOfThisComputerIsWrong() {
    m_onOpen = [this](const QUrl& url) {
        // By the platform's clock an hour passes before the answer is taken to it: as if ours were slow.
        m_browser.get(url);
        m_browser.followUntil(url.resolved(QUrl(m_browser.linkCalled("Allow"), QUrl::StrictMode)),
                              QStringLiteral("127.0.0.1"), listenerPort(url));
        QVERIFY(steerOwn(QStringLiteral("/clock"), {{QStringLiteral("advance_seconds"), 3600}}));
        m_browser.get(m_browser.lastUrl());
    };
    begin();
    expectEnd(QStringLiteral("clock is about 60 minute"), QStringLiteral("Set the clock"));
    QVERIFY(listed().isEmpty());
    QVERIFY(steerOwn(QStringLiteral("/clock"), {{QStringLiteral("advance_seconds"), -3600}}));
    expectAnotherTryWorks();
}

void TestSignInEnds::connectAndRevoke() {
    m_onOpen = [this](const QUrl& url) { allow(url); };
    begin();
    QVERIFY(waitFor([this] { return listed().size() == 1 && !form().isVisible(); }));
    QVERIFY(steerOwn(QStringLiteral("/oauth/revoke")));
    QVERIFY(press(action(&tiles(), QStringLiteral("Check again"))));
    QVERIFY(waitFor([this] { return listed().front().state == ConnectionState::NeedsSignIn; }));
    QVERIFY(signInAgain());
    m_onOpen = [this](const QUrl& url) {
        QVERIFY(steerOwn(QStringLiteral("/oauth/account"),
                         {{QStringLiteral("id"), QStringLiteral("account-2")},
                          {QStringLiteral("name"), QStringLiteral("eve@elsewhere.example")}}));
        allow(url);
    };
    QVERIFY(press(connectButton()));
}

void TestSignInEnds::anotherAccountThanBefore() {
    connectAndRevoke();
    expectEnd(QStringLiteral("You signed in as eve@elsewhere.example"),
              QStringLiteral("Sign in as ada@riverbank.example"));
    QVERIFY2(formBanner().title().contains(QStringLiteral("ada@riverbank.example")), qPrintable(formBanner().title()));
    QCOMPARE(listed().front().signedInAs, QStringLiteral("ada@riverbank.example"));
    // The right person this time.
    QVERIFY(steerOwn(QStringLiteral("/reset"), {{QStringLiteral("platform"), QStringLiteral("oauth")}}));
    expectAnotherTryWorks();
    QCOMPARE(listed().front().signedInAs, QStringLiteral("ada@riverbank.example"));
}

void TestSignInEnds::theOtherAccountCanBeMeant() {
    connectAndRevoke();
    QVERIFY(waitFor([this] { return formBanner().isVisible(); }));
    const qsizetype asked = m_opened.size();
    QVERIFY(press(action(&formBanner(), QStringLiteral("Use this account instead"))));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QCOMPARE(m_opened.size(), asked); // what the browser answered is still good
    QCOMPARE(listed().front().signedInAs, QStringLiteral("eve@elsewhere.example"));
    QCOMPARE(listed().front().state, ConnectionState::Active);
}

void TestSignInEnds::noProgramCanListenForTheAnswer() {
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), 0));
    m_world->browser().ports = {other.serverPort()};
    begin();
    BrowserPanel* panel = &browserPanel();
    QVERIFY(panel->isVisible());
    QVERIFY2(panel->title().contains(QStringLiteral("prevents your browser from answering")),
             qPrintable(panel->title()));
    QVERIFY2(panel->body().contains(QStringLiteral("copy that page’s address")), qPrintable(panel->body()));
    QVERIFY(pasteField()->isVisible());
    // The address can be opened again and copied all the same.
    QVERIFY(press(action(panel, QStringLiteral("Open again"))));
    QCOMPARE(m_opened.size(), 2);
    QCOMPARE(m_opened.at(0), m_opened.at(1));
    QVERIFY(press(action(panel, QStringLiteral("Copy link"))));
    QCOMPARE(QUrl(QGuiApplication::clipboard()->text()), m_opened.at(0));

    // Something else than the last page's address leaves it waiting, and says so below the field.
    QVERIFY(tabTo(pasteField()));
    QTest::keyClicks(pasteField(), QStringLiteral("https://www.example.org/"));
    QTest::keyClick(pasteField(), Qt::Key_Return);
    QString problem;
    for (const FormRow* row : panel->findChildren<FormRow*>()) {
        problem += row->problem();
    }
    QVERIFY2(problem.contains(QStringLiteral("not the address of the last page")), qPrintable(problem));
    QVERIFY(panel->isVisible());

    // The browser ends at a page that cannot be opened; its address is pasted.
    const QUrl start = m_opened.constLast();
    m_browser.get(start);
    m_browser.followUntil(start.resolved(QUrl(m_browser.linkCalled("Allow"), QUrl::StrictMode)),
                          QStringLiteral("127.0.0.1"), other.serverPort());
    pasteField()->selectAll();
    QGuiApplication::clipboard()->setText(m_browser.lastUrl().toString(QUrl::FullyEncoded) + u'\n');
    QTest::keyClick(pasteField(), Qt::Key_V, Qt::ControlModifier);
    QVERIFY(press(action(panel, QStringLiteral("Use this address"))));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QCOMPARE(listed().size(), 1);
    QVERIFY(!other.hasPendingConnections());
}

QTEST_MAIN(TestSignInEnds)
#include "test_sign_in_ends.moc"
