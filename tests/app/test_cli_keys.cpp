// SPDX-License-Identifier: GPL-3.0-or-later
// Equality is the destination's (promise P14): keys that a server takes for one are one person, however they are spelt,
// and keys that it tells apart are two. Whole pushes against real servers, each sequence one that once lost people or
// put values into the wrong columns.
#include "tests/app/cli_process.h"
#include "tests/app/plant_canary.h"
#include "tests/destinations/sftp/ssh_server.h"
#include "tests/destinations/sql/mariadb_server.h"
#include "tests/destinations/sql/postgres_server.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <csignal>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

const auto* const kPlantCanary = ::testing::AddGlobalTestEnvironment(new PlantCanary);

QString text(const char* latin1) {
    return QString::fromLatin1(latin1);
}

/// Audience "A" of one file, connection "C" and pathways of both.
class Keys : public ::testing::Test {
protected:
    void audience(const QByteArray& csv, const char* name = "A") {
        const QString file = text(name) + QStringLiteral(".csv");
        const bool known = QFile::exists(cli.path(file));
        cli.write(file, csv);
        if (!known) {
            ASSERT_EQ(cli.run({text("audiences"), text("add"), text(name), text("--file"), cli.path(file)}).exit, 0);
        }
    }
    void connectTo(QStringList arguments, const QStringList& settings, const QByteArray& secret) {
        for (const QString& setting : settings) {
            arguments << text("--set") << setting;
        }
        arguments << text("--name") << text("C");
        if (!secret.isEmpty()) {
            arguments << text("--secret-stdin");
        }
        const auto connected = cli.run(QStringList{text("connect")} + arguments, secret);
        ASSERT_EQ(connected.exit, 0) << connected.err.toStdString();
    }
    void pathway(const QByteArray& name, const QString& object, const QStringList& more, const char* of = "A") {
        const auto added = cli.run(QStringList{text("pathways"), text("add"), QString::fromLatin1(name),
                                               text("--audience"), text(of), text("--connection"), text("C"),
                                               text("--object"), object, text("--method"), text("mirror")} +
                                   more);
        ASSERT_EQ(added.exit, 0) << added.err.toStdString();
    }
    [[nodiscard]] QJsonObject plan() const { return plan(current); }
    [[nodiscard]] QJsonObject plan(const QByteArray& name) const {
        const auto outcome = cli.run({text("plan"), QString::fromLatin1(name)});
        EXPECT_LE(outcome.exit, 1) << outcome.err.toStdString() << outcome.out.toStdString();
        return outcome.object();
    }
    /// The guard is answered with its own number.
    [[nodiscard]] Cli::Outcome push(const QByteArray& name) const {
        const QString removals = QString::number(plan(name)[u"remove"].toInt());
        return cli.run({text("push"), QString::fromLatin1(name), text("--allow-removals"), removals});
    }
    void pushed() const { pushed(current); }
    void pushed(const QByteArray& name) const {
        const auto outcome = push(name);
        EXPECT_LE(outcome.exit, 1) << outcome.err.toStdString() << outcome.out.toStdString();
    }
    void expectNothingToDo() const {
        const QJsonObject counts = plan();
        EXPECT_EQ(counts[u"add"].toInt(), 0);
        EXPECT_EQ(counts[u"update"].toInt(), 0);
        EXPECT_EQ(counts[u"remove"].toInt(), 0);
    }

    Cli cli;
    QByteArray current = "P"; ///< The pathway that is meant where none is named.
};

/// A table whose only other column is a name.
class TableKeys : public Keys {
public:
    static std::unique_ptr<PostgresServer> s_postgres;
    static std::unique_ptr<MariaDbServer> s_mariadb;

protected:
    void postgres() { open(false); }
    void mariadb() { open(true); }
    void TearDown() override {
        const QString connection = m_database.connectionName();
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(connection);
    }
    void run(const QString& sql) const {
        QSqlQuery query(m_database);
        ASSERT_TRUE(query.exec(sql)) << query.lastError().text().toStdString();
    }
    /// A table with this key, and a pathway to it.
    void table(const char* key, const QStringList& more = {}) {
        static int tables = 0;
        m_table = QStringLiteral("donors%1").arg(++tables);
        current = QByteArray("P") + QByteArray::number(tables);
        run(QStringLiteral("CREATE TABLE %1 (id %2 PRIMARY KEY, name varchar(80))").arg(m_table, text(key)));
        pathway(current, (m_mysql ? text("riverbank.") : text("public.")) + m_table,
                QStringList{text("--map"), text("id=Id"), text("--map"), text("name=Name")} + more);
    }
    [[nodiscard]] QStringList rows() const {
        QSqlQuery query(m_database);
        EXPECT_TRUE(query.exec(QStringLiteral("SELECT name FROM %1 ORDER BY name").arg(m_table)));
        QStringList all;
        while (query.next()) {
            all << query.value(0).toString();
        }
        return all;
    }
    /// The same people in two spellings are the same people, by Mirror and where the list is to match exactly.
    void expectOneSpellingIsAnother(const char* key, const QByteArray& before, const QByteArray& after) {
        SCOPED_TRACE(key);
        const QStringList everybody{text("Ann"), text("Ben")};
        for (const QStringList& more : {QStringList(), QStringList{text("--match-exactly")}}) {
            SCOPED_TRACE(more.join(u' ').toStdString());
            audience("Id,Name\n" + before);
            table(key, more);
            pushed();
            EXPECT_EQ(rows(), everybody);
            expectNothingToDo();
            audience("Id,Name\n" + after);
            const QJsonObject respelt = plan();
            EXPECT_EQ(respelt[u"add"].toInt(), 0);
            EXPECT_EQ(respelt[u"remove"].toInt(), 0);
            pushed();
            EXPECT_EQ(rows(), everybody);
            expectNothingToDo();
            // And whoever leaves goes, whatever the spelling.
            audience("Id,Name\n" + before.left(before.indexOf('\n') + 1));
            EXPECT_EQ(plan()[u"remove"].toInt(), 1);
            pushed();
            EXPECT_EQ(rows(), QStringList{text("Ann")});
        }
    }

    bool m_mysql = false;
    QString m_table;
    QSqlDatabase m_database;

private:
    void open(bool mysql) {
        m_mysql = mysql;
        if (mysql && !s_mariadb) {
            s_mariadb = std::make_unique<MariaDbServer>();
        } else if (!mysql && !s_postgres) {
            s_postgres = std::make_unique<PostgresServer>();
        }
        if (!(mysql ? s_mariadb->running() : s_postgres->running())) {
            GTEST_SKIP() << "the database server is not installed here";
        }
        const quint16 port = mysql ? s_mariadb->port() : s_postgres->port();
        m_database = QSqlDatabase::addDatabase(mysql ? text("QMYSQL") : text("QPSQL"), text("keys"));
        m_database.setHostName(text("127.0.0.1"));
        m_database.setPort(port);
        m_database.setDatabaseName(mysql ? text("riverbank") : text("postgres"));
        m_database.setUserName(text("test"));
        m_database.setPassword(text("secret"));
        if (!m_database.open()) {
            endTest(m_database.lastError().text().toStdString());
        }
        connectTo({text("sql")},
                  {text("server=") + (mysql ? text("mysql") : text("postgresql")), text("host=127.0.0.1"),
                   QStringLiteral("port=%1").arg(port), text("database=") + m_database.databaseName(),
                   text("user=test")},
                  "secret");
    }
};
std::unique_ptr<PostgresServer> TableKeys::s_postgres;
std::unique_ptr<MariaDbServer> TableKeys::s_mariadb;

/// A folder on an SSH server, with two pathways to one file in it.
class FileKeys : public Keys {
public:
    static std::unique_ptr<SshServer> s_ssh;

protected:
    void SetUp() override {
        if (!s_ssh) {
            s_ssh = std::make_unique<SshServer>();
        }
        if (!s_ssh->running()) {
            GTEST_SKIP() << "OpenSSH's server is not installed here";
        }
        const QDir drop(s_ssh->path(text("drop")));
        for (const QString& name : drop.entryList(QDir::Files | QDir::Hidden)) {
            QFile::remove(drop.filePath(name));
        }
        connectTo({text("sftp")},
                  {text("host=127.0.0.1"), QStringLiteral("port=%1").arg(s_ssh->port()),
                   text("user=") + qEnvironmentVariable("USER", text("root")), text("folder=") + drop.path(),
                   text("host_key=") + s_ssh->fingerprint(), text("key_file=") + s_ssh->path(text("user"))},
                  {});
    }
    [[nodiscard]] QString drop(const QString& name = {}) const {
        return s_ssh->path(name.isEmpty() ? text("drop") : text("drop/") + name);
    }
    [[nodiscard]] QStringList parts() const {
        return QDir(drop()).entryList({text("*.changes")}, QDir::Files | QDir::Hidden);
    }
    /// The file's rows by their first cell.
    [[nodiscard]] QMap<QString, QStringList> people() const {
        QFile file(drop(text("people.csv")));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        QMap<QString, QStringList> all;
        const QStringList lines = QString::fromUtf8(file.readAll()).split(text("\r\n"), Qt::SkipEmptyParts);
        for (const QString& line : lines) {
            all.insert(line.section(u',', 0, 0), line.split(u','));
        }
        return all;
    }
    /// A push that is killed as soon as one of its parts is on the server.
    void killedPush(const char* name) const {
        auto running = cli.start({text("push"), text(name)});
        while (running->state() != QProcess::NotRunning && parts().isEmpty()) {
            running->waitForFinished(1);
        }
        // With no process left its number would be 0, which means everybody here.
        if (running->processId() > 0) {
            ::kill(pid_t(running->processId()), SIGKILL);
        }
        running->waitForFinished();
    }
};
std::unique_ptr<SshServer> FileKeys::s_ssh;

/// Servers are stopped before the program ends, whatever happened.
class StopServers final : public ::testing::Environment {
public:
    void TearDown() override {
        TableKeys::s_postgres.reset();
        TableKeys::s_mariadb.reset();
        FileKeys::s_ssh.reset();
    }
};
const auto* const kStopServers = ::testing::AddGlobalTestEnvironment(new StopServers);

} // namespace

TEST_F(TableKeys, PostgreSqlUuidsInCapitalsAndInSmallLetters) {
    postgres();
    expectOneSpellingIsAnother("uuid",
                               "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11,Ann\nB0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A22,Ben\n",
                               "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,Ann\nb0eebc99-9c0b-4ef8-bb6d-6bb9bd380a22,Ben\n");
}

TEST_F(TableKeys, PostgreSqlNumbers) {
    postgres();
    for (const char* key : {"numeric", "numeric(20,2)", "double precision"}) {
        expectOneSpellingIsAnother(key, "10000000,Ann\n20000000,Ben\n", "10000000.00,Ann\n020000000.0,Ben\n");
    }
}

TEST_F(TableKeys, PostgreSqlTextsThatAreNotComparedByTheirBytes) {
    postgres();
    run(QStringLiteral("CREATE EXTENSION IF NOT EXISTS citext"));
    run(QStringLiteral("CREATE COLLATION IF NOT EXISTS anycase (provider = icu, locale = 'und-u-ks-level2', "
                       "deterministic = false)"));
    for (const char* key : {"citext", "varchar(40) COLLATE anycase"}) {
        expectOneSpellingIsAnother(key, "AB-1,Ann\nAB-2,Ben\n", "ab-1,Ann\nAb-2,Ben\n");
    }
}

TEST_F(TableKeys, PostgreSqlTimesAddressesAndRanges) {
    postgres();
    expectOneSpellingIsAnother("timestamp", "2024-03-05,Ann\n2024-03-06,Ben\n", "2024-03-05,Ann\n2024-03-06,Ben\n");
    expectOneSpellingIsAnother("inet", "10.0.0.1,Ann\n10.0.0.2,Ben\n", "10.0.0.1/32,Ann\n10.0.0.2/32,Ben\n");
    expectOneSpellingIsAnother("numrange", "\"[1,2)\",Ann\n\"[3,4)\",Ben\n", "\"[1.0,2)\",Ann\n\"[3,4.00)\",Ben\n");
}

TEST_F(TableKeys, PostgreSqlColumnOfAnotherTypeThanLastTime) {
    postgres();
    const QByteArray ann = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,Ann\n";
    const QByteArray ben = "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a22,Ben\n";
    audience("Id,Name\n" + ann + ben);
    table("text");
    pushed();
    run(QStringLiteral("ALTER TABLE %1 ALTER COLUMN id TYPE uuid USING id::uuid").arg(m_table));
    audience("Id,Name\n" + ann + QByteArray(ben).replace("b0eebc99", "B0EEBC99"));
    EXPECT_EQ(plan()[u"add"].toInt(), 0);
    EXPECT_EQ(plan()[u"remove"].toInt(), 0);
    pushed();
    EXPECT_EQ(rows(), (QStringList{text("Ann"), text("Ben")}));
    // Whom it put there before the change is its own still.
    audience("Id,Name\n" + ann);
    EXPECT_EQ(plan()[u"remove"].toInt(), 1);
    pushed();
    EXPECT_EQ(rows(), QStringList{text("Ann")});
}

TEST_F(TableKeys, PostgreSqlKeysThatTheColumnCannotHoldHarmNobodyElse) {
    postgres();
    audience("Id,Name\nA0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11,Ann\nnone,Ben\n,Cy\n");
    table("uuid", {text("--match-exactly")});
    pushed();
    EXPECT_EQ(rows(), QStringList{text("Ann")});
    EXPECT_EQ(plan()[u"remove"].toInt(), 0);
}

TEST_F(TableKeys, MariaDbTextsThatAreNotComparedByTheirBytes) {
    mariadb();
    expectOneSpellingIsAnother("varchar(40) COLLATE utf8mb4_general_ci", "AB-1,Ann\n\xc3\x9cMIT,Ben\n",
                               "ab-1,Ann\numit,Ben\n");
    // As are these, which only the server knows.
    expectOneSpellingIsAnother("varchar(40) COLLATE utf8mb4_unicode_ci", "STRASSE-1,Ann\nAB-2,Ben\n",
                               "stra\xc3\x9f"
                               "e-1,Ann\nab-2,Ben\n");
    // Two spellings in one audience are one person; where capitals count they are two.
    audience("Id,Name\nx-1,Ann\nX-1,Ben\n");
    table("varchar(40) COLLATE utf8mb4_general_ci");
    EXPECT_EQ(plan()[u"add"].toInt(), 1);
    EXPECT_EQ(plan()[u"left_out"].toInt(), 1);
    table("varchar(40) COLLATE utf8mb4_bin");
    EXPECT_EQ(plan()[u"add"].toInt(), 2);
    // And two is what they are where the language has two letters.
    audience("Id,Name\n\xc3\xa4-1,Ann\na-1,Ben\n");
    table("varchar(40) COLLATE utf8mb4_swedish_ci");
    EXPECT_EQ(plan()[u"add"].toInt(), 2);
}

TEST_F(TableKeys, MariaDbNumbers) {
    mariadb();
    expectOneSpellingIsAnother("decimal(20,2)", "10000000,Ann\n20000000,Ben\n", "10000000.00,Ann\n020000000.0,Ben\n");
    // As doubles these would be one.
    audience("Id,Name\n10000000000000001,Ann\n10000000000000002,Ben\n");
    table("decimal(20,0)");
    pushed();
    EXPECT_EQ(rows(), (QStringList{text("Ann"), text("Ben")}));
    audience("Id,Name\n10000000000000002,Ben\n");
    pushed();
    EXPECT_EQ(rows(), QStringList{text("Ben")});
}

TEST_F(FileKeys, APartOfACutOffPushOfAnotherPathwayWaitsForItsOwn) {
    constexpr int kPeople = 60'000;
    QByteArray one = "Email,First,Last,City\n";
    QByteArray two = "Email,City\n";
    for (int i = 0; i < kPeople; ++i) {
        const QByteArray n = QByteArray::number(i);
        one += "p" + n + "@riverbank.test,First" + n + ",Last" + n + ",City" + n + '\n';
        if (i < 50) {
            two += "p" + n + "@riverbank.test,Town" + n + '\n';
        }
    }
    audience(one);
    audience(two, "B");
    pathway("one", drop(),
            {text("--map"), text("EMAIL=Email"), text("--map"), text("FIRST_NAME=First"), text("--map"),
             text("LAST_NAME=Last"), text("--map"), text("CITY=City")});
    pathway("two", drop(), {text("--map"), text("EMAIL=Email"), text("--map"), text("CITY=City")}, "B");
    killedPush("one");
    ASSERT_FALSE(parts().isEmpty());
    ASSERT_FALSE(QFile::exists(drop(text("people.csv"))));
    pushed("two");
    ASSERT_FALSE(parts().isEmpty()) << "they are another pathway's";
    EXPECT_EQ(people().value(text("EMAIL")), (QStringList{text("EMAIL"), text("CITY")}));
    EXPECT_EQ(people().size(), 51);
    pushed("one");
    EXPECT_TRUE(parts().isEmpty());
    const auto all = people();
    EXPECT_EQ(all.size(), kPeople + 1);
    const QStringList header = all.value(text("EMAIL"));
    ASSERT_EQ(header.size(), 4);
    const auto cell = [&](int i, const char* column) {
        return all.value(QStringLiteral("p%1@riverbank.test").arg(i)).value(header.indexOf(text(column)));
    };
    for (const int i : {0, 49, 50, kPeople - 1}) {
        EXPECT_EQ(cell(i, "FIRST_NAME"), QStringLiteral("First%1").arg(i));
        EXPECT_EQ(cell(i, "LAST_NAME"), QStringLiteral("Last%1").arg(i));
        EXPECT_EQ(cell(i, "CITY"), QStringLiteral("City%1").arg(i));
    }
}

TEST_F(FileKeys, WhomACutOffPushWasToTakeOutStaysOnceAnotherPathwayHasPutThem) {
    // So many that folding the part into the file takes longer than to kill the program.
    QByteArray many = "Email,First\n";
    for (int i = 0; i < 60'000; ++i) {
        many += "p" + QByteArray::number(i) + "@riverbank.test,First\n";
    }
    audience(many + "x@riverbank.test,Xenia\n");
    audience("Email,First\ny@riverbank.test,Yann\n", "B");
    const QStringList mapping{text("--map"), text("EMAIL=Email"), text("--map"), text("FIRST_NAME=First")};
    pathway("one", drop(), mapping);
    pathway("two", drop(), mapping, "B");
    pushed("one");
    pushed("two");
    audience(many);
    killedPush("one");
    ASSERT_EQ(parts().size(), 1);
    ASSERT_EQ(people().value(text("x@riverbank.test")).value(1), text("Xenia")) << "the file was written already";
    audience("Email,First\ny@riverbank.test,Yann\nx@riverbank.test,Xandra\n", "B");
    pushed("two");
    EXPECT_EQ(people().value(text("x@riverbank.test")).value(1), text("Xandra"));
    audience(many + "z@riverbank.test,Zoe\n");
    pushed("one");
    const auto all = people();
    EXPECT_EQ(all.value(text("x@riverbank.test")).value(1), text("Xandra"));
    EXPECT_TRUE(all.contains(text("y@riverbank.test")));
    EXPECT_TRUE(all.contains(text("z@riverbank.test")));
    EXPECT_EQ(all.size(), 1 + 60'000 + 3);
    EXPECT_TRUE(parts().isEmpty());
    current = "two";
    expectNothingToDo();
}

TEST_F(FileKeys, PartsThatNobodyOfUsWroteAreLeftAloneAndSaid) {
    audience("Email,First\na@riverbank.test,Ann\nb@riverbank.test,Ben\n");
    pathway(current, drop(), {text("--map"), text("EMAIL=Email"), text("--map"), text("FIRST_NAME=First")});
    const QString stranger = drop(text(".people.csv-99990101000000000-00000001.changes"));
    QFile file(stranger);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("change,previous,FOO\r\nadd,,left@riverbank.test,and,more,than,columns\r\n"
               "remove,a@riverbank.test,\r\n");
    file.close();
    pushed();
    EXPECT_EQ(people().keys(), (QStringList{text("EMAIL"), text("a@riverbank.test"), text("b@riverbank.test")}));
    EXPECT_TRUE(QFile::exists(stranger));
}

} // namespace pathways::test
