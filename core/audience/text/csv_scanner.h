// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace pathways {

/// Where one row of separated text ends. Pointers into the scanned bytes.
struct RowSpan {
    enum class Status : std::uint8_t {
        Complete, ///< end and next are set.
        NeedMore  ///< The bytes are not enough; scan again from the same start with more of them.
    };
    Status status = Status::NeedMore;
    const char* end = nullptr;  ///< One past the row's last byte, without its line end.
    const char* next = nullptr; ///< Where the next row starts.
};

/// Finds row boundaries. The rules, shared with splitCells():
/// a quote opens a quoted cell only as the cell's first byte, blanks and "=" left aside; within it a doubled quote
/// stands for one and line ends are text; after the closing quote whatever follows up to the separator belongs to the
/// cell. CR, LF and CRLF each end a row.
///
/// A quote that is never closed must not swallow the rest of the file (fault F58). A quoted cell with line ends in
/// it counts as closed only if a separator or a line end follows its closing quote. One with more than 20 line ends,
/// or with line ends and more than 64 kB, is believed only if its row then has no more cells than expected. A cell
/// that is not closed ends its row at the next line end; splitCells() reports that row as malformed.
/// The result does not depend on how the bytes are cut into blocks.
class CsvScanner final {
public:
    static constexpr std::size_t kPadding = 32; ///< Readable bytes needed behind the end that is passed in.
    static constexpr std::size_t kSuspiciousBytes = 64 * 1024;
    static constexpr int kSuspiciousLines = 20;
    static constexpr std::size_t kLongestCell = 2 * 1024 * 1024; ///< No quoted cell with line ends is longer.

    CsvScanner(char separator, char quote)
        : m_separator(separator)
        , m_quote(quote) {}

    /// Number of cells a row may have; 0: not known yet.
    void expectCells(std::size_t count) { m_expected = count; }
    /// The row that starts at begin. atEnd: no bytes will follow end.
    [[nodiscard]] RowSpan scan(const char* begin, const char* end, bool atEnd);

private:
    struct Quoted {
        enum class Kind : std::uint8_t { Closed, Doubtful, Unclosed, NeedMore } kind = Kind::NeedMore;
        const char* next = nullptr;
    };
    [[nodiscard]] const char* findSpecial(const char* p, const char* end) const;
    [[nodiscard]] const char* quickClose(const char* open, const char* end) const;
    [[nodiscard]] Quoted scanQuoted(const char* open, const char* end, bool atEnd) const;
    [[nodiscard]] static RowSpan lineFrom(const char* p, const char* end, bool atEnd);

    char m_separator;
    char m_quote;
    std::size_t m_expected = 0;
    int m_disbelieved = 0; ///< Shortens the look-ahead once there are many, so that hostile files stay cheap.
};

/// The end of the physical line that starts at p, whatever quotes there are.
[[nodiscard]] const char* findLineEnd(const char* p, const char* end);
/// Line ends in [p, end), CRLF counting once; stops counting above limit.
[[nodiscard]] int countLineEnds(const char* p, const char* end, int limit = std::numeric_limits<int>::max() - 1);

} // namespace pathways
