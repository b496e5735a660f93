// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connection_service.h"

#include "core/base/digest.h"
#include "core/base/log.h"
#include "core/services/connections/account_check.h"
#include "core/services/connections/browser_connect.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/connection_expiry.h"
#include "core/services/connections/connection_persistence.h"
#include "core/services/connections/oauth_session.h"
#include "core/services/connections/sign_in_provider.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QLocale>

namespace pathways {

namespace {

template <typename T>
using PromisePtr = std::shared_ptr<QPromise<Result<T>>>;

template <typename T>
PromisePtr<T> startedPromise() {
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    return promise;
}

template <typename T>
void finishWith(const PromisePtr<T>& promise, Result<T> result) {
    promise->addResult(std::move(result));
    promise->finish();
}

QString otherAccountText(const Connection& connection, const AccountInfo& found) {
    return ConnectionService::tr("This signs in to %1, but \"%2\" belongs to %3.")
        .arg(found.name, connection.name, connection.accountName);
}

} // namespace

ConnectionService::ConnectionService(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

QList<DestinationType> ConnectionService::types() const {
    QList<DestinationType> types;
    for (const auto& connector : m_context.connectors.all()) {
        types << connector->type();
    }
    return types;
}

const DestinationType* ConnectionService::type(const QString& key) const {
    const Connector* connector = m_context.connectors.find(key);
    return connector == nullptr ? nullptr : &connector->type();
}

ConnectionSummary ConnectionService::summarise(const Connection& connection, const QList<Pathway>& pathways) {
    ConnectionSummary summary;
    summary.connection = connection;
    summary.signedInAs = connection.settings.value(sign_in_setting::kWho);
    if (const DestinationType* known = type(connection.type)) {
        summary.typeName = known->name;
        summary.icon = known->icon;
        summary.kind = known->kind;
    } else {
        summary.typeName = connection.type;
    }
    const QDateTime now = m_context.clock.now();
    const qint64 days = connection.expires ? daysUntil(*connection.expires, now) : kExpiryWarningDays + 1;
    if (m_checking.contains(connection.id)) {
        summary.state = ConnectionState::Checking;
        summary.stateText = tr("Checking");
    } else if (connection.problem && connection.problem->kind == ErrorKind::SignIn) {
        summary.state = ConnectionState::NeedsSignIn;
        summary.stateText = tr("Needs sign-in");
    } else if (connection.expires && *connection.expires <= now) {
        summary.state = ConnectionState::NeedsSignIn;
        summary.stateText = tr("Needs sign-in");
        summary.connection.problem = credentialEnded(*connection.expires);
    } else if (connection.problem) {
        summary.state = ConnectionState::Problem;
        summary.stateText = connection.problem->what;
    } else if (days <= kExpiryWarningDays) {
        summary.state = ConnectionState::ExpiresSoon;
        summary.stateText = days <= 0 ? tr("Expires today") : tr("Expires in %n day(s)", nullptr, int(days));
    } else {
        summary.stateText = tr("Active");
    }
    Journal journal(m_context.database, m_context.keys);
    for (const Pathway& pathway : pathways) {
        if (pathway.connection != connection.id) {
            continue;
        }
        summary.pathways << pathway.name;
        const auto history = journal.history(pathway.id, 20);
        for (const Push& push : history.value_or(QList<Push>{})) {
            const bool done = push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
            if (done && push.ended && (!summary.lastSuccess || *push.ended > *summary.lastSuccess)) {
                summary.lastSuccess = push.ended;
            }
        }
    }
    return summary;
}

Result<QList<ConnectionSummary>> ConnectionService::list() {
    auto connections = ConnectionRepository(m_context.database).all();
    if (!connections) {
        return fail(connections.error());
    }
    auto pathways = PathwayRepository(m_context.database).all();
    if (!pathways) {
        return fail(pathways.error());
    }
    QList<ConnectionSummary> summaries;
    for (const Connection& connection : *connections) {
        summaries << summarise(connection, *pathways);
    }
    return summaries;
}

Result<ConnectionSummary> ConnectionService::find(const ConnectionId& id) {
    return ConnectionRepository(m_context.database).find(id).and_then([this](const Connection& connection) {
        return PathwayRepository(m_context.database).all().map([&](const QList<Pathway>& pathways) {
            return summarise(connection, pathways);
        });
    });
}

Result<ConnectionSummary> ConnectionService::findByName(const QString& name) {
    return ConnectionRepository(m_context.database).findByName(name).and_then([this](const Connection& connection) {
        return find(connection.id);
    });
}

Result<QList<DestinationChoice>> ConnectionService::choicesFor(const AudienceId& audienceId) {
    const auto audience = AudienceRepository(m_context.database).find(audienceId);
    if (!audience) {
        return fail(audience.error());
    }
    auto summaries = list();
    if (!summaries) {
        return fail(summaries.error());
    }
    const auto pathways = PathwayRepository(m_context.database).all();
    if (!pathways) {
        return fail(pathways.error());
    }
    Journal journal(m_context.database, m_context.keys);
    QList<DestinationChoice> choices;
    for (const ConnectionSummary& summary : *summaries) {
        DestinationChoice choice;
        choice.summary = summary;
        const DestinationType* known = type(summary.connection.type);
        if (known == nullptr) {
            choice.selectable = false;
            choice.reason = tr("This version of Pathways does not know this destination.");
        } else if (audience->kind == AudienceKind::Modeled && known->refusesModeled) {
            choice.selectable = false;
            choice.reason = tr("You cannot push modeled audiences to this destination");
        } else if (summary.state == ConnectionState::NeedsSignIn) {
            choice.selectable = false;
            choice.reason = tr("Needs sign-in");
        }
        for (const Pathway& pathway : *pathways) {
            if (pathway.audience == audienceId && pathway.connection == summary.connection.id) {
                for (const Push& push : journal.history(pathway.id, 20).value_or(QList<Push>{})) {
                    choice.alreadyPushed =
                        choice.alreadyPushed || push.counts.accepted > 0 || push.status == PushStatus::Synced;
                }
            }
        }
        choices << choice;
    }
    return choices;
}

Result<Connection> ConnectionService::prepare(const NewConnection& wanted) {
    const DestinationType* known = type(wanted.type);
    if (known == nullptr) {
        return fail(ErrorKind::Input, tr("There is no destination called \"%1\".").arg(wanted.type),
                    tr("Nothing was connected."), tr("Choose one of the destinations in the list."));
    }
    const QString name = wanted.name.trimmed();
    if (name.isEmpty()) {
        return fail(ErrorKind::Input, tr("The connection has no name."), tr("Nothing was connected."),
                    tr("Give it a name that you will recognise."));
    }
    if (ConnectionRepository(m_context.database).findByName(name)) {
        return fail(ErrorKind::Input, tr("There is a connection called \"%1\" already.").arg(name),
                    tr("Nothing was connected."), tr("Choose another name."));
    }
    for (const SettingSpec& setting : known->settings) {
        const bool given = !wanted.settings.value(setting.key).trimmed().isEmpty();
        if (setting.required && !given && !wanted.practice) {
            return fail(ErrorKind::Input, tr("\"%1\" is not filled in.").arg(setting.label),
                        tr("Nothing was connected."), tr("Fill it in and try again."));
        }
    }
    if (const auto wrong = wrongEnd(wanted.endsOn, m_context.clock.now())) {
        return fail(*wrong);
    }
    Connection connection;
    connection.id = ConnectionId::create();
    connection.type = wanted.type;
    connection.name = name;
    connection.practice = wanted.practice;
    for (auto setting = wanted.settings.cbegin(); setting != wanted.settings.cend(); ++setting) {
        connection.settings.insert(setting.key(), setting.value().trimmed());
    }
    connection.created = m_context.clock.now();
    return connection;
}

QFuture<Result<ConnectionId>> ConnectionService::connectWithSecret(NewConnection wanted, Secret secret) {
    auto prepared = prepare(wanted);
    if (!prepared) {
        return readyFuture(Result<ConnectionId>(fail(prepared.error())));
    }
    // Keys are pasted with spaces and line ends around them.
    auto kept = std::make_shared<Secret>(Secret(secret.reveal().trimmed()));
    auto access = m_context.broker.openWith(*prepared, kept->clone());
    if (!access) {
        return readyFuture(Result<ConnectionId>(fail(access.error())));
    }
    auto promise = startedPromise<ConnectionId>();
    auto checked = startedPromise<AccountInfo>();
    ConnectionBroker::runOn<AccountInfo>(m_context.probes, checked,
                                         [access = *access] { return access->connector->validate(access->context()); });
    whenDone(checked->future(), this,
             [this, promise, kept, wanted, connection = *prepared](const Result<AccountInfo>& account) mutable {
                 if (!account) {
                     m_context.broker.close(connection.id);
                     finishWith(promise, Result<ConnectionId>(fail(account.error())));
                     return;
                 }
                 apply(connection, *account, wanted.endsOn);
                 connection.secretTail = connection.practice ? QString() : kept->lastFour();
                 storeConnection(m_context, connection, {secretToKeep(connection, std::move(*kept)), {}},
                                 wanted.thisTimeOnly, this, [this, promise, connection](const Result<void>& stored) {
                                     if (!stored) {
                                         m_context.broker.close(connection.id);
                                         finishWith(promise, Result<ConnectionId>(fail(stored.error())));
                                         return;
                                     }
                                     emit changed();
                                     finishWith(promise, Result<ConnectionId>(connection.id));
                                 });
             });
    return promise->future();
}

void ConnectionService::apply(Connection& connection, const AccountInfo& account, std::optional<QDate> endsOn) const {
    connection.accountId = account.id;
    connection.accountName = account.name;
    connection.expires = endOfNewCredential(account, endsOn);
    connection.lastChecked = m_context.clock.now();
    connection.problem.reset();
}

Secret ConnectionService::secretToKeep(const Connection& connection, Secret secret) const {
    const DestinationType* known = type(connection.type);
    const bool none = connection.practice || known == nullptr || known->signIn == SignInKind::None;
    return none ? Secret() : std::move(secret);
}

bool ConnectionService::usesBrowser(const Connection& connection) const {
    const DestinationType* known = type(connection.type);
    return known != nullptr && signsInByBrowser(connection, *known);
}

Result<std::unique_ptr<BrowserConnect>> ConnectionService::begin(std::unique_ptr<BrowserConnect> connecting) {
    if (auto started = connecting->start(); !started) {
        return fail(started.error());
    }
    connect(connecting.get(), &BrowserConnect::ended, this, &ConnectionService::changed);
    return connecting;
}

Result<std::unique_ptr<BrowserConnect>> ConnectionService::connectWithBrowser(const NewConnection& wanted,
                                                                              Secret clientSecret) {
    auto prepared = prepare(wanted);
    if (!prepared) {
        return fail(prepared.error());
    }
    return begin(
        std::make_unique<BrowserConnect>(m_context, *prepared, false, std::move(clientSecret), wanted.thisTimeOnly));
}

Result<std::unique_ptr<BrowserConnect>>
ConnectionService::reconnectWithBrowser(const ConnectionId& id, const QString& clientId, Secret clientSecret) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return fail(connection.error());
    }
    if (!clientId.trimmed().isEmpty()) {
        connection->settings.insert(sign_in_setting::kClientId, clientId.trimmed());
    }
    return begin(std::make_unique<BrowserConnect>(m_context, *connection, true, std::move(clientSecret)));
}

QFuture<Result<AccountInfo>> ConnectionService::check(const OpenConnectionPtr& access) {
    auto promise = startedPromise<AccountInfo>();
    ConnectionBroker::runOn<AccountInfo>(m_context.probes, promise,
                                         [access] { return access->connector->validate(access->context()); });
    return promise->future();
}

QFuture<Result<void>> ConnectionService::reconnect(const ConnectionId& id, Secret secret,
                                                   const ReconnectChoice& choice) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<void>(fail(connection.error())));
    }
    if (const auto wrong = wrongEnd(choice.endsOn, m_context.clock.now())) {
        return readyFuture(Result<void>(fail(*wrong)));
    }
    auto kept = std::make_shared<Secret>(Secret(secret.reveal().trimmed()));
    auto access = m_context.broker.openWith(*connection, kept->clone());
    if (!access) {
        return readyFuture(Result<void>(fail(access.error())));
    }
    auto promise = startedPromise<void>();
    whenDone(check(*access), this,
             [this, promise, kept, choice, connection = *connection](const Result<AccountInfo>& account) mutable {
                 if (!account) {
                     finishWith(promise, Result<void>(fail(account.error())));
                     return;
                 }
                 if (account->id != connection.accountId && !choice.otherAccount) {
                     finishWith(promise, Result<void>(fail(
                                             ErrorKind::NeedsDecision, otherAccountText(connection, *account),
                                             tr("People whom Pathways put into the other account stay there; nobody is "
                                                "removed from this one on their account."),
                                             tr("Use the account of before, or confirm that this one replaces it."))));
                     return;
                 }
                 if (const auto busy =
                         account->id == connection.accountId ? std::nullopt : pushInTheWay(m_context, connection)) {
                     finishWith(promise, Result<void>(fail(*busy)));
                     return;
                 }
                 apply(connection, *account, choice.endsOn);
                 connection.secretTail = connection.practice ? QString() : kept->lastFour();
                 storeConnection(m_context, connection, {secretToKeep(connection, std::move(*kept)), {}},
                                 choice.thisTimeOnly, this, [this, promise](const Result<void>& stored) {
                                     emit changed();
                                     finishWith(promise, stored);
                                 });
             });
    return promise->future();
}

QFuture<Result<AccountInfo>> ConnectionService::test(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<AccountInfo>(fail(connection.error())));
    }
    m_checking.insert(id);
    emit changed();
    QFuture<Result<AccountInfo>> future = m_context.broker.run<AccountInfo>(
        *connection, [](const OpenConnection& access) { return validateAccount(access); });
    whenDone(future, this, [this, id](const Result<AccountInfo>& account) {
        m_checking.remove(id);
        noteCheck(id, account);
        emit changed();
    });
    return future;
}

void ConnectionService::noteCheck(const ConnectionId& id, const Result<AccountInfo>& account) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return;
    }
    connection->lastChecked = m_context.clock.now();
    if (account) {
        connection->problem.reset();
        connection->expires = endAfterCheck(*connection, *account, m_context.clock.now());
    } else if (account.error().kind != ErrorKind::Canceled && account.error().kind != ErrorKind::Network) {
        // A line that is down says nothing about the connection.
        connection->problem = account.error();
    }
    if (const auto saved = ConnectionRepository(m_context.database).save(*connection); !saved) {
        qCWarning(lcWorkspace) << "the result of a check could not be stored:" << saved.error().detail;
    }
}

QFuture<Result<QList<DestinationObject>>> ConnectionService::objects(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<QList<DestinationObject>>(fail(connection.error())));
    }
    return m_context.broker.run<QList<DestinationObject>>(
        *connection, [](const OpenConnection& access) { return access.connector->listObjects(access.context()); });
}

QFuture<Result<DestinationObject>> ConnectionService::createObject(const ConnectionId& id, const QString& name,
                                                                   const QMap<QString, QString>& options) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<DestinationObject>(fail(connection.error())));
    }
    NewObject wanted;
    wanted.name = name.trimmed();
    wanted.options = options;
    const auto place = std::pair(id.value, wanted.name);
    wanted.again = m_unansweredCreations.contains(place);
    if (!wanted.again) {
        m_unansweredCreations.insert(place, QStringLiteral("pathways-") + QString::fromLatin1(randomBytes(12).toHex()));
    }
    wanted.marker = m_unansweredCreations.value(place);
    auto made = m_context.broker.run<DestinationObject>(*connection, [wanted](const OpenConnection& access) {
        return access.connector->createObject(access.context(), wanted);
    });
    whenDone(made, this, [this, place](const Result<DestinationObject>& object) {
        if (object) { // Any error may have come after the platform had done it.
            m_unansweredCreations.remove(place);
        }
    });
    return made;
}

QFuture<Result<void>> ConnectionService::remove(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<void>(fail(connection.error())));
    }
    auto promise = startedPromise<void>();
    // Revoking is best effort: a platform that cannot be reached must not keep the connection here.
    auto revoked = m_context.broker.run<void>(*connection, [](const OpenConnection& access) {
        return access.line ? access.line->revoke({}) : access.connector->revoke(access.context());
    });
    whenDone(revoked, this, [this, promise, connection = *connection](const Result<void>& result) mutable {
        if (!result) {
            qCInfo(lcCredentials) << "a credential was not revoked at the platform:" << result.error().detail;
        }
        connection.removedAt = m_context.clock.now();
        connection.secretTail.clear();
        m_context.broker.close(connection.id);
        const Result<void> saved = ConnectionRepository(m_context.database).save(connection);
        if (!saved || (connection.practice && !usesBrowser(connection))) {
            emit changed();
            finishWith(promise, saved);
            return;
        }
        deleteSecrets(m_context, connection, this, [this, promise](const Result<void>& deleted) {
            emit changed();
            finishWith(promise, deleted);
        });
    });
    return promise->future();
}

Result<QList<Connection>> ConnectionService::removed() {
    return ConnectionRepository(m_context.database).all(true).map([](QList<Connection> all) {
        all.removeIf([](const Connection& connection) { return !connection.removedAt; });
        return all;
    });
}

Result<void> ConnectionService::restore(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return fail(connection.error());
    }
    connection->removedAt.reset();
    if (!connection->practice || usesBrowser(*connection)) {
        connection->problem = Error{ErrorKind::SignIn,
                                    tr("The key of this connection was deleted when it was removed."),
                                    tr("Its pathways wait."),
                                    tr("Sign in again."),
                                    {}};
    }
    auto saved = ConnectionRepository(m_context.database).save(*connection);
    emit changed();
    return saved;
}

Result<void> ConnectionService::rename(const ConnectionId& id, const QString& name) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return fail(connection.error());
    }
    const auto other = ConnectionRepository(m_context.database).findByName(name.trimmed());
    if (name.trimmed().isEmpty() || (other && other->id != id)) {
        return fail(ErrorKind::Input, tr("This name is empty or taken."), tr("The connection keeps its name."),
                    tr("Choose another name."));
    }
    connection->name = name.trimmed();
    auto saved = ConnectionRepository(m_context.database).save(*connection);
    emit changed();
    return saved;
}

} // namespace pathways
