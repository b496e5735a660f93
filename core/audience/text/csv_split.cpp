// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/csv_split.h"

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pathways {

namespace {

/// Position of the next separator, or end.
const char* nextSeparator(const char* p, const char* end, char separator) {
    // Cells are short, and calling memchr costs more than these few bytes.
    for (int i = 0; i < 16 && p < end; ++i, ++p) {
        if (*p == separator) {
            return p;
        }
    }
    if (p == end) {
        return end;
    }
    const void* hit = std::memchr(p, separator, std::size_t(end - p));
    return hit == nullptr ? end : static_cast<const char*>(hit);
}

/// The quoted cell that opens at p; returns where its separator or the row's end is.
template <typename Sink>
const char* quotedCell(const char* p, const char* end, char separator, char quote, Sink&& sink) {
    const char* const first = p + 1;
    const char* q = first;
    bool doubled = false;
    for (;;) {
        q = q < end ? static_cast<const char*>(std::memchr(q, quote, std::size_t(end - q))) : nullptr;
        if (q == nullptr) {
            sink(first, end, end, doubled, false);
            return end;
        }
        if (q + 1 < end && q[1] == quote) {
            doubled = true;
            q += 2;
            continue;
        }
        break;
    }
    const char* const stop = nextSeparator(q + 1, end, separator);
    sink(first, q, stop, doubled, true);
    return stop;
}

void appendUndoubled(std::string& out, const char* p, const char* end, char quote) {
    while (p < end) {
        const auto* q = static_cast<const char*>(std::memchr(p, quote, std::size_t(end - p)));
        if (q == nullptr) {
            out.append(p, end);
            return;
        }
        out.append(p, q + 1);
        p = q + 2;
    }
}

#if defined(__SSE2__)
/// The common row, without a quote: separators sixteen at a time. Returns false, having added nothing, if there is one.
bool splitPlain(std::string_view row, char separator, char quote, std::vector<std::string_view>& cells) {
    const char* const begin = row.data();
    const char* const end = begin + row.size();
    if (quote != 0 && std::memchr(begin, quote, row.size()) != nullptr) {
        return false;
    }
    const __m128i wanted = _mm_set1_epi8(separator);
    const char* cell = begin;
    const char* p = begin;
    for (; end - p >= 16; p += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        auto mask = unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
        while (mask != 0) {
            const char* const hit = p + std::countr_zero(mask);
            cells.emplace_back(cell, std::size_t(hit - cell));
            cell = hit + 1;
            mask &= mask - 1;
        }
    }
    for (; p < end; ++p) {
        if (*p == separator) {
            cells.emplace_back(cell, std::size_t(p - cell));
            cell = p + 1;
        }
    }
    cells.emplace_back(cell, std::size_t(end - cell));
    return true;
}
#else
bool splitPlain(std::string_view, char, char, std::vector<std::string_view>&) {
    return false;
}
#endif

/// Blanks between a closing quote and the separator mean nothing.
const char* afterBlanks(const char* p, const char* stop) {
    const char* q = p;
    while (q < stop && *q == ' ') {
        ++q;
    }
    return q == stop ? stop : p;
}

/// "=""00123""" once unquoted, as spreadsheets write what must stay as it is.
std::string_view withoutFormula(std::string_view cell, char quote) {
    const bool wrapped = cell.size() >= 3 && cell[0] == '=' && cell[1] == quote && cell.back() == quote;
    return wrapped ? cell.substr(2, cell.size() - 3) : cell;
}

/// Notices quotes that leave open which separators are text. "Bob" Lee and 6' 2" are harmless.
class Suspicion {
public:
    void quoted(std::string_view content, bool textBehind, bool closed, char separator) {
        m_unclosed = m_unclosed || !closed;
        if (textBehind && closed) {
            m_textBehind = true;
            m_stray = m_stray || content.find(separator) != std::string_view::npos;
        }
    }
    void plain(std::string_view cell, char quote) {
        if (cell.empty() || quote == 0) {
            return;
        }
        std::size_t quotes = 0;
        for (const char c : cell) {
            quotes += c == quote ? 1 : 0;
        }
        if (quotes % 2 == 0) {
            return;
        }
        // A quote that opens within one cell and closes at the end of a later one; or one that closes nothing, behind a
        // cell that closed too early.
        m_stray = m_stray || (cell.back() == quote && (m_opensWithin || m_textBehind));
        m_opensWithin = m_opensWithin || cell.back() != quote;
        const bool inches = cell.find('\'') != std::string_view::npos; // 6' 2"
        m_lone = m_lone || (cell.back() == quote && !inches);
    }
    [[nodiscard]] QuoteFault fault() const {
        if (m_unclosed) {
            return QuoteFault::Unclosed;
        }
        if (m_stray) {
            return QuoteFault::Stray;
        }
        return m_lone || m_textBehind ? QuoteFault::Lone : QuoteFault::None;
    }

private:
    bool m_unclosed = false;
    bool m_stray = false;
    bool m_textBehind = false; ///< Text followed a closing quote.
    bool m_lone = false;
    bool m_opensWithin = false; ///< An odd quote stood in the middle of a cell without quotes.
};

} // namespace

QuoteFault splitCells(std::string_view row, char separator, char quote, CellBuffer& out) {
    out.cells.clear();
    if (splitPlain(row, separator, quote, out.cells)) {
        return QuoteFault::None;
    }
    out.scratch.clear();
    if (out.scratch.capacity() < row.size()) {
        out.scratch.reserve(row.size()); // Views into it must stay valid: it may not grow below.
    }
    const char* p = row.data();
    const char* const end = p + row.size();
    Suspicion suspicion;
    for (;;) {
        if (const char* const open = openingQuote(p, end, quote)) {
            p = quotedCell(
                open, end, separator, quote,
                [&](const char* first, const char* close, const char* stop, bool doubled, bool closed) {
                    const char* const rest = afterBlanks(closed ? close + 1 : close, stop);
                    suspicion.quoted({first, std::size_t(close - first)}, rest != stop, closed, separator);
                    if (!doubled && rest == stop) {
                        out.cells.emplace_back(first, std::size_t(close - first));
                        return;
                    }
                    const std::size_t at = out.scratch.size();
                    appendUndoubled(out.scratch, first, close, quote);
                    if (rest != stop) {
                        out.scratch.append(closed ? close + 1 : close, stop);
                    }
                    out.cells.push_back(withoutFormula({out.scratch.data() + at, out.scratch.size() - at}, quote));
                });
        } else {
            const char* const stop = nextSeparator(p, end, separator);
            out.cells.emplace_back(p, std::size_t(stop - p));
            suspicion.plain(out.cells.back(), quote);
            p = stop;
        }
        if (p == end) {
            return suspicion.fault();
        }
        ++p; // A separator at the very end opens one more, empty cell.
    }
}

std::size_t countCells(std::string_view row, char separator, char quote) {
    const char* p = row.data();
    const char* const end = p + row.size();
    for (std::size_t count = 1;; ++count, ++p) {
        if (const char* const open = openingQuote(p, end, quote)) {
            p = quotedCell(open, end, separator, quote, [](const char*, const char*, const char*, bool, bool) {});
        } else {
            p = nextSeparator(p, end, separator);
        }
        if (p == end) {
            return count;
        }
    }
}

} // namespace pathways
