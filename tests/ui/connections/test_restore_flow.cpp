// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/held_push.h"
#include "tests/ui/connections/connections_bench.h"
#include "tests/ui/wizard/driver.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connection_tile.h"
#include "ui/theme/button.h"
#include "ui/wizard/wizard.h"
#include "ui/wizard/wizard_page.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLineEdit>
#include <QTest>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// Getting back on the road through the window: a credential that changes in mid-push, and another account than before.
class TestRestoreFlow : public ConnectionsBench {
    Q_OBJECT

private slots:
    void aMailchimpKeyChangesInMidPush();
    void aMetaTokenChangesInMidPush();
    void aGoogleSignInEndsInMidPush();
    void anotherAccountIsNamedOnReviewPathway();
    void anotherAccountTakesNobodyOut();

private:
    [[nodiscard]] QString described(const char* platform, const char* what) const;
    ConnectionId connectMeta();
    /// Runs a push until somebody has been settled and the others are held at the platform, lets the change happen and
    /// them go, and expects it to wait for a person. own: the platforms of the program itself, not those of the test.
    enum class Platforms { OfTheTest, Own };
    PushId interrupted(const PathwayId& pathway, const char* platform, Platforms whose,
                       const std::function<bool()>& change);
    /// What a support request would hold of it.
    void expectSupportDetails(const PushId& push, const QString& audience);
    void signInWithKey(const QString& key);
    /// The result offers to go on; it ends with everybody there.
    void expectItGoesOn(const PushId& push, int people);
    /// Members of the first practice Mailchimp list that can be written to.
    [[nodiscard]] qint64 there() const;
};

QString TestRestoreFlow::described(const char* platform, const char* what) const {
    const QJsonObject all = m_world->practice().description().value(QLatin1String(platform)).toObject();
    return all.value(QLatin1String(what)).toString();
}

ConnectionId TestRestoreFlow::connectMeta() {
    return m_world->connectServer(QStringLiteral("meta"), QStringLiteral("Adverts"),
                                  {{QStringLiteral("url"), described("meta", "url")},
                                   {QStringLiteral("account"), described("meta", "ad_account")}},
                                  described("meta", "access_token").toUtf8());
}

PushId TestRestoreFlow::interrupted(const PathwayId& pathway, const char* platform, Platforms whose,
                                    const std::function<bool()>& change) {
    const auto steered = [this, whose](const QString& path, const QJsonObject& wish = {}) {
        return whose == Platforms::Own ? steerOwn(path, wish) : steer(path, wish);
    };
    if (!steered(QStringLiteral("/faults"), holdAfterTheFirstBatches(QLatin1String(platform)))) {
        return {};
    }
    const PushId push = startPush(pathway);
    const auto settled = [&] {
        const auto progress = m_world->pushes().progress(push);
        return progress ? progress->counts.settled : 0;
    };
    const bool underWay = !push.isEmpty() && waitFor([&] { return settled() > 0; }) && !m_world->pushes().idle() &&
                          change() && steered(QStringLiteral("/release"));
    if (!underWay || !waitFor([this] { return m_world->pushes().idle(); })) {
        qWarning("the push could not be disturbed");
        return {};
    }
    return push;
}

void TestRestoreFlow::expectSupportDetails(const PushId& id, const QString& audience) {
    const Push push = pushOf(id);
    m_window->showConnection(listed().front().connection.id);
    QVERIFY(press(action(&details(), QStringLiteral("Copy support details"))));
    const QString text = QGuiApplication::clipboard()->text();
    const Pathway pathway = pathwayOf(push.pathway);
    const QString platform = m_world->connections().type(details().summary().connection.type)->name;
    for (const QString& part :
         {push.reference, audience, platform, pathway.object.name, push.problem->what, push.problem->remedy,
          QStringLiteral("Method of Sync"), QStringLiteral("Last successful push"), QStringLiteral(PATHWAYS_VERSION)}) {
        QVERIFY2(!part.isEmpty() && text.contains(part), qPrintable(part + QStringLiteral(" in ") + text));
    }
    QVERIFY2(!text.contains(QStringLiteral("@riverbank.test")), qPrintable(text));
}

void TestRestoreFlow::signInWithKey(const QString& key) {
    QVERIFY(signInAgain());
    QVERIFY(tabTo(secretField()));
    QTest::keyClicks(secretField(), key);
    QVERIFY(press(connectButton()));
}

void TestRestoreFlow::expectItGoesOn(const PushId& push, int people) {
    QVERIFY2(waitFor([this] { return !form().isVisible(); }), qPrintable(formBanner().title() + formBanner().body()));
    QCOMPARE(listed().front().state, ConnectionState::Active);
    m_window->showPush(push);
    QWidget* activity = m_window->page(ui::Place::Activity);
    QVERIFY(waitFor([&] { return action(activity, QStringLiteral("Continue")) != nullptr; }));
    QVERIFY(press(action(activity, QStringLiteral("Continue"))));
    QVERIFY(waitFor([&] { return pushOf(push).status == PushStatus::Synced; }));
    QCOMPARE(pushOf(push).counts.accepted, people);
    QCOMPARE(pushOf(push).counts.settled, pushOf(push).counts.planned);
}

void TestRestoreFlow::aMailchimpKeyChangesInMidPush() {
    // Connected as a real account, by typing.
    QVERIFY(openForm(QStringLiteral("mailchimp")));
    for (const FormRow* row : form().findChildren<FormRow*>()) {
        auto* edit = qobject_cast<QLineEdit*>(row->field());
        if (edit && edit != secretField() && edit->isVisible() && edit->text().isEmpty()) {
            edit->setText(described("mailchimp", "url"));
        }
    }
    QVERIFY(tabTo(secretField()));
    QTest::keyClicks(secretField(), described("mailchimp", "api_key"));
    QVERIFY(press(connectButton()));
    QVERIFY2(waitFor([this] { return listed().size() == 1; }), qPrintable(formBanner().title()));
    const ConnectionId id = listed().front().connection.id;
    const Pathway pathway = makePathway(id, QStringLiteral("Donors"), 6000);
    const PushId push = interrupted(pathway.id, "mailchimp", Platforms::OfTheTest, [this] {
        return steer(QStringLiteral("/mailchimp/api_key"),
                     {{QStringLiteral("replace"), QStringLiteral("another-key-us00")}});
    });
    QCOMPARE(pushOf(push).status, PushStatus::NeedsYou);
    expectSupportDetails(push, QStringLiteral("Donors"));
    // Mistyped first: the form says so beside the field, and nothing is lost.
    m_window->showPlace(ui::Place::Connections);
    signInWithKey(QStringLiteral("mistyped-us00"));
    QVERIFY(waitFor([this] { return formBanner().isVisible(); }));
    QVERIFY(tabTo(secretField()));
    secretField()->clear();
    QTest::keyClicks(secretField(), QStringLiteral("another-key-us00"));
    QVERIFY(press(connectButton()));
    expectItGoesOn(push, 6000);
    QCOMPARE(m_world->practice().requests(QStringLiteral("mailchimp")).value(QLatin1String("duplicates")).toInt(), 0);
}

void TestRestoreFlow::aMetaTokenChangesInMidPush() {
    const ConnectionId id = connectMeta();
    const Pathway pathway = makePathway(id, QStringLiteral("Donors"), 60'000);
    const PushId push = interrupted(pathway.id, "meta", Platforms::OfTheTest, [this] {
        return steer(QStringLiteral("/meta/token"),
                     {{QStringLiteral("replace"), QStringLiteral("EAAanother-token-of-ours")}});
    });
    QCOMPARE(pushOf(push).status, PushStatus::NeedsYou);
    expectSupportDetails(push, QStringLiteral("Donors"));
    m_window->showPlace(ui::Place::Connections);
    signInWithKey(QStringLiteral("EAAanother-token-of-ours"));
    expectItGoesOn(push, 60'000);
    QCOMPARE(m_world->practice().requests(QStringLiteral("meta")).value(QLatin1String("duplicates")).toInt(), 0);
}

void TestRestoreFlow::aGoogleSignInEndsInMidPush() {
    QVERIFY(practiseGoogle());
    m_onOpen = [this](const QUrl& url) { allow(url); };
    QVERIFY(press(connectButton()));
    QVERIFY(waitFor([this] { return listed().size() == 1 && !form().isVisible(); }));
    const ConnectionId id = listed().front().connection.id;
    const Pathway pathway = makePathway(id, QStringLiteral("Donors"), 90'000);
    const PushId push =
        interrupted(pathway.id, "google", Platforms::Own, [this] { return steerOwn(QStringLiteral("/oauth/revoke")); });
    QCOMPARE(pushOf(push).status, PushStatus::NeedsYou);
    expectSupportDetails(push, QStringLiteral("Donors"));
    m_window->showPlace(ui::Place::Connections);
    QVERIFY(signInAgain());
    QVERIFY(press(connectButton()));
    expectItGoesOn(push, 90'000);
}

qint64 TestRestoreFlow::there() const {
    const QJsonArray lists = m_world->mailchimp().value(QLatin1String("lists")).toArray();
    return m_world->subscribed(lists.first().toObject().value(QLatin1String("id")).toString());
}

void TestRestoreFlow::anotherAccountIsNamedOnReviewPathway() {
    const ConnectionId id = m_world->connectServer(QStringLiteral("mailchimp"), QStringLiteral("Newsletter"),
                                                   {{QStringLiteral("url"), described("mailchimp", "url")}},
                                                   described("mailchimp", "api_key").toUtf8());
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("donors.csv"), 0, 40));
    QVERIFY(steer(QStringLiteral("/mailchimp/account"), {{QStringLiteral("id"), QStringLiteral("another")}}));
    m_window->showPlace(ui::Place::PushAudiences);
    m_window->startWizard({});
    auto* wizard = newestPart<Wizard>(*m_window);
    QVERIFY(wizard);
    Driver driver(*wizard);
    QVERIFY(driver.chooseAudience(QStringLiteral("Donors")));
    wizard->goForward();
    part<QAbstractButton>(*wizard, QStringLiteral("tile-Newsletter"))->click();
    wizard->goForward();
    QCOMPARE(wizard->step(), int(Wizard::ReviewStep));
    Banner* banner = nullptr;
    QVERIFY(waitFor([&] {
        for (Banner* one : wizard->page(Wizard::ReviewStep)->findChildren<Banner*>()) {
            if (one->isVisible() && one->title().contains(QStringLiteral("now leads to the account"))) {
                banner = one;
            }
        }
        return banner != nullptr;
    }));
    QVERIFY2(banner->body().contains(QStringLiteral("Sign in again")), qPrintable(banner->body()));
    QVERIFY(!wizard->state().review);
    QCOMPARE(connectionOf(id).state, ConnectionState::NeedsSignIn);
    // The button leads to the connection, where one signs in again.
    QVERIFY(press(action(banner, QStringLiteral("Open the connection"))));
    QVERIFY(details().isVisible());
    QCOMPARE(details().summary().connection.id, id);
    QVERIFY(detailsBanner().isVisible());
    // With the account of before all is well again.
    QVERIFY(
        steer(QStringLiteral("/mailchimp/account"), {{QStringLiteral("id"), connectionOf(id).connection.accountId}}));
    signInWithKey(described("mailchimp", "api_key"));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QCOMPARE(connectionOf(id).state, ConnectionState::Active);
    m_window->showPlace(ui::Place::PushAudiences);
    // The page that waited looks again by itself.
    QVERIFY(waitFor([&] { return wizard->state().review.has_value(); }));
}

void TestRestoreFlow::anotherAccountTakesNobodyOut() {
    const ConnectionId id = m_world->connectServer(QStringLiteral("mailchimp"), QStringLiteral("Newsletter"),
                                                   {{QStringLiteral("url"), described("mailchimp", "url")}},
                                                   described("mailchimp", "api_key").toUtf8());
    const Pathway pathway = makePathway(id, QStringLiteral("Donors"), 100);
    QCOMPARE(pathway.method, SyncMethod::Mirror);
    const qint64 before = there();
    QVERIFY(!startPush(pathway.id).isEmpty());
    QVERIFY(waitFor([this] { return m_world->pushes().idle(); }));
    QCOMPARE(there(), before + 100);

    // Another account from now on, whose list has the same people; four of them are not in the audience any more.
    m_world->writePeople(QStringLiteral("Donors.csv"), 4, 100);
    QVERIFY(steer(QStringLiteral("/mailchimp/account"), {{QStringLiteral("id"), QStringLiteral("another")}}));
    // A push of the pathway as it is stops before anybody is touched.
    const auto planned = m_world->pathways().plan(pathway);
    QVERIFY(waitFor([&] { return planned.isFinished(); }));
    const PushId refused = startPush(pathway.id);
    if (!refused.isEmpty()) {
        QVERIFY(waitFor([this] { return m_world->pushes().idle(); }));
        QCOMPARE(pushOf(refused).status, PushStatus::NeedsYou);
        QCOMPARE(pushOf(refused).counts.removed, 0);
    }
    QCOMPARE(there(), before + 100);

    // Signing in notices it, and asks; nothing changes before it is answered.
    m_window->showPlace(ui::Place::Connections);
    signInWithKey(described("mailchimp", "api_key"));
    QVERIFY(waitFor([this] { return formBanner().isVisible(); }));
    QVERIFY2(formBanner().body().contains(QStringLiteral("nobody is removed from this one")),
             qPrintable(formBanner().body()));
    QVERIFY(connectionOf(id).connection.accountId != QStringLiteral("another"));
    QVERIFY(press(action(&formBanner(), QStringLiteral("Use this account instead"))));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QCOMPARE(connectionOf(id).connection.accountId, QStringLiteral("another"));

    // Reviewed and pushed again there: the people of the other account stay, all of them.
    m_window->startWizard({});
    auto* wizard = newestPart<Wizard>(*m_window);
    Driver driver(*wizard);
    QVERIFY(driver.review(QStringLiteral("Donors"), QStringLiteral("Newsletter")));
    QVERIFY(driver.fillIn());
    QVERIFY(driver.chooseMethod(SyncMethod::Mirror));
    QVERIFY(driver.plan());
    QVERIFY(driver.push());
    QCOMPARE(there(), before + 100);
    const auto pathways = m_world->pathways().list();
    QVERIFY(pathways && !pathways->isEmpty());
    const auto last = m_world->pushes().history(pathways->front().id);
    QVERIFY(last && !last->isEmpty());
    QCOMPARE(last->front().counts.removed, 0);
}

QTEST_MAIN(TestRestoreFlow)
#include "test_restore_flow.moc"
