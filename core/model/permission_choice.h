// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace pathways {

/// How a column that says who may be written to is used. Found: as its own words say.
enum class PermissionUse { Found, Consent, Refusal, Ignored };

/// What the user decided about such a column; what was not decided is found at each reading.
struct PermissionChoice {
    QString column;
    PermissionUse use = PermissionUse::Found;
    QStringList allowed; ///< Answers of which the user said that these people may be written to ...
    QStringList denied;  ///< ... or may not.
    friend bool operator==(const PermissionChoice&, const PermissionChoice&) = default;
};

} // namespace pathways
