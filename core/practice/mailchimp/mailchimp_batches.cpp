// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_batches.h"

#include "core/practice/mailchimp/mailchimp_json.h"
#include "core/practice/mailchimp/mailchimp_routes.h"
#include "core/practice/tar_gz.h"

#include <QJsonDocument>
#include <QUrl>
#include <QUrlQuery>
#include <QUuid>

#include <algorithm>
#include <array>

namespace pathways::practice::mailchimp {

namespace {

constexpr std::array<const char*, 5> kStates = {"pending", "preprocessing", "started", "finalizing", "finished"};
constexpr int kStarted = 2;
constexpr int kFinished = 4;
constexpr int kMostOpen = 500;
constexpr qsizetype kMostOperations = 1000;
constexpr int kOperationsPerFile = 250;
constexpr int kLinkSeconds = 10 * 60;

QByteArray randomToken() {
    return QUuid::createUuid().toByteArray(QUuid::Id128);
}

} // namespace

void Batches::clear() {
    const std::lock_guard lock(m_mutex);
    m_batches.clear();
}

int Batches::open() const {
    const std::lock_guard lock(m_mutex);
    return int(std::count_if(m_batches.begin(), m_batches.end(), [](const Batch& b) { return b.state < kFinished; }));
}

PracticeResponse Batches::handle(const PracticeRequest& request, const QByteArray& id, const Perform& perform) {
    if (id.isEmpty() && request.method == "POST") {
        return create(request);
    }
    const std::lock_guard lock(m_mutex);
    if (id.isEmpty()) {
        QJsonArray shown;
        for (const Batch& batch : std::as_const(m_batches)) {
            shown.append(toJson(batch, request.baseUrl));
        }
        return request.method == "GET" ? jsonResponse(200, {{QStringLiteral("batches"), shown},
                                                            {QStringLiteral("total_items"), shown.size()}})
                                       : methodNotAllowed();
    }
    const auto found = std::find_if(m_batches.begin(), m_batches.end(), [&](const Batch& b) { return b.id == id; });
    if (found == m_batches.end()) {
        return notFound();
    }
    if (request.method == "DELETE") {
        m_batches.erase(found);
        return noContent();
    }
    if (request.method != "GET") {
        return methodNotAllowed();
    }
    advance(*found, request, perform);
    return jsonResponse(200, toJson(*found, request.baseUrl));
}

PracticeResponse Batches::create(const PracticeRequest& request) {
    const QJsonDocument body = QJsonDocument::fromJson(request.body);
    if (!body.isObject()) {
        return jsonParseError();
    }
    const QJsonArray operations = body.object().value(u"operations").toArray();
    const bool whole = std::all_of(operations.begin(), operations.end(), [](const QJsonValue& operation) {
        // The body of an operation is JSON within a string.
        return operation[u"method"].isString() && operation[u"path"].isString() &&
               (operation[u"body"].isUndefined() || operation[u"body"].isString());
    });
    if (operations.isEmpty() || operations.size() > kMostOperations || !whole) {
        return problem(400, QStringLiteral("Invalid Resource"),
                       QStringLiteral("The resource submitted could not be validated."),
                       {{QStringLiteral("operations"), QStringLiteral("1 to 1000 whole operations are needed.")}});
    }
    if (open() >= kMostOpen) {
        return problem(429, QStringLiteral("Too Many Requests"),
                       QStringLiteral("You have more than 500 pending batches."));
    }
    const std::lock_guard lock(m_mutex);
    Batch batch;
    batch.id = randomToken().left(10);
    batch.operations = operations;
    batch.submitted = m_clock.now();
    m_batches.append(batch);
    return jsonResponse(200, toJson(m_batches.constLast(), request.baseUrl));
}

void Batches::advance(Batch& batch, const PracticeRequest& request, const Perform& perform) {
    if (batch.state < kFinished) {
        ++batch.state;
        if (batch.state == kStarted) {
            run(batch, request, perform);
        }
        if (batch.state == kFinished) {
            batch.completed = m_clock.now();
        }
    }
    if (batch.state == kFinished && (batch.token.isEmpty() || m_clock.now() > batch.tokenUntil)) {
        batch.token = randomToken();
        batch.tokenUntil = m_clock.now().addSecs(kLinkSeconds);
    }
}

void Batches::run(Batch& batch, const PracticeRequest& request, const Perform& perform) const {
    TarGz archive;
    QJsonArray answers;
    int files = 0;
    const auto close = [&] {
        const QByteArray name = batch.id + '/' + QByteArray::number(files++) + ".json";
        archive.add(name, QJsonDocument(std::exchange(answers, {})).toJson(QJsonDocument::Compact));
    };
    for (const QJsonValue& operation : std::as_const(batch.operations)) {
        PracticeRequest one;
        one.method = operation[u"method"].toString().toUtf8();
        one.headers = request.headers;
        one.baseUrl = request.baseUrl;
        const QString path = operation[u"path"].toString();
        one.path = "/3.0" + (path.startsWith(u'/') ? path : u'/' + path).toUtf8();
        one.body = operation[u"body"].toString().toUtf8();
        QUrlQuery query;
        const QJsonObject parameters = operation[u"params"].toObject();
        for (auto it = parameters.begin(); it != parameters.end(); ++it) {
            query.addQueryItem(it.key(), it.value().toVariant().toString());
        }
        one.rawQuery = query.toString(QUrl::FullyEncoded).toUtf8();
        const PracticeResponse response = perform(one);
        batch.errored += response.status >= 400 ? 1 : 0;
        answers.append(QJsonObject{{QStringLiteral("status_code"), response.status},
                                   {QStringLiteral("operation_id"), operation[u"operation_id"].toString()},
                                   {QStringLiteral("response"), QString::fromUtf8(response.body)}});
        if (answers.size() == kOperationsPerFile) {
            close();
        }
    }
    if (!answers.isEmpty()) {
        close();
    }
    batch.archive = archive.finish();
}

PracticeResponse Batches::results(const QByteArray& token) const {
    const std::lock_guard lock(m_mutex);
    for (const Batch& batch : m_batches) {
        if (!token.isEmpty() && batch.token == token && m_clock.now() <= batch.tokenUntil) {
            return PracticeResponse{200, {{"Content-Type", "application/gzip"}}, batch.archive, PracticeEnd::KeepAlive};
        }
    }
    // The store behind the link, not the API: it knows no problem documents.
    return PracticeResponse{403,
                            {{"Content-Type", "application/xml"}},
                            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired"
                            "</Message></Error>",
                            PracticeEnd::KeepAlive};
}

QJsonObject Batches::toJson(const Batch& batch, const QByteArray& baseUrl) const {
    const int finished = batch.state >= kStarted ? int(batch.operations.size()) : 0;
    QJsonObject out{{QStringLiteral("id"), QString::fromUtf8(batch.id)},
                    {QStringLiteral("status"), QString::fromLatin1(kStates[size_t(batch.state)])},
                    {QStringLiteral("total_operations"), batch.operations.size()},
                    {QStringLiteral("finished_operations"), finished},
                    {QStringLiteral("errored_operations"), batch.errored},
                    {QStringLiteral("submitted_at"), qs(isoTime(batch.submitted.toSecsSinceEpoch()))},
                    {QStringLiteral("completed_at"),
                     batch.completed.isValid() ? qs(isoTime(batch.completed.toSecsSinceEpoch())) : QString()},
                    {QStringLiteral("response_body_url"), QString()}};
    if (!batch.token.isEmpty()) {
        out.insert(QStringLiteral("response_body_url"),
                   QString::fromUtf8(baseUrl + "/batch-results/" + batch.token + "-response.tar.gz"));
    }
    return out;
}

} // namespace pathways::practice::mailchimp
