// SPDX-License-Identifier: GPL-3.0-or-later
#include "translations/languages.h"

#include "tests/support/paths.h"
#include "tests/support/patience.h"
#include "tests/ui/support/audit.h"
#include "tests/ui/support/part.h"
#include "ui/common/banner.h"
#include "ui/common/choice_card.h"
#include "ui/common/form.h"
#include "ui/common/stepper.h"
#include "ui/common/table.h"
#include "ui/common/text.h"
#include "ui/figures/progress_panel.h"
#include "ui/figures/proportion_bar.h"
#include "ui/theme/button.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QButtonGroup>
#include <QCheckBox>
#include <QDirIterator>
#include <QLineEdit>
#include <QRadioButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QVBoxLayout>

using namespace pathways;
using namespace pathways::ui;
using namespace pathways::test;

class UiCommon : public QObject {
    Q_OBJECT

private slots:
    void textAndGraphicsHaveContrastInEveryTheme_data() {
        QTest::addColumn<int>("palette");
        QTest::newRow("light") << int(Palette::Light);
        QTest::newRow("dark") << int(Palette::Dark);
        QTest::newRow("high contrast, light") << int(Palette::HighContrastLight);
        QTest::newRow("high contrast, dark") << int(Palette::HighContrastDark);
    }

    void textAndGraphicsHaveContrastInEveryTheme() {
        QFETCH(int, palette);
        const auto p = Palette(palette);
        const bool high = p == Palette::HighContrastLight || p == Palette::HighContrastDark;
        const auto need = [&](Role ink, Role ground, double least) {
            const double ratio = contrast(Theme::color(p, ink), Theme::color(p, ground));
            QVERIFY2(ratio >= least,
                     qPrintable(QStringLiteral("%1 on %2: %3")
                                    .arg(QLatin1String(Tokens::name(ink)), QLatin1String(Tokens::name(ground)))
                                    .arg(ratio)));
        };
        const double text = high ? 7.0 : 4.5;
        const double graphics = high ? 4.5 : 3.0;
        for (const Role ground :
             {Role::Window, Role::Nav, Role::Surface, Role::Raised, Role::Sunken, Role::Hover, Role::Selected}) {
            need(Role::Text, ground, text);
            need(Role::TextMuted, ground, text);
            need(Role::Border, ground, graphics);
        }
        for (const Role ground : {Role::Window, Role::Surface, Role::Selected}) {
            need(Role::TextLink, ground, text);
            need(Role::Focus, ground, graphics);
        }
        need(Role::AccentText, Role::Accent, text);
        need(Role::AccentText, Role::AccentHover, text);
        need(Role::AccentText, Role::AccentPressed, text);
        need(Role::DangerText, Role::DangerFill, text);
        const QList<QPair<Role, Role>> inks{
            {Role::SuccessInk, Role::SuccessTint},     {Role::WarningInk, Role::WarningTint},
            {Role::DangerInk, Role::DangerTint},       {Role::InfoInk, Role::InfoTint},
            {Role::NeutralInk, Role::NeutralTint},     {Role::AccentInk, Role::AccentTint},
            {Role::KindEmailInk, Role::KindEmailTint}, {Role::KindAdsInk, Role::KindAdsTint},
            {Role::KindDataInk, Role::KindDataTint}};
        for (const auto& [ink, tint] : inks) {
            need(ink, tint, text);
            need(ink, Role::Surface, text);
        }
        for (const Role mark : {Role::Add, Role::Update, Role::Remove, Role::Unchanged, Role::LeftOut, Role::Danger}) {
            need(mark, Role::Surface, graphics);
        }
    }

    void noColourIsWrittenOutsideTheTokenFile() {
        const QRegularExpression literal(
            QStringLiteral("\"#[0-9A-Fa-f]{6}|QColor\\(\\d|Qt::(red|blue|green|black|white|gray)\\b"));
        int files = 0;
        QDirIterator it(inProject(QStringLiteral("ui")), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            const QString text = QString::fromUtf8(contentOf(path));
            QVERIFY2(!literal.match(text).hasMatch(), qPrintable(path + u' ' + literal.match(text).captured()));
            ++files;
        }
        QVERIFY(files > 50);
    }

    void countsAgreeWithTheirNouns() {
        QTranslator english;
        QVERIFY(english.load(QStringLiteral(":/i18n/pathways_en.qm")));
        QCoreApplication::installTranslator(&english);
        QVERIFY(shippedLanguages().contains(QStringLiteral("en")));
        GuardBanner guard;
        guard.setGuard(1, false, {});
        QCOMPARE(guard.title(), QStringLiteral("Removing 1 person needs your decision"));
        guard.setGuard(2, true, {});
        QCOMPARE(guard.title(), QStringLiteral("Taking the tag or segment off 2 people needs your decision"));
        guard.setGuard(1203, false, {});
        QCOMPARE(guard.title(), QStringLiteral("Removing %1 people needs your decision").arg(QLocale().toString(1203)));
        QCOMPARE(durationText(60), QStringLiteral("About 1 minute"));
        QCOMPARE(durationText(240), QStringLiteral("About 4 minutes"));
        QCOMPARE(durationText(7200), QStringLiteral("About 2 hours"));
        QCoreApplication::removeTranslator(&english);
    }

    void theGuardHoldsBackUntilTheVeryNumberIsTyped() {
        GuardBanner guard;
        guard.setGuard(1203, false, QStringLiteral("The file may be incomplete."));
        QVERIFY(!guard.removalChosen());
        QVERIFY(!guard.allowedRemovals());
        auto* number = part<QLineEdit>(guard);
        for (const QString& wrong : {QStringLiteral("120"), QStringLiteral("1204"), QStringLiteral("-1"), QString()}) {
            number->clear();
            QTest::keyClicks(number, wrong);
            QVERIFY2(!guard.allowedRemovals(), qPrintable(wrong));
        }
        number->clear();
        QTest::keyClicks(number, QStringLiteral("1,203"));
        QVERIFY(guard.removalChosen());
        QCOMPARE(guard.allowedRemovals(), std::optional<qint64>(1203));
        guard.findChildren<QRadioButton*>().first()->click();
        QVERIFY(!guard.allowedRemovals());
        QVERIFY(number->text().isEmpty());
        guard.setGuard(7, false, {}); // a new plan forgets the old answer
        QVERIFY(!guard.removalChosen());
    }

    void theBarNeverGoesBackAndIsFullOnlyAtTheEnd() {
        PushProgressBar bar(QStringLiteral("Push to Mailchimp"));
        int before = 0;
        for (const double fraction : {0.1, 0.5, 0.3, 0.9, 0.2, 0.9999}) {
            bar.setFraction(fraction);
            QVERIFY(bar.value() >= before);
            before = bar.value();
            QVERIFY(bar.value() < bar.maximum());
        }
        QCOMPARE(percentText(0.9999), QStringLiteral("99 %"));
        bar.setFraction(1.0);
        QCOMPARE(bar.value(), bar.maximum());
        QCOMPARE(percentText(1.0), QStringLiteral("100 %"));
        QVERIFY(!bar.isTextVisible());
        QCOMPARE(bar.accessibleName(), QStringLiteral("Push to Mailchimp"));
    }

    void proportionsKeepTheSmallestPartVisibleAndFillTheBar() {
        ProportionBar bar;
        bar.resize(900, 28);
        PlanCounts counts;
        counts.add = 1;
        counts.update = 40000;
        counts.unchanged = 959999;
        counts.remove = 3;
        bar.setPlan(counts);
        const QList<QRectF> rects = bar.rectangles();
        QVERIFY(rects.at(0).width() >= 6);
        QVERIFY(rects.at(3).isEmpty());
        QVERIFY(rects.at(5).width() >= 6);
        QVERIFY(rects.at(5).left() - rects.at(2).right() > 10); // stands apart
        QVERIFY(std::abs(rects.at(5).right() - 900) < 1.0);
        QVERIFY(bar.accessibleDescription().contains(QLatin1String("Add: 1")));
    }

    void theStepperHasFourFixedPlacesAndGoesBackOnly() {
        Stepper stepper;
        stepper.resize(960, 68);
        QSignalSpy asked(&stepper, &Stepper::stepRequested);
        stepper.setCurrent(2);
        const QList<QAbstractButton*> places = stepper.findChildren<QAbstractButton*>();
        QCOMPARE(places.size(), 4);
        stepper.show();
        for (QAbstractButton* place : places) {
            QTest::mouseClick(place, Qt::LeftButton);
        }
        QCOMPARE(asked.count(), 2);
        stepper.setLocked(true);
        QTest::mouseClick(places.first(), Qt::LeftButton);
        QCOMPARE(asked.count(), 2);
        QCOMPARE(places.at(1)->accessibleName(), QStringLiteral("Step 2 of 4: Choose a Destination"));
    }

    void oneChoiceIsChosenAtATime() {
        QWidget window;
        QButtonGroup group;
        QList<QAbstractButton*> choices{
            new ChoiceCard(QStringLiteral("Mirror"), QStringLiteral("Adds and removes."), &window),
            new ChoiceCard(QStringLiteral("Append"), QStringLiteral("Adds."), &window)};
        for (const char* name : {"Mailchimp", "Meta"}) {
            DestinationTile::Content content;
            content.name = QLatin1String(name);
            choices << new DestinationTile(content, &window);
        }
        for (QAbstractButton* choice : choices) {
            group.addButton(choice);
        }
        QSignalSpy toggled(&group, &QButtonGroup::idToggled);
        for (QAbstractButton* choice : choices + QList(choices.crbegin(), choices.crend())) {
            choice->click();
            for (const QAbstractButton* other : choices) {
                QCOMPARE(other->isChecked(), other == choice);
            }
            QCOMPARE(group.checkedButton(), choice);
        }
        // Pressing what is chosen leaves it chosen.
        choices.constFirst()->click();
        QVERIFY(choices.constFirst()->isChecked());
        QVERIFY(toggled.count() > 0);
    }

    void enterPressesWhatHasTheRing() {
        const FocusRing ring(*qApp);
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        const QList<QAbstractButton*> pressed{
            new Button(QStringLiteral("Push"), ButtonKind::Plain, &window),
            new IconButton(QStringLiteral("undo"), QStringLiteral("Undo"), &window),
            new ChoiceCard(QStringLiteral("Mirror"), QStringLiteral("Adds and removes."), &window)};
        auto* mark = new QCheckBox(QStringLiteral("Remove 3 people"), &window);
        for (QAbstractButton* button : pressed) {
            layout->addWidget(button);
        }
        layout->addWidget(mark);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window, kPatience));
        for (QAbstractButton* button : pressed) {
            QSignalSpy clicked(button, &QAbstractButton::clicked);
            button->setFocus();
            QTest::keyClick(button, Qt::Key_Return);
            QCOMPARE(clicked.count(), 1);
        }
        // A mark is changed by Space alone: Enter must never tick a removal.
        mark->setFocus();
        QTest::keyClick(mark, Qt::Key_Return);
        QVERIFY(!mark->isChecked());
    }

    void aClickBelowTheRowsKeepsTheChoice() {
        QStandardItemModel model(3, 1);
        CardTable table(QStringLiteral("People"));
        table.setModel(&model);
        table.resize(300, 600);
        table.show();
        table.chooseRow(1);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, QPoint(20, table.viewport()->height() - 5));
        QCOMPARE(table.chosenRow(), 1);
    }

    void rowsOfAFormBeginAtItsEdgeHoweverWideItIs() {
        QWidget form;
        auto* column = new QVBoxLayout(&form);
        column->setContentsMargins(0, 0, 0, 0);
        auto* parts = new QLineEdit;
        auto* row = new FormRow(QStringLiteral("Who"), parts, {}, &form);
        column->addWidget(row);
        form.resize(Theme::px(1000), Theme::px(100));
        form.show();
        QVERIFY(QTest::qWaitForWindowExposed(&form));
        QCOMPARE(row->findChild<TextLabel*>()->mapTo(&form, QPoint()).x(), 0);
        QCOMPARE(parts->width(), Theme::px(420));
    }

    void aProblemIsSaidBesideItsField() {
        auto* field = new QLineEdit;
        FormRow row(QStringLiteral("Server"), field, QStringLiteral("Where it runs."));
        QCOMPARE(field->accessibleName(), QStringLiteral("Server"));
        row.setProblem(QStringLiteral("This address does not start with https://."));
        QCOMPARE(field->accessibleDescription(), QStringLiteral("This address does not start with https://."));
        QVERIFY(field->property("problem").toBool());
        row.setProblem({});
        QCOMPARE(field->accessibleDescription(), QStringLiteral("Where it runs."));
    }

    void invisibleCharactersAreShown() {
        QCOMPARE(visibleText(QString::fromUtf8("a\u200Bb")), QStringLiteral("a[ZWSP]b"));
        QCOMPARE(visibleText(QString::fromUtf8("a\u202Eb")), QStringLiteral("a[RLO]b"));
        QCOMPARE(visibleText(QString::fromUtf8("a\u00A0b")), QString::fromUtf8("a·b"));
        QCOMPARE(visibleText(QStringLiteral("a\nb")), QStringLiteral("a[U+000A]b"));
        QCOMPARE(visibleText(QStringLiteral("plain text")), QStringLiteral("plain text"));
    }

    void daysAreSaidAsPeopleSayThem() {
        const QDateTime now(QDate(2026, 3, 3), QTime(12, 0), Qt::LocalTime);
        QVERIFY(whenText(now.addSecs(-3600).toUTC(), now.toUTC()).startsWith(QLatin1String("Today")));
        QVERIFY(whenText(now.addDays(-1).toUTC(), now.toUTC()).startsWith(QLatin1String("Yesterday")));
        QVERIFY(!whenText(now.addDays(-9).toUTC(), now.toUTC()).contains(QLatin1String("2026")));
        QVERIFY(whenText(now.addDays(-400).toUTC(), now.toUTC()).contains(QLatin1String("2025")));
        QVERIFY(whenText({}, now).isEmpty());
    }
};

QTEST_MAIN(UiCommon)
#include "test_ui_common.moc"
