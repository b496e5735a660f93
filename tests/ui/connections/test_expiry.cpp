// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/connections/connections_bench.h"
#include "ui/common/banner.h"
#include "ui/common/form.h"
#include "ui/common/labels.h"
#include "ui/common/toast.h"
#include "ui/connections/connection_details.h"
#include "ui/connections/connection_texts.h"
#include "ui/connections/connection_tile.h"
#include "ui/connections/date_entry.h"
#include "ui/theme/button.h"

#include <QLineEdit>
#include <QTest>

using namespace pathways;
using namespace pathways::test;
using namespace pathways::ui;

/// A sign-in that ends by itself is announced a week ahead: on the tile, in the details, by a notification once a day.
class TestExpiry : public ConnectionsBench {
    Q_OBJECT

private slots:
    void aTokenThatEndsSoonIsAnnouncedOnce();
    void aTokenThatEndsLaterIsNot();
    void theDayIsTypedWhereThePlatformTellsNone();
    void aDayIsReadAsItIsWritten();

private:
    /// Practice Meta, connected as a real account whose token ends so many days from now; 0: never.
    ConnectionId connectMeta(int days);
    [[nodiscard]] QString tokenOf(const QString& platform) const;
};

QString TestExpiry::tokenOf(const QString& platform) const {
    const QJsonObject told = m_world->practice().description().value(platform).toObject();
    return told.value(QLatin1String("access_token")).toString();
}

ConnectionId TestExpiry::connectMeta(int days) {
    const qint64 end = days == 0 ? 0 : QDateTime::currentDateTimeUtc().addDays(days).toSecsSinceEpoch();
    if (!steer(QStringLiteral("/meta/token"), {{QStringLiteral("expires_at"), end}})) {
        return {};
    }
    const QJsonObject told = m_world->practice().description().value(QLatin1String("meta")).toObject();
    return m_world->connectServer(QStringLiteral("meta"), QStringLiteral("Riverbank adverts"),
                                  {{QStringLiteral("url"), m_world->practice().url(QStringLiteral("meta")).toString()},
                                   {QStringLiteral("account"), told.value(QLatin1String("ad_account")).toString()}},
                                  tokenOf(QStringLiteral("meta")).toUtf8());
}

void TestExpiry::aTokenThatEndsSoonIsAnnouncedOnce() {
    const ConnectionId id = connectMeta(6);
    QVERIFY(waitFor([this] { return tiles().tiles().size() == 1; }));
    // On the tile, in words.
    QWidget* tile = tiles().tiles().constFirst();
    const QString state = stateLook(static_cast<ConnectionTile*>(tile)->summary()).text;
    QVERIFY2(state.contains(QStringLiteral("Expires in 6 day")), qPrintable(state));
    QVERIFY(action(tile, QStringLiteral("Sign in again")));
    // In the details, with the day.
    m_window->showConnection(id);
    QVERIFY(detailsBanner().isVisible());
    QVERIFY2(detailsBanner().title().contains(QStringLiteral("Expires in 6 day")), qPrintable(detailsBanner().title()));

    // The next start of the program says it, the one after that on the same day does not.
    openWindow();
    QVERIFY(waitFor([this] { return part<Toast>(*m_window)->isVisible(); }));
    QVERIFY2(part<Toast>(*m_window)->text().contains(QStringLiteral("Riverbank adverts")) &&
                 part<Toast>(*m_window)->text().contains(QStringLiteral("Expires in 6 day")),
             qPrintable(part<Toast>(*m_window)->text()));
    QCOMPARE(m_notices->count(), 1);
    QVERIFY(m_notices->constFirst().constFirst().toString().contains(QStringLiteral("Riverbank adverts")));
    openWindow();
    QCoreApplication::processEvents();
    QVERIFY(!part<Toast>(*m_window)->isVisible());
    QCOMPARE(m_notices->count(), 0);
    // On another day it is said again.
    m_preferences->setExpiryTold(id.value, QDate(2020, 1, 1));
    openWindow();
    QVERIFY(waitFor([this] { return part<Toast>(*m_window)->isVisible(); }));

    // A new token without an end: nothing is left of the day.
    QVERIFY(steer(QStringLiteral("/meta/token"), {{QStringLiteral("replace"), QStringLiteral("EAAanother-token")}}));
    QVERIFY(signInAgain());
    QVERIFY(tabTo(secretField()));
    QTest::keyClicks(secretField(), QStringLiteral("EAAanother-token"));
    QVERIFY(press(connectButton()));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QCOMPARE(connectionOf(id).state, ConnectionState::Active);
    QVERIFY(!connectionOf(id).connection.expires);
}

void TestExpiry::aTokenThatEndsLaterIsNot() {
    const ConnectionId id = connectMeta(8);
    openWindow();
    QCoreApplication::processEvents();
    QVERIFY(!part<Toast>(*m_window)->isVisible());
    QCOMPARE(connectionOf(id).state, ConnectionState::Active);
    m_window->showConnection(id);
    QVERIFY(!detailsBanner().isVisible());
}

void TestExpiry::theDayIsTypedWhereThePlatformTellsNone() {
    QVERIFY(steer(QStringLiteral("/meta/token"), {{QStringLiteral("inspectable"), false}}));
    const ConnectionId id = connectMeta(0);
    QVERIFY(!connectionOf(id).connection.expires);
    QVERIFY(waitFor([this] { return tiles().tiles().size() == 1; }));
    m_window->showConnection(id);
    QVERIFY(press(action(&details(), QStringLiteral("Sign in again"))));
    QVERIFY(form().isVisible());
    QVERIFY(tabTo(secretField()));
    QTest::keyClicks(secretField(), tokenOf(QStringLiteral("meta")));
    const auto problem = [this] {
        QString all;
        for (const FormRow* row : form().findChildren<FormRow*>()) {
            all += row->problem();
        }
        return all;
    };
    // Nonsense and a day that has passed are told below the field, before anything is sent.
    for (const QString& wrong : {QStringLiteral("soon"), dayExample(QDate::currentDate().addDays(-2))}) {
        endField()->clear();
        QVERIFY(tabTo(endField()));
        QTest::keyClicks(endField(), wrong);
        QVERIFY(press(connectButton()));
        QVERIFY2(!problem().isEmpty(), qPrintable(wrong));
        QVERIFY(form().isVisible());
    }
    endField()->clear();
    QTest::keyClicks(endField(), dayExample(QDate::currentDate().addDays(5)));
    QVERIFY(problem().isEmpty());
    QVERIFY(press(connectButton()));
    QVERIFY2(waitFor([this] { return !form().isVisible(); }), qPrintable(formBanner().title()));
    QCOMPARE(connectionOf(id).state, ConnectionState::ExpiresSoon);
    // Signing in again without a day takes it away.
    QVERIFY(signInAgain());
    QVERIFY(endField()->text().isEmpty());
    QVERIFY(tabTo(secretField()));
    QTest::keyClicks(secretField(), tokenOf(QStringLiteral("meta")));
    QVERIFY(press(connectButton()));
    QVERIFY(waitFor([this] { return !form().isVisible(); }));
    QCOMPARE(connectionOf(id).state, ConnectionState::Active);
}

void TestExpiry::aDayIsReadAsItIsWritten() {
    const QDate day(2027, 2, 3);
    const QLocale before;
    for (const QLocale& locale : {QLocale(QLocale::English, QLocale::UnitedKingdom),
                                  QLocale(QLocale::English, QLocale::UnitedStates), QLocale(QLocale::German)}) {
        QLocale::setDefault(locale);
        QCOMPARE(dayFrom(QStringLiteral("2027-02-03")), day);
        QCOMPARE(dayFrom(u' ' + dayExample(day) + u' '), day);
        QVERIFY2(dayExample(day).contains(QStringLiteral("2027")), qPrintable(dayExample(day)));
        QCOMPARE(dayFrom(locale.toString(day, QLocale::ShortFormat)), day);
        QCOMPARE(dayFrom(locale.toString(day, QLocale::LongFormat)), day);
        QVERIFY(!dayFrom(QStringLiteral("3")).isValid());
        QVERIFY(!dayFrom(QString()).isValid());
    }
    QLocale::setDefault(before);
}

QTEST_MAIN(TestExpiry)
#include "test_expiry.moc"
