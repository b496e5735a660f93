// SPDX-License-Identifier: GPL-3.0-or-later
// The file drop against a real OpenSSH server, and the file's own rules without one.
#include "core/destinations/sftp/drop_file.h"
#include "core/destinations/sftp/sftp_connector.h"
#include "tests/destinations/sftp/ssh_server.h"
#include "tests/support/must.h"

#include <gtest/gtest.h>

namespace pathways {

namespace {

class NoTransport final : public HttpTransport {
public:
    HttpReply send(const HttpRequest&, std::stop_token) override {
        ADD_FAILURE() << "HTTP from the file drop";
        return {};
    }
};

class SftpConnectorTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() { s_server = new test::SshServer; }
    static void TearDownTestSuite() {
        delete s_server;
        s_server = nullptr;
    }
    void SetUp() override {
        if (!s_server->running()) {
            GTEST_SKIP() << "OpenSSH's server is not installed here";
        }
        m_folder = s_server->path(QStringLiteral("drop"));
        for (const QString& name : QDir(m_folder).entryList(QDir::Files | QDir::Hidden)) {
            QFile::remove(m_folder + u'/' + name);
        }
        m_connection.name = QStringLiteral("Drop");
        m_connection.settings = {{QStringLiteral("host"), QStringLiteral("127.0.0.1")},
                                 {QStringLiteral("port"), QString::number(s_server->port())},
                                 {QStringLiteral("user"), QStringLiteral("root")},
                                 {QStringLiteral("folder"), m_folder},
                                 {QStringLiteral("host_key"), s_server->fingerprint()},
                                 {QStringLiteral("key_file"), s_server->path(QStringLiteral("user"))}};
    }
    CallContext context() { return {m_http, m_clock, m_connection, m_secret, {}}; }
    PushTarget target(SyncMethod method, const char* ids = "EMAIL,FIRST_NAME", const char* pathway = "one") {
        PushTarget target;
        target.pathway = QString::fromLatin1(pathway);
        target.proofKey = QByteArray(pathway) + QByteArray(29, 'k');
        target.pushReference = QStringLiteral("push of ") + target.pathway;
        target.object.id = m_folder;
        target.method = method;
        target.started = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
        const auto all = test::must(m_connector.fields(context(), target.object));
        for (const QString& id : QString::fromLatin1(ids).split(u',')) {
            for (const FieldSpec& field : all) {
                if (field.id == id) {
                    if (field.identifier) {
                        target.identifiers.push_back(target.fields.size());
                    }
                    target.fields.push_back(field);
                    target.clears.push_back(false);
                }
            }
        }
        for (const PathwayOptionSpec& option : m_connector.type().options) {
            target.options.insert(option.key, option.defaultValue);
        }
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
    BatchResult push(const PushTarget& to, std::vector<PersonChange> people, bool finish = true,
                     std::uint32_t number = 1) {
        const CallContext now = context();
        const auto session = test::must(m_connector.beginPush(now, to));
        ChangeBatch batch;
        batch.number = number;
        batch.people = std::move(people);
        BatchResult result = session->send(batch, {});
        if (finish) {
            EXPECT_TRUE(session->finish({}));
        }
        return result;
    }
    QByteArray file(const QString& name = QStringLiteral("people.csv")) const {
        QFile file(m_folder + u'/' + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    QStringList names() const { return QDir(m_folder).entryList(QDir::Files | QDir::Hidden, QDir::Name); }

    static test::SshServer* s_server;
    QString m_folder;
    NoTransport m_transport;
    SystemClock m_clock;
    HttpClient m_http{m_transport, m_clock, {}};
    Connection m_connection;
    Secret m_secret;
    SftpConnector m_connector;
};
test::SshServer* SftpConnectorTest::s_server = nullptr;

} // namespace

TEST_F(SftpConnectorTest, oneFolderIsOnePlaceHoweverItIsTyped) {
    const auto first = [this] {
        const auto objects = test::must(m_connector.listObjects(context()));
        return objects.isEmpty() ? QString() : objects.first().id;
    };
    const QString plain = first();
    ASSERT_FALSE(plain.isEmpty());
    const QString typed = m_connection.settings.value(QStringLiteral("folder"));
    for (const char* more : {"/", "/.", "//"}) {
        m_connection.settings.insert(QStringLiteral("folder"), typed + QLatin1String(more));
        EXPECT_EQ(first(), plain) << more;
    }
}

TEST_F(SftpConnectorTest, keepsOneFileTrue) {
    ASSERT_TRUE(m_connector.validate(context()));
    const PushTarget mirror = target(SyncMethod::Mirror);
    ASSERT_EQ(push(mirror, {person(ChangeKind::Add, {"b@riverbank.test", "Bea"}),
                            person(ChangeKind::Add, {"a@riverbank.test", "Ann, the first"})})
                  .verdict,
              BatchVerdict::Acknowledged);
    EXPECT_EQ(file(),
              QByteArray("EMAIL,FIRST_NAME\r\na@riverbank.test,\"Ann, the first\"\r\nb@riverbank.test,Bea\r\n"));
    ASSERT_EQ(push(mirror, {person(ChangeKind::Update, {"c@riverbank.test", ""}, {"b@riverbank.test"})}).verdict,
              BatchVerdict::Acknowledged);
    ASSERT_EQ(push(mirror, {person(ChangeKind::Remove, {}, {"a@riverbank.test"})}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(file(), QByteArray("EMAIL,FIRST_NAME\r\nc@riverbank.test,Bea\r\n")); // Renamed; the blank kept the name.
    EXPECT_EQ(names(), QStringList{QStringLiteral("people.csv")});
}

TEST_F(SftpConnectorTest, othersRowsAndColumnsStay) {
    QFile other(m_folder + QStringLiteral("/people.csv"));
    ASSERT_TRUE(other.open(QIODevice::WriteOnly));
    other.write("EMAIL,NOTE\nother@riverbank.test,theirs\n");
    other.close();
    const auto result = push(target(SyncMethod::Mirror), {person(ChangeKind::Add, {"a@riverbank.test", "Ann"}),
                                                          person(ChangeKind::Add, {"other@riverbank.test", "Ola"})});
    EXPECT_EQ(result.adopted, std::vector<std::uint32_t>{1});
    EXPECT_EQ(file(),
              QByteArray("EMAIL,FIRST_NAME,NOTE\r\na@riverbank.test,Ann,\r\nother@riverbank.test,Ola,theirs\r\n"));
}

/// Continued, it is in the file as if nobody had stopped it.
TEST_F(SftpConnectorTest, aStoppedPushIsContinued) {
    push(target(SyncMethod::Mirror), {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})}, false);
    EXPECT_EQ(file(), QByteArray("(none)"));
    push(target(SyncMethod::Mirror), {person(ChangeKind::Add, {"b@riverbank.test", "Bea"})}, true, 2);
    EXPECT_EQ(file(), QByteArray("EMAIL,FIRST_NAME\r\na@riverbank.test,Ann\r\nb@riverbank.test,Bea\r\n"));
    EXPECT_EQ(names(), QStringList{QStringLiteral("people.csv")});
}

/// A new push was planned without it, and perhaps after others have written: nothing of it may come true any more.
TEST_F(SftpConnectorTest, whatAnEarlierPushHasLeftNeverTakesEffect) {
    const auto others = target(SyncMethod::Mirror, "EMAIL,FIRST_NAME", "two");
    push(target(SyncMethod::Mirror), {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})});
    PushTarget stopped = target(SyncMethod::Mirror);
    stopped.pushReference = QStringLiteral("stopped");
    push(stopped,
         {person(ChangeKind::Add, {"c@riverbank.test", "Cy"}), person(ChangeKind::Remove, {}, {"a@riverbank.test"})},
         false);
    push(others, {person(ChangeKind::Add, {"a@riverbank.test", "Anna"})});
    for (const qint64 later : {qint64(60), qint64(-3600), qint64(0)}) { // By a clock that was set back, too.
        PushTarget next = target(SyncMethod::Mirror);
        next.pushReference = QStringLiteral("next");
        next.started = next.started.addSecs(later);
        push(next, {person(ChangeKind::Add, {"b@riverbank.test", "Bea"})}, true, 2);
        EXPECT_EQ(file(), QByteArray("EMAIL,FIRST_NAME\r\na@riverbank.test,Anna\r\nb@riverbank.test,Bea\r\n"));
        EXPECT_EQ(names(), QStringList{QStringLiteral("people.csv")});
        push(stopped, {person(ChangeKind::Remove, {}, {"a@riverbank.test"})}, false);
    }
    // A plan that reads who is there sees the file alone.
    const CallContext now = context();
    const auto reading = test::must(m_connector.beginPush(now, target(SyncMethod::Mirror)));
    QStringList there;
    ASSERT_TRUE(reading->readMembers(
        [&there](const RemoteMember& member) {
            there << QString::fromStdString(member.identity);
            return true;
        },
        {}));
    EXPECT_EQ(there, (QStringList{QStringLiteral("a@riverbank.test"), QStringLiteral("b@riverbank.test")}));
}

TEST_F(SftpConnectorTest, aFileOfChangesSaysWhatHappened) {
    PushTarget changes = target(SyncMethod::Mirror, "EMAIL_SHA256,FIRST_NAME");
    changes.options.insert(QStringLiteral("content"), QStringLiteral("changes"));
    push(changes, {person(ChangeKind::Add, {"abc", "=cmd|calc"})});
    EXPECT_EQ(names(), QStringList{QStringLiteral("people-changes-20231114221320000.csv")});
    EXPECT_EQ(file(names().front()),
              QByteArray("change,previous,EMAIL_SHA256,FIRST_NAME\r\n"
                         "add,,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad,\"'=cmd|calc\"\r\n"));
}

/// Interrupted when the file was written and half of its parts were gone.
TEST_F(SftpConnectorTest, aFileOfChangesIsWholeWhateverWasInterrupted) {
    PushTarget changes = target(SyncMethod::Mirror);
    changes.options.insert(QStringLiteral("content"), QStringLiteral("changes"));
    push(changes, {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})}, false);
    push(changes, {person(ChangeKind::Add, {"b@riverbank.test", "Bea"})}, false, 2);
    const QString last = names().back();
    const QByteArray part = file(last);
    push(changes, {}, true, 3);
    const QByteArray whole = file(names().front());
    EXPECT_TRUE(whole.contains("Ann") && whole.contains("Bea")) << whole.toStdString();
    QFile again(m_folder + u'/' + last);
    ASSERT_TRUE(again.open(QIODevice::WriteOnly));
    again.write(part);
    again.close();
    const CallContext now = context();
    EXPECT_TRUE(test::must(m_connector.beginPush(now, changes))->finish({}));
    ASSERT_EQ(names().size(), 1);
    EXPECT_EQ(file(names().front()), whole);
}

TEST_F(SftpConnectorTest, appendAndUpdateOnlyKeepTheirWord) {
    push(target(SyncMethod::Mirror), {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})});
    const auto append = push(target(SyncMethod::Append), {person(ChangeKind::Add, {"a@riverbank.test", "Changed"})});
    ASSERT_EQ(append.rows.size(), 1U);
    EXPECT_EQ(append.rows[0].reason, Reason::AlreadyThere);
    const auto update = push(target(SyncMethod::UpdateOnly), {person(ChangeKind::Update, {"x@riverbank.test", "X"})});
    ASSERT_EQ(update.rows.size(), 1U);
    EXPECT_EQ(update.rows[0].reason, Reason::NotThere);
    EXPECT_EQ(file(), QByteArray("EMAIL,FIRST_NAME\r\na@riverbank.test,Ann\r\n"));
}

TEST_F(SftpConnectorTest, anotherHostKeyEndsItBeforeAnythingIsSent) {
    m_connection.settings[QStringLiteral("host_key")] =
        QStringLiteral("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    const auto changed = m_connector.validate(context());
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().kind, ErrorKind::Security);
    m_connection.settings[QStringLiteral("host_key")].clear();
    const auto unknown = m_connector.validate(context());
    ASSERT_FALSE(unknown);
    EXPECT_TRUE(unknown.error().what.contains(s_server->fingerprint()));
}

TEST_F(SftpConnectorTest, aRefusedKeyAMissingFolderAndNoServerAreThreeSentences) {
    m_connection.settings[QStringLiteral("folder")] = m_folder + QStringLiteral("/nowhere");
    EXPECT_EQ(test::failureOf(m_connector.validate(context())).kind, ErrorKind::NotFound);
    m_connection.settings[QStringLiteral("key_file")] = s_server->path(QStringLiteral("host"));
    EXPECT_EQ(test::failureOf(m_connector.validate(context())).kind, ErrorKind::SignIn);
    m_connection.settings[QStringLiteral("port")] = QStringLiteral("1");
    EXPECT_EQ(test::failureOf(m_connector.validate(context())).kind, ErrorKind::Network);
}

TEST_F(SftpConnectorTest, twoPathwaysKeepTheirColumnsInOneFile) {
    PushTarget people = target(SyncMethod::Mirror, "EMAIL,FIRST_NAME,LAST_NAME,CITY", "one");
    PushTarget cities = target(SyncMethod::Mirror, "EMAIL,CITY,COUNTRY", "two");
    // Killed once its part is there; then the other one.
    push(people, {person(ChangeKind::Add, {"a@riverbank.test", "Ann", "Ash", "Arden"})}, false);
    push(cities, {person(ChangeKind::Add, {"a@riverbank.test", "Bath", "GB"}),
                  person(ChangeKind::Add, {"b@riverbank.test", "Bonn", "DE"})});
    EXPECT_EQ(file(), QByteArray("EMAIL,CITY,COUNTRY\r\na@riverbank.test,Bath,GB\r\nb@riverbank.test,Bonn,DE\r\n"));
    ASSERT_EQ(names().size(), 2) << "the other pathway's part waits";
    const auto findings = test::must(m_connector.check(context(), cities));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_EQ(findings.front().severity, Severity::Warning);
    EXPECT_TRUE(test::must(m_connector.check(context(), people)).isEmpty()) << "they are its own";
    // Continued, it has each value in its column.
    push(people, {person(ChangeKind::Add, {"c@riverbank.test", "Cy", "Coe", "Cork"})}, true, 2);
    EXPECT_EQ(file(), QByteArray("EMAIL,FIRST_NAME,LAST_NAME,CITY,COUNTRY\r\na@riverbank.test,Ann,Ash,Arden,GB\r\n"
                                 "b@riverbank.test,,,Bonn,DE\r\nc@riverbank.test,Cy,Coe,Cork,\r\n"));
    EXPECT_EQ(names(), QStringList{QStringLiteral("people.csv")});
}

TEST_F(SftpConnectorTest, onePathwayIsNotTakenForAnotherByItsKeyColumn) {
    push(target(SyncMethod::Mirror, "PERSON_ID,EMAIL", "one"),
         {person(ChangeKind::Add, {"R-1", "couple@riverbank.test"}),
          person(ChangeKind::Add, {"R-2", "couple@riverbank.test"}), person(ChangeKind::Add, {"R-3", ""})});
    const QByteArray before = file();
    const auto byAddress = push(target(SyncMethod::Mirror, "EMAIL,FIRST_NAME", "two"),
                                {person(ChangeKind::Add, {"couple@riverbank.test", "Ann"})}, false);
    EXPECT_EQ(byAddress.verdict, BatchVerdict::Refused);
    EXPECT_EQ(byAddress.error.kind, ErrorKind::NeedsDecision);
    EXPECT_EQ(file(), before);
    // A header without its key column says so before anything is sent.
    const auto byPhone = test::must(m_connector.check(context(), target(SyncMethod::Mirror, "PHONE", "two")));
    ASSERT_EQ(byPhone.size(), 1);
    EXPECT_EQ(byPhone.front().severity, Severity::Blocking);
}

/// Whatever lies in the folder: it is not taken for ours, and nothing is lost or ends the program.
TEST_F(SftpConnectorTest, partsThatWereNotWrittenByThisPathwayAreLeftAlone) {
    const PushTarget mirror = target(SyncMethod::Mirror);
    push(mirror, {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})}, false);
    const QString own = names().front();
    const QByteArray part = file(own);
    QFile::remove(m_folder + u'/' + own);
    const auto put = [this](const QString& name, const QByteArray& content) {
        QFile one(m_folder + u'/' + name);
        ASSERT_TRUE(one.open(QIODevice::WriteOnly));
        one.write(content);
    };
    QByteArray changed = part;
    changed.replace("Ann", "Eve");
    const QString stamp = QStringLiteral("99990101000000000");
    const QString before = own.left(own.indexOf(QStringLiteral("2023")));
    put(QStringLiteral(".people.csv-%1-00000001.changes").arg(stamp), "change,previous,FOO\r\nadd,,left@x,1,2,3,4\r\n");
    put(before + stamp + QStringLiteral("-00000001.changes"), changed);
    put(before + stamp + QStringLiteral("-00000002.changes"), part); // Renamed, to be applied at another time.
    put(before + stamp + QStringLiteral("-00000003.changes"), QByteArray());
    put(before + stamp + QStringLiteral("-00000004.changes"), QByteArray(100'000, '\0'));
    put(before + stamp + QStringLiteral("-00000005.changes"), part.left(part.size() - 3));
    put(before + stamp + QStringLiteral("-00000006.changes"), part + part);
    const QStringList strangers = names();
    PushTarget next = mirror;
    next.pushReference = QStringLiteral("next");
    push(next, {person(ChangeKind::Add, {"b@riverbank.test", "Bea"})});
    EXPECT_EQ(file(), QByteArray("EMAIL,FIRST_NAME\r\nb@riverbank.test,Bea\r\n"));
    EXPECT_EQ(names(), strangers + QStringList{QStringLiteral("people.csv")});
    const auto findings = test::must(m_connector.check(context(), next));
    ASSERT_EQ(findings.size(), 1);
    EXPECT_TRUE(findings.front().text.contains(QString::number(strangers.size() - 1))) // One is only misnamed.
        << findings.front().text.toStdString();
}

TEST_F(SftpConnectorTest, whatAKilledPushHadHalfWrittenDoesNotStayInTheFolder) {
    PushTarget mirror = target(SyncMethod::Mirror);
    push(mirror, {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})}, false);
    const QString own = names().value(0);
    ASSERT_TRUE(QFile::rename(m_folder + u'/' + own, m_folder + u'/' + own + QStringLiteral(".part")));
    QFile foreign(m_folder + QStringLiteral("/report.part"));
    ASSERT_TRUE(foreign.open(QIODevice::WriteOnly));
    mirror.pushReference = QStringLiteral("next");
    push(mirror, {person(ChangeKind::Add, {"b@riverbank.test", "Bea"})});
    EXPECT_EQ(names(), (QStringList{QStringLiteral("people.csv"), QStringLiteral("report.part")}));
}

TEST_F(SftpConnectorTest, aPartThatVanishesBeforeItIsInTheFileIsNotCalledDelivered) {
    const CallContext now = context();
    const auto session = test::must(m_connector.beginPush(now, target(SyncMethod::Mirror)));
    ChangeBatch batch;
    batch.number = 1;
    batch.people = {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})};
    ASSERT_EQ(session->send(batch, {}).verdict, BatchVerdict::Acknowledged);
    QFile::remove(m_folder + u'/' + names().front());
    EXPECT_EQ(test::failureOf(session->finish({})).kind, ErrorKind::NeedsDecision);
    EXPECT_TRUE(names().isEmpty());
}

TEST_F(SftpConnectorTest, aFileThatIsNoTableIsNotWrittenOver) {
    const QByteArray wide = "EMAIL" + QByteArray(5'000, ',') + "\n";
    const QByteArray cutOff = "EMAIL,NOTE\na@riverbank.test,\"never ended\n";
    const QByteArray wider = "EMAIL,NOTE\na@riverbank.test,one,two\n";
    const QByteArray longRow = "EMAIL,NOTE\na@riverbank.test," + QByteArray(2'000'000, 'x') + "\n";
    for (const QByteArray& content : {wide, cutOff, wider, longRow}) {
        QFile theirs(m_folder + QStringLiteral("/people.csv"));
        ASSERT_TRUE(theirs.open(QIODevice::WriteOnly | QIODevice::Truncate));
        theirs.write(content);
        theirs.close();
        const auto result =
            push(target(SyncMethod::Mirror), {person(ChangeKind::Add, {"a@riverbank.test", "Ann"})}, false);
        EXPECT_EQ(result.verdict, BatchVerdict::Refused);
        EXPECT_EQ(result.error.kind, ErrorKind::NeedsDecision);
        EXPECT_EQ(file(), content);
    }
}

TEST(DropFile, whatIsWrittenIsReadAgain) {
    DropFile file({QStringLiteral("K"), QStringLiteral("V")}, 0);
    const std::vector<std::string> values{"=1+2",        "+447700900123", "-12.5", "a \"quote\"",
                                          "line\nbreak", "'apostrophe",   "@x"};
    int i = 0;
    for (const std::string& value : values) {
        const std::string key = "k" + std::to_string(i++);
        file.put(key, {key, value}, {0, 1}, {false, false});
    }
    DropFile again({QStringLiteral("K"), QStringLiteral("V")}, 0);
    ASSERT_EQ(again.load(file.text(true), true), DropFile::Loaded::Whole);
    EXPECT_EQ(again.text(false), file.text(false));
    EXPECT_TRUE(file.text(true).contains("\"'=1+2\""));
    EXPECT_TRUE(file.text(true).contains(",+447700900123\r\n"));
}

} // namespace pathways
