// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <QDate>

#include <optional>

namespace pathways {

/// A sign-in that ends within so many days is announced (rule U64).
inline constexpr qint64 kExpiryWarningDays = 7;

/// When a credential that was just taken up ends: as the platform tells, else at the end of the day that the user gave,
/// else not known. Nothing of the credential before counts any more.
[[nodiscard]] std::optional<QDateTime> endOfNewCredential(const AccountInfo& account, std::optional<QDate> given);

/// The same after the platform accepted a credential that is in use already. A day that has passed without the
/// credential ending was wrong, and is forgotten: it must not keep a connection that works from being used.
[[nodiscard]] std::optional<QDateTime> endAfterCheck(const Connection& connection, const AccountInfo& account,
                                                     const QDateTime& now);

/// What is wrong with a day given for the end of a credential; nothing when it can be used. Error kind Input.
[[nodiscard]] std::optional<Error> wrongEnd(std::optional<QDate> given, const QDateTime& now);

/// Days until the end, as people count them on their calendar: 0 is today.
[[nodiscard]] qint64 daysUntil(const QDateTime& end, const QDateTime& now);

/// What stands on a connection whose credential ended at this time.
[[nodiscard]] Error credentialEnded(const QDateTime& end);

} // namespace pathways
