// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/meta/meta_api.h"
#include "core/model/connection.h"

namespace pathways::meta {

/// Asks Meta when the token ends (debug_token) and writes it into what is told about the account. Meta tells it for
/// tokens of an app's own people only: where it does not, nothing is written, and that is no error.
void readTokenEnd(const Api& api, std::stop_token stop, AccountInfo& account);

} // namespace pathways::meta
