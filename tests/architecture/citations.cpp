// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/citations.h"

#include <filesystem>
#include <regex>
#include <sstream>

namespace pathways::test {

namespace {

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
    return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

bool isPlaceholder(const std::string& path) {
    static const std::regex kPlaceholder(R"((^|/)[A-Z]+(/|$))"); // core/destinations/NAME
    return std::regex_search(path, kPlaceholder);
}

std::string normal(const std::filesystem::path& path) {
    std::string text = path.lexically_normal().generic_string();
    while (text.ends_with('/')) {
        text.pop_back();
    }
    return text;
}

} // namespace

std::string asOneLine(const std::string& text) {
    static const std::regex kLineBreak(R"(\s*\n\s*(?://[/!]?<?|#|--|\*)?\s*)");
    return std::regex_replace(text, kLineBreak, " ");
}

std::set<std::string> citedRules(const std::string& text) {
    static const std::regex kRule(R"(\b([UPFT])([1-9]\d{0,2})(?:(?:-| to )\1([1-9]\d{0,2}))?\b)");
    static const std::regex kContracts(
        R"(\b[Cc]ontracts? (\d+(?:\.\d+)?(?:-\d+)?(?:(?:,| and) \d+(?:\.\d+)?(?:-\d+)?)*))");
    static const std::regex kNumber(R"(\d+(?:\.\d+)?(?:-\d+)?)");
    const std::string line = asOneLine(text);
    std::set<std::string> cited;
    for (const std::smatch& rule : matches(line, kRule)) {
        const int first = std::stoi(rule[2]);
        const int last = rule[3].matched ? std::stoi(rule[3]) : first;
        for (int number = first; number <= last; ++number) {
            cited.insert(rule[1].str() + std::to_string(number));
        }
    }
    for (const std::smatch& contract : matches(line, kContracts)) {
        const std::string numbers = contract[1];
        for (const std::smatch& number : matches(numbers, kNumber)) {
            cited.insert("contract " + number.str());
        }
    }
    return cited;
}

std::vector<std::string> foreignCitations(const std::string& text) {
    static const std::vector<std::pair<std::regex, std::string>> kForeign = {
        {std::regex(R"(\bDESIGN\b)"), "cite a section of docs/design.md by its name"},
        {std::regex(R"(\b[Rr]eference(?:, | )(?:\d|destination))"), "cite a rule of docs/rules.md or docs/contracts"},
        {std::regex(R"(\bdestination[- ]contracts?\b)"), "cite \"contract n.n-n\" of docs/contracts"},
        {std::regex(R"(\b[Ii]ssue #?\d)"), "say what it is about: nobody has that issue at hand"},
    };
    const std::string line = asOneLine(text);
    std::vector<std::string> found;
    for (const auto& [pattern, advice] : kForeign) {
        for (const std::smatch& match : matches(line, pattern)) {
            found.push_back("\"" + match.str() + match.suffix().str().substr(0, 30) + "\": " + advice);
        }
    }
    return found;
}

std::map<std::string, RuleRow> definedRules(const std::string& markdown) {
    static const std::regex kRow(R"(^\| ([UPFT]\d+)( \(general\))? \|)");
    static const std::regex kChapter(R"(^#+ (?:Contract (\d+)\b|(\d+\.\d+) ))");
    static const std::regex kFact(R"(^(?:- |\d+\. |\| )(\d+\.\d+-\d+) )");
    std::map<std::string, RuleRow> rows;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_search(line, match, kRow)) {
            RuleRow& row = rows[match[1]];
            ++row.times;
            row.general = match[2].matched;
        } else if (std::regex_search(line, match, kChapter)) {
            ++rows["contract " + (match[1].matched ? match[1] : match[2]).str()].times;
        } else if (std::regex_search(line, match, kFact)) {
            ++rows["contract " + match[1].str()].times;
        }
    }
    return rows;
}

std::set<std::string> pathsNamed(const std::string& markdown, const std::string& folder) {
    // What stands before shows that it is not the end of an address or of another project's path.
    static const std::regex kPath(
        R"((^|[^\w/.-])((?:core|ui|app|tests|docs|resources|packaging|cmake|translations)/[\w./-]*\w))");
    static const std::regex kLink(R"(\]\(([^)#:\s]+)(?:#[^)]*)?\))");
    std::set<std::string> paths;
    for (const std::smatch& path : matches(markdown, kPath)) {
        if (!isPlaceholder(path[2])) {
            paths.insert(normal(path[2].str()));
        }
    }
    for (const std::smatch& link : matches(markdown, kLink)) {
        paths.insert(normal(std::filesystem::path(folder) / link[1].str()));
    }
    return paths;
}

std::set<std::string> codeNamed(const std::string& markdown) {
    static const std::regex kCode(R"(`([A-Z][A-Za-z0-9]+(?:::[A-Za-z][A-Za-z0-9]*)?)(?:\(\))?`)");
    std::set<std::string> names;
    for (const std::smatch& code : matches(markdown, kCode)) {
        names.insert(code[1]);
    }
    return names;
}

std::multimap<std::string, std::string> codeInFiles(const std::string& markdown) {
    static const std::regex kPlace(R"(`([A-Za-z]\w*(?:::\w+)?)(?:\(\))?` \(`([\w./-]+\.(?:h|cpp))`\))");
    std::multimap<std::string, std::string> places;
    for (const std::smatch& place : matches(markdown, kPlace)) {
        places.emplace(place[2], place[1]);
    }
    return places;
}

} // namespace pathways::test
