// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/model/plan.h"

#include <QByteArray>
#include <QDate>
#include <QDateTime>
#include <QString>

#include <optional>

namespace pathways {

/// The five states people see (rule U57). Stored: only ever append.
enum class PushStatus : quint8 { Processing, Synced, SyncedWithExceptions, Stopped, NeedsYou };

[[nodiscard]] QString displayName(PushStatus status);
[[nodiscard]] QString toKey(PushStatus status);

/// What a platform that accepts now and matches later has made of the people it accepted (contract 0.4-7). Stored
/// by name. None: the platform takes people at once, or nothing is known.
enum class MatchState : quint8 {
    None,
    Processing, ///< Accepted, and still being matched.
    Usable,     ///< Matched.
    Partly      ///< Matched, but some people were not taken over after all: they count as rejected.
};

[[nodiscard]] QString displayName(MatchState matchState);
[[nodiscard]] QString toKey(MatchState matchState);

/// Counts of people, never of requests. accepted + invalid + rejected + leftOut + unchanged = total once done.
struct PushCounts {
    qint64 total = 0;
    qint64 unchanged = 0;
    qint64 accepted = 0; ///< Added or updated, acknowledged by the platform.
    qint64 removed = 0;  ///< They went.
    qint64 marksOff = 0; ///< They stay there, without this pathway's mark (tag, segment).
    qint64 invalid = 0;
    qint64 rejected = 0;
    qint64 leftOut = 0;
    qint64 planned = 0; ///< Additions, updates, removals and marks to be taken off that there are to do in all.
    qint64 settled = 0; ///< Of planned, those with a stored outcome: what the bar shows.
    qint64 requests = 0;
    friend bool operator==(const PushCounts&, const PushCounts&) = default;
};

/// What the user decided on the last page.
struct PushDecision {
    bool removalsToo = true;               ///< false: “Only add and update this time”.
    std::optional<qint64> allowedRemovals; ///< The number typed; must equal the plan's when the guard asks.
    bool trial = false;                    ///< The plan is of the first few people only.
    friend bool operator==(const PushDecision&, const PushDecision&) = default;
};

/// What a push was begun with. It goes on with the same, or not at all.
struct PushTerms {
    QString place;           ///< Place::id.
    QByteArray targetDigest; ///< Of where it leads and how: account, object, method, options, mapping.
    QDate day;               ///< The local date its plan was made for.
    PushDecision decision;
    friend bool operator==(const PushTerms&, const PushTerms&) = default;
};

/// One run of a pathway.
struct Push {
    PushId id;
    qint64 seq = 0; ///< Its place in the order of all pushes, whatever the clock says; 0 until it has begun.
    PathwayId pathway;
    QString audienceName;    ///< As they were called then.
    QString destinationName; ///< "Mailchimp, Riverbank Trust".
    QString objectName;
    QString method;
    PushStatus status = PushStatus::Processing;
    PushCounts counts;
    QDateTime started;
    std::optional<QDateTime> ended;
    std::optional<Error> problem;
    QString user;    ///< Operating-system user.
    QString version; ///< Of the program.
    bool resumable = false;
    bool trial = false; ///< Only the first few people of the audience, to try.
    QString reference;  ///< Short number for support.
    MatchState matchState = MatchState::None;
    QString matchNote; ///< A whole sentence of how the platform gets on with it; empty: nothing to say.
};

enum class PushPhase { Preparing, Adding, Removing, Checking, Finishing, Done };

/// A sampled picture of a running push (10 Hz at most; never a signal per row).
struct PushProgress {
    PushId id;
    PushPhase phase = PushPhase::Preparing;
    PushStatus status = PushStatus::Processing;
    PushCounts counts;
    double fraction = 0;               ///< 0..1, never goes back; 1 only when the last acknowledgement is stored.
    double peoplePerSecond = 0;        ///< Smoothed; 0: not known.
    std::optional<qint64> secondsLeft; ///< Only when it can be known (rule U48).
    QString waiting;                   ///< Why it stands still and until when; empty: it does not.
    bool stopping = false;
    std::optional<Error> problem;
};

/// One person's outcome, kept 14 days. The value is encrypted at rest and masked on screen.
struct RowOutcome {
    qint64 row = -1;
    RowOutcomeKind kind = RowOutcomeKind::Accepted;
    Reason reason = Reason::None;
    QString field;
    QString identity; ///< In the clear in memory only.
    QString note;     ///< The platform's reason in our words; redacted.
};

} // namespace pathways
