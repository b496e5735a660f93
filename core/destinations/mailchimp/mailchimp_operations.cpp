// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_operations.h"

#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/tar_gz.h"
#include "core/destinations/reply_helpers.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace pathways::mailchimp {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstPoll = 1s;
constexpr std::chrono::milliseconds kLongestPoll = 30s;
constexpr std::chrono::milliseconds kPatience = 2h; // Only one batch operation of an account runs at a time.
constexpr qint64 kUnpackedLimit = qint64(512) * 1024 * 1024;

Error unclear(const char* detail) {
    return answers::notUnderstood(QStringLiteral("Mailchimp"), QString::fromLatin1(detail));
}

OperationsResult stuck(Error error, bool nothingHappened, QByteArray receipt = {}) {
    OperationsResult result;
    result.error = std::move(error);
    result.nothingHappened = nothingHappened;
    result.receipt = std::move(receipt);
    return result;
}

/// Replies about the conversation as a whole rather than about one person.
bool concernsAll(const HttpReply& reply) {
    return reply.end != HttpEnd::Answered || reply.status == 401 || reply.status == 429 || reply.status >= 500 ||
           answers::leadsAway(reply) || (reply.status == 403 && !answers::object(reply));
}

OperationsResult oneByOne(const Api& api, const std::vector<Operation>& operations, const std::stop_token& stop) {
    OperationsResult result;
    for (const Operation& operation : operations) {
        QUrlQuery query;
        if (operation.partial) {
            query.addQueryItem(QStringLiteral("skip_merge_validation"), QStringLiteral("true"));
        }
        HttpRequest request = api.request(operation.method, operation.path, query, operation.body);
        request.idempotent = true;
        const HttpReply reply = api.send(request, stop);
        if (concernsAll(reply)) {
            return stuck(errorFor(reply),
                         result.answers.empty() && reply.end != HttpEnd::Unknown && reply.status < 500);
        }
        const auto body = answers::object(reply);
        if (!body && !(reply.ok() && reply.body.isEmpty() && reply.status == 204)) {
            return stuck(unclear("member: no JSON object"), false);
        }
        result.answers.push_back({reply.status, body.value_or(QJsonObject())});
    }
    return result;
}

/// Identifies an operation in the results by its member, not its position: between start and settling somebody may have
/// left, which shifts positions.
QByteArray nameOf(const Operation& operation) {
    return operation.path.section(u'/', -1).toLatin1();
}

QByteArray batchBody(const std::vector<Operation>& operations) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    const auto string = [&](const QByteArray& value) {
        writer.String(value.constData(), static_cast<rapidjson::SizeType>(value.size()));
    };
    writer.StartObject();
    writer.Key("operations");
    writer.StartArray();
    for (std::size_t i = 0; i < operations.size(); ++i) {
        writer.StartObject();
        writer.Key("method");
        string(operations[i].method);
        writer.Key("path");
        string(operations[i].path.toUtf8());
        writer.Key("operation_id");
        string(nameOf(operations[i]));
        if (operations[i].partial) {
            writer.Key("params");
            writer.StartObject();
            writer.Key("skip_merge_validation");
            writer.Bool(true);
            writer.EndObject();
        }
        if (!operations[i].body.isEmpty()) {
            writer.Key("body"); // JSON within a string: that is how they want it.
            string(operations[i].body);
        }
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    return QByteArray(buffer.GetString(), qsizetype(buffer.GetSize()));
}

using Places = QHash<QByteArray, std::size_t>;

/// Reads one file of results; false when it is malformed. Results of other operations are skipped; if ours are then
/// missing, the results are not ours.
bool takeResults(const QByteArray& content, const Places& places, std::vector<OperationAnswer>& answers) {
    const QJsonDocument document = QJsonDocument::fromJson(content);
    if (!document.isArray()) {
        return false;
    }
    const QJsonArray entries = document.array();
    for (const auto& value : entries) {
        const QJsonObject entry = value.toObject();
        const auto place = places.constFind(entry[QLatin1String("operation_id")].toString().toLatin1());
        const qint64 status = entry[QLatin1String("status_code")].toInteger(0);
        if (status < 100 || status > 599) {
            return false;
        }
        if (place != places.cend()) {
            answers[*place].status = int(status);
            answers[*place].body =
                QJsonDocument::fromJson(entry[QLatin1String("response")].toString().toUtf8()).object();
        }
    }
    return true;
}

/// Fetches the results. False when they are gone (the link is valid for ten minutes) or damaged.
bool fetchResults(const Api& api, const QUrl& url, const Places& places, std::vector<OperationAnswer>& answers,
                  const std::stop_token& stop) {
    if (!api.mayDownload(url)) {
        return false;
    }
    const HttpReply reply = api.download(url, stop);
    return reply.ok() &&
           readTarGz(reply.body, kUnpackedLimit,
                     [&](const QByteArray& content) { return takeResults(content, places, answers); }) &&
           std::all_of(answers.begin(), answers.end(),
                       [](const OperationAnswer& answer) { return answer.status != 0; });
}

/// Waits until a batch operation has ended; returns its description.
Result<QJsonObject> await(const Api& api, const QByteArray& id, const std::stop_token& stop) {
    const auto begun = api.clock().monotonic();
    auto pause = kFirstPoll;
    for (;;) {
        auto state = api.get(QStringLiteral("/batches/") + encoded(QString::fromLatin1(id)), {}, stop);
        if (!state) {
            return state;
        }
        const QString status = (*state)[QLatin1String("status")].toString();
        if (status == QLatin1String("finished")) {
            return state;
        }
        if (status.isEmpty()) {
            return fail(unclear("batch without a status"));
        }
        if (api.clock().monotonic() - begun > kPatience) {
            return fail(answers::busy(QStringLiteral("Mailchimp"), QStringLiteral("batch operation unfinished")));
        }
        if (!api.clock().wait(pause, stop)) {
            return fail(answers::stopped());
        }
        pause = std::min(pause * 2, kLongestPoll);
    }
}

/// POST /batches. Its id, or why not.
OperationsResult begin(const Api& api, const std::vector<Operation>& operations, const std::stop_token& stop) {
    HttpRequest request = api.request(QByteArrayLiteral("POST"), QStringLiteral("/batches"), {}, batchBody(operations));
    const HttpReply reply = api.send(request, stop);
    if (!reply.ok()) {
        return stuck(errorFor(reply), reply.end != HttpEnd::Unknown && reply.status < 500);
    }
    const auto object = answers::object(reply);
    const QString id = object ? (*object)[QLatin1String("id")].toString() : QString();
    if (id.isEmpty() || id.size() > 64) {
        return stuck(unclear("batch without an id"), false);
    }
    OperationsResult result;
    result.receipt = id.toLatin1();
    return result;
}

} // namespace

OperationsResult carryOut(const Api& api, const std::vector<Operation>& operations, const QByteArray& receipt,
                          std::stop_token stop) {
    if (operations.size() <= kOneByOne) {
        return oneByOne(api, operations, stop);
    }
    OperationsResult result;
    result.receipt = receipt;
    if (receipt.isEmpty()) {
        result = begin(api, operations, stop);
        if (result.error) {
            return result;
        }
    }
    Places places;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        places.insert(nameOf(operations[i]), i);
    }
    // Every request creates a new link, so an expired one is asked for again.
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto state = await(api, result.receipt, stop);
        if (!state) {
            // Results are kept for a week; after that the operation itself is unknown there.
            if (state.error().kind == ErrorKind::NotFound) {
                break;
            }
            return stuck(state.error(), false, result.receipt);
        }
        result.answers.assign(operations.size(), {});
        const QUrl link((*state)[QLatin1String("response_body_url")].toString(), QUrl::StrictMode);
        if (fetchResults(api, link, places, result.answers, stop)) {
            return result;
        }
        if (stop.stop_requested()) {
            return stuck(answers::stopped(), false, result.receipt);
        }
    }
    // Results no longer available: the requests are idempotent, so they are sent one by one.
    return oneByOne(api, operations, stop);
}

OperationsResult carryOutAlone(const Api& api, const std::vector<Operation>& operations, std::stop_token stop) {
    return oneByOne(api, operations, stop);
}

} // namespace pathways::mailchimp
