// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/destinations/batch_result.h"
#include "core/net/http.h"

#include <QJsonObject>

#include <optional>

/// Shared handling of HTTP replies. No text from the platform's reply gets into the errors.
namespace pathways::answers {

/// A complete answer's body as a JSON object; nothing if it is anything else.
[[nodiscard]] std::optional<QJsonObject> object(const HttpReply& reply);

/// A redirect. Our requests never expect one, and the credential must not follow it (trap T5).
[[nodiscard]] bool leadsAway(const HttpReply& reply);

/// Why a reply says nothing of the platform's: it did not arrive, or leads away; nothing where it does.
[[nodiscard]] std::optional<Error> noAnswer(const HttpReply& reply, const QString& platform);
/// The reply could not be parsed, so nothing can be concluded from it. detail: for developers, without the platform's
/// text.
[[nodiscard]] Error notUnderstood(const QString& platform, const QString& detail);
[[nodiscard]] Error busy(const QString& platform, const QString& detail);
[[nodiscard]] Error stopped();

[[nodiscard]] BatchResult unknown(Error error, QByteArray receipt = {});
[[nodiscard]] BatchResult refused(Error error, bool splittable = false);

/// Whether a URL points at this very machine by the loopback address.
[[nodiscard]] bool onThisMachine(const QUrl& url);

} // namespace pathways::answers
