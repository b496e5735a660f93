// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/sealed_plan.h"
#include "tests/ui/wizard/world.h"
#include "ui/common/announce.h"
#include "ui/common/button.h"
#include "ui/common/focus_ring.h"
#include "ui/common/theme.h"
#include "ui/progress/push_page.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/wizard/confirm_page.h"
#include "ui/wizard/mapping_section.h"
#include "ui/wizard/review_page.h"
#include "ui/wizard/wizard.h"
#include "ui/wizard/wizard_factory.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QJsonObject>
#include <QSettings>
#include <QTableView>
#include <QTest>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

namespace {

/// A walk through the window that stops for a picture at each step.
class Tour final {
public:
    Tour(World& world, Theme& theme, Preferences& preferences, QString folder)
        : m_world(world)
        , m_services{world.audiences(), world.connections(), world.pathways(), world.pushes(), theme, preferences, {}}
        , m_window(m_services, wizardFactory(m_services))
        , m_theme(theme)
        , m_folder(std::move(folder)) {
        m_window.resize(1180, 780);
        m_window.show();
    }

    bool walk() {
        emptyStates();
        prepare();
        steps();
        secondPush();
        return m_missed == 0;
    }

private:
    void picture(const QString& name) {
        for (const auto& [appearance, suffix] :
             {std::pair(Appearance::Light, QString()), std::pair(Appearance::Dark, QStringLiteral("-dark"))}) {
            m_theme.setAppearance(appearance);
            QTest::qWait(120);
            const QPixmap shot = m_window.grab();
            if (shot.isNull() ||
                (!m_folder.isEmpty() && !shot.save(QDir(m_folder).filePath(name + suffix + QStringLiteral(".png"))))) {
                ++m_missed;
            }
        }
        m_theme.setAppearance(Appearance::Light);
    }

    Wizard& wizard() { return *qobject_cast<Wizard*>(m_window.wizard()); }

    void settle() {
        const bool settled = waitFor([this] {
            switch (wizard().step()) {
            case 2:
                return static_cast<ReviewPage*>(wizard().page(2))->settled();
            case 3:
                return static_cast<ConfirmPage*>(wizard().page(3))->canCommit() &&
                       wizard().forwardButton()->isEnabled();
            default:
                return true;
            }
        });
        m_missed += settled ? 0 : 1;
    }

    void emptyStates() {
        m_window.startWizard({});
        picture(QStringLiteral("10-empty-audiences"));
    }

    void prepare() {
        const AudienceId donors = m_world.addAudience(QStringLiteral("Spring appeal"), sampleDonors());
        m_world.addAudience(QStringLiteral("Volunteers"),
                            m_world.writePeople(QStringLiteral("volunteers.csv"), 0, 318));
        const AudienceId gone =
            m_world.addAudience(QStringLiteral("Gala guests"), m_world.writePeople(QStringLiteral("gala.csv"), 0, 486));
        m_world.addModeled(QStringLiteral("Like our donors"), donors);
        QFile::remove(m_world.folder() + QStringLiteral("/gala.csv"));
        m_window.startWizard({});
        choose(QStringLiteral("Spring appeal"));
        wizard().goForward();
        picture(QStringLiteral("11-empty-destinations"));
        m_world.connectMailchimp(QStringLiteral("Practice Mailchimp"));
        wizard().goBack();
    }

    void choose(const QString& name) {
        auto* table = wizard().findChild<QTableView*>(QStringLiteral("audienceTable"));
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (table->model()->index(row, 0).data().toString() == name) {
                table->setCurrentIndex(table->model()->index(row, 0));
            }
        }
    }

    void steps() {
        picture(QStringLiteral("01-select-audience"));
        wizard().goForward();
        if (auto* tile = wizard().findChild<QAbstractButton*>(QStringLiteral("tile-Practice Mailchimp"))) {
            tile->click();
        }
        picture(QStringLiteral("02-choose-destination"));
        wizard().goForward();
        settle();
        picture(QStringLiteral("03-review-pathway"));
        auto& mapping = static_cast<ReviewPage*>(wizard().page(2))->mapping();
        mapping.editor().acceptAll();
        mapping.findChild<QAbstractButton*>(QStringLiteral("showValues"))->click();
        settle();
        picture(QStringLiteral("03-review-pathway-accepted"));
        wizard().goForward();
        settle();
        picture(QStringLiteral("04-confirm"));
        push();
    }

    void push() {
        wizard().forwardButton()->click();
        if (wizard().step() != 4) {
            ++m_missed;
            return;
        }
        QTest::qWait(250);
        if (!wizard().pushPage()->ended()) {
            picture(QStringLiteral("05-processing"));
        }
        m_missed += waitFor([this] { return wizard().pushPage()->ended(); }, 60'000) ? 0 : 1;
        picture(QStringLiteral("06-result"));
    }

    void secondPush() {
        // Half of the people are gone from the file: the guard asks.
        m_world.writePeople(QStringLiteral("volunteers.csv"), 0, 318);
        m_window.startWizard({});
        choose(QStringLiteral("Volunteers"));
        wizard().goForward();
        wizard().findChild<QAbstractButton*>(QStringLiteral("tile-Practice Mailchimp"))->click();
        wizard().goForward();
        settle();
        static_cast<ReviewPage*>(wizard().page(2))->mapping().editor().acceptAll();
        settle();
        wizard().goForward();
        settle();
        wizard().forwardButton()->click();
        m_missed += waitFor([this] { return wizard().pushPage()->ended(); }, 60'000) ? 0 : 1;
        const auto push = m_world.pushes().find(wizard().pushPage()->push());
        m_world.writePeople(QStringLiteral("volunteers.csv"), 120, 340);
        if (push) {
            m_window.startWizard({{}, {}, push->pathway});
            settle();
            picture(QStringLiteral("04-confirm-guard"));
        }
    }

    World& m_world;
    ServiceBundle m_services;
    MainWindow m_window;
    Theme& m_theme;
    QString m_folder;
    int m_missed = 0;
};

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QFont font = QApplication::font();
    if (QFontDatabase::families().contains(QStringLiteral("Inter"))) {
        font.setFamily(QStringLiteral("Inter"));
    }
    font.setPixelSize(14);
    QApplication::setFont(font);
    Theme theme(app);
    theme.setReducedMotion(true);
    FocusRing ring(app);
    installAccessibleRoles();
    QTemporaryDir settingsFolder;
    QSettings settings(settingsFolder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Preferences preferences(settings);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
    }
    World world;
    Tour tour(world, theme, preferences, folder);
    return tour.walk() ? 0 : 1;
}
