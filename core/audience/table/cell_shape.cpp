// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/table/cell_shape.h"

#include "core/audience/column_content.h"
#include "core/audience/permission/cell_answer.h"
#include "core/audience/table/header_words.h"
#include "core/base/value_parsing.h"

#include <QString>

#include <algorithm>

namespace pathways {

namespace {

constexpr std::size_t kLongestShaped = 300; // Whatever is longer is a text.

QString toText(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool holdsAddress(std::string_view cell) {
    const QString text = toText(cell);
    if (looksLikeEmail(text)) {
        return true;
    }
    // "a@x.org; b@x.org" and "Ann Lee <ann@x.org>" are people; "Exported by ann@x.org" is not.
    int addresses = 0;
    int others = 0;
    QString part;
    const QString ended = text + u' ';
    for (const QChar c : ended) {
        if (!c.isSpace() && !QStringLiteral(";,/|<>()\"'").contains(c)) {
            part += c;
            continue;
        }
        if (!part.isEmpty()) {
            const bool address = looksLikeEmail(part.startsWith(QLatin1String("mailto:")) ? part.mid(7) : part);
            addresses += address ? 1 : 0;
            others += address || part == QLatin1String(":::") ? 0 : 1;
        }
        part.clear();
    }
    return addresses > 0 && (others == 0 || (text.contains(u'<') && others <= 5));
}

bool isAnswer(const QString& text) {
    using permission::Answer;
    const permission::CellAnswer said = permission::answerOf(text);
    return !said.goesOn && (said.answer == Answer::Yes || said.answer == Answer::No ||
                            said.answer == Answer::Subscribed || said.answer == Answer::Refused);
}

} // namespace

CellShape shapeOf(std::string_view cell) {
    const std::string_view text = trimmedValue(cell);
    if (text.empty()) {
        return CellShape::Blank;
    }
    if (text.size() > kLongestShaped) {
        return CellShape::Text;
    }
    if (text.find('@') != std::string_view::npos) {
        return holdsAddress(text) ? CellShape::Address : CellShape::Text;
    }
    if (std::none_of(text.begin(), text.end(), isDigit)) {
        return text.size() <= 10 && isAnswer(toText(text)) ? CellShape::YesNo : CellShape::Text;
    }
    if (text.size() > 40) {
        return CellShape::Text;
    }
    const QString readable = toText(text);
    if (looksLikePhone(readable)) {
        return CellShape::Phone;
    }
    if (looksLikeDate(readable)) {
        return CellShape::Date;
    }
    return looksLikeNumber(readable) || looksDamagedBySpreadsheet(readable) ? CellShape::Number : CellShape::Text;
}

bool goTogether(CellShape a, CellShape b) {
    const auto numeric = [](CellShape shape) { return shape == CellShape::Number || shape == CellShape::Phone; };
    const auto answer = [](CellShape shape) { return shape == CellShape::Number || shape == CellShape::YesNo; };
    return a == b || (numeric(a) && numeric(b)) || (answer(a) && answer(b));
}

bool namesAPerson(const std::vector<std::string_view>& cells) {
    std::size_t filled = 0;
    std::size_t known = 0;
    bool somebody = false;
    bool label = false;
    for (const std::string_view cell : cells) {
        const CellShape shape = shapeOf(cell);
        if (shape == CellShape::Blank) {
            continue;
        }
        label = label || (filled == 0 && trimmedValue(cell).ends_with(':'));
        ++filled;
        somebody = somebody || shape == CellShape::Address || shape == CellShape::Phone;
        known += shape == CellShape::Text && isHeaderWord(toText(cell)) ? 1 : 0;
    }
    const bool pairOfLabelAndValue = label && filled == 2;
    const bool names = known >= 2 && known * 2 >= filled;
    return somebody && !pairOfLabelAndValue && !names;
}

} // namespace pathways
