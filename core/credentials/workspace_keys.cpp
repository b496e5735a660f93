// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/workspace_keys.h"

#include "core/base/digest.h"
#include "core/base/log.h"
#include "core/credentials/credential_store.h"
#include "core/credentials/practice_key_file.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <memory>
#include <string>
#include <utility>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(WorkspaceKeys)
};

constexpr int kKeySize = 32;
constexpr QStringView kFingerprintSetting = u"keys.fingerprint";

QString itemName(const QString& workspaceId) {
    return QStringLiteral("workspace-") + workspaceId;
}

WorkspaceKeys keysFrom(const Secret& secret) {
    const QByteArray& bytes = secret.reveal();
    return {QByteArray(bytes.constData(), kKeySize), QByteArray(bytes.constData() + kKeySize, kKeySize)};
}

/// A fingerprint: recognises the keys and reveals nothing about them.
QString fingerprintOf(const Secret& secret) {
    const auto digest = KeyedDigest(keysFrom(secret).mac)
                            .hash("pathways keys " + std::string(secret.reveal().constData() + kKeySize, kKeySize));
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(digest.data()), 8).toHex());
}

Error lost() {
    return {
        ErrorKind::NeedsDecision,
        Texts::tr("The key of this workspace is not in your keychain."),
        Texts::tr(
            "Without it the record of whom you pushed cannot be read. The lists at your platforms are not changed."),
        Texts::tr("Use the computer account and keychain you used before, or make a new key: the next pushes then "
                  "add and update people, and remove nobody."),
        {}};
}

/// One loading of the keys, until the callback. A child of the receiver.
class Loading final : public QObject {
public:
    Loading(CredentialStore& store, const Workspace& workspace, Database& database, QObject* receiver,
            KeysCallback done)
        : QObject(receiver)
        , m_store(store)
        , m_file(workspace.folder())
        , m_item(itemName(workspace.id()))
        , m_database(database)
        , m_done(std::move(done)) {}

    void load() {
        m_store.read(m_item, this, [this](Result<Secret> found) {
            if (found) {
                fromKeychain(std::move(*found));
            } else if (found.error().kind == ErrorKind::SignIn) {
                keychainHasNone();
            } else {
                noKeychain(found.error());
            }
        });
    }

    void replace() {
        m_replacing = true;
        createInKeychain();
    }

private:
    void fromKeychain(Secret secret) {
        if (auto ok = verify(secret); !ok) {
            finish(fail(ok.error()));
            return;
        }
        m_file.wipe();
        finish(LoadedKeys{keysFrom(secret), KeySource::Keychain});
    }

    void keychainHasNone() {
        auto kept = m_file.read();
        if (!kept) {
            finish(fail(kept.error()));
            return;
        }
        if (kept->has_value()) {
            moveIntoKeychain(std::move(**kept));
            return;
        }
        const auto known = fingerprint();
        if (!known) {
            finish(fail(known.error()));
            return;
        }
        if (!known->isEmpty()) {
            finish(fail(lost()));
            return;
        }
        createInKeychain();
    }

    void moveIntoKeychain(Secret secret) {
        if (auto ok = verify(secret); !ok) {
            finish(fail(ok.error()));
            return;
        }
        const auto keys = keysFrom(secret);
        m_store.write(m_item, std::move(secret), this, [this, keys](const Result<void>& written) {
            if (written) {
                m_file.wipe();
            }
            finish(LoadedKeys{keys, written ? KeySource::Keychain : KeySource::PracticeFile});
        });
    }

    void createInKeychain() {
        auto secret = std::make_shared<Secret>(randomBytes(2 * kKeySize));
        m_store.write(m_item, secret->clone(), this, [this, secret](Result<void> written) {
            if (!written) {
                noKeychain(written.error());
                return;
            }
            // The fingerprint is written after the keys: after a crash in between, the keys are simply used next time.
            settle(*secret, KeySource::Keychain);
        });
    }

    void noKeychain(const Error& why) {
        auto kept = m_file.read();
        if (!kept) {
            finish(fail(kept.error()));
            return;
        }
        if (kept->has_value() && !m_replacing) {
            auto ok = verify(**kept);
            finish(ok ? Result<LoadedKeys>(LoadedKeys{keysFrom(**kept), KeySource::PracticeFile}) : fail(ok.error()));
            return;
        }
        const auto known = fingerprint();
        const auto practice = holdsOnlyPractice(m_database);
        if (!known || !practice) {
            finish(fail(known ? practice.error() : known.error()));
            return;
        }
        if (!*practice || (!known->isEmpty() && !m_replacing)) {
            finish(fail(why));
            return;
        }
        const Secret secret(randomBytes(2 * kKeySize));
        if (auto ok = m_file.write(secret); !ok) {
            finish(fail(ok.error()));
            return;
        }
        qCInfo(lcCredentials) << "no keychain: this practice workspace keeps its keys in its folder";
        settle(secret, KeySource::PracticeFile);
    }

    /// New keys: recorded in one transaction, which also marks snapshots doubtful where the keys replace others.
    void settle(const Secret& secret, KeySource source) {
        const auto ok = m_database.transaction([&]() -> Result<void> {
            if (m_replacing) {
                if (auto doubted = doubtAllSnapshots(m_database); !doubted) {
                    return doubted;
                }
            }
            return SettingsRepository(m_database).setValue(kFingerprintSetting.toString(), fingerprintOf(secret));
        });
        finish(ok ? Result<LoadedKeys>(LoadedKeys{keysFrom(secret), source}) : fail(ok.error()));
    }

    [[nodiscard]] Result<QString> fingerprint() {
        return SettingsRepository(m_database).value(kFingerprintSetting.toString());
    }

    /// Whether these are the workspace's keys; the first ones seen become so.
    [[nodiscard]] Result<void> verify(const Secret& secret) {
        if (secret.reveal().size() != 2 * kKeySize) {
            return fail(lost());
        }
        const auto known = fingerprint();
        if (!known) {
            return fail(known.error());
        }
        if (known->isEmpty()) {
            return SettingsRepository(m_database).setValue(kFingerprintSetting.toString(), fingerprintOf(secret));
        }
        return *known == fingerprintOf(secret) ? Result<void>() : fail(lost());
    }

    void finish(Result<LoadedKeys> result) {
        deleteLater();
        if (auto done = std::exchange(m_done, nullptr)) {
            done(std::move(result));
        }
    }

    CredentialStore& m_store;
    PracticeKeyFile m_file;
    QString m_item;
    Database& m_database;
    KeysCallback m_done;
    bool m_replacing = false;
};

} // namespace

void loadWorkspaceKeys(CredentialStore& store, const Workspace& workspace, Database& database, QObject* receiver,
                       KeysCallback done) {
    (new Loading(store, workspace, database, receiver, std::move(done)))->load();
}

void replaceWorkspaceKeys(CredentialStore& store, const Workspace& workspace, Database& database, QObject* receiver,
                          KeysCallback done) {
    (new Loading(store, workspace, database, receiver, std::move(done)))->replace();
}

void guardWorkspaceKeys(CredentialStore& store, const Workspace& workspace, QObject* receiver,
                        std::function<void(const Result<void>&)> done) {
    const PracticeKeyFile file(workspace.folder());
    auto kept = file.read();
    if (!kept || !kept->has_value()) {
        done(kept ? Result<void>() : Result<void>(fail(kept.error())));
        return;
    }
    store.write(itemName(workspace.id()), std::move(**kept), receiver, [file, done](const Result<void>& written) {
        if (written) {
            file.wipe();
        }
        done(written);
    });
}

WorkspaceKeys keysForThisTime() {
    WorkspaceKeys keys = keysFrom(Secret(randomBytes(2 * kKeySize)));
    keys.temporary = true;
    return keys;
}

Result<void> giveUpPracticeKeys(const Workspace& workspace, Database& database) {
    return database
        .transaction([&]() -> Result<void> {
            if (auto doubted = doubtAllSnapshots(database); !doubted) {
                return doubted;
            }
            // Any keys found next time are accepted.
            return SettingsRepository(database).setValue(kFingerprintSetting.toString(), QString());
        })
        .map([&workspace] { PracticeKeyFile(workspace.folder()).wipe(); });
}

Result<bool> holdsOnlyPractice(Database& database) {
    const auto all = ConnectionRepository(database).all(true);
    if (!all) {
        return fail(all.error());
    }
    for (const Connection& connection : *all) {
        if (!connection.practice) {
            return false;
        }
    }
    return true;
}

} // namespace pathways
