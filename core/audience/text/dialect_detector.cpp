// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/dialect_detector.h"

#include "core/audience/column_content.h"
#include "core/audience/text/csv_scanner.h"
#include "core/audience/text/csv_split.h"
#include "core/audience/text/encoding_detector.h"
#include "core/audience/text/text_decoder.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace pathways {

namespace {

struct DetectorText {
    Q_DECLARE_TR_FUNCTIONS(DialectDetector)
};

constexpr std::size_t kRowsLookedAt = 400;
constexpr std::size_t kMostPreambleRows = 30;
constexpr std::size_t kMostTrailingRows = 20;

/// One row of the sample: its cells, and how many physical lines stand before it.
struct SampleRow {
    QStringList cells;
    QString text;
    int linesBefore = 0;
    bool unclosed = false;
    [[nodiscard]] qsizetype filled() const {
        return std::count_if(cells.begin(), cells.end(), [](const QString& c) { return !c.trimmed().isEmpty(); });
    }
    [[nodiscard]] bool blank() const { return filled() == 0; }
};

QString toText(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

int lineEndsIn(std::string_view bytes) {
    int count = 0;
    const char* p = bytes.data();
    const char* const end = p + bytes.size();
    for (;;) {
        p = findLineEnd(p, end);
        if (p == end) {
            return count;
        }
        ++count;
        p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
    }
}

/// Rows of decoded text. atEnd: the text ends where the file ends; otherwise the cut-off last row is dropped.
std::vector<SampleRow> rowsOf(const std::string& text, char separator, char quote, bool atEnd, std::size_t most,
                              qsizetype expected = 0) {
    std::vector<SampleRow> rows;
    const std::string padded = text + std::string(CsvScanner::kPadding, '\0');
    const char* p = padded.data();
    const char* const end = p + text.size();
    CsvScanner scanner(separator, quote);
    scanner.expectCells(std::size_t(expected));
    CellBuffer buffer;
    int lines = 0;
    while (p < end && rows.size() < most) {
        const RowSpan span = scanner.scan(p, end, atEnd);
        if (span.status == RowSpan::Status::NeedMore) {
            break;
        }
        const std::string_view bytes(p, std::size_t(span.end - p));
        SampleRow row;
        buffer.malformed = false;
        splitCells(bytes, separator, quote, buffer);
        row.unclosed = buffer.malformed;
        row.linesBefore = lines;
        row.text = toText(bytes.substr(0, 500));
        for (const std::string_view cell : buffer.cells) {
            row.cells << toText(cell);
        }
        lines += lineEndsIn({p, std::size_t(span.next - p)});
        rows.push_back(std::move(row));
        p = span.next;
    }
    return rows;
}

/// The number of cells that most rows have, and the share of these rows.
struct Width {
    qsizetype cells = 1;
    double share = 0;
};

Width usualWidth(const std::vector<SampleRow>& rows) {
    std::map<qsizetype, int> counts;
    int total = 0;
    for (const SampleRow& row : rows) {
        if (!row.blank()) {
            ++counts[row.cells.size()];
            ++total;
        }
    }
    Width width;
    int best = 0;
    for (const auto& [cells, count] : counts) {
        if (count > best || (count == best && cells > width.cells)) {
            best = count;
            width.cells = cells;
        }
    }
    width.share = total == 0 ? 0 : double(best) / total;
    return width;
}

double scoreOf(const Width& width) {
    return width.cells < 2 ? 0 : width.share * width.share * (1.0 - 1.0 / double(width.cells));
}

/// How many rows have a cell wrapped in apostrophes, for the rare files that use them as quotes.
bool usesApostrophes(const std::string& text, char separator) {
    int wrapped = 0;
    int cells = 0;
    for (const SampleRow& row : rowsOf(text, separator, 0, true, 50)) {
        for (const QString& cell : row.cells) {
            const QString trimmed = cell.trimmed();
            if (!trimmed.isEmpty()) {
                ++cells;
                wrapped += trimmed.size() >= 2 && trimmed.startsWith(u'\'') && trimmed.endsWith(u'\'') ? 1 : 0;
            }
        }
    }
    return cells > 3 && wrapped * 2 > cells;
}

bool looksLikeData(const QString& cell) {
    static const QRegularExpression year(QStringLiteral("^(19|20)\\d\\d$")); // "2023" may well be a header.
    const QString text = cell.trimmed();
    if (text.isEmpty() || year.match(text).hasMatch()) {
        return false;
    }
    return looksLikeEmail(text) || looksLikeNumber(text) || looksLikeDate(text) || looksLikePhone(text) ||
           looksDamagedBySpreadsheet(text);
}

bool looksLikeHeader(const SampleRow& row) {
    return row.filled() > 0 && std::none_of(row.cells.begin(), row.cells.end(), looksLikeData);
}

bool saysTotal(const SampleRow& row) {
    static const QRegularExpression words(
        QStringLiteral("^\\s*((grand |sub)?totals?|sum|count|record count|gesamt(summe)?|summe|total général|somme|"
                       "totale|totaal|suma|end of (report|file|list)|generated|printed|exported|report|page|"
                       "confidential|©|copyright|source:)\\b"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return std::any_of(row.cells.begin(), row.cells.end(),
                       [](const QString& cell) { return words.match(cell).hasMatch(); });
}

/// "Total,30" at the end of a table of two or three columns. "Page" may be somebody's name there.
bool isNarrowTotal(const SampleRow& row) {
    static const QRegularExpression words(
        QStringLiteral("^\\s*((grand |sub)?total|sum|count|gesamt|summe|totale|totaal|suma)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return row.cells.size() <= 3 && words.match(row.cells.value(0)).hasMatch() &&
           std::any_of(row.cells.begin() + 1, row.cells.end(), looksLikeNumber);
}

bool namesAPerson(const SampleRow& row) {
    return std::any_of(row.cells.begin(), row.cells.end(),
                       [](const QString& cell) { return looksLikeEmail(cell) || looksLikePhone(cell); });
}

class Detector {
public:
    Detector(const FileSample& sample, const DialectWishes& wishes)
        : m_sample(sample)
        , m_wishes(wishes) {}

    DialectFindings run() {
        Dialect& dialect = m_findings.dialect;
        dialect.encoding =
            m_wishes.encoding ? *m_wishes.encoding : detectEncoding(m_sample.head, m_sample.middle, m_sample.tail);
        m_head = decoded(m_sample.head, m_sample.wholeFile);
        const bool announced = separatorLine();
        if (m_wishes.separator) {
            dialect.separator = *m_wishes.separator;
        } else if (!announced) {
            chooseSeparator();
        }
        if (m_wishes.quote) {
            dialect.quote = *m_wishes.quote;
        } else if (usesApostrophes(m_head, dialect.separator)) {
            dialect.quote = '\'';
        }
        m_rows = rowsOf(m_head, dialect.separator, dialect.quote, m_sample.wholeFile, kRowsLookedAt);
        m_width = usualWidth(m_rows);
        // With the width known, multi-line notes can be distinguished from unclosed quotes.
        m_rows = rowsOf(m_head, dialect.separator, dialect.quote, m_sample.wholeFile, kRowsLookedAt, m_width.cells);
        findTable(announced);
        findTrailing();
        warnOfQuotes();
        return m_findings;
    }

private:
    [[nodiscard]] std::string decoded(const std::string& bytes, bool last) const {
        std::string text;
        TextDecoder(m_findings.dialect.encoding).decode(bytes, last, text);
        return text;
    }

    /// "sep=;" in the first line is what spreadsheets write for one another.
    bool separatorLine() {
        const std::string_view text = m_head;
        const bool says = text.size() >= 5 && (text.starts_with("sep=") || text.starts_with("SEP="));
        if (!says || (text.size() > 5 && text[5] != '\n' && text[5] != '\r')) {
            return false;
        }
        m_findings.dialect.separator = text[4];
        return true;
    }

    void chooseSeparator() {
        double best = 0;
        for (const char separator : {',', ';', '\t', '|'}) {
            const Width width = usualWidth(rowsOf(m_head, separator, '"', m_sample.wholeFile, kRowsLookedAt));
            if (scoreOf(width) > best + 1e-9) {
                best = scoreOf(width);
                m_findings.dialect.separator = separator;
            }
        }
    }

    /// Where the table begins, and whether with a header.
    void findTable(bool announced) {
        Dialect& dialect = m_findings.dialect;
        std::size_t first = 0;
        while (first < m_rows.size() && (m_rows[first].blank() || (announced && first == 0))) {
            ++first;
        }
        if (m_width.cells > 1) {
            std::size_t at = first;
            const std::size_t last = std::min(m_rows.size(), first + kMostPreambleRows);
            while (at < last && !beginsTable(at)) {
                ++at;
            }
            first = at < last ? at : first;
        }
        if (first >= m_rows.size()) {
            return;
        }
        bool twoHeaders = false;
        for (std::size_t i = announced ? 1 : 0; i < first; ++i) {
            if (!m_rows[i].blank()) {
                m_findings.preamble << m_rows[i].text;
                twoHeaders = m_rows[i].cells.size() == m_width.cells && m_rows[i].filled() >= 2;
            }
        }
        dialect.preambleLines = m_rows[first].linesBefore;
        dialect.hasHeader = isHeader(first);
        m_first = first;
        if (twoHeaders && dialect.hasHeader) {
            m_findings.warnings << DetectorText::tr("The file has two header rows. The second one names the columns.");
        }
    }

    /// A row of the table's width that is not a title over a table, nor the upper one of two header rows.
    [[nodiscard]] bool beginsTable(std::size_t at) const {
        const SampleRow& row = m_rows[at];
        if (row.blank() || row.cells.size() != m_width.cells) {
            return false;
        }
        std::size_t next = at + 1;
        while (next < m_rows.size() && m_rows[next].blank()) {
            ++next;
        }
        if (next >= m_rows.size()) {
            return true;
        }
        const SampleRow& below = m_rows[next];
        const bool sparse = row.filled() * 2 <= m_width.cells;
        const bool headerBelow = below.cells.size() == m_width.cells && looksLikeHeader(below) &&
                                 below.filled() > row.filled() && below.filled() * 2 > m_width.cells;
        return !(sparse && looksLikeHeader(row) && headerBelow);
    }

    /// Text above numbers, dates or addresses is a header. Text above text counts as one, too: files that have neither
    /// a header nor a number, date or address in the first row are much rarer.
    [[nodiscard]] bool isHeader(std::size_t at) const { return looksLikeHeader(m_rows[at]); }

    void findTrailing() {
        std::vector<SampleRow> tail;
        if (m_sample.wholeFile) {
            tail.assign(m_rows.begin() + std::ptrdiff_t(std::min(m_first + 1, m_rows.size())), m_rows.end());
            if (m_rows.size() >= kRowsLookedAt) {
                tail = tailRows(m_head);
            }
        } else {
            tail = tailRows(decoded(m_sample.tail, true));
        }
        const auto isTrailing = [this](const SampleRow& row) {
            const bool narrower = row.cells.size() < m_width.cells && m_width.cells > 1;
            const bool sparse = row.filled() * 2 <= m_width.cells;
            return !row.unclosed && !namesAPerson(row) &&
                   (narrower || (saysTotal(row) && (sparse || isNarrowTotal(row))));
        };
        std::size_t from = tail.size();
        std::size_t people = 0;
        while (from > 0 && people < kMostTrailingRows) {
            const SampleRow& row = tail[from - 1];
            if (!row.blank() && row.text != QStringLiteral("\x1a")) {
                if (!isTrailing(row)) {
                    break;
                }
                ++people;
            }
            --from;
        }
        QStringList lines;
        bool secondTable = false;
        for (std::size_t i = from; i < tail.size(); ++i) {
            if (tail[i].blank() || tail[i].text == QStringLiteral("\x1a")) {
                continue;
            }
            const bool afterBlank = i > 0 && tail[i - 1].blank();
            const bool sameBelow = i + 1 < tail.size() && tail[i].cells.size() == tail[i + 1].cells.size();
            secondTable = secondTable || (afterBlank && sameBelow && tail[i].cells.size() > 1);
            lines << tail[i].text;
        }
        m_findings.trailing = lines;
        m_findings.dialect.trailingRows = int(lines.size());
        if (secondTable) {
            m_findings.warnings << DetectorText::tr("A second table begins further down. Only the first one is read.");
        }
    }

    /// Rows of a piece of text whose first row may be cut off.
    [[nodiscard]] std::vector<SampleRow> tailRows(const std::string& text) const {
        constexpr std::size_t kTail = 32 * 1024;
        const std::size_t from = text.size() > kTail ? text.size() - kTail : 0;
        const std::size_t line = text.find_first_of("\r\n", from);
        const std::string piece = line == std::string::npos ? std::string() : text.substr(line);
        return rowsOf(piece, m_findings.dialect.separator, m_findings.dialect.quote, true, 1'000'000);
    }

    void warnOfQuotes() {
        for (const SampleRow& row : m_rows) {
            if (row.unclosed) {
                m_findings.warnings << DetectorText::tr("Line %L1 has a quote that is never closed. If quotes are "
                                                        "ordinary text in this file, choose “No quotes”.")
                                           .arg(row.linesBefore + 1);
                return;
            }
        }
    }

    const FileSample& m_sample;
    const DialectWishes& m_wishes;
    DialectFindings m_findings;
    std::string m_head;
    std::vector<SampleRow> m_rows;
    Width m_width;
    std::size_t m_first = 0;
};

} // namespace

DialectFindings detectDialect(const FileSample& sample, const DialectWishes& wishes) {
    return Detector(sample, wishes).run();
}

QString dialectInWords(const Dialect& dialect) {
    QStringList parts;
    switch (dialect.separator) {
    case ',':
        parts << DetectorText::tr("Separated by commas.");
        break;
    case ';':
        parts << DetectorText::tr("Separated by semicolons.");
        break;
    case '\t':
        parts << DetectorText::tr("Separated by tabs.");
        break;
    case '|':
        parts << DetectorText::tr("Separated by vertical bars.");
        break;
    default:
        parts << DetectorText::tr("Separated by “%1”.").arg(QLatin1Char(dialect.separator));
        break;
    }
    parts << DetectorText::tr("Encoding: %1.").arg(displayName(dialect.encoding));
    if (dialect.quote == 0) {
        parts << DetectorText::tr("No quotes.");
    } else if (dialect.quote != '"') {
        parts << DetectorText::tr("The quote character is %1.").arg(QLatin1Char(dialect.quote));
    }
    if (dialect.preambleLines > 0) {
        parts << DetectorText::tr("%Ln lines before the table are left out.", nullptr, dialect.preambleLines);
    }
    parts << (dialect.hasHeader ? DetectorText::tr("The first row is a header.")
                                : DetectorText::tr("There is no header."));
    if (dialect.trailingRows > 0) {
        parts << DetectorText::tr("%Ln rows at the end are left out.", nullptr, dialect.trailingRows);
    }
    if (dialect.dates != DateOrder::ByCountry) {
        parts << (dialect.dates == DateOrder::DayFirst ? DetectorText::tr("Dates begin with the day.")
                                                       : DetectorText::tr("Dates begin with the month."));
    }
    if (dialect.decimalComma) {
        parts << DetectorText::tr("Decimals follow a comma.");
    }
    return parts.join(u' ');
}

} // namespace pathways
