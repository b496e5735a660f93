// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/connection_persistence.h"

#include "core/credentials/workspace_keys.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/sign_in_provider.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ConnectionStoring)
};

void storeRow(ServiceContext& context, const Connection& connection, const StoredCallback& done) {
    done(ConnectionRepository(context.database).save(connection));
}

void storeMain(ServiceContext& context, const Connection& connection, std::shared_ptr<ConnectionSecrets> secrets,
               QObject* receiver, const StoredCallback& done) {
    context.credentials.write(credentialName(connection.id), std::move(secrets->main), receiver,
                              [&context, connection, done](const Result<void>& written) {
                                  if (!written) {
                                      done(written);
                                      return;
                                  }
                                  storeRow(context, connection, done);
                              });
}

void storeInKeychain(ServiceContext& context, const Connection& connection, std::shared_ptr<ConnectionSecrets> secrets,
                     QObject* receiver, const StoredCallback& done) {
    if (!secrets->client) {
        storeMain(context, connection, std::move(secrets), receiver, done);
        return;
    }
    context.credentials.write(clientSecretName(connection.id), secrets->client->clone(), receiver,
                              [&context, connection, secrets, receiver, done](const Result<void>& written) {
                                  if (!written) {
                                      done(written);
                                      return;
                                  }
                                  storeMain(context, connection, secrets, receiver, done);
                              });
}

} // namespace

void storeConnection(ServiceContext& context, const Connection& connection, ConnectionSecrets secrets,
                     bool thisTimeOnly, QObject* receiver, StoredCallback finished) {
    // Only after the new one is stored: until then the old one may be the only one that works.
    const auto done = [&context, id = connection.id, thisTimeOnly,
                       finished = std::move(finished)](const Result<void>& stored) {
        if (stored && !thisTimeOnly) {
            context.broker.clearSessionSecret(id);
        }
        finished(stored);
    };
    const bool nothingToKeep = secrets.main.isEmpty();
    auto kept = std::make_shared<ConnectionSecrets>(std::move(secrets));
    const auto store = [&context, connection, kept, thisTimeOnly, nothingToKeep, receiver,
                        done](const Result<void>& ready) {
        if (!ready) {
            done(ready);
        } else if (nothingToKeep) {
            storeRow(context, connection, done);
        } else if (thisTimeOnly) {
            if (kept->client) {
                context.broker.setSessionSecret(connection.id, clientSecretName(connection.id), kept->client->clone());
            }
            context.broker.setSessionSecret(connection.id, credentialName(connection.id), std::move(kept->main));
            storeRow(context, connection, done);
        } else {
            storeInKeychain(context, connection, kept, receiver, done);
        }
    };
    if (connection.practice) {
        store({});
        return;
    }
    // Real donors' records must not be protected by a key stored beside them.
    guardWorkspaceKeys(context.credentials, context.workspace, receiver,
                       [&context, thisTimeOnly, store](const Result<void>& guarded) {
                           if (guarded || !thisTimeOnly) {
                               store(guarded);
                               return;
                           }
                           if (const auto busy = pushUsesKeys(context)) {
                               store(fail(*busy));
                               return;
                           }
                           const auto givenUp = giveUpPracticeKeys(context.workspace, context.database);
                           if (givenUp) {
                               context.keys = keysForThisTime();
                           }
                           store(givenUp);
                       });
}

std::optional<Error> pushInTheWay(ServiceContext& context, const Connection& connection) {
    const auto open = Journal(context.database, context.keys).unfinished();
    const auto pathways = PathwayRepository(context.database).all();
    if (!open || !pathways) {
        return open ? pathways.error() : open.error();
    }
    for (const Journal::Unfinished& one : *open) {
        const bool here = std::any_of(pathways->begin(), pathways->end(), [&](const Pathway& pathway) {
            return pathway.id == one.push.pathway && pathway.connection == connection.id;
        });
        if (here && one.push.status == PushStatus::Processing) {
            return Error{ErrorKind::InUse,
                         Texts::tr("A push over “%1” is still running.").arg(connection.name),
                         Texts::tr("Until it has ended, the account cannot be changed."),
                         Texts::tr("Wait for it to finish or stop it, then sign in again."),
                         {}};
        }
    }
    return std::nullopt;
}

std::optional<Error> pushUsesKeys(ServiceContext& context) {
    const auto open = Journal(context.database, context.keys).unfinished();
    if (!open) {
        return open.error();
    }
    const bool running = std::any_of(open->begin(), open->end(), [](const Journal::Unfinished& one) {
        return one.push.status == PushStatus::Processing;
    });
    if (!running) {
        return std::nullopt;
    }
    return Error{ErrorKind::InUse,
                 Texts::tr("A push is still using the old keys."),
                 Texts::tr("Nothing was connected."),
                 Texts::tr("Wait for it to finish or stop it, then connect again."),
                 {}};
}

void deleteSecrets(ServiceContext& context, const Connection& connection, QObject* receiver,
                   const StoredCallback& done) {
    context.broker.close(connection.id);
    context.credentials.remove(clientSecretName(connection.id), receiver, [](const Result<void>&) {
        // Most connections have none.
    });
    context.credentials.remove(credentialName(connection.id), receiver, [done](const Result<void>& removed) {
        const bool gone = removed || removed.error().kind == ErrorKind::SignIn;
        done(gone ? Result<void>() : removed);
    });
}

} // namespace pathways
