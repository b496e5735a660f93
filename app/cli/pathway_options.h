// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/services/pathways/review.h"

#include <QList>
#include <QMap>
#include <QStringList>

namespace pathways::cli {

// What the options of “pathways add” and “pathways change” mean. Errors: about the command line.

/// The suggested mapping, or only the given "FIELD=COLUMN" pairs if there are any. The people's own id stays as it was
/// suggested: it is not sent, but tells who changed their address. "FIELD=" leaves a field out.
[[nodiscard]] Result<QList<ColumnMapping>> chosenMapping(const PathwayReview& review, const QStringList& pairs,
                                                         const QStringList& clears);
[[nodiscard]] Result<void> requiredMapped(const PathwayReview& review, const QList<ColumnMapping>& mapping);
/// --option KEY=VALUE, where the destination type knows the key and, if there is a choice, the value.
[[nodiscard]] Result<QMap<QString, QString>> chosenOptions(const DestinationType& type, const QStringList& pairs);
/// What happens to people who leave the audience; only for methods that remove.
[[nodiscard]] Result<void> checkRemoval(const DestinationType& type, const Pathway& draft);

} // namespace pathways::cli
