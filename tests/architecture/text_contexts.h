// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// A text of the program: where it is asked for, and under which contexts a translation is looked up when it runs.
struct TextSite {
    std::string path;
    int line = 0;                  ///< Of its tr().
    std::set<std::string> context; ///< Empty: it cannot be told, which is as bad as a wrong one.
};

/// All tr() in these sources (path to text). The context is that of the Q_DECLARE_TR_FUNCTIONS or the Q_OBJECT of the
/// class that asks, whether named ("Texts::tr") or not.
[[nodiscard]] std::vector<TextSite> textSites(const std::map<std::string, std::string>& sources);

/// The contexts under which lupdate collected texts, by path relative to root and line: read from what it wrote to
/// the file ts.
[[nodiscard]] std::map<std::pair<std::string, int>, std::set<std::string>> collectedContexts(const std::string& ts,
                                                                                             const std::string& root);

} // namespace pathways::test
