// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/keychain_store.h"

#include "core/base/log.h"
#include "core/base/redaction.h"
#include "core/credentials/keychain_errors.h"

#include <QMetaObject>
#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace pathways {

namespace {

constexpr std::chrono::milliseconds kExplainLimit{3'000};

/// Whichever ends first, the job or the timer, takes the callback; the other finds it gone.
struct Once {
    std::function<void(std::optional<Error>)> ended;
    void operator()(std::optional<Error> problem) {
        if (auto callback = std::exchange(ended, nullptr)) {
            callback(std::move(problem));
        }
    }
};

template <typename F>
void later(QObject* receiver, F&& callback) {
    QMetaObject::invokeMethod(receiver, std::forward<F>(callback), Qt::QueuedConnection);
}

} // namespace

KeychainStore::KeychainStore(QObject* parent, const QString& service, std::chrono::milliseconds limit)
    : CredentialStore(parent)
    , m_service(service)
    , m_limit(limit) {}

void KeychainStore::run(QKeychain::Job* job, const QString& name, QObject* receiver,
                        std::function<void(std::optional<Error>)> ended) {
    auto once = std::make_shared<Once>(Once{std::move(ended)});
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    job->setKey(name);
    const QPointer clock(new QTimer(receiver)); // Gone when an answer comes after the limit.
    clock->setSingleShot(true);
    connect(clock, &QTimer::timeout, receiver, [once, clock, limit = m_limit] {
        clock->deleteLater();
        (*once)(keychain::slow(limit));
    });
    connect(job, &QKeychain::Job::finished, receiver, [once, clock, receiver](QKeychain::Job* finished) {
        delete clock;
        const QKeychain::Error error = finished->error();
        if (error == QKeychain::NoError) {
            (*once)(std::nullopt);
            return;
        }
        const QString detail = QStringLiteral("keychain %1: %2").arg(int(error)).arg(finished->errorString());
        if (error != QKeychain::EntryNotFound) {
            qCWarning(lcCredentials) << redacted(detail);
        }
        switch (error) {
        case QKeychain::EntryNotFound:
            keychain::explainMissing(kExplainLimit, receiver, [once](Error why) { (*once)(std::move(why)); });
            return;
        case QKeychain::NoBackendAvailable:
        case QKeychain::NotImplemented:
            (*once)(keychain::none(detail));
            return;
        case QKeychain::AccessDeniedByUser:
            (*once)(keychain::refused(detail));
            return;
        default:
            keychain::explain(detail, kExplainLimit, receiver, [once](Error why) { (*once)(std::move(why)); });
        }
    });
    clock->start(m_limit);
    job->start();
}

void KeychainStore::read(const QString& name, QObject* receiver, ReadCallback done) {
    auto* job = new QKeychain::ReadPasswordJob(m_service);
    run(job, name, receiver, [job = QPointer(job), done](std::optional<Error> problem) {
        if (problem) {
            done(fail(std::move(*problem)));
            return;
        }
        QByteArray bytes = job->binaryData();
        // The job keeps its own copy until it deletes itself; ours is wiped with the Secret.
        Secret secret(std::move(bytes));
        // libsecret gives "no such item" as an empty answer in some versions.
        if (secret.isEmpty()) {
            done(fail(keychain::notFound()));
            return;
        }
        done(std::move(secret));
    });
}

void KeychainStore::write(const QString& name, Secret secret, QObject* receiver, DoneCallback done) {
    auto* job = new QKeychain::WritePasswordJob(m_service);
    job->setBinaryData(secret.reveal());
    run(job, name, receiver, [done](std::optional<Error> problem) {
        done(problem ? Result<void>(fail(std::move(*problem))) : Result<void>());
    });
}

void KeychainStore::remove(const QString& name, QObject* receiver, DoneCallback done) {
    auto* job = new QKeychain::DeletePasswordJob(m_service);
    run(job, name, receiver, [done](std::optional<Error> problem) {
        // Gone is gone.
        const bool ok = !problem || problem->kind == ErrorKind::SignIn;
        done(ok ? Result<void>() : Result<void>(fail(std::move(*problem))));
    });
}

void MemoryStore::read(const QString& name, QObject* receiver, ReadCallback done) {
    later(receiver, [secret = m_secrets.value(name), done] {
        if (secret) {
            done(secret->clone());
        } else {
            done(fail(keychain::notFound()));
        }
    });
}

void MemoryStore::write(const QString& name, Secret secret, QObject* receiver, DoneCallback done) {
    m_secrets.insert(name, std::make_shared<Secret>(std::move(secret)));
    later(receiver, [done] { done({}); });
}

void MemoryStore::remove(const QString& name, QObject* receiver, DoneCallback done) {
    m_secrets.remove(name);
    later(receiver, [done] { done({}); });
}

} // namespace pathways
