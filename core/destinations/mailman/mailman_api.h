// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"
#include "core/net/http.h"

#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QUrlQuery>

#include <functional>

namespace pathways::mailman {

using Form = QList<QPair<QString, QString>>;

/// Errors of the whole conversation rather than of one person; never contain Mailman's own text.
[[nodiscard]] Error errorFor(const HttpReply& reply);
/// Whether a reply concerns the whole conversation: no reply, sign-in, throttling, server error, redirect.
[[nodiscard]] bool concernsAll(const HttpReply& reply);

/// Requests to the REST interface (3.1) of one Mailman core. Cheap to make; thread-safe.
class Api final {
public:
    /// Errors: SignIn without a password, Input without an address, Security where the password would cross a network
    /// in the clear.
    [[nodiscard]] static Result<Api> open(const CallContext& context);

    /// path: below /3.1, starts with a slash, already percent-encoded.
    [[nodiscard]] HttpReply send(const QByteArray& method, const QString& path, const Form& form,
                                 std::stop_token stop) const;
    [[nodiscard]] Result<QJsonObject> get(const QString& path, std::stop_token stop) const;
    /// All entries of a collection, page by page. The sink returns false to stop. When the collection changes
    /// meanwhile, it is read again from the start so that nobody is missed; the sink may then see people twice.
    [[nodiscard]] Result<void> entries(const QString& path, const std::function<bool(const QJsonObject&)>& sink,
                                       std::stop_token stop) const;
    [[nodiscard]] QString server() const;
    [[nodiscard]] Clock& clock() const { return m_clock; }

private:
    Api(const CallContext& context, QString base, QString user);

    HttpClient& m_http;
    Clock& m_clock;
    const Secret& m_secret;
    QString m_base; ///< With /3.1, without a slash at the end.
    QString m_user;
};

/// Part of a path.
[[nodiscard]] QString encoded(const QString& part);
[[nodiscard]] Error unclear(const char* detail);

} // namespace pathways::mailman
