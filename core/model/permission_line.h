// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/permission_choice.h"

#include <QList>

namespace pathways {

/// Whether people are counted; else only the first rows are looked at.
enum class PermissionCount { None, All };

/// A column that says who may be written to, as it is shown.
struct PermissionLine {
    QString column;
    QString text;          ///< Whole sentences: what it does, and with how many people where they were counted.
    qint64 leftOut = 0;    ///< People whom it leaves out ...
    qint64 held = 0;       ///< ... and who stay as they are because of it.
    bool certain = false;  ///< Applied; else asked about.
    bool applies = false;  ///< It speaks of email, and is not ignored.
    bool consent = false;  ///< A yes is permission.
    bool contrary = false; ///< Chosen for the opposite of what its words say.
    PermissionUse use = PermissionUse::Found;
};

/// The choices to be kept with an audience whose lines were shown: what is certain is applied from now on, also if the
/// column is gone one day. What was chosen before stays.
[[nodiscard]] QList<PermissionChoice> confirmed(QList<PermissionChoice> choices, const QList<PermissionLine>& lines);

} // namespace pathways
