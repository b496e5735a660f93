// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/sample_rows.h"

#include "core/audience/text/csv_scanner.h"
#include "core/audience/text/csv_split.h"

#include <string>

namespace pathways {

namespace {

constexpr std::size_t kLongestText = 500;

} // namespace

std::vector<SampleRow> sampleRows(std::string_view text, char separator, char quote, bool atEnd, std::size_t most,
                                  std::size_t columns) {
    std::vector<SampleRow> rows;
    const std::string padded = std::string(text) + std::string(CsvScanner::kPadding, '\0');
    const char* p = padded.data();
    const char* const end = p + text.size();
    CsvScanner scanner(separator, quote);
    scanner.expectCells(columns);
    CellBuffer buffer;
    int lines = 0;
    while (p < end && rows.size() < most) {
        const RowSpan span = scanner.scan(p, end, atEnd);
        if (span.status == RowSpan::Status::NeedMore) {
            break;
        }
        const std::string_view bytes(p, std::size_t(span.end - p));
        SampleRow row;
        const QuoteFault fault = splitCells(bytes, separator, quote, buffer);
        row.unclosed = fault == QuoteFault::Unclosed;
        row.loneQuote = fault == QuoteFault::Lone;
        row.linesBefore = lines;
        row.text = bytes.substr(0, kLongestText);
        row.cells.assign(buffer.cells.begin(), buffer.cells.end());
        lines += countLineEnds(p, span.next);
        rows.push_back(std::move(row));
        p = span.next;
    }
    return rows;
}

} // namespace pathways
