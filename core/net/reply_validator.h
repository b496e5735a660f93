// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace pathways {

/// The result of unpacking a gzip stream.
struct Unpacked {
    enum class State { Whole, Cut, TooLarge } state = State::Cut;
    QByteArray bytes;
};

/// Unpacks one gzip stream, at most maxBytes. Whole only when its own checksum and length agree and nothing follows.
[[nodiscard]] Unpacked unpackGzip(const QByteArray& packed, qint64 maxBytes);

/// Whether the bytes are one complete JSON object or array, which a truncated one never is. Uses no recursion.
[[nodiscard]] bool isWholeJson(const QByteArray& body);

/// Whether a body without a stated length is provably complete (trap T3).
[[nodiscard]] bool provesItselfWhole(const QByteArray& body);

} // namespace pathways
