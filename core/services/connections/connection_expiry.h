// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <QDate>

#include <optional>

namespace pathways {

/// A sign-in that expires within this many days is announced (rule U64).
inline constexpr qint64 kExpiryWarningDays = 7;

/// When a new credential expires: as the platform says, else at the end of the day that the user entered, else unknown.
/// The previous credential no longer counts.
[[nodiscard]] std::optional<QDateTime> endOfNewCredential(const AccountInfo& account, std::optional<QDate> given);

/// The same after the platform accepted the current credential again. An entered day that has passed was wrong and is
/// dropped: it must not block a working connection.
[[nodiscard]] std::optional<QDateTime> endAfterCheck(const Connection& connection, const AccountInfo& account,
                                                     const QDateTime& now);

/// Why the entered day cannot be the expiry of a credential; no value when it can. Error kind Input.
[[nodiscard]] std::optional<Error> wrongEnd(std::optional<QDate> given, const QDateTime& now);

/// Days until the end, as people count them on their calendar: 0 is today.
[[nodiscard]] qint64 daysUntil(const QDateTime& end, const QDateTime& now);

/// The problem of a connection whose credential expired at this time.
[[nodiscard]] Error credentialEnded(const QDateTime& end);

} // namespace pathways
