// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/audience.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Parts of a text file from which its format is detected: its beginning, its end, and some places in between.
struct FileSample {
    std::string head;                ///< Raw bytes from the beginning.
    bool wholeFile = true;           ///< head is all there is.
    std::string tail;                ///< Raw bytes up to the end; empty when head is all there is.
    std::vector<std::string> middle; ///< Raw bytes from places in between, for the encoding.
};

/// The detected dialect, and what was found besides.
struct DialectFindings {
    Dialect dialect;
    QStringList preamble;       ///< Rows found before the table.
    QList<int> preambleLines;   ///< On which lines of the file they begin, from 1.
    QStringList trailing;       ///< Totals and footers found after it.
    QList<int> trailingLines;   ///< Empty where the file is too long to count them.
    QList<int> repeatedHeaders; ///< On which of the first lines the header stands again.
    QStringList warnings;       ///< Whole sentences, e.g. about a second table.
};

/// What the user said about the format of a file, which is used to find where the table begins and ends.
struct DialectWishes {
    std::optional<TextEncoding> encoding;
    std::optional<char> separator;
    std::optional<char> quote;
};

/// Detects encoding, separator, quote, header, preamble and trailing rows (rules U13 and U14). Reads nothing.
[[nodiscard]] DialectFindings detectDialect(const FileSample& sample, const DialectWishes& wishes = {});

/// "Left out above the table: 2 lines. They are lines 1 and 2." One sentence for each end; nothing where all is read.
[[nodiscard]] QStringList setAsideInWords(const DialectFindings& findings);

/// "Separated by semicolons. Encoding: Western European (Windows). The first row is a header."
[[nodiscard]] QString dialectInWords(const Dialect& dialect);

} // namespace pathways
