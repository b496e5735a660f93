// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/input/server_form.h"

#include <algorithm>

namespace pathways {

Result<KeyRules> KeyRules::of(PushSession& session, std::stop_token stop) {
    return session.keyForm(std::move(stop)).map([&session](const QString& form) {
        return KeyRules{form.isEmpty() ? nullptr : &session, form};
    });
}

Result<void> ServerForms::ask(const std::vector<std::string>& keys, const std::stop_token& stop) {
    m_forms.clear();
    std::vector<std::string> open;
    for (const std::string& key : keys) {
        if (!key.empty()) {
            open.push_back(key);
        }
    }
    std::sort(open.begin(), open.end());
    open.erase(std::unique(open.begin(), open.end()), open.end());
    for (std::size_t first = 0; first < open.size(); first += PushSession::kKeysAtATime) {
        const auto begin = open.begin() + std::ptrdiff_t(first);
        const auto count = std::min(PushSession::kKeysAtATime, open.size() - first);
        const std::vector<std::string> some(begin, begin + std::ptrdiff_t(count));
        auto forms = m_session.serverForm(some, stop);
        if (!forms) {
            return fail(forms.error());
        }
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (std::optional<std::string>& form = forms->at(i)) {
                m_forms.emplace(some[i], std::move(*form));
            }
        }
    }
    return {};
}

const std::string* ServerForms::of(std::string_view key) const {
    const auto found = m_forms.find(key);
    return found == m_forms.end() ? nullptr : &found->second;
}

PersonKey formKey(KeyedDigest& digest, std::string_view form, std::string& scratch) {
    scratch = "\1form\1";
    scratch += form;
    return digest.personKey(scratch);
}

} // namespace pathways
