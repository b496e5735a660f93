// SPDX-License-Identifier: GPL-3.0-or-later
// One table, spoilt in one place at a time as hands and programs spoil files: a separator or a quote too many or too
// few, in every cell and in the header, and other line ends. What cannot be read rightly must be said.
#include "core/audience/preview.h"
#include "tests/audience/text/csv_test_support.h"

#include <functional>

namespace pathways {

using test::Files;
using test::readAll;

namespace {

using Row = std::vector<std::string>;

std::vector<Row> people() {
    const char* const cities[] = {"Leeds", "Hull, North", "York"};
    std::vector<Row> rows{{"Email", "First Name", "Last Name", "City", "Last Gift", "Amount", "Consent", "Notes"}};
    for (int i = 0; i < 30; ++i) {
        const std::string n = std::to_string(i);
        rows.push_back({"p" + n + "@x.org", "Ann" + n, "Lee", cities[i % 3], "2026-03-1" + std::to_string(i % 10),
                        std::to_string(10 + i), i % 4 == 0 ? "No" : "Yes", i % 5 == 0 ? "called" : ""});
    }
    return rows;
}

std::string quoted(const std::string& cell) {
    return cell.find(',') == std::string::npos ? cell : '"' + cell + '"';
}

/// Cells of a row as written, joined by what stands between them.
std::string written(const std::vector<Row>& rows, const std::function<std::string(std::size_t, std::size_t)>& before,
                    const std::function<std::string(std::size_t)>& end) {
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            text += before(r, c) + quoted(rows[r][c]);
        }
        text += end(r);
    }
    return text;
}

struct Outcome {
    int files = 0;
    int wrong = 0; ///< A row is delivered with other values than were written, and nobody is told.
    int headers = 0;
    std::string untold; ///< Which they are.
};

void judge(const std::vector<Row>& rows, const std::string& text, bool spoiltHeader, const std::string& label,
           Outcome& outcome) {
    const Files files;
    const QString path = files.write(text);
    const auto found = previewCsv(path);
    ++outcome.files;
    if (!found) {
        return; // Refused with a sentence.
    }
    const auto read = readAll(path, found->dialect);
    const bool named =
        read.columns.contains(QStringLiteral("Email")) || read.columns.contains(QStringLiteral("Consent"));
    outcome.headers += named || (spoiltHeader && !found->warnings.isEmpty()) ? 0 : 1;
    bool wrong = false;
    for (const auto& row : read.rows) {
        const auto same = std::find(rows.begin() + 1, rows.end(), Row(row.cells.begin(), row.cells.end()));
        wrong = wrong || (!row.malformed && same == rows.end());
    }
    if (spoiltHeader) {
        // The rows are whole; the columns have to be those of the names, or it is said.
        wrong = read.columns.size() != qsizetype(rows[0].size()) && !read.rows.empty() && !read.rows[0].malformed;
    }
    if (wrong && found->warnings.isEmpty()) {
        ++outcome.wrong;
        outcome.untold += label + '\n';
    }
}

} // namespace

TEST(PollutedFiles, fewAreReadWronglyWithoutAWord) {
    const std::vector<Row> rows = people();
    const auto newline = [](std::size_t) { return std::string("\n"); };
    const auto comma = [](std::size_t, std::size_t c) { return std::string(c == 0 ? "" : ","); };
    Outcome outcome;
    for (std::size_t r = 0; r < rows.size(); r += r < 3 ? 1 : 4) {
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            for (const std::string extra : {",", "\"", ",,"}) {
                const auto before = [&](std::size_t row, std::size_t cell) {
                    return (row == r && cell == c ? extra : std::string()) + comma(row, cell);
                };
                judge(rows, written(rows, before, newline), r == 0,
                      "“" + extra + "” before cell " + std::to_string(c) + " of row " + std::to_string(r), outcome);
            }
            const auto without = [&](std::size_t row, std::size_t cell) {
                return row == r && cell == c ? std::string() : comma(row, cell);
            };
            if (c > 0) {
                judge(rows, written(rows, without, newline), r == 0,
                      "no separator before cell " + std::to_string(c) + " of row " + std::to_string(r), outcome);
            }
        }
    }
    for (const std::string end : {"\r", "\r\n"}) {
        judge(rows, written(rows, comma, [&](std::size_t r) { return r % 2 == 0 ? end : "\n"; }), false, "line ends",
              outcome);
    }
    EXPECT_LT(outcome.wrong * 20, outcome.files) << outcome.wrong << " of " << outcome.files << '\n' << outcome.untold;
    EXPECT_EQ(outcome.headers, 0) << "of " << outcome.files;
}

} // namespace pathways
