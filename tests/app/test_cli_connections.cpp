// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line says of connections: when a sign-in ends, and what depends on them.
#include "tests/app/cli_process.h"

#include <QDateTime>

#include <gtest/gtest.h>
#include <tuple>

namespace pathways::test {

namespace {

class CliConnections : public ::testing::Test {
protected:
    Cli::Outcome connectMeta(const QStringList& extra = {}) const {
        const QString url = practice.ready()[QLatin1String("meta")][QLatin1String("url")].toString();
        return cli.run(words("connect meta --name Adverts --practice --set") + QStringList{u"url=" + url} + extra);
    }
    void token(const QJsonObject& wish) const {
        std::ignore = practice.control(QStringLiteral("/meta/token"), wish, true);
    }
    static QStringList words(const char* line) { return QString::fromLatin1(line).split(u' '); }
    QJsonObject listed() const { return cli.run({QStringLiteral("connections")}).array().first().toObject(); }
    static qint64 inDays(int days) { return QDateTime::currentDateTimeUtc().addDays(days).toSecsSinceEpoch(); }

    PracticeProcess practice;
    Cli cli;
};

} // namespace

TEST_F(CliConnections, aTokenThatEndsWithinAWeekIsAnnounced) {
    token({{QStringLiteral("expires_at"), inDays(8)}});
    ASSERT_EQ(connectMeta().exit, 0);
    EXPECT_EQ(listed()[QLatin1String("status")].toString(), QStringLiteral("active"));
    EXPECT_TRUE(listed().contains(QLatin1String("expires")));
    token({{QStringLiteral("expires_at"), inDays(6)}});
    ASSERT_EQ(cli.run(words("connections test Adverts")).exit, 0);
    EXPECT_EQ(listed()[QLatin1String("status")].toString(), QStringLiteral("expires-soon"));
    EXPECT_EQ(listed()[QLatin1String("state")].toString(), QStringLiteral("Expires in 6 days"));
    const auto text = cli.runAsText({QStringLiteral("connections")});
    EXPECT_TRUE(text.out.contains("Expires in 6 days")) << text.out.toStdString();
    token({{QStringLiteral("expires_at"), inDays(-1)}});
    EXPECT_EQ(cli.run(words("connections test Adverts")).exit, 3);
    EXPECT_EQ(listed()[QLatin1String("status")].toString(), QStringLiteral("needs-sign-in"));
}

TEST_F(CliConnections, theDayCanBeGivenWhereThePlatformTellsNone) {
    token({{QStringLiteral("inspectable"), false}});
    const QString soon = QDate::currentDate().addDays(5).toString(Qt::ISODate);
    EXPECT_NE(connectMeta({QStringLiteral("--token-ends"), QStringLiteral("2020-01-01")}).exit, 0);
    EXPECT_NE(connectMeta({QStringLiteral("--token-ends"), QStringLiteral("soon")}).exit, 0);
    EXPECT_TRUE(cli.run({QStringLiteral("connections")}).array().isEmpty());
    ASSERT_EQ(connectMeta({QStringLiteral("--token-ends"), soon}).exit, 0);
    EXPECT_EQ(listed()[QLatin1String("status")].toString(), QStringLiteral("expires-soon"));
    // Signed in to again without a day, none is known.
    ASSERT_EQ(cli.run(words("connections reconnect Adverts")).exit, 0);
    EXPECT_EQ(listed()[QLatin1String("status")].toString(), QStringLiteral("active"));
    EXPECT_FALSE(listed().contains(QLatin1String("expires")));
}

TEST_F(CliConnections, removingNamesWhatDependsAndCanBeUndone) {
    cli.write(QStringLiteral("d.csv"), "E-mail\nann@riverbank.test\n");
    cli.preparePathway(cli.path(QStringLiteral("d.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());
    const QString name = listed()[QLatin1String("name")].toString();
    const auto asked = cli.run({QStringLiteral("connections"), QStringLiteral("remove"), name});
    EXPECT_EQ(asked.exit, 3);
    EXPECT_TRUE(asked.err.contains("P")) << asked.err.toStdString();
    EXPECT_EQ(cli.run({QStringLiteral("connections")}).array().size(), 1);
    ASSERT_EQ(cli.run({QStringLiteral("connections"), QStringLiteral("remove"), name, QStringLiteral("--yes")}).exit,
              0);
    EXPECT_TRUE(cli.run({QStringLiteral("connections")}).array().isEmpty());
    EXPECT_NE(cli.run(words("push P")).exit, 0);
    ASSERT_EQ(cli.run({QStringLiteral("connections"), QStringLiteral("restore"), name}).exit, 0);
    EXPECT_EQ(listed()[QLatin1String("pathways")].toArray().size(), 1);
    EXPECT_EQ(cli.run(words("push P")).exit, 0);
}

} // namespace pathways::test
