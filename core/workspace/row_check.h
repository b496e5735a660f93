// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSqlQuery>
#include <QVariantList>

namespace pathways {

/// Digest over the values of a row, kept in its last column: SQLite's own check does not look into values, and a
/// flipped bit in a batch's state could send people twice (F11). Against accidents, not against an attacker.
[[nodiscard]] QByteArray rowDigest(const QVariantList& values);

/// Whether columns [first, first + count) of the current row agree with the digest in the column after them.
[[nodiscard]] bool rowIsWhole(const QSqlQuery& query, int first, int count);

} // namespace pathways
