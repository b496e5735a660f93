// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/net/http_client.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace pathways::google {

/// One thing Google found wrong with a request.
struct Violation {
    int member = -1; ///< Index in audienceMembers, when the fault is one person's; -1: of the request.
    QString field;   ///< Google's path, e.g. "audience_members.audience_members[0].user_data".
    QString reason;  ///< ErrorReason, e.g. "INVALID_HEX_ENCODING".
};

/// A parsed google.rpc.Status (contract 2.4).
struct Fault {
    int httpStatus = 0;
    QString status;      ///< "INVALID_ARGUMENT" ...
    QStringList reasons; ///< ErrorInfo and violations, in order, each once.
    QString quota;       ///< The limit that was reached (ErrorInfo metadata quota_limit).
    std::optional<std::chrono::milliseconds> retryAfter;
    QList<Violation> violations;

    [[nodiscard]] bool has(const char* reason) const { return reasons.contains(QLatin1String(reason)); }
    /// Whether every violation is one person's fault, so that the others can be sent without them.
    [[nodiscard]] bool onlyMembers() const;
};

[[nodiscard]] Fault parseFault(const HttpReply& reply);

/// The user's text. Never contains Google's own text, which may quote a person's details (contract 0.4-8).
[[nodiscard]] Error toError(const Fault& fault);

/// The error of a reply that is not a success, for whatever reason.
[[nodiscard]] Error errorOf(const HttpReply& reply);

/// Google's dialect of "wait": 429 RESOURCE_EXHAUSTED and 503 UNAVAILABLE. A daily quota is not waited for.
[[nodiscard]] RetryAdvice retryAdvice(const HttpReply& reply);

} // namespace pathways::google
