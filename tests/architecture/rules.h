// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace pathways::test {

/// What a source file does against the boundaries that docs/design.md draws, one sentence each; empty: nothing. path
/// is relative to the project ("core/plan/planner.h"). The linker alone does not hold these: with one Qt module linked
/// the headers of all are found.
[[nodiscard]] std::vector<std::string> violations(const std::string& path, const std::string& text);

/// What a CMakeLists.txt does against them.
[[nodiscard]] std::vector<std::string> buildViolations(const std::string& path, const std::string& text);

/// The first circle of includes found among these sources (path to text): a, b, c, a. Empty: there is none.
[[nodiscard]] std::vector<std::string> includeCircle(const std::map<std::string, std::string>& sources);

/// Source text without comments and without what stands in quotes.
[[nodiscard]] std::string codeOnly(const std::string& text);

} // namespace pathways::test
