// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/permission/permission_columns.h"

namespace pathways::permission {

/// Whole sentences about a column, in the user's language.
/// Of so many people: they are left out.
[[nodiscard]] QString leftOutText(const PermissionColumn& column, qint64 people);
/// Of so many people: they stay as they are, as the column is not clear about them.
[[nodiscard]] QString heldText(const PermissionColumn& column, qint64 people);
/// What the column does, without numbers.
[[nodiscard]] QString ruleText(const PermissionColumn& column);
/// What to do about people who are held.
[[nodiscard]] QString heldAdvice(const PermissionColumn& column);
/// What a choice would turn round: both readings, and that it was not taken.
[[nodiscard]] QString contraryText(const QString& column, PermissionUse use);
/// Said where no column says who may not be written to, so that silence is not taken for a check.
[[nodiscard]] QString nothingSaidText();

} // namespace pathways::permission
