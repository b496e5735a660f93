// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/destinations/push_session.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pathways {

/// How a plan compares keys with those of a destination that has rules of its own for them (promise P14).
struct KeyRules {
    PushSession* session = nullptr; ///< Null: keys are equal when they are spelt alike.
    QString form;                   ///< PushSession::keyForm() of the session.

    [[nodiscard]] bool apply() const { return session != nullptr && !form.isEmpty(); }
    /// Asks the session for its rules.
    [[nodiscard]] static Result<KeyRules> of(PushSession& session, std::stop_token stop);
};

/// The destination's own forms of some keys, asked for together, as each question is a way to the server and back. Not
/// thread-safe: one per worker.
class ServerForms final {
public:
    explicit ServerForms(PushSession& session)
        : m_session(session) {}
    /// Forgets the keys before and asks for these; blank ones and repetitions are left out. Errors: the session's.
    [[nodiscard]] Result<void> ask(const std::vector<std::string>& keys, const std::stop_token& stop);
    /// The form of a key that was asked for; null where the destination could never hold it.
    [[nodiscard]] const std::string* of(std::string_view key) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
    };
    PushSession& m_session;
    std::unordered_map<std::string, std::string, Hash, std::equal_to<>> m_forms;
};

/// The workspace's digest of a key by its form there. Marked, so that it cannot stand for a value as it is spelt.
[[nodiscard]] PersonKey formKey(KeyedDigest& digest, std::string_view form, std::string& scratch);

} // namespace pathways
