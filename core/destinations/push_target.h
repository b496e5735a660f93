// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/model/place.h"

#include <QByteArray>
#include <QDateTime>
#include <QMap>
#include <QString>

#include <cstddef>
#include <vector>

namespace pathways {

/// Where a push goes and how.
struct PushTarget {
    DestinationObject object;
    SyncMethod method = SyncMethod::Mirror;
    std::vector<FieldSpec> fields;        ///< The mapped fields, in the pathway's order (without _person_id).
    std::vector<bool> clears;             ///< Per field: a blank clears the value there (promise P7).
    std::vector<std::size_t> identifiers; ///< Indices into fields of those that are identifiers.
    QString removalMeaning;               ///< RemovalMeaning::key.
    QMap<QString, QString> options;       ///< PathwayOptionSpec::key -> value.
    std::vector<FormerMark> formerMarks;  ///< To be taken off: PersonChange::formerMarks.
    QString pathway;                      ///< PathwayId of whose push it is.
    /// A secret of this pathway, for recognising at the destination what it put there itself (core/push/push_target.h).
    QByteArray proofKey;
    QString pushReference; ///< Random, stable over restarts of one push: for session ids and markers.
    /// When this push first began, UTC; stable over restarts. Tells this push's earlier delivery of a person from
    /// somebody else's (BatchResult::adopted). Invalid: the start of the session is used.
    QDateTime started;
    /// By the platform's clock: who has left until then is known, and left out by the plan
    /// (PushSession::readLeavers()). Whoever was taken out there later was not taken out by this workspace. Invalid:
    /// nobody has looked.
    QDateTime leaversUntil;
    qint64 estimatedPeople = 0; ///< To be added and updated; 0 outside a push.
};

} // namespace pathways
