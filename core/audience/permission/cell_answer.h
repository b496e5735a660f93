// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pathways::permission {

/// What a cell says, before the sense of its column is put on it.
enum class Answer {
    Blank, ///< Nothing, or a placeholder.
    Yes,
    No,
    Subscribed, ///< These speak for themselves, whatever the column.
    Refused,
    Dead,
    Bounced,
    InUse,     ///< "Active": a record, a member, or a subscription.
    Open,      ///< Said, and nothing decided: "pending", "inactive".
    Elsewhere, ///< About the post, the telephone or text messages.
    Date,
    NotUnderstood,
};

/// A cell read by itself.
struct CellAnswer {
    Answer answer = Answer::Blank;
    bool goesOn = false;    ///< It begins so, and more follows: "No (phoned 3 May)".
    bool unsettled = false; ///< What follows may take it back: "Yes, but not by email".
};

/// Any thread.
[[nodiscard]] CellAnswer answerOf(const QString& cell);
/// Whether a cell speaks for itself.
[[nodiscard]] bool isStatement(Answer answer);

} // namespace pathways::permission
