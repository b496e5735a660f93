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

/// Connecting with the system's browser, from the address it opens to the stored connection: made by
/// ConnectionService, held by whoever shows it; destroying it ends the waiting. GUI thread.
class BrowserConnect final : public QObject {
    Q_OBJECT
public:
    /// Somebody's answer to an end of kind Keychain or NeedsDecision.
    struct Decision {
        bool thisTimeOnly = false; ///< Keep the sign-in in memory only.
        bool otherAccount = false; ///< The account that was signed in to replaces the one of before.
    };
    enum class Phase { Waiting, Checking, Ended };

    /// connection: a new one, or one that is signed in to again. The client's secret may be empty.
    BrowserConnect(ServiceContext& context, Connection connection, bool again, Secret clientSecret,
                   bool thisTimeOnly = false);
    ~BrowserConnect() override;

    /// Begins to wait; signing in again may ask the keychain first (see ready()). Errors: Input, Security (nothing was
    /// begun).
    [[nodiscard]] Result<void> start();
    /// The address for the browser; empty until ready().
    [[nodiscard]] QUrl url() const;
    /// "Google": where one signs in.
    [[nodiscard]] const QString& platform() const { return m_platform; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    /// Set when the browser cannot answer by itself and the address of its last page has to be pasted.
    [[nodiscard]] std::optional<Error> notice() const;
    /// An error leaves the sign-in waiting.
    [[nodiscard]] Result<void> acceptAddress(const QString& pasted);
    void cancel();
    /// After an end of kind Keychain or NeedsDecision: goes on with the same sign-in, without the browser.
    [[nodiscard]] bool canGoOn() const;
    void goOn(const Decision& decision);
    /// Who signed in, for people; empty while nobody has.
    [[nodiscard]] QString who() const;

signals:
    /// There is an address to open, and somebody listens for the answer. Not told when start() left it so already.
    void ready();
    /// The browser answered, and the account is being checked; or a new address is waited for.
    void phaseChanged();
    /// The connection is stored and works, or why not. May come again after goOn().
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
    std::optional<AccountInfo> m_account; ///< What the platform says of the account.
    std::optional<QDateTime> m_ends;      ///< When the sign-in ends by itself.
    OpenConnectionPtr m_opened;
    Decision m_decision;
};

} // namespace pathways
