// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sources.h"
#include "tests/architecture/unused.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;

constexpr char kFaults[] = "tests make things go wrong with it";

/// What is there although no other part of the program names it, and why.
const std::map<std::string, std::string>& exceptions() {
    static const std::map<std::string, std::string> kExceptions = {
        // Tests need them.
        {"addFault", kFaults},
        {"clearFaults", kFaults},
        {"setFaultHook", kFaults},
        {"setReadHook", kFaults},
        {"connectionCount", "tests of the transport count connections"},
        {"newsletterId", "tests push to the practice platform without listing its audiences"},
        {"setDeltaLimits", "tests write deltas of a few people, as only large memories are written otherwise"},
        {"setJitterSeed", "tests compute how long a retry waits"},
        {"setKeyboardInUse", "tests of the window begin as if nobody had touched the keyboard"},
        {"setLeaversAtOnce", "tests let few people leave, as only hundreds of thousands do otherwise"},
        // There for another reason.
        {"Transactional", "a status is also read from and written as the word at its place"},
        {"m_focusRing", "does its work by being there"},
    };
    return kExceptions;
}

std::map<std::string, std::string> programSources() {
    std::map<std::string, std::string> sources;
    for (const char* folder : {"core", "ui", "app", "translations"}) {
        for (const std::string& path : writtenFiles(folder)) {
            if (path.ends_with(".h") || path.ends_with(".cpp")) {
                sources[path] = contentOf(root() / path);
            }
        }
    }
    return sources;
}

} // namespace

TEST(Unused, NothingIsDeclaredThatTheProgramDoesNotUse) {
    const auto sources = programSources();
    ASSERT_GT(sources.size(), 100U) << "the project was not found at " << root();
    const auto found = unusedNames(sources);
    for (const auto& [name, path] : found) {
        EXPECT_TRUE(exceptions().contains(name)) << path << ": " << name << " is not used; delete it";
    }
    for (const auto& [name, why] : exceptions()) {
        EXPECT_TRUE(found.contains(name)) << name << " is used now, or gone: it needs no exception";
    }
}

TEST(Unused, ADeadFunctionInTheProgramIsFound) {
    auto sources = programSources();
    const auto before = unusedNames(sources);
    sources["core/planted.h"] = "class Planted {\npublic:\n    [[nodiscard]] bool deadAsADoornail() const;\n};\n";
    sources["core/planted.cpp"] = "bool Planted::deadAsADoornail() const {\n    return true; // deadAsADoornail()\n}\n"
                                  "void plant(const Planted& planted);\n";
    auto after = unusedNames(sources);
    EXPECT_EQ(after.erase("deadAsADoornail"), 1U);
    EXPECT_EQ(after, before);
}

TEST(Unused, EachKindOfDeadNameIsFound) {
    const auto found = unusedNames({
        {"core/a.h", "struct Announced;\n"
                     "enum class Kind { Used, Unused };\n"
                     "inline constexpr int kUnusedConstant = 3;\n"
                     "[[nodiscard]] QList<Kind> freeFunction(int parameter);\n"
                     "template <typename T>\nclass A {\n"
                     "    void inlineFunction() { helper(); }\n"
                     "    static A* make();\n"
                     "    A&& chained() && { return helper(); }\n"
                     "    std::map<int, A> m_unused;\n"
                     "    int m_initialised = 0;\n"
                     "    QString field;\n"
                     "};\n"},
        {"core/a.cpp", "static const char kLocal[] = \"kUsed\";\n"
                       "QList<Kind> freeFunction(int parameter) { helper(parameter); return {Kind::Used}; }\n"
                       "A<int>* A<int>::make() { return helper(A<int>()); }\n"
                       "A::A()\n    : m_initialised(3) {}\n"},
    });
    EXPECT_THAT(found, ElementsAre(Key("Announced"), Key("Unused"), Key("chained"), Key("field"), Key("freeFunction"),
                                   Key("inlineFunction"), Key("kLocal"), Key("kUnusedConstant"), Key("m_initialised"),
                                   Key("m_unused"), Key("make")));
}

TEST(Unused, WhatIsUsedOrOverriddenIsNot) {
    EXPECT_THAT(
        unusedNames({
            {"core/a.h", "struct Announced;\n"
                         "class A : public QWidget {\n"
                         "    A(Announced* what);\n"
                         "    void paintEvent(QPaintEvent* event) override;\n"
                         "    [[nodiscard]] bool isRight(int (*check)()) const noexcept final { return kMost > 3; }\n"
                         "    int m_number = 0;\n"
                         "};\n"
                         "bool called();\n"
                         "inline void guarded() { called(); const Guard kept(3); auto also = kept; guarded(); }\n"
                         "template <class T, class U>\nT made() { const Guard unseen = made(); return {}; }\n"
                         "bool answered();\n"
                         "bool reached();\n"
                         "constexpr int kMost = 3;\n"},
            {"core/a.cpp",
             "void A::paintEvent(QPaintEvent* event) {\n    called();\n    if (m_number > 0 && reached()) {}\n"
             "    return answered();\n}\n"
             "A::A(Announced* what)\n    : m_number(3) {}\n"},
        }),
        IsEmpty());
}

} // namespace pathways::test
