// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/bearer_transport.h"

#include <algorithm>

namespace pathways {

namespace {

constexpr int kUnauthorized = 401;

HttpRequest withToken(HttpRequest request, const Secret& token) {
    request.headers.erase(std::remove_if(request.headers.begin(), request.headers.end(),
                                         [](const auto& header) {
                                             return header.first.compare("authorization", Qt::CaseInsensitive) == 0;
                                         }),
                          request.headers.end());
    request.headers.append({"Authorization", "Bearer " + token.reveal()});
    return request;
}

HttpReply notSent(const Error& error) {
    HttpReply reply;
    reply.end = error.kind == ErrorKind::Canceled ? HttpEnd::Canceled : HttpEnd::NotSent;
    reply.error = error;
    return reply;
}

} // namespace

HttpReply BearerTransport::send(const HttpRequest& request, std::stop_token stop) {
    const auto token = m_tokens.accessToken(stop);
    if (!token) {
        return notSent(token.error());
    }
    HttpReply reply = m_inner.send(withToken(request, *token), stop);
    if (reply.end != HttpEnd::Answered || reply.status != kUnauthorized) {
        return reply;
    }
    const auto another = m_tokens.accessTokenAfter(token->reveal(), stop);
    if (!another) {
        // Revoked: the 401 is returned, and the connector explains it. With any other error nothing was done.
        return another.error().kind == ErrorKind::SignIn ? reply : notSent(another.error());
    }
    return m_inner.send(withToken(request, *another), stop);
}

} // namespace pathways
