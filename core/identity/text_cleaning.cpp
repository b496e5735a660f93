// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/text_cleaning.h"

#include "core/base/utf8.h"
#include "core/base/value_parsing.h"

#include <QByteArrayView>
#include <QString>

#include <algorithm>

namespace pathways {

const NormalisedValue& BasicNormaliser::blank() {
    m_value.text.clear();
    m_value.change = Reason::None;
    m_value.problem = Reason::None;
    return m_value;
}

const NormalisedValue& BasicNormaliser::refuse(Reason problem) {
    m_value.text.clear();
    m_value.change = Reason::None;
    m_value.problem = problem;
    return m_value;
}

const NormalisedValue& BasicNormaliser::accept(std::string_view raw, Reason change) {
    m_value.change = m_value.text == raw ? Reason::None : change;
    m_value.problem = Reason::None;
    return m_value;
}

namespace {

bool isPlainAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool isInvisible(char32_t c) {
    return c == 0x00AD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
           (c >= 0x2061 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFD;
}

} // namespace

TidyText tidyText(std::string_view raw, std::string& out) {
    TidyText result;
    const std::string_view trimmed = trimmedValue(raw);
    if (trimmed.size() != raw.size()) {
        result.change = Reason::Trimmed;
    }
    if (isPlainAscii(trimmed)) {
        out.assign(trimmed);
        return result;
    }
    if (!QByteArrayView(trimmed).isValidUtf8()) {
        out.clear();
        result.isText = false;
        return result;
    }
    const QString text = QString::fromUtf8(trimmed.data(), qsizetype(trimmed.size()));
    QString clean;
    clean.reserve(text.size());
    bool removed = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (isInvisible(c.unicode())) {
            removed = true;
        } else if (c.category() == QChar::Other_Control || c.unicode() == 0x2028 || c.unicode() == 0x2029) {
            if (!clean.isEmpty() && !clean.endsWith(u' ')) {
                clean.append(u' ');
            }
        } else {
            clean.append(c);
        }
    }
    const QByteArray bytes = clean.normalized(QString::NormalizationForm_C).toUtf8();
    out.assign(trimmedValue(std::string_view(bytes.constData(), std::size_t(bytes.size()))));
    if (removed) {
        result.change = Reason::InvisibleRemoved;
    } else if (out != trimmed) {
        result.change = Reason::Reformatted;
    }
    return result;
}

void lowerText(std::string& text) {
    if (isAscii(text)) {
        std::transform(text.begin(), text.end(), text.begin(), lowerAscii);
        return;
    }
    const QByteArray lowered = QString::fromUtf8(text.data(), qsizetype(text.size()))
                                   .toLower()
                                   .normalized(QString::NormalizationForm_C)
                                   .toUtf8();
    text.assign(lowered.constData(), std::size_t(lowered.size()));
}

std::string lettersOnly(std::string_view text, bool digitsToo) {
    const QString string = QString::fromUtf8(text.data(), qsizetype(text.size()));
    std::string out;
    for (const char32_t c : string.toUcs4()) {
        if (QChar::isLetter(c) || QChar::isMark(c) || (digitsToo && QChar::isDigit(c))) {
            appendUtf8(out, c);
        }
    }
    return out;
}

bool looksScrambled(std::string_view trimmed) {
    if (trimmed.size() != 32 && trimmed.size() != 40 && trimmed.size() != 64) {
        return false;
    }
    return std::all_of(trimmed.begin(), trimmed.end(),
                       [](char c) { return isAsciiDigit(c) || (lowerAscii(c) >= 'a' && lowerAscii(c) <= 'f'); });
}

bool isPlaceholder(std::string_view trimmed) {
    if (trimmed.size() > 12) {
        return false;
    }
    std::string folded(trimmed);
    std::transform(folded.begin(), folded.end(), folded.begin(), lowerAscii);
    static constexpr std::string_view kWords[] = {
        "n/a", "na", "#n/a", "none", "null",    "nil",   "nan",      "-",        "--",     "---",    "?",
        ".",   "x",  "tbc",  "tbd",  "unknown", "keine", "no email", "no phone", "(none)", "(null)", "(blank)"};
    return std::find(std::begin(kWords), std::end(kWords), folded) != std::end(kWords);
}

} // namespace pathways
