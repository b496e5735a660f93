// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace pathways {

/// What a single cell looks like. This only recognises values; the normalisers decide whether one can be sent.
[[nodiscard]] bool looksLikeEmail(const QString& cell);
[[nodiscard]] bool looksLikePhone(const QString& cell);
/// A phone number that a spreadsheet turned into 4.47701E+11.
[[nodiscard]] bool looksDamagedBySpreadsheet(const QString& cell);
[[nodiscard]] bool looksLikeNumber(const QString& cell);
[[nodiscard]] bool looksLikeDate(const QString& cell);
/// A payment card number (13 to 19 digits, Luhn's check holds, a known first digit).
[[nodiscard]] bool looksLikeCardNumber(const QString& cell);

/// How many of a column's sampled cells look like each kind of value.
struct ColumnContent {
    int filled = 0;
    int emails = 0;
    int phones = 0;
    int damaged = 0;
    int numbers = 0;
    int dates = 0;
    int cards = 0;
};

[[nodiscard]] ColumnContent contentOf(const QList<QStringList>& rows, qsizetype column);

} // namespace pathways
