// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

namespace pathways::answers {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Answers)
};

Error redirected(const QString& platform) {
    return Error{ErrorKind::Security, Texts::tr("%1 tried to send Pathways to another address.").arg(platform),
                 Texts::tr("Nothing was sent there, so that your sign-in and your people stay where they belong."),
                 Texts::tr("Check the network you are in (a hotel or guest network often does this), then try again."),
                 QStringLiteral("3xx answer not followed")};
}

} // namespace

std::optional<QJsonObject> object(const HttpReply& reply) {
    if (reply.end != HttpEnd::Answered) {
        return std::nullopt;
    }
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(reply.body, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject()) {
        return std::nullopt;
    }
    return document.object();
}

bool leadsAway(const HttpReply& reply) {
    return reply.end == HttpEnd::Answered && reply.status >= 300 && reply.status < 400;
}

std::optional<Error> noAnswer(const HttpReply& reply, const QString& platform) {
    if (reply.end != HttpEnd::Answered) {
        return reply.error;
    }
    return leadsAway(reply) ? std::optional(redirected(platform)) : std::nullopt;
}

Error notUnderstood(const QString& platform, const QString& detail) {
    return Error{ErrorKind::Protocol, Texts::tr("Pathways could not understand the answer from %1.").arg(platform),
                 Texts::tr("It is not certain whether the last step was carried out there."),
                 Texts::tr("Try again later. If it happens again, copy the support details and ask for help."), detail};
}

Error busy(const QString& platform, const QString& detail) {
    return Error{ErrorKind::Throttled, Texts::tr("%1 is too busy at the moment.").arg(platform),
                 Texts::tr("The people who have not been accepted yet are kept for later."),
                 Texts::tr("Continue in an hour or so."), detail};
}

Error stopped() {
    return Error{ErrorKind::Canceled,
                 Texts::tr("Stopped."),
                 Texts::tr("What is done so far is kept."),
                 Texts::tr("Continue whenever you like."),
                 {}};
}

BatchResult unknown(Error error, QByteArray receipt) {
    BatchResult result;
    result.verdict = BatchVerdict::Unknown;
    result.error = std::move(error);
    result.receipt = std::move(receipt);
    return result;
}

BatchResult refused(Error error, bool splittable) {
    BatchResult result;
    result.verdict = BatchVerdict::Refused;
    result.error = std::move(error);
    result.splittable = splittable;
    return result;
}

bool onThisMachine(const QUrl& url) {
    const QString host = url.host();
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

} // namespace pathways::answers
