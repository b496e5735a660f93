// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/finding.h"

namespace pathways {

/// One line of what Connector::check() found; field: the one it is about, if it is about one.
[[nodiscard]] inline Finding checkFinding(Severity severity, const QString& text, const QString& remedy,
                                          const QString& field = {}) {
    Finding found;
    found.severity = severity;
    found.field = field;
    found.text = text;
    found.remedy = remedy;
    return found;
}

} // namespace pathways
