// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/destinations/batch_result.h"
#include "core/net/http.h"

#include <QJsonObject>

#include <optional>

/// What several connectors say about answers in the same words. Nothing of an answer's own text gets into these.
namespace pathways::answers {

/// A complete answer's body as a JSON object; nothing if it is anything else.
[[nodiscard]] std::optional<QJsonObject> object(const HttpReply& reply);

/// A redirect: our requests never ask for one, so it leads somewhere the sign-in must not go (trap T5).
[[nodiscard]] bool leadsAway(const HttpReply& reply);

[[nodiscard]] Error redirected(const QString& platform);
/// The answer could not be understood: nothing may be concluded from it. detail: developer English, no text of theirs.
[[nodiscard]] Error notUnderstood(const QString& platform, const QString& detail);
[[nodiscard]] Error busy(const QString& platform, const QString& detail);
[[nodiscard]] Error stopped();

[[nodiscard]] BatchResult unknown(Error error, QByteArray receipt = {});
[[nodiscard]] BatchResult refused(Error error, bool splittable = false);

/// Whether a URL points at this very machine by the loopback address.
[[nodiscard]] bool onThisMachine(const QUrl& url);

} // namespace pathways::answers
