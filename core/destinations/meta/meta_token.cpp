// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_token.h"

#include "core/destinations/advertising/platform_address.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace pathways::meta {

namespace {

/// The only reply in a batch of one; empty unless it is a plain success.
QJsonObject onlyAnswer(const HttpReply& reply) {
    const QJsonArray answers = QJsonDocument::fromJson(reply.body).array();
    if (!reply.ok() || answers.size() != 1 || toInt64(answers[0][QLatin1String("code")]) != 200) {
        return {};
    }
    return QJsonDocument::fromJson(answers[0][QLatin1String("body")].toString().toUtf8()).object();
}

} // namespace

void readTokenEnd(const Api& api, std::stop_token stop, AccountInfo& account) {
    const QJsonObject data = onlyAnswer(api.inspectToken(stop)).value(QLatin1String("data")).toObject();
    const auto end = toInt64(data.value(QLatin1String("expires_at")));
    if (!end || *end < 0 || !data.value(QLatin1String("is_valid")).toBool()) {
        return;
    }
    if (*end == 0) { // Meta's way to say "never".
        account.neverExpires = true;
    } else {
        account.expires = QDateTime::fromSecsSinceEpoch(*end, Qt::UTC);
    }
}

} // namespace pathways::meta
