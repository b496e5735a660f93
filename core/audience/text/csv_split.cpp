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

} // namespace

void splitCells(std::string_view row, char separator, char quote, CellBuffer& out) {
    out.cells.clear();
    if (splitPlain(row, separator, quote, out.cells)) {
        return;
    }
    out.scratch.clear();
    if (out.scratch.capacity() < row.size()) {
        out.scratch.reserve(row.size()); // Views into it must stay valid: it may not grow below.
    }
    const char* p = row.data();
    const char* const end = p + row.size();
    for (;;) {
        if (quote != 0 && p < end && *p == quote) {
            p = quotedCell(p, end, separator, quote,
                           [&](const char* first, const char* close, const char* stop, bool doubled, bool closed) {
                               out.malformed |= !closed;
                               const char* const rest = closed ? close + 1 : close;
                               if (!doubled && rest == stop) {
                                   out.cells.emplace_back(first, std::size_t(close - first));
                                   return;
                               }
                               const std::size_t at = out.scratch.size();
                               appendUndoubled(out.scratch, first, close, quote);
                               out.scratch.append(rest, stop);
                               out.cells.emplace_back(out.scratch.data() + at, out.scratch.size() - at);
                           });
        } else {
            const char* const stop = nextSeparator(p, end, separator);
            out.cells.emplace_back(p, std::size_t(stop - p));
            p = stop;
        }
        if (p == end) {
            return;
        }
        ++p; // A separator at the very end opens one more, empty cell.
    }
}

std::size_t countCells(std::string_view row, char separator, char quote) {
    const char* p = row.data();
    const char* const end = p + row.size();
    for (std::size_t count = 1;; ++count, ++p) {
        if (quote != 0 && p < end && *p == quote) {
            p = quotedCell(p, end, separator, quote, [](const char*, const char*, const char*, bool, bool) {});
        } else {
            p = nextSeparator(p, end, separator);
        }
        if (p == end) {
            return count;
        }
    }
}

} // namespace pathways
