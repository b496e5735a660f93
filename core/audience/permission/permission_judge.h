// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/permission/permission_columns.h"
#include "core/model/finding.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pathways::permission {

/// Whether a person may be written to, as far as the source says. In the order of strength: what is said more strongly
/// in one row, or in one column of it, holds whatever the others say.
enum class Outcome {
    Allowed,
    Held, ///< A question is open: neither added, changed nor removed.
    Denied,
};

/// What a row says about its person.
struct Verdict {
    Outcome outcome = Outcome::Allowed;
    Reason reason = Reason::None;
    bool said = false; ///< Denied: the row says no, and not only nothing.
    int column = -1;   ///< Index in PermissionJudge::columns() of what decided it.
};

/// Judges rows by the permission columns of a source. Remembers what values mean: one for each thread.
class PermissionJudge final {
public:
    explicit PermissionJudge(const QList<PermissionColumn>& columns);

    /// cells: of one row, in the order of the source's columns.
    [[nodiscard]] Verdict judge(const std::vector<std::string_view>& cells);
    [[nodiscard]] const QList<PermissionColumn>& columns() const { return m_columns; }

private:
    /// What one cell contributes.
    enum class Voice { Nothing, Consents, Silent, Held, Denied };
    struct Cell {
        Voice voice = Voice::Nothing;
        Reason reason = Reason::None;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Known = std::unordered_map<std::string, Cell, Hash, std::equal_to<>>;

    [[nodiscard]] Cell cellOf(std::size_t column, std::string_view text);
    [[nodiscard]] static Cell read(const PermissionColumn& column, const QString& text);
    [[nodiscard]] static Cell readPart(const PermissionColumn& column, const QString& text);

    QList<PermissionColumn> m_columns; ///< Those that apply.
    std::vector<Known> m_known;
};

} // namespace pathways::permission
