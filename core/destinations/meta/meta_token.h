// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/meta/meta_api.h"
#include "core/model/connection.h"

namespace pathways::meta {

/// Asks Meta when the token ends (debug_token) and adds it to the account info. Meta answers only for tokens of the
/// app's own people; otherwise nothing is added, which is no error.
void readTokenEnd(const Api& api, std::stop_token stop, AccountInfo& account);

} // namespace pathways::meta
