// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/access_token_cache.h"
#include "core/net/http.h"

namespace pathways {

/// Puts the current access token of a browser sign-in on every request, in place of whatever Authorization it carries,
/// so that connectors need not care about refreshing. After a 401, which says that the platform did nothing, the token
/// is refreshed and the request repeated once (F35). A second 401 goes to the caller. Sits below the connection's
/// HttpClient.
class BearerTransport final : public HttpTransport {
public:
    /// Both must outlive this.
    BearerTransport(HttpTransport& inner, AccessTokenCache& tokens)
        : m_inner(inner)
        , m_tokens(tokens) {}
    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token stop) override;

private:
    HttpTransport& m_inner;
    AccessTokenCache& m_tokens;
};

} // namespace pathways
