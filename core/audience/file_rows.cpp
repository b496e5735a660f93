// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/file_rows.h"

#include "core/audience/sql/sql_reader.h"
#include "core/audience/text/csv_reader.h"
#include "core/audience/text/source_file.h"
#include "core/audience/text/text_check.h"
#include "core/audience/workbook/open_workbook.h"
#include "core/audience/workbook/workbook_reader.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(FileRows)
};

QueryServer databaseFile(const QString& path) {
    return {QStringLiteral("QSQLITE"), {}, 0, path, {}};
}

Result<QStringList> tablesOf(const QString& path) {
    auto reader = SqlReader::open(databaseFile(path), Secret(),
                                  QStringLiteral("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND "
                                                 "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"));
    if (!reader) {
        return fail(reader.error());
    }
    QStringList names;
    RowBatch batch;
    CellBuffer cells;
    for (;;) {
        const auto more = (*reader)->next(batch, {});
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            return names;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            (*reader)->split(batch.row(i), cells);
            names << QString::fromUtf8(cells.cells.front().data(), qsizetype(cells.cells.front().size()));
        }
    }
}

/// A query for the named table or view, for the first one if none is named, or the user's own query.
Result<QString> queryFor(const FileSource& file) {
    static const QRegularExpression query(QStringLiteral("^\\s*(select|with|values)\\b"),
                                          QRegularExpression::CaseInsensitiveOption);
    const auto tables = tablesOf(file.path);
    if (!tables) {
        return fail(tables.error());
    }
    if (!tables->contains(file.sheet) && query.match(file.sheet).hasMatch()) {
        return file.sheet;
    }
    const QString table = file.sheet.isEmpty() ? tables->value(0) : file.sheet;
    if (!tables->contains(table)) {
        return fail(ErrorKind::Source,
                    Texts::tr("The database “%1” has no table “%2”.").arg(QFileInfo(file.path).fileName(), table),
                    Texts::tr("Nobody was read."),
                    Texts::tr("It has: %1.").arg(QLocale().createSeparatedList(*tables)));
    }
    return QStringLiteral("SELECT * FROM \"%1\"").arg(QString(table).replace(u'"', QLatin1String("\"\"")));
}

template <typename Reader>
Result<std::unique_ptr<RowReader>> asRows(Result<std::unique_ptr<Reader>> opened) {
    if (!opened) {
        return fail(opened.error());
    }
    return std::unique_ptr<RowReader>(std::move(*opened));
}

} // namespace

Result<FileKind> fileKindOf(const QString& path) {
    auto file = SourceFile::open(path);
    if (!file) {
        return fail(file.error());
    }
    const auto head = file->readAt(0, 16);
    if (!head) {
        return fail(head.error());
    }
    if (head->starts_with("SQLite format 3")) {
        return FileKind::Database;
    }
    return head->starts_with("PK\x03\x04") || head->starts_with("PK\x01\x02") ? FileKind::Packed : FileKind::Text;
}

Result<QStringList> sheetsOf(const QString& path) {
    const auto kind = fileKindOf(path);
    if (!kind) {
        return fail(kind.error());
    }
    if (*kind == FileKind::Database) {
        return tablesOf(path);
    }
    if (*kind == FileKind::Text) {
        return QStringList();
    }
    return openWorkbook(path).map([](const std::shared_ptr<const Workbook>& book) { return book->sheets(); });
}

Result<std::unique_ptr<RowReader>> openFileRows(const FileSource& file) {
    const auto kind = fileKindOf(file.path);
    if (!kind) {
        return fail(kind.error());
    }
    switch (*kind) {
    case FileKind::Database: {
        const auto query = queryFor(file);
        return query ? asRows(SqlReader::open(databaseFile(file.path), Secret(), *query))
                     : Result<std::unique_ptr<RowReader>>(fail(query.error()));
    }
    case FileKind::Packed:
        return asRows(WorkbookReader::open(file.path, file.sheet, file.dialect));
    case FileKind::Text: {
        // A file may have become something else since it was looked at.
        const auto text = SourceFile::open(file.path);
        if (!text) {
            return fail(text.error());
        }
        const auto checked = checkText(*text);
        return checked ? asRows(CsvReader::open(file.path, file.dialect))
                       : Result<std::unique_ptr<RowReader>>(fail(checked.error()));
    }
    }
    Q_UNREACHABLE();
}

} // namespace pathways
