// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/names.h"

#include "core/base/value_parsing.h"

#include <algorithm>

namespace pathways {

namespace {

bool isSpace(char c) {
    return c == ' ' || c == '\t';
}

/// Removes "mr.", "mrs.", "ms.", "dr." where they are separate words.
void dropHonorifics(std::string& name) {
    for (const std::string_view title : {"mr.", "mrs.", "ms.", "dr."}) {
        std::size_t at = 0;
        while ((at = name.find(title, at)) != std::string::npos) {
            const std::size_t end = at + title.size();
            const bool begins = at == 0 || isSpace(name[at - 1]);
            const bool ends = end == name.size() || isSpace(name[end]);
            if (begins && ends) {
                name.erase(at, title.size());
            } else {
                at = end;
            }
        }
    }
    name.assign(trimmedValue(name));
}

/// Removes one suffix at the end; false if there is none.
bool dropSuffix(std::string& name) {
    static constexpr std::string_view kSuffixes[] = {"jr.", "sr.", "2nd", "3rd", "ii", "iii", "iv", "v",
                                                     "vi",  "cpa", "dc",  "dds", "vm", "jd",  "md", "phd"};
    for (const std::string_view suffix : kSuffixes) {
        if (!name.ends_with(suffix)) {
            continue;
        }
        std::size_t before = name.size() - suffix.size();
        const bool apart = before > 0 && (isSpace(name[before - 1]) || name[before - 1] == ',');
        if (!apart) {
            continue;
        }
        while (before > 0 && isSpace(name[before - 1])) {
            --before;
        }
        if (before > 0 && name[before - 1] == ',') {
            --before;
        }
        name.resize(before);
        name.assign(trimmedValue(name));
        return true;
    }
    return false;
}

} // namespace

const NormalisedValue& NameNormaliser::normalise(std::string_view raw) {
    const TidyText tidy = tidyText(raw, m_value.text);
    if (!tidy.isText) {
        return refuse(Reason::BadEncoding);
    }
    if (m_value.text.empty()) {
        return blank();
    }
    if (m_value.text.size() == 64 && looksScrambled(m_value.text)) {
        return refuse(Reason::AlreadyScrambled);
    }
    const std::string tidied = m_value.text;
    lowerText(m_value.text);
    Reason change = m_value.text != tidied ? Reason::CaseChanged : tidy.change;
    const std::string lowered = m_value.text;
    if (m_rules == IdentityRules::Google) {
        if (m_kind == FieldKind::FirstName) {
            dropHonorifics(m_value.text);
        } else {
            while (dropSuffix(m_value.text)) {
            }
        }
    } else {
        m_value.text = lettersOnly(m_value.text, true);
    }
    if (m_value.text.empty()) {
        return blank();
    }
    if (m_value.text != lowered) {
        change = Reason::Reformatted;
    }
    return accept(raw, change);
}

} // namespace pathways
