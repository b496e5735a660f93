// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <QJsonValue>
#include <QUrl>

#include <optional>

namespace pathways {

/// Where a connection's requests go: the platform's own address, or the one in its settings ("url"), which must be on
/// this machine: a bearer token must never go to an address that somebody talked a user into entering. No slash at the
/// end.
[[nodiscard]] Result<QString> platformAddress(const Connection& connection, const QString& own, const QString& name);

/// A 64-bit number given in JSON as a number or as text (contract 0.4-9); never converted through a double.
[[nodiscard]] std::optional<qint64> toInt64(const QJsonValue& value);

/// An identifier given in JSON as a number or as text, as text.
[[nodiscard]] QString toIdText(const QJsonValue& value);

/// A platform's own name for something (INVALID_USER_LIST_ID, PerMinutePerProject), for support; empty unless it is
/// made of capitals, digits and underscores, or of letters alone: anything else might quote a person or a secret.
[[nodiscard]] QString codeWord(const QString& text);

/// Only digits remain: "123-456-7890" becomes "1234567890".
[[nodiscard]] QString digitsOf(QStringView text);

} // namespace pathways
