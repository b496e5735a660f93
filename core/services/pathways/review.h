// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/finding.h"
#include "core/model/pathway.h"
#include "core/model/sync_method.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <map>

namespace pathways {

/// What a column does in a mapping, over every row (rule U22).
struct ColumnReport {
    QStringList samples;       ///< Three values after normalisation.
    QStringList samplesBefore; ///< The same values as they stand in the source.
    double filled = 0;         ///< 0..1
    QList<Finding> findings;   ///< Problems and changes with their counts.
};

/// Everything step 3 shows.
struct PathwayReview {
    AccountInfo account; ///< From the live check of the connection.
    QList<DestinationObject> objects;
    QList<FieldSpec> fields;      ///< Of the chosen object.
    QList<ColumnMapping> mapping; ///< One line per field; suggestions marked.
    QStringList columns;          ///< Of the source.
    QStringList unusedColumns;
    std::map<SyncMethod, MethodSupport> methods;
    QList<Finding> findings; ///< Terms, names, sensitive columns.
    QString sameAs;          ///< "Same as on 3 March", or empty.
};

} // namespace pathways
