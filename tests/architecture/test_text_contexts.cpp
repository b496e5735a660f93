// SPDX-License-Identifier: GPL-3.0-or-later
// A translation is looked up by the class that asks for it. Collected under another name it is in the file, and lost
// when the program runs: nobody would notice before a translator does.
#include "tests/architecture/sources.h"
#include "tests/architecture/text_contexts.h"

#include <QProcess>
#include <QTemporaryDir>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::set<std::string> contextOf(const std::string& code) {
    const auto sites = textSites({{"core/a.cpp", code}});
    return sites.size() == 1 ? sites.front().context : std::set<std::string>{"not one text"};
}

} // namespace

TEST(TextContexts, EveryTextIsCollectedUnderTheNameThatAsksForIt) {
    const QTemporaryDir folder;
    const QString ts = folder.filePath(QStringLiteral("all.ts"));
    QProcess lupdate;
    lupdate.setWorkingDirectory(QString::fromStdString(root().string()));
    lupdate.start(QStringLiteral(PATHWAYS_LUPDATE),
                  {QStringLiteral("-silent"), QStringLiteral("-locations"), QStringLiteral("absolute"),
                   QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("core"), QStringLiteral("ui"),
                   QStringLiteral("app"), QStringLiteral("-ts"), ts});
    ASSERT_TRUE(lupdate.waitForFinished(120'000));
    ASSERT_EQ(lupdate.exitCode(), 0) << lupdate.readAllStandardError().toStdString();
    const auto collected = collectedContexts(ts.toStdString(), root().string());

    std::map<std::string, std::string> sources;
    for (const char* tree : {"core", "ui", "app"}) {
        for (const std::string& path : writtenFiles(tree)) {
            if (path.ends_with(".h") || path.ends_with(".cpp")) {
                sources[path] = contentOf(root() / path);
            }
        }
    }
    const auto sites = textSites(sources);
    EXPECT_GT(sites.size(), 1000U) << "the project was not found at " << root();
    for (const TextSite& site : sites) {
        // lupdate notes the line of the call.
        const auto found = collected.find({site.path, site.line});
        EXPECT_TRUE(found != collected.end()) << site.path << ':' << site.line << " was not collected";
        if (found == collected.end()) {
            continue;
        }
        EXPECT_FALSE(site.context.empty())
            << site.path << ':' << site.line << ": the class that asks has no context of its own";
        for (const std::string& asked : site.context) {
            EXPECT_TRUE(found->second.contains(asked))
                << site.path << ':' << site.line << " asks for " << asked << ", but is collected under "
                << ::testing::PrintToString(found->second);
        }
    }
}

TEST(TextContexts, AreThoseOfTheClassThatAsks) {
    EXPECT_THAT(contextOf("struct Texts {\n    Q_DECLARE_TR_FUNCTIONS(Other)\n};\nQString f() {\n    return "
                          "Texts::tr(\"a\");\n}\n"),
                ElementsAre("Other"));
    EXPECT_THAT(contextOf("struct Text {\n    Q_DECLARE_TR_FUNCTIONS(Own)\npublic:\n    static QString a() { return "
                          "tr(\"a\"); }\n};\n"),
                ElementsAre("Own"));
    EXPECT_THAT(contextOf("\nnamespace pathways::ui {\nclass Page : public QWidget {\n    Q_OBJECT\n};\n"
                          "Page::Page() {\n    setText(\n        tr(\"a\"));\n}\n"),
                ElementsAre("pathways::ui::Page"));
    // Without Q_OBJECT it would ask for the class that it inherits; lupdate does not know that.
    EXPECT_THAT(contextOf("class Bare : public QWidget {\n};\nvoid Bare::f() {\n    tr(\"a\");\n}\n"), IsEmpty());
    EXPECT_THAT(contextOf("QString f() {\n    return Gone::tr(\"a\");\n}\n"), IsEmpty());
}

} // namespace pathways::test
