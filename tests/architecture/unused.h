// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace pathways::test {

/// Names that these sources (path to text) declare and never use: functions of headers, variables, members, constants,
/// enumerators, types that are only announced. Each with the file that declares it. Goes by words: a name that is used
/// for anything at all counts as used, so what is found is dead for certain, but not all that is dead is found.
[[nodiscard]] std::map<std::string, std::string> unusedNames(const std::map<std::string, std::string>& sources);

} // namespace pathways::test
