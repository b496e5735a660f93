// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace pathways {

/// What a support request needs (issue 5.6).
struct SupportFacts {
    QString audience;
    QString platform;
    QString object;
    QString method;
    bool practice = false;
    QList<Push> history; ///< Newest first.
    QDateTime now;
};

/// Readable plain text for a support request: redacted, translatable, without any donor's value.
[[nodiscard]] QString supportText(const SupportFacts& facts);

} // namespace pathways
