// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/text/dialect_detector.h"
#include "core/base/error.h"
#include "core/model/audience.h"
#include "core/model/permission_line.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace pathways {

/// What a file looks like before it becomes an audience (rules U13 to U17).
struct SourcePreview {
    Dialect dialect;
    QString
        dialectText;    ///< "Separated by semicolons. Encoding: Western European (Windows). The first row is a header."
    QString sheet;      ///< The sheet of a workbook, or the table of a database file.
    QStringList sheets; ///< All there are; empty for a text.
    QStringList columns;
    QList<QStringList> rows; ///< The first ones, at most 50.
    QStringList preamble;    ///< Lines before the table.
    QStringList trailing;    ///< Totals and footers after it.
    QStringList setAside;    ///< What of the file is left out as nobody is in it, with its lines, in sentences.
    QStringList warnings;    ///< Whole sentences.
    qint64 sizeBytes = 0;
    QList<PermissionLine> permission; ///< What the columns say about who may be written to.
    QStringList ambiguousDateColumns; ///< All days are 12 or less: ask once (rule U16).
};

/// Reads the beginning and the end of a text file and some places in between, in the same time whatever its size.
/// wishes: what the user has decided, while the rest is detected; dialect: used as it is, and nothing is detected.
/// Files that are not text (workbooks, web pages) are refused with an error that says what they are. Any thread.
[[nodiscard]] Result<SourcePreview> previewCsv(const QString& path, const std::optional<Dialect>& dialect = {},
                                               const DialectWishes& wishes = {});

/// The same for a file of any kind: of a workbook a sheet, of a database file a table (the first where none is named).
[[nodiscard]] Result<SourcePreview> previewSource(const QString& path, const QString& sheet = {},
                                                  const std::optional<Dialect>& dialect = {},
                                                  const DialectWishes& wishes = {});

} // namespace pathways
