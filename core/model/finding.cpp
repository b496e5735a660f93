// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/finding.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct ReasonTexts {
    Reason reason;
    const char* key;
    const char* text;
    const char* advice;
};

constexpr ReasonTexts kTexts[] = {
    {Reason::None, "none", "", ""},
    {Reason::Trimmed, "trimmed", QT_TRANSLATE_NOOP("Reason", "Spaces around it removed"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: only the copy that is sent was tidied.")},
    {Reason::CaseChanged, "case-changed", QT_TRANSLATE_NOOP("Reason", "Written in lower case"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: only the copy that is sent was tidied.")},
    {Reason::CountryCodeAdded, "country-code-added", QT_TRANSLATE_NOOP("Reason", "Country code added"),
     QT_TRANSLATE_NOOP("Reason", "No action needed, if the audience’s country is right.")},
    {Reason::InvisibleRemoved, "invisible-removed", QT_TRANSLATE_NOOP("Reason", "Invisible characters removed"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: only the copy that is sent was tidied.")},
    {Reason::Reformatted, "reformatted", QT_TRANSLATE_NOOP("Reason", "Written the way the platform wants it"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: only the copy that is sent was changed.")},
    {Reason::ValueDropped, "value-dropped", QT_TRANSLATE_NOOP("Reason", "Sent without this value"),
     QT_TRANSLATE_NOOP("Reason", "The person is sent without it. Correct the value in your file to send it too.")},
    {Reason::NotAnEmail, "not-an-email", QT_TRANSLATE_NOOP("Reason", "Not an email address"),
     QT_TRANSLATE_NOOP("Reason", "Correct the address in your file and push again.")},
    {Reason::EmailTooLong, "email-too-long", QT_TRANSLATE_NOOP("Reason", "The email address is too long"),
     QT_TRANSLATE_NOOP("Reason", "Check the address in your file; something else may have got into that column.")},
    {Reason::EmailNotAscii, "email-not-ascii",
     QT_TRANSLATE_NOOP("Reason", "The email address has letters that the platform does not accept"),
     QT_TRANSLATE_NOOP("Reason", "Ask the person for another address.")},
    {Reason::NotAPhone, "not-a-phone", QT_TRANSLATE_NOOP("Reason", "Not a phone number"),
     QT_TRANSLATE_NOOP("Reason", "Correct the number in your file, with its country code.")},
    {Reason::PhoneDamaged, "phone-damaged", QT_TRANSLATE_NOOP("Reason", "A phone number damaged by a spreadsheet"),
     QT_TRANSLATE_NOOP("Reason", "Export the file again with that column formatted as text.")},
    {Reason::NotADate, "not-a-date", QT_TRANSLATE_NOOP("Reason", "Not a date"),
     QT_TRANSLATE_NOOP("Reason", "Correct the date in your file, or choose another column.")},
    {Reason::NotANumber, "not-a-number", QT_TRANSLATE_NOOP("Reason", "Not a number"),
     QT_TRANSLATE_NOOP("Reason", "Correct the value in your file, or choose another column.")},
    {Reason::NotAChoice, "not-a-choice", QT_TRANSLATE_NOOP("Reason", "Not one of the platform’s choices"),
     QT_TRANSLATE_NOOP("Reason", "Use one of the values that the field allows.")},
    {Reason::TooLong, "too-long", QT_TRANSLATE_NOOP("Reason", "Longer than the platform keeps"),
     QT_TRANSLATE_NOOP("Reason", "Shorten the value in your file, or choose another column.")},
    {Reason::NotACountry, "not-a-country", QT_TRANSLATE_NOOP("Reason", "Not a country"),
     QT_TRANSLATE_NOOP("Reason", "Use the country’s name or its two-letter code.")},
    {Reason::AddressIncomplete, "address-incomplete", QT_TRANSLATE_NOOP("Reason", "The postal address is incomplete"),
     QT_TRANSLATE_NOOP("Reason", "Fill in street, city, region and postal code, or leave the address out.")},
    {Reason::NoIdentifier, "no-identifier", QT_TRANSLATE_NOOP("Reason", "Nothing to recognise the person by"),
     QT_TRANSLATE_NOOP("Reason", "Fill in an email address or a phone number.")},
    {Reason::RequiredBlank, "required-blank", QT_TRANSLATE_NOOP("Reason", "A required value is blank"),
     QT_TRANSLATE_NOOP("Reason", "Fill in the value in your file.")},
    {Reason::BadEncoding, "bad-encoding", QT_TRANSLATE_NOOP("Reason", "Letters that cannot be read"),
     QT_TRANSLATE_NOOP("Reason", "Save the file as UTF-8, or choose another encoding.")},
    {Reason::MalformedRow, "malformed-row", QT_TRANSLATE_NOOP("Reason", "The row does not match the header"),
     QT_TRANSLATE_NOOP("Reason", "Check that row in your file; a quote or a separator may be missing.")},
    {Reason::NotAPostalCode, "not-a-postal-code", QT_TRANSLATE_NOOP("Reason", "Not a postal code"),
     QT_TRANSLATE_NOOP("Reason", "Correct the postal code in your file.")},
    {Reason::NotAUrl, "not-a-url", QT_TRANSLATE_NOOP("Reason", "Not a web address"),
     QT_TRANSLATE_NOOP("Reason", "Correct the web address in your file.")},
    {Reason::NegativeValue, "negative-value", QT_TRANSLATE_NOOP("Reason", "A value below zero"),
     QT_TRANSLATE_NOOP("Reason", "Values must be zero or more.")},
    {Reason::AlreadyScrambled, "already-scrambled", QT_TRANSLATE_NOOP("Reason", "Already scrambled"),
     QT_TRANSLATE_NOOP("Reason", "Choose the column with the plain value; it is scrambled before it is sent.")},
    {Reason::FakeLooking, "fake-looking", QT_TRANSLATE_NOOP("Reason", "Looks like a made-up address"),
     QT_TRANSLATE_NOOP("Reason", "Platforms do not accept such addresses. Remove the row from your file.")},
    {Reason::Duplicate, "duplicate", QT_TRANSLATE_NOOP("Reason", "The same person is in another row"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: the last row of each person is sent.")},
    {Reason::SharedAddress, "shared-address", QT_TRANSLATE_NOOP("Reason", "Several people share this address"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: one of them is sent for this address.")},
    {Reason::NoConsent, "no-consent", QT_TRANSLATE_NOOP("Reason", "No consent"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: people who have not agreed are not sent.")},
    {Reason::SaidNoElsewhere, "said-no-elsewhere", QT_TRANSLATE_NOOP("Reason", "Said no in another audience"),
     QT_TRANSLATE_NOOP(
         "Reason", "No action needed: a no counts for all pathways to the same list, until that audience says yes.")},
    {Reason::Deceased, "deceased", QT_TRANSLATE_NOOP("Reason", "Deceased"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: nobody who has died is written to.")},
    {Reason::NotToBeEmailed, "not-to-be-emailed", QT_TRANSLATE_NOOP("Reason", "Not to be emailed"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: your source says that they are not to be emailed.")},
    {Reason::PermissionUnclear, "permission-unclear",
     QT_TRANSLATE_NOOP("Reason", "Not clear whether they may be emailed"),
     QT_TRANSLATE_NOOP("Reason", "They stay as they are. Say in the audience what the answer means.")},
    {Reason::Excluded, "excluded", QT_TRANSLATE_NOOP("Reason", "On your list of exclusions"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: they are kept out of every push.")},
    {Reason::Unsubscribed, "unsubscribed", QT_TRANSLATE_NOOP("Reason", "Unsubscribed"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: they unsubscribed themselves, and stay out.")},
    {Reason::Bounced, "bounced", QT_TRANSLATE_NOOP("Reason", "Their email bounced"),
     QT_TRANSLATE_NOOP("Reason", "Ask the person for a working address.")},
    {Reason::ComplianceState, "compliance-state",
     QT_TRANSLATE_NOOP("Reason", "Kept out by the platform at the person’s request"),
     QT_TRANSLATE_NOOP("Reason", "Only the person can come back, through a sign-up form of the platform.")},
    {Reason::Forgotten, "forgotten", QT_TRANSLATE_NOOP("Reason", "Permanently deleted at the platform"),
     QT_TRANSLATE_NOOP("Reason", "Only the person can come back, through a sign-up form of the platform.")},
    {Reason::NotThere, "not-there", QT_TRANSLATE_NOOP("Reason", "Not at the destination"),
     QT_TRANSLATE_NOOP("Reason", "Update Only adds nobody. Choose Update or Create to add them.")},
    {Reason::AlreadyThere, "already-there", QT_TRANSLATE_NOOP("Reason", "Already at the destination"),
     QT_TRANSLATE_NOOP("Reason", "Append changes nobody who is there. Choose Update or Create to update them.")},
    {Reason::RuleNotMatched, "rule-not-matched", QT_TRANSLATE_NOOP("Reason", "Not covered by the audience’s rules"),
     QT_TRANSLATE_NOOP("Reason", "No action needed, if the rules are as you want them.")},
    {Reason::PendingOptIn, "pending-opt-in", QT_TRANSLATE_NOOP("Reason", "Waiting for their own confirmation"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: they join once they confirm.")},
    {Reason::TakenOutThere, "taken-out-there", QT_TRANSLATE_NOOP("Reason", "Taken out of the list at the platform"),
     QT_TRANSLATE_NOOP("Reason",
                       "Somebody took them out there by hand. Put them back there if they are to be written to.")},
    {Reason::LeftAtOldAddress, "left-at-old-address", QT_TRANSLATE_NOOP("Reason", "Unsubscribed at their old address"),
     QT_TRANSLATE_NOOP("Reason",
                       "No action needed: they unsubscribed themselves, and stay out at the new address, too.")},
    {Reason::AwaitsNewAddress, "awaits-new-address",
     QT_TRANSLATE_NOOP("Reason", "Kept until their new address is accepted"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: the old address goes as soon as the new one is accepted.")},
    {Reason::RefusedValue, "refused-value", QT_TRANSLATE_NOOP("Reason", "The platform did not accept a value"),
     QT_TRANSLATE_NOOP("Reason", "Correct the value in your file and push again.")},
    {Reason::RefusedAddress, "refused-address", QT_TRANSLATE_NOOP("Reason", "The platform did not accept the address"),
     QT_TRANSLATE_NOOP("Reason", "Check the address in your file.")},
    {Reason::RefusedOther, "refused-other", QT_TRANSLATE_NOOP("Reason", "The platform did not accept this person"),
     QT_TRANSLATE_NOOP("Reason", "Open the details, and send these people again after a while.")},
    {Reason::RefusedPermission, "refused-permission",
     QT_TRANSLATE_NOOP("Reason", "The account may not change this person"),
     QT_TRANSLATE_NOOP("Reason", "Ask the account’s owner at the platform.")},
    {Reason::NotTakenOver, "not-taken-over",
     QT_TRANSLATE_NOOP("Reason", "Accepted at first, but not kept by the platform"),
     QT_TRANSLATE_NOOP("Reason", "Push again: these people are sent once more.")},
    {Reason::AlreadyGone, "already-gone", QT_TRANSLATE_NOOP("Reason", "Already gone"),
     QT_TRANSLATE_NOOP("Reason", "No action needed: the person was no longer there, or had never confirmed.")},
};

const ReasonTexts& textsOf(Reason reason) {
    for (const ReasonTexts& texts : kTexts) {
        if (texts.reason == reason) {
            return texts;
        }
    }
    return kTexts[0];
}

} // namespace

RowOutcomeKind outcomeKind(Reason reason) {
    const auto value = quint16(reason);
    if (value < 100) {
        return RowOutcomeKind::Accepted;
    }
    if (value < 200) {
        return RowOutcomeKind::Invalid;
    }
    if (value < 300) {
        return RowOutcomeKind::LeftOut;
    }
    return value < 400 ? RowOutcomeKind::Rejected : RowOutcomeKind::Removed;
}

QString reasonText(Reason reason) {
    return QCoreApplication::translate("Reason", textsOf(reason).text);
}

QString reasonAdvice(Reason reason) {
    return QCoreApplication::translate("Reason", textsOf(reason).advice);
}

QString toKey(Reason reason) {
    return QString::fromLatin1(textsOf(reason).key);
}

} // namespace pathways
