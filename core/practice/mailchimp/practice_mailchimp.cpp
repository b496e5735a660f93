// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/practice_mailchimp.h"

#include "core/practice/mailchimp/mailchimp_batches.h"
#include "core/practice/mailchimp/mailchimp_control.h"
#include "core/practice/mailchimp/mailchimp_routes.h"
#include "core/practice/mailchimp/mailchimp_saved.h"

#include <QJsonArray>

namespace pathways::practice {

using namespace mailchimp;

namespace {

constexpr char kKey[] = "practice00000000000000000000key1-us00";

/// How far above the limit the answer has no body any more.
constexpr int kBareAbove = 2;

QByteArray keyOf(const PracticeRequest& request) {
    const QByteArray header = request.header("authorization");
    if (header.startsWith("Basic ")) {
        const QByteArray pair = QByteArray::fromBase64(header.mid(6));
        return pair.mid(pair.indexOf(':') + 1); // Any user name will do.
    }
    for (const char* scheme : {"Bearer ", "OAuth "}) {
        if (header.startsWith(scheme)) {
            return header.mid(qsizetype(qstrlen(scheme)));
        }
    }
    return {};
}

QJsonObject account(const std::string& id, qint64 subscribers) {
    return {{QStringLiteral("account_id"), id.empty() ? QStringLiteral("practice") : qs(id)},
            {QStringLiteral("login_id"), QStringLiteral("1")},
            {QStringLiteral("account_name"), QStringLiteral("Riverbank Trust (practice)")},
            {QStringLiteral("email"), QStringLiteral("office@riverbank.test")},
            {QStringLiteral("first_name"), QStringLiteral("Robin")},
            {QStringLiteral("last_name"), QStringLiteral("Shore")},
            {QStringLiteral("username"), QStringLiteral("riverbank")},
            {QStringLiteral("role"), QStringLiteral("owner")},
            {QStringLiteral("pricing_plan_type"), QStringLiteral("monthly")},
            {QStringLiteral("account_timezone"), QStringLiteral("UTC")},
            {QStringLiteral("account_industry"), QStringLiteral("Non-Profit")},
            {QStringLiteral("pro_enabled"), false},
            {QStringLiteral("total_subscribers"), subscribers}};
}

} // namespace

struct PracticeMailchimp::Private {
    explicit Private(const PracticeClock& time)
        : clock(time)
        , batches(time) {}

    const PracticeClock& clock;
    Store store;
    Batches batches;

    [[nodiscard]] std::int64_t now() const { return clock.now().toSecsSinceEpoch(); }
    std::optional<PracticeResponse> refuse(const PracticeRequest& request);
    PracticeResponse route(const PracticeRequest& request);
    PracticeResponse belowList(const PracticeRequest& request, const QByteArray& id, const QList<QByteArray>& parts);
};

PracticeMailchimp::PracticeMailchimp(const PracticeClock& clock)
    : d(std::make_unique<Private>(clock)) {
    d->store.seed(d->now());
}

PracticeMailchimp::~PracticeMailchimp() = default;

QByteArray PracticeMailchimp::apiKey() {
    return kKey;
}

QString PracticeMailchimp::newsletterId() {
    return qs(kNewsletterId);
}

QString PracticeMailchimp::name() const {
    return QStringLiteral("mailchimp");
}

QJsonObject PracticeMailchimp::description(const QByteArray& base) const {
    return {{QStringLiteral("url"), QString::fromUtf8(base)}, {QStringLiteral("api_key"), QString::fromLatin1(kKey)}};
}

void PracticeMailchimp::reset() {
    d->batches.clear(); // Not while the store is held: a running batch takes the two in the other order.
    const std::lock_guard lock(d->store.mutex);
    d->store.seed(d->now());
}

QJsonObject PracticeMailchimp::saved() const {
    const std::lock_guard lock(d->store.mutex);
    return savedStore(d->store);
}

void PracticeMailchimp::restore(const QJsonObject& saved) {
    const std::lock_guard lock(d->store.mutex);
    restoreStore(d->store, saved);
}

bool PracticeMailchimp::idempotent(const PracticeRequest& request) const {
    if (request.method != "POST") {
        return true;
    }
    // Creating is what makes a second one; the bulk request, the tags and the members of a segment settle a state.
    const QList<QByteArray> parts = request.segments();
    const QByteArray last = parts.isEmpty() ? QByteArray() : parts.constLast();
    return !(last == "lists" || last == "merge-fields" || last == "segments" || last == "batches");
}

PracticeResponse PracticeMailchimp::throttled() const {
    return problem(429, QStringLiteral("Too Many Requests"),
                   QStringLiteral("You have exceeded the limit of 10 simultaneous connections."));
}

QJsonObject PracticeMailchimp::state() const {
    const int openBatches = d->batches.open(); // Before the store is held, as in reset().
    const std::lock_guard lock(d->store.mutex);
    QJsonArray lists;
    qint64 resubscribed = 0;
    for (const List& list : d->store.lists) {
        QJsonObject counts;
        qint64 total = 0;
        for (std::size_t i = 0; i < list.counts.size(); ++i) {
            counts.insert(qs(statusName(Status(i))), qint64(list.counts[i]));
            total += list.counts[i];
        }
        resubscribed += list.resubscribed;
        lists.append(QJsonObject{{QStringLiteral("id"), qs(list.id)},
                                 {QStringLiteral("name"), qs(list.name)},
                                 {QStringLiteral("members"), total},
                                 {QStringLiteral("counts"), counts},
                                 {QStringLiteral("resubscribed"), qint64(list.resubscribed)}});
    }
    return {{QStringLiteral("lists"), lists},
            {QStringLiteral("resubscribed"), resubscribed},
            {QStringLiteral("open_batches"), openBatches}};
}

PracticeResponse PracticeMailchimp::control(const QString& verb, const QJsonObject& arguments) {
    return controlStore(d->store, verb, arguments, d->now());
}

PracticeResponse PracticeMailchimp::handle(const PracticeRequest& request) {
    const QList<QByteArray> parts = request.segments();
    if (parts.value(0) == "batch-results") {
        return d->batches.results(parts.value(1).split('-').constFirst());
    }
    if (auto refusal = d->refuse(request)) {
        return *refusal;
    }
    if (parts.value(1) == "batches") {
        return d->batches.handle(request, parts.value(2), [this](const PracticeRequest& one) { return d->route(one); });
    }
    return d->route(request);
}

std::optional<PracticeResponse> PracticeMailchimp::Private::refuse(const PracticeRequest& request) {
    bool disabled = false;
    int limit = 0;
    std::string poison;
    QByteArray good;
    {
        const std::lock_guard lock(store.mutex);
        disabled = store.userDisabled;
        limit = store.connections;
        poison = store.poison;
        good = store.apiKey.empty() ? QByteArray(kKey) : QByteArray::fromStdString(store.apiKey);
    }
    if (request.inFlight > limit * kBareAbove) {
        return PracticeResponse{403, {}, {}, PracticeEnd::KeepAlive}; // Without a body: contract 1.2.
    }
    if (request.inFlight > limit) {
        return problem(429, QStringLiteral("Too Many Requests"),
                       QStringLiteral("You have exceeded the limit of 10 simultaneous connections."));
    }
    const QByteArray key = keyOf(request);
    if (key.isEmpty()) {
        return problem(401, QStringLiteral("API Key Missing"),
                       QStringLiteral("Your request did not include an API key."));
    }
    if (key != good) {
        // The right key with another data centre's ending.
        if (key.split('-').constFirst() == good.split('-').constFirst()) {
            return problem(403, QStringLiteral("Wrong Datacenter"),
                           QStringLiteral("The API key provided is linked to a different data center."));
        }
        return problem(401, QStringLiteral("API Key Invalid"),
                       QStringLiteral("Your API key may be invalid, or you've attempted to access the wrong "
                                      "datacenter."));
    }
    if (disabled) {
        return problem(403, QStringLiteral("User Disabled"), QStringLiteral("This account has been deactivated."));
    }
    if (!poison.empty() && request.body.contains(QByteArrayView(poison.data(), qsizetype(poison.size())))) {
        return problem(400, QStringLiteral("Invalid Resource"),
                       QStringLiteral("The resource submitted could not be validated."));
    }
    return std::nullopt;
}

PracticeResponse PracticeMailchimp::Private::route(const PracticeRequest& request) {
    const QList<QByteArray> parts = request.segments();
    if (parts.value(0) != "3.0") {
        return notFound();
    }
    if (parts.size() == 1) {
        const std::lock_guard lock(store.mutex);
        qint64 subscribers = 0;
        for (const List& list : store.lists) {
            subscribers += list.counts[std::size_t(Status::Subscribed)];
        }
        return request.method == "GET" ? jsonResponse(200, chosenFields(account(store.account, subscribers), request))
                                       : methodNotAllowed();
    }
    if (parts[1] == "ping" && parts.size() == 2) {
        return request.method == "GET"
                   ? jsonResponse(200, {{QStringLiteral("health_status"), QStringLiteral("Everything's Chimpy!")}})
                   : methodNotAllowed();
    }
    if (parts[1] != "lists") {
        return notFound();
    }
    if (parts.size() == 2) {
        return lists(store, request, now());
    }
    if (parts.size() == 3 && request.method == "POST") {
        return bulk(store, parts[2], request, now());
    }
    return belowList(request, parts[2], parts.mid(3));
}

PracticeResponse PracticeMailchimp::Private::belowList(const PracticeRequest& request, const QByteArray& id,
                                                       const QList<QByteArray>& parts) {
    const std::lock_guard lock(store.mutex);
    List* list = store.find({id.constData(), size_t(id.size())});
    if (list == nullptr) {
        return notFound();
    }
    if (parts.isEmpty()) {
        return request.method == "GET" ? jsonResponse(200, chosenFields(listJson(*list), request)) : methodNotAllowed();
    }
    const Call call{store, request, parts, now()};
    if (parts[0] == "merge-fields") {
        return mergeFields(call, *list);
    }
    if (parts[0] == "members") {
        return members(call, *list);
    }
    if (parts[0] == "segments" || parts[0] == "tag-search") {
        return segments(call, *list);
    }
    return notFound();
}

} // namespace pathways::practice
