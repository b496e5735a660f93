// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/browser_sign_in.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/credentials/loopback_listener.h"
#include "core/credentials/oauth_client.h"
#include "core/credentials/sign_in_errors.h"

#include <openssl/crypto.h>

namespace pathways {

namespace {

// Where we cannot listen, the browser still needs an address to end at, to be copied. Browsers do not block this port;
// nothing needs to answer there.
constexpr quint16 kNowhere = 49152;

bool equal(const QByteArray& a, const QByteArray& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.constData(), b.constData(), size_t(a.size())) == 0;
}

QByteArray value(const QUrlQuery& query, const char* key) {
    // In a query a space may be written as a plus.
    QByteArray raw = query.queryItemValue(QString::fromLatin1(key), QUrl::FullyEncoded).toLatin1();
    return QByteArray::fromPercentEncoding(raw.replace('+', ' '));
}

/// All that the worker needs; no pointer back to the sign-in.
struct Exchange {
    OAuthClient client;
    SignInOptions options;
    QByteArray code;
    QByteArray verifier;
    QString redirectUri;

    [[nodiscard]] Result<SignedIn> run(std::stop_token stop) const {
        auto tokens = client.exchangeCode(code, verifier, redirectUri, stop);
        if (!tokens) {
            return fail(tokens.error());
        }
        SignedIn signedIn;
        signedIn.account.id = tokens->accountId;
        signedIn.account.name = tokens->accountName;
        if (options.identify) {
            auto account = options.identify(tokens->access, stop);
            if (!account) {
                return fail(account.error());
            }
            signedIn.account = *account;
        }
        if (!options.expectedAccount.isEmpty() && signedIn.account.id != options.expectedAccount) {
            const AccountInfo& got = signedIn.account;
            return fail(sign_in::wrongAccount(options.expectedAccountName.isEmpty() ? options.expectedAccount
                                                                                    : options.expectedAccountName,
                                              got.name.isEmpty() ? got.id : got.name));
        }
        signedIn.tokens = std::move(*tokens);
        return signedIn;
    }
};

} // namespace

BrowserSignIn::BrowserSignIn(HttpTransport& transport, Clock& clock, QThreadPool& pool, SignInOptions options,
                             Done done, QObject* parent)
    : QObject(parent)
    , m_transport(transport)
    , m_clock(clock)
    , m_pool(pool)
    , m_options(std::move(options))
    , m_done(std::move(done)) {
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this,
            [this] { finish(fail(sign_in::timedOut(m_options.provider.platformName, m_options.limit))); });
}

BrowserSignIn::~BrowserSignIn() {
    m_stop.request_stop();
}

void BrowserSignIn::start() {
    m_listener = std::make_unique<LoopbackListener>(m_options.provider.platformName,
                                                    [this](const QUrlQuery& query) { return accept(query); });
    quint16 port = 0;
    if (m_listener->listen(m_options.ports)) {
        port = m_listener->port();
    } else {
        qCWarning(lcCredentials) << "no port for the browser's answer: the address has to be pasted";
        m_notice = sign_in::portBlocked();
        port = m_options.ports.isEmpty() || m_options.ports.first() == 0 ? kNowhere : m_options.ports.first();
    }
    m_redirectUri = QStringLiteral("http://127.0.0.1:%1/cb").arg(port);
    m_url = authorizeUrl(m_options.provider, m_challenge, m_redirectUri);
    m_limit.start(m_options.limit);
}

bool BrowserSignIn::accept(const QUrlQuery& query) {
    if (m_answered || !equal(value(query, "state"), m_challenge.state)) {
        return false;
    }
    const QString& platform = m_options.provider.platformName;
    const QByteArray issuer = value(query, "iss");
    const QByteArray error = value(query, "error");
    const QByteArray code = value(query, "code");
    // The state matches: from here on this sign-in is used up, whatever the answer says.
    m_answered = true;
    m_limit.stop();
    const auto end = [this](const Error& why) {
        // Not within the listener's call: the browser's page is answered first.
        QMetaObject::invokeMethod(
            this, [this, why] { finish(fail(why)); }, Qt::QueuedConnection);
    };
    if (!issuer.isEmpty() && !m_options.provider.issuer.isEmpty() && issuer != m_options.provider.issuer.toUtf8()) {
        end(sign_in::notFromPlatform(platform));
    } else if (error == "access_denied") {
        end(sign_in::denied(platform));
    } else if (error == "unauthorized_client" || error == "invalid_client") {
        end(sign_in::unknownClient(platform, QString::fromLatin1(error)));
    } else if (error == "server_error" || error == "temporarily_unavailable") {
        end(sign_in::notWorking(platform, QString::fromLatin1(error)));
    } else if (!error.isEmpty() || code.isEmpty()) {
        end(sign_in::notUnderstood(platform, QString::fromLatin1(error.left(64))));
    } else {
        exchange(code);
    }
    return true;
}

Result<void> BrowserSignIn::acceptAddress(const QString& pasted) {
    const QUrl url(pasted.trimmed(), QUrl::StrictMode);
    const QUrlQuery query(url);
    if (!url.isValid() || url.host() != QLatin1String("127.0.0.1") || url.path() != QLatin1String("/cb") ||
        !query.hasQueryItem(QStringLiteral("state"))) {
        return fail(sign_in::notAnAnswer());
    }
    if (!accept(query)) {
        return fail(sign_in::notFromPlatform(m_options.provider.platformName));
    }
    return {};
}

void BrowserSignIn::exchange(const QByteArray& code) {
    using Shared = std::shared_ptr<Result<SignedIn>>;
    Exchange work{OAuthClient(m_transport, m_clock, m_options.provider), m_options, code, m_challenge.verifier,
                  m_redirectUri};
    const QFuture<Shared> future =
        QtConcurrent::run(&m_pool, [work = std::move(work), stop = m_stop.get_token()]() -> Shared {
            return std::make_shared<Result<SignedIn>>(work.run(stop));
        });
    whenDone(future, this, [this](const Shared& result) { finish(std::move(*result)); });
}

void BrowserSignIn::cancel() {
    finish(fail(sign_in::canceled()));
}

void BrowserSignIn::finish(Result<SignedIn> result) {
    m_stop.request_stop();
    m_answered = true;
    m_limit.stop();
    if (m_listener) {
        m_listener->close();
    }
    if (const auto done = std::exchange(m_done, nullptr)) {
        done(std::move(result));
    }
}

} // namespace pathways
