// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/text/dialect_detector.h"
#include "core/base/error.h"
#include "core/model/audience.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace pathways {

/// What a file looks like before it becomes an audience (rules U13 to U17).
struct SourcePreview {
    Dialect dialect;
    QString dialectText; ///< "Semicolons, Windows western European, first row is a header."
    QString sheet;       ///< Of a workbook, or the table of a database file.
    QStringList sheets;  ///< All there are; empty for a text.
    QStringList columns;
    QList<QStringList> rows; ///< The first ones, at most 50.
    QStringList preamble;    ///< Lines found before the table.
    QStringList trailing;    ///< Totals and footers found after it.
    QStringList warnings;    ///< Whole sentences.
    qint64 sizeBytes = 0;
    QString consentColumn;            ///< A column that looks like consent, or empty.
    QStringList ambiguousDateColumns; ///< Whose days are all 12 or less: ask once (rule U16).
};

/// Reads the beginning and the end of a text file and some places in between, in the same time whatever its size.
/// With wishes, the rest is detected with them; with a dialect given, that one is used and only what it says is read.
/// Files that are no text (workbooks, web pages) are refused with a sentence that says what they are. Any thread.
[[nodiscard]] Result<SourcePreview> previewCsv(const QString& path, const std::optional<Dialect>& dialect = {},
                                               const DialectWishes& wishes = {});

/// The same for a file of any kind: of a workbook a sheet, of a database file a table (the first where none is named).
[[nodiscard]] Result<SourcePreview> previewSource(const QString& path, const QString& sheet = {},
                                                  const std::optional<Dialect>& dialect = {},
                                                  const DialectWishes& wishes = {});

} // namespace pathways
