// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"
#include "tests/architecture/sources.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kLicence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

std::vector<std::string> of(const std::string& path, const std::string& rest) {
    return violations(path, kLicence + rest);
}

} // namespace

TEST(Architecture, EverySourceKeepsToItsBoundaries) {
    int sources = 0;
    for (const char* tree : {"core", "ui", "app", "tests", "cmake"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root() / tree)) {
            const std::string extension = entry.path().extension().string();
            const std::string name = entry.path().filename().string();
            const std::string path = fs::relative(entry.path(), root()).generic_string();
            // A folder that is still empty has a stand-in without content.
            if (!entry.is_regular_file() || name == "anchor.cpp") {
                continue;
            }
            if (extension == ".h" || extension == ".cpp") {
                ++sources;
                for (const std::string& violation : violations(path, contentOf(entry.path()))) {
                    ADD_FAILURE() << path << ": " << violation;
                }
            } else if (name == "CMakeLists.txt") {
                for (const std::string& violation : buildViolations(path, contentOf(entry.path()))) {
                    ADD_FAILURE() << path << ": " << violation;
                }
            }
        }
    }
    EXPECT_GT(sources, 100) << "the project was not found at " << root();
}

TEST(Architecture, NoIncludesRunInACircle) {
    std::map<std::string, std::string> sources;
    for (const char* tree : {"core", "ui", "app", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root() / tree)) {
            const std::string extension = entry.path().extension().string();
            if (entry.is_regular_file() && (extension == ".h" || extension == ".cpp")) {
                sources[fs::relative(entry.path(), root()).generic_string()] = contentOf(entry.path());
            }
        }
    }
    EXPECT_GT(sources.size(), 100U);
    EXPECT_THAT(includeCircle(sources), IsEmpty());
}

TEST(Architecture, ACircleOfIncludesIsNoticed) {
    const std::map<std::string, std::string> circle = {
        {"core/base/a.h", "#include \"core/base/b.h\"\n"},
        {"core/base/b.h", "#include <QString>\n#include \"core/base/c.h\"\n"},
        {"core/base/c.h", "#include \"core/base/b.h\"\n"},
        {"core/base/d.h", "#include \"core/base/c.h\"\n"},
    };
    EXPECT_THAT(includeCircle(circle), ElementsAre("core/base/b.h", "core/base/c.h", "core/base/b.h"));
    std::map<std::string, std::string> straight = circle;
    straight["core/base/c.h"] = "#include <QString>\n";
    EXPECT_THAT(includeCircle(straight), IsEmpty());
}

TEST(Architecture, TheRulesNoticeEachSortOfViolation) {
    EXPECT_THAT(of("core/base/a.cpp", "#include \"core/model/push.h\"\n"), Contains(HasSubstr("must not include")));
    EXPECT_THAT(of("core/workspace/a.cpp", "#include \"core/net/http.h\"\n"), Contains(HasSubstr("must not include")));
    EXPECT_THAT(of("core/destinations/meta/a.cpp", "#include \"core/workspace/journal.h\"\n"),
                Contains(HasSubstr("must not include")));
    EXPECT_THAT(of("core/push/a.cpp", "#include \"core/credentials/credential_store.h\"\n"),
                Contains(HasSubstr("must not include")));
    EXPECT_THAT(of("core/services/a.cpp", "#include \"ui/shell/main_window.h\"\n"),
                Contains(HasSubstr("must not include")));
    EXPECT_THAT(of("ui/a.cpp", "#include \"core/workspace/database.h\"\n"), Contains(HasSubstr("must not include")));
    // Every step down is allowed, no step up: in core, among the services, and among the folders of the window.
    const std::pair<const char*, const char*> upwards[] = {
        {"core/spool", "core/model"},
        {"core/spool", "core/roster"},
        {"core/roster", "core/plan"},
        {"core/plan/file", "core/plan/input"},
        {"core/plan/input", "core/plan/rows"},
        {"core/plan/rows", "core/plan/compare"},
        {"core/plan/compare", "core/plan"},
        {"core/plan", "core/push"},
        {"core/push/memory", "core/push"},
        {"core/push", "core/services"},
        {"core/identity", "core/audience"},
        {"core/services/connections", "core/services/pushes"},
        {"core/services/pushes", "core/services/pathways"},
        {"core/services/pathways", "core/services"},
        {"ui/theme", "ui/common"},
        {"ui/common", "ui/figures"},
        {"ui/common", "core/services"},
        {"ui/figures", "ui/wording"},
        {"ui/wording", "ui/mapping"},
        {"ui/mapping", "ui/wizard"},
        {"ui/progress", "ui/wizard"},
        {"ui/pathways", "ui/shell"},
        {"ui/pathways", "ui/activity"},
        {"ui/activity", "ui/audiences"},
        {"ui/wizard", "ui/shell"},
        {"ui", "ui/common"},
    };
    for (const auto& [from, to] : upwards) {
        EXPECT_THAT(of(std::string(from) + "/a.cpp", "#include \"" + std::string(to) + "/x.h\"\n"),
                    Contains(HasSubstr("must not include")))
            << from << " -> " << to;
    }
    EXPECT_THAT(of("ui/a.cpp", "# include \"rules.h\"\n"), Contains(HasSubstr("must not include")));

    EXPECT_THAT(of("ui/a.cpp", "#include <QtSql/QSqlQuery>\n"), Contains(HasSubstr("no SQL")));
    EXPECT_THAT(of("core/destinations/meta/a.cpp", "#include <QSqlDatabase>\n"), Contains(HasSubstr("no SQL")));
    EXPECT_THAT(of("ui/a.cpp", "#include <QNetworkReply>\n"), Contains(HasSubstr("no network")));
    EXPECT_THAT(of("ui/a.cpp", "#include <QtNetwork/QTcpSocket>\n"), Contains(HasSubstr("no network")));
    EXPECT_THAT(of("core/workspace/a.cpp", "#include <QSslSocket>\n"), Contains(HasSubstr("no network")));
    EXPECT_THAT(of("core/services/a.cpp", "#include <QMessageBox>\n"), Contains(HasSubstr("no widgets")));
    EXPECT_THAT(of("core/model/a.cpp", "#include <QtWidgets/QLabel>\n"), Contains(HasSubstr("no widgets")));

    EXPECT_THAT(of("core/push/a.cpp", "void f() { QCoreApplication::processEvents(); }"),
                Contains(HasSubstr("processEvents")));
    EXPECT_THAT(of("ui/a.cpp", "QEventLoop loop;"), Contains(HasSubstr("event loop")));
    EXPECT_THAT(of("core/net/a.cpp", "m_thread->terminate();"), Contains(HasSubstr("terminate")));
    EXPECT_THAT(of("ui/a.cpp", "dialog.exec();"), Contains(HasSubstr("exec()")));

    EXPECT_THAT(violations("core/base/a.cpp", "int x;"), Contains(HasSubstr("SPDX")));
    EXPECT_THAT(of("core/base/a.h", "#pragma once\n\nclass Bare {\n};\n"), Contains(HasSubstr("without a comment")));
    EXPECT_THAT(of("core/base/a.h", "#pragma once\n\nstruct Bare {\n};\n"), Contains(HasSubstr("without a comment")));
    EXPECT_THAT(of("core/base/a.h", "#pragma once\nint f();\n"), Contains(HasSubstr("without any comment")));
    EXPECT_THAT(buildViolations("core/services/CMakeLists.txt", "LINK Qt6::Widgets"), Contains(HasSubstr("Widgets")));
    EXPECT_THAT(buildViolations("ui/CMakeLists.txt", "LINK Qt6::Sql"), Contains(HasSubstr("Sql")));
}

TEST(Architecture, TheRulesLeaveInPeaceWhatIsAllowed) {
    EXPECT_THAT(of("core/workspace/a.cpp", "#include \"core/base/error.h\"\n#include <QtSql/QSqlQuery>\n"), IsEmpty());
    EXPECT_THAT(of("core/destinations/sql/a.cpp", "#include <QSqlDatabase>\n"), IsEmpty());
    EXPECT_THAT(of("core/base/a.cpp", "#include <QStringView>\n#include <QByteArrayView>\n"), IsEmpty());
    EXPECT_THAT(of("ui/a.cpp", "#include <QDialog>\n#include \"core/services/push_service.h\"\n"), IsEmpty());
    EXPECT_THAT(of("core/push/a.cpp", "// no processEvents here\nauto s = \"QEventLoop\"; /* x.terminate() */"),
                IsEmpty());
    EXPECT_THAT(of("core/base/a.h", "/// What for.\ntemplate <typename T>\nclass Good final {\n};\nclass Later;\n"),
                IsEmpty());
    EXPECT_THAT(of("tests/support/a.h", "#include <QEventLoop>\n#include \"core/push/push_run_input.h\"\n"), IsEmpty());
}

TEST(Architecture, CommentsAndTextsAreNotCode) {
    EXPECT_EQ(codeOnly("a // b\nc"), "a  \nc");
    EXPECT_EQ(codeOnly("a /* b\n */ c"), "a   c");
    EXPECT_EQ(codeOnly(R"(f("x // \" y") + g)"), "f( ) + g");
    EXPECT_EQ(codeOnly("x = R\"(a \" b)\"; y"), "x =  ; y");
}

} // namespace pathways::test
