// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"
#include "tests/support/must.h"
#include "tests/ui/support/audit.h"
#include "tests/ui/support/calm.h"
#include "tests/ui/support/part.h"
#include "tests/ui/wizard/driver.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/status_badge.h"
#include "ui/common/stepper.h"
#include "ui/mapping/mapping_view.h"
#include "ui/progress/push_page.h"
#include "ui/theme/button.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/theme.h"
#include "ui/wizard/confirm_page.h"
#include "ui/wizard/mapping_section.h"
#include "ui/wizard/review_page.h"
#include "ui/wizard/wizard.h"
#include "ui/wizard/wizard_page.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QRadioButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include <ctime>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// The wizard over real services and the practice Mailchimp, driven as a person drives it.
class TestWizardFlow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void aPushByKeyboardAlone();
    void nothingLeavesBeforeConfirm();
    void backAndNextKeepEverything();
    void enterRightAfterOpeningDoesNothing();
    void theGuardAtItsBoundaries_data();
    void theGuardAtItsBoundaries();
    void aGuardedRemovalNeedsItsNumber();
    void nextSaysWhatIsMissing();
    void modeledAudiencesAreRefusedInWords();
    void aDraftSurvivesARestart();
    void aDraftCanBeLetGo();
    void aLaterPushSendsJustTheDifference();
    void whoStaysForAnotherAudienceIsSaid();
    void theOldTagIsTakenOffByTheUsersTickOnly();
    void aPathwayGoesTogetherWithItsPeople();
    void aLostRecordIsSaidUntilItIsSeen();
    void aFewPeopleCanBeTriedFirst();
    void peopleCanBeSearched();
    void anUnreadablePlanIsNotAnEmptyOne_data();
    void anUnreadablePlanIsNotAnEmptyOne();
    void onlyAddAndUpdateThisTime();
    void noDestinationsLeadToConnections();
    void everyStepPassesTheAudit();
    void tabReachesTheForwardButton();
    void arrowsReachEveryTile();
    void noStepScrollsOnASmallScreen();
    void dataIsPlainText();
    void rightToLeftMirrors();
    void largeTextIsNotCut();
    void theWindowStaysResponsive();

private:
    std::unique_ptr<Wizard> open();
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void chooseAudience(Wizard& wizard, const QString& name);
    void goToStep(Wizard& wizard, int step, const QString& audience = {});
    bool settle(Wizard& wizard);
    bool pushAll(Wizard& wizard);
    /// So many people of this file become an audience, and are pushed to a list.
    bool pushOnce(const QString& file, int people);
    void audit(Wizard& wizard, const char* where);

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FocusRing> m_ring;
    std::unique_ptr<World> m_world;
};

void TestWizardFlow::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QAccessible::setActive(true);
    m_theme = std::make_unique<Theme>(*qApp);
    m_ring = std::make_unique<FocusRing>(*qApp);
    QVERIFY(QFile::exists(sampleDonors()));
}

void TestWizardFlow::init() {
    m_world = std::make_unique<World>();
}

void TestWizardFlow::cleanup() {
    m_world.reset();
}

std::unique_ptr<Wizard> TestWizardFlow::open() {
    auto wizard = std::make_unique<Wizard>(m_world->services());
    wizard->resize(968, 780);
    wizard->show();
    wizard->activateWindow();
    if (!QTest::qWaitForWindowActive(wizard.get(), kPatience)) {
        qWarning("The window did not become active.");
    }
    return wizard;
}

void TestWizardFlow::key(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QVERIFY(press(key, modifiers));
}

bool TestWizardFlow::settle(Wizard& wizard) {
    return Driver(wizard).settle();
}

void TestWizardFlow::chooseAudience(Wizard& wizard, const QString& name) {
    QVERIFY(Driver(wizard).chooseAudience(name));
}

void TestWizardFlow::goToStep(Wizard& wizard, int step, const QString& audience) {
    chooseAudience(wizard, audience.isEmpty() ? QStringLiteral("Donors") : audience);
    wizard.goForward();
    QCOMPARE(wizard.step(), int(Wizard::DestinationStep));
    if (step == 1) {
        return;
    }
    auto* tile = part<QAbstractButton>(wizard, QStringLiteral("tile-Practice"));
    QVERIFY(tile);
    tile->click();
    wizard.goForward();
    QCOMPARE(wizard.step(), int(Wizard::ReviewStep));
    QVERIFY(settle(wizard));
    if (step == 2) {
        return;
    }
    static_cast<ReviewPage*>(wizard.page(Wizard::ReviewStep))->mapping().editor().acceptAll();
    QVERIFY(settle(wizard));
    wizard.goForward();
    QCOMPARE(wizard.step(), int(Wizard::ConfirmStep));
    QVERIFY(settle(wizard));
}

bool TestWizardFlow::pushAll(Wizard& wizard) {
    return Driver(wizard).push();
}

bool TestWizardFlow::pushOnce(const QString& file, int people) {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(file, 0, people));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    return pushAll(*wizard);
}

void TestWizardFlow::aPushByKeyboardAlone() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    auto* table = part<QTableView>(*wizard, QStringLiteral("audienceTable"));
    QVERIFY(tabTo(table));
    key(Qt::Key_Space);
    QCOMPARE(must(wizard->state().audience).audience.name, QStringLiteral("Donors"));
    QVERIFY(tabTo(forwardButton(*wizard)));
    key(Qt::Key_Return);
    QCOMPARE(wizard->step(), int(Wizard::DestinationStep));

    auto* tile = part<QAbstractButton>(*wizard, QStringLiteral("tile-Practice"));
    QVERIFY(tile);
    QVERIFY(tabTo(tile));
    key(Qt::Key_Space);
    QCOMPARE(forwardButton(*wizard)->text(), QStringLiteral("Review Pathway"));
    QVERIFY(tabTo(forwardButton(*wizard)));
    key(Qt::Key_Return);
    QCOMPARE(wizard->step(), int(Wizard::ReviewStep));
    QVERIFY(settle(*wizard));

    // The mapping: take one suggestion back, choose the column again by typing, then accept them all.
    auto& section = static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping();
    QVERIFY2(section.editor().model().filledFields() > 0, "No column was suggested.");
    QVERIFY(tabTo(&section.view()));
    section.view().setCurrentIndex(section.view().model()->index(0, MappingModel::SourceColumn));
    const QString before = section.editor().model().lines().constFirst().column;
    key(Qt::Key_F2);
    QVERIFY(QApplication::activePopupWidget() != nullptr);
    letEventsThrough(); // Lets the platform say which window is active, as it does between two keys of a person.
    key(Qt::Key_Home);
    for (int i = 0; i < 40; ++i) {
        key(Qt::Key_Up);
    }
    key(Qt::Key_Return);
    QVERIFY(section.editor().model().lines().constFirst().column.isEmpty());
    QVERIFY(QApplication::activePopupWidget() == nullptr);
    QCOMPARE(QApplication::focusWidget(), &section.view());
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(section.editor().model().lines().constFirst().column, before);
    letEventsThrough();
    key(Qt::Key_F2);
    letEventsThrough();
    key(Qt::Key_Escape);
    letEventsThrough();
    QVERIFY(QApplication::activePopupWidget() == nullptr);
    QCOMPARE(QApplication::focusWidget(), &section.view());
    QCOMPARE(section.editor().model().lines().constFirst().column, before);
    if (auto* all = part<QAbstractButton>(*wizard, QStringLiteral("acceptAll")); all->isVisible()) {
        QVERIFY(tabTo(all));
        key(Qt::Key_Space);
    }
    QCOMPARE(section.editor().model().suggestions(), 0);
    QVERIFY(settle(*wizard));
    QVERIFY(tabTo(forwardButton(*wizard)));
    key(Qt::Key_Return);
    QCOMPARE(wizard->step(), int(Wizard::ConfirmStep));
    QVERIFY(settle(*wizard));

    const PlanSummary& plan = wizard->state().plan->summary();
    QVERIFY(plan.counts.addsUp());
    QVERIFY(plan.counts.add > 1000);
    QVERIFY2(forwardButton(*wizard)->text().startsWith(QStringLiteral("Confirm: add ")) &&
                 forwardButton(*wizard)->text().endsWith(QStringLiteral(" in Practice")),
             qPrintable(forwardButton(*wizard)->text()));
    QVERIFY(tabTo(forwardButton(*wizard)));
    key(Qt::Key_Return);
    QCOMPARE(wizard->step(), int(Wizard::PushShown));
    auto* processing = part<QAbstractButton>(*wizard, QStringLiteral("processing"));
    QVERIFY(pushPage(*wizard)->ended() || (processing->isVisible() && !processing->isEnabled()));
    QVERIFY(waitFor([&wizard] { return pushPage(*wizard)->ended(); }));

    const auto push = m_world->pushes().find(pushPage(*wizard)->push());
    QVERIFY(push);
    QVERIFY2(push->status == PushStatus::Synced || push->status == PushStatus::SyncedWithExceptions,
             qPrintable(push->problem ? push->problem->text() + push->problem->detail : displayName(push->status)));
    const PushCounts& c = push->counts;
    QCOMPARE(c.total, c.accepted + c.invalid + c.rejected + c.leftOut + c.unchanged);
    QVERIFY(c.accepted > 1000);
    // No dialog on the way (rule U42).
    for (QWidget* top : QApplication::topLevelWidgets()) {
        QVERIFY(qobject_cast<QMessageBox*>(top) == nullptr);
    }
    QVERIFY(tabTo(part<QWidget>(*wizard, QStringLiteral("donePush"))));
    QSignalSpy closed(wizard.get(), &Wizard::closed);
    key(Qt::Key_Return);
    QCOMPARE(closed.size(), 1);
}

void TestWizardFlow::nothingLeavesBeforeConfirm() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    const QJsonObject before = m_world->mailchimp();
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    wizard->goBack();
    QVERIFY(settle(*wizard));
    wizard->goForward();
    QVERIFY(settle(*wizard));
    QCOMPARE(m_world->mailchimp(), before);
    QVERIFY(m_world->pushes().history().value_or(QList<Push>{}).isEmpty());
    QVERIFY(pushAll(*wizard));
    QVERIFY(m_world->mailchimp() != before);
}

void TestWizardFlow::backAndNextKeepEverything() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    QMap<int, QByteArray> seen;
    seen.insert(Wizard::ConfirmStep, wizard->page(Wizard::ConfirmStep)->digest());
    QRandomGenerator random(20260324);
    for (int i = 0; i < 24; ++i) {
        (random.bounded(2) == 0 || wizard->step() == Wizard::ConfirmStep) ? wizard->goBack() : wizard->goForward();
        QVERIFY(settle(*wizard));
        const QByteArray now = wizard->page(wizard->step())->digest();
        const QByteArray known = seen.value(wizard->step(), now);
        QVERIFY2(now == known, qPrintable(QStringLiteral("Step %1 changed.").arg(wizard->step() + 1)));
        seen.insert(wizard->step(), now);
        // Four steps with stable names, always in sight (rule U1).
        auto* stepper = part<Stepper>(*wizard);
        QCOMPARE(stepper->label(0), QStringLiteral("Select Audience"));
        QCOMPARE(stepper->label(3), QStringLiteral("Confirm"));
        QVERIFY(!static_cast<WizardPage*>(wizard->page(wizard->step()))
                     ->findChild<QLabel*>(QStringLiteral("instruction"))
                     ->text()
                     .isEmpty());
    }
}

void TestWizardFlow::enterRightAfterOpeningDoesNothing() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ReviewStep);
    static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
    wizard->goForward();
    auto* confirm = part<ConfirmPage>(*wizard);
    auto* planning = part<QWidget>(*confirm, QStringLiteral("planning"));
    bool tried = false;
    // At the very moment at which the plan comes in sight.
    connect(confirm, &WizardPage::changed, this, [&] {
        if (tried || !planning->isHidden()) {
            return;
        }
        tried = true;
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(forwardButton(*wizard), Qt::Key_Return);
            if (QApplication::focusWidget() != nullptr) {
                key(Qt::Key_Return);
            }
        }
    });
    QVERIFY(waitFor([&tried] { return tried; }));
    confirm->disconnect(this);
    QCOMPARE(wizard->step(), int(Wizard::ConfirmStep));
    QVERIFY(m_world->pushes().idle());
    QVERIFY(QApplication::focusWidget() != forwardButton(*wizard));
    QVERIFY(settle(*wizard));
    QVERIFY(forwardButton(*wizard)->isEnabled());
}

void TestWizardFlow::theGuardAtItsBoundaries_data() {
    QTest::addColumn<int>("people");
    QTest::addColumn<QList<int>>("removals");
    QTest::addColumn<QList<bool>>("asks");
    QTest::newRow("19.9, 20.0, 20.1 per cent") << 1000 << QList<int>{199, 200, 201} << QList<bool>{false, false, true};
    QTest::newRow("499, 500, 501 people") << 2600 << QList<int>{499, 500, 501} << QList<bool>{false, false, true};
    QTest::newRow("fewer than five") << 10 << QList<int>{4, 5} << QList<bool>{false, true};
}

void TestWizardFlow::theGuardAtItsBoundaries() {
    QFETCH(int, people);
    QFETCH(QList<int>, removals);
    QFETCH(QList<bool>, asks);
    const QString file = QStringLiteral("people.csv");
    QVERIFY(pushOnce(file, people));
    const auto pathways = m_world->pathways().list();
    QVERIFY(pathways && pathways->size() == 1);
    for (int i = 0; i < removals.size(); ++i) {
        m_world->writePeople(file, removals.at(i), people);
        Wizard wizard(m_world->services());
        wizard.resize(968, 780);
        wizard.confirmAgain(pathways->constFirst().id);
        wizard.show();
        QVERIFY(settle(wizard));
        const PlanSummary& plan = wizard.state().plan->summary();
        QCOMPARE(plan.counts.remove, qint64(removals.at(i)));
        auto* guard = part<GuardBanner>(wizard);
        QCOMPARE(guard->isVisible(), asks.at(i));
        // Asked or not: with the guard the first choice removes nobody.
        QCOMPARE(forwardButton(wizard)->text().contains(QStringLiteral("remove")), !asks.at(i));
    }
}

void TestWizardFlow::aGuardedRemovalNeedsItsNumber() {
    const QString file = QStringLiteral("people.csv");
    QVERIFY(pushOnce(file, 40));
    m_world->writePeople(file, 30, 45);
    const PathwayId pathway = must(m_world->pathways().list()).constFirst().id;
    auto wizard = open();
    wizard->confirmAgain(pathway);
    QVERIFY(settle(*wizard));
    auto* guard = part<GuardBanner>(*wizard);
    QVERIFY(guard->isVisible());
    QVERIFY(!guard->removalChosen());
    const auto radios = guard->findChildren<QRadioButton*>();
    QCOMPARE(radios.size(), 2);
    radios.at(1)->click();
    QVERIFY(guard->removalChosen());
    forwardButton(*wizard)->click();
    QCOMPARE(wizard->step(), int(Wizard::ConfirmStep)); // Not without the number.
    auto* number = part<QLineEdit>(*guard);
    QTest::keyClicks(number, QStringLiteral("29"));
    forwardButton(*wizard)->click();
    QCOMPARE(wizard->step(), int(Wizard::ConfirmStep));
    number->clear();
    QTest::keyClicks(number, QStringLiteral("30"));
    QVERIFY2(forwardButton(*wizard)->text().contains(QStringLiteral("remove 30 people")),
             qPrintable(forwardButton(*wizard)->text()));
    QVERIFY(pushAll(*wizard));
    const auto push = m_world->pushes().find(pushPage(*wizard)->push());
    QVERIFY2(push, reasonOf(push).c_str());
    QCOMPARE(push->counts.removed, 30);
    QVERIFY(push->counts.accepted >= 5);
}

void TestWizardFlow::nextSaysWhatIsMissing() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    const auto gap = [&wizard] {
        for (QLabel* label : wizard->page(wizard->step())->findChildren<QLabel*>(QStringLiteral("gap"))) {
            if (label->isVisible() && !label->text().isEmpty()) {
                return true;
            }
        }
        return false;
    };
    QVERIFY(forwardButton(*wizard)->isEnabled());
    forwardButton(*wizard)->click();
    QCOMPARE(wizard->step(), int(Wizard::AudienceStep));
    QVERIFY(gap());
    QCOMPARE(must(QApplication::focusWidget())->objectName(), QStringLiteral("audienceTable"));
    goToStep(*wizard, Wizard::DestinationStep);
    forwardButton(*wizard)->click();
    QCOMPARE(wizard->step(), int(Wizard::DestinationStep));
    QVERIFY(gap());
    QCOMPARE(must(QApplication::focusWidget())->objectName(), QStringLiteral("tile-Practice"));
    static_cast<QAbstractButton*>(QApplication::focusWidget())->click();
    QVERIFY(!gap());
    wizard->goForward();
    QVERIFY(settle(*wizard));
    if (static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().model().suggestions() > 0) {
        forwardButton(*wizard)->click();
        QCOMPARE(wizard->step(), int(Wizard::ReviewStep));
        QVERIFY(gap());
        QCOMPARE(must(QApplication::focusWidget())->objectName(), QStringLiteral("mappingTable"));
    }
}

void TestWizardFlow::modeledAudiencesAreRefusedInWords() {
    const AudienceId base =
        m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    m_world->addModeled(QStringLiteral("Like our donors"), base);
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    chooseAudience(*wizard, QStringLiteral("Like our donors"));
    wizard->goForward();
    auto* tile = part<QAbstractButton>(*wizard, QStringLiteral("tile-Practice"));
    QVERIFY(tile);
    const auto* spoken = QAccessible::queryAccessibleInterface(tile);
    const QString text = spoken->text(QAccessible::Name) + spoken->text(QAccessible::Description);
    QVERIFY2(text.contains(QStringLiteral("You cannot push modeled audiences to this destination")), qPrintable(text));
    tile->click();
    QVERIFY(!tile->isChecked());
    wizard->goForward();
    QCOMPARE(wizard->step(), int(Wizard::DestinationStep));
}

void TestWizardFlow::aDraftSurvivesARestart() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    for (int step = 1; step <= 3; ++step) {
        Pathway kept;
        {
            auto wizard = open();
            if (wizard->step() != Wizard::AudienceStep) {
                part<Stepper>(*wizard)->stepRequested(0);
            }
            goToStep(*wizard, step);
            kept = wizard->state().pathway;
        } // Gone without a word, as after a crash.
        auto again = open();
        QCOMPARE(again->step(), step);
        QVERIFY(settle(*again));
        QCOMPARE(again->state().pathway.audience, kept.audience);
        QCOMPARE(again->state().pathway.connection, kept.connection);
        QCOMPARE(again->state().pathway.object.id, kept.object.id);
        QCOMPARE(again->state().toPush().mapping.size(), [&kept] {
            WizardState state;
            state.pathway = kept;
            return state.toPush().mapping.size();
        }());
    }
}

void TestWizardFlow::aDraftCanBeLetGo() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    {
        auto wizard = open();
        goToStep(*wizard, Wizard::ReviewStep);
    }
    auto again = open();
    QCOMPARE(again->step(), int(Wizard::ReviewStep));
    auto* banner = part<Banner>(*again->page(Wizard::ReviewStep), QStringLiteral("reviewBanner"));
    QVERIFY(banner->isVisible());
    auto* afresh = part<QPushButton>(*banner);
    QVERIFY(afresh);
    QCOMPARE(afresh->text(), QStringLiteral("Start over"));
    afresh->click();
    QVERIFY(waitFor([&again] { return again->step() == Wizard::AudienceStep; }));
    QVERIFY(again->state().pathway.audience.isEmpty());
    again.reset();
    QCOMPARE(open()->step(), 0);
}

/// What is digested before a pathway is stored must be what is digested after: else everybody looks changed.
void TestWizardFlow::aLaterPushSendsJustTheDifference() {
    const QString file = QStringLiteral("people.csv");
    const AudienceId audience = m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(file, 0, 10));
    const ConnectionId connection = m_world->connectMailchimp(QStringLiteral("Practice"));
    {
        auto wizard = open();
        goToStep(*wizard, Wizard::ConfirmStep);
        QVERIFY(pushAll(*wizard));
    }
    const auto stored = m_world->pathways().list();
    QVERIFY2(stored, reasonOf(stored).c_str());
    QCOMPARE(stored->size(), 1);
    m_world->writePeople(file, 0, 15);
    {
        // As a new push through all the steps.
        auto wizard = open();
        wizard->startWith(audience, connection);
        QVERIFY(settle(*wizard));
        static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
        QVERIFY(settle(*wizard));
        wizard->goForward();
        QVERIFY(settle(*wizard));
        const PlanCounts& plan = wizard->state().plan->summary().counts;
        QCOMPARE(plan.add, 5);
        QCOMPARE(plan.update, 0);
        QCOMPARE(plan.unchanged, 10);
        QVERIFY(pushAll(*wizard));
    }
    QCOMPARE(must(m_world->pathways().list()).size(), 1);
    // And pushed again as it is stored.
    auto wizard = open();
    wizard->confirmAgain(stored->constFirst().id);
    QVERIFY(settle(*wizard));
    QVERIFY(wizard->state().plan->summary().nothingToDo());
    QCOMPARE(wizard->state().plan->summary().counts.unchanged, 15);
}

/// P11: two people leave one audience; the other, of the same list, still has them.
void TestWizardFlow::whoStaysForAnotherAudienceIsSaid() {
    const QString file = QStringLiteral("donors.csv");
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(file, 0, 20));
    m_world->addAudience(QStringLiteral("Monthly givers"), m_world->writePeople(QStringLiteral("monthly.csv"), 0, 18));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    for (const QString& audience : {QStringLiteral("Monthly givers"), QStringLiteral("Donors")}) {
        auto wizard = open();
        goToStep(*wizard, Wizard::ConfirmStep, audience);
        QVERIFY(pushAll(*wizard));
    }
    PathwayId donors;
    for (const Pathway& pathway : must(m_world->pathways().list())) {
        donors = pathway.name.startsWith(QStringLiteral("Donors")) ? pathway.id : donors;
    }
    m_world->writePeople(file, 2, 19); // Two of both audiences, and one of this alone.
    auto wizard = open();
    wizard->confirmAgain(donors);
    QVERIFY(settle(*wizard));
    auto* staying = part<Card>(*wizard, QStringLiteral("staying"));
    QVERIFY(staying && staying->isVisible());
    QStringList texts;
    for (const QLabel* label : staying->findChildren<QLabel*>()) {
        texts << label->text();
    }
    QVERIFY2(texts.contains(QStringLiteral("2 people stay: they are also in “Monthly givers”.")),
             qPrintable(texts.join(u'|')));
    QCOMPARE(wizard->state().plan->summary().counts.remove, 1);
    audit(*wizard, "who stays");
}

/// E17: the question comes up where people have a tag that the pathway is to have no more.
void TestWizardFlow::theOldTagIsTakenOffByTheUsersTickOnly() {
    const QString file = QStringLiteral("people.csv");
    const AudienceId audience = m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(file, 0, 10));
    const ConnectionId connection = m_world->connectMailchimp(QStringLiteral("Practice"));
    const auto giveTag = [](Wizard& wizard, const QString& tag) {
        auto* edit = part<QLineEdit>(wizard, QStringLiteral("option-tag"));
        edit->setText(tag);
        return QMetaObject::invokeMethod(edit, "textEdited", Q_ARG(QString, tag));
    };
    {
        auto wizard = open();
        goToStep(*wizard, Wizard::ReviewStep);
        QVERIFY(giveTag(*wizard, QStringLiteral("Spring")));
        QVERIFY(!part<QCheckBox>(*wizard->page(Wizard::ReviewStep), QStringLiteral("formerMarks"))->isVisible());
        static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
        QVERIFY(settle(*wizard));
        wizard->goForward();
        QVERIFY(settle(*wizard));
        QVERIFY(pushAll(*wizard));
    }
    auto wizard = open();
    wizard->startWith(audience, connection);
    QVERIFY(settle(*wizard));
    static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
    QVERIFY(settle(*wizard));
    auto* clear = part<QCheckBox>(*wizard->page(Wizard::ReviewStep), QStringLiteral("formerMarks"));
    QVERIFY(!clear->isVisible());
    QVERIFY(giveTag(*wizard, QStringLiteral("Gala")));
    QVERIFY(clear->isVisible() && !clear->isChecked());
    QVERIFY(giveTag(*wizard, QStringLiteral("Spring")));
    QVERIFY(!clear->isVisible());
    QVERIFY(giveTag(*wizard, QStringLiteral("Gala")));
    audit(*wizard, "the old tag");
    clear->click();
    wizard->goForward();
    QVERIFY(settle(*wizard));
    QCOMPARE(wizard->state().plan->summary().counts.formerOff, 10);
    auto* said = part<QLabel>(*wizard->page(Wizard::ConfirmStep), QStringLiteral("formerMarks"));
    QVERIFY(said->isVisible());
    QVERIFY2(said->text().contains(QStringLiteral("10 people")), qPrintable(said->text()));
    QVERIFY(pushAll(*wizard));
    const auto push = m_world->pushes().find(pushPage(*wizard)->push());
    QVERIFY2(push, reasonOf(push).c_str());
    QCOMPARE(push->counts.marksOff, 10);
    QCOMPARE(push->counts.removed, 0);
}

void TestWizardFlow::aPathwayGoesTogetherWithItsPeople() {
    QVERIFY(pushOnce(QStringLiteral("people.csv"), 12));
    const PathwayId pathway = must(m_world->pathways().list()).constFirst().id;
    auto wizard = open();
    wizard->confirmAgain(pathway, true);
    QVERIFY(settle(*wizard));
    QVERIFY(!backButton(*wizard)->isEnabled());
    auto* guard = part<GuardBanner>(*wizard);
    QVERIFY(guard->isVisible() && !guard->removalChosen());
    audit(*wizard, "a pathway goes");
    forwardButton(*wizard)->click();
    QCOMPARE(wizard->step(), int(Wizard::ConfirmStep)); // Nobody goes by accident.
    guard->findChildren<QRadioButton*>().at(1)->click();
    QTest::keyClicks(part<QLineEdit>(*guard), QStringLiteral("12"));
    QVERIFY2(forwardButton(*wizard)->text().contains(QStringLiteral("remove 12 people")),
             qPrintable(forwardButton(*wizard)->text()));
    QCOMPARE(must(m_world->pathways().find(pathway)).leaving, false);
    QVERIFY(pushAll(*wizard));
    const auto push = m_world->pushes().find(pushPage(*wizard)->push());
    QVERIFY2(push, reasonOf(push).c_str());
    QCOMPARE(push->counts.removed, 12);
    QVERIFY(must(m_world->pathways().list()).isEmpty());
}

/// P15, by the keyboard alone.
void TestWizardFlow::aLostRecordIsSaidUntilItIsSeen() {
    QVERIFY(pushOnce(QStringLiteral("people.csv"), 12));
    int lost = 0;
    QDirIterator files(m_world->folder(), {QStringLiteral("*.roster"), QStringLiteral("*.snapshot")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        lost += QFile::remove(files.next()) ? 1 : 0;
    }
    QVERIFY2(lost >= 2, qPrintable(QString::number(lost)));
    auto wizard = open();
    wizard->confirmAgain(must(m_world->pathways().list()).constFirst().id);
    QVERIFY(settle(*wizard));
    const auto said = [&wizard] {
        QStringList texts;
        for (const QLabel* label : wizard->page(Wizard::ConfirmStep)->findChildren<QLabel*>()) {
            texts << (label->isVisible() ? label->text() : QString());
        }
        return texts.join(u'|').contains(QStringLiteral("the record of whom Pathways had put there was lost"));
    };
    QVERIFY(said());
    auto* seen = part<QAbstractButton>(*wizard, QStringLiteral("acceptLoss"));
    QVERIFY(seen && seen->isVisible());
    audit(*wizard, "a lost record");
    QVERIFY(tabTo(seen));
    QVERIFY(press(Qt::Key_Space));
    QVERIFY(settle(*wizard));
    QVERIFY(!said());
    QVERIFY(wizard->findChild<QAbstractButton*>(QStringLiteral("acceptLoss")) == nullptr);
    QVERIFY(pushAll(*wizard));
}

void TestWizardFlow::aFewPeopleCanBeTriedFirst() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("people.csv"), 0, 30));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    auto* trial = part<QAbstractButton>(*wizard, QStringLiteral("trial"));
    QVERIFY(trial->isVisible());
    QCOMPARE(trial->text(), QStringLiteral("Try with 10 people first"));
    trial->click();
    QVERIFY(settle(*wizard));
    QVERIFY2(forwardButton(*wizard)->text().startsWith(QStringLiteral("Confirm: add 10 people in ")),
             qPrintable(forwardButton(*wizard)->text()));
    QVERIFY(pushAll(*wizard));
    const auto push = m_world->pushes().find(pushPage(*wizard)->push());
    QVERIFY2(push, reasonOf(push).c_str());
    QVERIFY(push->trial);
    QCOMPARE(push->status, PushStatus::Synced);
    QCOMPARE(push->counts.accepted, 10);
    QCOMPARE(push->counts.total, 10);
    auto* everyone = part<QAbstractButton>(*wizard, QStringLiteral("pushEveryone"));
    QVERIFY(everyone->isVisible());
    everyone->click();
    QCOMPARE(wizard->step(), int(Wizard::ConfirmStep));
    QVERIFY(settle(*wizard));
    const PlanCounts& plan = wizard->state().plan->summary().counts;
    QCOMPARE(plan.add, 20);
    QCOMPARE(plan.unchanged, 10);
    QCOMPARE(plan.remove, 0);
    QVERIFY(!wizard->state().plan->summary().needsConfirmation());
    QVERIFY(!trial->isVisible());
    QVERIFY(pushAll(*wizard));
    const auto whole = m_world->pushes().find(pushPage(*wizard)->push());
    QVERIFY2(whole, reasonOf(whole).c_str());
    QVERIFY(!whole->trial);
    QCOMPARE(whole->counts.accepted, 20);
}

namespace {

/// The visible texts of a page.
QString shownTexts(const QWidget& page) {
    QStringList texts;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        if (label->isVisible()) {
            texts << label->text();
        }
    }
    return texts.join(u'\n');
}

/// Puts noise in place of what the plans of a workspace hold, while they are open.
void damagePlans(const QString& spool) {
    const QFileInfoList plans = QDir(spool).entryInfoList({QStringLiteral("*.plan")}, QDir::Files);
    QVERIFY(!plans.isEmpty());
    for (const QFileInfo& plan : plans) {
        QFile file(plan.filePath());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write(QByteArray(int(plan.size()), '\x5a')), plan.size());
    }
}

} // namespace

void TestWizardFlow::peopleCanBeSearched() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("many.csv"), 0, 5'000));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    auto* table = part<QTableView>(*wizard, QStringLiteral("peopleTable"));
    auto* search = part<QLineEdit>(*wizard, QStringLiteral("peopleSearch"));
    const auto rows = [table] { return table->model()->rowCount(); };
    QCOMPARE(rows(), 5'000);
    QTest::keyClicks(search, QStringLiteral("PERSON4321@"));
    QVERIFY(waitFor([&rows] { return rows() == 1; }));
    // By its number, or by a name that several share.
    search->setText(QStringLiteral("4322"));
    QVERIFY(waitFor([&rows] { return rows() == 2; }));
    search->setText(QStringLiteral("First49"));
    QVERIFY(waitFor([&rows] { return rows() == 111; }));
    search->setText(QStringLiteral("person"));
    QVERIFY(waitFor([&rows] { return rows() == 1'000; }));
    search->setText(QStringLiteral("somebody else"));
    QVERIFY(waitFor([&] { return shownTexts(*wizard).contains(QStringLiteral("Nobody here matches")); }));
    search->clear();
    QVERIFY(waitFor([&] { return rows() == 5'000 && table->isVisible(); }));
}

void TestWizardFlow::anUnreadablePlanIsNotAnEmptyOne_data() {
    QTest::addColumn<bool>("searching");
    QTest::newRow("a page") << false;
    QTest::newRow("a search") << true;
}

void TestWizardFlow::anUnreadablePlanIsNotAnEmptyOne() {
    QFETCH(const bool, searching);
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("many.csv"), 0, 5'000));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    auto* table = part<QTableView>(*wizard, QStringLiteral("peopleTable"));
    auto* trouble = part<Banner>(*wizard, QStringLiteral("peopleTrouble"));
    auto* search = part<QLineEdit>(*wizard, QStringLiteral("peopleSearch"));
    const auto textOf = [table](int row) { return table->model()->index(row, 0).data().toString(); };
    QVERIFY(waitFor([&] { return textOf(0) != QStringLiteral("Reading"); }));
    damagePlans(m_world->folder() + QStringLiteral("/workspace/spool"));
    if (searching) {
        QTest::keyClicks(search, QStringLiteral("person4321"));
    } else {
        table->scrollToBottom();
    }
    QVERIFY(waitFor([trouble] { return trouble->isVisible(); }));
    QCOMPARE(trouble->title(), QStringLiteral("The plan of this push is damaged or lost."));
    QVERIFY2(trouble->body().contains(QStringLiteral("Plan the push again.")), qPrintable(trouble->body()));
    QVERIFY(!table->isVisible() && !search->isVisible());
    QVERIFY2(!shownTexts(*wizard).contains(QStringLiteral("Nobody")), qPrintable(shownTexts(*wizard)));
    // A new plan can be read again.
    auto* again = part<QAbstractButton>(*trouble);
    QVERIFY(again);
    again->click();
    QVERIFY(settle(*wizard));
    QVERIFY(waitFor([&] { return table->isVisible() && textOf(4'999) != QStringLiteral("Reading"); }));
    QVERIFY(!trouble->isVisible() && search->isVisible());
}

void TestWizardFlow::onlyAddAndUpdateThisTime() {
    const QString file = QStringLiteral("people.csv");
    QVERIFY(pushOnce(file, 40));
    m_world->writePeople(file, 30, 45);
    const PathwayId pathway = must(m_world->pathways().list()).constFirst().id;
    {
        auto wizard = open();
        wizard->confirmAgain(pathway);
        QVERIFY(settle(*wizard));
        QVERIFY(!part<GuardBanner>(*wizard)->removalChosen());
        QVERIFY2(forwardButton(*wizard)->text().startsWith(QStringLiteral("Confirm: add 5 people in ")),
                 qPrintable(forwardButton(*wizard)->text()));
        QVERIFY(pushAll(*wizard));
        const auto push = m_world->pushes().find(pushPage(*wizard)->push());
        QVERIFY2(push, reasonOf(push).c_str());
        QCOMPARE(push->counts.removed, 0);
        QCOMPARE(push->counts.accepted, 5);
    }
    // They are not forgotten: the next plan asks about the same people.
    auto wizard = open();
    wizard->confirmAgain(pathway);
    QVERIFY(settle(*wizard));
    QCOMPARE(wizard->state().plan->summary().counts.remove, 30);
}

void TestWizardFlow::noDestinationsLeadToConnections() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    auto wizard = open();
    goToStep(*wizard, Wizard::DestinationStep);
    bool shown = false;
    for (QLabel* label : wizard->page(Wizard::DestinationStep)->findChildren<QLabel*>()) {
        shown = shown || (label->isVisible() && label->text() == QStringLiteral("No destinations listed"));
    }
    QVERIFY(shown);
    QSignalSpy wanted(wizard.get(), &Wizard::connectionsWanted);
    part<QAbstractButton>(*wizard, QStringLiteral("addFirstConnection"))->click();
    QCOMPARE(wanted.size(), 1);
}

/// What a machine can see of a step: names, a way round for the keyboard in reading order, sizes, texts that are cut.
void TestWizardFlow::audit(Wizard& wizard, const char* where) {
    letEventsThrough();
    const QStringList faults = auditAccessibility(&wizard) + auditKeyboard(&wizard) + auditTargets(&wizard) +
                               auditClipping(&wizard) + auditPlainText(&wizard);
    QVERIFY2(faults.isEmpty(), qPrintable(QLatin1String(where) + u':' + faults.join(u'\n')));
}

void TestWizardFlow::everyStepPassesTheAudit() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    audit(*wizard, "step 1");
    goToStep(*wizard, Wizard::DestinationStep);
    audit(*wizard, "step 2");
    wizard->goBack();
    goToStep(*wizard, Wizard::ReviewStep);
    part<QAbstractButton>(*wizard, QStringLiteral("moreChoices"))->click();
    audit(*wizard, "step 3");
    static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
    QVERIFY(settle(*wizard));
    wizard->goForward();
    QVERIFY(settle(*wizard));
    audit(*wizard, "step 4");
    QVERIFY(pushAll(*wizard));
    audit(*wizard, "result");
}

void TestWizardFlow::arrowsReachEveryTile() {
    const AudienceId base =
        m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    m_world->addModeled(QStringLiteral("Like our donors"), base);
    m_world->connectMailchimp(QStringLiteral("Practice"));
    m_world->connectPractice(QStringLiteral("google-ads"), QStringLiteral("Ads"));
    m_world->connectPractice(QStringLiteral("meta"), QStringLiteral("Social"));
    auto wizard = open();
    goToStep(*wizard, Wizard::DestinationStep);
    // Tab goes to the tiles before it goes to the foot.
    part<QWidget>(*wizard, QStringLiteral("destinationSearch"))->setFocus();
    int tabs = 0;
    while (!must(QApplication::focusWidget())->objectName().startsWith(QLatin1String("tile-")) && tabs < 10) {
        QVERIFY(QApplication::focusWidget() != forwardButton(*wizard));
        key(Qt::Key_Tab);
        ++tabs;
    }
    QVERIFY(tabs <= 2);
    for (const char* name : {"Social", "Practice", "Ads"}) {
        QVERIFY2(chooseTile(*wizard, QLatin1String(name)), name);
    }
    // A tile that cannot be chosen can still be reached and says why.
    wizard->goBack();
    goToStep(*wizard, Wizard::DestinationStep, QStringLiteral("Like our donors"));
    QVERIFY(!chooseTile(*wizard, QStringLiteral("Practice")));
    QCOMPARE(must(QApplication::focusWidget())->objectName(), QStringLiteral("tile-Practice"));
    QVERIFY(must(wizard->state().connection).connection.name != QLatin1String("Practice"));
}

/// With the rail of the navigation beside it, on 1024 x 700 (rule U11).
void TestWizardFlow::noStepScrollsOnASmallScreen() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    wizard->resize(968, 700);
    const auto scrolls = [&wizard] {
        letEventsThrough();
        for (QScrollArea* area : wizard->findChildren<QScrollArea*>()) {
            if (area->isVisible() && area->verticalScrollBar()->maximum() > 0) {
                return QStringLiteral("step %1 by %2")
                    .arg(wizard->step() + 1)
                    .arg(area->verticalScrollBar()->maximum());
            }
        }
        return QString();
    };
    QCOMPARE(scrolls(), QString());
    goToStep(*wizard, Wizard::DestinationStep);
    QCOMPARE(scrolls(), QString());
    wizard->goBack();
    goToStep(*wizard, Wizard::ReviewStep);
    QCOMPARE(scrolls(), QString());
    static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
    QVERIFY(settle(*wizard));
    wizard->goForward();
    QVERIFY(settle(*wizard));
    QCOMPARE(scrolls(), QString());
    QVERIFY(pushAll(*wizard));
    QCOMPARE(scrolls(), QString());
}

void TestWizardFlow::tabReachesTheForwardButton() {
    m_world->addAudience(QStringLiteral("Donors"), sampleDonors());
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    for (int step = 3; step >= 0; --step) {
        QVERIFY2(tabTo(forwardButton(*wizard)), qPrintable(QString::number(step + 1)));
        if (step > 0) {
            wizard->goBack();
            QVERIFY(settle(*wizard));
            backButton(*wizard)->setFocus();
        }
    }
}

void TestWizardFlow::dataIsPlainText() {
    const QString naughty = QStringLiteral("<b>x</b><img src=http://127.0.0.1:1/x.png> \u202Eabc & %1 %n");
    m_world->addAudience(naughty, m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep, naughty);
    QVERIFY(forwardButton(*wizard)->text().startsWith(QStringLiteral("Confirm: add 20 people")));
    for (QLabel* label : wizard->findChildren<QLabel*>()) {
        QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                 qPrintable(label->text()));
    }
    QVERIFY(pushAll(*wizard));
    QCOMPARE(wizard->page(Wizard::AudienceStep)->digest().isEmpty(), false);
}

void TestWizardFlow::largeTextIsNotCut() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    const QFont before = QApplication::font();
    QFont large = before;
    before.pointSizeF() > 0 ? large.setPointSizeF(before.pointSizeF() * 2) : large.setPixelSize(before.pixelSize() * 2);
    QApplication::setFont(large);
    auto wizard = open();
    wizard->resize(1180, 780);
    const auto check = [&wizard] {
        letEventsThrough();
        for (QScrollArea* area : wizard->findChildren<QScrollArea*>()) {
            if (area->isVisible() && area->horizontalScrollBar()->maximum() > 0) {
                return QStringLiteral("step %1 scrolls sideways").arg(wizard->step() + 1);
            }
        }
        // Nothing of a step is squeezed below what it needs.
        for (QWidget* part : wizard->page(wizard->step())->findChildren<QWidget*>()) {
            if (part->isVisible() && qobject_cast<QAbstractButton*>(part) &&
                part->height() < part->minimumSizeHint().height()) {
                return QStringLiteral("cut: %1").arg(part->objectName());
            }
        }
        for (auto* button : wizard->findChildren<QPushButton*>()) {
            if (button->isVisible() && button->width() < button->sizeHint().width()) {
                return button->text();
            }
        }
        return QString();
    };
    QCOMPARE(check(), QString());
    goToStep(*wizard, Wizard::ReviewStep);
    QCOMPARE(check(), QString());
    static_cast<ReviewPage*>(wizard->page(Wizard::ReviewStep))->mapping().editor().acceptAll();
    QVERIFY(settle(*wizard));
    wizard->goForward();
    QVERIFY(settle(*wizard));
    QCOMPARE(check(), QString());
    wizard.reset();
    QApplication::setFont(before);
}

void TestWizardFlow::rightToLeftMirrors() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("p.csv"), 0, 20));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    QApplication::setLayoutDirection(Qt::RightToLeft);
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    letEventsThrough();
    const auto x = [&wizard](QWidget* widget) { return widget->mapTo(wizard.get(), QPoint()).x(); };
    QVERIFY(x(forwardButton(*wizard)) < x(backButton(*wizard)));
    QVERIFY(!wizard->grab().isNull());
    wizard.reset();
    QApplication::setLayoutDirection(Qt::LeftToRight);
}

void TestWizardFlow::theWindowStaysResponsive() {
    m_world->addAudience(QStringLiteral("Donors"), m_world->writePeople(QStringLiteral("many.csv"), 0, 10'000));
    m_world->connectMailchimp(QStringLiteral("Practice"));
    auto wizard = open();
    goToStep(*wizard, Wizard::ConfirmStep);
    // What the window's own thread spends between two rounds of its event loop, so that a busy machine does not count;
    // the longest wait on the clock is printed beside it.
    const auto spent = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1000.0 + double(time.tv_nsec) / 1e6;
    };
    double longest = 0;
    qint64 longestWall = 0;
    double last = spent();
    QElapsedTimer wall;
    wall.start();
    QTimer probe;
    probe.setInterval(10);
    connect(&probe, &QTimer::timeout, this, [&] {
        longest = std::max(longest, spent() - last);
        longestWall = std::max(longestWall, wall.restart());
        last = spent();
    });
    probe.start();
    double fraction = 0;
    bool backwards = false;
    connect(&m_world->pushes(), &PushService::progressed, this, [&](const PushProgress& progress) {
        backwards = backwards || progress.fraction < fraction;
        fraction = progress.fraction;
    });
    QVERIFY(pushAll(*wizard));
    qInfo("longest round of the event loop: %.1f ms of work, %lld ms on the clock", longest, longestWall);
    QVERIFY2(longest < 100, qPrintable(QString::number(longest)));
    QVERIFY(!backwards);
    disconnect(&m_world->pushes(), nullptr, this, nullptr);
}

QTEST_MAIN(TestWizardFlow)
#include "test_wizard_flow.moc"
