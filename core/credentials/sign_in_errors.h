// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

#include <chrono>

namespace pathways::sign_in {

// How a sign-in by browser can end or stand still, each in words of its own (U90). Platform is its name for people.

[[nodiscard]] Error denied(const QString& platform);
[[nodiscard]] Error timedOut(const QString& platform, std::chrono::milliseconds limit);
[[nodiscard]] Error wrongAccount(const QString& expected, const QString& granted);
[[nodiscard]] Error missingPermission(const QString& platform, const QStringList& permissions);
/// By how much the computer's clock differs from the platform's.
[[nodiscard]] Error wrongClock(const QString& platform, std::chrono::seconds difference);
/// Not final: the answer has to be pasted (F66).
[[nodiscard]] Error portBlocked();
/// The answer came from somebody else (state or issuer).
[[nodiscard]] Error notFromPlatform(const QString& platform);
/// What was pasted is not the address of an answer.
[[nodiscard]] Error notAnAnswer();
/// The organisation's client id or secret is not accepted.
[[nodiscard]] Error unknownClient(const QString& platform, const QString& detail);
/// The platform ended this sign-in: revoked, expired, password changed.
[[nodiscard]] Error revoked(const QString& platform, const QString& detail);
[[nodiscard]] Error notWorking(const QString& platform, const QString& detail);
[[nodiscard]] Error notUnderstood(const QString& platform, const QString& detail);
[[nodiscard]] Error canceled();

} // namespace pathways::sign_in
