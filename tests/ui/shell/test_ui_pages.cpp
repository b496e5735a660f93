// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/paths.h"
#include "tests/support/patience.h"
#include "tests/ui/support/audit.h"
#include "tests/ui/support/part.h"
#include "tests/ui/support/scene.h"
#include "ui/activity/activity_page.h"
#include "ui/activity/push_result.h"
#include "ui/audiences/audience_detail.h"
#include "ui/audiences/audiences_page.h"
#include "ui/audiences/file_import.h"
#include "ui/common/announce.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/table.h"
#include "ui/common/toast.h"
#include "ui/connections/connect_form.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connections_page.h"
#include "ui/figures/match_line.h"
#include "ui/pathways/push_audiences_page.h"
#include "ui/shell/main_window.h"
#include "ui/theme/button.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace pathways;
using namespace pathways::ui;
using namespace pathways::test;

namespace {

/// Every page and sub-page there is, by name.
const QStringList kPages{QStringLiteral("push"),        QStringLiteral("audiences"),   QStringLiteral("import"),
                         QStringLiteral("activity"),    QStringLiteral("result"),      QStringLiteral("running"),
                         QStringLiteral("connections"), QStringLiteral("details"),     QStringLiteral("removing"),
                         QStringLiteral("connect"),     QStringLiteral("connect-sql"), QStringLiteral("sign-in"),
                         QStringLiteral("preferences")};

void settle() {
    for (int i = 0; i < 4; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

} // namespace

/// Every page of the window, in every state a scene can show, held against the rules for the interface.
class UiPages : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<MainWindow> open(Scene& scene, const QString& page) {
        auto window = std::make_unique<MainWindow>(scene.bundle(), WizardFactory());
        window->resize(1180, 780);
        window->show();
        window->activateWindow();
        go(*window, page);
        return window;
    }

    static void go(MainWindow& window, const QString& page) {
        const auto id = [](const char* text) { return QLatin1String(text); };
        if (page == id("push")) {
            window.showPlace(ui::Place::PushAudiences);
        } else if (page == id("audiences")) {
            window.showPlace(ui::Place::ManageAudiences);
        } else if (page == id("import")) {
            window.showPlace(ui::Place::ManageAudiences);
            part<AudiencesPage>(window)->importFile(QStringLiteral("/home/ines/donors-march.csv"));
        } else if (page == id("activity")) {
            window.showPlace(ui::Place::Activity);
        } else if (page == id("result")) {
            window.showPush(PushId{QStringLiteral("u4")});
        } else if (page == id("running")) {
            window.showPush(PushId{QStringLiteral("u1")});
        } else if (page == id("connections")) {
            window.showPlace(ui::Place::Connections);
        } else if (page == id("details") || page == id("removing")) {
            window.showConnection(ConnectionId{QStringLiteral("c1")});
            if (page == id("removing")) {
                for (Button* button : part<ConnectionDetails>(window)->findChildren<Button*>()) {
                    if (button->kind() == ButtonKind::Danger) {
                        button->click();
                        break;
                    }
                }
            }
        } else if (page == id("connect")) {
            window.showPlace(ui::Place::Connections);
            part<ConnectionsPage>(window)->beginNew(QStringLiteral("mailchimp"));
        } else if (page == id("connect-sql")) {
            window.showPlace(ui::Place::Connections);
            part<ConnectionsPage>(window)->beginNew(QStringLiteral("sql"));
        } else if (page == id("sign-in")) {
            window.showPlace(ui::Place::Connections);
            for (Button* button : window.findChildren<Button*>()) {
                if (button->isVisible() && button->accessibleName().contains(QLatin1String("Meta"))) {
                    button->click();
                    break;
                }
            }
        } else {
            window.showPlace(ui::Place::Preferences);
        }
        settle();
    }

    static void addPages() {
        QTest::addColumn<QString>("page");
        for (const QString& page : kPages) {
            QTest::newRow(qPrintable(page)) << page;
        }
    }

    static void expectNone(const QStringList& faults) {
        QVERIFY2(faults.isEmpty(), qPrintable(QStringLiteral("\n  ") + faults.join(QStringLiteral("\n  "))));
    }

    static void setFontPx(int px) {
        QFont font = QApplication::font();
        font.setPixelSize(px);
        QApplication::setFont(font);
    }

    void shoot(QWidget& window, const QString& name) {
        const QString folder = qEnvironmentVariable("PATHWAYS_GALLERY");
        if (!folder.isEmpty()) {
            QDir().mkpath(folder);
            QVERIFY(window.grab().save(folder + u'/' + name + QStringLiteral(".png")));
        }
    }

    /// The texts as names of everything that people name, on the pages that show them.
    void showEverywhere(const QStringList& texts) {
        Scene scene;
        auto window = open(scene, QStringLiteral("push"));
        QList<QString*> names;
        for (AudienceSummary& one : scene.data.audiences) {
            names << &one.audience.name << &one.definition;
        }
        for (ConnectionSummary& one : scene.data.connections) {
            names << &one.connection.name << &one.connection.accountName;
        }
        for (Pathway& one : scene.data.pathways) {
            names << &one.name << &one.object.name;
        }
        for (Push& one : scene.data.pushes) {
            names << &one.audienceName;
        }
        for (RowOutcome& one : scene.data.outcomes[QStringLiteral("u4")]) {
            names << &one.identity << &one.note;
        }
        // Each text is shown once, and all names are others in every round.
        qsizetype next = 0;
        while (next < texts.size()) {
            QStringList shown;
            for (QString* name : std::as_const(names)) {
                *name = texts.at(next++ % texts.size());
                shown << *name;
            }
            emit scene.audiences->changed();
            emit scene.connections->changed();
            emit scene.pathways->changed();
            emit scene.pushes->changed();
            for (const char* page : {"push", "audiences", "connections", "details", "activity", "result"}) {
                go(*window, QLatin1String(page));
                QStringList faults = auditPlainText(window.get()) + auditToolTips(window.get(), shown);
                for (QString& fault : faults) {
                    fault.prepend(QLatin1String(page) + QStringLiteral(": "));
                }
                expectNone(faults);
                if (QTest::currentTestFailed()) {
                    return;
                }
                QVERIFY(!window->grab().isNull());
            }
        }
    }

private slots:
    void initTestCase() {
        installAccessibleRoles();
        setFontPx(14);
    }

    void cleanup() {
        setFontPx(14);
        QApplication::setLayoutDirection(Qt::LeftToRight);
        FocusRing::setKeyboardInUse(false);
    }

    void everyPageCanBeReadAloud_data() { addPages(); }
    void everyPageCanBeReadAloud() {
        QFETCH(QString, page);
        Scene scene;
        const auto window = open(scene, page);
        expectNone(auditAccessibility(window.get()));
    }

    void everyPageCanBeWalkedByKeyboard_data() { addPages(); }
    void everyPageCanBeWalkedByKeyboard() {
        QFETCH(QString, page);
        Scene scene;
        const auto window = open(scene, page);
        expectNone(auditKeyboard(window.get()));
        QApplication::setLayoutDirection(Qt::RightToLeft);
        settle();
        expectNone(auditKeyboard(window.get()));
    }

    void everyTargetIsLargeEnough_data() { addPages(); }
    void everyTargetIsLargeEnough() {
        QFETCH(QString, page);
        Scene scene;
        const auto window = open(scene, page);
        expectNone(auditTargets(window.get()));
        expectNone(auditPlainText(window.get()));
    }

    void nothingIsClipped_data() { addPages(); }
    void nothingIsClipped() {
        QFETCH(QString, page);
        Scene scene;
        const auto window = open(scene, page);
        shoot(*window, page + QStringLiteral("-light"));
        expectNone(auditClipping(window.get()));
        scene.theme->setAppearance(Appearance::Dark);
        settle();
        shoot(*window, page + QStringLiteral("-dark"));
    }

    void nothingIsClippedAtTwiceTheText_data() { addPages(); }
    void nothingIsClippedAtTwiceTheText() {
        QFETCH(QString, page);
        setFontPx(28);
        Scene scene;
        const auto window = open(scene, page);
        window->resize(1900, 1400);
        settle();
        shoot(*window, page + QStringLiteral("-200"));
        expectNone(auditClipping(window.get()));
    }

    void longerLanguagesFitAndNothingIsForgotten_data() { addPages(); }
    void longerLanguagesFitAndNothingIsForgotten() {
        QFETCH(QString, page);
        PseudoTranslator pseudo;
        QCoreApplication::installTranslator(&pseudo);
        Scene scene;
        const auto window = open(scene, page);
        settle();
        shoot(*window, page + QStringLiteral("-pseudo"));
        QStringList faults = auditClipping(window.get());
        for (QAbstractButton* button : window->findChildren<QAbstractButton*>()) {
            const bool text = button->isVisible() && qobject_cast<Button*>(button);
            if (text && !button->text().isEmpty() && !button->text().contains(u'[')) {
                faults.append(QStringLiteral("not translated: ") + button->text());
            }
        }
        QCoreApplication::removeTranslator(&pseudo);
        expectNone(faults);
    }

    void instructionStartsWithAVerbAndIsThere_data() { addPages(); }
    void instructionStartsWithAVerbAndIsThere() {
        QFETCH(QString, page);
        Scene scene;
        const auto window = open(scene, page);
        bool found = false;
        for (QLabel* label : window->findChildren<QLabel*>(QStringLiteral("instruction"))) {
            if (label->isVisible()) {
                QVERIFY(label->text().size() > 10);
                QVERIFY(label->text().endsWith(u'.'));
                found = true;
            }
        }
        QVERIFY(found);
    }

    void oneFilledButtonAtMostOnAPage_data() { addPages(); }
    void oneFilledButtonAtMostOnAPage() {
        QFETCH(QString, page);
        Scene scene;
        const auto window = open(scene, page);
        int primary = 0;
        for (const Button* button : window->findChildren<Button*>()) {
            primary += button->isVisible() && button->kind() == ButtonKind::Primary ? 1 : 0;
        }
        QVERIFY2(primary <= 1, qPrintable(QString::number(primary)));
    }

    void donorsValuesAreMaskedUntilShown() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("result"));
        auto* people = part<CardTable>(*part<PushResult>(*window), QStringLiteral("people"));
        const QModelIndex index = people->model()->index(0, 0);
        QVERIFY(index.data().toString().contains(QLatin1String("jane.alderfield")));
        QVERIFY(index.data(SensitiveRole).toBool());
        QVERIFY(!index.data(Qt::AccessibleTextRole).toString().contains(QLatin1String("alderfield")));
        const QImage before = people->grab().toImage();
        for (Button* button : part<PushResult>(*window)->findChildren<Button*>()) {
            if (button->isCheckable()) {
                button->click();
            }
        }
        QVERIFY(people->grab().toImage() != before);
    }

    void aPushIsDeletedOnlyAfterAsking() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("result"));
        auto* result = part<PushResult>(*window);
        auto* remove = part<QAbstractButton>(*result, QStringLiteral("deletePush"));
        QVERIFY(remove->isVisible());
        QTest::keyClick(remove, Qt::Key_Space);
        QVERIFY(scene.data.calls.filter(QStringLiteral("remove-push")).isEmpty());
        // Enter goes on with keeping it.
        auto* keep = qobject_cast<Button*>(QApplication::focusWidget());
        QVERIFY(keep != nullptr && keep->text() == QLatin1String("Keep it"));
        keep->click();
        QCOMPARE(QApplication::focusWidget(), remove);
        remove->click();
        part<Button>(*result, QStringLiteral("deletePushNow"))->click();
        QCOMPARE(scene.data.calls.filter(QStringLiteral("remove-push")).size(), 1);
        QVERIFY(QTest::qWaitFor([result] { return !result->isVisible(); }, kPatience));
    }

    void dataIsNeverMarkup() {
        showEverywhere({QStringLiteral("<b>bold</b>"), QStringLiteral("<img src=http://127.0.0.1:9/x.png>"),
                        QStringLiteral("<a href='http://127.0.0.1:9/'>x</a>"), QStringLiteral("%1 %2 %L1 %n"),
                        QString::fromUtf8("\u202Egpj.exe"), QStringLiteral("&File && <table>")});
    }

    void naughtyStringsAreNeverMarkup() {
        const QString path = shared(QStringLiteral("corpora/strings/blns/blns.json"));
        if (path.isEmpty()) {
            QSKIP(kWithoutReferenceData);
        }
        QStringList naughty;
        for (const QJsonValue& value : QJsonDocument::fromJson(contentOf(path)).array()) {
            naughty.append(value.toString());
        }
        QVERIFY2(naughty.size() > 400, qPrintable(QString::number(naughty.size())));
        showEverywhere(naughty);
    }

    void themeSwitchesLive() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("connections"));
        for (const Appearance appearance : {Appearance::Dark, Appearance::Light, Appearance::HighContrast}) {
            scene.theme->setAppearance(appearance);
            settle();
            const QImage image = window->grab().toImage();
            QCOMPARE(image.pixelColor(image.width() - 4, image.height() - 4), Theme::color(Role::Window));
            QCOMPARE(image.pixelColor(4, image.height() / 2), Theme::color(Role::Nav));
            for (const QLabel* label : window->findChildren<QLabel*>()) {
                if (label->isVisible()) {
                    const double ratio =
                        contrast(label->palette().color(QPalette::WindowText), Theme::color(Role::Window));
                    QVERIFY2(ratio >= 4.0, qPrintable(label->text()));
                }
            }
        }
    }

    void followsTheDesktopsWishes() {
        Scene scene;
        scene.theme->setAppearance(Appearance::System);
        scene.theme->setSystemScheme(1);
        QCOMPARE(Theme::current(), Palette::Dark);
        scene.theme->setSystemContrast(true);
        QCOMPARE(Theme::current(), Palette::HighContrastDark);
        scene.theme->setSystemScheme(2);
        QCOMPARE(Theme::current(), Palette::HighContrastLight);
        scene.theme->setAppearance(Appearance::Light);
        QCOMPARE(Theme::current(), Palette::Light);
        scene.theme->setReducedMotion(true);
        QCOMPARE(Theme::ms(Motion::State), 0);
        scene.theme->setReducedMotion(false);
        QVERIFY(Theme::ms(Motion::State) <= 200);
    }

    void removingAnAudienceCanBeUndone() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("audiences"));
        const qsizetype before = scene.data.audiences.size();
        QMetaObject::invokeMethod(part<AudienceDetail>(*window), "removeWanted",
                                  Q_ARG(pathways::AudienceId, AudienceId{QStringLiteral("a1")}));
        settle();
        QCOMPARE(scene.data.audiences.size(), before - 1);
        QVERIFY(part<Toast>(*window)->isVisible());
        QVERIFY(part<QTimer>(*part<Toast>(*window))->isActive());
        part<Button>(*part<Toast>(*window), QStringLiteral("undo"))->setFocus(Qt::TabFocusReason);
        settle();
        QVERIFY(!part<QTimer>(*part<Toast>(*window))->isActive()); // stops while it has the focus
        QTest::keyClick(part<Button>(*part<Toast>(*window), QStringLiteral("undo")), Qt::Key_Space);
        settle();
        QCOMPARE(scene.data.audiences.size(), before);
        QVERIFY(scene.data.calls.contains(QStringLiteral("restore-audience a1")));
    }

    void aConnectionIsRemovedOnlyAfterItsDependentsWereNamed() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("removing"));
        auto* details = part<ConnectionDetails>(*window);
        auto* detailsBanner = part<Banner>(*details, QStringLiteral("detailsBanner"));
        QVERIFY(detailsBanner->isVisible());
        QVERIFY(detailsBanner->body().contains(QLatin1String("Spring appeal to the newsletter")));
        QVERIFY(detailsBanner->body().contains(QLatin1String("Volunteers")));
        auto* safe = qobject_cast<Button*>(QApplication::focusWidget());
        QVERIFY(safe);
        QCOMPARE(safe->text(), QStringLiteral("Keep it")); // Enter does nothing harmful
        QTest::keyClick(safe, Qt::Key_Space);
        settle();
        QVERIFY(!scene.data.calls.contains(QStringLiteral("remove-connection c1")));
        go(*window, QStringLiteral("removing"));
        for (Button* button : detailsBanner->findChildren<Button*>()) {
            if (button->isVisible() && button->kind() == ButtonKind::Danger) {
                button->click();
                break;
            }
        }
        settle();
        QVERIFY(scene.data.calls.contains(QStringLiteral("remove-connection c1")));
        QVERIFY(part<Toast>(*window)->isVisible());
    }

    void aSecretIsTrimmedSentOnceAndForgotten() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("connect"));
        auto* form = part<ConnectForm>(*window);
        auto* secret = part<QLineEdit>(*form, QStringLiteral("secret"));
        auto* connectNow = part<Button>(*form, QStringLiteral("connectButton"));
        QCOMPARE(secret->echoMode(), QLineEdit::Password);
        connectNow->click(); // a gap: the focus goes there, nothing is sent
        QVERIFY(secret->hasFocus());
        QTest::keyClicks(secret, QStringLiteral(" abc def-us14 "));
        QCOMPARE(secret->text(), QStringLiteral("abcdef-us14"));
        connectNow->click();
        settle();
        QCOMPARE(scene.data.calls.filter(QStringLiteral("connect mailchimp")).size(), 1);
        QVERIFY(scene.data.calls.last().contains(QLatin1String("secret:11")));
        QVERIFY(secret->text().isEmpty());
    }

    void withoutAKeychainTheUserDecides() {
        Scene scene;
        scene.data.connectProblem = Error{ErrorKind::Keychain,
                                          QStringLiteral("Your keychain is locked."),
                                          QStringLiteral("The key was not kept."),
                                          QStringLiteral("Unlock it."),
                                          {}};
        const auto window = open(scene, QStringLiteral("connect"));
        auto* form = part<ConnectForm>(*window);
        auto* banner = part<Banner>(*form, QStringLiteral("connectBanner"));
        QTest::keyClicks(part<QLineEdit>(*form, QStringLiteral("secret")), QStringLiteral("abcdef"));
        part<Button>(*form, QStringLiteral("connectButton"))->click();
        settle();
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->title(), QStringLiteral("Your keychain is locked."));
        scene.data.connectProblem.reset();
        for (Button* button : banner->findChildren<Button*>()) {
            button->click();
        }
        settle();
        QVERIFY(scene.data.calls.last().contains(QLatin1String("once:1")));
    }

    void aChangedDialectReadsTheFileAgain() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("import"));
        auto* import = part<FileImport>(*window);
        QCOMPARE(part<CardTable>(*import, QStringLiteral("importRows"))->model()->rowCount(), 12);
        QCOMPARE(part<QLineEdit>(*import, QStringLiteral("importName"))->text(), QStringLiteral("Donors March"));
        const auto reads = [&] { return scene.data.calls.filter(QStringLiteral("preview ")).size(); };
        const qsizetype before = reads();
        part<QCheckBox>(*import)->click();
        settle();
        QCOMPARE(reads(), before + 1);
        part<QLineEdit>(*import, QStringLiteral("importName"))->clear();
        part<Button>(*import, QStringLiteral("importAdd"))->click();
        QVERIFY(part<QLineEdit>(*import, QStringLiteral("importName"))
                    ->hasFocus()); // says what is missing, where it is missing
        QTest::keyClicks(part<QLineEdit>(*import, QStringLiteral("importName")), QStringLiteral("March donors"));
        part<Button>(*import, QStringLiteral("importAdd"))->click();
        settle();
        QVERIFY(scene.data.calls.contains(QStringLiteral("save-audience March donors")));
    }

    void datesNumbersAndSheetAreAsked() {
        Scene scene;
        scene.data.preview.sheets = {QStringLiteral("Donors"), QStringLiteral("Volunteers")};
        scene.data.preview.sheet = QStringLiteral("Volunteers");
        const auto window = open(scene, QStringLiteral("import"));
        auto* import = part<FileImport>(*window);
        const auto box = [import](const char* name) { return part<QComboBox>(*import, QString::fromLatin1(name)); };
        const auto pick = [](QComboBox* combo, int index) {
            combo->setCurrentIndex(index);
            emit combo->activated(index);
            settle();
        };
        QVERIFY(box("importSheet")->isVisible());
        QCOMPARE(box("importSheet")->currentText(), QStringLiteral("Volunteers"));
        pick(box("importDates"), box("importDates")->findData(int(DateOrder::DayFirst)));
        pick(box("importNumbers"), box("importNumbers")->findData(true));
        part<Button>(*import, QStringLiteral("importAdd"))->click();
        settle();
        QVERIFY(scene.data.saved);
        const auto& file = std::get<FileSource>(scene.data.saved->source);
        QVERIFY(file.dialect.dates == DateOrder::DayFirst && file.dialect.decimalComma);
        QCOMPARE(file.sheet, QStringLiteral("Volunteers"));
        expectNone(auditClipping(window.get()));
    }

    void whatThePlatformSaysLaterIsShown() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("push"));
        window->showPush(PushId{QStringLiteral("u2")});
        settle();
        auto* line = part<MatchLine>(*window);
        QVERIFY(line->isHidden());
        Push& push = scene.data.pushes[1];
        push.matchState = MatchState::Processing;
        push.matchNote = QStringLiteral("Meta is still matching these people.");
        emit scene.pushes->outcomeRevised(push);
        settle();
        QVERIFY(line->isVisible());
        QCOMPARE(line->text(), push.matchNote);
        push.matchState = MatchState::Usable;
        push.matchNote.clear();
        emit scene.pushes->outcomeRevised(push);
        settle();
        QCOMPARE(line->text(), displayName(MatchState::Usable));
    }

    void removingAPathwayAsksWhatBecomesOfItsPeople() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("push"));
        auto* page = part<PushAudiencesPage>(*window);
        const auto& lines = page->model()->lines();
        const auto pushed = std::find_if(lines.begin(), lines.end(), [](const PathwayLine& line) {
            return line.last && !line.running && line.connection;
        });
        QVERIFY(pushed != lines.end());
        const PathwayId id = pushed->pathway.id;
        part<CardTable>(*page)->chooseRow(int(pushed - lines.begin()));
        settle();
        const auto ask = [&] {
            for (QAction* action : page->findChildren<QAction*>()) {
                if (action->text() == QStringLiteral("Remove pathway")) {
                    action->trigger();
                }
            }
            settle();
        };
        const auto answer = [&](const QString& text) {
            for (auto* button : part<Banner>(*page)->findChildren<QAbstractButton*>()) {
                if (button->text() == text && button->isVisible()) {
                    button->click();
                    settle();
                    return true;
                }
            }
            return false;
        };
        QSignalSpy wizard(page, &PushAudiencesPage::wizardWanted);
        ask();
        expectNone(auditAccessibility(window.get()));
        expectNone(auditClipping(window.get()));
        shoot(*window, QStringLiteral("push-remove"));
        QVERIFY(scene.data.calls.filter(QStringLiteral("remove-pathway")).isEmpty());
        QVERIFY(answer(QStringLiteral("Cancel")));
        QVERIFY(!answer(QStringLiteral("Let them stay")));
        ask();
        QVERIFY(answer(QStringLiteral("Take them out")));
        QCOMPARE(wizard.count(), 1);
        QVERIFY(wizard.first().first().value<WizardStart>().leaving);
        QVERIFY(scene.data.calls.filter(QStringLiteral("remove-pathway")).isEmpty());
        go(*window, QStringLiteral("push"));
        ask();
        QVERIFY(answer(QStringLiteral("Let them stay")));
        QVERIFY(scene.data.calls.contains(QStringLiteral("remove-pathway ") + id.value));
    }

    void aSearchWithoutAHitOffersToClearItself() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("push"));
        auto* page = part<PushAudiencesPage>(*window);
        auto* search = part<SearchField>(*page);
        search->setText(QStringLiteral("no such thing"));
        settle();
        QVERIFY(!part<CardTable>(*page)->isVisible());
        QTest::keyClick(search, Qt::Key_Escape);
        settle();
        QVERIFY(part<CardTable>(*page)->isVisible());
    }

    void emptyPagesSayWhatWillBeThere() {
        Scene scene;
        scene.data = {};
        const auto window = open(scene, QStringLiteral("push"));
        for (const QString& page : {QStringLiteral("push"), QStringLiteral("audiences"), QStringLiteral("activity"),
                                    QStringLiteral("connections")}) {
            go(*window, page);
            shoot(*window, page + QStringLiteral("-empty"));
            expectNone(auditAccessibility(window.get()));
            expectNone(auditClipping(window.get()));
        }
    }

    void theNavigationBecomesARail() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("push"));
        QVERIFY(!part<Navigation>(*window)->isRail());
        window->resize(900, 600);
        settle();
        QCOMPARE(window->size(), QSize(900, 600));
        QVERIFY(part<Navigation>(*window)->isRail());
        QVERIFY(part<Navigation>(*window)->width() <= 60);
        for (const QString& page : kPages) {
            go(*window, page);
            shoot(*window, page + QStringLiteral("-small"));
            QCOMPARE(window->size(), QSize(900, 600)); // no page forces the window wider
        }
        expectNone(auditAccessibility(window.get()));
    }

    void closingNeverStopsAPush() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("push"));
        QSignalSpy finished(window.get(), &MainWindow::finished);
        QVERIFY(part<Navigation>(*window)->live()->isVisible());
        window->close();
        // Away, or where it can be seen to go on when there is no desktop to say so.
        QVERIFY(!window->isVisible() || window->isMinimized());
        QCOMPARE(finished.count(), 0);
        QVERIFY(scene.data.calls.filter(QStringLiteral("stop")).isEmpty());
        scene.data.progress.clear();
        Push done = scene.data.pushes[0];
        done.status = PushStatus::Synced;
        emit scene.pushes->finished(done);
        QCOMPARE(finished.count(), 1);
    }

    void progressIsShownInTheRow() {
        Scene scene;
        const auto window = open(scene, QStringLiteral("push"));
        auto* model = part<PushAudiencesPage>(*window)->model();
        PushProgress progress = scene.data.progress.first();
        progress.fraction = 0.8;
        emit scene.pushes->progressed(progress);
        const QModelIndex status = model->index(0, PathwayListModel::Status);
        QCOMPARE(status.data(PathwayListModel::FractionRole).toDouble(), 0.8);
        QVERIFY(status.data(Qt::AccessibleTextRole).toString().contains(QLatin1String("80")));
    }
};

QTEST_MAIN(UiPages)
#include "test_ui_pages.moc"
