// SPDX-License-Identifier: GPL-3.0-or-later
// Mailman, the two database servers and the file drop: real servers, started once for the whole program.
#include "tests/app/practice_places.h"
#include "tests/destinations/mailman/mailman_server.h"
#include "tests/destinations/sftp/ssh_server.h"
#include "tests/destinations/sql/mariadb_server.h"
#include "tests/destinations/sql/postgres_server.h"
#include "tests/support/started.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrlQuery>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

struct Servers {
    std::unique_ptr<MailmanServer> mailman;
    std::unique_ptr<SshServer> ssh;
    std::unique_ptr<MariaDbServer> mariadb;
    std::unique_ptr<PostgresServer> postgres;
    int objects = 0;
};

Servers& servers() {
    static Servers all;
    return all;
}

class MailmanPlace final : public Place {
public:
    [[nodiscard]] QString missing() const override {
        return m_server.running() ? QString() : QStringLiteral("Mailman 3 is not installed here");
    }
    [[nodiscard]] QStringList connection() const override {
        return {QStringLiteral("mailman"), QStringLiteral("--set"), QStringLiteral("url=") + m_server.url(),
                QStringLiteral("--set"), QStringLiteral("user=restadmin")};
    }
    [[nodiscard]] QByteArray secret() const override { return MailmanServer::password(); }
    QString freshObject(const Cli&) override {
        m_list = QStringLiteral("list%1.riverbank.test").arg(++servers().objects);
        ask("POST", QStringLiteral("/domains"), {{QStringLiteral("mail_host"), QStringLiteral("riverbank.test")}});
        ask("POST", QStringLiteral("/lists"),
            {{QStringLiteral("fqdn_listname"), QString(m_list).replace(m_list.indexOf(u'.'), 1, u'@')}});
        return m_list;
    }
    [[nodiscard]] QStringList pathway() const override {
        return {QStringLiteral("--map"), QStringLiteral("email=E-mail"), QStringLiteral("--map"),
                QStringLiteral("display_name=First Name")};
    }
    // One request a person, some thirty a second.
    [[nodiscard]] int sampleLines() const override { return 120; }
    bool holds(const QString& email) override { return member(email).contains(QLatin1String("member_id")); }
    std::optional<QString> firstName(const QString& email) override {
        return member(email)[QLatin1String("display_name")].toString();
    }
    bool others(const QString& email, const QString& name) override {
        // A name belongs to an address on all lists of a server: somebody new, then, whatever other tests did.
        ask("DELETE", QStringLiteral("/users/") + email, {});
        ask("POST", QStringLiteral("/members"),
            {{QStringLiteral("list_id"), m_list},
             {QStringLiteral("subscriber"), email},
             {QStringLiteral("display_name"), name},
             {QStringLiteral("pre_verified"), QStringLiteral("true")},
             {QStringLiteral("pre_confirmed"), QStringLiteral("true")},
             {QStringLiteral("pre_approved"), QStringLiteral("true")},
             {QStringLiteral("send_welcome_message"), QStringLiteral("false")}});
        return true;
    }
    bool leaves(const QString& email) override {
        if (const QString id = member(email)[QLatin1String("member_id")].toString(); !id.isEmpty()) {
            ask("DELETE", QStringLiteral("/members/") + id, {}); // As their own mail to the list does.
            return true;
        }
        // A list's owner keeps an address out with a ban.
        ask("POST", QStringLiteral("/lists/%1/bans").arg(m_list), {{QStringLiteral("email"), email}});
        return true;
    }
    bool stillOut(const QString& email) override { return !holds(email); }

private:
    [[nodiscard]] QJsonObject member(const QString& email) const {
        return ask("GET", QStringLiteral("/lists/%1/member/%2").arg(m_list, email), {});
    }
    [[nodiscard]] QJsonObject asked(const QByteArray& method, const QString& path, const QUrlQuery& form) const {
        QNetworkAccessManager manager;
        QNetworkRequest request(QUrl(m_server.url() + QStringLiteral("/3.1") + path));
        request.setRawHeader("Authorization",
                             "Basic " + QByteArray("restadmin:").append(MailmanServer::password()).toBase64());
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/x-www-form-urlencoded"));
        std::unique_ptr<QNetworkReply> reply(
            manager.sendCustomRequest(request, method, form.toString(QUrl::FullyEncoded).toUtf8()));
        QEventLoop loop;
        QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        return QJsonDocument::fromJson(reply->readAll()).object();
    }
    QJsonObject ask(const QByteArray& method, const QString& path, const QList<QPair<QString, QString>>& form) const {
        QUrlQuery query;
        query.setQueryItems(form);
        return asked(method, path, query);
    }

    MailmanServer& m_server = started(servers().mailman);
    QString m_list;
};

class TablePlace final : public Place {
public:
    explicit TablePlace(bool mysql)
        : m_mysql(mysql) {
        if (mysql) {
            MariaDbServer& server = started(servers().mariadb);
            m_running = server.running();
            m_port = server.port();
        } else {
            PostgresServer& server = started(servers().postgres);
            m_running = server.running();
            m_port = server.port();
        }
        m_database = QSqlDatabase::addDatabase(mysql ? QStringLiteral("QMYSQL") : QStringLiteral("QPSQL"),
                                               QStringLiteral("place-%1").arg(++servers().objects));
        m_database.setHostName(QStringLiteral("127.0.0.1"));
        m_database.setPort(m_port);
        m_database.setDatabaseName(name());
        m_database.setUserName(QStringLiteral("test"));
        m_database.setPassword(QStringLiteral("secret"));
        if (m_running && !m_database.open()) {
            endTest(m_database.lastError().text().toStdString());
        }
    }
    ~TablePlace() override {
        const QString connection = m_database.connectionName();
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(connection);
    }
    [[nodiscard]] QString missing() const override {
        return m_running ? QString() : QStringLiteral("the database server is not installed here");
    }
    [[nodiscard]] QStringList connection() const override {
        QStringList arguments{QStringLiteral("sql")};
        const QStringList settings{QStringLiteral("server=") +
                                       (m_mysql ? QStringLiteral("mysql") : QStringLiteral("postgresql")),
                                   QStringLiteral("host=127.0.0.1"), QStringLiteral("port=%1").arg(m_port),
                                   QStringLiteral("database=") + name(), QStringLiteral("user=test")};
        for (const QString& setting : settings) {
            arguments << QStringLiteral("--set") << setting;
        }
        return arguments;
    }
    [[nodiscard]] QByteArray secret() const override { return "secret"; }
    QString freshObject(const Cli&) override {
        m_table = QStringLiteral("people%1").arg(++servers().objects);
        run(QStringLiteral("CREATE TABLE %1 (%2, first_name varchar(80), surname varchar(80), last_gift date, "
                           "total numeric(10,2))")
                .arg(m_table, m_byNumber ? QStringLiteral("donor varchar(20) PRIMARY KEY, email varchar(120)")
                                         : QStringLiteral("email varchar(120) PRIMARY KEY")));
        return (m_mysql ? name() : QStringLiteral("public")) + u'.' + m_table;
    }
    [[nodiscard]] QStringList pathway() const override {
        QStringList arguments;
        for (const char* pair :
             {"email=E-mail", "first_name=First Name", "surname=Surname", "last_gift=Last Gift", "total=Gift Total"}) {
            arguments << QStringLiteral("--map") << QLatin1String(pair);
        }
        if (m_byNumber) {
            arguments << QStringLiteral("--map") << QStringLiteral("donor=Donor ID");
        }
        return arguments;
    }
    bool holds(const QString& email) override { return firstName(email).has_value(); }
    std::optional<QString> firstName(const QString& email) override {
        QSqlQuery query = run(QStringLiteral("SELECT first_name FROM %1 WHERE email = ?").arg(m_table), {email});
        return query.next() ? std::optional(query.value(0).toString()) : std::nullopt;
    }
    bool others(const QString& email, const QString& firstName) override {
        run(QStringLiteral("INSERT INTO %1 (email, first_name) VALUES (?, ?)").arg(m_table), {email, firstName});
        return true;
    }
    bool keyByNumber() override { return m_byNumber = true; }
    void othersByNumber(const QString& number, const QString& email, const QString& firstName) override {
        run(QStringLiteral("INSERT INTO %1 (donor, email, first_name) VALUES (?, ?, ?)").arg(m_table),
            {number, email, firstName});
    }

private:
    [[nodiscard]] QString name() const { return m_mysql ? QStringLiteral("riverbank") : QStringLiteral("postgres"); }
    QSqlQuery run(const QString& sql, const QStringList& values = {}) const {
        QSqlQuery query(m_database);
        if (values.isEmpty()) {
            query.exec(sql); // PostgreSQL prepares no CREATE.
            return query;
        }
        query.prepare(sql);
        for (const QString& value : values) {
            query.addBindValue(value);
        }
        query.exec();
        return query;
    }

    bool m_mysql;
    bool m_running = false;
    quint16 m_port = 0;
    QSqlDatabase m_database;
    QString m_table;
    bool m_byNumber = false;
};

class FilePlace final : public Place {
public:
    [[nodiscard]] QString missing() const override {
        return m_server.running() ? QString() : QStringLiteral("the OpenSSH server is not installed here");
    }
    [[nodiscard]] QStringList connection() const override {
        QStringList arguments{QStringLiteral("sftp")};
        const QStringList settings{QStringLiteral("host=127.0.0.1"),
                                   QStringLiteral("port=%1").arg(m_server.port()),
                                   QStringLiteral("user=") + qEnvironmentVariable("USER", QStringLiteral("root")),
                                   QStringLiteral("folder=") + m_server.path(QStringLiteral("drop")),
                                   QStringLiteral("host_key=") + m_server.fingerprint(),
                                   QStringLiteral("key_file=") + m_server.path(QStringLiteral("user"))};
        for (const QString& setting : settings) {
            arguments << QStringLiteral("--set") << setting;
        }
        return arguments;
    }
    QString freshObject(const Cli&) override {
        m_file = QStringLiteral("people%1.csv").arg(++servers().objects);
        return m_server.path(QStringLiteral("drop"));
    }
    [[nodiscard]] QStringList pathway() const override {
        QStringList arguments{QStringLiteral("--option"), QStringLiteral("file=") + m_file,
                              QStringLiteral("--map"),    QStringLiteral("EMAIL=E-mail"),
                              QStringLiteral("--map"),    QStringLiteral("FIRST_NAME=First Name")};
        if (m_byNumber) {
            arguments << QStringLiteral("--map") << QStringLiteral("PERSON_ID=Donor ID");
        }
        return arguments;
    }
    bool holds(const QString& email) override { return firstName(email).has_value(); }
    std::optional<QString> firstName(const QString& email) override {
        QFile file(m_server.path(QStringLiteral("drop/") + m_file));
        if (!file.open(QIODevice::ReadOnly)) {
            return std::nullopt;
        }
        const QStringList header = QString::fromUtf8(file.readLine()).trimmed().split(u',');
        while (!file.atEnd()) {
            const QStringList cells = QString::fromUtf8(file.readLine()).trimmed().split(u',');
            if (cells.value(header.indexOf(QStringLiteral("EMAIL"))).compare(email, Qt::CaseInsensitive) == 0) {
                return cells.value(header.indexOf(QStringLiteral("FIRST_NAME")));
            }
        }
        return std::nullopt;
    }
    bool others(const QString& email, const QString& firstName) override {
        append(QStringLiteral("EMAIL,FIRST_NAME"), email + u',' + firstName);
        return true;
    }
    bool keyByNumber() override { return m_byNumber = true; }
    void othersByNumber(const QString& number, const QString& email, const QString& firstName) override {
        append(QStringLiteral("PERSON_ID,EMAIL,FIRST_NAME"), number + u',' + email + u',' + firstName);
    }

private:
    void append(const QString& header, const QString& line) const {
        QFile file(m_server.path(QStringLiteral("drop/") + m_file));
        const QString end = QStringLiteral("\r\n");
        const QString text = (file.exists() ? QString() : header + end) + line + end;
        EXPECT_TRUE(file.open(QIODevice::Append) && file.write(text.toUtf8()) > 0);
    }

    SshServer& m_server = started(servers().ssh);
    QString m_file;
    bool m_byNumber = false;
};

} // namespace

std::vector<PlaceKind> allPlaces() {
    return {{"Mailchimp", mailchimpPlace},
            {"GoogleAds", googlePlace},
            {"Meta", metaPlace},
            {"Mailman", [] { return std::make_unique<MailmanPlace>(); }},
            {"PostgreSql", [] { return std::make_unique<TablePlace>(false); }},
            {"MariaDb", [] { return std::make_unique<TablePlace>(true); }},
            {"FileDrop", [] { return std::make_unique<FilePlace>(); }}};
}

void stopServers() {
    servers() = {};
}

} // namespace pathways::test
