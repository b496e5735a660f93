// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace pathways {

/// Makes any text safe for a log or for support: email addresses, phone-like numbers, tokens, keys, long digests and
/// query strings are replaced by short marks, and control characters (newlines, ANSI, U+2028, NUL) are escaped so that
/// one event stays one line. Promises P4 and P5.
[[nodiscard]] QString redacted(QStringView text);

/// How a donor's value appears on screen until "Show values" is pressed: first letter, dots, and for an address its
/// domain ("a•••@example.org").
[[nodiscard]] QString masked(QStringView value);

} // namespace pathways
