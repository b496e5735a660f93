// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <chrono>
#include <functional>

class QObject;

namespace pathways::keychain {

// Why a keychain did not do what it was asked (F64): each with its own three parts, all of kind Keychain.

[[nodiscard]] Error none(const QString& detail = {});
[[nodiscard]] Error locked(const QString& detail = {});
[[nodiscard]] Error refused(const QString& detail = {});
[[nodiscard]] Error slow(std::chrono::milliseconds waited);
/// There is no item of this name: kind SignIn.
[[nodiscard]] Error notFound();

/// Finds out, within limit, why the desktop's Secret Service failed: no bus, no service, locked, or refused. Calls back
/// once, from the event loop, unless the receiver is gone.
void explain(const QString& detail, std::chrono::milliseconds limit, QObject* receiver,
             std::function<void(Error)> done);

/// A locked keychain says "no such item" for items it cannot read: this tells the two apart. Calls back like explain().
void explainMissing(std::chrono::milliseconds limit, QObject* receiver, std::function<void(Error)> done);

} // namespace pathways::keychain
