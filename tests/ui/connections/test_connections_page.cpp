// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/support/calm.h"
#include "tests/ui/support/part.h"
#include "tests/ui/support/scene.h"
#include "ui/common/card.h"
#include "ui/connections/connect_form.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connections_page.h"
#include "ui/theme/button.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

namespace {

Button* buttonCalled(QWidget* in, const QString& text) {
    for (Button* button : in->findChildren<Button*>()) {
        if (button->text() == text && button->isVisibleTo(in)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

/// The page of connections over the services of a scene: answers that come when something else is on the page by now.
class TestConnectionsPage : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aLateRemovalKeepsTheFormThatWasOpenedMeanwhile();
    void aLateRemovalKeepsTheDetailsOfAnother();
    void aRemovalLeavesTheDetailsOfWhatIsGone();
    void aConnectionJustFoundOutToNeedSignInIsShownAsThat();
    void signingInAgainKnowsTheNameOfNow();

private:
    [[nodiscard]] ConnectionId idOf(int index) const { return m_scene->data.connections.at(index).connection.id; }
    [[nodiscard]] ConnectForm& form() const { return *part<ConnectForm>(*m_page); }
    [[nodiscard]] ConnectionDetails& details() const { return *part<ConnectionDetails>(*m_page); }
    [[nodiscard]] TileGrid& tiles() const { return *part<TileGrid>(*m_page, QStringLiteral("connectionTiles")); }
    [[nodiscard]] QLineEdit* secret() const { return part<QLineEdit>(form(), QStringLiteral("secret")); }
    /// Opens the details of a connection and confirms that it goes; the answer takes until answerRemovals().
    void beginRemoval(const ConnectionId& id);

    std::unique_ptr<Scene> m_scene;
    std::unique_ptr<ConnectionsPage> m_page;
};

void TestConnectionsPage::init() {
    m_scene = std::make_unique<Scene>();
    m_page = std::make_unique<ConnectionsPage>(m_scene->bundle());
    m_page->resize(1000, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get(), kPatience));
}

void TestConnectionsPage::cleanup() {
    m_page.reset();
    m_scene.reset();
}

void TestConnectionsPage::beginRemoval(const ConnectionId& id) {
    m_scene->data.removalsTakeTime = true;
    m_page->showConnection(id);
    Button* remove = buttonCalled(&details(), QStringLiteral("Remove…"));
    QVERIFY(remove);
    remove->click();
    Button* confirm = buttonCalled(&details(), QStringLiteral("Remove it"));
    QVERIFY(confirm);
    confirm->click();
}

void TestConnectionsPage::aLateRemovalKeepsTheFormThatWasOpenedMeanwhile() {
    const ConnectionId gone = idOf(0);
    QSignalSpy toasts(m_page.get(), &ConnectionsPage::toastWanted);
    beginRemoval(gone);
    m_page->beginNew(QStringLiteral("mailchimp"));
    QTest::keyClicks(secret(), QStringLiteral("a-key-just-typed"));
    m_scene->data.answerRemovals();
    QTRY_COMPARE_WITH_TIMEOUT(toasts.count(), 1, kPatience);
    letEventsThrough();
    QVERIFY(form().isVisible());
    QCOMPARE(secret()->text(), QStringLiteral("a-key-just-typed"));
}

void TestConnectionsPage::aLateRemovalKeepsTheDetailsOfAnother() {
    QSignalSpy toasts(m_page.get(), &ConnectionsPage::toastWanted);
    beginRemoval(idOf(0));
    const ConnectionId other = idOf(1);
    m_page->showConnection(other);
    m_scene->data.answerRemovals();
    QTRY_COMPARE_WITH_TIMEOUT(toasts.count(), 1, kPatience);
    letEventsThrough();
    QVERIFY(details().isVisible());
    QCOMPARE(details().summary().connection.id, other);
}

void TestConnectionsPage::aRemovalLeavesTheDetailsOfWhatIsGone() {
    QSignalSpy toasts(m_page.get(), &ConnectionsPage::toastWanted);
    beginRemoval(idOf(0));
    QVERIFY(details().isVisible());
    m_scene->data.answerRemovals();
    QTRY_COMPARE_WITH_TIMEOUT(toasts.count(), 1, kPatience);
    QVERIFY(!details().isVisible());
    QVERIFY(tiles().isVisible());
}

void TestConnectionsPage::aConnectionJustFoundOutToNeedSignInIsShownAsThat() {
    // Found out a moment ago, by a check whose word has not reached the page yet.
    m_scene->data.connections[0].state = ConnectionState::NeedsSignIn;
    m_scene->data.connections[0].stateText = QStringLiteral("Needs sign-in");
    m_page->showConnection(idOf(0));
    QCOMPARE(details().summary().state, ConnectionState::NeedsSignIn);
}

void TestConnectionsPage::signingInAgainKnowsTheNameOfNow() {
    Button* signIn = nullptr;
    for (Button* button : m_page->findChildren<Button*>()) {
        if (button->accessibleName() ==
            QStringLiteral("Sign in again to %1").arg(m_scene->data.connections.at(2).connection.name)) {
            signIn = button;
        }
    }
    QVERIFY(signIn);
    m_scene->data.connections[2].connection.name = QStringLiteral("Ads of 2027");
    signIn->click();
    QCOMPARE(form().title(), QStringLiteral("Sign in again to Ads of 2027"));
}

QTEST_MAIN(TestConnectionsPage)
#include "test_connections_page.moc"
