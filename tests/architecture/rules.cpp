// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <algorithm>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace pathways::test {

namespace {

using Folders = std::set<std::string>;

Folders operator+(Folders left, const Folders& right) {
    left.insert(right.begin(), right.end());
    return left;
}

/// Which folders each folder may include, besides itself. docs/design.md, "Layout".
const std::map<std::string, Folders>& allowedIncludes() {
    static const Folders kValues = {"core/base", "core/model"};
    static const Folders kPlanFile = kValues + Folders{"core/audience",     "core/identity", "core/workspace",
                                                       "core/destinations", "core/roster",   "core/spool"};
    static const Folders kPlanRows = kPlanFile + Folders{"core/plan/file", "core/plan/input"};
    static const Folders kPlan = kPlanRows + Folders{"core/plan/rows", "core/plan/compare"};
    static const Folders kPushMemory = kPlan + Folders{"core/plan"};
    static const Folders kPush = kPushMemory + Folders{"core/push/memory"};
    static const Folders kServices = kPush + Folders{"core/net", "core/practice", "core/credentials", "core/push"};
    static const Folders kFacades = {"core/services", "core/services/connections", "core/services/pathways",
                                     "core/services/pushes"};
    static const Folders kPage =
        kValues + kFacades + Folders{"ui", "ui/theme", "ui/common", "ui/figures", "ui/wording"};
    static const Folders kWizard = kPage + Folders{"ui/mapping", "ui/progress"};
    static const Folders kShell =
        kPage + Folders{"ui/mapping",     "ui/progress", "ui/pathways", "ui/audiences", "ui/activity",
                        "ui/connections", "ui/settings", "ui/help",     "ui/wizard"};
    static const std::map<std::string, Folders> kAllowed = {
        {"core/base", {}},
        {"core/model", {"core/base"}},
        {"core/spool", {"core/base"}},
        {"core/identity", kValues},
        {"core/net", kValues},
        {"core/workspace", kValues},
        {"core/audience", kValues + Folders{"core/identity", "core/spool"}},
        {"core/practice", kValues + Folders{"core/net"}},
        {"core/credentials", kValues + Folders{"core/net", "core/workspace"}},
        {"core/destinations", kValues + Folders{"core/net", "core/identity"}},
        {"core/roster", kValues + Folders{"core/spool", "core/workspace"}},
        {"core/plan/file", kPlanFile},
        {"core/plan/input", kPlanFile},
        {"core/plan/rows", kPlanRows},
        {"core/plan/compare", kPlanRows + Folders{"core/plan/rows"}},
        {"core/plan", kPlan},
        {"core/push/memory", kPushMemory},
        {"core/push", kPush},
        {"core/services/connections", kServices},
        {"core/services/pushes", kServices + Folders{"core/services/connections"}},
        {"core/services/pathways", kServices + Folders{"core/services/connections", "core/services/pushes"}},
        {"core/services", kServices + kFacades},
        {"ui/theme", kValues},
        {"ui/common", kValues + Folders{"ui/theme"}},
        {"ui/figures", kValues + Folders{"ui/theme", "ui/common"}},
        {"ui/wording", kValues + kFacades + Folders{"ui/theme", "ui/common", "ui/figures"}},
        {"ui", kValues + kFacades},
        {"ui/mapping", kPage},
        {"ui/progress", kPage},
        {"ui/pathways", kPage},
        {"ui/audiences", kPage},
        {"ui/activity", kPage + Folders{"ui/pathways"}},
        {"ui/settings", kPage},
        {"ui/connections", kPage + Folders{"ui/settings"}},
        {"ui/help", kPage},
        {"ui/wizard", kWizard},
        {"ui/shell", kShell},
        {"app", kServices + kFacades + kShell + Folders{"ui/shell"}},
    };
    return kAllowed;
}

/// What the folders below core/services share with the facades above them.
constexpr std::string_view kSharedByServices = "core/services/service_context.h";

bool under(const std::string& path, const std::string& folder) {
    return path.rfind(folder + "/", 0) == 0;
}

/// "core/push/x/y.h" -> "core/push"; "ui/wizard/x.h" -> "ui/wizard"; empty for other trees. The deepest folder named.
std::string folderOf(const std::string& path) {
    std::string found;
    for (const auto& [folder, allowed] : allowedIncludes()) {
        if (under(path, folder) && folder.size() > found.size()) {
            found = folder;
        }
    }
    return found;
}

struct Include {
    std::string target; ///< Last part for angle brackets: "QtSql/QSqlQuery" and "QSqlQuery" are the same.
    bool own = false;
};

std::vector<Include> includesOf(const std::string& text) {
    static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::vector<Include> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_search(line, match, kInclude)) {
            found.push_back({match[2], match[1] == "\""});
        }
    }
    return found;
}

bool isSql(const std::string& header) {
    static const std::regex kSql(R"((^|/)QSql\w*$|^QtSql(/|$))");
    return std::regex_search(header, kSql);
}

bool isNetwork(const std::string& header) {
    static const std::regex kNetwork(
        R"((^|/)(QNetwork\w*|QHttp\w*|QTcp\w*|QUdp\w*|QSsl\w*|QAbstractSocket|QHostInfo|QDns\w*|QLocalS\w*)$|^QtNetwork(/|$))");
    return std::regex_search(header, kNetwork);
}

bool isWidgets(const std::string& header) {
    static const std::regex kWidgets(
        R"((^|/)(Q\w*(Widget|Dialog|Button|Layout|Box|View|Label|Menu|Bar|Slider|Delegate|Splitter|Wizard|Style)\w*|QApplication|QFrame|QMainWindow|QLineEdit|QTextEdit|QPlainTextEdit|QAction\w*|QCompleter|QShortcut|QSystemTrayIcon|QToolTip)$|^QtWidgets(/|$))");
    // Values whose names look alike.
    static const std::set<std::string> kValues = {"QStringView", "QByteArrayView", "QUtf8StringView", "QAnyStringView",
                                                  "QStyleHints"};
    return !kValues.contains(header) && std::regex_search(header, kWidgets);
}

bool maySql(const std::string& path) {
    return under(path, "core/workspace") || under(path, "core/audience") || under(path, "core/destinations/sql") ||
           under(path, "tests");
}

bool mayNetwork(const std::string& path) {
    return under(path, "core/net") || under(path, "core/practice") || under(path, "core/credentials") ||
           under(path, "app") || under(path, "tests");
}

void checkIncludes(const std::string& path, const std::string& text, std::vector<std::string>& out) {
    const std::string folder = folderOf(path);
    for (const Include& include : includesOf(text)) {
        if (include.own && !folder.empty()) {
            const std::string target = folderOf(include.target);
            const auto& allowed = allowedIncludes().at(folder);
            // Generated: the list of languages.
            const bool window = under(path, "ui") || folder == "app";
            if (window && under(include.target, "translations")) {
                continue;
            }
            if (include.target == kSharedByServices && under(path, "core/services")) {
                continue;
            }
            if (target.empty() || (target != folder && !allowed.contains(target))) {
                out.push_back(folder + " must not include " + include.target);
            }
            continue;
        }
        if (isSql(include.target) && !maySql(path)) {
            out.push_back("no SQL here: " + include.target);
        }
        if (isNetwork(include.target) && !mayNetwork(path)) {
            out.push_back("no network here: " + include.target);
        }
        if (under(path, "core") && isWidgets(include.target)) {
            out.push_back("no widgets in core: " + include.target);
        }
    }
}

void checkWords(const std::string& path, const std::string& text, std::vector<std::string>& out) {
    if (under(path, "tests")) {
        return;
    }
    static const std::vector<std::pair<std::regex, std::string>> kForbidden = {
        {std::regex(R"(\bprocessEvents\b)"), "processEvents"},
        {std::regex(R"(\bQEventLoop\b)"), "a nested event loop (QEventLoop)"},
        {std::regex(R"((->|\.|\bthread\w*::|\bQThread::)terminate\s*\()"), "QThread::terminate"},
    };
    const std::string code = codeOnly(text);
    for (const auto& [pattern, name] : kForbidden) {
        if (std::regex_search(code, pattern)) {
            out.push_back("not to be used: " + name);
        }
    }
    // A dialog's or a menu's exec() is a nested event loop as well.
    static const std::regex kExec(R"((->|\.)exec\s*\()");
    if (under(path, "ui") && std::regex_search(code, kExec)) {
        out.push_back("not to be used in ui: exec(), which is a nested event loop; open() or popup() instead");
    }
}

void checkComments(const std::string& path, const std::string& text, std::vector<std::string>& out) {
    if (text.rfind("// SPDX-License-Identifier: GPL-3.0-or-later\n", 0) != 0) {
        out.push_back("the first line has to be: // SPDX-License-Identifier: GPL-3.0-or-later");
    }
    const bool isPublicHeader = path.ends_with(".h") && !folderOf(path).empty();
    if (!isPublicHeader) {
        return;
    }
    static const std::regex kClass(R"(^(class|struct)\s+\w+[^;]*(\{|$))");
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    const auto isComment = [](const std::string& line) { return std::regex_search(line, std::regex(R"(^\s*//)")); };
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (!std::regex_search(lines[i], kClass)) {
            continue;
        }
        std::size_t before = i - 1;
        while (before > 0 && (lines[before].rfind("template", 0) == 0 || lines[before].rfind("    requires", 0) == 0)) {
            --before;
        }
        if (!isComment(lines[before])) {
            out.push_back("a class or struct without a comment: " + lines[i]);
        }
    }
    if (std::none_of(lines.begin() + 1, lines.end(), isComment)) {
        out.push_back("a header without any comment");
    }
}

} // namespace

std::string codeOnly(const std::string& text) {
    // Raw strings, strings, characters, comments; in this order of what begins first.
    static const std::regex kNotCode(
        R"re(R"(\w*)\([\s\S]*?\)\1"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|//[^\n]*|/\*[\s\S]*?\*/)re");
    return std::regex_replace(text, kNotCode, " ");
}

std::vector<std::string> violations(const std::string& path, const std::string& text) {
    std::vector<std::string> out;
    checkIncludes(path, text, out);
    checkWords(path, text, out);
    checkComments(path, text, out);
    return out;
}

std::vector<std::string> includeCircle(const std::map<std::string, std::string>& sources) {
    enum class Seen { No, OnTheWay, Done };
    std::map<std::string, Seen> seen;
    std::vector<std::string> way;
    const std::function<bool(const std::string&)> closes = [&](const std::string& path) {
        seen[path] = Seen::OnTheWay;
        way.push_back(path);
        for (const Include& include : includesOf(sources.at(path))) {
            if (!include.own || !sources.contains(include.target)) {
                continue;
            }
            if (seen[include.target] == Seen::OnTheWay) {
                way.erase(way.begin(), std::find(way.begin(), way.end(), include.target));
                way.push_back(include.target);
                return true;
            }
            if (seen[include.target] == Seen::No && closes(include.target)) {
                return true;
            }
        }
        way.pop_back();
        seen[path] = Seen::Done;
        return false;
    };
    for (const auto& [path, text] : sources) {
        if (seen[path] == Seen::No && closes(path)) {
            return way;
        }
    }
    return {};
}

std::vector<std::string> buildViolations(const std::string& path, const std::string& text) {
    std::vector<std::string> out;
    static const std::regex kWidgets(R"(Qt6?::Widgets)");
    if (under(path, "core") && std::regex_search(text, kWidgets)) {
        out.push_back("core must not link Qt6::Widgets");
    }
    static const std::regex kSql(R"(Qt6?::Sql)");
    if (under(path, "ui") && std::regex_search(text, kSql)) {
        out.push_back("ui must not link Qt6::Sql");
    }
    return out;
}

} // namespace pathways::test
