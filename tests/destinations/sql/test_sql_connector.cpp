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
#include <set>

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
    void insert(const char* table, const std::string& key) {
        const auto database = test::must(SqlDatabase::open(m_connection, m_secret));
        QSqlQuery query(database->handle());
        query.prepare(QStringLiteral("INSERT INTO %1 VALUES (?)").arg(QString::fromLatin1(table)));
        query.addBindValue(QString::fromStdString(key));
        ASSERT_TRUE(query.exec()) << query.lastError().text().toStdString();
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

TEST_P(SqlConnectorTest, theServerSaysWhichKeysAreOne) {
    struct Case {
        const char* type;
        std::vector<std::vector<std::string>> same; ///< Each group is one key, another than the others.
        std::vector<std::string> impossible;
    };
    const std::string wide = "\xc3\x9cmit";
    const std::vector<Case> cases =
        mysql()
            ? std::vector<
                  Case>{{"varchar(40) COLLATE utf8mb4_general_ci", {{"ab", "AB", "ab "}, {"umit", wide}, {"abc"}}, {}},
                        {"varchar(40) COLLATE utf8mb4_bin", {{"ab", "ab "}, {"AB"}, {"umit"}, {wide}}, {}},
                        {"varchar(40) COLLATE utf8mb4_nopad_bin", {{"ab"}, {"ab "}, {"AB"}}, {}},
                        {"varchar(40) CHARACTER SET latin1",
                         {{"ab", "AB"}, {wide, "\xc3\xbcMIT"}, {"umit"}, {"?"}},
                         {"\xd0\x96", "\xd0\x99"}},
                        {"bigint", {{"7", "7.0", "007"}, {"9007199254740993"}, {"9007199254740992"}, {"-7"}}, {}},
                        {"decimal(20,2)", {{"7", "7.00", "007.001"}, {"10000000000000001"}, {"10000000000000002"}}, {}},
                        {"double", {{"7", "7.0", "7e0"}, {"0", "-0"}, {"1e7", "10000000"}}, {}},
                        {"date", {{"2024-03-05", "2024-3-5"}, {"2024-03-06"}}, {"2024-02-31"}},
                        {"uuid",
                         {{"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11"}},
                         {"none"}}}
            : std::vector<Case>{
                  {"text", {{"ab"}, {"AB"}, {"ab "}, {"a\"b\\c{d,e}"}, {"NULL"}}, {}},
                  {"varchar(3)", {{"abc"}, {"abcd"}}, {}},
                  {"char(5)", {{"ab", "ab "}, {"abcdef"}, {"abcdeg"}}, {}},
                  {"uuid",
                   {{"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}"}},
                   {"none", "also none"}},
                  {"numeric", {{"7", "7.00", "0007"}, {"1e7", "10000000"}, {"7.001"}}, {"x"}},
                  {"numeric(10,2)", {{"7", "7.001"}, {"7.01", "7.006"}}, {"123456789012"}},
                  {"double precision", {{"7", "7.0"}, {"0", "-0"}, {"0.1"}, {"0.30000000000000004"}, {"0.3"}}, {"x"}},
                  {"timestamptz", {{"2024-03-05 10:00+00", "2024-03-05 12:00+02"}, {"2024-03-05 10:00:01+00"}}, {}},
                  {"inet", {{"10.0.0.1", "10.0.0.1/32"}, {"10.0.0.1/8"}}, {"10.0.0.256"}},
                  {"numrange", {{"[1,2)", "[1.0,2.00)"}, {"[1,2]"}}, {}},
                  {"interval", {{"1 month", "30 days"}, {"31 days"}}, {}},
                  {"varchar(40) COLLATE anycase", {{"ab", "AB"}, {"abc"}, {"\xc3\xa4"}, {"a"}}, {}},
                  {"citext", {{"ab", "AB"}, {"abc"}}, {}}};
    if (!mysql()) {
        run("CREATE COLLATION IF NOT EXISTS anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = "
            "false)");
        run("CREATE EXTENSION IF NOT EXISTS citext");
    }
    for (const Case& one : cases) {
        SCOPED_TRACE(one.type);
        run("DROP TABLE IF EXISTS loose");
        run(("CREATE TABLE loose (email " + std::string(one.type) + " PRIMARY KEY)").c_str());
        PushTarget to = target(SyncMethod::Mirror);
        to.object.id = schema() + QStringLiteral(".loose");
        const CallContext now = context();
        const auto session = test::must(m_connector.beginPush(now, to));
        EXPECT_FALSE(test::must(session->keyForm({})).isEmpty());
        std::vector<std::string> keys = one.impossible;
        for (const auto& group : one.same) {
            keys.insert(keys.end(), group.begin(), group.end());
        }
        const auto forms = test::must(session->serverForm(keys, {}));
        ASSERT_EQ(forms.size(), keys.size());
        for (std::size_t i = 0; i < one.impossible.size(); ++i) {
            EXPECT_FALSE(forms[i]) << keys[i];
        }
        std::size_t at = one.impossible.size();
        std::set<std::string> distinct;
        for (const auto& group : one.same) {
            for (std::size_t i = 0; i < group.size(); ++i) {
                ASSERT_TRUE(forms[at + i]) << group[i];
                EXPECT_EQ(*forms[at + i], *forms[at]) << group[i];
            }
            EXPECT_TRUE(distinct.insert(*forms[at]).second) << group.front();
            at += group.size();
        }
        // What stands in the table has the form of what was put there, and the server itself agrees.
        for (const auto& group : one.same) {
            const bool fits = group.front().size() <= 3 || std::string(one.type).find("(3)") == std::string::npos;
            if (!fits || (std::string(one.type) == "char(5)" && group.front().size() > 5)) {
                continue;
            }
            run("DELETE FROM loose");
            insert("loose", group.front());
            std::vector<RemoteMember> members;
            ASSERT_TRUE(session->readMembers(
                [&members](const RemoteMember& member) {
                    members.push_back(member);
                    return true;
                },
                {}));
            ASSERT_EQ(members.size(), 1U) << group.front();
            EXPECT_TRUE(members[0].removable) << group.front();
            EXPECT_EQ(members[0].form, *test::must(session->serverForm({group.front()}, {})).at(0)) << group.front();
        }
    }
}

TEST_P(SqlConnectorTest, tenThousandKeysAreOneQuestion) {
    const CallContext now = context();
    const auto session = test::must(m_connector.beginPush(now, target(SyncMethod::Mirror)));
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < PushSession::kKeysAtATime; ++i) {
        keys.push_back("p" + std::to_string(i) + "@riverbank.test");
    }
    const auto forms = test::must(session->serverForm(keys, {}));
    EXPECT_EQ(std::set(forms.begin(), forms.end()).size(), keys.size());
    EXPECT_TRUE(test::must(session->serverForm({}, {})).empty());
}

/// The belt: whatever a plan says, a removal finds the row that was meant, or none.
TEST_P(SqlConnectorTest, noSpellingOfARemovalHitsAnotherRow) {
    run("DROP TABLE IF EXISTS loose");
    run(mysql() ? "CREATE TABLE loose (email decimal(20,0) PRIMARY KEY)"
                : "CREATE TABLE loose (email double precision PRIMARY KEY)");
    run("INSERT INTO loose VALUES (10000000), (20000000)");
    PushTarget to = target(SyncMethod::Mirror);
    to.object.id = schema() + QStringLiteral(".loose");
    to.fields = {to.fields.front()};
    to.clears = {false};
    const CallContext now = context();
    const auto session = test::must(m_connector.beginPush(now, to));
    ChangeBatch batch;
    batch.number = 1;
    batch.removal = true;
    // Read from the table, as no server writes it: nobody is meant.
    batch.people = {person(ChangeKind::Remove, {}, {"1e+07"})};
    const auto read = session->send(batch, {});
    ASSERT_EQ(read.verdict, BatchVerdict::Acknowledged) << read.error.text().toStdString();
    ASSERT_EQ(read.rows.size(), 1U);
    EXPECT_EQ(read.rows[0].reason, Reason::AlreadyGone);
    EXPECT_EQ(value("SELECT count(*) FROM loose"), QStringLiteral("2"));
    // Put there by us, in whatever spelling.
    batch.people.front().key.bytes[0] = 1;
    batch.people.front().previous = {"10000000.0"};
    EXPECT_EQ(session->send(batch, {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(value("SELECT count(*) FROM loose"), QStringLiteral("1"));
    // What the column could never hold is nobody.
    if (!mysql()) {
        batch.people.front().previous = {"none"};
        const auto none = session->send(batch, {});
        ASSERT_EQ(none.rows.size(), 1U);
        EXPECT_EQ(none.rows[0].reason, Reason::AlreadyGone);
    }
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
        batch.repeated = true;
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

TEST_P(SqlConnectorTest, aReadingThatBreaksOffIsNotTakenForTheWholeTable) {
    if (mysql()) {
        return; // Its driver has everything by the time the first row is looked at.
    }
    run("INSERT INTO people (email, first_name) SELECT 'p' || n || '@riverbank.test', 'Name' FROM "
        "generate_series(1, 400000) AS n");
    const CallContext now = context();
    auto session = m_connector.beginPush(now, target(SyncMethod::Mirror));
    ASSERT_TRUE(session);
    int found = 0;
    const auto read = (*session)->readMembers(
        [&](const RemoteMember&) {
            if (++found == 1) {
                run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                    "backend_type = 'client backend'");
            }
            return true;
        },
        {});
    EXPECT_TRUE(!read || found == 400'001) << "only " << found << " were read, and they pass for all";
}

TEST_P(SqlConnectorTest, aBatchThatAnotherSessionRepeatsIsThisPushsOwn) {
    ChangeBatch batch;
    batch.number = 1;
    batch.people = {person(ChangeKind::Add, {"fresh@riverbank.test", "Fresh", ""})};
    batch.people[0].key.bytes[0] = 1;
    const CallContext now = context();
    {
        auto session = m_connector.beginPush(now, target(SyncMethod::Mirror));
        ASSERT_TRUE(session);
        ASSERT_EQ((*session)->send(batch, {}).verdict, BatchVerdict::Acknowledged); // And the program is killed here.
    }
    auto session = m_connector.beginPush(now, target(SyncMethod::Mirror));
    ASSERT_TRUE(session);
    batch.repeated = true;
    EXPECT_TRUE((*session)->send(batch, {}).adopted.empty()) << "nobody takes them out any more";
}

INSTANTIATE_TEST_SUITE_P(Servers, SqlConnectorTest, ::testing::Values(SqlKind::PostgreSql, SqlKind::MySql),
                         [](const auto& subject) {
                             return subject.param == SqlKind::MySql ? std::string("MariaDb")
                                                                    : std::string("PostgreSql");
                         });

} // namespace pathways
