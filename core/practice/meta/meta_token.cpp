// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/meta/meta_token.h"

namespace pathways::practice {

bool MetaToken::ended(const QDateTime& now) const {
    return m_state == QLatin1String("expired") || (m_expiresAt > 0 && now.toSecsSinceEpoch() >= m_expiresAt);
}

std::optional<MetaError> MetaToken::refusal(const QByteArray& presented, const QDateTime& now) const {
    if (presented != m_value) {
        return MetaError{190, 0, QStringLiteral("Invalid OAuth access token - Cannot parse access token"), 401, false};
    }
    if (ended(now)) {
        return MetaError{190, 463, QStringLiteral("Error validating access token: Session has expired."), 401, false};
    }
    if (m_state == QLatin1String("no_permission")) {
        return MetaError{200, 1870050, QStringLiteral("(#200) Permissions error"), 403, false};
    }
    if (m_state == QLatin1String("development")) {
        return MetaError{270, 0, QStringLiteral("(#270) This app has development access only."), 400, false};
    }
    return std::nullopt;
}

std::optional<QJsonObject> MetaToken::inspected(const QByteArray& token, const QDateTime& now, MetaError& error) const {
    if (!m_inspectable) {
        error = {100, 0,
                 QStringLiteral("(#100) You must provide an app access token, or a user access token that is an owner "
                                "or developer of the app"),
                 400, false};
        return std::nullopt;
    }
    if (token.isEmpty()) {
        error = {100, 0, QStringLiteral("(#100) The parameter input_token is required"), 400, false};
        return std::nullopt;
    }
    QJsonObject data{{QStringLiteral("is_valid"), token == m_value && !ended(now)}};
    if (token == m_value) {
        data.insert(QStringLiteral("type"), m_expiresAt == 0 ? QStringLiteral("SYSTEM_USER") : QStringLiteral("USER"));
        data.insert(QStringLiteral("expires_at"), m_expiresAt);
    }
    return QJsonObject{{QStringLiteral("data"), data}};
}

void MetaToken::set(const QJsonObject& wish) {
    m_state = wish.value(u"state").toString(m_state);
    m_expiresAt = wish.value(u"expires_at").toInteger(m_expiresAt);
    m_inspectable = wish.value(u"inspectable").toBool(m_inspectable);
    if (const QString fresh = wish.value(u"replace").toString(); !fresh.isEmpty()) {
        m_value = fresh.toUtf8();
        m_state = QStringLiteral("valid");
        m_expiresAt = wish.value(u"expires_at").toInteger(0);
    }
}

} // namespace pathways::practice
