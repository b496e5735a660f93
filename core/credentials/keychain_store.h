// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/credential_store.h"

#include <QHash>

#include <chrono>
#include <memory>
#include <optional>

namespace QKeychain {
class Job;
}

namespace pathways {

/// The operating system's keychain through QtKeychain (Secret Service, KWallet, macOS, Windows). Never falls back to
/// plain text. Each call ends within the time limit, even where the keychain never answers (qtkeychain #240).
class KeychainStore final : public CredentialStore {
    Q_OBJECT
public:
    /// Long enough for somebody to type the keychain's password.
    static constexpr std::chrono::milliseconds kDefaultLimit{60'000};

    /// All items are kept under the service name.
    explicit KeychainStore(QObject* parent = nullptr, const QString& service = QStringLiteral("Pathways"),
                           std::chrono::milliseconds limit = kDefaultLimit);

    void read(const QString& name, QObject* receiver, ReadCallback done) override;
    void write(const QString& name, Secret secret, QObject* receiver, DoneCallback done) override;
    void remove(const QString& name, QObject* receiver, DoneCallback done) override;

private:
    /// Runs a job; ended(nothing or the problem) is called once, unless the receiver is gone.
    void run(QKeychain::Job* job, const QString& name, QObject* receiver,
             std::function<void(std::optional<Error>)> ended);

    QString m_service;
    std::chrono::milliseconds m_limit;
};

/// Secrets in memory until the program ends: "this time only", after asking. Also for tests.
class MemoryStore final : public CredentialStore {
    Q_OBJECT
public:
    using CredentialStore::CredentialStore;
    void read(const QString& name, QObject* receiver, ReadCallback done) override;
    void write(const QString& name, Secret secret, QObject* receiver, DoneCallback done) override;
    void remove(const QString& name, QObject* receiver, DoneCallback done) override;

private:
    QHash<QString, std::shared_ptr<Secret>> m_secrets;
};

} // namespace pathways
