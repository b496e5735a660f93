// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <stop_token>

namespace pathways {

struct OpenConnection;

/// Asks the platform whether the sign-in is good, and whether it still leads to the account that the connection was
/// made for: what is known of one account must never take people out of another. Blocking: worker threads only.
/// Errors: those of Connector::validate(); SignIn where it is another account.
[[nodiscard]] Result<AccountInfo> validateAccount(const OpenConnection& opened, std::stop_token stop = {});

} // namespace pathways
