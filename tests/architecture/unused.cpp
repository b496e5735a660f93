// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/unused.h"

#include "tests/architecture/rules.h"

#include <cctype>
#include <regex>
#include <set>
#include <string_view>
#include <vector>

namespace pathways::test {

namespace {

using Tokens = std::vector<std::string>;

bool isWordChar(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool isWord(const std::string& token) {
    return isWordChar(token[0]) && std::isdigit(static_cast<unsigned char>(token[0])) == 0;
}

/// Words, "::", "->", "&&", and every other character by itself.
Tokens tokensOf(const std::string& text) {
    static const std::regex kDirective(R"((^|\n)[ \t]*#[^\n]*)");
    const std::string code = std::regex_replace(codeOnly(text), kDirective, "\n");
    Tokens tokens;
    for (std::size_t at = 0; at < code.size();) {
        std::size_t end = at + 1;
        if (isWordChar(code[at])) {
            while (end < code.size() && isWordChar(code[end])) {
                ++end;
            }
        } else if (const std::string two = code.substr(at, 2); two == "::" || two == "->" || two == "&&") {
            ++end;
        }
        if (std::isspace(static_cast<unsigned char>(code[at])) == 0) {
            tokens.push_back(code.substr(at, end - at));
        }
        at = end;
    }
    return tokens;
}

/// Whether a name can stand behind this token in a declaration.
bool endsType(const std::string& token) {
    static const std::set<std::string> kOther = {
        "return",    "else",     "case",     "throw", "new",     "delete",    "goto",  "not",  "and",    "or",
        "using",     "typename", "operator", "class", "struct",  "enum",      "union", "emit", "sizeof", "namespace",
        "co_return", "public",   "private",  "if",    "signals", "protected", "while", "for",  "do",     "switch"};
    return token == ">" || token == "&" || token == "*" || (isWord(token) && !kOther.contains(token));
}

/// What stands between braces.
enum class Scope { Names, Enumerators, Body };

/// One source file's tokens, gone through once.
class Source {
public:
    Source(const std::string& path, const std::string& text)
        : m_header(path.ends_with(".h"))
        , m_tokens(tokensOf(text)) {}

    template <typename Declared, typename Used>
    void read(const Declared& declared, const Used& used) {
        for (m_at = 0; m_at < m_tokens.size(); ++m_at) {
            const std::string& token = m_tokens[m_at];
            follow(token);
            if (!isWord(token) || token == "operator" || token == "final" || token == "override") {
                continue;
            }
            if (declares()) {
                declared(token);
            } else if (!defines()) {
                used(token);
            }
        }
    }

private:
    [[nodiscard]] const std::string& near(std::ptrdiff_t offset) const {
        static const std::string kNothing = " ";
        const auto at = std::ptrdiff_t(m_at) + offset;
        return at < 0 || at >= std::ptrdiff_t(m_tokens.size()) ? kNothing : m_tokens[std::size_t(at)];
    }

    void follow(const std::string& token) {
        m_round += token == "(" || token == "[" ? 1 : token == ")" || token == "]" ? -1 : 0;
        if (token == "{") {
            m_scopes.push_back(m_begun);
            m_begun = Scope::Body;
        } else if (token == "}") {
            if (!m_scopes.empty()) {
                m_scopes.pop_back();
            }
            m_begun = Scope::Body;
        } else if (token == ";") {
            m_begun = Scope::Body;
        } else if (token == "enum") {
            m_begun = Scope::Enumerators;
        } else if (m_begun == Scope::Body && begins(token)) {
            m_begun = Scope::Names;
        }
    }

    /// The "class" of a template's parameter begins nothing.
    [[nodiscard]] bool begins(const std::string& token) const {
        const bool word = token == "class" || token == "struct" || token == "union" || token == "namespace";
        return word && near(-1) != "<" && near(-1) != ",";
    }

    /// Within a function (or a value in braces) nothing is declared that the compiler does not look after.
    [[nodiscard]] Scope scope() const { return m_scopes.empty() ? Scope::Names : m_scopes.back(); }

    static bool isType(const std::string& token) { return std::isupper(static_cast<unsigned char>(token[0])) != 0; }

    [[nodiscard]] bool declares() const {
        const std::string& token = m_tokens[m_at];
        const std::string& before = near(-1);
        const std::string& behind = near(1);
        if (m_round != 0 || scope() == Scope::Body) {
            return false;
        }
        if (scope() == Scope::Enumerators) {
            return before == "{" || before == ",";
        }
        if (before == "struct" || before == "class") {
            return behind == ";";
        }
        if (!endsType(before) && !(m_header && before == "&&" && isType(near(-2)))) {
            return false;
        }
        const bool constant =
            token.size() > 1 && token[0] == 'k' && std::isupper(static_cast<unsigned char>(token[1])) != 0;
        if (behind == "(") {
            return m_header ? !overrides() : constant;
        }
        const bool given = behind == "=" || behind == "{" || behind == "[";
        return m_header ? given || behind == ";" : (constant && given) || (token.starts_with("m_") && behind == ";");
    }

    /// A function of a base class, which calls it.
    [[nodiscard]] bool overrides() const {
        std::ptrdiff_t at = 1;
        for (int depth = 0; near(at) != " "; ++at) {
            depth += near(at) == "(" ? 1 : near(at) == ")" ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        for (++at; near(at) == "const" || near(at) == "noexcept" || near(at) == "override" || near(at) == "final";
             ++at) {
            if (near(at) == "override" || near(at) == "final") {
                return true;
            }
        }
        return false;
    }

    /// A function's or a member's definition: neither a declaration nor a use.
    [[nodiscard]] bool defines() const {
        if (m_tokens[m_at].starts_with("m_") && (near(1) == "(" || near(1) == "{")) {
            return near(-1) == ":" || near(-1) == ",";
        }
        if (m_round != 0 || near(1) != "(" || scope() == Scope::Body) {
            return false;
        }
        std::ptrdiff_t at = -1;
        while (near(at) == "::") { // Back over the class, with what stands in its angle brackets.
            --at;
            for (int depth = near(at) == ">" ? 1 : 0; depth > 0;) {
                --at;
                depth += near(at) == ">" ? 1 : near(at) == "<" || near(at) == " " ? -1 : 0;
                at -= depth == 0 ? 1 : 0;
            }
            --at;
        }
        return (at < -1 || !m_header) && endsType(near(at));
    }

    bool m_header;
    Tokens m_tokens;
    std::size_t m_at = 0;
    int m_round = 0;             ///< Depth of round and square brackets.
    std::vector<Scope> m_scopes; ///< Of the braces that are open.
    Scope m_begun = Scope::Body; ///< What the next brace opens.
};

} // namespace

std::map<std::string, std::string> unusedNames(const std::map<std::string, std::string>& sources) {
    std::map<std::string, std::string> declared;
    std::set<std::string> used;
    for (const auto& [path, text] : sources) {
        Source(path, text)
            .read([&, &file = path](const std::string& name) { declared.emplace(name, file); },
                  [&](const std::string& name) { used.insert(name); });
    }
    std::erase_if(declared, [&](const auto& entry) { return used.contains(entry.first); });
    return declared;
}

} // namespace pathways::test
