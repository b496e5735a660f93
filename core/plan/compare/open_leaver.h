// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/leaver_list.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Somebody who leaves a place that knows identifiers only, with what is being found out about these.
class OpenLeaver final {
public:
    Leaver leaver;
    std::uint32_t newcomer = 0; ///< Row of an addition that has one of theirs; 0: none.
    bool forChanges = false;    ///< Somebody who is being put in has one of theirs.

    /// What they were put in by, a text of each field.
    void read(const std::vector<std::string_view>& texts);
    [[nodiscard]] std::size_t ownTexts() const { return m_own; }
    [[nodiscard]] bool isOwn(std::uint32_t text) const { return text < m_own; }
    /// Theirs, then those that were put in together with one that nobody has, or is tied to it by such ones.
    [[nodiscard]] const std::vector<std::string>& texts() const { return m_texts; }
    /// The first text that nobody was compared with yet.
    [[nodiscard]] std::size_t firstNew() const { return m_compared; }
    void setCompared() { m_compared = m_texts.size(); }

    /// Somebody who stays or is being put in has it: so it is not taken out, and leads nowhere from here.
    void hold(std::uint32_t text) { m_held[text] = true; }
    [[nodiscard]] bool isHeld(std::size_t text) const { return m_held[text]; }
    /// What was ever put in together with one of their texts. false: nothing of it is new.
    bool tie(const std::vector<std::string_view>& texts);

    /// Somebody who stays has this text. As many are noted as can be put in again; of each text one at least.
    void noteSharer(std::uint32_t sharer, std::uint32_t text);
    [[nodiscard]] const std::vector<std::uint32_t>& sharers() const { return m_sharers; }
    /// There were more of them, or more ties, than can be followed.
    [[nodiscard]] bool isCut() const { return m_cut; }

private:
    std::vector<std::string> m_texts;
    std::vector<bool> m_held; ///< Of the texts.
    std::vector<std::uint32_t> m_sharers;
    std::size_t m_further = 0; ///< Sharers who were not the first to have a text.
    std::size_t m_own = 0;
    std::size_t m_compared = 0;
    bool m_cut = false;
};

} // namespace pathways
