// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audience.h"

#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// The encoding of a text file by its byte order mark, its zero bytes, or whether it is UTF-8 throughout the samples.
/// A file that is UTF-8 except for a few bytes counts as UTF-8, and those rows are reported (fault F57).
[[nodiscard]] TextEncoding detectEncoding(std::string_view head, const std::vector<std::string>& middle,
                                          std::string_view tail);

} // namespace pathways
