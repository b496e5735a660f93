// SPDX-License-Identifier: GPL-3.0-or-later
// The table connector against real servers: PostgreSQL and MariaDB.
#include "core/destinations/sql/sql_connector.h"
#include "core/destinations/sql/sql_database.h"
#include "tests/destinations/sql/lossy_line.h"
#include "tests/destinations/sql/mariadb_server.h"
#include "tests/destinations/sql/postgres_server.h"
#include "tests/support/must.h"

#include <QSqlError>

#include <gtest/gtest.h>

namespace pathways {

namespace {

/// No connector for a table may ever ask the transport.
class NoTransport final : public HttpTransport {
public:
    HttpReply send(const HttpRequest&, std::stop_token) override {
        ADD_FAILURE() << "HTTP from the table connector";
        return {};
    }
};

/// One server of each kind for the whole program: starting takes seconds.
struct Servers {
    test::PostgresServer postgres;
    test::MariaDbServer mariadb;
};

class SqlConnectorTest : public ::testing::TestWithParam<SqlKind> {
public:
    static std::unique_ptr<Servers> s_servers;

protected:
    static bool mysql() { return GetParam() == SqlKind::MySql; }
    static QString schema() { return mysql() ? QStringLiteral("riverbank") : QStringLiteral("public"); }
    static quint16 serverPort() { return mysql() ? s_servers->mariadb.port() : s_servers->postgres.port(); }
    void SetUp() override {
        if (!s_servers) {
            s_servers = std::make_unique<Servers>();
        }
        if (!(mysql() ? s_servers->mariadb.running() : s_servers->postgres.running())) {
            GTEST_SKIP() << (mysql() ? "MariaDB" : "PostgreSQL") << " is not installed here";
        }
        m_connection.name = QStringLiteral("Donor database");
        m_connection.settings = {
            {QStringLiteral("server"), mysql() ? QStringLiteral("mysql") : QStringLiteral("postgresql")},
            {QStringLiteral("host"), QStringLiteral("127.0.0.1")},
            {QStringLiteral("port"), QString::number(serverPort())},
            {QStringLiteral("database"), mysql() ? QStringLiteral("riverbank") : QStringLiteral("postgres")},
            {QStringLiteral("user"), QStringLiteral("test")}};
        run("DROP TABLE IF EXISTS people, keyless, two_keys, loose");
        run(mysql() ? "DROP TABLE IF EXISTS `Odd ``\"Name`" : "DROP TABLE IF EXISTS \"Odd `\"\"Name\"");
        run(mysql() ? "CREATE TABLE people (id int AUTO_INCREMENT PRIMARY KEY, email varchar(80) UNIQUE NOT NULL, "
                      "first_name text, last_gift date, total numeric(10,2), shown text AS (upper(first_name)))"
                    : "CREATE TABLE people (id serial PRIMARY KEY, email varchar(80) UNIQUE NOT NULL, first_name text, "
                      "last_gift date, total numeric, shown text GENERATED ALWAYS AS (upper(first_name)) STORED)");
        run("CREATE TABLE keyless (a text)");
        run("INSERT INTO people (email, first_name) VALUES ('other@riverbank.test', 'Other')");
    }
    void run(const char* sql) {
        auto database = SqlDatabase::open(m_connection, m_secret);
        ASSERT_TRUE(database) << database.error().text().toStdString();
        QSqlQuery query((*database)->handle());
        ASSERT_TRUE(query.exec(QString::fromUtf8(sql))) << query.lastError().text().toStdString();
    }
    QString value(const char* sql) {
        const auto database = test::must(SqlDatabase::open(m_connection, m_secret));
        QSqlQuery query(database->handle());
        EXPECT_TRUE(query.exec(QString::fromUtf8(sql)));
        return query.next() ? query.value(0).toString() : QStringLiteral("(none)");
    }
    CallContext context() { return {m_http, m_clock, m_connection, m_secret, {}}; }
    PushTarget target(SyncMethod method) {
        PushTarget target;
        target.object.id = schema() + QStringLiteral(".people");
        target.method = method;
        const auto all = test::must(m_connector.fields(context(), target.object));
        for (const char* name : {"email", "first_name", "last_gift"}) {
            for (const FieldSpec& field : all) {
                if (field.id == QLatin1String(name)) {
                    target.fields.push_back(field);
                }
            }
        }
        target.clears = {false, false, false};
        target.identifiers = {0};
        return target;
    }
    static PersonChange person(ChangeKind kind, std::vector<std::string_view> values,
                               std::vector<std::string_view> previous = {}) {
        PersonChange change;
        change.kind = kind;
        change.values = std::move(values);
        change.previous = std::move(previous);
        return change;
    }
    BatchResult send(SyncMethod method, std::vector<PersonChange> people, std::vector<bool> clears = {}) {
        const CallContext now = context();
        PushTarget to = target(method);
        if (!clears.empty()) {
            to.clears = std::move(clears);
        }
        const auto session = test::must(m_connector.beginPush(now, to));
        ChangeBatch batch;
        batch.number = 1;
        batch.people = std::move(people);
        return session->send(batch, {});
    }

    NoTransport m_transport;
    SystemClock m_clock;
    HttpClient m_http{m_transport, m_clock, {}};
    Connection m_connection;
    Secret m_secret{QByteArray("secret")};
    SqlConnector m_connector;
};
std::unique_ptr<Servers> SqlConnectorTest::s_servers;

/// Servers are stopped before the program ends, whatever happened.
class StopServers final : public ::testing::Environment {
public:
    void TearDown() override { SqlConnectorTest::s_servers.reset(); }
};
const auto* const kStopServers = ::testing::AddGlobalTestEnvironment(new StopServers);

} // namespace

TEST_P(SqlConnectorTest, showsTablesAndTheirColumnsForMapping) {
    ASSERT_TRUE(m_connector.validate(context()));
    const auto tables = m_connector.listObjects(context());
    ASSERT_TRUE(tables);
    ASSERT_EQ(tables->size(), 2);
    EXPECT_EQ(tables->at(0).id, schema() + QStringLiteral(".keyless"));
    EXPECT_FALSE(tables->at(0).selectable);
    EXPECT_TRUE(tables->at(1).selectable);
    const auto fields = m_connector.fields(context(), tables->at(1));
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->front().id, QStringLiteral("email"));
    EXPECT_TRUE(fields->front().identifier);
    EXPECT_EQ(fields->front().kind, FieldKind::Email);
    EXPECT_EQ(fields->size(), 4); // What the server makes up itself is not offered.
}

TEST_P(SqlConnectorTest, upsertKeepsWhatABlankWouldEmpty) {
    auto first = send(SyncMethod::UpdateOrCreate, {person(ChangeKind::Add, {"a@riverbank.test", "Ann", "2025-01-02"}),
                                                   person(ChangeKind::Add, {"other@riverbank.test", "", ""})});
    ASSERT_EQ(first.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(first.adopted, std::vector<std::uint32_t>{1}); // Somebody else had put that row there.
    EXPECT_EQ(value("SELECT first_name FROM people WHERE email='other@riverbank.test'"), QStringLiteral("Other"));
    auto second = send(SyncMethod::UpdateOrCreate,
                       {person(ChangeKind::Update, {"a@riverbank.test", "", "2025-03-04"}, {"a@riverbank.test"})});
    ASSERT_EQ(second.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT concat(first_name, last_gift) FROM people WHERE email='a@riverbank.test'"),
              QStringLiteral("Ann2025-03-04"));
    auto clearing =
        send(SyncMethod::UpdateOrCreate,
             {person(ChangeKind::Update, {"a@riverbank.test", "", ""}, {"a@riverbank.test"})}, {false, true, false});
    ASSERT_EQ(clearing.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT coalesce(first_name, 'cleared') FROM people WHERE email='a@riverbank.test'"),
              QStringLiteral("cleared"));
}

TEST_P(SqlConnectorTest, appendTouchesNobodyAndUpdateOnlyAddsNobody) {
    auto append = send(SyncMethod::Append, {person(ChangeKind::Add, {"other@riverbank.test", "Changed", ""}),
                                            person(ChangeKind::Add, {"b@riverbank.test", "Bea", ""})});
    ASSERT_EQ(append.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(append.rows.size(), 1U);
    EXPECT_EQ(append.rows[0].reason, Reason::AlreadyThere);
    EXPECT_EQ(value("SELECT first_name FROM people WHERE email='other@riverbank.test'"), QStringLiteral("Other"));
    auto update = send(SyncMethod::UpdateOnly, {person(ChangeKind::Update, {"nobody@riverbank.test", "X", ""}),
                                                person(ChangeKind::Update, {"b@riverbank.test", "Beatrice", ""})});
    ASSERT_EQ(update.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(update.rows.size(), 1U);
    EXPECT_EQ(update.rows[0].reason, Reason::NotThere);
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("2"));
}

TEST_P(SqlConnectorTest, aChangedKeyRenamesAndRemovalDeletesByKeyAlone) {
    ASSERT_EQ(send(SyncMethod::Mirror, {person(ChangeKind::Add, {"old@riverbank.test", "Cy", ""})}).verdict,
              BatchVerdict::Acknowledged);
    ASSERT_EQ(
        send(SyncMethod::Mirror, {person(ChangeKind::Update, {"new@riverbank.test", "Cy", ""}, {"old@riverbank.test"})})
            .verdict,
        BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT count(*) FROM people WHERE first_name='Cy'"), QStringLiteral("1"));
    auto removed = send(SyncMethod::Mirror, {person(ChangeKind::Remove, {}, {"new@riverbank.test"}),
                                             person(ChangeKind::Remove, {}, {"gone@riverbank.test"})});
    ASSERT_EQ(removed.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(removed.rows.size(), 1U);
    EXPECT_EQ(removed.rows[0].reason, Reason::AlreadyGone);
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("1"));
}

TEST_P(SqlConnectorTest, oneBadRowRefusesTheBatchWholeAndIsFoundAlone) {
    auto both = send(SyncMethod::Mirror, {person(ChangeKind::Add, {"d@riverbank.test", "Di", ""}),
                                          person(ChangeKind::Add, {"e@riverbank.test", "Ed", "not a date"})});
    EXPECT_EQ(both.verdict, BatchVerdict::Refused);
    EXPECT_TRUE(both.splittable);
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("1"));
    auto alone = send(SyncMethod::Mirror, {person(ChangeKind::Add, {"e@riverbank.test", "Ed", "not a date"})});
    EXPECT_EQ(alone.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(alone.rows.size(), 1U);
    EXPECT_EQ(alone.rows[0].reason, Reason::RefusedValue);
}

TEST_P(SqlConnectorTest, namesAndValuesNeverBecomeStatements) {
    run(mysql() ? "CREATE TABLE `Odd ``\"Name` (`e; DROP` varchar(60) PRIMARY KEY)"
                : "CREATE TABLE \"Odd `\"\"Name\" (\"e; DROP\" text PRIMARY KEY)");
    PushTarget odd;
    odd.object.id = schema() + QStringLiteral(".Odd `\"Name");
    const auto oddFields = m_connector.fields(context(), odd.object);
    ASSERT_TRUE(oddFields);
    odd.fields.assign(oddFields->cbegin(), oddFields->cend());
    odd.clears = {false};
    odd.identifiers = {0};
    const CallContext now = context();
    auto session = m_connector.beginPush(now, odd);
    ASSERT_TRUE(session);
    ChangeBatch batch;
    batch.people.push_back(person(ChangeKind::Add, {"'); DROP TABLE people; --"}));
    EXPECT_EQ((*session)->send(batch, {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("1"));
}

TEST_P(SqlConnectorTest, aRefusedPasswordAndAnAbsentServerAreTwoSentences) {
    m_secret = Secret(QByteArray("canary-wrong-password"));
    auto refused = m_connector.validate(context());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::SignIn);
    m_connection.settings[QStringLiteral("port")] = QStringLiteral("1");
    auto absent = m_connector.validate(context());
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().kind, ErrorKind::Network);
    for (const Error& error : {refused.error(), absent.error()}) {
        EXPECT_FALSE(QString(error.text() + error.detail).contains(QLatin1String("canary")));
    }
}

TEST_P(SqlConnectorTest, readsMembersBack) {
    const CallContext now = context();
    auto session = m_connector.beginPush(now, target(SyncMethod::UpdateOnly));
    ASSERT_TRUE(session);
    std::vector<std::string> found;
    ASSERT_TRUE((*session)->readMembers(
        [&found](const RemoteMember& member) {
            found.push_back(member.identity);
            return true;
        },
        {}));
    EXPECT_EQ(found, std::vector<std::string>{"other@riverbank.test"});
}

TEST_P(SqlConnectorTest, saysWhereTheServerTakesCapitalsForTheSame) {
    const auto loosely = [this](const char* column) {
        run("DROP TABLE IF EXISTS loose");
        run(column);
        DestinationObject table;
        table.id = schema() + QStringLiteral(".loose");
        const auto fields = m_connector.fields(context(), table);
        EXPECT_TRUE(fields);
        return fields && fields->constFirst().comparedLoosely;
    };
    EXPECT_FALSE(loosely("CREATE TABLE loose (k int PRIMARY KEY)"));
    if (mysql()) {
        EXPECT_TRUE(loosely("CREATE TABLE loose (k varchar(40) COLLATE utf8mb4_general_ci PRIMARY KEY)"));
        EXPECT_FALSE(loosely("CREATE TABLE loose (k varchar(40) COLLATE utf8mb4_bin PRIMARY KEY)"));
        return;
    }
    EXPECT_FALSE(loosely("CREATE TABLE loose (k varchar(40) PRIMARY KEY)"));
    run("CREATE COLLATION IF NOT EXISTS anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    EXPECT_TRUE(loosely("CREATE TABLE loose (k varchar(40) COLLATE anycase PRIMARY KEY)"));
}

TEST_P(SqlConnectorTest, anAnswerLostAfterTheCommitIsSettledAndNobodyIsTakenForSomebodyElses) {
    test::LossyLine line(serverPort());
    m_connection.settings[QStringLiteral("port")] = QString::number(line.port());
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::Append}) {
        const std::string fresh = toKey(method).toStdString() + "@riverbank.test";
        const CallContext now = context();
        auto session = m_connector.beginPush(now, target(method));
        ASSERT_TRUE(session);
        ChangeBatch batch;
        batch.number = 1;
        batch.people = {person(ChangeKind::Add, {fresh, "Fresh", ""}),
                        person(ChangeKind::Add, {"other@riverbank.test", "Other", ""})};
        batch.people[0].key.bytes[0] = 1;
        batch.people[1].key.bytes[0] = 2;
        const int before = line.lost();
        line.loseNextCommit();
        EXPECT_EQ((*session)->send(batch, {}).verdict, BatchVerdict::Unknown);
        ASSERT_EQ(line.lost(), before + 1);
        ASSERT_TRUE((*session)->resendable(batch));
        const BatchResult settled = (*session)->send(batch, {});
        ASSERT_EQ(settled.verdict, BatchVerdict::Acknowledged);
        if (method == SyncMethod::Mirror) {
            EXPECT_EQ(settled.adopted, std::vector<std::uint32_t>{1}) << "the first was put there by this push";
        } else {
            ASSERT_EQ(settled.rows.size(), 1U);
            EXPECT_EQ(settled.rows[0].index, 1U);
        }
    }
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("3"));
}

TEST_P(SqlConnectorTest, aRowThatSharesAnotherUniqueValueIsRefusedAndNobodyElsesRowChanges) {
    run("CREATE TABLE two_keys (email varchar(80) PRIMARY KEY, card varchar(20) UNIQUE, first_name varchar(20))");
    run("INSERT INTO two_keys VALUES ('other@riverbank.test', '77', 'Other')");
    PushTarget both;
    both.object.id = schema() + QStringLiteral(".two_keys");
    const auto fields = m_connector.fields(context(), both.object);
    ASSERT_TRUE(fields);
    for (const char* name : {"email", "card", "first_name"}) {
        for (const FieldSpec& field : *fields) {
            if (field.id == QLatin1String(name)) {
                both.fields.push_back(field);
            }
        }
    }
    both.identifiers = {0};
    const CallContext now = context();
    auto session = m_connector.beginPush(now, both);
    ASSERT_TRUE(session);
    ChangeBatch batch;
    batch.people.push_back(person(ChangeKind::Add, {"new@riverbank.test", "77", "New"}));
    const BatchResult result = (*session)->send(batch, {});
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].reason, Reason::RefusedValue);
    EXPECT_EQ(value("SELECT concat(email, first_name) FROM two_keys"), QStringLiteral("other@riverbank.testOther"));
}

TEST_P(SqlConnectorTest, valuesArriveWholeOrNotAtAll) {
    ASSERT_EQ(send(SyncMethod::Mirror, {person(ChangeKind::Add, {"u@riverbank.test", "Zoë 🌊 Łukasz", ""})}).verdict,
              BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT first_name FROM people WHERE email='u@riverbank.test'"), QString::fromUtf8("Zoë 🌊 Łukasz"));
    const std::string tooLong = std::string(90, 'x') + "@riverbank.test";
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::Append}) {
        const BatchResult cut = send(method, {person(ChangeKind::Add, {tooLong, "Long", ""})});
        ASSERT_EQ(cut.rows.size(), 1U);
        EXPECT_EQ(cut.rows[0].reason, Reason::RefusedValue);
        const BatchResult date = send(method, {person(ChangeKind::Add, {"d@riverbank.test", "D", "2025-02-31"})});
        ASSERT_EQ(date.rows.size(), 1U);
        EXPECT_EQ(date.rows[0].reason, Reason::RefusedValue);
    }
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("2"));
}

TEST_P(SqlConnectorTest, aTableThatCannotUndoIsNotOffered) {
    if (!mysql()) {
        GTEST_SKIP() << "every table of PostgreSQL can";
    }
    run("CREATE TABLE loose (email varchar(80) PRIMARY KEY) ENGINE=MyISAM");
    const auto tables = m_connector.listObjects(context());
    ASSERT_TRUE(tables);
    for (const DestinationObject& table : *tables) {
        EXPECT_EQ(table.selectable, table.name == QLatin1String("people")) << table.name.toStdString();
    }
}

TEST_P(SqlConnectorTest, aServerThatStartsAgainFindsEverybodyOnce) {
    if (!mysql()) {
        GTEST_SKIP() << "one server is enough to stop and start";
    }
    const CallContext now = context();
    auto session = m_connector.beginPush(now, target(SyncMethod::Mirror));
    ASSERT_TRUE(session);
    ChangeBatch batch;
    batch.people = {person(ChangeKind::Add, {"a@riverbank.test", "Ann", ""}),
                    person(ChangeKind::Add, {"b@riverbank.test", "Bea", ""})};
    s_servers->mariadb.stop();
    const BatchResult down = (*session)->send(batch, {});
    EXPECT_NE(down.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(down.error.kind, ErrorKind::Network);
    s_servers->mariadb.start();
    ASSERT_TRUE(s_servers->mariadb.running());
    EXPECT_EQ((*session)->send(batch, {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ((*session)->settle(batch, {}, {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT count(*) FROM people"), QStringLiteral("3"));
}

INSTANTIATE_TEST_SUITE_P(Servers, SqlConnectorTest, ::testing::Values(SqlKind::PostgreSql, SqlKind::MySql),
                         [](const auto& subject) {
                             return subject.param == SqlKind::MySql ? std::string("MariaDb")
                                                                    : std::string("PostgreSql");
                         });

} // namespace pathways
