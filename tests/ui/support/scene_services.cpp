// SPDX-License-Identifier: GPL-3.0-or-later
// The services of a scene: the classes of core/services, answered from SceneData. Linked instead of the real ones.
#include "core/credentials/browser_sign_in.h"
#include "core/plan/file/plan_file.h"
#include "core/services/connections/browser_connect.h"
#include "core/services/pathways/plan_people.h"
#include "tests/support/must.h"
#include "tests/ui/support/scene.h"

namespace pathways {

using test::must;
using test::SceneData;

namespace {

Error missing() {
    return {
        ErrorKind::NotFound, QStringLiteral("It is not there any more."), {}, QStringLiteral("Choose another."), {}};
}

SceneData& scene() {
    return SceneData::get();
}

/// What was removed in this process, to be taken back by restore().
QHash<QString, AudienceSummary> g_removedAudiences;
QHash<QString, ConnectionSummary> g_removedConnections;
QHash<QString, Pathway> g_removedPathways;

/// A removal that has been asked for and not answered yet.
struct WaitingRemoval {
    ConnectionService* service;
    ConnectionId id;
    std::shared_ptr<QPromise<Result<void>>> promise;
};
QList<WaitingRemoval> g_waitingRemovals;

void putIntoBin(const ConnectionId& id) {
    for (qsizetype i = 0; i < scene().connections.size(); ++i) {
        if (scene().connections.at(i).connection.id == id) {
            ConnectionSummary removed = scene().connections.takeAt(i);
            removed.connection.removedAt = QDateTime::currentDateTimeUtc();
            g_removedConnections.insert(id.value, removed);
            break;
        }
    }
}

} // namespace

void test::SceneData::answerRemovals() {
    const QList<WaitingRemoval> waiting = std::exchange(g_waitingRemovals, {});
    for (const WaitingRemoval& removal : waiting) {
        putIntoBin(removal.id);
        emit removal.service->changed();
        removal.promise->addResult(Result<void>());
        removal.promise->finish();
    }
}

AudienceService::AudienceService(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

Result<QList<AudienceSummary>> AudienceService::list() {
    return scene().audiences;
}

Result<AudienceSummary> AudienceService::find(const AudienceId& id) {
    for (const AudienceSummary& summary : scene().audiences) {
        if (summary.audience.id == id) {
            return summary;
        }
    }
    return fail(missing());
}

Result<AudienceSummary> AudienceService::findByName(const QString&) {
    return fail(missing());
}

QFuture<Result<FilePreview>> AudienceService::previewFile(const QString& path, std::optional<Dialect> dialect,
                                                          DialectWishes, QString) {
    scene().calls.append(QStringLiteral("preview ") + path);
    if (scene().previewProblem) {
        return readyFuture(Result<FilePreview>(fail(must(scene().previewProblem))));
    }
    FilePreview preview = scene().preview;
    if (dialect) {
        preview.dialect = *dialect;
    }
    return readyFuture(Result<FilePreview>(preview));
}

Result<AudienceId> AudienceService::save(Audience audience) {
    scene().calls.append(QStringLiteral("save-audience ") + audience.name);
    scene().saved = audience;
    for (AudienceSummary& summary : scene().audiences) {
        if (summary.audience.id == audience.id) {
            summary.audience = audience;
            emit changed();
            return audience.id;
        }
    }
    audience.id = AudienceId::create();
    AudienceSummary summary;
    summary.audience = audience;
    scene().audiences.append(summary);
    emit changed();
    return audience.id;
}

QFuture<Result<qint64>> AudienceService::count(const Audience& audience) {
    return readyFuture(Result<qint64>(audience.people));
}

QFuture<Result<QList<PermissionLine>>> AudienceService::permission(const Audience&, PermissionCount) {
    return readyFuture(Result<QList<PermissionLine>>(scene().preview.permission));
}

QFuture<Result<QStringList>> AudienceService::columns(const Audience&) {
    return readyFuture(Result<QStringList>(scene().preview.columns));
}

Result<AudienceId> AudienceService::addModeled(const QString& name, const AudienceId& base) {
    AudienceSummary summary;
    summary.audience.id = AudienceId::create();
    summary.audience.name = name;
    summary.audience.kind = AudienceKind::Modeled;
    summary.audience.base = base;
    scene().audiences.append(summary);
    emit changed();
    return summary.audience.id;
}

Result<void> AudienceService::relocate(const AudienceId& id, const QString& path) {
    scene().calls.append(QStringLiteral("relocate %1 %2").arg(id.value, path));
    return {};
}

Result<void> AudienceService::remove(const AudienceId& id) {
    scene().calls.append(QStringLiteral("remove-audience ") + id.value);
    for (qsizetype i = 0; i < scene().audiences.size(); ++i) {
        if (scene().audiences.at(i).audience.id == id) {
            g_removedAudiences.insert(id.value, scene().audiences.takeAt(i));
            emit changed();
            return {};
        }
    }
    return fail(missing());
}

Result<void> AudienceService::restore(const AudienceId& id) {
    scene().calls.append(QStringLiteral("restore-audience ") + id.value);
    scene().audiences.append(g_removedAudiences.take(id.value));
    emit changed();
    return {};
}

struct ConnectionService::Private {};

ConnectionService::ConnectionService(ServiceContext&, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>()) {}
ConnectionService::~ConnectionService() = default;

QList<DestinationType> ConnectionService::types() const {
    return scene().types;
}

const DestinationType* ConnectionService::type(const QString& key) const {
    for (const DestinationType& type : std::as_const(scene().types)) {
        if (type.key == key) {
            return &type;
        }
    }
    return nullptr;
}

Result<QList<ConnectionSummary>> ConnectionService::list() {
    return scene().connections;
}

Result<ConnectionSummary> ConnectionService::find(const ConnectionId& id) {
    for (const ConnectionSummary& summary : scene().connections) {
        if (summary.connection.id == id) {
            return summary;
        }
    }
    return fail(missing());
}

Result<ConnectionSummary> ConnectionService::findByName(const QString&) {
    return fail(missing());
}

Result<QList<DestinationChoice>> ConnectionService::choicesFor(const AudienceId&) {
    return QList<DestinationChoice>();
}

QFuture<Result<ConnectionId>> ConnectionService::connectWithSecret(const NewConnection& wanted, Secret secret) {
    scene().calls.append(QStringLiteral("connect %1 %2 secret:%3 once:%4")
                             .arg(wanted.type, wanted.name)
                             .arg(secret.reveal().size())
                             .arg(wanted.thisTimeOnly));
    if (scene().connectProblem) {
        return readyFuture(Result<ConnectionId>(fail(must(scene().connectProblem))));
    }
    ConnectionSummary summary;
    summary.connection.id = ConnectionId::create();
    summary.connection.type = wanted.type;
    summary.connection.name = wanted.name;
    summary.connection.practice = wanted.practice;
    summary.stateText = QStringLiteral("Active");
    scene().connections.append(summary);
    emit changed();
    return readyFuture(Result<ConnectionId>(summary.connection.id));
}

QFuture<Result<void>> ConnectionService::reconnect(const ConnectionId& id, Secret, const ReconnectChoice& choice) {
    scene().calls.append(QStringLiteral("reconnect %1 other:%2").arg(id.value).arg(choice.otherAccount));
    if (scene().connectProblem && !choice.otherAccount) {
        return readyFuture(Result<void>(fail(must(scene().connectProblem))));
    }
    return readyFuture(Result<void>());
}

Result<std::unique_ptr<BrowserConnect>> ConnectionService::connectWithBrowser(const NewConnection&, Secret) {
    return fail(missing());
}

Result<std::unique_ptr<BrowserConnect>> ConnectionService::reconnectWithBrowser(const ConnectionId&, const QString&,
                                                                                Secret) {
    return fail(missing());
}

bool ConnectionService::usesBrowser(const Connection& connection) const {
    const DestinationType* known = type(connection.type);
    return known && known->signIn == SignInKind::Browser && !connection.practice;
}

QFuture<Result<AccountInfo>> ConnectionService::test(const ConnectionId& id) {
    scene().calls.append(QStringLiteral("test ") + id.value);
    return readyFuture(Result<AccountInfo>(AccountInfo{}));
}

QFuture<Result<QList<DestinationObject>>> ConnectionService::objects(const ConnectionId&) {
    return readyFuture(Result<QList<DestinationObject>>(QList<DestinationObject>()));
}

QFuture<Result<DestinationObject>> ConnectionService::createObject(const ConnectionId&, const QString&,
                                                                   const QMap<QString, QString>&) {
    return readyFuture(Result<DestinationObject>(fail(missing())));
}

QFuture<Result<void>> ConnectionService::remove(const ConnectionId& id) {
    scene().calls.append(QStringLiteral("remove-connection ") + id.value);
    if (scene().removalsTakeTime) {
        auto promise = std::make_shared<QPromise<Result<void>>>();
        promise->start();
        g_waitingRemovals.append({this, id, promise});
        return promise->future();
    }
    putIntoBin(id);
    emit changed();
    return readyFuture(Result<void>());
}

Result<QList<Connection>> ConnectionService::removed() {
    QList<Connection> all;
    for (const ConnectionSummary& summary : std::as_const(g_removedConnections)) {
        all << summary.connection;
    }
    return all;
}

Result<void> ConnectionService::restore(const ConnectionId& id) {
    scene().calls.append(QStringLiteral("restore-connection ") + id.value);
    scene().connections.append(g_removedConnections.take(id.value));
    emit changed();
    return {};
}

Result<void> ConnectionService::rename(const ConnectionId& id, const QString& name) {
    scene().calls.append(QStringLiteral("rename %1 %2").arg(id.value, name));
    return {};
}

// A scene has no browser and no network: the tests over the real services play those.

BrowserConnect::BrowserConnect(ServiceContext& context, Connection connection, bool again, Secret, bool)
    : m_context(context)
    , m_connection(std::move(connection))
    , m_again(again) {}

BrowserConnect::~BrowserConnect() = default;

Result<void> BrowserConnect::start() {
    return fail(missing());
}

QUrl BrowserConnect::url() const {
    return {};
}

std::optional<Error> BrowserConnect::notice() const {
    return std::nullopt;
}

Result<void> BrowserConnect::acceptAddress(const QString&) {
    return fail(missing());
}

void BrowserConnect::cancel() {}

bool BrowserConnect::canGoOn() const {
    return false;
}

void BrowserConnect::goOn(const Decision&) {}

QString BrowserConnect::who() const {
    return {};
}

NetworkService::NetworkService(ServiceContext& context, QtTransport& transport, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_transport(transport) {}

Result<NetworkChoice> NetworkService::settings() {
    return NetworkChoice{};
}

QFuture<Result<void>> NetworkService::change(const NetworkChoice&, std::optional<Secret>) {
    return readyFuture(Result<void>());
}

PathwayService::PathwayService(ServiceContext& context, AudienceService& audiences, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_audiences(audiences) {}

Result<QList<Pathway>> PathwayService::list() {
    return scene().pathways;
}

Result<Pathway> PathwayService::find(const PathwayId& id) {
    for (const Pathway& pathway : scene().pathways) {
        if (pathway.id == id) {
            return pathway;
        }
    }
    return fail(missing());
}

Result<Pathway> PathwayService::findByName(const QString&) {
    return fail(missing());
}
Result<Pathway> PathwayService::draftFor(const AudienceId&, const ConnectionId&) {
    return Pathway();
}
QFuture<Result<PathwayReview>> PathwayService::review(const Pathway&) {
    return readyFuture(Result<PathwayReview>(fail(missing())));
}
QFuture<Result<QMap<QString, ColumnReport>>> PathwayService::checkMapping(const Pathway&) {
    return readyFuture(Result<QMap<QString, ColumnReport>>(fail(missing())));
}
QFuture<Result<QList<PlanPerson>>> PathwayService::showProblems(const Pathway&, const QString&, Reason, int) {
    return readyFuture(Result<QList<PlanPerson>>(fail(missing())));
}
QFuture<Result<FieldSpec>> PathwayService::createField(const Pathway&, const FieldSpec&) {
    return readyFuture(Result<FieldSpec>(fail(missing())));
}
QFuture<Result<std::shared_ptr<PlanFile>>> PathwayService::plan(const Pathway&, std::shared_ptr<PlanProgress>, qint64) {
    return readyFuture(Result<std::shared_ptr<PlanFile>>(fail(missing())));
}
void PathwayService::stopPlanning() {}
const PlanSummary& PathwayService::summaryOf(const PlanFile& plan) {
    return plan.summary();
}
std::unique_ptr<PlanPeople> PathwayService::people(std::shared_ptr<const PlanFile>, PlanPart) {
    return nullptr;
}
Result<PathwayId> PathwayService::save(Pathway pathway) {
    return pathway.id;
}

Result<void> PathwayService::remove(const PathwayId& id) {
    scene().calls.append(QStringLiteral("remove-pathway ") + id.value);
    for (qsizetype i = 0; i < scene().pathways.size(); ++i) {
        if (scene().pathways.at(i).id == id) {
            g_removedPathways.insert(id.value, scene().pathways.takeAt(i));
            emit changed();
            return {};
        }
    }
    return fail(missing());
}

Result<void> PathwayService::restore(const PathwayId& id) {
    scene().calls.append(QStringLiteral("restore-pathway ") + id.value);
    scene().pathways.prepend(g_removedPathways.take(id.value));
    emit changed();
    return {};
}

Result<std::optional<PathwayService::Draft>> PathwayService::savedDraft() {
    return std::optional<Draft>();
}
Result<void> PathwayService::saveDraft(const std::optional<Draft>&) {
    return {};
}

struct PushService::Private {};

PushService::PushService(ServiceContext&, PathwayService&, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>()) {}
PushService::~PushService() = default;

Result<PushId> PushService::start(const PathwayId&, std::shared_ptr<PlanFile>, const PushDecision&) {
    return fail(missing());
}
void PushService::stop(const PushId& id) {
    scene().calls.append(QStringLiteral("stop ") + id.value);
}
Result<void> PushService::resume(const PushId& id) {
    scene().calls.append(QStringLiteral("resume ") + id.value);
    return {};
}
Result<QList<Push>> PushService::unfinished() {
    return QList<Push>();
}

std::optional<PushProgress> PushService::progress(const PushId& id) const {
    const auto found = scene().progress.constFind(id.value);
    return found == scene().progress.constEnd() ? std::nullopt : std::optional(*found);
}

QList<PushId> PushService::running() const {
    QList<PushId> ids;
    for (const PushProgress& progress : std::as_const(scene().progress)) {
        ids.append(progress.id);
    }
    return ids;
}

bool PushService::idle() const {
    return scene().progress.isEmpty();
}

Result<QList<Push>> PushService::history(const std::optional<PathwayId>& pathway, int) {
    QList<Push> result;
    for (const Push& push : scene().pushes) {
        if (!pathway || push.pathway == *pathway) {
            result.append(push);
        }
    }
    return result;
}

Result<Push> PushService::find(const PushId& id) {
    for (const Push& push : scene().pushes) {
        if (push.id == id) {
            return push;
        }
    }
    return fail(missing());
}

Result<void> PushService::remove(const PushId& id) {
    scene().calls.append(QStringLiteral("remove-push ") + id.value);
    return {};
}
Result<QList<RowOutcome>> PushService::rowOutcomes(const PushId& id, int offset, int limit,
                                                   const std::optional<Reason>& reason) {
    QList<RowOutcome> result;
    for (const RowOutcome& outcome : scene().outcomes.value(id.value)) {
        if (!reason || outcome.reason == *reason) {
            result.append(outcome);
        }
    }
    return result.mid(offset, limit);
}

Result<QMap<Reason, qint64>> PushService::rowOutcomeCounts(const PushId& id) {
    QMap<Reason, qint64> counts;
    for (const RowOutcome& outcome : scene().outcomes.value(id.value)) {
        ++counts[outcome.reason];
    }
    return counts;
}

Result<QMap<Reason, qint64>> PushService::unlisted(const PushId&) {
    return QMap<Reason, qint64>();
}

Result<QString> PushService::supportDetails(const PathwayId& id) {
    return QStringLiteral("Pathway ") + id.value;
}

} // namespace pathways
