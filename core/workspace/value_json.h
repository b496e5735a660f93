// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audience.h"
#include "core/model/connection.h"
#include "core/model/pathway.h"
#include "core/model/push.h"

#include <QByteArray>

#include <optional>

namespace pathways::json {

// The values as JSON text for the workspace. Names of enumerations are stored, not numbers. Reading gives nothing for
// text that is not such a value; a part that is missing has its default.

[[nodiscard]] QByteArray write(const Audience& audience);
[[nodiscard]] QByteArray write(const Connection& connection);
[[nodiscard]] QByteArray write(const Pathway& pathway);
/// The parts of a push that do not change with every batch: names, problem, user, version, reference, match state.
[[nodiscard]] QByteArray write(const Push& push);
[[nodiscard]] QByteArray write(const PushDecision& decision);

[[nodiscard]] std::optional<Audience> readAudience(const QByteArray& text);
[[nodiscard]] std::optional<Connection> readConnection(const QByteArray& text);
[[nodiscard]] std::optional<Pathway> readPathway(const QByteArray& text);
[[nodiscard]] std::optional<Push> readPush(const QByteArray& text);
[[nodiscard]] std::optional<PushDecision> readPushDecision(const QByteArray& text);

} // namespace pathways::json
