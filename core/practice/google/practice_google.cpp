// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/google/practice_google.h"

#include "core/practice/google/google_processing.h"
#include "core/practice/google/google_upload.h"
#include "core/practice/google/google_user_list.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>

namespace pathways::practice {

namespace {

constexpr QLatin1String kAccount("1234567890");
constexpr QLatin1String kManager("9876543210");
// Public and built in: it opens nothing but this simulator.
constexpr char kToken[] = "ya29.practiceGoogleToken000000000001";
constexpr qint64 kFirstList = 8'300'000'001;
constexpr qsizetype kMembersInState = 2000;

QString account() {
    return kAccount;
}

QString kindName(std::uint8_t kind) {
    static const char* const names[] = {"email", "phone", "address"};
    return QLatin1String(names[std::min<std::uint8_t>(kind, 2)]);
}

QString hex(const HashedKey& key) {
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(key.digest.data()), qsizetype(key.digest.size())).toHex());
}

/// An upload taken apart before the platform is locked, as it takes longer than everything else.
struct Upload {
    std::optional<GoogleUpload> parsed;
    GoogleProblem problem;
};

std::optional<GoogleVerb> verbOf(const PracticeRequest& request) {
    if (request.method != "POST") {
        return std::nullopt;
    }
    return request.path == "/v1/audienceMembers:ingest"      ? std::optional(GoogleVerb::Ingest)
           : request.path == "/v1/audienceMembers:remove"    ? std::optional(GoogleVerb::Remove)
           : request.path == "/v1/audienceMembers:removeAll" ? std::optional(GoogleVerb::RemoveAll)
                                                             : std::nullopt;
}

} // namespace

struct PracticeGoogle::Private {
    explicit Private(const PracticeClock& c)
        : clock(c) {
        reset();
    }

    const PracticeClock& clock;
    AlsoAccepts alsoAccepts;
    mutable std::mutex mutex;
    GoogleUserLists lists;
    std::map<QString, GoogleProcessing> requests;
    GoogleQuota quota;
    QByteArray token;
    QString tokenState;
    QString refuse;
    bool managerOnly = false;
    int processingPolls = 1;
    int failNext = 0;
    AccountRule accounts = AccountRule::Person;
    qint64 partialNext = 0;
    qint64 nextList = kFirstList;
    qint64 nextRequest = 1;

    void reset();
    GoogleUserList& add(GoogleUserList list);
    GoogleUserList* find(const QString& id);
    std::optional<GoogleProblem> tokenProblem(const PracticeRequest& request) const;
    std::optional<GoogleProblem> loginHeaderProblem(const PracticeRequest& request) const;
    std::optional<GoogleProblem> destinationProblem(const GoogleUpload& upload, bool ingesting);
    PracticeResponse route(const PracticeRequest& request, GoogleVerb verb, const Upload& upload);
    PracticeResponse resource(const PracticeRequest& request);
    PracticeResponse upload(GoogleVerb verb, const GoogleUpload& upload);
    PracticeResponse removeAll(const GoogleUpload& upload);
    GoogleProcessing take(GoogleUserList& list, const GoogleUpload& upload, bool removing);
    PracticeResponse accepted(const GoogleUpload& upload, GoogleProcessing processing);
    PracticeResponse status(const PracticeRequest& request);
    PracticeResponse userLists(const PracticeRequest& request, const QByteArray& id);
    PracticeResponse list(const PracticeRequest& request);
    PracticeResponse create(const PracticeRequest& request);
    PracticeResponse members(const QJsonObject& wish);
    PracticeResponse holds(const QJsonObject& wish);
    void settings(const QJsonObject& wish);
    bool change(const QJsonObject& wish);
};

void PracticeGoogle::Private::reset() {
    lists.clear();
    requests.clear();
    quota.reset();
    token = kToken;
    tokenState = QStringLiteral("valid");
    refuse.clear();
    managerOnly = false;
    processingPolls = 1;
    failNext = 0;
    partialNext = 0;
    accounts = AccountRule::Person;
    nextList = kFirstList;
    nextRequest = 1;
    for (const char* name : {"Supporters", "Newsletter readers"}) {
        GoogleUserList list;
        list.displayName = QLatin1String(name);
        list.durationSeconds = qint64(540) * 86'400;
        add(std::move(list));
    }
    GoogleUserList visitors;
    visitors.displayName = QStringLiteral("All website visitors");
    visitors.keyType = QStringLiteral("PSEUDONYMOUS_ID");
    visitors.durationSeconds = qint64(30) * 86'400;
    add(std::move(visitors));
}

GoogleUserList& PracticeGoogle::Private::add(GoogleUserList list) {
    const qint64 id = nextList++;
    list.id = QString::number(id);
    return lists[id] = std::move(list);
}

GoogleUserList* PracticeGoogle::Private::find(const QString& id) {
    const auto found = lists.find(id.toLongLong());
    return found == lists.end() ? nullptr : &found->second;
}

std::optional<GoogleProblem> PracticeGoogle::Private::tokenProblem(const PracticeRequest& request) const {
    const QByteArray given = request.header("authorization");
    const bool signedIn = alsoAccepts && given.startsWith("Bearer ") && alsoAccepts(given.mid(7));
    if (!signedIn && (given != "Bearer " + token || tokenState == QLatin1String("expired"))) {
        GoogleProblem made = googleProblem(401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED");
        made.message = QStringLiteral("Request had invalid authentication credentials.");
        return made;
    }
    if (tokenState == QLatin1String("no_scope")) {
        return googleProblem(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }
    return std::nullopt;
}

std::optional<GoogleProblem> PracticeGoogle::Private::loginHeaderProblem(const PracticeRequest& request) const {
    const QByteArray header = request.header("login-account");
    const QString prefix = QStringLiteral("accountTypes/GOOGLE_ADS/accounts/");
    const QString named = QString::fromUtf8(header);
    const bool manager = named == prefix + kManager;
    const bool own = named == prefix + account();
    if ((!header.isEmpty() && !manager && !own) || (managerOnly && !manager)) {
        return googleProblem(403, "PERMISSION_DENIED", "PERMISSION_DENIED");
    }
    return std::nullopt;
}

std::optional<GoogleProblem> PracticeGoogle::Private::destinationProblem(const GoogleUpload& upload, bool ingesting) {
    for (std::size_t i = 0; i < upload.destinations.size(); ++i) {
        const GoogleDestination& destination = upload.destinations[i];
        const QString path = QStringLiteral("destinations.destinations[%1]").arg(i);
        const bool manager = destination.login == kManager;
        if (destination.account != account() || (managerOnly && !manager)) {
            return googleProblem(403, "PERMISSION_DENIED", "PERMISSION_DENIED");
        }
        if (!destination.login.isEmpty() && !manager && destination.login != account()) {
            return googleViolation(path, "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH");
        }
        const GoogleUserList* list = find(destination.list);
        if (list == nullptr) {
            return googleViolation(path + QStringLiteral(".product_destination_id"), "INVALID_USER_LIST_ID");
        }
        if (list->keyType != QLatin1String("CONTACT_ID")) {
            return googleViolation(path + QStringLiteral(".product_destination_id"), "INVALID_USER_LIST_TYPE");
        }
        if (list->readOnly || list->access != QLatin1String("OWNED") ||
            (ingesting && list->status == QLatin1String("CLOSED"))) {
            return googleViolation(path + QStringLiteral(".product_destination_id"),
                                   "USER_LIST_MUTATION_NOT_SUPPORTED");
        }
    }
    return std::nullopt;
}

PracticeResponse PracticeGoogle::Private::route(const PracticeRequest& request, GoogleVerb verb, const Upload& upload) {
    if (const auto refused = tokenProblem(request)) {
        return googleError(*refused);
    }
    if (const auto full = quota.take(clock.now())) {
        return googleError(*full);
    }
    if (!upload.parsed) {
        return googleError(upload.problem);
    }
    if (!refuse.isEmpty()) {
        return googleError(googleProblem(403, "PERMISSION_DENIED", refuse.toLatin1().constData()));
    }
    const bool ingesting = verb == GoogleVerb::Ingest;
    if (const auto wrong = destinationProblem(*upload.parsed, ingesting)) {
        return googleError(*wrong);
    }
    if (ingesting && !upload.parsed->termsAccepted) {
        return googleError(googleViolation(QStringLiteral("terms_of_service"), "TERMS_AND_CONDITIONS_NOT_SIGNED"));
    }
    return verb == GoogleVerb::RemoveAll ? removeAll(*upload.parsed) : this->upload(verb, *upload.parsed);
}

GoogleProcessing PracticeGoogle::Private::take(GoogleUserList& list, const GoogleUpload& upload, bool removing) {
    GoogleProcessing processing;
    processing.removing = removing;
    processing.records = qint64(upload.ends.size());
    processing.identifiers = qint64(upload.keys.size());
    list.people.setRule(accounts);
    const bool fails = failNext > 0;
    qint64 toLose = fails ? processing.records : std::min(partialNext, processing.records);
    processing.reason = QStringLiteral("PROCESSING_ERROR_REASON_INTERNAL_ERROR");
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < upload.ends.size(); ++i) {
        const auto keys = std::span(upload.keys).subspan(begin, upload.ends[i] - begin);
        begin = upload.ends[i];
        if (toLose > 0) {
            --toLose;
            ++processing.lost;
        } else if (removing) {
            list.people.remove(keys);
        } else if (upload.consent[i] != GoogleConsent::Granted) {
            ++processing.lost;
            processing.reason = upload.consent[i] == GoogleConsent::Denied
                                    ? QStringLiteral("PROCESSING_ERROR_REASON_DENIED_CONSENT")
                                    : QStringLiteral("PROCESSING_ERROR_REASON_NO_CONSENT");
        } else {
            list.people.add(keys, clock.now().toMSecsSinceEpoch());
        }
    }
    failNext -= fails ? 1 : 0;
    partialNext = 0;
    return processing;
}

PracticeResponse PracticeGoogle::Private::accepted(const GoogleUpload& upload, GoogleProcessing processing) {
    // A request that was only checked gets an id too, which later nobody knows.
    const QString id = QStringLiteral("practice-request-%1").arg(nextRequest++, 8, 10, QLatin1Char('0'));
    if (!upload.validateOnly) {
        processing.pollsLeft = processingPolls;
        processing.destination = upload.destinations.front().json;
        requests[id] = std::move(processing);
    }
    return jsonResponse(200, {{QStringLiteral("requestId"), id}});
}

PracticeResponse PracticeGoogle::Private::upload(GoogleVerb verb, const GoogleUpload& upload) {
    GoogleProcessing processing;
    if (!upload.validateOnly) {
        for (const GoogleDestination& destination : upload.destinations) {
            processing = take(*find(destination.list), upload, verb == GoogleVerb::Remove);
        }
    }
    return accepted(upload, std::move(processing));
}

PracticeResponse PracticeGoogle::Private::removeAll(const GoogleUpload& upload) {
    const QDateTime now = clock.now();
    const QDateTime before =
        upload.removeAsOf.isEmpty() ? now : QDateTime::fromString(upload.removeAsOf, Qt::ISODateWithMs);
    if (!before.isValid() || before > now) {
        return googleError(googleViolation(QStringLiteral("remove_as_of_time"), "INVALID_REMOVE_AS_OF_TIME"));
    }
    GoogleProcessing processing;
    processing.removing = true;
    processing.whole = true;
    for (const GoogleDestination& destination : upload.destinations) {
        if (!upload.validateOnly) {
            processing.records += find(destination.list)->people.removeAddedBefore(before.toMSecsSinceEpoch());
        }
    }
    return accepted(upload, std::move(processing));
}

PracticeResponse PracticeGoogle::Private::status(const PracticeRequest& request) {
    const auto found = requests.find(QString::fromUtf8(request.parameter("requestId").value_or(QByteArray())));
    if (found == requests.end()) {
        return googleError(googleViolation(QStringLiteral("request_id"), "INVALID_REQUEST_ID"));
    }
    PracticeResponse response =
        jsonResponse(200, {{QStringLiteral("requestStatusPerDestination"), QJsonArray{found->second.toJson()}}});
    if (found->second.pollsLeft > 0) {
        --found->second.pollsLeft;
        response.headers.emplaceBack("Retry-After", "1"); // Practice does not take half an hour.
    }
    return response;
}

PracticeResponse PracticeGoogle::Private::resource(const PracticeRequest& request) {
    if (const auto refused = tokenProblem(request)) {
        return googleError(*refused);
    }
    if (request.path == "/v1/requestStatus:retrieve" && request.method == "GET") {
        return status(request);
    }
    const QList<QByteArray> parts = request.segments();
    if (parts.size() < 6 || parts.size() > 7 || parts[0] != "v1" || parts[1] != "accountTypes" ||
        parts[2] != "GOOGLE_ADS" || parts[3] != "accounts" || parts[5] != "userLists") {
        return googleError(googleProblem(404, "NOT_FOUND", "NOT_FOUND"));
    }
    if (QString::fromUtf8(parts[4]) != account()) {
        return googleError(googleProblem(403, "PERMISSION_DENIED", "PERMISSION_DENIED"));
    }
    if (const auto wrong = loginHeaderProblem(request)) {
        return googleError(*wrong);
    }
    return userLists(request, parts.value(6));
}

PracticeResponse PracticeGoogle::Private::userLists(const PracticeRequest& request, const QByteArray& id) {
    if (id.isEmpty()) {
        return request.method == "GET"    ? list(request)
               : request.method == "POST" ? create(request)
                                          : googleError(googleProblem(404, "NOT_FOUND", "NOT_FOUND"));
    }
    GoogleUserList* found = find(QString::fromUtf8(id));
    if (found == nullptr) {
        return googleError(googleProblem(404, "NOT_FOUND", "NOT_FOUND"));
    }
    const bool trial = request.parameter("validateOnly") == "true";
    if (request.method == "PATCH") {
        GoogleProblem wrong;
        GoogleUserList changed = *found;
        if (!patchUserList(changed, QJsonDocument::fromJson(request.body).object(),
                           request.parameter("updateMask").value_or(QByteArray()), lists, wrong)) {
            return googleError(wrong);
        }
        if (!trial) {
            *found = std::move(changed);
        }
    } else if (request.method == "DELETE") {
        if (!trial) {
            lists.erase(found->id.toLongLong());
        }
        return jsonResponse(200, {});
    }
    return jsonResponse(200, found->toJson(account(), clock.now()));
}

PracticeResponse PracticeGoogle::Private::list(const PracticeRequest& request) {
    const int size = std::clamp(request.parameter("pageSize").value_or("50").toInt(), 1, 1000);
    const QString filter = QString::fromUtf8(request.parameter("filter").value_or(QByteArray()));
    // A token belongs to its filter and is refused with another.
    const QByteArray pageToken =
        QByteArray::fromBase64(request.parameter("pageToken").value_or(QByteArray()), QByteArray::Base64UrlEncoding);
    const QByteArray suffix = '|' + filter.toUtf8();
    if (!pageToken.isEmpty() && !pageToken.endsWith(suffix)) {
        return googleError(googleViolation(QStringLiteral("page_token"), "INVALID_PAGE_TOKEN"));
    }
    const qint64 after = pageToken.isEmpty() ? 0 : pageToken.left(pageToken.indexOf('|')).toLongLong();
    QJsonArray page;
    QJsonObject body;
    for (const auto& [id, entry] : lists) {
        const auto passes = passesFilter(entry, filter);
        if (!passes) {
            return googleError(googleViolation(QStringLiteral("filter"), "INVALID_FILTER"));
        }
        if (id <= after || !*passes) {
            continue;
        }
        if (page.size() == size) {
            const QByteArray last = page.last().toObject().value(u"id").toString().toUtf8();
            body.insert(QStringLiteral("nextPageToken"),
                        QString::fromLatin1(QByteArray(last + suffix).toBase64(QByteArray::Base64UrlEncoding)));
            break;
        }
        page.append(entry.toJson(account(), clock.now()));
    }
    if (!page.isEmpty()) {
        body.insert(QStringLiteral("userLists"), page);
    }
    return jsonResponse(200, body);
}

PracticeResponse PracticeGoogle::Private::create(const PracticeRequest& request) {
    if (!refuse.isEmpty()) {
        return googleError(googleProblem(403, "PERMISSION_DENIED", refuse.toLatin1().constData()));
    }
    GoogleProblem wrong;
    auto wanted = readUserList(QJsonDocument::fromJson(request.body).object(), lists, wrong);
    if (!wanted) {
        return googleError(wrong);
    }
    if (request.parameter("validateOnly") == "true") {
        return jsonResponse(200, {});
    }
    return jsonResponse(200, add(std::move(*wanted)).toJson(account(), clock.now()));
}

PracticeResponse PracticeGoogle::Private::members(const QJsonObject& wish) {
    const GoogleUserList* list = find(wish.value(u"list").toString());
    if (list == nullptr) {
        return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no such list")}});
    }
    QJsonArray people;
    list->people.forEach([&people](const HashedPeople::Account& person) {
        people.append(QJsonObject{{QStringLiteral("kind"), kindName(person.id.kind)},
                                  {QStringLiteral("hash"), hex(person.id)},
                                  {QStringLiteral("deliveries"), qint64(person.deliveries)},
                                  {QStringLiteral("last_added"), person.lastAdded}});
    });
    return jsonResponse(200, {{QStringLiteral("people"), people}});
}

PracticeResponse PracticeGoogle::Private::holds(const QJsonObject& wish) {
    const GoogleUserList* list = find(wish.value(u"list").toString());
    const auto digest = readDigest(wish.value(u"hash").toString().toStdString(), true);
    if (list == nullptr || !digest) {
        return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no such list, or not a digest")}});
    }
    const bool phone = wish.value(u"kind").toString() == QLatin1String("phone");
    const HashedKey key{std::uint8_t(phone ? GoogleKey::Phone : GoogleKey::Email), *digest};
    const HashedPeople::Account* person = list->people.find(key);
    return jsonResponse(200, {{QStringLiteral("held"), person != nullptr},
                              {QStringLiteral("reached"), list->people.reaches(key)},
                              {QStringLiteral("deliveries"), person ? qint64(person->deliveries) : 0}});
}

void PracticeGoogle::Private::settings(const QJsonObject& wish) {
    processingPolls = wish.value(u"processing_polls").toInt(processingPolls);
    quota.perMinute = wish.value(u"ingest_per_minute").toInt(quota.perMinute);
    quota.perDay = wish.value(u"ingest_per_day").toInt(quota.perDay);
    failNext = wish.value(u"fail_next").toInt(failNext);
    accounts = accountRule(wish.value(u"accounts").toString().toStdString()).value_or(accounts);
    partialNext = wish.value(u"partial_next").toInteger(partialNext);
}

bool PracticeGoogle::Private::change(const QJsonObject& wish) {
    GoogleUserList* list = find(wish.value(u"id").toString());
    if (list == nullptr) {
        return false;
    }
    list->status = wish.value(u"membershipStatus").toString(list->status);
    list->access = wish.value(u"accessReason").toString(list->access);
    list->readOnly = wish.value(u"readOnly").toBool(list->readOnly);
    list->keyType = wish.value(u"uploadKeyType").toString(list->keyType);
    return true;
}

PracticeGoogle::PracticeGoogle(const PracticeClock& clock, AlsoAccepts alsoAccepts)
    : d(std::make_unique<Private>(clock)) {
    d->alsoAccepts = std::move(alsoAccepts);
}
PracticeGoogle::~PracticeGoogle() = default;

QString PracticeGoogle::name() const {
    return QStringLiteral("google");
}

QJsonObject PracticeGoogle::description(const QByteArray& base) const {
    return {{QStringLiteral("url"), QString::fromUtf8(base)},
            {QStringLiteral("access_token"), QString::fromLatin1(kToken)},
            {QStringLiteral("account"), account()}};
}

QJsonObject PracticeGoogle::state() const {
    const std::lock_guard lock(d->mutex);
    QJsonArray lists;
    for (const auto& [id, list] : d->lists) {
        QJsonArray hashes;
        qint64 most = 0;
        list.people.forEach([&](const HashedPeople::Account& person) {
            most = std::max<qint64>(most, person.deliveries);
            if (hashes.size() < kMembersInState) {
                hashes.append(hex(person.id));
            }
        });
        QJsonObject entry{{QStringLiteral("id"), list.id},
                          {QStringLiteral("name"), list.displayName},
                          {QStringLiteral("people"), list.size(d->clock.now())},
                          {QStringLiteral("most_deliveries"), most}};
        if (list.people.size() <= kMembersInState) {
            entry.insert(QStringLiteral("members"), hashes);
        }
        lists.append(entry);
    }
    return {{QStringLiteral("account"), account()},
            {QStringLiteral("requests"), qint64(d->requests.size())},
            {QStringLiteral("lists"), lists}};
}

void PracticeGoogle::reset() {
    const std::lock_guard lock(d->mutex);
    d->reset();
}

QJsonObject PracticeGoogle::saved() const {
    const std::lock_guard lock(d->mutex);
    QJsonArray lists;
    for (const auto& [id, list] : d->lists) {
        lists.append(list.saved());
    }
    return {{QStringLiteral("lists"), lists},
            {QStringLiteral("next_list"), QString::number(d->nextList)},
            {QStringLiteral("next_request"), QString::number(d->nextRequest)}};
}

void PracticeGoogle::restore(const QJsonObject& saved) {
    const std::lock_guard lock(d->mutex);
    d->lists.clear();
    const QJsonArray lists = saved.value(u"lists").toArray();
    for (const QJsonValue& value : lists) {
        GoogleUserList list = GoogleUserList::restored(value.toObject());
        const qint64 id = list.id.toLongLong();
        d->lists[id] = std::move(list);
    }
    d->nextList = std::max(kFirstList, saved.value(u"next_list").toString().toLongLong());
    d->nextRequest = std::max<qint64>(1, saved.value(u"next_request").toString().toLongLong());
}

bool PracticeGoogle::idempotent(const PracticeRequest& request) const {
    // Only creating a list makes something new each time; membership is a set.
    return !(request.method == "POST" && request.path.endsWith("/userLists"));
}

PracticeResponse PracticeGoogle::throttled() const {
    return googleError(GoogleQuota::full("IngestionRequestsPerMinutePerProject", 300, 1));
}

PracticeResponse PracticeGoogle::handle(const PracticeRequest& request) {
    const auto verb = verbOf(request);
    Upload upload;
    if (verb) {
        QByteArray body = request.body;
        upload.parsed = readGoogleUpload(body, *verb, upload.problem);
    }
    const std::lock_guard lock(d->mutex);
    PracticeResponse response = verb ? d->route(request, *verb, upload) : d->resource(request);
    // The platform's own time, which the recipe of removing everybody older than T goes by (contract 2.3).
    response.headers.emplaceBack(
        "Date", QLocale::c().toString(d->clock.now(), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1());
    return response;
}

PracticeResponse PracticeGoogle::control(const QString& verb, const QJsonObject& arguments) {
    const std::lock_guard lock(d->mutex);
    if (verb == QLatin1String("members") || verb == QLatin1String("holds")) {
        return verb == QLatin1String("members") ? d->members(arguments) : d->holds(arguments);
    }
    if (verb == QLatin1String("token")) {
        d->tokenState = arguments.value(u"state").toString(d->tokenState);
        if (const QString fresh = arguments.value(u"replace").toString(); !fresh.isEmpty()) {
            d->token = fresh.toUtf8();
            d->tokenState = QStringLiteral("valid");
        }
    } else if (verb == QLatin1String("account")) {
        d->refuse = arguments.value(u"refuse").toString(d->refuse);
        d->managerOnly = arguments.value(u"manager_only").toBool(d->managerOnly);
    } else if (verb == QLatin1String("settings")) {
        d->settings(arguments);
    } else if (verb != QLatin1String("list") || !d->change(arguments)) {
        return PracticePlatform::control(verb, arguments);
    }
    return jsonResponse(200, {{QStringLiteral("ok"), true}});
}

} // namespace pathways::practice
