// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/sftp_connector.h"
#include "core/destinations/sql/sql_connector.h"
#include "tests/contract/server_harness.h"
#include "tests/destinations/sftp/ssh_server.h"
#include "tests/destinations/sql/mariadb_server.h"
#include "tests/destinations/sql/postgres_server.h"
#include "tests/support/started.h"

#include <QDir>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

namespace pathways::test {

namespace {

struct Servers {
    std::unique_ptr<SshServer> ssh;
    std::unique_ptr<MariaDbServer> mariadb;
    std::unique_ptr<PostgresServer> postgres;
};

Servers& servers() {
    static Servers all;
    return all;
}

std::string address(int n) {
    return "p" + std::to_string(n) + ServerHarness::canary() + "@riverbank.test";
}

class TableHarness final : public ServerHarness {
public:
    explicit TableHarness(bool mysql)
        : m_mysql(mysql) {
        m_running = mysql ? started(servers().mariadb).running() : started(servers().postgres).running();
        m_port = mysql ? servers().mariadb->port() : servers().postgres->port();
        if (m_running) {
            m_database = QSqlDatabase::addDatabase(mysql ? QStringLiteral("QMYSQL") : QStringLiteral("QPSQL"),
                                                   QStringLiteral("contract"));
            m_database.setHostName(QStringLiteral("127.0.0.1"));
            m_database.setPort(m_port);
            m_database.setDatabaseName(name());
            m_database.setUserName(QStringLiteral("test"));
            m_database.setPassword(QStringLiteral("secret"));
            if (!m_database.open()) {
                endTest(m_database.lastError().text().toStdString());
            }
            run(QStringLiteral("DROP TABLE IF EXISTS people"));
            run(QStringLiteral("CREATE TABLE people (email varchar(80) PRIMARY KEY, first_name varchar(40), total "
                               "numeric(8,2))"));
        }
    }
    ~TableHarness() override {
        allowSignIn(true);
        for (int i = 0; i < m_more; ++i) {
            run(QStringLiteral("DROP TABLE IF EXISTS more%1").arg(i));
        }
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(QStringLiteral("contract"));
    }
    const Connector& connector() const override { return m_connector; }
    bool available() override { return m_running; }
    Connection connection(quint16 port) const override {
        Connection connection;
        connection.type = QStringLiteral("sql");
        connection.name = QStringLiteral("Table");
        connection.settings = {
            {QStringLiteral("server"), m_mysql ? QStringLiteral("mysql") : QStringLiteral("postgresql")},
            {QStringLiteral("host"), QStringLiteral("127.0.0.1")},
            {QStringLiteral("port"), QString::number(port)},
            {QStringLiteral("database"), name()},
            {QStringLiteral("user"), QStringLiteral("test")}};
        return connection;
    }
    quint16 port() const override { return m_port; }
    Secret goodSecret() const override { return Secret(QByteArray("secret")); }
    void withoutSignIn(Connection&, Secret& secret) const override { secret = Secret(); }
    void wrongSignIn(Connection&, Secret& secret) const override { secret = Secret(QByteArray("another-password")); }
    void allowSignIn(bool allowed) override {
        // Connections that are open stay so; the program opens one for each batch.
        const QString password = allowed ? QStringLiteral("secret") : QStringLiteral("changed");
        run(m_mysql ? QStringLiteral("SET PASSWORD = PASSWORD('%1')").arg(password)
                    : QStringLiteral("ALTER USER test PASSWORD '%1'").arg(password));
    }
    PushTarget target() override {
        PushTarget target;
        target.object.id = (m_mysql ? name() : QStringLiteral("public")) + QStringLiteral(".people");
        return target;
    }
    std::vector<QString> fieldIds() const override {
        return {QStringLiteral("email"), QStringLiteral("first_name"), QStringLiteral("total")};
    }
    BatchBuilder::Values person(int n) const override { return {address(n), canary() + " name", "12.50"}; }
    std::optional<BatchBuilder::Values> refusedPerson() const override {
        return BatchBuilder::Values{canary() + "@riverbank.test", "A", canary() + " is no number"};
    }
    int copies(int n) override {
        QSqlQuery query(m_database);
        query.prepare(QStringLiteral("SELECT count(*) FROM people WHERE email = ?"));
        query.addBindValue(QString::fromStdString(address(n)));
        return query.exec() && query.next() ? query.value(0).toInt() : -1;
    }
    void addObjects(int count) override {
        for (; m_more < count; ++m_more) {
            run(QStringLiteral("CREATE TABLE more%1 (email varchar(80) PRIMARY KEY)").arg(m_more));
        }
    }

private:
    QString name() const { return m_mysql ? QStringLiteral("riverbank") : QStringLiteral("postgres"); }
    void run(const QString& sql) {
        QSqlQuery query(m_database);
        query.exec(sql);
    }
    bool m_mysql;
    bool m_running = false;
    quint16 m_port = 0;
    int m_more = 0;
    QSqlDatabase m_database;
    SqlConnector m_connector;
};

class FileHarness final : public ServerHarness {
public:
    FileHarness() {
        const QDir drop(folder());
        for (const QFileInfo& info : drop.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
            info.isDir() ? QDir(info.filePath()).removeRecursively() : QFile::remove(info.filePath());
        }
    }
    ~FileHarness() override { allowSignIn(true); }
    const Connector& connector() const override { return m_connector; }
    bool available() override { return m_server.running(); }
    Connection connection(quint16 port) const override {
        Connection connection;
        connection.type = QStringLiteral("sftp");
        connection.name = QStringLiteral("Drop");
        connection.settings = {{QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                               {QStringLiteral("port"), QString::number(port)},
                               {QStringLiteral("user"), qEnvironmentVariable("USER", QStringLiteral("root"))},
                               {QStringLiteral("folder"), folder()},
                               {QStringLiteral("host_key"), m_server.fingerprint()},
                               {QStringLiteral("key_file"), m_server.path(QStringLiteral("user"))}};
        return connection;
    }
    quint16 port() const override { return m_server.port(); }
    Secret goodSecret() const override { return {}; }
    void withoutSignIn(Connection& connection, Secret&) const override {
        connection.settings.remove(QStringLiteral("key_file"));
    }
    void wrongSignIn(Connection& connection, Secret&) const override {
        connection.settings[QStringLiteral("key_file")] = m_server.path(QStringLiteral("host"));
    }
    void allowSignIn(bool allowed) override {
        const QString keys = m_server.path(QStringLiteral("user.pub"));
        QFile::rename(allowed ? keys + QStringLiteral(".off") : keys, allowed ? keys : keys + QStringLiteral(".off"));
    }
    PushTarget target() override {
        PushTarget target;
        target.object.id = folder();
        for (const PathwayOptionSpec& option : m_connector.type().options) {
            target.options.insert(option.key, option.defaultValue);
        }
        return target;
    }
    std::vector<QString> fieldIds() const override { return {QStringLiteral("EMAIL"), QStringLiteral("FIRST_NAME")}; }
    BatchBuilder::Values person(int n) const override { return {address(n), canary() + " name"}; }
    int copies(int n) override {
        QFile file(folder() + QStringLiteral("/people.csv"));
        const QByteArray row = QByteArray(1, '\n').append(QByteArray::fromStdString(address(n))).append(',');
        return file.open(QIODevice::ReadOnly) ? int(file.readAll().count(row)) : 0;
    }
    void addObjects(int count) override {
        for (int i = 0; i < count; ++i) {
            QDir(folder()).mkdir(QStringLiteral("more%1").arg(i));
        }
    }

private:
    QString folder() const { return m_server.path(QStringLiteral("drop")); }
    SshServer& m_server = started(servers().ssh);
    SftpConnector m_connector;
};

} // namespace

std::vector<ServerSubject> serverSubjects() {
    return {{"PostgreSql", [] { return std::make_unique<TableHarness>(false); }},
            {"MariaDb", [] { return std::make_unique<TableHarness>(true); }},
            {"FileDrop", [] { return std::make_unique<FileHarness>(); }}};
}

void stopContractServers() {
    servers() = {};
}

} // namespace pathways::test
