// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/permission_line.h"

#include <algorithm>

namespace pathways {

QList<PermissionChoice> confirmed(QList<PermissionChoice> choices, const QList<PermissionLine>& lines) {
    for (const PermissionLine& line : lines) {
        const bool chosen = std::any_of(choices.begin(), choices.end(),
                                        [&line](const PermissionChoice& one) { return one.column == line.column; });
        if (line.certain && line.applies && !chosen) {
            choices << PermissionChoice{line.column, PermissionUse::Found, {}, {}};
        }
    }
    return choices;
}

} // namespace pathways
