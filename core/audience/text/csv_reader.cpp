// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/csv_reader.h"

#include "core/audience/table/row_judge.h"
#include "core/audience/table/table_start.h"
#include "core/audience/text/csv_split.h"
#include "core/audience/text/sample_rows.h"
#include "core/base/utf8.h"
#include "core/base/value_parsing.h"

#include <QByteArrayView>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFileInfo>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <cstring>

namespace pathways {

namespace {

constexpr std::size_t kBlock = 1024 * 1024;
constexpr std::size_t kBatchBytes = 1024 * 1024;
constexpr std::size_t kLongestRow = 16 * 1024 * 1024;
constexpr std::size_t kMostColumns = 5000;
constexpr std::size_t kLookAhead = 64 * 1024; // The beginning by which the table is judged.
constexpr std::size_t kRowsJudged = 400;

struct CsvReaderText {
    Q_DECLARE_TR_FUNCTIONS(CsvReader)
};

Error canceled() {
    return {ErrorKind::Canceled,
            CsvReaderText::tr("Reading was stopped."),
            CsvReaderText::tr("Nothing was taken from the file."),
            CsvReaderText::tr("Start again when you are ready."),
            {}};
}

} // namespace

QStringList columnNames(const QStringList& header) {
    QStringList names;
    QSet<QString> taken;
    for (const QString& cell : header) {
        QString base = cell.simplified();
        if (base.isEmpty()) {
            base = CsvReaderText::tr("Column %1").arg(names.size() + 1);
        }
        QString name = base;
        for (int n = 2; taken.contains(name.toCaseFolded()); ++n) {
            name = QStringLiteral("%1 (%2)").arg(base).arg(n);
        }
        taken.insert(name.toCaseFolded());
        names << name;
    }
    return names;
}

CsvReader::CsvReader(SourceFile file, const Dialect& dialect)
    : m_file(std::move(file))
    , m_dialect(dialect)
    , m_decoder(dialect.encoding)
    , m_scanner(dialect.separator, dialect.quote) {}

Result<std::unique_ptr<CsvReader>> CsvReader::open(const QString& path, const Dialect& dialect) {
    auto file = SourceFile::open(path);
    if (!file) {
        return fail(file.error());
    }
    std::unique_ptr<CsvReader> reader(new CsvReader(std::move(*file), dialect));
    if (auto begun = reader->begin(); !begun) {
        return fail(begun.error());
    }
    return reader;
}

/// Preamble, then the header or, where there is none, a look at the first row for the number of columns.
Result<void> CsvReader::begin() {
    if (auto skipped = skipPreamble(); !skipped) {
        return skipped;
    }
    for (;;) {
        const auto span = nextSpan();
        if (!span) {
            return fail(span.error());
        }
        if (span->status == RowSpan::Status::NeedMore) {
            return fail(ErrorKind::Source,
                        CsvReaderText::tr("The file “%1” has no rows.").arg(QFileInfo(m_file.path()).fileName()),
                        CsvReaderText::tr("There is nobody in it to push."),
                        CsvReaderText::tr("Choose another file, or export this one again."));
        }
        const char* const begin = m_buffer.get() + m_begin;
        const std::string_view row(begin, std::size_t(span->end - begin));
        const std::size_t after = std::size_t(span->next - m_buffer.get());
        if (!hasValue(row)) {
            m_begin = after;
            continue;
        }
        CellBuffer cells;
        splitCells(row, m_dialect.separator, m_dialect.quote, cells);
        if (cells.cells.size() > kMostColumns) {
            return fail(ErrorKind::Source,
                        CsvReaderText::tr("The first row of the file has %L1 columns.").arg(cells.cells.size()),
                        CsvReaderText::tr("It is probably not a table of people, or it uses another separator."),
                        CsvReaderText::tr("Choose the separator by hand, or another file."));
        }
        QStringList header;
        for (const std::string_view cell : cells.cells) {
            header << (m_dialect.hasHeader ? QString::fromUtf8(cell.data(), qsizetype(cell.size())) : QString());
        }
        if (m_dialect.hasHeader) {
            m_header = row;
            m_begin = after;
        }
        takeWidth(header);
        return {};
    }
}

/// The text that is there, as far as it is needed to judge the table by.
std::string_view CsvReader::ahead() const {
    return {m_buffer.get() + m_begin, std::min(m_end - m_begin, kLookAhead)};
}

/// Columns by the header's names. A blank name at its end counts only if a row has a value there.
void CsvReader::takeWidth(QStringList header) {
    const auto headerCells = std::size_t(header.size());
    const bool whole = m_atEnd && m_end - m_begin <= kLookAhead;
    std::vector<std::vector<std::string>> rows;
    std::size_t filled = 1;
    for (SampleRow& row : sampleRows(ahead(), m_dialect.separator, m_dialect.quote, whole, kRowsJudged, headerCells)) {
        if (row.blank() || row.unclosed) {
            continue;
        }
        for (std::size_t i = row.cells.size(); i > filled; --i) {
            if (!trimmedValue(row.cells[i - 1]).empty()) {
                filled = i;
            }
        }
        rows.push_back(std::move(row.cells));
    }
    while (m_dialect.hasHeader && std::size_t(header.size()) > filled && header.last().simplified().isEmpty()) {
        header.removeLast();
    }
    const bool namesMissing = m_dialect.hasHeader && std::any_of(header.begin(), header.end(), [](const QString& name) {
                                  return name.simplified().isEmpty();
                              });
    m_columns = columnNames(header);
    m_scanner.expectCells(std::size_t(m_columns.size()));
    m_width = RowWidth(std::size_t(m_columns.size()), headerCells, namesMissing, std::move(rows));
}

/// Nobody is skipped because a title stood there last time.
void CsvReader::judgeBeginning() {
    const bool whole = m_atEnd && m_end - m_begin <= kLookAhead;
    const TableStart start = judgedAgain(sampleRows(ahead(), m_dialect.separator, m_dialect.quote, whole, kRowsJudged),
                                         {m_dialect.preambleLines, m_dialect.hasHeader}, whole);
    m_dialect.preambleLines = start.linesAbove;
    m_dialect.hasHeader = start.hasHeader;
}

Result<void> CsvReader::skipPreamble() {
    if (auto filled = fill(); !filled) {
        return filled;
    }
    while (!m_atEnd && m_end - m_begin < kLookAhead) {
        if (auto filled = fill(); !filled) {
            return filled;
        }
    }
    judgeBeginning();
    CsvScanner lines(0, 0); // without quotes and separators, a row is a physical line
    for (int left = m_dialect.preambleLines; left > 0;) {
        const RowSpan line = lines.scan(m_buffer.get() + m_begin, m_buffer.get() + m_end, m_atEnd);
        if (line.status == RowSpan::Status::NeedMore) {
            if (m_end - m_begin > kLongestRow) {
                break;
            }
            if (auto filled = fill(); !filled) {
                return filled;
            }
            continue;
        }
        if (line.next == m_buffer.get() + m_begin) {
            break; // The end of the file.
        }
        m_begin = std::size_t(line.next - m_buffer.get());
        --left;
    }
    return {};
}

/// Makes room for so many more bytes behind m_end, and the padding that the scanner needs.
void CsvReader::makeRoom(std::size_t wanted) {
    const std::size_t used = m_end - m_begin;
    if (m_capacity - m_end >= wanted + CsvScanner::kPadding && m_capacity != 0) {
        return;
    }
    if (used + wanted + CsvScanner::kPadding <= m_capacity) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, used);
    } else {
        const std::size_t capacity = 2 * used + wanted + CsvScanner::kPadding;
        std::unique_ptr<char[]> larger(new char[capacity]);
        if (used > 0) {
            std::memcpy(larger.get(), m_buffer.get() + m_begin, used);
        }
        m_buffer = std::move(larger);
        m_capacity = capacity;
    }
    m_begin = 0;
    m_end = used;
}

/// Reads at least one more byte of text, or finds the end.
Result<void> CsvReader::fill() {
    const std::size_t before = m_end - m_begin;
    while (!m_atEnd && m_end - m_begin == before) {
        if (m_decoder.passesThrough()) {
            const bool first = bytesRead() == 0;
            makeRoom(kBlock);
            const auto got = m_file.read(m_buffer.get() + m_end, kBlock);
            if (!got) {
                return fail(got.error());
            }
            m_end += *got;
            m_atEnd = *got == 0;
            m_bytesRead += *got;
            if (first) {
                m_begin += byteOrderMark({m_buffer.get() + m_begin, m_end - m_begin});
                if (m_end == m_begin && !m_atEnd) {
                    continue;
                }
                break;
            }
        } else {
            m_raw.resize(kBlock / 2);
            const auto got = m_file.read(m_raw.data(), m_raw.size());
            if (!got) {
                return fail(got.error());
            }
            m_atEnd = *got == 0;
            m_bytesRead += *got;
            m_decoded.clear();
            m_decoder.decode(std::string_view(m_raw).substr(0, *got), m_atEnd, m_decoded);
            makeRoom(m_decoded.size());
            std::memcpy(m_buffer.get() + m_end, m_decoded.data(), m_decoded.size());
            m_end += m_decoded.size();
        }
    }
    std::memset(m_buffer.get() + m_end, 0, CsvScanner::kPadding);
    return {};
}

/// The row at m_begin, reading more as needed; NeedMore means the end of the file.
Result<RowSpan> CsvReader::nextSpan() {
    for (;;) {
        const char* const begin = m_buffer.get() + m_begin;
        const char* const end = m_buffer.get() + m_end;
        if (begin == end && m_atEnd) {
            return RowSpan{};
        }
        const RowSpan span = m_scanner.scan(begin, end, m_atEnd);
        if (span.status == RowSpan::Status::Complete) {
            return span;
        }
        if (m_end - m_begin > kLongestRow) {
            return fail(ErrorKind::Source,
                        CsvReaderText::tr("Row %L1 of the file is longer than 16 MB.").arg(m_rows + 1),
                        CsvReaderText::tr("It is probably not a table of people, so nothing was taken from it."),
                        CsvReaderText::tr("Open it in a spreadsheet program and save it as CSV."));
        }
        if (auto filled = fill(); !filled) {
            return fail(filled.error());
        }
    }
}

/// False for blank lines, separators only, and the end-of-file character that DOS programs leave behind.
bool CsvReader::hasValue(std::string_view row) const {
    if (row.empty()) {
        return false;
    }
    const char first = row.front();
    if (first != m_dialect.separator && first != ' ' && first != '\x1a') {
        return true;
    }
    if (row == "\x1a") {
        return false;
    }
    return std::any_of(row.begin(), row.end(),
                       [this](char c) { return c != m_dialect.separator && c != ' ' && c != '\t'; });
}

Result<bool> CsvReader::next(RowBatch& batch, std::stop_token stop) {
    batch.clear();
    batch.firstRow = m_rows + 1 - m_held.size();
    if (stop.stop_requested()) {
        return fail(canceled());
    }
    batch.arena.reserve(kBatchBytes + kBatchBytes / 8);
    if (m_held.size() > 0) {
        std::swap(batch.arena, m_held.arena);
        std::swap(batch.ends, m_held.ends);
        m_held.clear();
    }
    bool more = true;
    while (batch.arena.size() < kBatchBytes) {
        const auto span = nextSpan();
        if (!span) {
            return fail(span.error());
        }
        if (span->status == RowSpan::Status::NeedMore) {
            more = false;
            break;
        }
        const char* const begin = m_buffer.get() + m_begin;
        const std::string_view row(begin, std::size_t(span->end - begin));
        m_begin = std::size_t(span->next - m_buffer.get());
        if (!hasValue(row) || row == m_header) {
            continue;
        }
        batch.arena.append(row);
        batch.ends.push_back(std::uint32_t(batch.arena.size()));
        ++m_rows;
    }
    if (m_dialect.trailingRows > 0) {
        holdBackTrailingRows(batch);
    }
    if (!more) {
        deliverHeldPeople(batch);
    }
    return batch.size() > 0 || more;
}

/// Moves the last rows of the batch aside until it is known whether more rows follow.
void CsvReader::holdBackTrailingRows(RowBatch& batch) {
    const std::size_t count = std::min(batch.size(), std::size_t(m_dialect.trailingRows));
    const std::size_t keep = batch.size() - count;
    const std::uint32_t cut = keep == 0 ? 0 : batch.ends[keep - 1];
    m_held.clear();
    m_held.arena.assign(batch.arena, cut);
    for (std::size_t i = keep; i < batch.size(); ++i) {
        m_held.ends.push_back(batch.ends[i] - cut);
    }
    batch.arena.resize(cut);
    batch.ends.resize(keep);
}

/// The held rows are the last of the file. This time it may have been exported without totals, and an older setting
/// must not lose anybody.
void CsvReader::deliverHeldPeople(RowBatch& batch) {
    std::vector<CellBuffer> cells(m_held.size());
    std::vector<std::vector<std::string_view>> rows;
    for (std::size_t i = 0; i < m_held.size(); ++i) {
        split(m_held.row(i), cells[i]);
        rows.push_back(cells[i].cells);
    }
    const std::size_t people = peopleAmongLast(rows, std::size_t(m_columns.size()));
    for (std::size_t i = 0; i < people; ++i) {
        batch.arena.append(m_held.row(i));
        batch.ends.push_back(std::uint32_t(batch.arena.size()));
    }
    m_held.clear();
}

void CsvReader::split(std::string_view row, CellBuffer& out) const {
    out.badEncoding = !isAscii(row) && !QByteArrayView(row).isValidUtf8();
    const QuoteFault fault = splitCells(row, m_dialect.separator, m_dialect.quote, out);
    out.malformed = out.badEncoding || fault == QuoteFault::Unclosed || fault == QuoteFault::Stray;
    const auto wanted = std::size_t(m_columns.size());
    if (out.cells.size() != wanted && (out.malformed || !m_width.fits(out.cells))) {
        out.malformed = true;
        out.cells.resize(std::max(out.cells.size(), wanted)); // extra cells may still identify the person
    }
}

QByteArray CsvReader::shapeDigest() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    // The letter goes on whenever the same bytes are cut in another way than before.
    const char settings[] = {'d',
                             m_width.habits(),
                             char(m_dialect.encoding),
                             m_dialect.separator,
                             m_dialect.quote,
                             char(m_dialect.dates),
                             char(m_dialect.decimalComma)};
    hash.addData(QByteArrayView(settings, qsizetype(sizeof settings)));
    for (const QString& name : m_columns) {
        hash.addData(name.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    return hash.result();
}

} // namespace pathways
