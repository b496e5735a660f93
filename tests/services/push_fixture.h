// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/audience_service.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"
#include "core/workspace/repositories.h"
#include "tests/services/service_fixture.h"
#include "tests/support/fake_destination.h"

#include <QFile>
#include <QSignalSpy>

namespace pathways::test {

/// Makes a request over the connection for each batch, and lets the fake platform have it once it was answered.
class WiredSession final : public PushSession {
public:
    WiredSession(std::unique_ptr<FakeSession> session, HttpClient& http, const QString& object)
        : m_session(std::move(session))
        , m_http(http) {
        m_request.url = QUrl(QStringLiteral("http://fake.test/") + object);
    }
    BatchResult send(const ChangeBatch& batch, std::stop_token stop) override {
        if (!m_http.send(m_request, stop).ok()) {
            return {};
        }
        return m_session->send(batch, std::move(stop));
    }
    [[nodiscard]] bool resendable(const ChangeBatch& batch) const override { return m_session->resendable(batch); }
    BatchResult settle(const ChangeBatch& batch, const QByteArray& receipt, std::stop_token stop) override {
        return m_session->settle(batch, receipt, std::move(stop));
    }

private:
    std::unique_ptr<FakeSession> m_session;
    HttpClient& m_http;
    HttpRequest m_request;
};

/// A platform in memory with as many objects as are asked for.
class FakeConnector final : public Connector {
public:
    FakeConnector() {
        m_type.key = QStringLiteral("fake");
        m_type.name = QStringLiteral("Fake");
        m_type.signIn = SignInKind::None;
        m_type.limits.peoplePerBatch = 50;
        m_type.limits.parallelBatches = 1;
        m_type.rules = IdentityRules::Plain;
        for (const SyncMethod method : kSyncMethods) {
            m_type.methods.emplace(method, MethodSupport{});
        }
    }
    [[nodiscard]] const DestinationType& type() const override { return m_type; }
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override {
        return onValidate ? onValidate(context) : AccountInfo{};
    }
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext&) const override {
        return QList<DestinationObject>{};
    }
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext&, const DestinationObject&) const override {
        return QList<FieldSpec>{};
    }
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                 PushTarget target) const override {
        {
            const std::lock_guard lock(m_mutex);
            m_targets.push_back(target);
        }
        auto session = std::make_unique<FakeSession>(
            object(context.connection.id.value + target.object.id), target.object.id.toStdString(),
            target.pushReference.toStdString(), target.clears,
            target.options.value(QStringLiteral("tag")).toStdString(), target.formerMarks);
        if (!m_overHttp) {
            return session;
        }
        return std::make_unique<WiredSession>(std::move(session), context.http, target.object.id);
    }
    /// From now on each batch is a request over the connection, to a path that names the object.
    void talkOverHttp() { m_overHttp = true; }
    /// Answers in the platform's place when it is asked about the account; to be set before it is used.
    std::function<Result<AccountInfo>(const CallContext&)> onValidate;
    /// What the platform says it takes; to be set before it is used.
    [[nodiscard]] PlatformLimits& limits() { return m_type.limits; }
    /// What kind of platform it is; to be set before it is used.
    [[nodiscard]] DestinationType& kind() { return m_type; }
    /// Its key is fetched from the keychain from now on.
    void askForAKey() { m_type.signIn = SignInKind::ApiKey; }
    /// What the platform says against a push; to be set before it is used.
    std::function<Result<QList<Finding>>(const CallContext&)> onCheck;
    [[nodiscard]] Result<QList<Finding>> check(const CallContext& context, const PushTarget&) const override {
        return onCheck ? onCheck(context) : QList<Finding>{};
    }
    /// What every conversation so far was about.
    [[nodiscard]] std::vector<PushTarget> targets() const {
        const std::lock_guard lock(m_mutex);
        return m_targets;
    }
    /// Nobody is anywhere any more.
    void forget() {
        const std::lock_guard lock(m_mutex);
        m_objects.clear();
    }
    /// The object of a connection: made at its first use.
    FakeDestination& object(const QString& id) const {
        const std::lock_guard lock(m_mutex);
        auto& found = m_objects[id];
        if (!found) {
            found = std::make_unique<FakeDestination>();
        }
        return *found;
    }

private:
    DestinationType m_type;
    bool m_overHttp = false;
    mutable std::mutex m_mutex;
    mutable std::map<QString, std::unique_ptr<FakeDestination>> m_objects;
    mutable std::vector<PushTarget> m_targets;
};

/// The services of a push over the fake platform, with audiences in files.
class PushFixture : public ServiceFixture {
protected:
    void SetUp() override {
        ServiceFixture::SetUp();
        m_clock.turnByItself();
        auto fake = std::make_unique<FakeConnector>();
        m_fake = fake.get();
        m_connectors.add(std::move(fake));
        m_audiences = std::make_unique<AudienceService>(*m_context);
        m_pathways = std::make_unique<PathwayService>(*m_context, *m_audiences);
        m_pushes = std::make_unique<PushService>(*m_context, *m_pathways);
    }
    void TearDown() override {
        m_pushes.reset();
        ServiceFixture::TearDown();
        m_pathways.reset();
        m_audiences.reset();
    }

    void writePeople(int count, const QString& name = QStringLiteral("people.csv")) {
        QFile file(m_folder.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("Email,Name\n");
        for (int i = 0; i < count; ++i) {
            file.write("p" + QByteArray::number(i) + "@riverbank.org,Name " + QByteArray::number(i) + "\n");
        }
    }
    /// account: as the platform calls it; empty: not known.
    ConnectionId connection(const QString& name, const QString& account = {}) {
        Connection added;
        added.id = ConnectionId{name};
        added.accountId = account;
        added.type = QStringLiteral("fake");
        added.name = name;
        must(ConnectionRepository(*m_database).save(added));
        return added.id;
    }
    /// A saved pathway of the people in people.csv.
    PathwayId pathway(const ConnectionId& connection, const QString& object) {
        Audience audience;
        audience.id = AudienceId{QStringLiteral("people")};
        audience.name = QStringLiteral("People");
        audience.source = FileSource{m_folder.filePath(QStringLiteral("people.csv")), Dialect{}, {}};
        must(AudienceRepository(*m_database).save(audience));
        Pathway added;
        added.audience = audience.id;
        added.connection = connection;
        added.object.id = object;
        added.object.name = object;
        added.mapping = {line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email")),
                         line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"))};
        return must(m_pathways->save(added));
    }
    static ColumnMapping line(const QString& id, FieldKind kind, const QString& column) {
        ColumnMapping mapped;
        mapped.field.id = id;
        mapped.field.label = id;
        mapped.field.kind = kind;
        mapped.field.identifier = kind == FieldKind::Email;
        mapped.field.required = mapped.field.identifier;
        mapped.column = column;
        return mapped;
    }
    std::shared_ptr<PlanFile> plan(const PathwayId& id) {
        return must(await(m_pathways->plan(must(m_pathways->find(id)), {})));
    }
    PushId start(const PathwayId& id, const PushDecision& decision = {}) {
        return must(m_pushes->start(id, plan(id), decision));
    }
    /// Runs the event loop until so many pushes have ended since the fixture was made.
    bool untilEnded(const QSignalSpy& ended, int count) {
        return runUntil([&] { return ended.count() >= count; });
    }

    FakeConnector* m_fake = nullptr;
    std::unique_ptr<AudienceService> m_audiences;
    std::unique_ptr<PathwayService> m_pathways;
    std::unique_ptr<PushService> m_pushes;
};

} // namespace pathways::test
