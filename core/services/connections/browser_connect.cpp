// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/browser_connect.h"

#include "core/credentials/browser_sign_in.h"
#include "core/credentials/sign_in_errors.h"
#include "core/services/connections/connection_persistence.h"
#include "core/services/connections/oauth_session.h"
#include "core/services/connections/sign_in_provider.h"
#include "core/services/service_context.h"

namespace pathways {

namespace {

QString nameOf(const AccountInfo& person) {
    return person.name.isEmpty() ? person.id : person.name;
}

} // namespace

BrowserConnect::BrowserConnect(ServiceContext& context, Connection connection, bool again, Secret clientSecret,
                               bool thisTimeOnly)
    : m_context(context)
    , m_connection(std::move(connection))
    , m_again(again)
    , m_decision{thisTimeOnly, false} {
    if (!clientSecret.isEmpty()) {
        m_clientSecret = std::make_shared<const Secret>(Secret(clientSecret.reveal().trimmed()));
        m_connection.settings.insert(sign_in_setting::kClientSecret, QStringLiteral("kept"));
    }
}

BrowserConnect::~BrowserConnect() = default;

Result<OAuthProvider> BrowserConnect::provider() const {
    // Fills in the address of the practice platform.
    auto bare = m_context.broker.openWith(m_connection, Secret());
    if (!bare) {
        return fail(bare.error());
    }
    return signInProvider((*bare)->connection, (*bare)->connector->type(), m_clientSecret);
}

Result<void> BrowserConnect::start() {
    auto known = provider();
    if (!known) {
        return fail(known.error());
    }
    m_platform = known->platformName;
    if (m_clientSecret || !m_again) {
        listen(std::move(*known));
        return {};
    }
    m_context.broker.readClientSecret(m_connection, this, [this](Result<std::shared_ptr<const Secret>> secret) {
        if (!secret) {
            end(fail(secret.error()));
            return;
        }
        m_clientSecret = *secret;
        auto complete = provider();
        if (!complete) {
            end(fail(complete.error()));
            return;
        }
        listen(std::move(*complete));
        emit ready();
    });
    return {};
}

void BrowserConnect::listen(OAuthProvider provider) {
    SignInOptions options;
    options.provider = std::move(provider);
    options.limit = m_context.browser.limit;
    options.ports = m_context.browser.ports;
    m_signIn =
        std::make_unique<BrowserSignIn>(m_context.transport, m_context.clock, m_context.probes, std::move(options),
                                        [this](Result<SignedIn> result) { signedIn(std::move(result)); });
    m_signIn->start();
    m_phase = Phase::Waiting;
    emit phaseChanged();
}

QUrl BrowserConnect::url() const {
    return m_signIn ? m_signIn->url() : QUrl();
}

std::optional<Error> BrowserConnect::notice() const {
    return m_signIn ? m_signIn->notice() : std::nullopt;
}

Result<void> BrowserConnect::acceptAddress(const QString& pasted) {
    return m_signIn ? m_signIn->acceptAddress(pasted) : fail(sign_in::notAnAnswer());
}

void BrowserConnect::cancel() {
    if (m_signIn && m_phase == Phase::Waiting) {
        m_signIn->cancel();
    } else if (m_phase == Phase::Waiting) {
        end(fail(sign_in::canceled()));
    }
}

QString BrowserConnect::who() const {
    return nameOf(m_person);
}

void BrowserConnect::signedIn(Result<SignedIn> result) {
    if (!result) {
        end(fail(result.error()));
        return;
    }
    m_person = result->account;
    if (const auto whole = result->tokens.signInLifetime) {
        m_ends = m_context.clock.now().addSecs(whole->count());
    }
    if (result->tokens.refresh.isEmpty()) {
        end(fail(sign_in::notUnderstood(m_platform, QStringLiteral("no refresh token"))));
        return;
    }
    auto opened = m_context.broker.openSignedIn(m_connection, std::move(result->tokens), m_clientSecret);
    if (!opened) {
        end(fail(opened.error()));
        return;
    }
    m_opened = *opened;
    validate();
}

void BrowserConnect::validate() {
    m_phase = Phase::Checking;
    emit phaseChanged();
    auto promise = startedPromise<Result<AccountInfo>>();
    runOn<AccountInfo>(
        m_context.probes, promise, [opened = m_opened] { return opened->connector->validate(opened->context()); },
        InterruptedWork::Connection);
    whenDone(promise->future(), this, [this](const Result<AccountInfo>& account) { checked(account); });
}

void BrowserConnect::checked(const Result<AccountInfo>& account) {
    if (!account) {
        end(fail(account.error()));
        return;
    }
    m_account = *account;
    store();
}

std::optional<Error> BrowserConnect::otherAccount(const AccountInfo& account) const {
    if (!m_again || m_decision.otherAccount) {
        return std::nullopt;
    }
    const QString before = m_connection.settings.value(sign_in_setting::kWhoId);
    if (!before.isEmpty() && !m_person.id.isEmpty() && before != m_person.id) {
        const QString name = m_connection.settings.value(sign_in_setting::kWho, before);
        return sign_in::wrongAccount(name, nameOf(m_person));
    }
    if (!m_connection.accountId.isEmpty() && account.id != m_connection.accountId) {
        return sign_in::wrongAccount(m_connection.accountName, account.name);
    }
    return std::nullopt;
}

void BrowserConnect::store() {
    if (const auto other = otherAccount(*m_account)) {
        end(fail(*other));
        return;
    }
    const bool sameAccount = !m_again || m_account->id == m_connection.accountId;
    if (const auto busy = sameAccount ? std::nullopt : pushInTheWay(m_context, m_connection)) {
        end(fail(*busy));
        return;
    }
    Connection connection = m_connection;
    connection.accountId = m_account->id;
    connection.accountName = m_account->name;
    connection.expires = m_ends ? m_ends : m_account->expires;
    connection.lastChecked = m_context.clock.now();
    connection.problem.reset();
    connection.settings.insert(sign_in_setting::kWho, nameOf(m_person));
    connection.settings.insert(sign_in_setting::kWhoId, m_person.id);
    const bool thisTimeOnly = m_decision.thisTimeOnly;
    storeConnection(m_context, connection, {m_opened->session->refreshToken(), m_clientSecret}, thisTimeOnly, this,
                    [this, connection](const Result<void>& stored) {
                        if (!stored) {
                            end(fail(stored.error()));
                            return;
                        }
                        m_context.broker.adoptSession(m_opened);
                        m_connection = connection;
                        m_opened.reset();
                        end(connection.id);
                    });
}

bool BrowserConnect::canGoOn() const {
    return m_phase == Phase::Ended && m_opened && m_account;
}

void BrowserConnect::goOn(const Decision& decision) {
    if (!canGoOn()) {
        return;
    }
    m_decision = decision;
    m_phase = Phase::Checking;
    emit phaseChanged();
    store();
}

void BrowserConnect::end(const Result<ConnectionId>& result) {
    m_phase = Phase::Ended;
    emit ended(result);
}

} // namespace pathways
