// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/text_contexts.h"

#include "tests/architecture/sources.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <regex>

namespace pathways::test {

namespace {

namespace fs = std::filesystem;
using Sources = std::map<std::string, std::string>;

int lineOf(const std::string& text, std::size_t at) {
    return 1 + int(std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n'));
}

/// A file and everything of the project that it includes.
std::set<std::string> withIncludes(const std::string& path, const Sources& sources) {
    static const std::regex kInclude("#include \"([^\"]+)\"");
    std::set<std::string> seen;
    const std::function<void(const std::string&)> add = [&](const std::string& one) {
        const auto source = sources.find(one);
        if (source == sources.end() || !seen.insert(one).second) {
            return;
        }
        for (auto it = std::sregex_iterator(source->second.begin(), source->second.end(), kInclude);
             it != std::sregex_iterator(); ++it) {
            add((*it)[1]);
        }
    };
    add(path);
    return seen;
}

/// For each class of each file that translates by itself: its contexts.
using Contexts = std::map<std::string, std::map<std::string, std::set<std::string>>>;

Contexts declaredContexts(const Sources& sources) {
    static const std::regex kDeclared(R"((?:struct|class)\s+(\w+)[^;{]*\{\s*Q_DECLARE_TR_FUNCTIONS\(([\w:]+)\))");
    static const std::regex kObject(R"((?:^|\n)class\s+(\w+)[^;{]*\{\s*Q_OBJECT)");
    static const std::regex kNamespace(R"(\nnamespace (pathways[\w:]*) \{)");
    Contexts contexts;
    for (const auto& [path, text] : sources) {
        for (auto it = std::sregex_iterator(text.begin(), text.end(), kDeclared); it != std::sregex_iterator(); ++it) {
            contexts[path][(*it)[1]].insert((*it)[2]);
        }
        for (auto it = std::sregex_iterator(text.begin(), text.end(), kObject); it != std::sregex_iterator(); ++it) {
            // Of the namespaces that begin above it, as others are only opened to declare a name in them.
            std::string scope;
            for (auto space = std::sregex_iterator(text.begin(), text.begin() + it->position(), kNamespace);
                 space != std::sregex_iterator(); ++space) {
                scope = (*space)[1].str() + "::";
            }
            contexts[path][(*it)[1]].insert(scope + (*it)[1].str());
        }
    }
    return contexts;
}

/// The class within which something stands: whose body or whose member function begins above it, at a line's start.
std::string classAround(const std::string& text, std::size_t at) {
    static const std::regex kClass(R"(^(?:struct|class) (\w+))");
    static const std::regex kMember(R"(^(?:[^\s#/].*?[^\w])?(\w+)::~?\w+\()");
    std::size_t end = text.rfind('\n', at);
    while (end != std::string::npos && end > 0) {
        const std::size_t begin = text.rfind('\n', end - 1) + 1; // npos + 1 is 0.
        const std::string line = text.substr(begin, end - begin);
        std::smatch match;
        if (std::regex_search(line, match, kClass) && line.find(';') == std::string::npos) {
            return match[1];
        }
        if (std::regex_search(line, match, kMember)) {
            return match[1];
        }
        end = begin == 0 ? std::string::npos : begin - 1;
    }
    return {};
}

} // namespace

std::vector<TextSite> textSites(const Sources& sources) {
    static const std::regex kCall(R"((?:\b(\w+)::)?\btr\(\s*")");
    const Contexts declared = declaredContexts(sources);
    std::vector<TextSite> sites;
    for (const auto& [path, text] : sources) {
        const std::set<std::string> reach = withIncludes(path, sources);
        for (auto it = std::sregex_iterator(text.begin(), text.end(), kCall); it != std::sregex_iterator(); ++it) {
            const auto at = std::size_t(it->position());
            const std::string asking = (*it)[1].matched ? (*it)[1].str() : classAround(text, at);
            TextSite site{path, lineOf(text, at), {}};
            const auto take = [&](const std::string& file) {
                const auto known = declared.find(file);
                if (known != declared.end() && known->second.contains(asking)) {
                    site.context.merge(std::set<std::string>(known->second.at(asking)));
                }
            };
            take(path); // What the file itself declares hides what it includes.
            if (site.context.empty()) {
                std::for_each(reach.begin(), reach.end(), take);
            }
            sites.push_back(std::move(site));
        }
    }
    return sites;
}

std::map<std::pair<std::string, int>, std::set<std::string>> collectedContexts(const std::string& ts,
                                                                               const std::string& root) {
    static const std::regex kPart(R"re(<name>([^<]*)</name>|<location filename="([^"]*)" line="(\d+)"/>)re");
    const std::string text = contentOf(ts);
    std::map<std::pair<std::string, int>, std::set<std::string>> found;
    std::string context;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), kPart); it != std::sregex_iterator(); ++it) {
        if ((*it)[1].matched) {
            context = (*it)[1];
            continue;
        }
        const fs::path file = (fs::path(ts).parent_path() / (*it)[2].str()).lexically_normal();
        found[{file.lexically_relative(root).generic_string(), std::stoi((*it)[3])}].insert(context);
    }
    return found;
}

} // namespace pathways::test
