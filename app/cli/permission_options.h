// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "core/base/error.h"
#include "core/model/permission_line.h"

#include <QJsonArray>

namespace pathways::cli {

/// The choices about permission columns that the options make of those before: --consent, --refusal, --no-permission,
/// --ask, and --answer for single values. columns: of the source. Errors (Input): misuse.
[[nodiscard]] Result<QList<PermissionChoice>>
permissionChoices(const Arguments& arguments, QList<PermissionChoice> before, const QStringList& columns);

/// An error where a choice would turn a column's words round.
[[nodiscard]] Result<void> checkPermission(const QList<PermissionLine>& lines);

/// With “--consent none” nobody is left out for a missing yes.
[[nodiscard]] QList<PermissionChoice> withoutConsent(const Arguments& arguments, QList<PermissionChoice> choices,
                                                     const QList<PermissionLine>& lines);

[[nodiscard]] QJsonArray permissionJson(const QList<PermissionLine>& lines);
/// For a reader: a sentence for each line, and one where nothing is said about permission.
[[nodiscard]] QStringList inWords(const QList<PermissionLine>& lines);

} // namespace pathways::cli
