// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/finding.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <vector>

namespace pathways {

/// What became of one person who was not simply accepted. Reasons below 100 (ValueDropped ...) mean accepted with a
/// remark.
struct RowVerdict {
    std::uint32_t index = 0; ///< In ChangeBatch::people.
    Reason reason = Reason::RefusedOther;
    QString field;      ///< FieldSpec::id, when the platform names one.
    QString note;       ///< In our own words or redacted; never a donor's value.
    bool again = false; ///< Not final: try again in the next push (never set for a person's own wish).
};

/// Three outcomes, not two (contract 0.4-3).
enum class BatchVerdict {
    Acknowledged, ///< Complete, well-formed, and the counts add up. People named in rows were not accepted.
    Refused,      ///< The platform did nothing. If splittable, halves are tried to find the bad row.
    Unknown       ///< It may or may not have happened; settle() finds out.
};

/// What became of one batch: of all of it, and of each of its people.
struct BatchResult {
    BatchVerdict verdict = BatchVerdict::Unknown;
    std::vector<RowVerdict> rows;
    /// Indices of accepted additions that existed before this pathway sent them: they are updated, but Mirror must
    /// never remove them later (promise P2). The push marks them in the snapshot.
    std::vector<std::uint32_t> adopted;
    bool splittable = false;
    Error error;             ///< For Refused and Unknown. Kinds SignIn, Permission and NotFound stop the push.
    QByteArray receipt;      ///< Request, batch or session id for later questions; stored before it is needed.
    bool processing = false; ///< Accepted now, matched later: see PushSession::poll().
};

} // namespace pathways
