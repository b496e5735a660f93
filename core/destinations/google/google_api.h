// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"

#include <QJsonObject>
#include <QUrlQuery>

namespace pathways::google {

/// Google's own address (contract 2.2).
inline constexpr QLatin1String kService("https://datamanager.googleapis.com");

/// Builds and sends Data Manager requests for one connection. Thread-safe, as nothing changes after make().
class Api final {
public:
    /// Fails when the connection's settings cannot be used. The context must outlive this object.
    [[nodiscard]] static Result<Api> make(const CallContext& context);

    /// userLists calls. The manager account goes into a header here and nowhere else (contract 2.2).
    [[nodiscard]] HttpReply listUserLists(const QString& filter, const QString& pageToken, int pageSize,
                                          std::stop_token stop) const;
    [[nodiscard]] HttpReply getUserList(const QString& id, std::stop_token stop) const;
    [[nodiscard]] HttpReply createUserList(const QJsonObject& list, std::stop_token stop) const;
    /// verb: "ingest", "remove" or "removeAll". All are harmless when repeated, given the same body.
    [[nodiscard]] HttpReply audienceMembers(const char* verb, QByteArray body, std::stop_token stop) const;
    [[nodiscard]] HttpReply requestStatus(const QByteArray& requestId, std::stop_token stop) const;

    [[nodiscard]] const QString& account() const { return m_account; }
    [[nodiscard]] const QString& loginAccount() const { return m_loginAccount; }

private:
    Api(const CallContext& context, QString base, QString account, QString loginAccount);
    [[nodiscard]] QString userListsPath() const;
    [[nodiscard]] HttpRequest request(const QByteArray& method, const QString& path, const QUrlQuery& query = {}) const;
    [[nodiscard]] HttpReply resourceCall(HttpRequest request, std::stop_token stop) const;

    const CallContext* m_context;
    QString m_base;
    QString m_account;
    QString m_loginAccount;
};

} // namespace pathways::google
