// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/model/destination_type.h"

#include <string>
#include <string_view>

namespace pathways {

/// The workspace's digest of one normalised value that a destination recognises people by; the same for a row of a
/// source and for a member read back. Email addresses are digested as they are; values of other kinds are marked, so
/// that none can stand for a value of another kind. scratch is a buffer that is used again.
[[nodiscard]] PersonKey addressKey(KeyedDigest& digest, const FieldSpec& field, std::string_view value,
                                   std::string& scratch);

} // namespace pathways
