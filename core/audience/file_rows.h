// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/model/audience.h"

#include <memory>

namespace pathways {

/// The kind of a file by its first bytes, whatever its name.
enum class FileKind {
    Text,    ///< Separated values, or unknown.
    Packed,  ///< A zip file, perhaps a workbook.
    Database ///< SQLite.
};
[[nodiscard]] Result<FileKind> fileKindOf(const QString& path);

/// The sheets of a workbook, or the tables and views of a database file; empty for a text.
[[nodiscard]] Result<QStringList> sheetsOf(const QString& path);

/// Opens the rows of a file of any kind. Worker thread.
[[nodiscard]] Result<std::unique_ptr<RowReader>> openFileRows(const FileSource& file);

} // namespace pathways
