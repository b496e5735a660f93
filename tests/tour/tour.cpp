// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"
#include "tests/ui/support/calm.h"
#include "tests/ui/support/part.h"
#include "tests/ui/wizard/driver.h"
#include "ui/common/announce.h"
#include "ui/progress/push_page.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/theme/button.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/theme.h"
#include "ui/wizard/confirm_page.h"
#include "ui/wizard/mapping_section.h"
#include "ui/wizard/review_page.h"
#include "ui/wizard/wizard.h"
#include "ui/wizard/wizard_factory.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QJsonObject>
#include <QSettings>
#include <QTableView>
#include <QTest>
#include <QTranslator>

#include <algorithm>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

namespace {

/// The picture in at most 256 colours, those it has most of; the edges of letters take the nearest. A third of the
/// size.
QImage inFewColours(const QImage& picture) {
    const QImage source = picture.convertToFormat(QImage::Format_RGB32);
    QHash<QRgb, int> counts;
    for (int y = 0; y < source.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(source.constScanLine(y));
        for (int x = 0; x < source.width(); ++x) {
            ++counts[line[x]];
        }
    }
    QList<QRgb> table = counts.keys();
    std::sort(table.begin(), table.end(), [&counts](QRgb a, QRgb b) { return counts[a] > counts[b]; });
    table = table.mid(0, 256);
    QHash<QRgb, int> nearest;
    const auto indexOf = [&](QRgb colour) {
        if (const auto known = nearest.constFind(colour); known != nearest.cend()) {
            return *known;
        }
        const auto distance = [colour](QRgb other) {
            const int r = qRed(colour) - qRed(other);
            const int g = qGreen(colour) - qGreen(other);
            const int b = qBlue(colour) - qBlue(other);
            return r * r + g * g + b * b;
        };
        const auto best =
            std::min_element(table.cbegin(), table.cend(), [&](QRgb a, QRgb b) { return distance(a) < distance(b); });
        return *nearest.insert(colour, int(best - table.cbegin()));
    };
    QImage result(source.size(), QImage::Format_Indexed8);
    result.setColorTable(table);
    for (int y = 0; y < source.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(source.constScanLine(y));
        for (int x = 0; x < source.width(); ++x) {
            result.scanLine(y)[x] = uchar(indexOf(line[x]));
        }
    }
    return result;
}

/// How the tour is to look.
struct Look {
    QString folder;
    QSize size{1180, 780};
    int text = 100; ///< Per cent.
    bool rightToLeft = false;
    bool contrast = false;
};

/// A walk through the window that stops for a picture at each step. The main job is done by keyboard alone.
class Tour final {
public:
    Tour(World& world, Theme& theme, Preferences& preferences, Look look)
        : m_world(world)
        , m_services{world.audiences(), world.connections(), world.pathways(), world.pushes(), theme, preferences, {}}
        , m_window(m_services, wizardFactory(m_services))
        , m_theme(theme)
        , m_look(std::move(look)) {
        m_window.resize(m_look.size);
        m_window.show();
        m_window.activateWindow();
        must(QTest::qWaitForWindowActive(&m_window, kPatience), "the window is active");
    }

    bool walk() {
        emptyStates();
        prepare();
        steps();
        secondPush();
        otherTiles();
        pages();
        return m_missed == 0;
    }

private:
    void must(bool done, const char* what) {
        if (!done) {
            qWarning("The tour could not go on: %s.", what);
            ++m_missed;
        }
    }

    void picture(const QString& name) {
        QList<std::pair<Appearance, QString>> looks{{Appearance::Light, {}},
                                                    {Appearance::Dark, QStringLiteral("-dark")}};
        if (m_look.contrast) {
            looks = {{Appearance::HighContrast, QStringLiteral("-contrast")}};
        }
        for (const auto& [appearance, suffix] : std::as_const(looks)) {
            m_theme.setAppearance(appearance);
            letEventsThrough();
            const QImage shot = inFewColours(m_window.grab().toImage());
            const QString file = QDir(m_look.folder).filePath(name + suffix + QStringLiteral(".png"));
            must(!shot.isNull() && (m_look.folder.isEmpty() || shot.save(file, "PNG")), qPrintable(file));
        }
        if (!m_look.contrast) {
            m_theme.setAppearance(Appearance::Light);
        }
    }

    Wizard& wizard() { return *newestPart<Wizard>(m_window); }
    void settle() { must(Driver(wizard()).settle(), "the step settles"); }

    void emptyStates() {
        picture(QStringLiteral("00-push-audiences-empty"));
        m_window.startWizard({});
        picture(QStringLiteral("10-empty-audiences"));
        m_window.showPlace(ui::Place::Activity);
        picture(QStringLiteral("07-activity-empty"));
        m_window.showPlace(ui::Place::Connections);
        picture(QStringLiteral("08-connections-empty"));
        m_window.showPlace(ui::Place::ManageAudiences);
        picture(QStringLiteral("09-manage-audiences-empty"));
    }

    void prepare() {
        const AudienceId donors = m_world.addAudience(QStringLiteral("Spring appeal"), sampleDonors());
        m_world.addAudience(QStringLiteral("Volunteers"),
                            m_world.writePeople(QStringLiteral("volunteers.csv"), 0, 318));
        m_world.addAudience(QStringLiteral("Gala guests"), m_world.writePeople(QStringLiteral("gala.csv"), 0, 486));
        m_world.addAudience(QStringLiteral("Everyone who gave to the roof of the village hall in the last three years"),
                            m_world.writePeople(QStringLiteral("roof.csv"), 0, 12));
        m_world.addModeled(QStringLiteral("Like our donors"), donors);
        QFile::remove(m_world.folder() + QStringLiteral("/gala.csv"));
        m_window.startWizard({});
        must(Driver(wizard()).chooseAudience(QStringLiteral("Spring appeal")), "the audience is listed");
        wizard().goForward();
        picture(QStringLiteral("11-empty-destinations"));
        m_world.connectMailchimp(QStringLiteral("Practice Mailchimp"));
        m_world.connectPractice(QStringLiteral("google-ads"), QStringLiteral("Practice Google Ads"));
        m_world.connectPractice(QStringLiteral("meta"), QStringLiteral("Practice Meta"));
        wizard().goBack();
    }

    QWidget* named(const char* name) { return part<QWidget>(wizard(), QLatin1String(name)); }
    void go(const char* name, Qt::Key key) { must(tabTo(named(name), 60) && press(key), name); }

    /// The main job, with the keyboard alone.
    void steps() {
        must(tabTo(named("audienceTable"), 60) && press(Qt::Key_Space), "the audience is chosen");
        picture(QStringLiteral("01-select-audience"));
        go("forward", Qt::Key_Return);
        must(chooseTile(wizard(), QStringLiteral("Practice Mailchimp")), "the tile is chosen");
        picture(QStringLiteral("02-choose-destination"));
        go("forward", Qt::Key_Return);
        settle();
        picture(QStringLiteral("03-review-pathway-suggested"));
        go("acceptAll", Qt::Key_Return);
        go("showValues", Qt::Key_Space);
        settle();
        picture(QStringLiteral("03-review-pathway"));
        go("forward", Qt::Key_Return);
        settle();
        picture(QStringLiteral("04-confirm"));
        // Half of it is taken; of the rest the platform says "later".
        must(m_world.practice().addFault({{QStringLiteral("kind"), QStringLiteral("throttle")},
                                          {QStringLiteral("platform"), QStringLiteral("mailchimp")},
                                          {QStringLiteral("method"), QStringLiteral("POST")},
                                          {QStringLiteral("path"), QStringLiteral("/lists/")},
                                          {QStringLiteral("skip"), 2},
                                          {QStringLiteral("times"), 4}}),
             "the platform asks to wait");
        go("forward", Qt::Key_Return);
        must(wizard().step() == 4, "the push begins");
        must(waitFor([this] {
                 const auto progress = m_world.pushes().progress(pushPage(wizard())->push());
                 return progress && progress->counts.settled > 0 && !progress->waiting.isEmpty();
             }),
             "the push waits");
        picture(QStringLiteral("05-processing"));
        must(waitFor([this] { return pushPage(wizard())->ended(); }), "the push ends");
        picture(QStringLiteral("06-result"));
        go("donePush", Qt::Key_Return);
        picture(QStringLiteral("00-push-audiences"));
    }

    /// Many of the people are gone from the file: the guard asks.
    void secondPush() {
        m_window.startWizard({});
        Driver driver(wizard());
        must(driver.review(QStringLiteral("Volunteers"), QStringLiteral("Practice Mailchimp")) && driver.fillIn() &&
                 driver.plan() && driver.push(),
             "the volunteers are pushed");
        const auto push = m_world.pushes().find(pushPage(wizard())->push());
        m_world.writePeople(QStringLiteral("volunteers.csv"), 120, 340);
        if (push) {
            m_window.startWizard({{}, {}, push->pathway});
            settle();
            picture(QStringLiteral("04-confirm-guard"));
        }
    }

    /// A new push: whatever draft was kept is left by going back.
    void fresh() {
        m_window.startWizard({});
        while (wizard().step() > 0) {
            wizard().goBack();
        }
    }

    void otherTiles() {
        fresh();
        must(Driver(wizard()).chooseAudience(QStringLiteral("Like our donors")), "the modeled audience is listed");
        wizard().goForward();
        picture(QStringLiteral("02-choose-destination-modeled"));
        fresh();
        Driver driver(wizard());
        must(driver.review(QStringLiteral("Volunteers"), QStringLiteral("Practice Google Ads")), "Google is reviewed");
        picture(QStringLiteral("03-review-google"));
        must(driver.createObject(QStringLiteral("Riverbank volunteers")) && driver.fillIn(), "a list is made");
        picture(QStringLiteral("03-review-google-accepted"));
        wizard().cancel();
    }

    void pages() {
        for (const auto& [place, name] :
             {std::pair(ui::Place::PushAudiences, "00-push-audiences-list"),
              std::pair(ui::Place::ManageAudiences, "09-manage-audiences"),
              std::pair(ui::Place::Activity, "07-activity"), std::pair(ui::Place::Connections, "08-connections"),
              std::pair(ui::Place::Preferences, "13-preferences")}) {
            m_window.showPlace(place);
            picture(QString::fromLatin1(name));
        }
        const auto history = m_world.pushes().history();
        if (history && !history->isEmpty()) {
            m_window.showPush(history->constLast().id);
            picture(QStringLiteral("07-activity-push"));
        }
    }

    World& m_world;
    Services m_services;
    MainWindow m_window;
    Theme& m_theme;
    Look m_look;
    int m_missed = 0;
};

Look parse(const QApplication& app) {
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("folder"), QStringLiteral("Where the pictures go."));
    const QCommandLineOption size(QStringLiteral("size"), {}, QStringLiteral("WxH"), QStringLiteral("1180x780"));
    const QCommandLineOption text(QStringLiteral("text"), {}, QStringLiteral("per cent"), QStringLiteral("100"));
    const QCommandLineOption rtl(QStringLiteral("rtl"));
    const QCommandLineOption contrast(QStringLiteral("contrast"));
    parser.addOptions({size, text, rtl, contrast});
    parser.process(app);
    Look look;
    look.folder = parser.positionalArguments().value(0);
    const QStringList sides = parser.value(size).split(u'x');
    look.size = QSize(sides.value(0).toInt(), sides.value(1).toInt());
    look.text = parser.value(text).toInt();
    look.rightToLeft = parser.isSet(rtl);
    look.contrast = parser.isSet(contrast);
    return look;
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    const Look look = parse(app);
    QTranslator english;
    if (english.load(QStringLiteral(":/i18n/pathways_en"))) {
        QCoreApplication::installTranslator(&english);
    }
    QFont font = QApplication::font();
    if (QFontDatabase::families().contains(QStringLiteral("Inter"))) {
        font.setFamily(QStringLiteral("Inter"));
    }
    font.setPixelSize(14 * look.text / 100);
    QApplication::setFont(font);
    if (look.rightToLeft) {
        QApplication::setLayoutDirection(Qt::RightToLeft);
    }
    Theme theme(app);
    theme.setReducedMotion(true);
    FocusRing ring(app);
    installAccessibleRoles();
    QTemporaryDir settingsFolder;
    QSettings settings(settingsFolder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Preferences preferences(settings);
    if (!look.folder.isEmpty()) {
        QDir().mkpath(look.folder);
    }
    World world;
    Tour tour(world, theme, preferences, look);
    return tour.walk() ? 0 : 1;
}
