// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/preview.h"

#include "core/audience/column_content.h"
#include "core/audience/file_rows.h"
#include "core/audience/permission/permission_survey.h"
#include "core/audience/text/csv_reader.h"
#include "core/audience/text/dialect_detector.h"
#include "core/audience/text/source_file.h"
#include "core/audience/text/text_check.h"
#include "core/audience/workbook/open_workbook.h"
#include "core/audience/workbook/workbook_reader.h"
#include "core/base/value_parsing.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <deque>

namespace pathways {

namespace {

struct PreviewText {
    Q_DECLARE_TR_FUNCTIONS(Preview)
};

constexpr std::size_t kHead = 256 * 1024;
constexpr std::size_t kTail = 64 * 1024;
constexpr std::size_t kPiece = 32 * 1024;
constexpr int kPieces = 8;
constexpr qsizetype kShown = 50;
constexpr qsizetype kLookedAt = 1000;

Result<FileSample> sampleOf(const SourceFile& file) {
    FileSample sample;
    auto head = file.readAt(0, kHead);
    if (!head) {
        return fail(head.error());
    }
    sample.head = std::move(*head);
    sample.wholeFile = file.size() <= sample.head.size();
    if (sample.wholeFile) {
        return sample;
    }
    const std::uint64_t rest = file.size() - kHead;
    for (int i = 0; i < kPieces && rest > kTail + kPieces * kPiece; ++i) {
        auto piece = file.readAt(kHead + (rest / kPieces * std::uint64_t(i)) / 2 * 2, kPiece);
        if (!piece) {
            return fail(piece.error());
        }
        sample.middle.push_back(std::move(*piece));
    }
    const std::uint64_t from = rest > kTail ? file.size() - kTail : kHead;
    auto tail = file.readAt(from / 2 * 2, kTail + 1); // even, for two-byte encodings
    if (!tail) {
        return fail(tail.error());
    }
    sample.tail = std::move(*tail);
    return sample;
}

/// whole: there are no more.
Result<QList<QStringList>> firstRows(RowReader& reader, QStringList& warnings, bool& whole) {
    QList<QStringList> rows;
    RowBatch batch;
    CellBuffer cells;
    qint64 malformed = 0;
    qint64 unreadable = 0;
    const auto more = reader.next(batch, {});
    if (!more) {
        return fail(more.error());
    }
    for (std::size_t i = 0; i < batch.size() && rows.size() < kLookedAt; ++i) {
        reader.split(batch.row(i), cells);
        unreadable += cells.badEncoding ? 1 : 0;
        malformed += cells.malformed && !cells.badEncoding ? 1 : 0;
        QStringList row;
        for (const std::string_view cell : cells.cells) {
            row << QString::fromUtf8(cell.data(), qsizetype(cell.size()));
        }
        rows << row.mid(0, reader.columns().size());
    }
    whole = !*more;
    if (*more && rows.size() < kLookedAt) {
        const auto after = reader.next(batch, {});
        whole = after && !*after;
    }
    if (malformed > 0) {
        warnings << PreviewText::tr("%Ln of the first rows do not match the header.", nullptr, int(malformed));
    }
    if (unreadable > 0) {
        warnings << PreviewText::tr("%Ln of the first rows contain letters that cannot be read in this encoding.",
                                    nullptr, int(unreadable));
    }
    return rows;
}

/// Which of the two readings of 03/04/2025 the dates of a column allow.
struct DateEvidence {
    int monthFirst = 0;
    int dayFirst = 0;
    int either = 0;
    QString example;
};

DateEvidence dateOrderOf(const QList<QStringList>& rows, qsizetype column) {
    static const QRegularExpression shape(QStringLiteral("^\\s*(\\d{1,2})[/-](\\d{1,2})[/-](\\d{4}|\\d{2})\\b"));
    DateEvidence order;
    for (const QStringList& row : rows) {
        const auto match = shape.match(row.value(column));
        if (!match.hasMatch()) {
            continue;
        }
        const int first = match.captured(1).toInt();
        const int second = match.captured(2).toInt();
        if (first > 12 && second <= 12) {
            ++order.dayFirst;
        } else if (second > 12 && first <= 12) {
            ++order.monthFirst;
        } else if (first != second && first <= 12) {
            ++order.either;
            order.example = match.captured(0).trimmed();
        }
    }
    return order;
}

void readDates(const QList<QStringList>& rows, SourcePreview& preview) {
    QList<DateEvidence> orders;
    DateEvidence all;
    for (qsizetype i = 0; i < preview.columns.size(); ++i) {
        orders << dateOrderOf(rows, i);
        all.dayFirst += orders[i].dayFirst;
        all.monthFirst += orders[i].monthFirst;
    }
    DateOrder& chosen = preview.dialect.dates;
    if (chosen == DateOrder::ByCountry && (all.dayFirst > 0) != (all.monthFirst > 0)) {
        chosen = all.monthFirst > 0 ? DateOrder::MonthFirst : DateOrder::DayFirst;
    }
    if (chosen != DateOrder::ByCountry) {
        return;
    }
    for (qsizetype i = 0; i < preview.columns.size(); ++i) {
        const DateEvidence& order = orders[i];
        if (order.either == 0 || order.dayFirst > 0 || order.monthFirst > 0) {
            continue;
        }
        preview.ambiguousDateColumns << preview.columns[i];
        const std::string example = order.example.toStdString();
        const auto reading = [&](bool monthFirst) {
            const auto date = parseDate(example, monthFirst);
            return date ? QLocale().toString(QDate(date->year, date->month, date->day), QLocale::LongFormat)
                        : QString();
        };
        preview.warnings << PreviewText::tr("The dates in “%1” can be read in two ways: %2 is %3 or %4.")
                                .arg(preview.columns[i], order.example, reading(true), reading(false));
    }
}

/// Whether the numbers of a file can only be read with a decimal comma: some of them can, and none with a point.
bool writesDecimalComma(const QList<QStringList>& rows) {
    static const QRegularExpression comma(QStringLiteral("^[^A-Za-z]*\\d(\\.\\d{3})*,(\\d{1,2}|\\d{4,})\\D*$"));
    static const QRegularExpression point(QStringLiteral("^[^A-Za-z]*\\d(,\\d{3})*\\.(\\d{1,2}|\\d{4,})\\D*$"));
    bool found = false;
    for (const QStringList& row : rows) {
        for (const QString& cell : row) {
            if (cell.size() > 30 || !looksLikeNumber(cell)) {
                continue;
            }
            if (point.match(cell).hasMatch()) {
                return false;
            }
            found = found || comma.match(cell).hasMatch();
        }
    }
    return found;
}

void warnOfColumns(const QList<QStringList>& rows, SourcePreview& preview) {
    for (qsizetype i = 0; i < preview.columns.size(); ++i) {
        const ColumnContent content = contentOf(rows, i);
        if (content.damaged > 0 && content.phones + content.damaged > content.numbers - content.damaged) {
            preview.warnings << PreviewText::tr("In “%1”, %Ln of the first rows contain numbers that a spreadsheet has "
                                                "damaged, such as 4.47E+11. Export the file again with that column "
                                                "formatted as text.",
                                                nullptr, content.damaged)
                                    .arg(preview.columns[i]);
        }
    }
}

/// Finds columns, dates and numbers in the first rows.
Result<void> lookAtRows(RowReader& reader, SourcePreview& preview) {
    preview.columns = reader.columns();
    bool whole = false;
    auto rows = firstRows(reader, preview.warnings, whole);
    if (!rows) {
        return fail(rows.error());
    }
    preview.rows = rows->mid(0, kShown);
    preview.permission = permission::permissionLines(preview.columns, *rows, {}, whole);
    readDates(*rows, preview);
    preview.dialect.decimalComma = preview.dialect.decimalComma || writesDecimalComma(*rows);
    warnOfColumns(*rows, preview);
    return {};
}

/// A row of a sheet as the detector reads rows: the cells of one line.
std::string asLine(const std::vector<std::string>& cells) {
    std::string line;
    for (std::string cell : cells) {
        std::replace_if(
            cell.begin(), cell.end(), [](char c) { return c == '"' || c == '\n' || c == '\r'; }, ' ');
        line += (line.empty() ? "\"" : ",\"") + cell + '"';
    }
    return line + '\n';
}

/// The beginning of a sheet and, if it is short enough, its end.
struct SheetSample {
    FileSample text;
    qint64 rows = 0;         ///< With a value, of those looked at.
    qint64 hidden = 0;       ///< Of these.
    qint64 uncalculated = 0; ///< Cells without the result of their formula.
    bool whole = true;       ///< All were looked at.
};

Result<SheetSample> sampleOfSheet(const Workbook& workbook, const QString& sheet) {
    constexpr qint64 kMostRows = 200'000; // some seconds
    constexpr std::size_t kEndRows = 60;
    SheetSample sample;
    const auto rows = workbook.rows(sheet);
    std::deque<std::string> end;
    SheetRow row;
    for (; rows && sample.rows < kMostRows; ++sample.rows) {
        const auto more = rows->next(row);
        if (!more) {
            return fail(more.error());
        }
        sample.uncalculated += row.uncalculated;
        if (!*more) {
            sample.text.wholeFile = end.empty();
            for (const std::string& line : end) {
                sample.text.tail += '\n' + line;
            }
            return sample;
        }
        sample.hidden += row.hidden ? 1 : 0;
        const std::string line = asLine(row.cells);
        if (sample.text.head.size() < kHead) {
            sample.text.head += line;
            continue;
        }
        end.push_back(line);
        if (end.size() > kEndRows) {
            end.pop_front();
        }
    }
    sample.text.wholeFile = false;
    sample.whole = false;
    return sample;
}

/// A filter or a hand hides rows; whether they are meant to be left out, nobody can see.
void warnOfHiddenRows(const SheetSample& sample, SourcePreview& preview) {
    if (sample.hidden == 0) {
        return;
    }
    const QString which =
        sample.whole ? PreviewText::tr("%Ln of the %1 rows of this sheet are hidden, by a filter or by hand.", nullptr,
                                       int(sample.hidden))
                     : PreviewText::tr("%Ln of the first %1 rows of this sheet are hidden, by a filter or by hand.",
                                       nullptr, int(sample.hidden));
    preview.warnings << which.arg(QLocale().toString(sample.rows))
                     << PreviewText::tr("Hidden rows are read like the others. To leave them out, copy the rows that "
                                        "show to a file of their own.");
}

/// Whatever such a cell would say, it is not read: an address, or that somebody said no.
void warnOfFormulas(const SheetSample& sample, SourcePreview& preview) {
    if (sample.uncalculated > 0) {
        preview.warnings << PreviewText::tr("%Ln cells contain formulas without their results, and are read as blank. "
                                            "Open the workbook in a spreadsheet program and save it, then choose it "
                                            "again.",
                                            nullptr, int(sample.uncalculated));
    }
}

/// The sheet that is meant: the one named, or else the first with any row.
Result<SheetSample> sampleOfWorkbook(const Workbook& workbook, SourcePreview& preview) {
    const QStringList candidates = preview.sheet.isEmpty() ? preview.sheets : QStringList{preview.sheet};
    Result<SheetSample> sample;
    for (const QString& sheet : candidates) {
        sample = sampleOfSheet(workbook, sheet);
        preview.sheet = sheet;
        if (!sample || sample->rows > 0) {
            return sample;
        }
    }
    preview.sheet = candidates.value(0);
    return sample;
}

/// Everything about a workbook but its first rows.
Result<std::unique_ptr<RowReader>> lookAtWorkbook(const QString& path, const std::optional<Dialect>& dialect,
                                                  SourcePreview& preview) {
    const auto workbook = openWorkbook(path);
    if (!workbook) {
        return fail(workbook.error());
    }
    preview.sheets = (*workbook)->sheets();
    const auto sample = sampleOfWorkbook(**workbook, preview);
    if (!sample) {
        return fail(sample.error());
    }
    const DialectFindings findings = detectDialect(sample->text, {TextEncoding::Utf8, ',', '"'});
    preview.dialect = dialect.value_or(findings.dialect);
    preview.warnings = findings.warnings;
    preview.preamble = findings.preamble;
    preview.trailing = findings.trailing;
    warnOfFormulas(*sample, preview);
    preview.setAside = setAsideInWords(findings);
    warnOfHiddenRows(*sample, preview);
    auto reader = WorkbookReader::open(**workbook, preview.sheet, preview.dialect);
    if (!reader) {
        return fail(reader.error());
    }
    return std::unique_ptr<RowReader>(std::move(*reader));
}

Result<std::unique_ptr<RowReader>> lookAtDatabase(const QString& path, const std::optional<Dialect>& dialect,
                                                  SourcePreview& preview) {
    const auto tables = sheetsOf(path);
    if (!tables) {
        return fail(tables.error());
    }
    preview.sheets = *tables;
    preview.sheet = preview.sheet.isEmpty() ? tables->value(0) : preview.sheet;
    preview.dialect = dialect.value_or(Dialect{});
    return openFileRows({path, preview.dialect, preview.sheet});
}

} // namespace

Result<SourcePreview> previewCsv(const QString& path, const std::optional<Dialect>& dialect,
                                 const DialectWishes& wishes) {
    auto file = SourceFile::open(path);
    if (!file) {
        return fail(file.error());
    }
    if (auto text = checkText(*file); !text) {
        return fail(text.error());
    }
    auto sample = sampleOf(*file);
    if (!sample) {
        return fail(sample.error());
    }
    SourcePreview preview;
    preview.sizeBytes = qint64(file->size());
    DialectFindings findings = detectDialect(*sample, wishes);
    preview.dialect = dialect.value_or(findings.dialect);
    preview.warnings = findings.warnings;
    if (preview.dialect.preambleLines != findings.dialect.preambleLines) {
        findings.preamble.clear();
    }
    if (preview.dialect.trailingRows != findings.dialect.trailingRows) {
        findings.trailing.clear();
    }
    if (!preview.dialect.hasHeader) {
        findings.repeatedHeaders.clear();
    }
    preview.preamble = findings.preamble;
    preview.trailing = findings.trailing;
    preview.setAside = setAsideInWords(findings);
    auto reader = CsvReader::open(path, preview.dialect);
    if (!reader) {
        return fail(reader.error());
    }
    if (auto looked = lookAtRows(**reader, preview); !looked) {
        return fail(looked.error());
    }
    Dialect said = preview.dialect; // What is told with its lines is not told twice.
    said.preambleLines = findings.preamble.isEmpty() ? said.preambleLines : 0;
    said.trailingRows = findings.trailing.isEmpty() ? said.trailingRows : 0;
    preview.dialectText = (QStringList(dialectInWords(said)) + preview.setAside).join(u' ');
    return preview;
}

Result<SourcePreview> previewSource(const QString& path, const QString& sheet, const std::optional<Dialect>& dialect,
                                    const DialectWishes& wishes) {
    const auto kind = fileKindOf(path);
    if (!kind) {
        return fail(kind.error());
    }
    if (*kind == FileKind::Text) {
        return previewCsv(path, dialect, wishes);
    }
    SourcePreview preview;
    preview.sizeBytes = QFileInfo(path).size();
    preview.sheet = sheet;
    auto reader =
        *kind == FileKind::Packed ? lookAtWorkbook(path, dialect, preview) : lookAtDatabase(path, dialect, preview);
    if (!reader) {
        return fail(reader.error());
    }
    if (auto looked = lookAtRows(**reader, preview); !looked) {
        return fail(looked.error());
    }
    if (preview.sheets.size() > 1 && sheet.isEmpty()) {
        preview.warnings << PreviewText::tr("There are several sheets or tables: %1. “%2” is read.")
                                .arg(QLocale().createSeparatedList(preview.sheets), preview.sheet);
    }
    preview.dialectText = *kind == FileKind::Database ? PreviewText::tr("Table “%1” of a database.").arg(preview.sheet)
                          : preview.dialect.hasHeader
                              ? PreviewText::tr("Sheet “%1”. The first row is a header.").arg(preview.sheet)
                              : PreviewText::tr("Sheet “%1”. There is no header.").arg(preview.sheet);
    preview.dialectText = (QStringList(preview.dialectText) + preview.setAside).join(u' ');
    return preview;
}

} // namespace pathways
