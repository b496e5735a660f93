// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace pathways::test {

namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kLicence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

std::string contentOf(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

fs::path root() {
    const char* source = std::getenv("PATHWAYS_SOURCE_DIR");
    return source != nullptr ? fs::path(source) : fs::current_path();
}

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
    EXPECT_THAT(of("tests/support/a.h", "#include <QEventLoop>\n#include \"core/push/runner.h\"\n"), IsEmpty());
}

TEST(Architecture, CommentsAndTextsAreNotCode) {
    EXPECT_EQ(codeOnly("a // b\nc"), "a  \nc");
    EXPECT_EQ(codeOnly("a /* b\n */ c"), "a   c");
    EXPECT_EQ(codeOnly(R"(f("x // \" y") + g)"), "f( ) + g");
    EXPECT_EQ(codeOnly("x = R\"(a \" b)\"; y"), "x =  ; y");
}

} // namespace pathways::test
