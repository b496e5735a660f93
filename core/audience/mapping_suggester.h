// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/finding.h"
#include "core/model/pathway.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace pathways {

/// What is known from earlier mappings.
struct MappingHints {
    QList<ColumnMapping> last;           ///< Of this pathway's last push; empty: none.
    QMap<QString, QString> mappedBefore; ///< Header -> field id, over all pathways of this destination type.
};

/// One line per field, in the fields' order, with the best column for each. Evidence in the order of rule U24: the last
/// mapping, the same header mapped before, the exact name, a known alias (in several languages), the content. Content
/// that contradicts a name wins: a column called "Email" that contains phone numbers is not suggested for the email
/// field. A column is suggested for one field only, but a date of birth for all its parts. rows: some hundred rows of
/// the source, cells in column order.
[[nodiscard]] QList<ColumnMapping> suggestMapping(const QStringList& columns, const QList<QStringList>& rows,
                                                  const QList<FieldSpec>& fields, const MappingHints& hints);

/// Warnings about mapped columns that look like health, religion, income or card numbers (rule U33).
[[nodiscard]] QList<Finding> sensitiveColumnFindings(const QList<ColumnMapping>& mapping,
                                                     const QList<QStringList>& rows, const QStringList& columns);

} // namespace pathways
