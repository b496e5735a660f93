// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/finding.h"
#include "core/model/push.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QStringList>

#include <optional>

namespace pathways {

/// What a support request needs.
struct SupportFacts {
    QString audience;
    QString platform;
    QString object;
    QString method;
    bool practice = false;
    QList<Push> history;                    ///< Newest first.
    std::optional<Error> connectionProblem; ///< What the connection's last check found.
    QMap<Reason, qint64> reasons;           ///< People of the newest push who were not accepted.
    QStringList notes;                      ///< The platform's words on some of them, redacted.
    QDateTime now;
};

/// Readable plain text for a support request: redacted, translatable, without any donor's value.
[[nodiscard]] QString supportText(const SupportFacts& facts);

} // namespace pathways
