// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the pictures of the user guide from the program itself:
//   guide_pictures FOLDER [dark] [large]
// Without a folder it only checks that every picture could be taken. "dark" and "large" (text at 200 %) are for looking
// at the pages, not for the guide.
#include "tests/support/await.h"
#include "tests/ui/support/calm.h"
#include "tests/ui/support/part.h"
#include "tests/ui/wizard/world.h"
#include "ui/common/announce.h"
#include "ui/common/card.h"
#include "ui/common/form.h"
#include "ui/connections/browser_panel.h"
#include "ui/connections/connect_form.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connection_tile.h"
#include "ui/connections/connections_page.h"
#include "ui/settings/network_card.h"
#include "ui/settings/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/theme/button.h"
#include "ui/theme/theme.h"
#include "ui/wizard/wizard_factory.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSettings>
#include <QTest>
#include <QTranslator>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

namespace {

class GuidePictures final : public QObject {
    Q_OBJECT
public:
    GuidePictures(World& world, Theme& theme, Preferences& preferences, QString folder)
        : m_world(world)
        , m_services{world.audiences(), world.connections(), world.pathways(), world.pushes(), theme, preferences, {},
                     &world.network()}
        , m_window(m_services, wizardFactory(m_services))
        , m_folder(std::move(folder)) {
        // No picture opens a browser.
        QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "browse");
        m_window.resize(900, 780);
        m_window.show();
        m_window.showPlace(ui::Place::Connections);
    }
    ~GuidePictures() override { QDesktopServices::unsetUrlHandler(QStringLiteral("http")); }

public slots:
    void browse(const QUrl&) { ++m_opened; }

public:
    bool walk() {
        connections();
        forms();
        waiting();
        needsSignIn();
        removal();
        network();
        return m_missed == 0;
    }

private:
    ConnectionsPage& page() { return *qobject_cast<ConnectionsPage*>(m_window.page(ui::Place::Connections)); }
    ConnectForm& form() { return *part<ConnectForm>(page()); }
    TileGrid& tiles() { return *part<TileGrid>(page(), QStringLiteral("connectionTiles")); }

    void check(bool good, const char* what) {
        if (!good) {
            qWarning("missing: %s", what);
            ++m_missed;
        }
    }

    void picture(QWidget* of, const QString& name) {
        letEventsThrough();
        if (QWidget* focused = QApplication::focusWidget()) {
            focused->clearFocus();
        }
        letEventsThrough();
        const QImage shot = of->grab().toImage().convertToFormat(QImage::Format_RGB32);
        check(!shot.isNull(), qPrintable(name));
        if (!m_folder.isEmpty()) {
            check(shot.save(QDir(m_folder).filePath(name + QStringLiteral(".png")), "PNG", 0), qPrintable(name));
        }
    }

    Button* action(QWidget* in, const QString& text) {
        for (Button* button : in->findChildren<Button*>()) {
            if (button->text() == text && button->isVisibleTo(in)) {
                return button;
            }
        }
        check(false, qPrintable(text));
        return nullptr;
    }

    void steer(const QString& path, const QJsonObject& wish) {
        QNetworkAccessManager manager;
        QNetworkRequest request(QUrl(m_world.practice().url(QStringLiteral("control")).toString() + path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        const std::unique_ptr<QNetworkReply> reply(manager.post(request, QJsonDocument(wish).toJson()));
        check(waitFor([&] { return reply->isFinished(); }), "control");
    }

    ConnectionId connectReal(const QString& type, const QString& platform, const QString& name) {
        const QJsonObject about = m_world.practice().description().value(platform).toObject();
        NewConnection wanted;
        wanted.type = type;
        wanted.name = name;
        wanted.settings = {{QStringLiteral("url"), m_world.practice().url(platform).toString()}};
        if (about.contains(QLatin1String("ad_account"))) {
            wanted.settings.insert(QStringLiteral("account"), about.value(QLatin1String("ad_account")).toString());
        }
        const QString key =
            about.value(QLatin1String("api_key")).toString() + about.value(QLatin1String("access_token")).toString();
        return must(await(m_world.connections().connectWithSecret(wanted, Secret(key.toUtf8()))));
    }

    void connections() {
        m_mailchimp = connectReal(QStringLiteral("mailchimp"), QStringLiteral("mailchimp"), tr("Newsletter"));
        connectReal(QStringLiteral("meta"), QStringLiteral("meta"), tr("Spring campaign"));
        const AudienceId donors = m_world.addAudience(tr("Spring appeal"), sampleDonors());
        Pathway pathway;
        pathway.audience = donors;
        pathway.connection = m_mailchimp;
        pathway.object.id = QStringLiteral("a1b2c3d4e5");
        pathway.object.name = QStringLiteral("Riverbank Newsletter");
        check(m_world.pathways().save(pathway).has_value(), "pathway");
        check(waitFor([this] { return tiles().tiles().size() == 2; }), "tiles");
        picture(&m_window, QStringLiteral("connections"));
    }

    void forms() {
        page().beginNew(QStringLiteral("mailchimp"));
        picture(&form(), QStringLiteral("connect-mailchimp"));
        page().beginNew(QStringLiteral("google-ads"));
        picture(&form(), QStringLiteral("connect-google"));
        page().beginNew(QStringLiteral("meta"));
        picture(&form(), QStringLiteral("connect-meta"));
    }

    void waiting() {
        page().beginNew(QStringLiteral("google-ads"));
        for (auto* segment : form().findChildren<QAbstractButton*>()) {
            if (segment->text() == QCoreApplication::translate("pathways::ui::ConnectForm", "Practice")) {
                segment->click();
            }
        }
        // Those of forms shown before may still be there, unseen.
        for (auto* box : form().findChildren<QCheckBox*>()) {
            if (box->isVisibleTo(&form())) {
                box->setChecked(true);
            }
        }
        part<Button>(form(), QStringLiteral("connectButton"))->click();
        check(waitFor([this] { return part<BrowserPanel>(form())->isVisible() && m_opened == 1; }),
              "waiting for the browser");
        picture(&form(), QStringLiteral("browser-waiting"));
        form().leave();
    }

    void needsSignIn() {
        steer(QStringLiteral("/mailchimp/api_key"), {{QStringLiteral("replace"), QStringLiteral("another-us00")}});
        check(!await(m_world.connections().test(m_mailchimp)), "the key is no longer accepted");
        page().showConnection({});
        letEventsThrough();
        for (QWidget* tile : tiles().tiles()) {
            if (static_cast<ConnectionTile*>(tile)->summary().connection.id == m_mailchimp) {
                picture(tile, QStringLiteral("needs-sign-in"));
                return;
            }
        }
        check(false, "the tile that needs a sign-in");
    }

    void removal() {
        m_window.showConnection(m_mailchimp);
        if (Button* remove = action(part<ConnectionDetails>(page()), tr("Remove…"))) {
            remove->click();
        }
        picture(part<ConnectionDetails>(page()), QStringLiteral("remove-connection"));
    }

    void network() {
        m_window.showPlace(ui::Place::Preferences);
        auto* card = part<NetworkCard>(*m_window.page(ui::Place::Preferences));
        auto* proxy = part<QComboBox>(*card);
        proxy->setCurrentIndex(proxy->count() - 1);
        emit proxy->activated(proxy->currentIndex());
        picture(card, QStringLiteral("network"));
    }

    World& m_world;
    Services m_services;
    MainWindow m_window;
    QString m_folder;
    ConnectionId m_mailchimp;
    int m_opened = 0;
    int m_missed = 0;
};

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QTranslator plurals;
    if (plurals.load(QStringLiteral(":/i18n/pathways_en"))) {
        QApplication::installTranslator(&plurals);
    }
    QFont font = QApplication::font();
    if (QFontDatabase::families().contains(QStringLiteral("Inter"))) {
        font.setFamily(QStringLiteral("Inter"));
    }
    const QStringList wishes = QApplication::arguments().mid(2);
    font.setPixelSize(wishes.contains(QStringLiteral("large")) ? 28 : 14);
    QApplication::setFont(font);
    Theme theme(app);
    theme.setAppearance(wishes.contains(QStringLiteral("dark")) ? Appearance::Dark : Appearance::Light);
    theme.setReducedMotion(true);
    installAccessibleRoles();
    QTemporaryDir settingsFolder;
    QSettings settings(settingsFolder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Preferences preferences(settings);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
    }
    World world;
    GuidePictures pictures(world, theme, preferences, folder);
    return pictures.walk() ? 0 : 1;
}

#include "guide_pictures.moc"
