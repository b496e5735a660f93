// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/identifier_tuple.h"

#include <algorithm>

namespace pathways {

IdentifierTuple::IdentifierTuple(const QStringList& fields) {
    for (qsizetype i = 0; i < fields.size(); ++i) {
        m_fields.push_back({fields[i].toStdString(), std::size_t(i)});
    }
    std::sort(m_fields.begin(), m_fields.end(), [](const Field& a, const Field& b) { return a.id < b.id; });
}

PersonKey IdentifierTuple::key(KeyedDigest& digest, const std::vector<std::string_view>& texts) {
    m_scratch.clear();
    for (const Field& field : m_fields) {
        const std::string_view text = field.index < texts.size() ? texts[field.index] : std::string_view();
        if (text.empty()) {
            continue;
        }
        // Lengths keep two lists apart that are one when they are joined.
        m_scratch += m_scratch.empty() ? "\1tuple\1" : "";
        m_scratch += field.id;
        m_scratch += '\1';
        m_scratch += std::to_string(text.size());
        m_scratch += '\1';
        m_scratch += text;
    }
    return m_scratch.empty() ? PersonKey{} : digest.personKey(m_scratch);
}

} // namespace pathways
