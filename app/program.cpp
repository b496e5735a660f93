// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/credentials/keychain_store.h"
#include "core/credentials/workspace_keys.h"
#include "core/destinations/all_connectors.h"
#include "core/push/clean_up.h"
#include "core/push/settle.h"
#include "core/roster/roster_adoption.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QPointer>
#include <QStandardPaths>
#include <QTimer>

namespace pathways {

namespace {
/// For validate, list, preview, count and plan, each of which may wait for a platform.
constexpr int kProbeThreads = 4;
} // namespace

Program::Program()
    : m_probes(kProbeThreads) {}

Program::~Program() {
    // Pushes stop at a clean point first, after which nothing uses the pools.
    m_pushes.reset();
    m_pathways.reset();
    m_probes.end();
}

QString Program::defaultWorkspace() {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/workspace");
}

void Program::open(const QString& workspaceFolder, Keys wanted, Purpose purpose, QObject* receiver, Opened done) {
    // From the event loop even if it ends at once, so that the callback always comes after the call has returned.
    QTimer::singleShot(0, receiver, [workspaceFolder, wanted, purpose, receiver, done = std::move(done)] {
        std::shared_ptr<Program> program(new Program);
        // Before anything else: what the computer cannot give now it will not have in mid-push.
        if (const auto started = program->startThreads(purpose); !started) {
            done(fail(started.error()));
            return;
        }
        auto workspace = Workspace::open(workspaceFolder);
        if (!workspace) {
            done(fail(workspace.error()));
            return;
        }
        program->m_workspace = std::move(*workspace);
        auto database = program->m_workspace->openDatabase();
        if (!database) {
            done(fail(database.error()));
            return;
        }
        program->m_database = std::move(*database);
        program->m_credentials = std::make_unique<KeychainStore>();
        if (wanted == Keys::ThisTimeOnly) {
            finishOpening(program, keysForThisTime(), receiver, done);
            return;
        }
        const auto loaded = [program, receiver, done](const Result<LoadedKeys>& keys) {
            if (!keys) {
                done(fail(keys.error()));
                return;
            }
            finishOpening(program, keys->keys, receiver, done);
        };
        const auto load = wanted == Keys::Replaced ? &replaceWorkspaceKeys : &loadWorkspaceKeys;
        load(*program->m_credentials, *program->m_workspace, *program->m_database, receiver, loaded);
    });
}

void Program::finishOpening(const std::shared_ptr<Program>& program, const WorkspaceKeys& keys, QObject* receiver,
                            const Opened& done) {
    program->build(keys);
    program->tidy(); // Before anything is pushed: what a push has just begun must not look like an orphan.
    whenDone(program->m_network->apply(), receiver, [program, done](const Result<void>& applied) {
        if (!applied) {
            // No reason to refuse to open: Preferences shows the settings, and unreachable platforms report it.
            qCWarning(lcApp) << "the network settings could not be applied:" << applied.error().text();
        }
        done(program);
    });
}

Result<void> Program::startThreads(Purpose purpose) {
    auto started = m_transport.start().and_then([this] { return m_probes.warmUp(); });
    if (started && purpose == Purpose::Pushing) {
        started = m_pushPools.warmUp();
    }
    return started;
}

void Program::build(const WorkspaceKeys& keys) {
    registerAllConnectors(m_connectors);
    m_practice = std::make_unique<PracticeHost>(QDir(m_workspace->folder()).filePath(QStringLiteral("practice")));
    m_broker = std::make_unique<ConnectionBroker>(
        ConnectionBroker::Parts{m_connectors, m_transport, *m_credentials, m_clock, *m_practice, m_probes.threads()});
    m_context = std::make_unique<ServiceContext>(ServiceContext{*m_workspace, keys, *m_database, m_connectors,
                                                                m_transport, *m_credentials, m_clock,
                                                                m_probes.threads(), m_pushPools, *m_broker});
    m_network = std::make_unique<NetworkService>(*m_context, m_transport);
    m_audiences = std::make_unique<AudienceService>(*m_context);
    m_connections = std::make_unique<ConnectionService>(*m_context);
    m_pathways = std::make_unique<PathwayService>(*m_context, *m_audiences);
    m_pushes = std::make_unique<PushService>(*m_context, *m_pathways);
}

void Program::tidy() {
    // Before all: where the database is a backup that was put back, the memories of places are newer.
    if (const auto adopted = adoptNewerRosters(*m_workspace, *m_database, m_context->keys); !adopted) {
        qCWarning(lcWorkspace) << "newer records could not be looked for:" << adopted.error().detail;
    }
    // Then: what an unfinished push has sent is remembered before anything is thrown away.
    settleAll({*m_workspace, *m_database, m_context->keys, m_clock});
    Journal journal(*m_database, m_context->keys);
    if (const auto expired = journal.expire(m_clock.now()); !expired) {
        qCWarning(lcWorkspace) << "old details could not be deleted:" << expired.error().detail;
    }
    if (const auto removed = removeOrphans(*m_workspace, *m_database, m_context->keys); !removed) {
        qCWarning(lcWorkspace) << "files that nobody needs could not be deleted:" << removed.error().detail;
    }
    if (const auto emptied = emptyBin(*m_database, m_clock.now()); !emptied) {
        qCWarning(lcWorkspace) << "the bin could not be emptied:" << emptied.error().detail;
    }
}

} // namespace pathways
