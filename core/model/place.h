// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/base/id.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace pathways {

struct Connection;
struct DestinationType;
struct Pathway;

/// What makes a place: all pathways of a workspace that lead to the same one share what is known of it (promise P11).
struct PlaceKey {
    QString type;    ///< DestinationType::key.
    QString account; ///< As the server calls it, so that two connections to one account meet.
    QString object;  ///< DestinationObject::id.
    QString part;    ///< The file within a folder; empty where an object has no parts.
    friend bool operator==(const PlaceKey&, const PlaceKey&) = default;
};

/// Where a pathway leads. The account is the pathway's own, or, for one that has never had any, the connection's; where
/// nothing is known of either, the connection stands for it.
[[nodiscard]] PlaceKey placeOf(const Pathway& pathway, const Connection& connection, const DestinationType& type);

/// A place as the workspace knows it.
struct Place {
    QString id;
    PlaceKey key;
    qint64 seq = 0;         ///< Of the memory in rosterFile; grows with each new one.
    QString rosterFile;     ///< Name within rosters/; empty: none yet.
    QString rosterPrevious; ///< The one before, kept until the new one has been used once; empty: none.
    friend bool operator==(const Place&, const Place&) = default;
};

/// Stored: only ever append.
enum class SlotState : quint8 {
    Active,
    Resting = 2, ///< Of a pathway that this database never knew, as it is a backup that was put back: its people stay.
    Closed = 3   ///< Of pathways that are gone for good: their people were left where they are.
};

/// As many pathways, each with its marks, as one place can keep apart.
inline constexpr int kPlaceSlots = 64;

/// One of the 64 bits that a place's memory has for each person: a pathway with the mark (tag, segment, group) that it
/// puts on its people there.
struct Slot {
    int number = 0; ///< 0..63.
    PathwayId pathway;
    QString mark; ///< Empty: the place knows no marks, or the pathway uses none.
    SlotState state = SlotState::Active;
    friend bool operator==(const Slot&, const Slot&) = default;
};

/// A mark that a pathway set on people of a place before, and is to take off now.
struct FormerMark {
    int slot = 0;   ///< Slot::number.
    QString option; ///< PathwayOptionSpec::key.
    QString name;   ///< As marks are compared: in small letters.
    friend bool operator==(const FormerMark&, const FormerMark&) = default;
};

/// What it is that keeps somebody out, and with it what ends it. Stored: only ever append.
enum class OptOutKind : quint8 {
    OwnWish,  ///< Unsubscribed or complained: ends when the platform shows them subscribed again, later.
    Bounce,   ///< Of this address: ends when the platform shows it subscribed.
    Waiting,  ///< For their own confirmation: ends with the platform's word.
    ByOthers, ///< Archived or taken out by staff: ends when they are seen there again, or brought back by choice.
    Deleted   ///< For good: never ends.
};

/// Somebody whom no pathway may add to a place.
struct OptOut {
    PersonKey address;
    OptOutKind kind = OptOutKind::OwnWish;
    QDateTime since; ///< UTC.
    std::optional<QDateTime> ended;
    qint64 pushSeq = 0;     ///< The push that was told of it; ended: the last one before they were seen there again.
    PersonKey person;       ///< Digest of the person's own id in their audience; all zero: they have none.
    QString identity;       ///< The address in clear, in memory only; empty: not known.
    bool ofOldKeys = false; ///< The workspace has other keys since: nobody can be found by its address.
    friend bool operator==(const OptOut&, const OptOut&) = default;
};

/// Somebody who said no in an audience that is sent to a place: no pathway may write to them there until that audience
/// says yes. Whoever is in none of its rows any more has not said yes.
struct SaidNo {
    PersonKey address;
    std::uint16_t day = 0; ///< On which it was first noticed, days since 1970.
    friend bool operator==(const SaidNo&, const SaidNo&) = default;
};

/// How far it is known who left a place and who was taken out there.
struct LeaversKnown {
    QDateTime until;    ///< By the platform's clock.
    qint64 pushSeq = 0; ///< The last push before the look that found them; 0: none.
    QList<qint64> open; ///< Of the pushes up to that one, those that could still go on.

    /// Whether a push had done all that it did when the place was asked.
    [[nodiscard]] bool hasSeen(qint64 push) const { return until.isValid() && push <= pushSeq && !open.contains(push); }
    friend bool operator==(const LeaversKnown&, const LeaversKnown&) = default;
};

/// People whom the memory of a place has lost: shown until somebody has looked at it (promise P15).
struct PlaceLoss {
    QString id;
    qint64 people = 0;  ///< 0: the record as a whole, so that nobody knows how many.
    QDateTime since;    ///< UTC.
    qint64 pushSeq = 0; ///< The push whose people they are; 0: of no push alone.
    [[nodiscard]] bool isOfAll() const { return people == 0; }
    friend bool operator==(const PlaceLoss&, const PlaceLoss&) = default;
};

} // namespace pathways
