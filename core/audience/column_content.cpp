// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/column_content.h"

#include "core/base/value_parsing.h"

#include <QRegularExpression>

#include <string>

namespace pathways {

namespace {

int digitsIn(const QString& text) {
    return int(std::count_if(text.begin(), text.end(), [](QChar c) { return c.unicode() < 128 && c.isDigit(); }));
}

} // namespace

bool looksLikeEmail(const QString& cell) {
    static const QRegularExpression shape(QStringLiteral("^[^\\s@]+@[^\\s@]+\\.[^\\s@.]{2,}$"));
    const QString text = cell.trimmed();
    return text.size() <= 300 && shape.match(text).hasMatch();
}

bool looksLikePhone(const QString& cell) {
    static const QRegularExpression shape(QStringLiteral("^(?:tel:)?'?\\+?[0-9 ()./\\-\\x{00a0}]+$"));
    const QString text = cell.trimmed();
    const int digits = digitsIn(text);
    if (digits < 7 || digits > 15 || text.size() > 30 || !shape.match(text).hasMatch()) {
        return false;
    }
    const bool marked = text.startsWith(u'+') || text.startsWith(u'0') || text.contains(u'(') || text.contains(u' ') ||
                        text.count(u'-') == 2;
    return (marked || digits >= 10) && !looksLikeDate(text);
}

bool looksDamagedBySpreadsheet(const QString& cell) {
    static const QRegularExpression shape(QStringLiteral("^\\+?\\d(?:[.,]\\d+)?[eE]\\+?\\d{1,2}$"));
    return shape.match(cell.trimmed()).hasMatch();
}

bool looksLikeNumber(const QString& cell) {
    return parseDecimal(cell.toStdString()).has_value();
}

bool looksLikeDate(const QString& cell) {
    const QString text = cell.trimmed();
    return text.size() >= 6 && text.size() <= 40 && digitsIn(text) < 21 &&
           (digitsIn(text) != text.size() || text.size() == 8) && parseDate(text.toStdString(), true).has_value();
}

bool looksLikeCardNumber(const QString& cell) {
    QString digits;
    for (const QChar c : cell.trimmed()) {
        if (c.unicode() < 128 && c.isDigit()) {
            digits += c;
        } else if (c != u' ' && c != u'-') {
            return false;
        }
    }
    if (digits.size() < 13 || digits.size() > 19 || !QStringLiteral("3456").contains(digits[0])) {
        return false;
    }
    int sum = 0;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        const int digit = digits[digits.size() - 1 - i].digitValue();
        const int twice = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += i % 2 == 0 ? digit : twice;
    }
    return sum % 10 == 0;
}

ColumnContent contentOf(const QList<QStringList>& rows, qsizetype column) {
    ColumnContent content;
    for (const QStringList& row : rows) {
        const QString cell = column < row.size() ? row[column].trimmed() : QString();
        if (cell.isEmpty()) {
            continue;
        }
        ++content.filled;
        content.emails += looksLikeEmail(cell) ? 1 : 0;
        content.phones += looksLikePhone(cell) ? 1 : 0;
        content.damaged += looksDamagedBySpreadsheet(cell) ? 1 : 0;
        content.numbers += looksLikeNumber(cell) ? 1 : 0;
        content.dates += looksLikeDate(cell) ? 1 : 0;
        content.cards += looksLikeCardNumber(cell) ? 1 : 0;
    }
    return content;
}

} // namespace pathways
