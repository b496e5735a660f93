// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/csv_scanner.h"
#include "core/audience/text/csv_split.h"

#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace pathways {

namespace {

/// Rows as the scanner finds them when the text arrives in steps of so many bytes.
std::vector<std::string> scanAll(const std::string& text, std::size_t step, std::size_t expected) {
    std::vector<std::string> rows;
    CsvScanner scanner(',', '"');
    scanner.expectCells(expected);
    std::string padded = text + std::string(CsvScanner::kPadding, '"'); // What lies behind the end must not matter.
    std::size_t begin = 0;
    std::size_t have = std::min(step, text.size());
    while (begin < text.size()) {
        const bool atEnd = have == text.size();
        std::string block = text.substr(begin, have - begin) + std::string(CsvScanner::kPadding, '"');
        const char* p = block.data();
        const RowSpan span = scanner.scan(p, p + (have - begin), atEnd);
        if (span.status == RowSpan::Status::NeedMore) {
            EXPECT_FALSE(atEnd);
            if (atEnd) {
                break;
            }
            have = std::min(have + step, text.size());
            continue;
        }
        rows.emplace_back(p, std::size_t(span.end - p));
        begin += std::size_t(span.next - p);
    }
    return rows;
}

/// A parser without any cleverness, one byte and one state at a time, for text whose quotes are all closed.
std::vector<std::vector<std::string>> simpleParse(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row;
    std::string cell;
    enum { Start, Plain, Quoted } state = Start;
    const auto endRow = [&] {
        row.push_back(cell);
        rows.push_back(row);
        row.clear();
        cell.clear();
        state = Start;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (state == Quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                cell += '"';
                ++i;
            } else if (c == '"') {
                state = Plain;
            } else {
                cell += c;
            }
        } else if (c == '"' && state == Start) {
            state = Quoted;
        } else if (c == ',') {
            row.push_back(cell);
            cell.clear();
            state = Start;
        } else if (c == '\n' || c == '\r') {
            if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
                ++i;
            }
            endRow();
        } else {
            cell += c;
            state = Plain;
        }
    }
    if (!row.empty() || !cell.empty() || state != Start) {
        endRow();
    }
    return rows;
}

} // namespace

TEST(CsvScanner, agreesWithASimpleParserOnRandomTables) {
    std::mt19937 random(20260301);
    const char* const pieces[] = {
        "a", "\"\"", ",", "\n", "\r\n", "\r", "Ann", "é", " ", "it's", "0123456789abcdef0123456789"};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        const int cells = int(random() % 40);
        for (int c = 0; c < cells; ++c) {
            if (random() % 3 == 0) {
                text += '"';
                for (auto n = random() % 5; n > 0; --n) {
                    text += pieces[random() % std::size(pieces)];
                }
                text += '"';
            } else if (random() % 3 == 0) {
                text += "O\"Neil";
            } else if (random() % 2 == 0) {
                text += pieces[6 + random() % 5];
            }
            text += random() % 4 == 0 ? (random() % 2 == 0 ? "\n" : "\r\n") : ",";
        }
        const auto expected = simpleParse(text);
        for (const std::size_t step : {std::size_t(1), std::size_t(7), std::size_t(64), text.size() + 1}) {
            const auto rows = scanAll(text, step, 0);
            ASSERT_EQ(rows.size(), expected.size()) << text << "\nstep " << step;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                CellBuffer cellsOf;
                splitCells(rows[i], ',', '"', cellsOf);
                ASSERT_FALSE(cellsOf.malformed);
                ASSERT_EQ(std::vector<std::string>(cellsOf.cells.begin(), cellsOf.cells.end()), expected[i]) << text;
                ASSERT_EQ(countCells(rows[i], ',', '"'), expected[i].size());
            }
        }
    }
}

TEST(CsvScanner, blocksNeverChangeTheRowsWhateverTheBytes) {
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (auto n = random() % 200; n > 0; --n) {
            text += "\"\",,\n\r\nab\0x"[random() % 11];
        }
        const std::size_t expected = random() % 4;
        const auto whole = scanAll(text, text.size() + 1, expected);
        for (const std::size_t step : {1U, 2U, 17U}) {
            ASSERT_EQ(scanAll(text, step, expected), whole) << text;
        }
        // Nothing is lost: rows and line ends make up the text again.
        std::size_t bytes = 0;
        std::size_t ends = 0;
        for (const std::string& row : whole) {
            bytes += row.size();
        }
        for (const char c : text) {
            ends += c == '\n' || c == '\r' ? 1 : 0;
        }
        EXPECT_GE(bytes + ends, text.size());
    }
}

TEST(CsvScanner, twentyLinesAreBelievedTwentyOneMustFitTheTable) {
    const auto note = [](int lines) {
        std::string text = "1,\"";
        for (int i = 0; i < lines; ++i) {
            text += "x\n";
        }
        return text + "\",end\n2,b,c\n";
    };
    EXPECT_EQ(scanAll(note(20), 1000, 7).size(), 2U);
    EXPECT_EQ(scanAll(note(21), 1000, 3).size(), 2U);
    EXPECT_EQ(scanAll(note(21), 1000, 7).size(), 2U) << "blank cells may be left off";
    EXPECT_GT(scanAll(note(21), 1000, 2).size(), 20U);
}

} // namespace pathways
