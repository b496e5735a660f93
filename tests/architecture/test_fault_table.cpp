// SPDX-License-Identifier: GPL-3.0-or-later
// The table in tests/faults/README.md is the promise of what every fault leads to: no fault may be without a row, no
// row without a test, and no test named there may be gone.
#include "tests/architecture/sources.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace pathways::test {

namespace {

namespace fs = std::filesystem;

/// "Suite.Test" of GoogleTest and "TestClass::test" of Qt Test, of all tests there are.
std::set<std::string> allTests() {
    static const std::regex google(R"(\b(?:TYPED_TEST|TEST(?:_F|_P)?)\(\s*(\w+),\s*(\w+)\))");
    static const std::regex qt(R"(\bvoid (Test\w+)::(\w+)\(\))");
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root() / "tests")) {
        if (entry.path().extension() != ".cpp") {
            continue;
        }
        const std::string text = contentOf(entry.path());
        for (auto it = std::sregex_iterator(text.begin(), text.end(), google); it != std::sregex_iterator(); ++it) {
            names.insert((*it)[1].str() + "." + (*it)[2].str());
        }
        for (auto it = std::sregex_iterator(text.begin(), text.end(), qt); it != std::sregex_iterator(); ++it) {
            names.insert((*it)[1].str() + "::" + (*it)[2].str());
        }
    }
    return names;
}

/// A name as the table writes it: "Suite.*" are all of a suite, "Suite.F1_..." those that begin so.
bool isThere(const std::string& name, const std::set<std::string>& tests) {
    std::string beginning = name;
    for (const char* rest : {"...", "*"}) {
        const auto at = beginning.rfind(rest);
        if (at != std::string::npos && at + std::string(rest).size() == beginning.size()) {
            beginning.resize(at);
            const auto found = tests.lower_bound(beginning);
            return found != tests.end() && found->compare(0, beginning.size(), beginning) == 0;
        }
    }
    return tests.contains(name);
}

struct Row {
    std::string line;
    std::string faults;
    std::string test;
};

std::vector<Row> rows() {
    std::vector<Row> all;
    std::istringstream text(contentOf(root() / "tests/faults/README.md"));
    static const std::regex row(R"(^\|([^|]*)\|[^|]*\|[^|]*\|(.*)\|$)");
    for (std::string line; std::getline(text, line);) {
        std::smatch match;
        if (std::regex_match(line, match, row) && line.find("|---") != 0 &&
            line.find("| Fault |") == std::string::npos) {
            all.push_back({line, match[1].str(), match[2].str()});
        }
    }
    return all;
}

std::set<std::string> faultsOf(const std::string& cell) {
    static const std::regex range(R"(([FT])(\d+)(?:-[FT](\d+))?)");
    std::set<std::string> faults;
    for (auto it = std::sregex_iterator(cell.begin(), cell.end(), range); it != std::sregex_iterator(); ++it) {
        const int first = std::stoi((*it)[2].str());
        const int last = (*it)[3].matched ? std::stoi((*it)[3].str()) : first;
        for (int i = first; i <= last; ++i) {
            faults.insert((*it)[1].str() + std::to_string(i));
        }
    }
    return faults;
}

} // namespace

TEST(FaultTable, HasEveryFaultAndEveryTrap) {
    std::set<std::string> faults;
    for (const Row& row : rows()) {
        faults.merge(faultsOf(row.faults));
    }
    for (int i = 1; i <= 72; ++i) {
        EXPECT_TRUE(faults.contains("F" + std::to_string(i))) << "F" << i;
    }
    for (int i = 1; i <= 12; ++i) {
        EXPECT_TRUE(faults.contains("T" + std::to_string(i))) << "T" << i;
    }
}

TEST(FaultTable, EveryRowNamesTestsThatExist) {
    const std::set<std::string> tests = allTests();
    ASSERT_GT(tests.size(), 500u);
    static const std::regex quoted("`([^`]+)`");
    for (const Row& row : rows()) {
        int named = 0;
        for (auto it = std::sregex_iterator(row.test.begin(), row.test.end(), quoted); it != std::sregex_iterator();
             ++it) {
            const std::string name = (*it)[1].str();
            if (name.find('/') != std::string::npos) {
                EXPECT_TRUE(fs::exists(root() / name)) << name;
            } else {
                EXPECT_TRUE(isThere(name, tests)) << name << " in: " << row.line;
            }
            ++named;
        }
        EXPECT_GT(named, 0) << row.line;
    }
}

TEST(FaultTable, ATestThatIsGoneIsNoticed) {
    const std::set<std::string> tests = {"Push.ABadRowIsFound", "TestFlow::tabLeaves"};
    EXPECT_TRUE(isThere("Push.ABadRowIsFound", tests));
    EXPECT_TRUE(isThere("Push.*", tests));
    EXPECT_TRUE(isThere("TestFlow::tab...", tests));
    EXPECT_FALSE(isThere("Push.ABadRow", tests));
    EXPECT_FALSE(isThere("Pull.*", tests));
    EXPECT_FALSE(isThere("TestFlow::tabStays...", tests));
    EXPECT_EQ(faultsOf(" F21, F24-F26, T1 "), (std::set<std::string>{"F21", "F24", "F25", "F26", "T1"}));
}

} // namespace pathways::test
