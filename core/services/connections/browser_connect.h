// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"
#include "core/services/connections/connection_broker.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

namespace pathways {

struct ServiceContext;
class BrowserSignIn;
struct SignedIn;

/// Connecting with the system's browser, from opening the URL to the stored connection. Made by ConnectionService,
/// owned by the view; destroying it stops waiting. GUI thread.
class BrowserConnect final : public QObject {
    Q_OBJECT
public:
    /// The user's decision after an error of kind Keychain or NeedsDecision.
    struct Decision {
        bool thisTimeOnly = false; ///< Keep the sign-in in memory only.
        bool otherAccount = false; ///< The new account replaces the previous one.
    };
    enum class Phase { Waiting, Checking, Ended };

    /// connection: a new one, or an existing one (again). The client secret may be empty.
    BrowserConnect(ServiceContext& context, Connection connection, bool again, Secret clientSecret,
                   bool thisTimeOnly = false);
    ~BrowserConnect() override;

    /// Starts waiting for the browser; signing in again may ask the keychain first (see ready()). Errors: Input,
    /// Security (nothing was started).
    [[nodiscard]] Result<void> start();
    /// The address for the browser; empty until ready().
    [[nodiscard]] QUrl url() const;
    /// Where to sign in, e.g. "Google".
    [[nodiscard]] const QString& platform() const { return m_platform; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    /// Set when the browser cannot answer by itself and the address of its last page has to be pasted.
    [[nodiscard]] std::optional<Error> notice() const;
    /// An error leaves the sign-in waiting.
    [[nodiscard]] Result<void> acceptAddress(const QString& pasted);
    void cancel();
    /// After an error of kind Keychain or NeedsDecision: continues with the same sign-in, without the browser.
    [[nodiscard]] bool canGoOn() const;
    void goOn(const Decision& decision);
    /// Name of the person who signed in; empty until then.
    [[nodiscard]] QString who() const;

signals:
    /// There is a URL to open, and the listener waits. Not emitted when that was so after start().
    void ready();
    /// The browser answered and the account is being checked, or a new sign-in is waited for.
    void phaseChanged();
    /// The stored connection, or an error. May be emitted again after goOn().
    void ended(const pathways::Result<pathways::ConnectionId>& result);

private:
    [[nodiscard]] Result<OAuthProvider> provider() const;
    void listen(OAuthProvider provider);
    void signedIn(Result<SignedIn> result);
    void validate();
    void checked(const Result<AccountInfo>& account);
    void store();
    void end(const Result<ConnectionId>& result);
    [[nodiscard]] std::optional<Error> otherAccount(const AccountInfo& account) const;

    ServiceContext& m_context;
    Connection m_connection;
    bool m_again;
    std::shared_ptr<const Secret> m_clientSecret;
    QString m_platform;
    std::unique_ptr<BrowserSignIn> m_signIn;
    Phase m_phase = Phase::Waiting;
    AccountInfo m_person;                 ///< Who signed in.
    std::optional<AccountInfo> m_account; ///< The platform's account info.
    std::optional<QDateTime> m_ends;      ///< When the sign-in expires.
    OpenConnectionPtr m_opened;
    Decision m_decision;
};

} // namespace pathways
