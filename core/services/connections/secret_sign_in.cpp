// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/secret_sign_in.h"

#include "core/base/async.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/connection_expiry.h"
#include "core/services/connections/connection_persistence.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

namespace pathways {

namespace {

/// Keys are pasted with spaces and line ends around them.
std::shared_ptr<Secret> trimmed(const Secret& secret) {
    return std::make_shared<Secret>(Secret(secret.reveal().trimmed()));
}

} // namespace

SecretSignIn::SecretSignIn(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

QFuture<Result<ConnectionId>> SecretSignIn::connectNew(const NewConnection& wanted, const Secret& secret) {
    auto prepared = prepareConnection(m_context, wanted);
    if (!prepared) {
        return readyFuture(Result<ConnectionId>(fail(prepared.error())));
    }
    const auto kept = trimmed(secret);
    auto open = m_context.broker.openWith(*prepared, kept->clone());
    if (!open) {
        return readyFuture(Result<ConnectionId>(fail(open.error())));
    }
    auto promise = startedPromise<Result<ConnectionId>>();
    const auto finish = [this, promise, id = prepared->id](const Result<void>& result) {
        if (!result) {
            m_context.broker.close(id);
            finishWith(promise, Result<ConnectionId>(fail(result.error())));
            return;
        }
        emit changed();
        finishWith(promise, Result<ConnectionId>(id));
    };
    whenDone(validate(*open), this,
             [this, finish, kept, wanted, connection = *prepared](const Result<AccountInfo>& account) {
                 if (!account) {
                     finish(fail(account.error()));
                     return;
                 }
                 store(connection, *account, wanted.endsOn, std::move(*kept), wanted.thisTimeOnly, finish);
             });
    return promise->future();
}

QFuture<Result<void>> SecretSignIn::connectAgain(const ConnectionId& id, const Secret& secret,
                                                 const ReconnectChoice& choice) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<void>(fail(connection.error())));
    }
    if (const auto wrong = wrongEnd(choice.endsOn, m_context.clock.now())) {
        return readyFuture(Result<void>(fail(*wrong)));
    }
    const auto kept = trimmed(secret);
    auto open = m_context.broker.openWith(*connection, kept->clone());
    if (!open) {
        return readyFuture(Result<void>(fail(open.error())));
    }
    auto promise = startedPromise<Result<void>>();
    whenDone(validate(*open), this,
             [this, promise, kept, choice, connection = *connection](const Result<AccountInfo>& account) {
                 if (!account) {
                     finishWith(promise, Result<void>(fail(account.error())));
                     return;
                 }
                 if (const auto refused = refusal(connection, *account, choice)) {
                     finishWith(promise, Result<void>(fail(*refused)));
                     return;
                 }
                 store(connection, *account, choice.endsOn, std::move(*kept), choice.thisTimeOnly,
                       [this, promise](const Result<void>& stored) {
                           emit changed();
                           finishWith(promise, stored);
                       });
             });
    return promise->future();
}

QFuture<Result<AccountInfo>> SecretSignIn::validate(const OpenConnectionPtr& open) {
    auto promise = startedPromise<Result<AccountInfo>>();
    runOn<AccountInfo>(
        m_context.probes, promise, [open] { return open->connector->validate(open->context()); },
        InterruptedWork::Connection);
    return promise->future();
}

std::optional<Error> SecretSignIn::refusal(const Connection& connection, const AccountInfo& account,
                                           const ReconnectChoice& choice) const {
    if (account.id == connection.accountId) {
        return std::nullopt;
    }
    if (choice.otherAccount) {
        return pushInTheWay(m_context, connection);
    }
    return Error{
        ErrorKind::NeedsDecision,
        tr("This signs in to %1, but “%2” belongs to %3.").arg(account.name, connection.name, connection.accountName),
        tr("People whom Pathways put into the other account stay there; nobody is removed from this one "
           "on their account."),
        tr("Use the account you used before, or confirm that this one replaces it."),
        {}};
}

void SecretSignIn::store(Connection connection, const AccountInfo& account, std::optional<QDate> endsOn, Secret secret,
                         bool thisTimeOnly, Stored done) {
    connection.accountId = account.id;
    connection.accountName = account.name;
    connection.expires = endOfNewCredential(account, endsOn);
    connection.lastChecked = m_context.clock.now();
    connection.problem.reset();
    connection.secretTail = connection.practice ? QString() : secret.lastFour();
    Secret kept = needsSecret(connection) ? std::move(secret) : Secret();
    storeConnection(m_context, connection, {std::move(kept), {}}, thisTimeOnly, this, std::move(done));
}

bool SecretSignIn::needsSecret(const Connection& connection) const {
    const Connector* connector = m_context.connectors.find(connection.type);
    return !connection.practice && connector != nullptr && connector->type().signIn != SignInKind::None;
}

} // namespace pathways
