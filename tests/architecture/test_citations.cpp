// SPDX-License-Identifier: GPL-3.0-or-later
// Comments cite rules by number, and documents name files and classes. Both are worth something only as long as they
// lead somewhere.
#include "tests/architecture/citations.h"
#include "tests/architecture/sources.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

namespace pathways::test {

namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Everything that may cite a rule. The documents that define them are not among it.
std::vector<std::string> citingFiles() {
    std::vector<std::string> all;
    for (const char* folder : {"core", "ui", "app", "tests", "resources", "packaging", "cmake", "CMakeLists.txt",
                               "CONTRIBUTING.md", "README.md"}) {
        for (std::string& file : writtenFiles(folder)) {
            // These tests make citations up.
            if (file.rfind("tests/architecture/", 0) != 0) {
                all.push_back(std::move(file));
            }
        }
    }
    return all;
}

std::vector<std::string> documents() {
    std::vector<std::string> all = writtenFiles("docs");
    for (const char* file : {"CONTRIBUTING.md", "README.md", "CHANGELOG.md"}) {
        all.emplace_back(file);
    }
    return all;
}

std::map<std::string, RuleRow> allRules() {
    std::vector<std::string> files = writtenFiles("docs/contracts");
    files.emplace_back("docs/rules.md");
    std::map<std::string, RuleRow> rules;
    for (const std::string& file : files) {
        for (const auto& [number, row] : definedRules(contentOf(root() / file))) {
            rules[number].times += row.times;
            rules[number].general = rules[number].general || row.general;
        }
    }
    return rules;
}

} // namespace

TEST(Citations, EveryNumberCitedHasItsRow) {
    const std::map<std::string, RuleRow> rules = allRules();
    int citations = 0;
    for (const std::string& file : citingFiles()) {
        for (const std::string& number : citedRules(contentOf(root() / file))) {
            ++citations;
            EXPECT_TRUE(rules.contains(number))
                << file << " cites " << number << ", of which docs/rules.md and docs/contracts say nothing";
        }
    }
    EXPECT_GT(citations, 200) << "the project was not found at " << root();
}

TEST(Citations, EveryRowIsCitedOrHoldsEverywhere) {
    std::set<std::string> cited;
    for (const std::string& file : citingFiles()) {
        cited.merge(citedRules(contentOf(root() / file)));
    }
    for (const auto& [number, row] : allRules()) {
        EXPECT_EQ(row.times, 1) << number << " is defined more than once";
        // Facts about a platform are there to be looked up, cited or not.
        if (number.rfind("contract", 0) != 0) {
            EXPECT_TRUE(row.general || cited.contains(number))
                << "docs/rules.md has " << number << ", which nobody cites: mark it as general, or take it out";
        }
    }
}

TEST(Citations, NobodyCitesWhatIsNotInTheRepository) {
    static const std::regex kDocument(R"(\b[\w/-]+\.md\b)");
    std::vector<std::string> there = citingFiles();
    for (const std::string& file : documents()) {
        there.push_back(file);
    }
    const auto isThere = [&there](const std::string& name) {
        return std::any_of(there.begin(), there.end(),
                           [&name](const std::string& file) { return file == name || file.ends_with('/' + name); });
    };
    for (const std::string& file : citingFiles()) {
        const std::string text = contentOf(root() / file);
        for (const std::string& citation : foreignCitations(text)) {
            ADD_FAILURE() << file << ": " << citation;
        }
        for (auto it = std::sregex_iterator(text.begin(), text.end(), kDocument); it != std::sregex_iterator(); ++it) {
            EXPECT_TRUE(isThere(it->str())) << file << " names " << it->str() << ", which is not in the repository";
        }
    }
}

TEST(Citations, SectionsOfTheDesignExist) {
    static const std::regex kSection("docs/design\\.md, \"([^\"]+)\"");
    const std::string design = contentOf(root() / "docs/design.md");
    for (const std::string& file : citingFiles()) {
        const std::string text = asOneLine(contentOf(root() / file));
        for (auto it = std::sregex_iterator(text.begin(), text.end(), kSection); it != std::sregex_iterator(); ++it) {
            EXPECT_NE(design.find("\n## " + (*it)[1].str() + "\n"), std::string::npos)
                << file << " cites a section of docs/design.md that is not there: " << (*it)[1].str();
        }
    }
}

TEST(Documents, NameFilesThatExist) {
    for (const std::string& file : documents()) {
        const std::string folder = fs::path(file).parent_path().generic_string();
        for (const std::string& path : pathsNamed(contentOf(root() / file), folder)) {
            EXPECT_TRUE(fs::exists(root() / path)) << file << " names " << path;
        }
    }
}

TEST(Documents, NameClassesThatExist) {
    static const std::regex kWord(R"([A-Za-z_]\w*)");
    std::set<std::string> words;
    for (const char* folder : {"core", "ui", "app", "tests", "cmake"}) {
        for (const std::string& file : writtenFiles(folder)) {
            const std::string text = contentOf(root() / file);
            words.insert(std::sregex_token_iterator(text.begin(), text.end(), kWord), std::sregex_token_iterator());
        }
    }
    for (const char* file : {"docs/design.md", "CONTRIBUTING.md"}) {
        for (const std::string& name : codeNamed(contentOf(root() / file))) {
            for (auto part = std::sregex_iterator(name.begin(), name.end(), kWord); part != std::sregex_iterator();
                 ++part) {
                EXPECT_TRUE(words.contains(part->str())) << file << " names " << name;
            }
        }
    }
}

/// By its path, or by its name in the line of the folder that it is in.
bool isOnTheMap(const std::string& map, const fs::path& folder) {
    if (map.find('`' + folder.generic_string() + "/`") != std::string::npos) {
        return true;
    }
    const std::size_t parent = map.find("`" + folder.parent_path().generic_string() + "/`");
    const std::string line = parent == std::string::npos ? "" : map.substr(parent, map.find('\n', parent) - parent);
    return line.find('`' + folder.filename().generic_string() + "/`") != std::string::npos;
}

TEST(Documents, TheMapHasEveryFolder) {
    const std::string map = contentOf(root() / "CONTRIBUTING.md");
    int folders = 0;
    for (const char* tree : {"app", "core", "ui"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root() / tree)) {
            if (entry.is_directory()) {
                const fs::path folder = fs::relative(entry.path(), root());
                EXPECT_TRUE(isOnTheMap(map, folder)) << "CONTRIBUTING.md has no line for " << folder;
                ++folders;
            }
        }
    }
    EXPECT_GT(folders, 30);
    // The folders of tests are those of the trees that they test, and the ones that are told of in their own line.
    for (const auto& entry : fs::directory_iterator(root() / "tests")) {
        const fs::path name = entry.path().filename();
        const bool mirrors = fs::exists(root() / "core" / name) || fs::exists(root() / name);
        EXPECT_TRUE(!entry.is_directory() || mirrors || isOnTheMap(map, fs::path("tests") / name))
            << "CONTRIBUTING.md says nothing of tests/" << name;
    }
}

TEST(Documents, SayWhereTheirClassesAre) {
    int places = 0;
    for (const std::string& file : documents()) {
        for (const auto& [path, name] : codeInFiles(contentOf(root() / file))) {
            ++places;
            const std::string last = name.substr(name.rfind(':') == std::string::npos ? 0 : name.rfind(':') + 1);
            EXPECT_TRUE(std::regex_search(contentOf(root() / path), std::regex("\\b" + last + "\\b")))
                << file << " says that " << name << " is in " << path;
        }
    }
    EXPECT_GE(places, 20) << "docs/design.md names a class and a file in each line of its two ways through the code";
}

TEST(Citations, AreFoundInWhateverFormTheyAreWritten) {
    EXPECT_THAT(citedRules("/// Detects (rules U13 to U15 and U41).\n// P2; trap T1-T3, fault F58"),
                UnorderedElementsAre("U13", "U14", "U15", "U41", "P2", "T1", "T2", "T3", "F58"));
    EXPECT_THAT(citedRules("/// Sent again (contract\n/// 1.5-10), contracts 2 and 3.4-1, Contract 2.4;"),
                UnorderedElementsAre("contract 1.5-10", "contract 2", "contract 3.4-1", "contract 2.4"));
    EXPECT_THAT(citedRules("U+200B, T01 X45Y, Suite.F1_F2_killed, the contract of 2026"), IsEmpty());
}

TEST(Citations, OfDocumentsElsewhereAreNoticed) {
    EXPECT_THAT(foreignCitations("// (DESIGN section 3.5)"), Contains(HasSubstr("docs/design.md")));
    EXPECT_THAT(foreignCitations("/// settled (reference 0.4-2)"), Contains(HasSubstr("docs/rules.md")));
    EXPECT_THAT(foreignCitations("/// Mailchimp (destination-contracts 1)."), Contains(HasSubstr("docs/contracts")));
    EXPECT_THAT(foreignCitations("/// announced (issue\n/// 5.7)"), Contains(HasSubstr("nobody")));
    EXPECT_THAT(foreignCitations("/// docs/design.md, \"Storage\"; by const reference"), IsEmpty());
}

TEST(Citations, RowsAndNumbersAreFound) {
    const auto rules = definedRules("| U1 | A rule. | `ui` |\n| P3 (general) | Another. | `core` |\n# Contract 1: X\n"
                                    "## 1.2 Throughput\n- 1.2-1 Ten.\n4. 1.2-2 Four.\n| 1.2-3 | 404 | gone |\n"
                                    "| U1 | Twice. | `ui` |\nas 1.2-9 says\n");
    ASSERT_EQ(rules.size(), 7u);
    EXPECT_EQ(rules.at("U1").times, 2);
    EXPECT_FALSE(rules.at("U1").general);
    EXPECT_TRUE(rules.at("P3").general);
    EXPECT_EQ(rules.at("contract 1").times, 1);
    EXPECT_EQ(rules.at("contract 1.2").times, 1);
    EXPECT_TRUE(rules.contains("contract 1.2-1") && rules.contains("contract 1.2-2") &&
                rules.contains("contract 1.2-3"));
}

TEST(Documents, PathsAndClassesAreFoundInThem) {
    EXPECT_THAT(pathsNamed("see `core/base/error.h`, core/push and [rules](rules.md#traps), [x](../README.md); "
                           "core/destinations/NAME/ and https://github.com/a/core/x.h",
                           "docs"),
                UnorderedElementsAre("core/base/error.h", "core/push", "docs/rules.md", "README.md"));
    EXPECT_THAT(codeNamed("`PushRun`, `Workspace::open()`, `waitForDone()` and `core/base`"),
                UnorderedElementsAre("PushRun", "Workspace::open"));
    EXPECT_THAT(codeInFiles("`PushRun` (`core/push/push_run.h`), then `send()` (`a.cpp`)"),
                UnorderedElementsAre(std::pair<const std::string, std::string>("core/push/push_run.h", "PushRun"),
                                     std::pair<const std::string, std::string>("a.cpp", "send")));
}

} // namespace pathways::test
