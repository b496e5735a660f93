// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_errors.h"

#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace pathways::meta {

namespace {

using namespace std::chrono_literals;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

constexpr auto kLongestWait = 60min; // Blocks end within the hour; a larger number is not believed.

int intOf(const QJsonValue& value) {
    return int(toInt64(value).value_or(0));
}

/// A trace id has about 23 letters and digits; anything longer is something else.
QString traceOf(const QString& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
    });
    return plain && text.size() <= 24 ? text : QString();
}

Error make(ErrorKind kind, const QString& what, const QString& meaning, const QString& remedy) {
    return Error{kind, what, meaning, remedy, {}};
}

QString nothingChanged() {
    return Texts::tr("Nothing in the audience was changed by this step.");
}

std::optional<Error> accessError(const Fault& fault) {
    if (fault.code == 190 || fault.code == 102 || fault.code == 463 || fault.code == 467 ||
        (fault.httpStatus == 401 && fault.code == 0)) {
        return make(ErrorKind::SignIn, Texts::tr("Meta no longer accepts this access token."), nothingChanged(),
                    Texts::tr("Create a new token in Meta Business settings (System users), then sign in again."));
    }
    if (fault.subcode == 1870090) {
        return make(ErrorKind::Permission, Texts::tr("The Custom Audience terms have not been accepted."),
                    nothingChanged(),
                    Texts::tr("Accept them at https://www.facebook.com/customaudiences/app/tos/ with this ad account "
                              "chosen, then try again."));
    }
    if (fault.code == 200 || fault.code == 10 || fault.code == 294 || (fault.code > 200 && fault.code < 270) ||
        fault.code == 3) {
        return make(ErrorKind::Permission, Texts::tr("This access token may not manage the ad account’s audiences."),
                    nothingChanged(),
                    Texts::tr("Give the system user this ad account in Meta Business settings, and the permissions "
                              "ads_management and business_management."));
    }
    if (fault.code == 270) {
        return make(ErrorKind::Permission, Texts::tr("The Meta app behind this token is still in development mode."),
                    nothingChanged(),
                    Texts::tr("Use a token from an app with full access, or add the ad account to the app’s own."));
    }
    if (fault.code == 368) {
        return make(ErrorKind::Permission, Texts::tr("Meta has temporarily blocked this account’s actions."),
                    nothingChanged(), Texts::tr("See Account quality in Meta Business Suite for the reason."));
    }
    return std::nullopt;
}

std::optional<Error> audienceError(const Fault& fault) {
    if (fault.subcode == 1713230 || fault.subcode == 1713228 || fault.subcode == 1713231) {
        return make(
            ErrorKind::Permission,
            Texts::tr(
                "Meta has blocked this audience because its name or description suggests people’s health or finances."),
            nothingChanged(), Texts::tr("Give the audience a neutral name in Ads Manager, or create a new one here."));
    }
    if (fault.code == 803 || (fault.code == 100 && fault.subcode == 33) || fault.httpStatus == 404) {
        return make(ErrorKind::NotFound, Texts::tr("The audience or ad account is no longer there for this token."),
                    Texts::tr("Nobody was sent to it by this step."),
                    Texts::tr("Choose another audience for this pathway, or create it again."));
    }
    if (fault.code == 2650) {
        return make(ErrorKind::Refused, Texts::tr("This audience cannot accept these people right now."),
                    Texts::tr("Somebody is replacing it, or it was first filled in another way."),
                    Texts::tr("Wait until Ads Manager shows it as ready, or create a new audience for this pathway."));
    }
    if (fault.code == 2635) {
        return make(ErrorKind::Refused, Texts::tr("Meta has retired the version of its interface that Pathways uses."),
                    nothingChanged(), Texts::tr("Install the newest version of Pathways."));
    }
    return std::nullopt;
}

} // namespace

bool Fault::throttled() const {
    return code == 4 || code == 17 || code == 32 || code == 613 || code == 80003 || code == 80004 ||
           (httpStatus == 429 && code == 0);
}

std::optional<Fault> parseFault(const HttpReply& reply) {
    if (reply.end != HttpEnd::Answered) {
        return std::nullopt;
    }
    const auto body = answers::object(reply);
    const bool named = body && body->contains(QLatin1String("error"));
    if (reply.ok() && !named) {
        return std::nullopt;
    }
    Fault fault;
    fault.httpStatus = reply.status;
    if (named) {
        const QJsonObject error = (*body)[QLatin1String("error")].toObject();
        fault.code = intOf(error[QLatin1String("code")]);
        fault.subcode = intOf(error[QLatin1String("error_subcode")]);
        fault.transient = error[QLatin1String("is_transient")].toBool();
        fault.trace = traceOf(error[QLatin1String("fbtrace_id")].toString());
    }
    return fault;
}

Error toError(const Fault& fault) {
    Error error;
    if (auto access = accessError(fault)) {
        error = *access;
    } else if (auto audience = audienceError(fault)) {
        error = *audience;
    } else if (fault.throttled()) {
        error = make(ErrorKind::Throttled, Texts::tr("Meta’s limit for requests has been reached for now."),
                     Texts::tr("This step was not carried out; what was sent before stays."),
                     Texts::tr("Continue in an hour. Many small pushes reach the limit faster than a few large ones."));
    } else if (fault.httpStatus >= 500 || fault.transient || fault.code == 1 || fault.code == 2) {
        error = make(ErrorKind::Network, Texts::tr("Meta is having problems at the moment."),
                     Texts::tr("It is not certain whether the last step was carried out."),
                     Texts::tr("Continue in a few minutes. Nothing will be counted twice."));
    } else {
        error = make(ErrorKind::Refused, Texts::tr("Meta did not accept this step."), nothingChanged(),
                     Texts::tr("Copy the support details and ask for help; they contain Meta’s reason."));
    }
    error.detail = QStringLiteral("HTTP %1 code %2 subcode %3 trace %4")
                       .arg(fault.httpStatus)
                       .arg(fault.code)
                       .arg(fault.subcode)
                       .arg(fault.trace);
    return error;
}

Error errorOf(const HttpReply& reply) {
    if (auto none = answers::noAnswer(reply, Texts::tr("Meta"))) {
        return *std::move(none);
    }
    const auto fault = parseFault(reply);
    return fault ? toError(*fault) : answers::notUnderstood(Texts::tr("Meta"), QStringLiteral("unexpected answer"));
}

RetryAdvice retryAdvice(const HttpReply& reply) {
    const auto fault = parseFault(reply);
    if (!fault) {
        return reply.end == HttpEnd::Answered ? RetryAdvice{} : standardRetry(reply);
    }
    if (fault->throttled()) {
        RetryAdvice advice{RetryAdvice::Kind::Throttled, {}};
        if (const Usage usage = parseUsage(reply); usage.regainAccessIn > 0ms) {
            advice.wait = usage.regainAccessIn;
        }
        return advice;
    }
    const bool passing = fault->transient || fault->code == 2 || (fault->code == 0 && fault->httpStatus >= 500);
    return passing ? RetryAdvice{RetryAdvice::Kind::Transient, {}} : RetryAdvice{};
}

Usage parseUsage(const HttpReply& reply) {
    Usage usage;
    auto raise = [&usage](const QJsonObject& figures) {
        for (const char* name : {"call_count", "total_cputime", "total_time", "acc_id_util_pct"}) {
            const QJsonValue value = figures[QLatin1String(name)];
            if (value.isDouble()) {
                usage.percent = std::max(usage.percent, int(std::clamp(value.toDouble(), 0.0, 1000.0)));
            }
        }
        const qint64 minutes = toInt64(figures[QLatin1String("estimated_time_to_regain_access")]).value_or(0);
        if (minutes > 0) {
            const auto wait = std::chrono::minutes(std::min<qint64>(minutes, kLongestWait.count()));
            usage.regainAccessIn = std::max<std::chrono::milliseconds>(usage.regainAccessIn, wait);
        }
    };
    for (const char* name : {"x-app-usage", "x-ad-account-usage"}) {
        raise(QJsonDocument::fromJson(reply.header(name)).object());
    }
    const QJsonObject business = QJsonDocument::fromJson(reply.header("x-business-use-case-usage")).object();
    for (const QJsonValue& cases : business) {
        for (const QJsonValue& figures : cases.toArray()) {
            raise(figures.toObject());
        }
    }
    return usage;
}

} // namespace pathways::meta
