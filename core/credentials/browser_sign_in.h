// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/credentials/oauth_provider.h"
#include "core/credentials/pkce.h"
#include "core/model/connection.h"
#include "core/net/http.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <QUrlQuery>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace pathways {

class LoopbackListener;

/// Where to sign in, and as whom.
struct SignInOptions {
    OAuthProvider provider;
    QString expectedAccount;     ///< AccountInfo::id when reconnecting: another one ends with kind NeedsDecision.
    QString expectedAccountName; ///< For the text.
    /// Asks the platform, on a worker, whose access token this is. Without it the ID token says, if there is one.
    std::function<Result<AccountInfo>(const Secret& access, std::stop_token stop)> identify;
    std::chrono::milliseconds limit = std::chrono::minutes(5);
    /// Tried in turn; 0 is any free one. A platform that wants one registered address gets that port alone.
    QList<quint16> ports = {0, 0, 0};
};

/// What a sign-in that went well gives.
struct SignedIn {
    OAuthTokens tokens;
    AccountInfo account; ///< Empty id: the platform does not say.
};

/// One sign-in with the system's browser (RFC 8252, 7636). GUI thread. The caller opens url() in the browser and shows
/// "Waiting for your browser", with Cancel, "Open again" and "Copy link" for the same url(); done is called once,
/// unless this is destroyed first, which stops everything.
class BrowserSignIn final : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(Result<SignedIn>)>;

    /// Transport, clock and pool outlive this; a request under way when this goes ends by its deadline or sooner.
    BrowserSignIn(HttpTransport& transport, Clock& clock, QThreadPool& pool, SignInOptions options, Done done,
                  QObject* parent = nullptr);
    ~BrowserSignIn() override;

    /// Starts to wait for the browser.
    void start();
    [[nodiscard]] const QUrl& url() const { return m_url; }
    /// Set when the browser cannot answer by itself (port blocked): asks the user to paste the address.
    [[nodiscard]] const std::optional<Error>& notice() const { return m_notice; }
    /// The address that the browser ended at, pasted by hand. An error leaves the sign-in waiting.
    [[nodiscard]] Result<void> acceptAddress(const QString& pasted);
    void cancel();

private:
    /// Whether this is the answer to this sign-in; takes it if so.
    [[nodiscard]] bool accept(const QUrlQuery& query);
    void exchange(const QByteArray& code);
    void finish(Result<SignedIn> result);

    HttpTransport& m_transport;
    Clock& m_clock;
    QThreadPool& m_pool;
    SignInOptions m_options;
    Done m_done;
    SignInChallenge m_challenge = SignInChallenge::create();
    QString m_redirectUri;
    QUrl m_url;
    std::optional<Error> m_notice;
    std::unique_ptr<LoopbackListener> m_listener;
    QTimer m_limit;
    std::stop_source m_stop;
    bool m_answered = false;
};

} // namespace pathways
