// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/meta/meta_graph.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrlQuery>

namespace pathways::practice {

namespace {

constexpr qsizetype kLongestQuery = 100'000; // Some 1,500 digests, where deletes by query break.
constexpr qint64 kHour = 3600;

QUrlQuery decoded(QByteArray encoded) {
    encoded.replace('+', "%20");
    return QUrlQuery(QString::fromUtf8(encoded));
}

bool isForm(const PracticeRequest& request) {
    return request.header("content-type").startsWith("application/x-www-form-urlencoded");
}

QByteArray compact(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

PracticeResponse graphError(const MetaError& error) {
    QJsonObject body{{QStringLiteral("message"), error.message},
                     {QStringLiteral("type"), error.code == 190 || error.code == 200 || error.code == 100
                                                  ? QStringLiteral("OAuthException")
                                                  : QStringLiteral("FacebookApiException")},
                     {QStringLiteral("code"), error.code},
                     {QStringLiteral("is_transient"), error.transient},
                     {QStringLiteral("fbtrace_id"), QStringLiteral("APracticeTrace")}};
    if (error.subcode != 0) {
        body.insert(QStringLiteral("error_subcode"), error.subcode);
    }
    return jsonResponse(error.status, {{QStringLiteral("error"), body}});
}

QJsonObject graphParameters(const PracticeRequest& request) {
    QJsonObject all;
    auto takeQuery = [&all](const QUrlQuery& query) {
        for (const auto& [name, value] : query.queryItems(QUrl::FullyDecoded)) {
            all.insert(name, value);
        }
    };
    takeQuery(decoded(request.rawQuery));
    if (isForm(request)) {
        takeQuery(decoded(request.body));
    } else {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        for (auto member = body.begin(); member != body.end(); ++member) {
            all.insert(member.key(), member.value());
        }
    }
    return all;
}

std::optional<QByteArray> graphUpload(const PracticeRequest& request, MetaError& error) {
    if (request.rawQuery.size() > kLongestQuery) {
        error = {1, 99, QStringLiteral("(#1) Please reduce the amount of data you're asking for, then retry."), 400,
                 false};
        return std::nullopt;
    }
    // The vendor's libraries send a DELETE's parameters in the query, and an empty object as the body.
    if (!request.body.isEmpty() && !isForm(request) && !request.parameter("payload")) {
        return request.body;
    }
    const QJsonObject parameters = graphParameters(request);
    QJsonObject upload;
    for (const char* name : {"payload", "session"}) {
        const QJsonValue value = parameters.value(QLatin1String(name));
        if (value.isString()) {
            upload.insert(QLatin1String(name), QJsonDocument::fromJson(value.toString().toUtf8()).object());
        }
    }
    return compact(upload);
}

QByteArray graphToken(const PracticeRequest& request) {
    const QByteArray header = request.header("authorization");
    if (header.startsWith("Bearer ") || header.startsWith("OAuth ")) {
        return header.mid(header.indexOf(' ') + 1).trimmed();
    }
    if (const auto parameter = request.parameter("access_token")) {
        return *parameter;
    }
    // Only small bodies can be looked into twice; the vendor's libraries put the token into the query.
    return request.body.size() < 65'536 && isForm(request)
               ? graphParameters(request).value(u"access_token").toString().toUtf8()
               : QByteArray();
}

void MetaUsage::forget(const QDateTime& now) {
    const qint64 second = now.toSecsSinceEpoch();
    while (!m_calls.empty() && m_calls.front() <= second - kHour) {
        m_calls.pop_front();
    }
    const bool full = qint64(m_calls.size()) >= m_callsPerHour && !m_calls.empty();
    m_regainMinutes = full ? (m_calls.front() + kHour - second + 59) / 60 : 0;
}

bool MetaUsage::take(const QDateTime& now) {
    forget(now);
    if (m_regainMinutes > 0) {
        return false;
    }
    m_calls.push_back(now.toSecsSinceEpoch());
    return true;
}

void MetaUsage::addHeaders(PracticeResponse& response, const QString& account) const {
    const int percent = int(qint64(m_calls.size()) * 100 / std::max(1, m_callsPerHour));
    const QJsonObject figures{{QStringLiteral("type"), QStringLiteral("custom_audience")},
                              {QStringLiteral("call_count"), percent},
                              {QStringLiteral("total_cputime"), percent / 4},
                              {QStringLiteral("total_time"), percent / 4},
                              {QStringLiteral("estimated_time_to_regain_access"), m_regainMinutes}};
    response.headers.append({"x-business-use-case-usage", compact({{account, QJsonArray{figures}}})});
    response.headers.emplaceBack("facebook-api-version", "v26.0");
}

void MetaUsage::reset() {
    m_calls.clear();
    m_regainMinutes = 0;
    m_callsPerHour = 190'000;
}

} // namespace pathways::practice
