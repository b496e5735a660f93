// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/workbook_reader.h"

#include "core/audience/packed_cells.h"
#include "core/audience/table/row_judge.h"
#include "core/audience/table/table_start.h"
#include "core/audience/text/csv_reader.h"
#include "core/audience/workbook/open_workbook.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace pathways {

namespace {

constexpr std::size_t kBatchBytes = 1'000'000;
constexpr std::size_t kRowsJudged = 60; // As many as may stand above the names of the columns, and some of the table.

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Workbook)
};

} // namespace

WorkbookReader::WorkbookReader(SourceFile file, std::unique_ptr<SheetRows> rows, QString sheet, const Dialect& dialect)
    : m_file(std::move(file))
    , m_sheetRows(std::move(rows))
    , m_sheet(std::move(sheet))
    , m_dialect(dialect) {}

Result<std::unique_ptr<WorkbookReader>> WorkbookReader::open(const QString& path, const QString& sheet,
                                                             const Dialect& dialect) {
    auto file = SourceFile::open(path); // first, so that a change while the workbook is opened is noticed
    if (!file) {
        return fail(file.error());
    }
    const auto workbook = openWorkbook(path);
    return workbook ? openSheet(std::move(*file), **workbook, sheet, dialect) : fail(workbook.error());
}

Result<std::unique_ptr<WorkbookReader>> WorkbookReader::open(const Workbook& workbook, const QString& sheet,
                                                             const Dialect& dialect) {
    auto file = SourceFile::open(workbook.path());
    return file ? openSheet(std::move(*file), workbook, sheet, dialect) : fail(file.error());
}

Result<std::unique_ptr<WorkbookReader>> WorkbookReader::openSheet(SourceFile file, const Workbook& workbook,
                                                                  const QString& sheet, const Dialect& dialect) {
    auto rows = workbook.rows(sheet);
    if (!rows) {
        return fail(ErrorKind::Source,
                    Texts::tr("“%1” has no sheet “%2”.").arg(QFileInfo(workbook.path()).fileName(), sheet),
                    Texts::tr("Nobody was read."),
                    Texts::tr("It has: %1.").arg(QLocale().createSeparatedList(workbook.sheets())));
    }
    std::unique_ptr<WorkbookReader> reader(new WorkbookReader(std::move(file), std::move(rows), sheet, dialect));
    if (auto begun = reader->begin(); !begun) {
        return fail(begun.error());
    }
    return reader;
}

Result<void> WorkbookReader::begin() {
    std::vector<SampleRow> first;
    const std::size_t wanted = std::max(kRowsJudged, std::size_t(m_dialect.preambleLines) + 1);
    while (!m_atEnd && first.size() < wanted) {
        SheetRow row;
        const auto more = m_sheetRows->next(row);
        if (!more) {
            return fail(more.error());
        }
        m_atEnd = !*more;
        if (*more) {
            SampleRow sample;
            sample.cells = std::move(row.cells);
            sample.linesBefore = int(first.size());
            first.push_back(std::move(sample));
        }
    }
    const TableStart start = judgedAgain(first, {m_dialect.preambleLines, m_dialect.hasHeader}, m_atEnd);
    const auto at = std::size_t(std::max(0, start.linesAbove));
    if (at >= first.size()) {
        return fail(ErrorKind::Source,
                    Texts::tr("The sheet of “%1” has no rows.").arg(QFileInfo(m_file.path()).fileName()),
                    Texts::tr("There is nobody in it to push."),
                    Texts::tr("Choose another sheet or file, or export this one again."));
    }
    QStringList header;
    for (const std::string& cell : first[at].cells) {
        header << (start.hasHeader ? QString::fromStdString(cell) : QString());
    }
    m_columns = columnNames(header);
    if (start.hasHeader) {
        m_header = first[at].cells;
    }
    for (std::size_t i = at + (start.hasHeader ? 1 : 0); i < first.size(); ++i) {
        hold(std::move(first[i].cells));
    }
    if (m_atEnd) {
        dropTrailing();
    }
    return {};
}

/// Keeps a row until it is known whether it comes after the table. The header is nobody wherever it is repeated.
void WorkbookReader::hold(Row row) {
    if (m_header.empty() || row != m_header) {
        m_held.push_back(std::move(row));
    }
}

/// All rows have been read: those that come after the table are nobody.
void WorkbookReader::dropTrailing() {
    const std::size_t last = std::min(std::size_t(std::max(0, m_dialect.trailingRows)), m_held.size());
    std::vector<std::vector<std::string_view>> rows;
    for (std::size_t i = m_held.size() - last; i < m_held.size(); ++i) {
        rows.emplace_back(m_held[i].begin(), m_held[i].end());
    }
    const std::size_t people = peopleAmongLast(rows, std::size_t(m_columns.size()));
    m_held.resize(m_held.size() - last + people);
}

/// The next row of the table; rows that may come after the table are held back until that is known.
Result<bool> WorkbookReader::nextRow(Row& row) {
    const auto ahead = std::size_t(std::max(0, m_dialect.trailingRows));
    while (!m_atEnd && m_held.size() <= ahead) {
        SheetRow read;
        const auto more = m_sheetRows->next(read);
        if (!more) {
            return fail(more.error());
        }
        if (*more) {
            hold(std::move(read.cells));
            continue;
        }
        m_atEnd = true;
        dropTrailing();
    }
    if (m_held.empty()) {
        return false;
    }
    row = std::move(m_held.front());
    m_held.pop_front();
    return true;
}

Result<bool> WorkbookReader::next(RowBatch& batch, std::stop_token stop) {
    batch.clear();
    batch.firstRow = m_rows + 1;
    Row row;
    while (batch.arena.size() < kBatchBytes) {
        if (stop.stop_requested()) {
            return fail(ErrorKind::Canceled, Texts::tr("Reading was stopped."), {}, {});
        }
        const auto more = nextRow(row);
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            break;
        }
        deliver(row, batch);
    }
    return batch.size() > 0;
}

void WorkbookReader::deliver(const Row& row, RowBatch& batch) {
    // Only filled cells make a row longer, so that one longer than the table has a value beyond it.
    for (std::size_t i = 0; i < std::max(row.size(), std::size_t(m_columns.size())); ++i) {
        packCell(i < row.size() ? std::string_view(row[i]) : std::string_view(), batch.arena);
    }
    batch.ends.push_back(std::uint32_t(batch.arena.size()));
    ++m_rows;
}

void WorkbookReader::split(std::string_view row, CellBuffer& out) const {
    splitPackedCells(row, out);
    out.malformed = out.cells.size() != std::size_t(m_columns.size());
}

QByteArray WorkbookReader::shapeDigest() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const char settings[] = {'w', char(m_dialect.dates), char(m_dialect.decimalComma)};
    hash.addData(QByteArrayView(settings, qsizetype(sizeof settings)));
    for (const QString& name : QStringList{m_sheet} + m_columns) {
        hash.addData(name.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    return hash.result();
}

} // namespace pathways
