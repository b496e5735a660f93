// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/dialect_detector.h"

#include "core/audience/table/row_judge.h"
#include "core/audience/table/table_finder.h"
#include "core/audience/text/csv_scanner.h"
#include "core/audience/text/encoding_detector.h"
#include "core/audience/text/sample_rows.h"
#include "core/audience/text/text_decoder.h"
#include "core/base/value_parsing.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pathways {

namespace {

struct DetectorText {
    Q_DECLARE_TR_FUNCTIONS(DialectDetector)
};

constexpr std::size_t kRowsLookedAt = 400;
constexpr std::size_t kMostTrailingRows = 64;
constexpr std::size_t kRowsCompared = 120; // Enough to tell separators from one another.
constexpr std::size_t kUnusualLook = 16 * 1024;
constexpr double kUnusual = 0.04; // Separators that hardly anybody uses have to be that much better.
constexpr qsizetype kShownText = 80;
constexpr double kDoubtful = 0.05; // Below, the next best reading of the first row is as good.

/// How many rows have a cell wrapped in apostrophes, for the rare files that use them as quotes.
bool usesApostrophes(const std::string& text, char separator) {
    int wrapped = 0;
    int cells = 0;
    for (const SampleRow& row : sampleRows(text, separator, 0, true, 50)) {
        for (const std::string& cell : row.cells) {
            const std::string_view trimmed = trimmedValue(cell);
            if (!trimmed.empty()) {
                ++cells;
                wrapped += trimmed.size() >= 2 && trimmed.front() == '\'' && trimmed.back() == '\'' ? 1 : 0;
            }
        }
    }
    return cells > 3 && wrapped * 2 > cells;
}

QString toText(const std::string& bytes) {
    return QString::fromStdString(bytes);
}

/// The character that DOS programs leave at the end of a file.
bool isEndMark(const SampleRow& row) {
    return row.text == "\x1a";
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
        m_rows = sampleRows(m_head, dialect.separator, dialect.quote, m_sample.wholeFile, kRowsLookedAt);
        m_table = findTable(m_rows, announced ? 1 : 0);
        // With the width known, multi-line notes can be distinguished from unclosed quotes.
        m_rows =
            sampleRows(m_head, dialect.separator, dialect.quote, m_sample.wholeFile, kRowsLookedAt, m_table.columns);
        m_table = findTable(m_rows, announced ? 1 : 0);
        describeTable(announced);
        findRepeatedHeaders();
        findTrailing();
        warnOfQuotes();
        warnOfLoneQuotes();
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

    /// The separator with which the text is a table best; a text without any is a table of one column.
    void chooseSeparator() {
        double best = 0;
        std::string_view unusual = m_head;
        unusual = unusual.substr(0, kUnusualLook);
        for (const char separator : {',', ';', '\t', '|', ':', '^', '~'}) {
            const bool usual = separator == ',' || separator == ';' || separator == '\t' || separator == '|';
            if (m_head.find(separator) == std::string::npos || (!usual && !inMostLines(unusual, separator))) {
                continue;
            }
            const auto rows = sampleRows(m_head, separator, '"', m_sample.wholeFile, kRowsCompared);
            const FoundTable table = findTable(rows);
            const double score = table.score - (usual ? 0 : kUnusual);
            if (table.columns > 1 && score > best + 1e-6) {
                best = score;
                m_findings.dialect.separator = separator;
            }
        }
    }

    [[nodiscard]] static bool inMostLines(std::string_view text, char separator) {
        int lines = 0;
        int with = 0;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
            if (end > 0) {
                ++lines;
                with += text.substr(0, end).find(separator) != std::string_view::npos ? 1 : 0;
            }
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return lines > 0 && with * 10 >= lines * 9;
    }

    /// Where the table begins, what stands above it, and what is doubtful.
    void describeTable(bool announced) {
        if (m_rows.size() <= m_table.first) {
            return;
        }
        Dialect& dialect = m_findings.dialect;
        bool twoHeaders = false;
        for (std::size_t i = announced ? 1 : 0; i < m_table.first; ++i) {
            if (!m_rows[i].blank()) {
                m_findings.preamble << toText(m_rows[i].text);
                m_findings.preambleLines << m_rows[i].linesBefore + 1;
                twoHeaders = m_rows[i].cells.size() == m_table.columns && m_rows[i].filled() >= 2;
            }
        }
        const SampleRow& first = m_rows[m_table.first];
        dialect.preambleLines = first.linesBefore;
        dialect.hasHeader = m_table.hasHeader;
        if (twoHeaders && dialect.hasHeader) {
            m_findings.warnings << DetectorText::tr("The file has two header rows. The second one names the columns.");
        }
        if (m_table.margin < kDoubtful && m_rows.size() > m_table.first + 1) {
            m_findings.warnings << (m_table.hasHeader
                                        ? DetectorText::tr("Is “%1” the names of the columns, or a person? It is read "
                                                           "as the names of the columns.")
                                        : DetectorText::tr("Is “%1” a person, or the names of the columns? It is read "
                                                           "as a person."))
                                       .arg(toText(first.text).left(kShownText));
        }
    }

    void findRepeatedHeaders() {
        if (!m_table.hasHeader) {
            return;
        }
        for (std::size_t i = m_table.first + 1; i < m_rows.size(); ++i) {
            if (m_rows[i].cells == m_rows[m_table.first].cells) {
                m_findings.repeatedHeaders << m_rows[i].linesBefore + 1;
            }
        }
    }

    void findTrailing() {
        std::vector<SampleRow> tail;
        if (m_sample.wholeFile) {
            tail.assign(m_rows.begin() + std::ptrdiff_t(std::min(m_table.first + 1, m_rows.size())), m_rows.end());
            if (m_rows.size() >= kRowsLookedAt) {
                tail = tailRows(m_head);
            }
        } else {
            tail = tailRows(decoded(m_sample.tail, true));
        }
        std::vector<EndRow> rows;
        std::vector<const SampleRow*> samples;
        bool blankAbove = false;
        for (const SampleRow& row : tail) {
            if (row.blank() || isEndMark(row)) {
                blankAbove = true;
                continue;
            }
            rows.push_back({row.views(), blankAbove});
            samples.push_back(&row);
            blankAbove = false;
        }
        const std::size_t above = rows.size() - std::min(rows.size(), kMostTrailingRows);
        rows.erase(rows.begin(), rows.begin() + std::ptrdiff_t(above));
        const TableEnd end = endOfTable(rows, m_table.columns);
        for (std::size_t i = end.people; i < rows.size(); ++i) {
            const SampleRow& row = *samples[above + i];
            m_findings.trailing << toText(row.text);
            if (m_sample.wholeFile) {
                m_findings.trailingLines << m_linesBeforeTail + row.linesBefore + 1;
            }
        }
        m_findings.dialect.trailingRows = int(rows.size() - end.people);
        if (end.secondTable) {
            m_findings.warnings << DetectorText::tr("A second table begins further down. Only the first one is read.");
        }
    }

    /// Rows of a piece of text whose first row may be cut off.
    [[nodiscard]] std::vector<SampleRow> tailRows(const std::string& text) {
        constexpr std::size_t kTail = 32 * 1024;
        const std::size_t from = text.size() > kTail ? text.size() - kTail : 0;
        std::size_t line = text.find_first_of("\r\n", from);
        if (line != std::string::npos) {
            line -= line > 0 && text[line] == '\n' && text[line - 1] == '\r' ? 1 : 0;
            m_linesBeforeTail = countLineEnds(text.data(), text.data() + line);
        }
        const std::string piece = line == std::string::npos ? std::string() : text.substr(line);
        return sampleRows(piece, m_findings.dialect.separator, m_findings.dialect.quote, true, 1'000'000,
                          m_table.columns);
    }

    void warnOfLoneQuotes() {
        const auto lone = [](const SampleRow& row) { return row.loneQuote; };
        const auto first = std::find_if(m_rows.begin(), m_rows.end(), lone);
        if (first != m_rows.end()) {
            m_findings.warnings << DetectorText::tr("%Ln of the first rows have a quote in the wrong place, the first "
                                                    "one on line %1. Their values are read as they stand there: look "
                                                    "whether they are right.",
                                                    nullptr, int(std::count_if(first, m_rows.end(), lone)))
                                       .arg(QLocale().toString(first->linesBefore + 1));
        }
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
    int m_linesBeforeTail = 0; ///< Above the piece at the end in which totals were looked for.
    FoundTable m_table;
};

} // namespace

DialectFindings detectDialect(const FileSample& sample, const DialectWishes& wishes) {
    return Detector(sample, wishes).run();
}

QStringList setAsideInWords(const DialectFindings& findings) {
    const auto where = [](const QList<int>& lines) {
        QStringList numbers;
        for (const int line : lines) {
            numbers << QLocale().toString(line);
        }
        return numbers.isEmpty() ? QString() : QLocale().createSeparatedList(numbers);
    };
    QStringList sentences;
    if (!findings.preamble.isEmpty()) {
        sentences << DetectorText::tr("%Ln lines above the table are left out, as nobody is in them. By number: %1.",
                                      nullptr, int(findings.preamble.size()))
                         .arg(where(findings.preambleLines));
    }
    if (!findings.repeatedHeaders.isEmpty()) {
        sentences << DetectorText::tr(
                         "%Ln of the first rows repeat the names of the columns and are left out, as nobody "
                         "is in them. By line: %1.",
                         nullptr, int(findings.repeatedHeaders.size()))
                         .arg(where(findings.repeatedHeaders));
    }
    if (!findings.trailing.isEmpty() && findings.trailingLines.isEmpty()) {
        sentences << DetectorText::tr("%Ln rows below the last person are left out.", nullptr,
                                      int(findings.trailing.size()));
    } else if (!findings.trailing.isEmpty()) {
        sentences << DetectorText::tr("%Ln rows below the last person are left out. By line: %1.", nullptr,
                                      int(findings.trailing.size()))
                         .arg(where(findings.trailingLines));
    }
    return sentences;
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
