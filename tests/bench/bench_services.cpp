// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_services.h"

#include "core/base/async.h"
#include "core/destinations/all_connectors.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/repositories.h"
#include "tests/bench/need.h"

#include <QEventLoop>
#include <QFileInfo>

namespace pathways::bench {

namespace {

ColumnMapping line(const char* id, FieldKind kind, const char* column, bool identifier = true) {
    ColumnMapping mapped;
    mapped.field.id = QString::fromLatin1(id);
    mapped.field.label = mapped.field.id;
    mapped.field.kind = kind;
    mapped.field.identifier = identifier;
    mapped.field.hashed = identifier;
    mapped.column = QString::fromLatin1(column);
    return mapped;
}

/// VALUE stands for something that is not sent hashed, so that a change of the notes is a change of the person.
QList<ColumnMapping> eightIdentifiers() {
    return {line("EMAIL", FieldKind::Email, "Email"),
            line("PHONE", FieldKind::Phone, "Phone"),
            line("FN", FieldKind::FirstName, "First Name"),
            line("LN", FieldKind::LastName, "Last Name"),
            line("CT", FieldKind::City, "City"),
            line("ST", FieldKind::Region, "State"),
            line("ZIP", FieldKind::PostalCode, "Postal Code"),
            line("COUNTRY", FieldKind::Country, "Country"),
            line("VALUE", FieldKind::Text, "Notes", false)};
}

} // namespace

BenchServices::BenchServices(const QString& workspace, const QString& csv, int port) {
    need(m_pushPools.warmUp());
    m_workspace = need(Workspace::open(workspace));
    m_database = need(m_workspace->openDatabase());
    registerAllConnectors(m_connectors);
    m_practice = std::make_unique<PracticeHost>(workspace + QStringLiteral("/practice"));
    m_broker = std::make_unique<ConnectionBroker>(
        ConnectionBroker::Parts{m_connectors, m_transport, m_store, m_clock, *m_practice, m_pool});
    const WorkspaceKeys keys{QByteArray(32, 'm'), QByteArray(32, 'd')};
    m_context = std::make_unique<ServiceContext>(ServiceContext{
        *m_workspace, keys, *m_database, m_connectors, m_transport, m_store, m_clock, m_pool, m_pushPools, *m_broker});
    m_audiences = std::make_unique<AudienceService>(*m_context);
    m_pathways = std::make_unique<PathwayService>(*m_context, *m_audiences);
    m_pushes = std::make_unique<PushService>(*m_context, *m_pathways);
    prepare(csv, port);
}

BenchServices::~BenchServices() {
    m_pushes.reset();
    m_pool.waitForDone();
}

void BenchServices::prepare(const QString& csv, int port) {
    Audience audience;
    audience.id = AudienceId{QStringLiteral("bbbbbbbb-0000-0000-0000-000000000001")};
    audience.name = QStringLiteral("People");
    // Changed files come under another name; the audience is the same.
    audience.source = FileSource{csv, Dialect{}, {}};
    audience.defaultCountry = QStringLiteral("US");
    need(AudienceRepository(*m_database).save(audience));
    Connection connection;
    connection.id = ConnectionId{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};
    connection.type = QStringLiteral("meta");
    connection.name = QStringLiteral("Sink");
    connection.settings = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:%1").arg(port)},
                           {QStringLiteral("account"), QStringLiteral("act_1")}};
    need(ConnectionRepository(*m_database).save(connection));
    m_broker->setSessionSecret(connection.id, credentialName(connection.id),
                               Secret(QByteArray("a token for the sink")));
    const PathwayId id{QStringLiteral("aaaaaaaa-0000-0000-0000-000000000001")};
    PathwayRepository pathways(*m_database);
    if (const auto known = pathways.find(id)) {
        m_pathway = *known;
        return;
    }
    m_pathway.id = id;
    m_pathway.name = QStringLiteral("Bench");
    m_pathway.audience = audience.id;
    m_pathway.connection = connection.id;
    m_pathway.object.id = QStringLiteral("1234567890");
    m_pathway.object.name = QStringLiteral("People");
    m_pathway.mapping = eightIdentifiers();
    need(pathways.save(m_pathway));
}

std::shared_ptr<PlanFile> BenchServices::plan() {
    QEventLoop loop;
    std::shared_ptr<PlanFile> made;
    whenDone(m_pathways->plan(m_pathway, {}), &loop, [&](Result<std::shared_ptr<PlanFile>> plan) {
        made = need(std::move(plan));
        loop.quit();
    });
    loop.exec();
    return made;
}

Push BenchServices::push(const std::shared_ptr<PlanFile>& plan) {
    QEventLoop loop;
    Push ended;
    QObject::connect(m_pushes.get(), &PushService::finished, &loop, [&](const Push& push) {
        ended = push;
        loop.quit();
    });
    static_cast<void>(need(m_pushes->start(m_pathway.id, plan, PushDecision{true, plan->summary().counts.remove})));
    loop.exec();
    if (ended.resumable) {
        qFatal("the push did not end: %s", ended.problem ? qPrintable(ended.problem->text()) : "");
    }
    return ended;
}

} // namespace pathways::bench
