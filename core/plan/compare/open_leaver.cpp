// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/open_leaver.h"

#include <algorithm>

namespace pathways {

namespace {

/// What more people share than this, beside the first of them, is no identifier of anybody, but a number that stands
/// for none. One who has it is enough to bring back its account. Who is the first to have a text is never one of these,
/// whatever the order in which people are met.
constexpr std::size_t kMostSharers = 199;
constexpr std::size_t kMostSharersOfAll = 255; ///< With those who are the first to have a text: ChangeEntry::sharers.
constexpr std::size_t kMostTies = 200;

} // namespace

void OpenLeaver::read(const std::vector<std::string_view>& texts) {
    m_texts.assign(texts.begin(), texts.end());
    m_held.assign(texts.size(), false);
    m_own = texts.size();
}

bool OpenLeaver::tie(const std::vector<std::string_view>& texts) {
    bool any = false;
    for (const std::string_view text : texts) {
        if (text.empty() || std::find(m_texts.begin(), m_texts.end(), text) != m_texts.end()) {
            continue;
        }
        if (m_texts.size() - m_own >= kMostTies) {
            m_cut = true;
            break;
        }
        m_texts.emplace_back(text);
        m_held.push_back(false);
        any = true;
    }
    return any;
}

void OpenLeaver::noteSharer(std::uint32_t sharer, std::uint32_t text) {
    const bool first = !m_held[text];
    m_held[text] = true;
    if (std::find(m_sharers.begin(), m_sharers.end(), sharer) != m_sharers.end()) {
        return;
    }
    if (m_sharers.size() < kMostSharersOfAll && (first || m_further < kMostSharers)) {
        m_sharers.push_back(sharer);
        m_further += first ? 0 : 1;
    } else {
        m_cut = true;
    }
}

} // namespace pathways
