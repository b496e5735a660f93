// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/call_context.h"
#include "core/net/http.h"

#include <QJsonObject>
#include <QUrlQuery>

namespace pathways::mailchimp {

/// Mailchimp's dialect of "wait" (contract 1.2): 429, 5xx, and a 403 without a JSON body. The last may be a real
/// refusal: it is accepted as one after three tries over two minutes (F38).
[[nodiscard]] RetryAdvice retryAdvice(const HttpReply& reply);

/// Requests to one Mailchimp account: address, credential, JSON. Cheap to create; thread-safe.
class Api final {
public:
    /// Errors: SignIn when the key cannot be one, Security when the address is not Mailchimp's or this machine's.
    [[nodiscard]] static Result<Api> open(const CallContext& context);

    /// path: below /3.0, starts with a slash, already percent-encoded.
    [[nodiscard]] HttpRequest request(const QByteArray& method, const QString& path, const QUrlQuery& query = {},
                                      const QByteArray& body = {}) const;
    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token stop) const;
    /// GET of a JSON object; anything else becomes an error.
    [[nodiscard]] Result<QJsonObject> get(const QString& path, const QUrlQuery& query, std::stop_token stop) const;
    /// A GET without our credential, for results of batch operations, which are stored elsewhere.
    [[nodiscard]] HttpReply download(const QUrl& url, std::stop_token stop) const;
    /// Whether results may be fetched from there: https anywhere, or where this connection itself points.
    [[nodiscard]] bool mayDownload(const QUrl& url) const;
    [[nodiscard]] Clock& clock() const { return m_clock; }

private:
    Api(const CallContext& context, QString base);

    HttpClient& m_http;
    Clock& m_clock;
    const Secret& m_secret;
    QString m_base; ///< With /3.0, without a slash at the end.
};

/// Part of a path.
[[nodiscard]] QString encoded(const QString& part);

} // namespace pathways::mailchimp
