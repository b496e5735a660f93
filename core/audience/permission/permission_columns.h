// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/permission/permission_words.h"
#include "core/model/permission_choice.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <cstddef>

namespace pathways::permission {

/// A column that says who may be written to, as it is applied to each row.
struct PermissionColumn {
    QString name;
    std::size_t index = 0;
    HeaderSense sense; ///< Of its header and values together; certain where it was decided.
    PermissionChoice choice;
    bool known = true;         ///< Its header is known as a whole; else its words or its values gave it away.
    bool decided = false;      ///< The user said what it is.
    bool contrary = false;     ///< What the user chose it for is the opposite of what its words say.
    bool blankIsOpen = false;  ///< The others say something: a blank is no answer.
    bool oddIsOpen = true;     ///< What is not understood is asked about.
    bool onlyRefusals = false; ///< Nothing but a refusal or a death is asked about.

    /// Whether it can leave anybody out: it speaks of email, and is not ignored.
    [[nodiscard]] bool applies() const;
};

/// Finds the columns that say who may be written to, from their headers and the values of some rows, and puts on them
/// what the user decided. Values decide only whether something is applied or asked about, never for a yes: rows that
/// were not looked at are judged one by one all the same (rule U32). Any thread.
[[nodiscard]] QList<PermissionColumn> findPermissionColumns(const QStringList& columns, const QList<QStringList>& rows,
                                                            const QList<PermissionChoice>& choices);

/// Everything of them that decides about a row.
[[nodiscard]] QStringList fingerprintOf(const QList<PermissionColumn>& columns);

} // namespace pathways::permission
