// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/net/http_client.h"

#include <chrono>
#include <optional>

namespace pathways::meta {

/// A parsed Graph API error (contract 3.4).
struct Fault {
    int httpStatus = 0;
    int code = 0;
    int subcode = 0;
    bool transient = false;
    QString trace; ///< fbtrace_id, for Meta's support.

    [[nodiscard]] bool throttled() const;
};

/// Whether the answer is an error, also when its HTTP status is 200; nothing otherwise.
[[nodiscard]] std::optional<Fault> parseFault(const HttpReply& reply);

/// The user's text. Never contains Meta's own text, which may quote a person's details (contract 0.4-8).
[[nodiscard]] Error toError(const Fault& fault);

/// The error of a reply that is not a success, for whatever reason.
[[nodiscard]] Error errorOf(const HttpReply& reply);

/// Meta's dialect of "wait": codes 4, 17, 613, 80003 and 80004 with the wait in the usage headers, 1 and 2 transient.
[[nodiscard]] RetryAdvice retryAdvice(const HttpReply& reply);

/// What the usage headers say (contract 3.4).
struct Usage {
    int percent = 0; ///< The highest of all figures.
    std::chrono::milliseconds regainAccessIn{0};
};

[[nodiscard]] Usage parseUsage(const HttpReply& reply);

} // namespace pathways::meta
