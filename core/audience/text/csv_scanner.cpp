// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/csv_scanner.h"

#include "core/audience/text/csv_split.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pathways {

namespace {

constexpr int kPatience = 16;

const char* memchrIn(const char* p, char c, const char* end) {
    return static_cast<const char*>(std::memchr(p, c, std::size_t(end - p)));
}

bool isLineEnd(char c) {
    return c == '\n' || c == '\r';
}

/// Whether only blanks or an equals sign stand between the beginning of the cell and the quote at p: openingQuote()
/// backwards.
bool opensAfterBlanks(const char* begin, const char* p, char separator) {
    if (p[-1] != ' ' && p[-1] != '=') {
        return false;
    }
    p -= p[-1] == '=' ? 1 : 0;
    while (p > begin && p[-1] == ' ') {
        --p;
    }
    return p == begin || p[-1] == separator;
}

} // namespace

const char* findLineEnd(const char* p, const char* end) {
#if defined(__SSE2__)
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i cr = _mm_set1_epi8('\r');
    while (end - p >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        const auto mask =
            unsigned(_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr))));
        if (mask != 0) {
            return p + std::countr_zero(mask);
        }
        p += 16;
    }
#endif
    while (p < end && !isLineEnd(*p)) {
        ++p;
    }
    return p;
}

int countLineEnds(const char* p, const char* end, int limit) {
    int count = 0;
    while (count <= limit) {
        p = findLineEnd(p, end);
        if (p == end) {
            break;
        }
        ++count;
        p += (*p == '\r' && p + 1 < end && p[1] == '\n') ? 2 : 1;
    }
    return count;
}

/// The next line end or quote. Reads up to kPadding bytes behind end.
const char* CsvScanner::findSpecial(const char* p, const char* end) const {
#if defined(__SSE2__)
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i cr = _mm_set1_epi8('\r');
    const __m128i quote = _mm_set1_epi8(m_quote == 0 ? '\n' : m_quote);
    while (p < end) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16));
        const __m128i hitA =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(a, lf), _mm_cmpeq_epi8(a, cr)), _mm_cmpeq_epi8(a, quote));
        const __m128i hitB =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(b, lf), _mm_cmpeq_epi8(b, cr)), _mm_cmpeq_epi8(b, quote));
        const std::uint32_t mask =
            std::uint32_t(_mm_movemask_epi8(hitA)) | (std::uint32_t(_mm_movemask_epi8(hitB)) << 16U);
        if (mask != 0) {
            p += std::countr_zero(mask);
            return p < end ? p : end;
        }
        p += 32;
    }
    return end;
#else
    while (p < end && !isLineEnd(*p) && (m_quote == 0 || *p != m_quote)) {
        ++p;
    }
    return p;
#endif
}

/// A row that ends at the next line end from p on, whatever quotes follow.
RowSpan CsvScanner::lineFrom(const char* p, const char* end, bool atEnd) {
    p = findLineEnd(p, end);
    if (p == end) {
        return atEnd ? RowSpan{RowSpan::Status::Complete, end, end} : RowSpan{};
    }
    if (*p == '\r') {
        if (p + 1 == end && !atEnd) {
            return {};
        }
        const bool pair = p + 1 < end && p[1] == '\n';
        return {RowSpan::Status::Complete, p, p + (pair ? 2 : 1)};
    }
    return {RowSpan::Status::Complete, p, p + 1};
}

/// Behind the closing quote of a short cell without line ends and doubled quotes, as nearly all are; null: look closer.
const char* CsvScanner::quickClose(const char* open, const char* end) const {
    const char* const close = findSpecial(open + 1, end);
    const bool closed = end - close > 1 && *close == m_quote && close[1] != m_quote;
    return closed && std::size_t(close - open) <= kSuspiciousBytes ? close + 1 : nullptr;
}

CsvScanner::Quoted CsvScanner::scanQuoted(const char* open, const char* end, bool atEnd) const {
    using Kind = Quoted::Kind;
    const bool patient = m_disbelieved < kPatience;
    const std::size_t reach = patient ? kLongestCell : kSuspiciousBytes;
    const char* const limit = std::size_t(end - open) > reach ? open + reach : end;
    const char* p = open + 1;
    const char* close = nullptr;
    while (p < limit) {
        p = memchrIn(p, m_quote, limit);
        if (p == nullptr) {
            break;
        }
        if (p + 1 == end && !atEnd) {
            return {Kind::NeedMore, nullptr};
        }
        if (p + 1 < end && p[1] == m_quote) {
            p += 2;
            continue;
        }
        close = p;
        break;
    }
    if (close == nullptr) {
        if (limit == end && !atEnd) {
            return {Kind::NeedMore, nullptr};
        }
        return {Kind::Unclosed, nullptr};
    }
    const int lines = countLineEnds(open, close, kSuspiciousLines);
    if (lines == 0) {
        return {Kind::Closed, close + 1};
    }
    const bool closedWell = close + 1 == end || close[1] == m_separator || isLineEnd(close[1]);
    if (!closedWell) {
        return {Kind::Unclosed, nullptr};
    }
    const bool doubtful = lines > kSuspiciousLines || std::size_t(close - open) > kSuspiciousBytes;
    return {doubtful ? Kind::Doubtful : Kind::Closed, close + 1};
}

RowSpan CsvScanner::scan(const char* begin, const char* end, bool atEnd) {
    const char* p = begin;
    const char* doubtful = nullptr;
    for (;;) {
        // Behind one quoted cell there is often the next: no need to search.
        const bool quoteNext = p > begin && end - p > 1 && *p == m_separator && p[1] == m_quote && m_quote != 0;
        p = quoteNext ? p + 1 : findSpecial(p, end);
        if (p == end && !atEnd) {
            return {};
        }
        if (p < end && *p == m_quote && m_quote != 0) {
            const bool opens = p == begin || p[-1] == m_separator || opensAfterBlanks(begin, p, m_separator);
            if (!opens) {
                ++p;
                continue;
            }
            if (const char* const after = quickClose(p, end)) {
                p = after;
                continue;
            }
            const Quoted quoted = scanQuoted(p, end, atEnd);
            if (quoted.kind == Quoted::Kind::NeedMore) {
                return {};
            }
            if (quoted.kind == Quoted::Kind::Unclosed) {
                return lineFrom(doubtful != nullptr ? doubtful : p, end, atEnd);
            }
            if (quoted.kind == Quoted::Kind::Doubtful && doubtful == nullptr) {
                doubtful = p;
            }
            p = quoted.next;
            continue;
        }
        const RowSpan row = lineFrom(p, end, atEnd);
        if (row.status == RowSpan::Status::Complete && doubtful != nullptr) {
            const std::string_view bytes(begin, std::size_t(row.end - begin));
            if (m_expected == 0 || countCells(bytes, m_separator, m_quote) > m_expected) {
                ++m_disbelieved;
                return lineFrom(doubtful, end, atEnd);
            }
        }
        return row;
    }
}

} // namespace pathways
