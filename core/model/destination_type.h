// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/sync_method.h"

#include <QDateTime>
#include <QLatin1String>
#include <QList>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>

namespace pathways {

/// What a destination field holds. Chooses the normaliser and how a source column is recognised.
enum class FieldKind {
    Email,
    Phone,
    FirstName,
    LastName,
    FullName,
    Street,
    City,
    Region,
    PostalCode,
    Country,
    Gender,
    BirthDate, ///< Whole date of birth.
    BirthYear,
    BirthMonth, ///< Two digits.
    BirthDay,   ///< Two digits.
    Birthday,   ///< Month and day without the year (Mailchimp's MM/DD).
    Date,
    Number,
    Money, ///< A value for value-based lookalikes: a number that is not negative.
    Text,
    Url,
    Choice,
    Language,
    MobileAdId,
    ExternalId ///< The organisation's own id of a person (donor number).
};

/// One field of a destination object that a column can feed.
struct FieldSpec {
    QString id;    ///< The platform's own name, e.g. "EMAIL", "FNAME", "ADDRESS.city". Unique in an object.
    QString label; ///< As people of that platform know it.
    FieldKind kind = FieldKind::Text;
    bool required = false;   ///< Every person needs it (in its alternatives group, if one is named).
    bool identifier = false; ///< Recognises a person at the platform; kept, encrypted, to remove or rename later.
    bool hashed = false;     ///< Scrambled (SHA-256) before it leaves the machine.
    bool creatable = false;  ///< Does not exist yet at the platform but can be created on request.
    QString alternatives;    ///< Fields sharing this name stand in for one another ("Email or phone").
    QString compound;        ///< Fields sharing this name make one value there ("ADDRESS").
    int maxBytes = 0;        ///< UTF-8 bytes; 0: no limit of its own.
    QStringList choices;     ///< For Choice.
    QString format;          ///< A platform's format hint, e.g. "MM/DD/YYYY" or "US".
    friend bool operator==(const FieldSpec&, const FieldSpec&) = default;
};

/// The pseudo-field for the organisation's own person id where the platform has none: it is never sent, but lets a
/// changed email rename the person (promise P9).
inline constexpr QLatin1String kPersonIdField("_person_id");

enum class DestinationKind { Email, Advertising, FilesAndDatabases };

/// The normalisation rules a platform uses (contract 0.3).
enum class IdentityRules { Mailchimp, Google, Meta, Plain };

/// How an account is signed in to.
enum class SignInKind { ApiKey, AccessToken, Browser, UserAndPassword, None };

/// One thing a connection needs to know besides its secret.
struct SettingSpec {
    QString key; ///< "url", "host", "account" ...
    QString label;
    QString hint; ///< One sentence below the field.
    QString placeholder;
    bool required = false;
    QStringList choices; ///< Not empty: one of these.
};

/// Whether a method can be used, and if not, why.
struct MethodSupport {
    bool possible = true;
    QString reason; ///< Whole sentence for people when not possible.
};

/// What removing a person from an object can mean there (chosen per pathway; the first is the default).
struct RemovalMeaning {
    QString key;   ///< "tag-off", "archive", "remove" ...
    QString label; ///< "Switch the tag off; the person stays in the list"
    bool permanent = false;
    bool keepsPerson = false; ///< Only this pathway's own mark is taken away: harmless to people others put there.
};

/// An extra choice a pathway has at this type (membership duration, consent, tag name, file name ...).
struct PathwayOptionSpec {
    QString key;
    QString label;
    QString hint;
    QString defaultValue;
    QStringList choices; ///< Not empty: one of these.
    QStringList choiceLabels;
    bool required = false;
    bool mark = false; ///< What it names is set on each person and taken off again: a tag, a segment, a group.
};

/// Limits that the batcher and the limiter obey.
struct PlatformLimits {
    int peoplePerBatch = 500;
    qint64 bytesPerBatch = 4 * 1024 * 1024;
    int parallelBatches = 4;   ///< Batches in flight at once.
    int parallelRequests = 6;  ///< Of one connection, over all its pushes and probes.
    int requestsPerMinute = 0; ///< 0: no published rate.
    int requestTimeoutSeconds = 120;
};

/// What a platform's lists, audiences, tables or folders are called, in whole texts: a noun put into somebody else's
/// sentence cannot be translated.
struct ObjectTexts {
    QString title;   ///< "Mailchimp list".
    QString noneYet; ///< "There is no list in this account yet."
    QString newName; ///< "Name of the new list".
};

/// What it means that somebody whom we put there is not there any more, although we did not take them out.
enum class Absence {
    NotTold,  ///< Cannot be seen there, or says nothing: they are sent again.
    Accident, ///< A row of a table or a file: put back.
    OwnWish,  ///< A list that forgets who left: they left, and stay out (promise P1).
    ByOthers  ///< A list that says who left by their own wish and whom others took out: PushSession::readLeavers().
};

/// A platform: everything the engine and the window need to know about it without special cases.
struct DestinationType {
    QString key;  ///< "mailchimp", "google-ads", "meta", "mailman", "sql", "sftp".
    QString name; ///< "Mailchimp".
    QString icon; ///< Icon name in resources.
    DestinationKind kind = DestinationKind::Email;
    IdentityRules rules = IdentityRules::Plain;
    SignInKind signIn = SignInKind::ApiKey;
    QString secretLabel; ///< "API key"; empty when none is asked for.
    QString secretHint;  ///< Where to find it, one sentence.
    QList<SettingSpec> settings;
    ObjectTexts objectTexts;
    bool canCreateObjects = false;
    bool canReadBack = false; ///< Members can be listed.
    Absence absence = Absence::NotTold;
    bool writesAtEnd = false; ///< Nothing that was sent has any effect before PushSession::finish() has succeeded.
    bool oneKey = false; ///< People are told apart by one value alone, a table's or file's key: the identifier mapped
                         ///< first. Elsewhere an email address comes before other identifiers.
    bool ownKeyForm = false; ///< Compares keys by rules of its own: PushSession::keyForm().
    bool refusesModeled = false;
    bool needsConsent = false; ///< Asks for consent to be stated per pathway.
    std::map<SyncMethod, MethodSupport> methods;
    QList<RemovalMeaning> removalMeanings; ///< Empty: removal has one obvious meaning.
    QList<PathwayOptionSpec> options;
    QString
        partOption; ///< The option that names a part of an object, a file in a folder; empty: objects have no parts.
    PlatformLimits limits;
    QString usableAfter; ///< When people can be reached there: "Ready within 24 hours." A whole sentence.
    int refreshDays = 0; ///< Membership expires; unchanged people are sent again after so many days. 0: never.
};

/// A list, audience, account, table or folder within a connection that people go to.
struct DestinationObject {
    QString id;
    QString name;
    std::optional<qint64> size; ///< People there now, if the platform says.
    QString sizeText;           ///< When it only gives a range.
    QString kind;               ///< "Audience", "Customer list", "Table".
    QString detail;             ///< One quiet line that helps to choose.
    bool selectable = true;
    QString reason; ///< Why not.
    friend bool operator==(const DestinationObject&, const DestinationObject&) = default;
};

} // namespace pathways
