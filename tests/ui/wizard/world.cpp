// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/wizard/world.h"

#include "core/base/digest.h"
#include "core/destinations/all_connectors.h"
#include "tests/support/await.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTextStream>

namespace pathways::test {

bool waitFor(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, kPatience);
}

QString sampleDonors() {
    return inProject(QStringLiteral("resources/samples/donors.csv"));
}

World::World() {
    must(m_practiceSet.start());
    m_workspace = must(Workspace::open(m_folder.filePath(QStringLiteral("workspace"))));
    m_database = must(m_workspace->openDatabase());
    m_transport = std::make_unique<QtTransport>();
    m_store = std::make_unique<MemoryStore>();
    registerAllConnectors(m_connectors);
    m_practice = std::make_unique<PracticeHost>(m_folder.filePath(QStringLiteral("practice")));
    m_broker = std::make_unique<ConnectionBroker>(
        ConnectionBroker::Parts{m_connectors, *m_transport, *m_store, m_clock, *m_practice, m_pool});
    const WorkspaceKeys keys{randomBytes(32), randomBytes(32)};
    m_context =
        std::make_unique<ServiceContext>(ServiceContext{*m_workspace, keys, *m_database, m_connectors, *m_transport,
                                                        *m_store, m_clock, m_pool, m_pushPools, *m_broker});
    m_network = std::make_unique<NetworkService>(*m_context, *m_transport);
    m_audiences = std::make_unique<AudienceService>(*m_context);
    m_connections = std::make_unique<ConnectionService>(*m_context);
    m_pathways = std::make_unique<PathwayService>(*m_context, *m_audiences);
    m_pushes = std::make_unique<PushService>(*m_context, *m_pathways);
}

World::~World() {
    m_pushes.reset();
    m_pathways.reset();
    m_pool.waitForDone();
}

ui::WizardServices World::services() {
    return {*m_audiences, *m_connections, *m_pathways, *m_pushes};
}

AudienceId World::addAudience(const QString& name, const QString& file) {
    const FilePreview preview = must(await(m_audiences->previewFile(file)));
    Audience audience;
    audience.name = name;
    audience.source = FileSource{file, preview.dialect, {}};
    audience.defaultCountry = QStringLiteral("GB");
    audience.permission = confirmed({}, preview.permission);
    const AudienceId id = must(m_audiences->save(audience));
    if (!waitFor([this, &id] { return must(m_audiences->find(id)).audience.people >= 0; })) {
        qFatal("The audience was never counted.");
    }
    return id;
}

AudienceId World::addModeled(const QString& name, const AudienceId& base) {
    return must(m_audiences->addModeled(name, base));
}

ConnectionId World::connectMailchimp(const QString& name) {
    return connectPractice(QStringLiteral("mailchimp"), name);
}

ConnectionId World::connectPractice(const QString& type, const QString& name) {
    NewConnection wanted;
    wanted.type = type;
    wanted.name = name;
    wanted.practice = true;
    const QString platform = type == QLatin1String("google-ads") ? QStringLiteral("google") : type;
    wanted.settings.insert(QStringLiteral("url"), m_practiceSet.url(platform).toString());
    return must(await(m_connections->connectWithSecret(wanted, Secret())));
}

ConnectionId World::connectServer(const QString& type, const QString& name, const QMap<QString, QString>& settings,
                                  QByteArray secret) {
    NewConnection wanted;
    wanted.type = type;
    wanted.name = name;
    wanted.settings = settings;
    return must(await(m_connections->connectWithSecret(wanted, Secret(std::move(secret)))));
}

QString World::writePeople(const QString& name, int from, int to) {
    const QString path = m_folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        qFatal("The people could not be written.");
    }
    QTextStream out(&file);
    out << "Email,First Name,Surname\n";
    for (int i = from; i < to; ++i) {
        out << "person" << i << "@riverbank.test,First" << i << ",Last" << i << '\n';
    }
    return path;
}

QJsonObject World::mailchimp() const {
    return m_practiceSet.state(QStringLiteral("mailchimp"));
}

qint64 World::subscribed(const QString& listId) const {
    for (const QJsonValue& list : mailchimp().value(QLatin1String("lists")).toArray()) {
        if (list[QLatin1String("id")].toString() == listId) {
            return qint64(list[QLatin1String("counts")][QLatin1String("subscribed")].toDouble());
        }
    }
    return -1;
}

} // namespace pathways::test
