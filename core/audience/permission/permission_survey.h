// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/model/audience.h"
#include "core/model/permission_line.h"

#include <QDate>

namespace pathways::permission {

/// What the columns of some rows say about permission, with what the user decided. whole: the rows are all there are,
/// so that people can be counted.
[[nodiscard]] QList<PermissionLine> permissionLines(const QStringList& columns, const QList<QStringList>& rows,
                                                    const QList<PermissionChoice>& choices, bool whole);

/// The same for an audience. Counted: over every row that its rules take. Worker thread.
[[nodiscard]] Result<QList<PermissionLine>> surveyPermission(RowReader& reader, const Audience& audience, QDate today,
                                                             PermissionCount counted);

} // namespace pathways::permission
