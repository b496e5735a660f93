// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/meta/meta_users.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace pathways::practice {

/// The one access token of practice Meta: whether it is good, when it ends, and what debug_token says of it.
class MetaToken final {
public:
    /// Public and built in: it opens nothing but this simulator.
    static constexpr char kBuiltIn[] = "EAApracticeMetaToken0000000000000001";

    /// Why a request with this token is refused; nothing when it is good.
    [[nodiscard]] std::optional<MetaError> refusal(const QByteArray& presented, const QDateTime& now) const;
    /// The answer of debug_token about a token; an error where the app may not look at tokens.
    [[nodiscard]] std::optional<QJsonObject> inspected(const QByteArray& token, const QDateTime& now,
                                                       MetaError& error) const;
    /// A command of the control route: "state", "replace", "expires_at", "inspectable".
    void set(const QJsonObject& wish);
    [[nodiscard]] const QByteArray& value() const { return m_value; }

private:
    [[nodiscard]] bool ended(const QDateTime& now) const;

    QByteArray m_value = kBuiltIn;
    QString m_state = QStringLiteral("valid");
    qint64 m_expiresAt = 0; ///< Seconds since 1970; 0: never, as a system user's token.
    bool m_inspectable = true;
};

} // namespace pathways::practice
