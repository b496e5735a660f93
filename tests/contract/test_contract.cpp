// SPDX-License-Identifier: GPL-3.0-or-later
// What every connector promises, whatever the platform: one suite, run for each of them (contract 0).
#include "tests/contract/contract_checks.h"
#include "tests/contract/contract_harness.h"
#include "tests/support/must.h"
#include "tests/support/paths.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSet>

#include <gtest/gtest.h>
#include <mutex>

namespace pathways::test {

namespace {

/// Everything that is logged while a test runs.
class LogCatcher final {
public:
    LogCatcher() {
        instance() = this;
        m_previous = qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString& text) {
            if (LogCatcher* self = instance()) {
                const std::lock_guard lock(self->m_mutex);
                self->m_lines.append(text);
            }
        });
    }
    ~LogCatcher() {
        qInstallMessageHandler(m_previous);
        instance() = nullptr;
    }
    QString text() const {
        const std::lock_guard lock(m_mutex);
        return m_lines.join(u'\n');
    }

private:
    static LogCatcher*& instance() {
        static LogCatcher* current = nullptr;
        return current;
    }
    mutable std::mutex m_mutex;
    QStringList m_lines;
    QtMessageHandler m_previous = nullptr;
};

QString allOf(const Error& error) {
    return error.text() + u'\n' + error.detail;
}

class Contract : public ::testing::TestWithParam<ContractSubject> {
protected:
    void SetUp() override {
        if (!harness->available()) {
            GTEST_SKIP() << "the software behind this destination is not installed here";
        }
        clock.turnByItself();
        client.setJitterSeed(1);
        PushTarget wanted = harness->target();
        const auto known = connector().fields(context, wanted.object);
        ASSERT_TRUE(known) << known.error().text().toStdString();
        ASSERT_NO_FATAL_FAILURE(mapFields(wanted, *known, harness->fieldIds()));
        wanted.method = SyncMethod::UpdateOrCreate;
        wanted.started = clock.now();
        target = wanted;
        transport.forget();
    }
    const Connector& connector() const { return harness->connector(); }
    std::unique_ptr<BatchBuilder> people(int count, std::uint32_t number = 1) {
        auto builder = std::make_unique<BatchBuilder>(number);
        for (int n = 0; n < count; ++n) {
            builder->add(harness->person(n));
        }
        return builder;
    }
    /// One batch through a session of its own; a session that cannot begin counts as its error.
    BatchResult push(const ChangeBatch& batch, std::stop_token stop = {}) {
        auto begun = connector().beginPush(context, target);
        if (!begun) {
            BatchResult result;
            result.verdict = BatchVerdict::Refused;
            result.error = begun.error();
            return result;
        }
        session = std::move(*begun);
        return session->send(batch, stop);
    }
    void useSecret(const QByteArray& bytes) { secret = Secret(QByteArray(bytes.constData(), bytes.size())); }
    void always(const HttpReply& reply) {
        transport.before = [reply](const HttpRequest&) { return std::optional(reply); };
    }
    /// Promises P4 and P5.
    void expectNothingLeaks(const QString& text) const {
        EXPECT_FALSE(text.contains(QString::fromStdString(ContractHarness::canary()))) << text.toStdString();
        EXPECT_FALSE(text.contains(QString::fromUtf8(harness->goodSecret()))) << text.toStdString();
        EXPECT_FALSE(text.contains(QString::fromLatin1(harness->goodSecret().toBase64()))) << text.toStdString();
    }
    void expectNothingLeaks(const BatchResult& result) const {
        expectNothingLeaks(allOf(result.error));
        for (const RowVerdict& row : result.rows) {
            expectNothingLeaks(row.note + u'\n' + row.field);
        }
    }

    std::unique_ptr<ContractHarness> harness = GetParam().make();
    InProcessTransport transport{harness->platform()};
    FakeClock clock{QDateTime::currentDateTimeUtc()};
    HttpClient client{transport, clock, ClientLimits{}, harness->connector().retryPolicy()};
    Connection connection = harness->connection();
    Secret secret{harness->goodSecret()};
    CallContext context{client, clock, connection, secret, {}};
    PushTarget target;
    std::unique_ptr<PushSession> session;
    LogCatcher log;
};

} // namespace

TEST_P(Contract, DescribesItselfCompletely) {
    const DestinationType& type = connector().type();
    EXPECT_FALSE(type.key.isEmpty() || type.name.isEmpty() || type.icon.isEmpty() || type.objectTexts.title.isEmpty() ||
                 type.objectTexts.noneYet.isEmpty() || type.objectTexts.newName.isEmpty());
    EXPECT_EQ(type.methods.size(), kSyncMethods.size());
    for (const auto& [method, support] : type.methods) {
        EXPECT_EQ(support.possible, support.reason.isEmpty()) << toKey(method).toStdString();
    }
    EXPECT_GT(type.limits.peoplePerBatch, 0);
    EXPECT_GE(type.limits.parallelRequests, type.limits.parallelBatches);
    EXPECT_FALSE(type.usableAfter.isEmpty());
    QSet<QString> ids;
    const auto fields = must(connector().fields(context, target.object));
    for (const FieldSpec& field : fields) {
        EXPECT_FALSE(field.id.isEmpty() || field.label.isEmpty());
        EXPECT_FALSE(ids.contains(field.id)) << field.id.toStdString();
        ids.insert(field.id);
    }
    EXPECT_TRUE(std::any_of(fields.begin(), fields.end(), [](const FieldSpec& field) { return field.identifier; }));
}

TEST_P(Contract, ValidatesAGoodSignInAndListsObjects) {
    const auto account = connector().validate(context);
    ASSERT_TRUE(account) << account.error().text().toStdString();
    EXPECT_FALSE(account->id.isEmpty() || account->name.isEmpty());
    const auto objects = connector().listObjects(context);
    ASSERT_TRUE(objects) << objects.error().text().toStdString();
    ASSERT_FALSE(objects->isEmpty());
    EXPECT_FALSE(objects->front().id.isEmpty() || objects->front().name.isEmpty());
}

TEST_P(Contract, AMissingSignInSendsNothing) {
    useSecret({});
    const auto account = connector().validate(context);
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::SignIn);
    expectForPeople(account.error());
    EXPECT_NE(push(people(1)->batch()).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(transport.sent().empty());
}

TEST_P(Contract, ARefusedSignInIsNamedAndStopsThePush) {
    useSecret(harness->wrongSecret());
    const auto account = connector().validate(context);
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::SignIn);
    expectForPeople(account.error());
    const BatchResult result = push(people(2)->batch());
    EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.error.kind, ErrorKind::SignIn);
    EXPECT_FALSE(result.splittable);
    EXPECT_FALSE(harness->holds(0));
}

TEST_P(Contract, ASignInThatEndsInMidPushIsNamed) {
    auto begun = connector().beginPush(context, target);
    ASSERT_TRUE(begun);
    EXPECT_EQ((*begun)->send(people(1)->batch(), {}).verdict, BatchVerdict::Acknowledged);
    harness->expireSignIn();
    BatchBuilder second(2);
    second.add(harness->person(7));
    const BatchResult result = (*begun)->send(second.batch(), {});
    EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(result.error.kind == ErrorKind::SignIn || result.error.kind == ErrorKind::Permission);
    expectForPeople(result.error);
    EXPECT_FALSE(harness->holds(7));
}

TEST_P(Contract, PagesThroughManyObjects) {
    const auto before = must(connector().listObjects(context)).size();
    constexpr int kMany = 230;
    if (!harness->addObjects(kMany)) {
        GTEST_SKIP() << "this platform has no way to make many objects; its own tests page";
    }
    const auto after = connector().listObjects(context);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->size(), before + kMany);
}

TEST_P(Contract, DeliversWithinTheLimitOfPeopleARequest) {
    const int limit = connector().type().limits.peoplePerBatch;
    const auto batch = people(limit);
    const BatchResult result = push(batch->batch());
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged) << allOf(result.error).toStdString();
    EXPECT_TRUE(harness->holds(0));
    EXPECT_TRUE(harness->holds(limit - 1));
    int delivered = 0;
    for (const HttpRequest& request : transport.sent()) {
        if (harness->delivers(request)) {
            EXPECT_LE(harness->peopleIn(request), limit);
            delivered += harness->peopleIn(request);
        }
    }
    EXPECT_EQ(delivered, limit) << "everybody once";
}

TEST_P(Contract, APartialRefusalConcernsThatPersonAlone) {
    const auto refused = harness->refusedPerson();
    if (!refused) {
        GTEST_SKIP() << "this platform reports counts alone; its own tests cover them";
    }
    BatchBuilder builder;
    builder.add(harness->person(0)).add(*refused).add(harness->person(2));
    const BatchResult result = push(builder.batch());
    EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged);
    ASSERT_EQ(result.rows.size(), 1U);
    EXPECT_EQ(result.rows[0].index, 1U);
    EXPECT_GE(quint16(result.rows[0].reason), 100);
    EXPECT_TRUE(harness->holds(0));
    EXPECT_TRUE(harness->holds(2));
    expectNothingLeaks(result);
}

TEST_P(Contract, WaitsWhenThePlatformAsksInItsOwnDialect) {
    for (const HttpReply& throttling : harness->throttlings()) {
        int left = 2;
        transport.before = [&](const HttpRequest& request) -> std::optional<HttpReply> {
            return harness->delivers(request) && left-- > 0 ? std::optional(throttling) : std::nullopt;
        };
        const auto before = clock.monotonic();
        BatchBuilder builder;
        builder.add(harness->person(1));
        const BatchResult result = push(builder.batch());
        EXPECT_EQ(result.verdict, BatchVerdict::Acknowledged)
            << throttling.status << ' ' << throttling.body.toStdString() << ' ' << allOf(result.error).toStdString();
        EXPECT_GT(clock.monotonic() - before, std::chrono::milliseconds(500));
        EXPECT_LT(left, 0);
    }
}

TEST_P(Contract, ThrottlingForEverEndsAndAcknowledgesNothing) {
    always(harness->throttlings().front());
    const BatchResult result = push(people(1)->batch());
    EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.error.kind, ErrorKind::Throttled) << allOf(result.error).toStdString();
    EXPECT_TRUE(result.rows.empty()) << "nobody is to blame for it";
}

TEST_P(Contract, MalformedAnswersAreNeverAcknowledgements) {
    const QString folder = shared(QStringLiteral("corpora/json/JSONTestSuite/test_parsing"));
    if (folder.isEmpty()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    const auto files = QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files);
    const auto batch = people(2);
    int tried = 0;
    for (const QFileInfo& info : files) {
        QFile file(info.filePath());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        always(InProcessTransport::answered(200, file.readAll()));
        const bool readable = connector().validate(context).has_value();
        const bool listable = connector().listObjects(context).has_value();
        // An object without anything in it is a whole answer to some reads: nothing there.
        if (info.fileName().startsWith(QLatin1String("n_"))) {
            EXPECT_FALSE(readable || listable) << info.fileName().toStdString();
        }
        const BatchResult result = push(batch->batch());
        EXPECT_NE(result.verdict, BatchVerdict::Acknowledged) << info.fileName().toStdString();
        EXPECT_TRUE(result.rows.empty()) << info.fileName().toStdString();
        ++tried;
    }
    EXPECT_GT(tried, 280);
}

TEST_P(Contract, ATrueAnswerCutAnywhereIsNoAcknowledgement) {
    HttpReply whole;
    transport.after = [&](const HttpRequest& request, HttpReply& reply) {
        if (harness->delivers(request)) {
            whole = reply;
        }
    };
    ASSERT_EQ(push(people(1)->batch()).verdict, BatchVerdict::Acknowledged);
    if (whole.body.isEmpty()) {
        GTEST_SKIP() << "this platform acknowledges by its status alone";
    }
    for (qsizetype size = 0; size < whole.body.size(); size += 1 + whole.body.size() / 60) {
        transport.after = [&](const HttpRequest& request, HttpReply& reply) {
            if (harness->delivers(request)) {
                reply.body.truncate(size);
            }
        };
        EXPECT_NE(push(people(1)->batch()).verdict, BatchVerdict::Acknowledged) << "cut at " << size;
    }
}

TEST_P(Contract, ARedirectIsNotFollowedAndIsASecurityMatter) {
    for (const int status : {301, 302, 303, 307, 308}) {
        HttpReply reply = InProcessTransport::answered(status, "{}");
        reply.headers = {{"location", "https://elsewhere.test/take"}};
        always(reply);
        const auto account = connector().validate(context);
        ASSERT_FALSE(account) << status;
        EXPECT_EQ(account.error().kind, ErrorKind::Security) << status;
        const BatchResult result = push(people(1)->batch());
        EXPECT_NE(result.verdict, BatchVerdict::Acknowledged) << status;
        EXPECT_EQ(result.error.kind, ErrorKind::Security) << status;
    }
    for (const HttpRequest& request : transport.sent()) {
        EXPECT_EQ(request.url.host(), QLatin1String("127.0.0.1"));
    }
}

TEST_P(Contract, AStopBeforeTheFirstByteDeliversNothing) {
    std::stop_source source;
    source.request_stop();
    transport.forget();
    const BatchResult result = push(people(1)->batch(), source.get_token());
    EXPECT_NE(result.verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(result.error.kind, ErrorKind::Canceled);
    EXPECT_TRUE(result.rows.empty());
    EXPECT_FALSE(harness->holds(0));
}

TEST_P(Contract, ALostAnswerIsUnknownAndIsSettled) {
    bool lose = true;
    transport.after = [&](const HttpRequest& request, HttpReply& reply) {
        if (lose && harness->delivers(request)) {
            reply = InProcessTransport::lost();
        }
    };
    const auto batch = people(3);
    const BatchResult lost = push(batch->batch());
    EXPECT_EQ(lost.verdict, BatchVerdict::Unknown);
    EXPECT_TRUE(harness->holds(0)) << "it had arrived";
    lose = false;
    const BatchResult settled = session->resendable(batch->batch()) ? session->send(batch->batch(), {})
                                                                    : session->settle(batch->batch(), lost.receipt, {});
    EXPECT_EQ(settled.verdict, BatchVerdict::Acknowledged) << allOf(settled.error).toStdString();
    EXPECT_TRUE(settled.rows.empty());
    EXPECT_TRUE(harness->holds(2));
}

TEST_P(Contract, ALineThatBreaksBeforeAnythingLeftIsSettledToo) {
    int left = 1000;
    transport.before = [&](const HttpRequest& request) -> std::optional<HttpReply> {
        if (harness->delivers(request) && left-- > 0) {
            HttpReply reply;
            reply.end = HttpEnd::NotSent;
            reply.error = Error{ErrorKind::Security, QStringLiteral("x"), QStringLiteral("x"), QStringLiteral("x"), {}};
            return reply;
        }
        return std::nullopt;
    };
    const auto batch = people(1);
    const BatchResult first = push(batch->batch());
    EXPECT_NE(first.verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(first.rows.empty());
    left = 0;
    EXPECT_EQ(session->send(batch->batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_TRUE(harness->holds(0));
}

TEST_P(Contract, NothingOfAPersonOrASecretIsTold) {
    // Refusals that echo everything they were sent, as some platforms do (contract 0.4-8).
    for (const int status : {400, 401, 403, 404, 409, 413, 422, 429, 500, 503}) {
        transport.before = [&](const HttpRequest& request) -> std::optional<HttpReply> {
            QByteArray echo = request.body;
            for (const auto& [name, value] : request.headers) {
                echo += ' ' + value;
            }
            const QString text = QString::fromUtf8(echo) + QString::fromUtf8(harness->goodSecret());
            const QJsonObject body{{QStringLiteral("title"), text},
                                   {QStringLiteral("detail"), text},
                                   {QStringLiteral("status"), status},
                                   {QStringLiteral("error"), QJsonObject{{QStringLiteral("message"), text},
                                                                         {QStringLiteral("code"), status},
                                                                         {QStringLiteral("status"), text},
                                                                         {QStringLiteral("error_user_msg"), text}}}};
            return InProcessTransport::answered(status, QJsonDocument(body).toJson());
        };
        for (const int count : {1, 2}) {
            const BatchResult result = push(people(count)->batch());
            EXPECT_TRUE(result.verdict != BatchVerdict::Acknowledged || result.rows.size() == std::size_t(count))
                << status;
            expectNothingLeaks(result);
        }
        const auto account = connector().validate(context);
        ASSERT_FALSE(account) << status;
        expectNothingLeaks(allOf(account.error()));
    }
    transport.before = nullptr;
    EXPECT_EQ(push(people(3)->batch()).verdict, BatchVerdict::Acknowledged);
    expectNothingLeaks(log.text());
    for (const HttpRequest& request : transport.sent()) {
        EXPECT_FALSE(request.url.toString().contains(QString::fromUtf8(harness->goodSecret()))); // Trap T6.
        if (!harness->namesPeopleInPaths()) {
            expectNothingLeaks(request.url.toString());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Each, Contract, ::testing::ValuesIn(contractSubjects()),
                         [](const auto& subject) { return std::string(subject.param.name); });

} // namespace pathways::test
