// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/model/destination_type.h"
#include "core/model/sync_method.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace pathways {

/// Why a column was suggested for a field, in the order of their weight (rule U24).
enum class MappingEvidence { None, LastPathway, SameHeaderBefore, SameName, KnownAlias, LooksLike, ChosenByUser };

/// One line of the mapping table.
struct ColumnMapping {
    FieldSpec field;
    QString column;       ///< Source column; empty: not sent.
    bool clear = false;   ///< A blank here clears the value at the destination (promise P7).
    bool accepted = true; ///< False while it is only a suggestion.
    MappingEvidence evidence = MappingEvidence::None;
    friend bool operator==(const ColumnMapping&, const ColumnMapping&) = default;
};

/// Audience + connection + object + method + mapping, saved.
struct Pathway {
    PathwayId id;
    QString name;
    AudienceId audience;
    ConnectionId connection;
    QString accountId; ///< The account this pathway's snapshot belongs to.
    DestinationObject object;
    SyncMethod method = SyncMethod::Mirror;
    bool matchExactly = false;      ///< Mirror also takes out people others put there.
    QString removalMeaning;         ///< RemovalMeaning::key; empty: the type's default.
    QMap<QString, QString> options; ///< PathwayOptionSpec::key -> value.
    QList<ColumnMapping> mapping;   ///< Only fields with a column, in the type's order.
    QString snapshotFile;           ///< Name within snapshots/; empty: nothing accepted yet.
    bool snapshotDoubtful = false;  ///< Lost or not trusted: the next push adds and updates but does not remove.
    /// Its people are to be taken out of where it leads, whatever its method: asPushed(). Once that is done, it is in
    /// the bin.
    bool leaving = false;
    /// Marks that it set before, and does not set any more, are taken off those who have them; else they stay.
    bool clearsFormerMarks = false;
    QDateTime created;
    QDateTime changed;
    std::optional<QDateTime> removedAt;
    friend bool operator==(const Pathway&, const Pathway&) = default;
};

} // namespace pathways
