// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace pathways::test {

/// What a source file does against the boundaries that CONTRIBUTING.md draws, one sentence each; empty: nothing. path
/// is relative to the project ("core/push/planner.h"). The linker alone does not hold these: with one Qt module linked
/// the headers of all are found.
[[nodiscard]] std::vector<std::string> violations(const std::string& path, const std::string& text);

/// The same for a CMakeLists.txt.
[[nodiscard]] std::vector<std::string> buildViolations(const std::string& path, const std::string& text);

/// Source text without comments and without what stands in quotes.
[[nodiscard]] std::string codeOnly(const std::string& text);

} // namespace pathways::test
