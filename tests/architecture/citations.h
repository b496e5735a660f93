// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// A text as one line, without what begins the lines of a comment: what is cited may be broken between two of them.
[[nodiscard]] std::string asOneLine(const std::string& text);

/// The numbered rules that a text cites: "U41", "P2", "F7", "T1" (ranges and all), and "contract 1.5-4".
[[nodiscard]] std::set<std::string> citedRules(const std::string& text);

/// What a text cites that no reader can look up: documents by a name or number that means nothing within the
/// repository. One sentence each.
[[nodiscard]] std::vector<std::string> foreignCitations(const std::string& text);

/// A row of docs/rules.md or a number of docs/contracts.
struct RuleRow {
    int times = 0;        ///< More than once is a mistake.
    bool general = false; ///< Holds everywhere, so that nobody has to cite it.
};

/// The rows that a document defines, by what cites them.
[[nodiscard]] std::map<std::string, RuleRow> definedRules(const std::string& markdown);

/// Files and folders of the project that a document names, whether in running text or as the target of a link. Links
/// are relative to the document's folder, and are resolved here.
[[nodiscard]] std::set<std::string> pathsNamed(const std::string& markdown, const std::string& folder);

/// Classes and functions that a document names as code: "PushRun", "Workspace::open".
[[nodiscard]] std::set<std::string> codeNamed(const std::string& markdown);

/// Where a document says `name` (`file`): names by the file in which they should be found.
[[nodiscard]] std::multimap<std::string, std::string> codeInFiles(const std::string& markdown);

} // namespace pathways::test
