// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"
#include "core/base/digest.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/place_repository.h"
#include "tests/destinations/mailman/mailman_server.h"
#include "tests/destinations/sftp/ssh_server.h"
#include "tests/destinations/sql/postgres_server.h"
#include "tests/support/must.h"
#include "tests/support/paths.h"
#include "tests/ui/support/part.h"
#include "tests/ui/wizard/driver.h"
#include "ui/common/choice_card.h"
#include "ui/progress/push_page.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// Every destination through the window, with every Method of Sync it offers: practice platforms, and real servers
/// where they are installed.
class TestWizardDestinations : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void everyMethodReachesThePlatform_data();
    void everyMethodReachesThePlatform();
    void whatAPlatformCannotDoIsSaid();
    void aListMadeLateIsNotTakenForAnotherDestinations();
    void aLateReviewIsNotTakenForAnotherDestinations();
    void aTableIsFilled();
    void aFileIsDropped();
    void aMailingListIsFilled();

private:
    static QStringList plainDonors();
    void write(int to, const QString& mark);
    void everyMethod(const QString& newObject);

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FocusRing> m_ring;
    std::unique_ptr<World> m_world;
    QString m_file;
    QStringList m_donors;
};

void TestWizardDestinations::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    m_theme = std::make_unique<Theme>(*qApp);
    m_ring = std::make_unique<FocusRing>(*qApp);
}

void TestWizardDestinations::init() {
    m_world = std::make_unique<World>();
    m_file = m_world->folder() + QStringLiteral("/donors.csv");
    m_donors = plainDonors();
    write(20, QStringLiteral("One"));
    m_world->addAudience(QStringLiteral("Donors"), m_file);
}

void TestWizardDestinations::cleanup() {
    m_world.reset();
}

/// Of the sample donors those about whom there is nothing to tell: the numbers of this test are then plain.
QStringList TestWizardDestinations::plainDonors() {
    static const QRegularExpression plain(
        QStringLiteral("^R-\\d+,[A-Za-z]+,[A-Za-z]+,[a-z0-9.]+@riverbank\\.test,(\\+[0-9 ]+)?,[^,\"]+,[^,\"]+,[^,\"]+,"
                       "[^,\"]+,(United Kingdom|United States),[^\"]*,yes$"));
    QStringList donors;
    QSet<QString> seen;
    for (const QString& line : QString::fromUtf8(contentOf(sampleDonors())).split(u'\n')) {
        const QString address = line.section(u',', 3, 3);
        if (plain.match(line.trimmed()).hasMatch() && !seen.contains(address)) {
            seen.insert(address);
            donors << line.trimmed();
        }
    }
    return donors;
}

/// The first so many sample donors; the first three of them have the mark in their names.
void TestWizardDestinations::write(int to, const QString& mark) {
    QVERIFY(m_donors.size() >= to);
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("Donor ID,First Name,Surname,E-mail,Mobile,Street,City,Region,Postcode,Country,Last Gift,Gift Total,"
               "Birthday,Consent\n");
    for (int i = 0; i < to; ++i) {
        QStringList cells = m_donors.at(i).split(u',');
        if (i < 3) {
            cells[1] += u' ' + mark;
            cells[2] += u' ' + mark;
        }
        file.write(cells.join(u',').toUtf8() + '\n');
    }
}

/// Pushes once with each method that is offered, with five more people each time and three whose name has changed.
void TestWizardDestinations::everyMethod(const QString& newObject) {
    int people = 20;
    int round = 0;
    for (const SyncMethod method : kSyncMethods) {
        Wizard wizard(m_world->services());
        wizard.resize(968, 780);
        wizard.show();
        Driver driver(wizard);
        QVERIFY(driver.review(QStringLiteral("Donors"), QStringLiteral("There")));
        if (round == 0 && !newObject.isEmpty()) {
            QVERIFY(driver.createObject(newObject));
        }
        if (!newObject.isEmpty()) {
            QCOMPARE(wizard.state().pathway.object.name, newObject);
        }
        QVERIFY(driver.fillIn());
        if (!driver.chooseMethod(method)) {
            const auto support = must(wizard.state().review).methods.at(method);
            QVERIFY(!support.possible && !support.reason.isEmpty());
            continue;
        }
        QVERIFY(driver.settle());
        QVERIFY(driver.plan());
        const PlanCounts plan = wizard.state().plan->summary().counts;
        QVERIFY(plan.addsUp());
        const bool adds = method != SyncMethod::UpdateOnly;
        // Where no name is mapped nobody's name can change.
        const auto mapping = wizard.state().toPush().mapping;
        const bool named = std::any_of(mapping.begin(), mapping.end(), [](const ColumnMapping& line) {
            return line.column == QStringLiteral("First Name") || line.column == QStringLiteral("Surname");
        });
        const bool updates = method != SyncMethod::Append && named;
        QCOMPARE(plan.add, adds ? (round == 0 ? 20 : 5) : 0);
        if (round > 0) {
            QCOMPARE(plan.update, updates ? 3 : 0);
        }
        QCOMPARE(plan.remove, 0);
        QVERIFY(driver.push());
        const auto push = m_world->pushes().find(pushPage(wizard)->push());
        QVERIFY(push);
        QVERIFY2(push->status == PushStatus::Synced,
                 qPrintable(displayName(method) + u' ' + displayName(push->status) + u' ' +
                            (push->problem ? push->problem->text() + push->problem->detail : QString())));
        QCOMPARE(push->counts.accepted, plan.add + plan.update);
        ++round;
        people += 5;
        write(people, QString::number(round));
    }
    QVERIFY(round >= 3);
}

void TestWizardDestinations::everyMethodReachesThePlatform_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("creates");
    QTest::newRow("Mailchimp") << QStringLiteral("mailchimp") << false;
    QTest::newRow("Google Ads") << QStringLiteral("google-ads") << true;
    QTest::newRow("Meta") << QStringLiteral("meta") << true;
}

void TestWizardDestinations::everyMethodReachesThePlatform() {
    QFETCH(QString, type);
    QFETCH(bool, creates);
    m_world->connectPractice(type, QStringLiteral("There"));
    QCOMPARE(must(m_world->connections().type(type))->canCreateObjects, creates);
    everyMethod(creates ? QStringLiteral("Made in the window") : QString());
}

void TestWizardDestinations::whatAPlatformCannotDoIsSaid() {
    m_world->connectPractice(QStringLiteral("meta"), QStringLiteral("There"));
    Wizard wizard(m_world->services());
    wizard.resize(968, 780);
    wizard.show();
    QVERIFY(Driver(wizard).review(QStringLiteral("Donors"), QStringLiteral("There")));
    auto* card = part<ChoiceCard>(wizard, QStringLiteral("method-update-only"));
    const auto* spoken = QAccessible::queryAccessibleInterface(card);
    QVERIFY(spoken);
    const QString reason =
        must(m_world->connections().type(QStringLiteral("meta")))->methods.at(SyncMethod::UpdateOnly).reason;
    QVERIFY(!reason.isEmpty());
    const QString text = spoken->text(QAccessible::Name) + spoken->text(QAccessible::Description);
    QVERIFY2(text.contains(reason), qPrintable(text));
    QVERIFY((card->focusPolicy() & Qt::TabFocus) != 0);
}

void TestWizardDestinations::aListMadeLateIsNotTakenForAnotherDestinations() {
    const ConnectionId there = m_world->connectPractice(QStringLiteral("google-ads"), QStringLiteral("There"));
    const ConnectionId other = m_world->connectPractice(QStringLiteral("meta"), QStringLiteral("Elsewhere"));
    Wizard wizard(m_world->services());
    wizard.resize(968, 780);
    wizard.show();
    Driver driver(wizard);
    QVERIFY(driver.review(QStringLiteral("Donors"), QStringLiteral("There")));
    // Before the platform has answered, the user goes back and chooses another destination.
    part<QLineEdit>(wizard, QStringLiteral("newObjectName"))->setText(QStringLiteral("Made late"));
    part<QAbstractButton>(wizard, QStringLiteral("createObject"))->click();
    wizard.goBack();
    QCOMPARE(wizard.step(), int(Wizard::DestinationStep));
    auto* tile = part<QAbstractButton>(wizard, QStringLiteral("tile-Elsewhere"));
    QVERIFY(tile);
    tile->click();
    wizard.goForward();
    const auto made = [this] {
        const QJsonArray lists = m_world->practice().state(QStringLiteral("google"))[QLatin1String("lists")].toArray();
        return std::any_of(lists.begin(), lists.end(), [](const QJsonValue& list) {
            return list[QLatin1String("name")].toString() == QStringLiteral("Made late");
        });
    };
    QVERIFY(waitFor(made));
    // What was asked of the same platform afterwards is answered later.
    const auto listed = m_world->connections().objects(there);
    QVERIFY(waitFor([&listed] { return listed.isFinished(); }));
    QVERIFY(driver.settle());
    QCOMPARE(wizard.state().pathway.connection, other);
    QVERIFY2(wizard.state().pathway.object.name != QStringLiteral("Made late"), "it is a list of Google's");
}

void TestWizardDestinations::aLateReviewIsNotTakenForAnotherDestinations() {
    m_world->connectPractice(QStringLiteral("mailchimp"), QStringLiteral("There"));
    const ConnectionId other = m_world->connectPractice(QStringLiteral("meta"), QStringLiteral("Elsewhere"));
    Wizard wizard(m_world->services());
    wizard.resize(968, 780);
    wizard.show();
    Driver driver(wizard);
    QVERIFY(driver.chooseAudience(QStringLiteral("Donors")));
    wizard.goForward();
    // The first one is still being asked when the second is chosen.
    for (const char* name : {"tile-There", "tile-Elsewhere"}) {
        auto* tile = part<QAbstractButton>(wizard, QString::fromLatin1(name));
        QVERIFY(tile);
        tile->click();
        wizard.goForward();
        QCOMPARE(wizard.step(), int(Wizard::ReviewStep));
        if (wizard.state().pathway.connection != other) {
            QVERIFY(!wizard.state().review);
            wizard.goBack();
        }
    }
    QVERIFY(driver.settle());
    QVERIFY(wizard.state().review);
    const auto listed = m_world->connections().objects(other);
    QVERIFY(waitFor([&listed] { return listed.isFinished(); }));
    const auto there = listed.result();
    QVERIFY(there.has_value());
    QCOMPARE(wizard.state().review->objects, *there);
    const auto& chosen = wizard.state().pathway.object;
    QVERIFY(chosen.id.isEmpty() || there->contains(chosen));
}

void TestWizardDestinations::aTableIsFilled() {
    PostgresServer server;
    if (!server.running()) {
        QSKIP("PostgreSQL is not installed here.");
    }
    const auto query = [&server](const QString& sql) {
        QString value;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), QStringLiteral("check"));
            database.setHostName(QStringLiteral("127.0.0.1"));
            database.setPort(server.port());
            database.setDatabaseName(QStringLiteral("postgres"));
            database.setUserName(QStringLiteral("test"));
            database.setPassword(QStringLiteral("secret"));
            if (database.open()) {
                QSqlQuery asked(database);
                asked.exec(sql);
                value = asked.next() ? asked.value(0).toString() : QString();
            }
        }
        QSqlDatabase::removeDatabase(QStringLiteral("check"));
        return value;
    };
    query(QStringLiteral("CREATE TABLE donors (email varchar(80) PRIMARY KEY, first_name text, surname text)"));
    query(QStringLiteral("INSERT INTO donors VALUES ('theirs@riverbank.test', 'Thea', 'Irs')"));
    m_world->connectServer(QStringLiteral("sql"), QStringLiteral("There"),
                           {{QStringLiteral("server"), QStringLiteral("postgresql")},
                            {QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                            {QStringLiteral("port"), QString::number(server.port())},
                            {QStringLiteral("database"), QStringLiteral("postgres")},
                            {QStringLiteral("user"), QStringLiteral("test")}},
                           QByteArrayLiteral("secret"));
    everyMethod({});
    // 20 + 5 + 5, and one of somebody else's that nobody touched.
    QCOMPARE(query(QStringLiteral("SELECT count(*) FROM donors")), QStringLiteral("31"));
    QCOMPARE(query(QStringLiteral("SELECT surname FROM donors WHERE email = 'theirs@riverbank.test'")),
             QStringLiteral("Irs"));
    const QStringList second = m_donors.at(1).split(u',');
    QCOMPARE(query(QStringLiteral("SELECT surname FROM donors WHERE email = '%1'").arg(second.at(3))),
             QString(second.at(2) + QStringLiteral(" 3")));
}

void TestWizardDestinations::aFileIsDropped() {
    SshServer server;
    if (!server.running()) {
        QSKIP("OpenSSH's server is not installed here.");
    }
    m_world->connectServer(QStringLiteral("sftp"), QStringLiteral("There"),
                           {{QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                            {QStringLiteral("port"), QString::number(server.port())},
                            {QStringLiteral("user"), QStringLiteral("root")},
                            {QStringLiteral("folder"), server.path(QStringLiteral("drop"))},
                            {QStringLiteral("host_key"), server.fingerprint()},
                            {QStringLiteral("key_file"), server.path(QStringLiteral("user"))}},
                           {});
    everyMethod({});
    const QDir drop(server.path(QStringLiteral("drop")));
    const QStringList files = drop.entryList({QStringLiteral("*.csv")}, QDir::Files);
    QCOMPARE(files.size(), 1);
    QFile file(drop.filePath(files.constFirst()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count("@riverbank.test"), 30);
}

void TestWizardDestinations::aMailingListIsFilled() {
    MailmanServer server;
    if (!server.running()) {
        QSKIP("Mailman 3 is not installed here.");
    }
    QNetworkAccessManager network;
    const auto ask = [&network, &server](const QByteArray& path, const QByteArray& form) {
        QNetworkRequest request(QUrl(server.url() + QStringLiteral("/3.1") + QString::fromLatin1(path)));
        request.setRawHeader("Authorization",
                             "Basic " + QByteArray("restadmin:" + MailmanServer::password()).toBase64());
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/x-www-form-urlencoded"));
        const std::unique_ptr<QNetworkReply> reply(form.isEmpty() ? network.get(request) : network.post(request, form));
        return waitFor([&reply] { return reply->isFinished(); }) ? reply->readAll() : QByteArray();
    };
    ask("/domains", "mail_host=riverbank.test");
    ask("/lists", "fqdn_listname=donors@riverbank.test");
    m_world->connectServer(
        QStringLiteral("mailman"), QStringLiteral("There"),
        {{QStringLiteral("url"), server.url()}, {QStringLiteral("user"), QStringLiteral("restadmin")}},
        MailmanServer::password());
    everyMethod({});
    QVERIFY(ask("/lists/donors.riverbank.test", {}).contains("\"member_count\": 30"));

    // Somebody had left, and the keys are others now: a list that forgets cannot tell who it was (P1, P15).
    PlaceRepository before(m_world->database(), {randomBytes(32), randomBytes(32)});
    for (const Place& place : must(before.all())) {
        OptOut left;
        left.address.bytes.fill(7);
        left.since = QDateTime::currentDateTimeUtc();
        QVERIFY(before.addOptOuts(place.id, {left}));
        QVERIFY(before.addLoss(place.id, {{}, 0, QDateTime::currentDateTimeUtc(), 0}));
    }
    Wizard wizard(m_world->services());
    wizard.resize(968, 780);
    wizard.show();
    wizard.confirmAgain(must(m_world->pathways().list()).constFirst().id);
    const auto seen = [&wizard] { return wizard.findChild<QAbstractButton*>(QStringLiteral("acceptLoss")); };
    QVERIFY(waitFor([&seen] { return seen() != nullptr && seen()->isVisible(); }));
    QVERIFY(!wizard.state().plan);
    seen()->click();
    QVERIFY(Driver(wizard).settle());
    QVERIFY(wizard.state().plan);
    QVERIFY(wizard.state().plan->summary().nothingToDo());
}

QTEST_MAIN(TestWizardDestinations)
#include "test_wizard_destinations.moc"
