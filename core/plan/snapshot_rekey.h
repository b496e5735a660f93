// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/input/server_form.h"
#include "core/roster/snapshot.h"

#include <QByteArray>
#include <QString>

#include <stop_token>

namespace pathways {

/// A snapshot whose keys were compared by other rules than those of today: an earlier version's, or those of a column
/// that has been altered since.
struct SnapshotRekey {
    const Snapshot& old;
    KeyRules rules = {}; ///< Of today.
    QString path;        ///< Of the snapshot to be written.
    QString scratchFolder;
    QByteArray dataKey;
    QByteArray macKey;
};

/// Writes the same people under the keys of today, which are made from the identifiers they were sent with, so that
/// nobody is taken for gone or for somebody else's. People whom the destination takes for one are one afterwards, and
/// sent again. Whoever has no identifier, or one that cannot stand there, stays as they were. Errors: the session's,
/// the storage's; isDamage() tells a snapshot that cannot be trusted.
[[nodiscard]] Result<void> rekeySnapshot(const SnapshotRekey& rekey, const std::stop_token& stop);

/// Writes a snapshot of a version that knew people at a place of identifiers by the strongest of them: the same people,
/// by all of theirs (IdentifierTuple). Errors: the same.
[[nodiscard]] Result<void> rekeyByIdentifiers(const SnapshotRekey& rekey, const std::stop_token& stop);

} // namespace pathways
