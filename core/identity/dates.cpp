// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/dates.h"

#include "core/base/value_parsing.h"

#include <algorithm>

namespace pathways {

namespace {

void appendPadded(std::string& out, int value, int width) {
    const std::string digits = std::to_string(value);
    out.append(std::size_t(std::max(0, width - int(digits.size()))), '0').append(digits);
}

/// The number if it is all that the cell contains and has at most this many digits, otherwise -1.
int plainNumber(std::string_view text, std::size_t digits) {
    if (text.empty() || text.size() > digits || !std::all_of(text.begin(), text.end(), isAsciiDigit)) {
        return -1;
    }
    int value = 0;
    for (const char c : text) {
        value = value * 10 + (c - '0');
    }
    return value;
}

/// What databases write for "no date".
bool isNoDate(std::string_view text) {
    return text.starts_with("0000-00-00") || text == "0" || text == "00/00/0000" || text == "00.00.0000";
}

} // namespace

const NormalisedValue& DateNormaliser::normalise(std::string_view raw) {
    const std::string_view text = trimmedValue(raw);
    if (text.empty() || isPlaceholder(text)) {
        return blank();
    }
    std::string& out = m_value.text;
    const bool part =
        m_kind == FieldKind::BirthYear || m_kind == FieldKind::BirthMonth || m_kind == FieldKind::BirthDay;
    if (part) {
        const int number = plainNumber(text, m_kind == FieldKind::BirthYear ? 4 : 2);
        const bool year = m_kind == FieldKind::BirthYear && text.size() == 4 && number >= 1800 && number <= 2999;
        const bool month = m_kind == FieldKind::BirthMonth && number >= 1 && number <= 12;
        const bool day = m_kind == FieldKind::BirthDay && number >= 1 && number <= 31;
        if (year || month || day) {
            out.clear();
            appendPadded(out, number, year ? 4 : 2);
            return accept(raw, Reason::Reformatted);
        }
    } else if (isNoDate(text)) {
        return blank();
    }
    const auto date = m_kind == FieldKind::Birthday ? parseMonthDay(text, m_monthFirst) : parseDate(text, m_monthFirst);
    if (!date) {
        return refuse(Reason::NotADate);
    }
    out.clear();
    switch (m_kind) {
    case FieldKind::BirthYear:
        appendPadded(out, date->year, 4);
        break;
    case FieldKind::BirthMonth:
        appendPadded(out, date->month, 2);
        break;
    case FieldKind::BirthDay:
        appendPadded(out, date->day, 2);
        break;
    case FieldKind::Birthday:
        appendPadded(out, date->month, 2);
        out.push_back('/');
        appendPadded(out, date->day, 2);
        break;
    default:
        appendPadded(out, date->year, 4);
        out.push_back('-');
        appendPadded(out, date->month, 2);
        out.push_back('-');
        appendPadded(out, date->day, 2);
        break;
    }
    return accept(raw, Reason::Reformatted);
}

} // namespace pathways
