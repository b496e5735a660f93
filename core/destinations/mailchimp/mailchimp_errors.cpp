// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_errors.h"

#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

namespace pathways::mailchimp {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailchimp)
};

QString platform() {
    return QStringLiteral("Mailchimp");
}

QString nothingDone() {
    return Texts::tr("Nobody in the list was changed by this step.");
}

Error make(ErrorKind kind, const QString& what, const QString& remedy, const HttpReply& reply) {
    return Error{kind, what, nothingDone(), remedy, QStringLiteral("HTTP %1").arg(reply.status)};
}

/// A merge tag as Mailchimp writes it. Anything else there is free text and is dropped.
QString tagOrNothing(const QString& text) {
    static const QRegularExpression form(QStringLiteral("^[A-Z][A-Z0-9_]{0,19}$"));
    return form.match(text).hasMatch() ? text : QString();
}

Reason reasonOfText(const QString& text) {
    const auto says = [&](QLatin1String words) { return text.contains(words, Qt::CaseInsensitive); };
    if (says(QLatin1String("compliance state"))) {
        return Reason::ComplianceState;
    }
    if (says(QLatin1String("permanently deleted")) || says(QLatin1String("forgotten"))) {
        return Reason::Forgotten;
    }
    if (says(QLatin1String("unsubscribe"))) {
        return Reason::Unsubscribed;
    }
    if (says(QLatin1String("bounce")) || says(QLatin1String("cleaned"))) {
        return Reason::Bounced;
    }
    if (says(QLatin1String("valid email")) || says(QLatin1String("fake or invalid")) ||
        says(QLatin1String("email address"))) {
        return Reason::RefusedAddress;
    }
    return Reason::RefusedOther;
}

Error forbidden(const HttpReply& reply) {
    const auto problem = answers::object(reply);
    if (!problem) {
        return make(ErrorKind::Permission, Texts::tr("Mailchimp keeps refusing this account’s requests."),
                    Texts::tr("Wait an hour. If it keeps happening, ask the account’s owner whether the account is in "
                              "good standing."),
                    reply);
    }
    if ((*problem)[QLatin1String("title")].toString().startsWith(QLatin1String("Wrong Datacenter"),
                                                                 Qt::CaseInsensitive)) {
        return make(ErrorKind::SignIn, Texts::tr("This API key belongs to another data centre of Mailchimp."),
                    Texts::tr("Copy the whole key again, with the part behind the hyphen."), reply);
    }
    return make(ErrorKind::Permission, Texts::tr("This Mailchimp user may not do that."),
                Texts::tr("Ask the account’s owner to make you a manager or admin."), reply);
}

} // namespace

Error errorFor(const HttpReply& reply) {
    if (reply.end == HttpEnd::Canceled) {
        return answers::stopped();
    }
    if (auto none = answers::noAnswer(reply, platform())) {
        return *std::move(none);
    }
    switch (reply.status) {
    case 401:
        return make(ErrorKind::SignIn, Texts::tr("Mailchimp no longer accepts this API key."),
                    Texts::tr("Create a key in Mailchimp (Account, Extras, API keys), then sign in again."), reply);
    case 403:
        return forbidden(reply);
    case 404:
        return make(ErrorKind::NotFound, Texts::tr("This list is no longer in the Mailchimp account."),
                    Texts::tr("Choose another list for this pathway."), reply);
    case 429:
        return answers::busy(platform(), QStringLiteral("HTTP 429"));
    case 426:
        return make(ErrorKind::Security, Texts::tr("Mailchimp requires a newer kind of secure connection."),
                    Texts::tr("Update this computer’s system, or ask your IT team."), reply);
    default:
        break;
    }
    if (reply.status >= 500) {
        return Error{ErrorKind::Network, Texts::tr("Mailchimp is having problems at the moment."),
                     Texts::tr("It is not certain whether the last step was carried out there."),
                     Texts::tr("Continue later."), QStringLiteral("HTTP %1").arg(reply.status)};
    }
    if (reply.status >= 400) {
        return make(ErrorKind::Refused, Texts::tr("Mailchimp did not accept this request."),
                    Texts::tr("Check the column mapping. If it happens again, copy the support details."), reply);
    }
    return answers::notUnderstood(platform(), QStringLiteral("HTTP %1").arg(reply.status));
}

Refusal refusalOf(int status, const QJsonObject& problem) {
    const QString title = problem[QLatin1String("title")].toString();
    const auto titled = [&](QLatin1String start) { return title.startsWith(start, Qt::CaseInsensitive); };
    if (titled(QLatin1String("Member In Compliance"))) {
        return {Reason::ComplianceState, {}};
    }
    if (titled(QLatin1String("Forgotten Email"))) {
        return {Reason::Forgotten, {}};
    }
    if (titled(QLatin1String("Member Exists"))) {
        return {Reason::AlreadyThere, {}};
    }
    if (status == 404) {
        return {Reason::NotThere, {}};
    }
    if (status == 403) {
        return {Reason::RefusedPermission, {}};
    }
    const QJsonArray errors = problem[QLatin1String("errors")].toArray();
    for (const auto& entry : errors) {
        const QString field = entry.toObject()[QLatin1String("field")].toString();
        const QString tag = tagOrNothing(field);
        if (!tag.isEmpty() && tag != QLatin1String("EMAIL")) {
            return {Reason::RefusedValue, tag};
        }
        if (tag == QLatin1String("EMAIL") || field.startsWith(QLatin1String("email"), Qt::CaseInsensitive)) {
            return {Reason::RefusedAddress, QStringLiteral("EMAIL")};
        }
    }
    const Reason reason = reasonOfText(problem[QLatin1String("detail")].toString());
    return {reason, reason == Reason::RefusedAddress ? QStringLiteral("EMAIL") : QString()};
}

Refusal refusalOfRow(const QJsonObject& entry) {
    if (entry[QLatin1String("error_code")].toString() == QLatin1String("ERROR_CONTACT_EXISTS")) {
        return {Reason::AlreadyThere, {}};
    }
    if (entry[QLatin1String("field")].toString() == QLatin1String("status")) {
        return {Reason::NotThere, {}}; // Only newcomers need a status, and updates carry none.
    }
    const QString field = tagOrNothing(entry[QLatin1String("field")].toString());
    if (!field.isEmpty() && field != QLatin1String("EMAIL")) {
        return {Reason::RefusedValue, field};
    }
    const Reason reason = reasonOfText(entry[QLatin1String("error")].toString());
    return {reason, reason == Reason::RefusedAddress ? QStringLiteral("EMAIL") : QString()};
}

Reason reasonOfStatus(const QString& status) {
    if (status == QLatin1String("unsubscribed")) {
        return Reason::Unsubscribed;
    }
    if (status == QLatin1String("cleaned")) {
        return Reason::Bounced;
    }
    if (status == QLatin1String("archived")) {
        return Reason::RefusedOther;
    }
    return Reason::None;
}

QString noteFor(const Refusal& refusal) {
    switch (refusal.reason) {
    case Reason::ComplianceState:
        return Texts::tr("Mailchimp blocks this person because they unsubscribed or their email bounced.");
    case Reason::Forgotten:
        return Texts::tr("This person was permanently deleted there and can only return by signing up.");
    case Reason::RefusedAddress:
        return Texts::tr("Mailchimp considers this address invalid.");
    case Reason::RefusedValue:
        return Texts::tr("Mailchimp did not accept the value of %1.").arg(refusal.field);
    case Reason::RefusedOther:
        return Texts::tr("Mailchimp did not accept this person, and gave no reason.");
    default:
        return {};
    }
}

QString archivedNote() {
    return Texts::tr("This person is archived in Mailchimp. Unarchive them there, so that their own choice is kept.");
}

} // namespace pathways::mailchimp
