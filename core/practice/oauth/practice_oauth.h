// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/practice_platform.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <mutex>
#include <optional>

namespace pathways::practice {

/// A practice authorisation server: browser sign-in as RFC 6749, 7636, 8252, 9207 and 9700 ask of a strict one. Codes
/// and refresh tokens work once (a second use ends the whole family), PKCE S256 is compulsory, redirect addresses must
/// be http://127.0.0.1:PORT/..., refresh tokens rotate. Routes: /authorize (a page with Allow and Deny), /decision,
/// /token, /revoke, /userinfo. Client id "pathways-practice".
///
/// Control verbs, all sticky until "reset":
///   decide     {"answer": "allow" | "deny" | "ask"}   without the page ("ask" is the start)
///   account    {"id", "name"}                          who signs in from now on
///   grant      {"scopes": [...]}                       grants these instead of what was asked for
///   lifetime   {"seconds", "sign_in"}                  of access tokens; of the whole sign-in (0: for good)
///   rotation   {"on": bool}
///   revoke     {}                                      ends all tokens given so far
///   misbehave  {"how": "wrong-state" | "wrong-issuer" | "" }
class PracticeOAuth final : public PracticePlatform {
public:
    explicit PracticeOAuth(const PracticeClock& clock)
        : m_clock(clock) {
        reset();
    }

    [[nodiscard]] QString name() const override { return QStringLiteral("oauth"); }
    [[nodiscard]] QJsonObject description(const QByteArray& base) const override;
    [[nodiscard]] QJsonObject state() const override;
    void reset() override;
    /// Refresh tokens: a sign-in outlives a restart, access tokens do not.
    [[nodiscard]] QJsonObject saved() const override;
    void restore(const QJsonObject& saved) override;
    [[nodiscard]] bool idempotent(const PracticeRequest& request) const override;
    [[nodiscard]] PracticeResponse throttled() const override;
    [[nodiscard]] PracticeResponse control(const QString& verb, const QJsonObject& arguments) override;
    PracticeResponse handle(const PracticeRequest& request) override;

    /// Whether a bearer token is good now, for practice platforms that are signed in to here.
    [[nodiscard]] bool accepts(const QByteArray& accessToken) const;

private:
    struct Grant {
        QByteArray family; ///< Of one sign-in: a reuse ends all of it.
        QStringList scopes;
        QString accountId;
        QString accountName;
        QDateTime until; ///< When the whole sign-in ends; not valid: never.
    };
    struct Code {
        Grant grant;
        QByteArray redirectUri;
        QByteArray challenge;
        QDateTime until;
        bool used = false;
    };
    struct Access {
        Grant grant;
        QDateTime until;
    };
    struct Refresh {
        Grant grant;
        bool used = false;
    };

    [[nodiscard]] PracticeResponse authorize(const PracticeRequest& request);
    [[nodiscard]] PracticeResponse decide(const PracticeRequest& request, bool allow);
    [[nodiscard]] PracticeResponse token(const PracticeRequest& request);
    [[nodiscard]] PracticeResponse redeem(const PracticeRequest& request);
    [[nodiscard]] PracticeResponse redeemCode(const QHash<QByteArray, QByteArray>& form);
    [[nodiscard]] PracticeResponse redeemRefresh(const QHash<QByteArray, QByteArray>& form);
    [[nodiscard]] PracticeResponse give(const Grant& grant, bool withRefresh);
    [[nodiscard]] PracticeResponse revoke(const PracticeRequest& request);
    [[nodiscard]] PracticeResponse userInfo(const PracticeRequest& request) const;
    void endFamily(const QByteArray& family);

    const PracticeClock& m_clock;
    mutable std::mutex m_mutex;
    QHash<QByteArray, Code> m_codes;
    QHash<QByteArray, Access> m_access;
    QHash<QByteArray, Refresh> m_refresh;
    QString m_answer;
    QString m_misbehaviour;
    QString m_accountId;
    QString m_accountName;
    std::optional<QStringList> m_grantOnly;
    qint64 m_lifetime = 3600;
    qint64 m_signInLifetime = 0; ///< Of refresh tokens; 0: they do not end by themselves.
    bool m_rotation = true;
    qint64 m_given = 0;
};

} // namespace pathways::practice
