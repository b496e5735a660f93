// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"

#include <QJsonObject>
#include <QUrlQuery>

namespace pathways::meta {

/// Builds and sends Graph API requests for one connection. The token travels in the Authorization header, never in the
/// address (contract 3.1). Thread-safe, as nothing changes after make().
class Api final {
public:
    /// Fails when the connection's settings cannot be used. The context must outlive this object.
    [[nodiscard]] static Result<Api> make(const CallContext& context);

    /// path: "act_123/customaudiences", "23849/users" ...
    [[nodiscard]] HttpReply get(const QString& path, const QUrlQuery& query, std::stop_token stop) const;
    [[nodiscard]] HttpReply create(const QString& path, const QJsonObject& body, std::stop_token stop) const;
    /// POST or DELETE of people, in the body in both cases, because a query breaks above about 1,500 rows
    /// (contract 3.6). Idempotent.
    [[nodiscard]] HttpReply users(const QByteArray& method, const QString& audience, QByteArray body,
                                  std::stop_token stop) const;

    /// Asks when the token ends. The endpoint takes the token as a parameter, which would put it into a URL and so into
    /// logs on the way; a batch of one carries it in the body instead.
    [[nodiscard]] HttpReply inspectToken(std::stop_token stop) const;

    /// "act_1234".
    [[nodiscard]] const QString& adAccount() const { return m_adAccount; }

private:
    Api(const CallContext& context, QString base, QString adAccount);
    [[nodiscard]] HttpRequest request(const QByteArray& method, const QString& path) const;

    const CallContext* m_context;
    QString m_base;
    QString m_adAccount;
};

} // namespace pathways::meta
