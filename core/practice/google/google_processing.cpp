// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/google/google_processing.h"

#include <QJsonArray>

namespace pathways::practice {

QJsonObject GoogleProcessing::toJson() const {
    QJsonObject status{{QStringLiteral("destination"), destination}};
    if (pollsLeft > 0) {
        status.insert(QStringLiteral("requestStatus"), QStringLiteral("PROCESSING"));
        return status;
    }
    status.insert(QStringLiteral("requestStatus"), lost == 0         ? QStringLiteral("SUCCESS")
                                                   : lost >= records ? QStringLiteral("FAILED")
                                                                     : QStringLiteral("PARTIAL_SUCCESS"));
    QJsonObject counts{{QStringLiteral("recordCount"), QString::number(records)},
                       {QStringLiteral("userIdentifierCount"), QString::number(identifiers)}};
    if (removing) {
        status.insert(QStringLiteral("audienceMembersRemovalStatus"),
                      QJsonObject{{QStringLiteral("userDataRemovalStatus"), counts}});
    } else {
        counts.insert(QStringLiteral("uploadMatchRateRange"), QStringLiteral("MATCH_RATE_RANGE_71_TO_80"));
        status.insert(QStringLiteral("audienceMembersIngestionStatus"),
                      QJsonObject{{QStringLiteral("userDataIngestionStatus"), counts}});
    }
    if (lost > 0) {
        status.insert(QStringLiteral("errorInfo"),
                      QJsonObject{{QStringLiteral("errorCounts"),
                                   QJsonArray{QJsonObject{{QStringLiteral("recordCount"), QString::number(lost)},
                                                          {QStringLiteral("reason"), reason}}}}});
    }
    return status;
}

} // namespace pathways::practice
