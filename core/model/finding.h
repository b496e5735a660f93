// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace pathways {

/// What can be said about a person's row. The numeric values are stored: only ever append.
enum class Reason : quint16 {
    None = 0,
    // Changed on the way, still sent (counted per column, rule U29).
    Trimmed = 1,
    CaseChanged = 2,
    CountryCodeAdded = 3,
    InvisibleRemoved = 4,
    Reformatted = 5,
    ValueDropped = 6, ///< An optional value was unusable; the person is sent without it.
    // Invalid: stopped here.
    NotAnEmail = 100,
    EmailTooLong = 101,
    EmailNotAscii = 102,
    NotAPhone = 103,
    PhoneDamaged = 104, ///< Scientific notation: a spreadsheet destroyed it.
    NotADate = 105,
    NotANumber = 106,
    NotAChoice = 107,
    TooLong = 108,
    NotACountry = 109,
    AddressIncomplete = 110,
    NoIdentifier = 111, ///< Nothing to recognise the person by.
    RequiredBlank = 112,
    BadEncoding = 113,  ///< Bytes that are not text in the file's encoding.
    MalformedRow = 114, ///< Too many or too few cells, or an unclosed quote.
    NotAPostalCode = 115,
    NotAUrl = 116,
    NegativeValue = 117,
    AlreadyScrambled = 118, ///< A digest where a plain value is expected.
    FakeLooking = 119,      ///< example.com, noreply@ ...
    // Left out on purpose.
    Duplicate = 200,     ///< Another row of the same person wins.
    SharedAddress = 201, ///< Several people share the address; one stands for them.
    NoConsent = 202,
    Excluded = 203,
    Unsubscribed = 204,
    Bounced = 205,         ///< Cleaned by the platform.
    ComplianceState = 206, ///< The platform keeps this person out at their own request.
    Forgotten = 207,       ///< Permanently deleted there; can never be added again.
    NotThere = 208,        ///< Update Only: the person is not at the destination.
    AlreadyThere = 209,    ///< Append: the person is there already.
    RuleNotMatched = 210,
    PendingOptIn = 211,     ///< Waiting for the person's own confirmation.
    TakenOutThere = 212,    ///< Taken out of the list at the platform, by somebody else.
    LeftAtOldAddress = 214, ///< Unsubscribed at the address they had before: their wish, whatever the address.
    SaidNoElsewhere = 215,  ///< Said no in another audience that is sent to the same place.
    AwaitsNewAddress = 213, ///< A removal of an old address: the new one was not accepted.
    Deceased = 220,
    NotToBeEmailed = 221, ///< They asked for it, or the office blocked them; a column of the source says so.
    PermissionUnclear =
        222, ///< What the source says about permission is not understood, or asked about: held as it is.
    // Rejected by the platform.
    RefusedValue = 300,
    RefusedAddress = 301,
    RefusedOther = 302,
    RefusedPermission = 303,
    NotTakenOver = 304, ///< Accepted first; refused afterwards, when the platform matched it.
    // Removal outcomes.
    AlreadyGone = 400
};

enum class RowOutcomeKind : quint8 { Accepted, Invalid, Rejected, LeftOut, Removed };

[[nodiscard]] RowOutcomeKind outcomeKind(Reason reason);

/// A short phrase for lists and groups, with a capital and without a full stop: "Not an email address".
[[nodiscard]] QString reasonText(Reason reason);
/// A whole sentence with what to do about it.
[[nodiscard]] QString reasonAdvice(Reason reason);
/// Stable key for JSON: "not-an-email".
[[nodiscard]] QString toKey(Reason reason);

enum class Severity { Info, Warning, Problem, Blocking };

/// Something found before a push: shown by one generic list. With count > 0 it stands for that many people.
struct Finding {
    Severity severity = Severity::Info;
    Reason reason = Reason::None; ///< None when the text stands for itself.
    QString field;                ///< FieldSpec::id, or empty.
    QString text;                 ///< Whole sentence.
    QString remedy;
    qint64 count = 0;
};

} // namespace pathways
