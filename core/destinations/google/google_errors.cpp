// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_errors.h"

#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace pathways::google {

namespace {

using std::chrono::milliseconds;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(GoogleAds)
};

void note(Fault& fault, const QString& named) {
    const QString reason = codeWord(named);
    if (!reason.isEmpty() && !fault.reasons.contains(reason)) {
        fault.reasons << reason;
    }
}

Violation parseViolation(const QJsonObject& violation) {
    // Google writes "audience_members.audience_members[3].user_data"; the newer wording has no repetition, and JSON
    // callers may get the camel-case name. The index that counts is the last one.
    static const QRegularExpression member(QStringLiteral("audience_?[mM]embers\\[(\\d+)\\]"));
    Violation parsed;
    parsed.field = violation[QLatin1String("field")].toString();
    parsed.reason = violation[QLatin1String("reason")].toString();
    auto matches = member.globalMatch(parsed.field);
    while (matches.hasNext()) {
        parsed.member = matches.next().captured(1).toInt();
    }
    return parsed;
}

void parseDetail(Fault& fault, const QJsonObject& detail) {
    const QString type = detail[QLatin1String("@type")].toString();
    if (type.endsWith(QLatin1String("google.rpc.ErrorInfo"))) {
        note(fault, detail[QLatin1String("reason")].toString());
        const QJsonObject metadata = detail[QLatin1String("metadata")].toObject();
        if (const QString quota = codeWord(metadata[QLatin1String("quota_limit")].toString()); !quota.isEmpty()) {
            fault.quota = quota;
        }
    } else if (type.endsWith(QLatin1String("google.rpc.BadRequest"))) {
        for (const QJsonValue& value : detail[QLatin1String("fieldViolations")].toArray()) {
            const Violation violation = parseViolation(value.toObject());
            note(fault, violation.reason);
            fault.violations << violation;
        }
    } else if (type.endsWith(QLatin1String("google.rpc.RetryInfo"))) {
        QString delay = detail[QLatin1String("retryDelay")].toString();
        if (delay.endsWith(u's')) {
            delay.chop(1);
            bool ok = false;
            const double seconds = delay.toDouble(&ok);
            if (ok && seconds >= 0 && seconds < 86'400) {
                fault.retryAfter = milliseconds(qint64(seconds * 1000));
            }
        }
    }
}

Error make(ErrorKind kind, const QString& what, const QString& meaning, const QString& remedy) {
    return Error{kind, what, meaning, remedy, {}};
}

QString nothingChanged() {
    return Texts::tr("Nothing in the customer list was changed by this step.");
}

std::optional<Error> accessError(const Fault& fault) {
    if (fault.has("ACCESS_TOKEN_SCOPE_INSUFFICIENT")) {
        return make(ErrorKind::SignIn, Texts::tr("The Google sign-in does not include managing customer lists."),
                    nothingChanged(), Texts::tr("Sign in again, and leave every box ticked on Google’s own page."));
    }
    if (fault.httpStatus == 401 || fault.status == QLatin1String("UNAUTHENTICATED")) {
        return make(ErrorKind::SignIn, Texts::tr("Google no longer accepts this sign-in."), nothingChanged(),
                    Texts::tr("Sign in to Google Ads again under Connections, then continue."));
    }
    if (fault.has("TERMS_AND_CONDITIONS_NOT_SIGNED") || fault.has("ADVERTISER_TOS_NOT_ACCEPTED")) {
        return make(ErrorKind::Permission, Texts::tr("The Customer Match terms have not been accepted."),
                    nothingChanged(),
                    Texts::tr("Ask an administrator of the Google Ads account to accept the terms there (Tools > "
                              "Audience manager > Customer list), and confirm them in this pathway."));
    }
    if (fault.has("EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED")) {
        return make(ErrorKind::Permission,
                    Texts::tr("Google first needs to know whether this account runs political ads in the EU."),
                    nothingChanged(),
                    Texts::tr("Ask an administrator to answer the declaration in Google Ads, then try again."));
    }
    if (fault.has("NOT_ALLOWLISTED") || fault.has("ADVERTISER_NOT_ALLOWLISTED_FOR_UPLOADED_DATA")) {
        return make(ErrorKind::Permission, Texts::tr("Google does not let this account use Customer Match yet."),
                    nothingChanged(),
                    Texts::tr("Accounts need a history of paid ads and of following Google’s rules. Ask Google Ads "
                              "support what is missing."));
    }
    if (fault.has("SERVICE_DISABLED")) {
        return make(ErrorKind::Permission, Texts::tr("The Data Manager service is switched off at Google."),
                    nothingChanged(),
                    Texts::tr("Ask whoever looks after the Google Cloud project to enable the Data Manager API."));
    }
    return std::nullopt;
}

std::optional<Error> targetError(const Fault& fault) {
    if (fault.has("OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH") || fault.has("DESTINATION_ACCOUNT_TYPE_MISMATCH") ||
        fault.has("INVALID_DESTINATION")) {
        return make(ErrorKind::Permission,
                    Texts::tr("The customer ID and the manager account of this connection do not match."),
                    nothingChanged(), Texts::tr("Check both numbers under Connections."));
    }
    if (fault.has("INVALID_USER_LIST_ID") || fault.httpStatus == 404) {
        return make(ErrorKind::NotFound, Texts::tr("The customer list is no longer in this Google Ads account."),
                    Texts::tr("Nobody was sent to it by this step."),
                    Texts::tr("Choose another list for this pathway, or create it again."));
    }
    if (fault.has("INVALID_USER_LIST_TYPE") || fault.has("USER_LIST_MUTATION_NOT_SUPPORTED") ||
        fault.has("OWNERSHIP_REQUIRED_FOR_UPDATE") || fault.has("SENSITIVE_USER_LIST_IMMUTABLE")) {
        return make(ErrorKind::Permission,
                    Texts::tr("This list does not accept people by email, phone or postal address."), nothingChanged(),
                    Texts::tr("Choose a customer list of your own account, or create a new one."));
    }
    if (fault.httpStatus == 403 || fault.has("PERMISSION_DENIED")) {
        return make(ErrorKind::Permission, Texts::tr("This Google sign-in may not manage the account’s audiences."),
                    nothingChanged(),
                    Texts::tr("Ask an administrator of the Google Ads account for standard access, or check the "
                              "customer ID and the manager account."));
    }
    return std::nullopt;
}

std::optional<Error> listError(const Fault& fault) {
    const QString noList = Texts::tr("No list was created.");
    if (fault.has("DISPLAY_NAME_ALREADY_USED") || fault.has("ALREADY_EXISTS")) {
        return make(ErrorKind::Input, Texts::tr("This account already has a list of that name."), noList,
                    Texts::tr("Choose another name, or use the existing list."));
    }
    if (fault.has("USER_LIST_NAME_RESERVED") || fault.has("INVALID_DISPLAY_NAME")) {
        return make(ErrorKind::Input, Texts::tr("Google does not allow that name for a list."), noList,
                    Texts::tr("Choose another name."));
    }
    if (fault.has("MEMBERSHIP_DURATION_TOO_LONG")) {
        return make(ErrorKind::Input, Texts::tr("Google keeps people in a list for at most 540 days."), noList,
                    Texts::tr("Choose a shorter time."));
    }
    return std::nullopt;
}

Error throttled(const Fault& fault) {
    const QString which = fault.quota.isEmpty()
                              ? Texts::tr("Google’s limit for requests has been reached for now.")
                              : Texts::tr("Google’s limit for requests (%1) has been reached.").arg(fault.quota);
    return make(ErrorKind::Throttled, which, Texts::tr("This step was not carried out; what was sent before stays."),
                Texts::tr("Continue later. Daily limits start again at midnight in California."));
}

bool perDay(const QString& quota) {
    return quota.contains(QLatin1String("PerDay"), Qt::CaseInsensitive) ||
           quota.contains(QLatin1String("per_day"), Qt::CaseInsensitive);
}

} // namespace

bool Fault::onlyMembers() const {
    return !violations.isEmpty() && std::all_of(violations.begin(), violations.end(),
                                                [](const Violation& violation) { return violation.member >= 0; });
}

Fault parseFault(const HttpReply& reply) {
    Fault fault;
    fault.httpStatus = reply.status;
    const auto body = answers::object(reply);
    if (!body) {
        return fault;
    }
    const QJsonObject error = (*body)[QLatin1String("error")].toObject();
    fault.status = codeWord(error[QLatin1String("status")].toString());
    for (const QJsonValue& detail : error[QLatin1String("details")].toArray()) {
        parseDetail(fault, detail.toObject());
    }
    return fault;
}

Error toError(const Fault& fault) {
    Error error;
    if (auto access = accessError(fault)) {
        error = *access;
    } else if (fault.httpStatus == 429 || fault.status == QLatin1String("RESOURCE_EXHAUSTED")) {
        error = throttled(fault);
    } else if (auto list = listError(fault)) {
        error = *list;
    } else if (auto target = targetError(fault)) {
        error = *target;
    } else if (fault.httpStatus >= 500) {
        error = make(ErrorKind::Network, Texts::tr("Google is having problems at the moment."),
                     Texts::tr("It is not certain whether the last step was carried out."),
                     Texts::tr("Continue in a few minutes. Nothing will be counted twice."));
    } else {
        error = make(ErrorKind::Refused, Texts::tr("Google did not accept this step."), nothingChanged(),
                     Texts::tr("Copy the support details and ask for help; they contain Google’s reason."));
    }
    error.detail = QStringLiteral("HTTP %1 %2 [%3]").arg(fault.httpStatus).arg(fault.status, fault.reasons.join(u','));
    return error;
}

Error errorOf(const HttpReply& reply) {
    if (auto none = answers::noAnswer(reply, Texts::tr("Google Ads"))) {
        return *std::move(none);
    }
    return toError(parseFault(reply));
}

RetryAdvice retryAdvice(const HttpReply& reply) {
    RetryAdvice advice = standardRetry(reply);
    if (reply.end != HttpEnd::Answered || reply.status < 400) {
        return advice;
    }
    const Fault fault = parseFault(reply);
    if (reply.status == 429 || fault.status == QLatin1String("RESOURCE_EXHAUSTED")) {
        if (perDay(fault.quota)) {
            return {RetryAdvice::Kind::Final, {}};
        }
        advice.kind = RetryAdvice::Kind::Throttled;
        if (fault.retryAfter) {
            advice.wait = fault.retryAfter;
        }
    }
    return advice;
}

} // namespace pathways::google
