// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace pathways {

/// What unpacking a gzip stream came to.
struct Unpacked {
    enum class State { Whole, Cut, TooLarge } state = State::Cut;
    QByteArray bytes;
};

/// Unpacks one gzip stream, at most maxBytes. Whole only when its own checksum and length agree and nothing follows.
[[nodiscard]] Unpacked unpackGzip(const QByteArray& packed, qint64 maxBytes);

/// Whether the bytes are one whole JSON object or array: something that no cut can look like. Nesting costs no stack.
[[nodiscard]] bool isWholeJson(const QByteArray& body);

/// Whether a body that came without any length proves by itself that it is whole (trap T3).
[[nodiscard]] bool provesItselfWhole(const QByteArray& body);

} // namespace pathways
