// SPDX-License-Identifier: GPL-3.0-or-later
// The contract of every connector, for those that speak something else than HTTP, against their real servers.
// Throttling has no dialect there and redirects do not exist; everything else is promised as in test_contract.cpp.
#include "tests/contract/contract_checks.h"
#include "tests/contract/server_harness.h"
#include "tests/destinations/sql/lossy_line.h"
#include "tests/support/fake_clock.h"
#include "tests/support/must.h"

#include <QSet>

#include <gtest/gtest.h>
#include <mutex>

namespace pathways::test {

namespace {

class NoHttp final : public HttpTransport {
public:
    HttpReply send(const HttpRequest&, std::stop_token) override {
        ADD_FAILURE() << "HTTP from a connector that speaks something else";
        return {};
    }
};

/// Something on the port that is no server of that kind: says a few bytes and hangs up.
class Nonsense final {
public:
    explicit Nonsense(std::string says)
        : m_says(std::move(says))
        , m_listener(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 8);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::jthread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                pollfd one{m_listener, POLLIN, 0};
                if (::poll(&one, 1, 50) > 0) {
                    const int client = ::accept(m_listener, nullptr, nullptr);
                    ::send(client, m_says.data(), m_says.size(), MSG_NOSIGNAL);
                    ::shutdown(client, SHUT_WR);
                    char rest[256];
                    while (::recv(client, rest, sizeof rest, 0) > 0) {
                    }
                    ::close(client);
                }
            }
        });
    }
    ~Nonsense() {
        m_thread.request_stop();
        m_thread.join();
        ::close(m_listener);
    }
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    std::string m_says;
    int m_listener;
    quint16 m_port = 0;
    std::jthread m_thread;
};

/// Everything that is logged while a test runs.
QStringList& logged() {
    static QStringList lines;
    return lines;
}
std::mutex& logMutex() {
    static std::mutex mutex;
    return mutex;
}
void takeLine(QtMsgType, const QMessageLogContext&, const QString& text) {
    const std::lock_guard lock(logMutex());
    logged() << text;
}

QString allOf(const Error& error) {
    return error.text() + u'\n' + error.detail;
}

class ServerContract : public ::testing::TestWithParam<ServerSubject> {
public:
    static void TearDownTestSuite() { stopContractServers(); }

protected:
    void SetUp() override {
        if (!harness->available()) {
            GTEST_SKIP() << "the server behind this destination is not installed here";
        }
        logged().clear();
        m_previous = qInstallMessageHandler(takeLine);
        connection = harness->connection(harness->port());
        PushTarget wanted = harness->target();
        const auto known = connector().fields(context, wanted.object);
        ASSERT_TRUE(known) << known.error().text().toStdString();
        ASSERT_NO_FATAL_FAILURE(mapFields(wanted, *known, harness->fieldIds()));
        wanted.method = SyncMethod::UpdateOrCreate;
        wanted.started = clock.now();
        target = wanted;
    }
    void TearDown() override {
        if (m_previous != nullptr) {
            qInstallMessageHandler(m_previous);
        }
    }
    const Connector& connector() const { return harness->connector(); }
    std::unique_ptr<BatchBuilder> people(int count, std::uint32_t number = 1) {
        auto builder = std::make_unique<BatchBuilder>(number);
        for (int n = 0; n < count; ++n) {
            builder->add(harness->person(n));
        }
        return builder;
    }
    BatchResult push(const ChangeBatch& batch, std::stop_token stop = {}) {
        auto begun = connector().beginPush(context, target);
        if (!begun) {
            BatchResult result;
            result.verdict = BatchVerdict::Refused;
            result.error = begun.error();
            return result;
        }
        session = std::move(*begun);
        return sent(session->send(batch, stop));
    }
    BatchResult sent(BatchResult result) {
        if (result.verdict == BatchVerdict::Acknowledged) {
            EXPECT_TRUE(session->finish({}));
        }
        return result;
    }
    void expectNothingLeaks(const QString& text) const {
        EXPECT_FALSE(text.contains(QString::fromStdString(ServerHarness::canary()))) << text.toStdString();
        const Secret good = harness->goodSecret();
        EXPECT_FALSE(!good.isEmpty() && text.contains(QString::fromUtf8(good.reveal()))) << text.toStdString();
    }
    void expectGoodError(const Error& error) const {
        expectForPeople(error);
        expectNothingLeaks(allOf(error));
    }

    std::unique_ptr<ServerHarness> harness = GetParam().make();
    NoHttp transport;
    FakeClock clock{QDateTime::currentDateTimeUtc()};
    HttpClient client{transport, clock, ClientLimits{}};
    Connection connection;
    Secret secret{harness->goodSecret()};
    CallContext context{client, clock, connection, secret, {}};
    PushTarget target;
    std::unique_ptr<PushSession> session;
    QtMessageHandler m_previous = nullptr;
};

} // namespace

TEST_P(ServerContract, DescribesItselfCompletely) {
    const DestinationType& type = connector().type();
    EXPECT_FALSE(type.key.isEmpty() || type.name.isEmpty() || type.icon.isEmpty() || type.objectTexts.title.isEmpty() ||
                 type.objectTexts.noneYet.isEmpty() || type.objectTexts.newName.isEmpty());
    EXPECT_EQ(type.methods.size(), kSyncMethods.size());
    EXPECT_GT(type.limits.peoplePerBatch, 0);
    EXPECT_FALSE(type.usableAfter.isEmpty());
    QSet<QString> ids;
    const QList<FieldSpec> fields = must(connector().fields(context, target.object));
    for (const FieldSpec& field : fields) {
        EXPECT_FALSE(field.id.isEmpty() || field.label.isEmpty() || ids.contains(field.id));
        ids.insert(field.id);
    }
    const auto account = connector().validate(context);
    ASSERT_TRUE(account) << account.error().text().toStdString();
    EXPECT_FALSE(account->id.isEmpty() || account->name.isEmpty());
}

TEST_P(ServerContract, AMissingOrRefusedSignInIsNamedAndDeliversNothing) {
    for (const bool missing : {true, false}) {
        connection = harness->connection(harness->port());
        secret = harness->goodSecret();
        missing ? harness->withoutSignIn(connection, secret) : harness->wrongSignIn(connection, secret);
        const auto account = connector().validate(context);
        ASSERT_FALSE(account);
        EXPECT_EQ(account.error().kind, ErrorKind::SignIn) << allOf(account.error()).toStdString();
        expectGoodError(account.error());
        const BatchResult result = push(people(2)->batch());
        EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
        EXPECT_EQ(result.error.kind, ErrorKind::SignIn);
        EXPECT_EQ(harness->copies(0), 0);
    }
}

TEST_P(ServerContract, ASignInThatEndsInMidPushIsNamed) {
    ASSERT_EQ(push(people(1)->batch()).verdict, BatchVerdict::Acknowledged);
    harness->allowSignIn(false);
    BatchBuilder second(2);
    second.add(harness->person(7));
    const BatchResult result = session->send(second.batch(), {});
    harness->allowSignIn(true);
    EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.error.kind, ErrorKind::SignIn) << allOf(result.error).toStdString();
    expectGoodError(result.error);
    EXPECT_EQ(sent(session->send(second.batch(), {})).verdict, BatchVerdict::Acknowledged) << "after signing in again";
    EXPECT_EQ(harness->copies(7), 1);
}

TEST_P(ServerContract, ListsManyObjects) {
    const auto before = must(connector().listObjects(context)).size();
    harness->addObjects(60);
    const auto after = connector().listObjects(context);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->size(), before + 60);
}

TEST_P(ServerContract, DeliversAWholeBatchEverybodyOnce) {
    const int limit = connector().type().limits.peoplePerBatch;
    const auto batch = people(limit);
    const BatchResult result = push(batch->batch());
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged) << allOf(result.error).toStdString();
    EXPECT_TRUE(result.rows.empty());
    EXPECT_EQ(harness->copies(0), 1);
    EXPECT_EQ(harness->copies(limit - 1), 1);
    EXPECT_EQ(sent(session->send(batch->batch(), {})).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(harness->copies(0), 1) << "sent again, not doubled";
}

TEST_P(ServerContract, APartialRefusalConcernsThatPersonAlone) {
    const auto refused = harness->refusedPerson();
    if (!refused) {
        GTEST_SKIP() << "this server takes every value";
    }
    BatchBuilder all(1);
    all.add(harness->person(0)).add(*refused).add(harness->person(2));
    const BatchResult whole = push(all.batch());
    EXPECT_EQ(whole.verdict, BatchVerdict::Refused);
    EXPECT_TRUE(whole.splittable) << "halving finds the one";
    expectNothingLeaks(allOf(whole.error));
    EXPECT_EQ(harness->copies(0), 0) << "a part of a batch is never left behind";
    BatchBuilder alone(1);
    alone.add(*refused);
    const BatchResult one = push(alone.batch());
    EXPECT_EQ(one.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(one.rows.size(), 1U);
    EXPECT_GE(quint16(one.rows[0].reason), 100);
    expectNothingLeaks(one.rows[0].note + one.rows[0].field);
}

TEST_P(ServerContract, NonsenseIsNeverAnAcknowledgement) {
    for (const std::string& says : {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string(300, '\xff'),
                                    std::string(40, '\0'), std::string(), std::string("SSH-2.0-\r\n"),
                                    std::string("\x4a\0\0\0\x0a"
                                                "5.5.5\0",
                                                11)}) {
        const Nonsense server(says);
        connection = harness->connection(server.port());
        const auto account = connector().validate(context);
        ASSERT_FALSE(account);
        expectGoodError(account.error());
        EXPECT_FALSE(connector().listObjects(context));
        EXPECT_NE(push(people(1)->batch()).verdict, BatchVerdict::Acknowledged);
    }
}

TEST_P(ServerContract, AStopBeforeTheFirstByteDeliversNothing) {
    std::stop_source source;
    source.request_stop();
    const BatchResult result = push(people(1)->batch(), source.get_token());
    EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.error.kind, ErrorKind::Canceled);
    EXPECT_TRUE(result.rows.empty());
    EXPECT_EQ(harness->copies(0), 0);
}

TEST_P(ServerContract, ALineThatBreaksAnywhereIsSettledAndNobodyIsThereTwice) {
    LossyLine line(harness->port());
    connection = harness->connection(line.port());
    const auto batch = people(40);
    auto begun = connector().beginPush(context, target);
    ASSERT_TRUE(begun) << begun.error().text().toStdString();
    session = std::move(*begun);
    int broken = 0;
    for (std::int64_t bytes = 50; bytes < 9'000; bytes += 450) {
        line.breakAfter(bytes);
        const BatchResult result = session->send(batch->batch(), {});
        if (result.verdict != BatchVerdict::Acknowledged) {
            ++broken;
            EXPECT_TRUE(result.rows.empty());
            expectGoodError(result.error);
        }
    }
    EXPECT_GT(broken, 3);
    line.breakAfter(INT64_MAX);
    ASSERT_TRUE(session->resendable(batch->batch()));
    const BatchResult settled = sent(session->send(batch->batch(), {}));
    EXPECT_EQ(settled.verdict, BatchVerdict::Acknowledged) << allOf(settled.error).toStdString();
    for (int n = 0; n < 40; ++n) {
        EXPECT_EQ(harness->copies(n), 1) << n;
    }
}

TEST_P(ServerContract, NothingOfAPersonOrASecretIsLogged) {
    EXPECT_EQ(push(people(3)->batch()).verdict, BatchVerdict::Acknowledged);
    connection = harness->connection(1);
    EXPECT_FALSE(connector().validate(context));
    const std::lock_guard lock(logMutex());
    expectNothingLeaks(logged().join(u'\n'));
}

INSTANTIATE_TEST_SUITE_P(Each, ServerContract, ::testing::ValuesIn(serverSubjects()),
                         [](const auto& subject) { return std::string(subject.param.name); });

} // namespace pathways::test
