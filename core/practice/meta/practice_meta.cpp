// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/meta/practice_meta.h"

#include "core/practice/meta/meta_audience.h"
#include "core/practice/meta/meta_graph.h"
#include "core/practice/meta/meta_token.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrlQuery>

#include <map>
#include <mutex>

namespace pathways::practice {

namespace {

constexpr QLatin1String kAccount("act_1029384756");
constexpr qint64 kFirstAudience = 23'850'000'000'000'001; // Above what a double holds exactly, as real ones are.
constexpr int kMostAudiences = 500;
constexpr int kMostInBatch = 50;
constexpr qsizetype kMembersInState = 2000;

QString account() {
    return kAccount;
}

MetaError parameter(const QString& message) {
    return {100, 0, QStringLiteral("(#100) ") + message, 400, false};
}

MetaError missing(const QString& id) {
    return {100, 33,
            QStringLiteral("Unsupported request. Object with ID '%1' does not exist or cannot be loaded due to missing "
                           "permissions.")
                .arg(id),
            400, false};
}

QString kindName(std::uint8_t kind) {
    static const char* const names[] = {"extern_id", "email", "phone", "madid", "details"};
    return QLatin1String(names[std::min<std::uint8_t>(kind, 4)]);
}

QString hex(const HashedKey& key) {
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(key.digest.data()), qsizetype(key.digest.size())).toHex());
}

/// The platform's own rule about names, kept apart from the program's on purpose: each can be wrong by itself.
bool violatesPolicy(const QString& text) {
    static const QRegularExpression words(
        QStringLiteral("\\b(cancer|diabet\\w*|hiv|aids|patients?|disab\\w*|depress\\w*|dementia|survivors?|wealth\\w*|"
                       "net worth|income|debts?|credit|bankrupt\\w*)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return words.match(text).hasMatch();
}

QStringList fieldsOf(const PracticeRequest& request) {
    const auto fields = request.parameter("fields");
    return fields ? QString::fromUtf8(*fields).split(u',', Qt::SkipEmptyParts) : QStringList();
}

bool truthy(const QJsonValue& value) {
    return value.toBool() || value.toString() == QLatin1String("true") || value.toString() == QLatin1String("1") ||
           value.toInt() == 1;
}

} // namespace

namespace {

/// An upload taken apart before the platform is locked, as it takes longer than everything else.
struct Upload {
    std::optional<MetaUsers> users;
    MetaError error;
};

bool isUpload(const PracticeRequest& request) {
    return request.method != "GET" && (request.path.endsWith("/users") || request.path.endsWith("/usersreplace") ||
                                       request.path.endsWith("/usersofanyaudience"));
}

Upload readUpload(const PracticeRequest& request) {
    Upload upload;
    if (auto body = graphUpload(request, upload.error)) {
        upload.users = readMetaUsers(*body, upload.error);
    }
    return upload;
}

} // namespace

struct PracticeMeta::Private {
    explicit Private(const PracticeClock& c)
        : clock(c) {
        reset();
    }

    const PracticeClock& clock;
    mutable std::mutex mutex;
    std::map<QString, MetaAudience> audiences;
    MetaUsage usage;
    MetaToken token;
    bool termsAccepted = true;
    int processingPolls = 1;
    bool stuckSessions = false;
    bool hideSamples = false;
    qint64 phantomInvalid = 0;
    AccountRule accounts = AccountRule::Person;
    qint64 nextId = kFirstAudience;

    void reset();
    MetaAudience& create(const QString& name, const QString& description);
    MetaAudience* find(const QString& id);
    PracticeResponse route(const PracticeRequest& request, const QList<QByteArray>& path, const Upload& upload);
    PracticeResponse batch(const PracticeRequest& request);
    PracticeResponse inspect(const PracticeRequest& request) const;
    PracticeResponse atAccount(const PracticeRequest& request, const QByteArray& edge, const Upload& upload);
    PracticeResponse atAudience(const PracticeRequest& request, MetaAudience& audience, const QByteArray& edge,
                                const Upload& upload);
    PracticeResponse accountObject(const PracticeRequest& request) const;
    PracticeResponse list(const PracticeRequest& request);
    PracticeResponse createFrom(const PracticeRequest& request);
    PracticeResponse terms(const PracticeRequest& request);
    PracticeResponse users(const Upload& upload, MetaAudience& audience, bool removing, bool replacing);
    PracticeResponse optOut(const Upload& upload);
    PracticeResponse sessions(const PracticeRequest& request, const MetaAudience& audience) const;
    PracticeResponse members(const QJsonObject& wish);
    PracticeResponse holds(const QJsonObject& wish);
    void settings(const QJsonObject& wish);
};

void PracticeMeta::Private::reset() {
    audiences.clear();
    usage.reset();
    token = MetaToken();
    termsAccepted = true;
    processingPolls = 1;
    stuckSessions = false;
    hideSamples = false;
    phantomInvalid = 0;
    accounts = AccountRule::Person;
    nextId = kFirstAudience;
    create(QStringLiteral("Supporters"), QStringLiteral("A first audience to practise with"));
    create(QStringLiteral("Newsletter readers"), {});
}

MetaAudience& PracticeMeta::Private::create(const QString& name, const QString& description) {
    const QString id = QString::number(nextId++);
    MetaAudience& audience = audiences[id];
    audience.id = id;
    audience.name = name;
    audience.description = description;
    audience.fileSource = QStringLiteral("USER_PROVIDED_ONLY");
    audience.created = clock.now();
    return audience;
}

MetaAudience* PracticeMeta::Private::find(const QString& id) {
    const auto found = audiences.find(id);
    return found == audiences.end() ? nullptr : &found->second;
}

PracticeResponse PracticeMeta::Private::route(const PracticeRequest& request, const QList<QByteArray>& path,
                                              const Upload& upload) {
    static const QRegularExpression version(QStringLiteral("^v(\\d+)\\.0$"));
    const auto match = version.match(QString::fromUtf8(path.value(0)));
    const int number = match.hasMatch() ? match.captured(1).toInt() : 0;
    if (number > 0 && number < 21) {
        return graphError(
            {2635, 0, QStringLiteral("(#2635) You are calling a deprecated version of the Ads API."), 400, false});
    }
    if (number < 21 || number > 26) {
        return graphError({2500, 0, QStringLiteral("Unknown path components"), 400, false});
    }
    if (const auto error = token.refusal(graphToken(request), clock.now())) {
        return graphError(*error);
    }
    const QString object = QString::fromUtf8(path.value(1));
    if (object.isEmpty() && request.method == "POST") {
        return batch(request);
    }
    if (object == QLatin1String("debug_token") && request.method == "GET") {
        return inspect(request);
    }
    if (object == QLatin1String("me")) {
        return jsonResponse(200, {{QStringLiteral("id"), QStringLiteral("122100000000000001")},
                                  {QStringLiteral("name"), QStringLiteral("Practice system user")}});
    }
    if (object == account()) {
        return atAccount(request, path.value(2), upload);
    }
    if (MetaAudience* audience = find(object)) {
        return atAudience(request, *audience, path.value(2), upload);
    }
    return graphError(missing(object));
}

/// Several reading requests in the body of one: each is answered as if it had come by itself.
PracticeResponse PracticeMeta::Private::batch(const PracticeRequest& request) {
    const QJsonValue wanted = graphParameters(request).value(u"batch");
    const QJsonArray parts =
        wanted.isString() ? QJsonDocument::fromJson(wanted.toString().toUtf8()).array() : wanted.toArray();
    if (parts.isEmpty() || parts.size() > kMostInBatch) {
        return graphError(parameter(QStringLiteral("batch must hold 1 to 50 requests.")));
    }
    QJsonArray answers;
    for (const QJsonValue& part : parts) {
        PracticeRequest one = request;
        one.method = part[u"method"].toString().toUtf8();
        const QByteArray url = part[u"relative_url"].toString().toUtf8();
        one.path = '/' + url.left(url.indexOf('?'));
        one.rawQuery = url.contains('?') ? url.mid(url.indexOf('?') + 1) : QByteArray();
        const PracticeResponse answer =
            one.method == "GET" && !one.segments().value(1).isEmpty()
                ? route(one, one.segments(), {})
                : graphError(parameter(QStringLiteral("Only GET is practised within a batch.")));
        answers.append(QJsonObject{{QStringLiteral("code"), answer.status},
                                   {QStringLiteral("body"), QString::fromUtf8(answer.body)}});
    }
    PracticeResponse response = jsonResponse(200, {});
    response.body = QJsonDocument(answers).toJson(QJsonDocument::Compact);
    return response;
}

PracticeResponse PracticeMeta::Private::inspect(const PracticeRequest& request) const {
    MetaError error;
    const auto found = token.inspected(request.parameter("input_token").value_or(QByteArray()), clock.now(), error);
    return found ? jsonResponse(200, *found) : graphError(error);
}

PracticeResponse PracticeMeta::Private::atAccount(const PracticeRequest& request, const QByteArray& edge,
                                                  const Upload& upload) {
    const bool get = request.method == "GET";
    if (edge.isEmpty() && get) {
        return accountObject(request);
    }
    if (edge == "customaudiences" && (get || request.method == "POST")) {
        return get ? list(request) : createFrom(request);
    }
    if (edge == "customaudiencestos" && (get || request.method == "POST")) {
        return terms(request);
    }
    if (edge == "usersofanyaudience" && request.method == "DELETE") {
        return optOut(upload);
    }
    return graphError({2500, 0, QStringLiteral("Unknown path components"), 400, false});
}

PracticeResponse PracticeMeta::Private::accountObject(const PracticeRequest& request) const {
    const QJsonObject all{{QStringLiteral("account_id"), account().mid(4)},
                          {QStringLiteral("name"), QStringLiteral("Practice charity")},
                          {QStringLiteral("account_status"), 1},
                          {QStringLiteral("tos_accepted"),
                           termsAccepted ? QJsonObject{{QStringLiteral("custom_audience_tos"), 1}} : QJsonObject()}};
    QJsonObject chosen{{QStringLiteral("id"), account()}};
    for (const QString& field : fieldsOf(request)) {
        if (all.contains(field)) {
            chosen.insert(field, all.value(field));
        }
    }
    return jsonResponse(200, chosen);
}

PracticeResponse PracticeMeta::Private::list(const PracticeRequest& request) {
    const int limit = std::clamp(request.parameter("limit").value_or("25").toInt(), 1, 5000);
    const QByteArray after = QByteArray::fromBase64(request.parameter("after").value_or(QByteArray()));
    QJsonArray data;
    QString last;
    bool more = false;
    for (auto& [id, audience] : audiences) {
        if (id.toUtf8() <= after) {
            continue;
        }
        if (data.size() == limit) {
            more = true;
            break;
        }
        data.append(audience.toJson(fieldsOf(request), clock.now(), false));
        last = id;
    }
    const QString cursor = QString::fromLatin1(last.toUtf8().toBase64());
    QJsonObject paging{{QStringLiteral("cursors"),
                        QJsonObject{{QStringLiteral("before"), cursor}, {QStringLiteral("after"), cursor}}}};
    if (more) {
        // The real address carries everything, the token too: who follows it blindly has it in a log.
        QUrlQuery query(QString::fromUtf8(request.rawQuery));
        query.removeQueryItem(QStringLiteral("after"));
        query.removeQueryItem(QStringLiteral("access_token"));
        query.addQueryItem(QStringLiteral("access_token"), QString::fromUtf8(token.value()));
        query.addQueryItem(QStringLiteral("after"), QString::fromLatin1(QUrl::toPercentEncoding(cursor)));
        paging.insert(QStringLiteral("next"), QString(QString::fromUtf8(request.baseUrl + request.path) + u'?' +
                                                      query.toString(QUrl::FullyEncoded)));
    }
    QJsonObject body{{QStringLiteral("data"), data}};
    if (!data.isEmpty()) {
        body.insert(QStringLiteral("paging"), paging);
    }
    return jsonResponse(200, body);
}

PracticeResponse PracticeMeta::Private::createFrom(const PracticeRequest& request) {
    const QJsonObject wanted = graphParameters(request);
    const QString name = wanted.value(u"name").toString();
    const QString source = wanted.value(u"customer_file_source").toString();
    if (!termsAccepted) {
        return graphError({200, 1870090, QStringLiteral("(#200) Custom Audience terms not accepted"), 403, false});
    }
    if (name.isEmpty() || wanted.value(u"subtype").toString() != QLatin1String("CUSTOM")) {
        return graphError(parameter(QStringLiteral("name and subtype=CUSTOM are required.")));
    }
    if (source != QLatin1String("USER_PROVIDED_ONLY") && source != QLatin1String("PARTNER_PROVIDED_ONLY") &&
        source != QLatin1String("BOTH_USER_AND_PARTNER_PROVIDED")) {
        return graphError(parameter(QStringLiteral("customer_file_source must say where the details come from.")));
    }
    if (audiences.size() >= kMostAudiences) {
        return graphError(parameter(QStringLiteral("This ad account has 500 customer lists already.")));
    }
    MetaAudience& audience = create(name, wanted.value(u"description").toString());
    audience.fileSource = source;
    audience.valueBased = truthy(wanted.value(u"is_value_based"));
    if (violatesPolicy(audience.name) || violatesPolicy(audience.description)) {
        audience.forcedOperation = 471;
    }
    return jsonResponse(200, {{QStringLiteral("id"), audience.id}});
}

PracticeResponse PracticeMeta::Private::terms(const PracticeRequest& request) {
    if (request.method == "POST") {
        if (graphParameters(request).value(u"tos_id").isUndefined()) {
            return graphError(parameter(QStringLiteral("The parameter tos_id is required.")));
        }
        termsAccepted = true;
        return jsonResponse(200, {{QStringLiteral("success"), true}});
    }
    const QJsonObject tos{{QStringLiteral("id"), QStringLiteral("1")},
                          {QStringLiteral("type"), QStringLiteral("CUSTOM")}};
    return jsonResponse(200, {{QStringLiteral("data"), termsAccepted ? QJsonArray{tos} : QJsonArray()}});
}

PracticeResponse PracticeMeta::Private::atAudience(const PracticeRequest& request, MetaAudience& audience,
                                                   const QByteArray& edge, const Upload& upload) {
    if (edge.isEmpty() && request.method == "GET") {
        const bool populating = audience.pollsLeft > 0;
        PracticeResponse response = jsonResponse(200, audience.toJson(fieldsOf(request), clock.now(), true));
        if (populating) {
            response.headers.emplaceBack("Retry-After", "1"); // Practice does not take a day.
        }
        return response;
    }
    if (edge.isEmpty() && request.method == "DELETE") {
        audiences.erase(audience.id);
        return jsonResponse(200, {{QStringLiteral("success"), true}});
    }
    if (edge == "users" && (request.method == "POST" || request.method == "DELETE")) {
        return users(upload, audience, request.method == "DELETE", false);
    }
    if (edge == "usersreplace" && request.method == "POST") {
        return users(upload, audience, false, true);
    }
    if (edge == "sessions" && request.method == "GET") {
        return sessions(request, audience);
    }
    return graphError({2500, 0, QStringLiteral("Unknown path components"), 400, false});
}

PracticeResponse PracticeMeta::Private::users(const Upload& upload, MetaAudience& audience, bool removing,
                                              bool replacing) {
    if (!termsAccepted) {
        return graphError({200, 1870090, QStringLiteral("(#200) Custom Audience terms not accepted"), 403, false});
    }
    if (!upload.users) {
        return graphError(upload.error);
    }
    const MetaUsers& people = *upload.users;
    if (people.values && !audience.valueBased) {
        return graphError(parameter(QStringLiteral("LOOKALIKE_VALUE needs an audience with is_value_based.")));
    }
    audience.setRule(accounts);
    MetaError error;
    const auto answer =
        replacing ? audience.replace(people, clock.now(), error) : audience.apply(people, removing, clock.now(), error);
    if (!answer) {
        return graphError(error);
    }
    audience.pollsLeft = processingPolls;
    return jsonResponse(200, {{QStringLiteral("audience_id"), audience.id},
                              {QStringLiteral("session_id"), QString::number(answer->session)},
                              {QStringLiteral("num_received"), answer->received},
                              {QStringLiteral("num_invalid_entries"), answer->invalid + phantomInvalid},
                              {QStringLiteral("invalid_entry_samples"), hideSamples ? QJsonObject() : people.samples}});
}

PracticeResponse PracticeMeta::Private::optOut(const Upload& upload) {
    if (!upload.users) {
        return graphError(upload.error);
    }
    for (auto& [id, audience] : audiences) {
        audience.forget(*upload.users);
    }
    return jsonResponse(200, {{QStringLiteral("num_received"), upload.users->received},
                              {QStringLiteral("num_invalid_entries"), upload.users->invalid}});
}

PracticeResponse PracticeMeta::Private::sessions(const PracticeRequest& request, const MetaAudience& audience) const {
    const auto wanted = request.parameter("session_id");
    QJsonArray data;
    for (const qint64 id : audience.sessionIds()) {
        if (!wanted || QByteArray::number(id) == *wanted) {
            data.append(audience.sessionJson(id, stuckSessions));
        }
    }
    return jsonResponse(200, {{QStringLiteral("data"), data}});
}

PracticeResponse PracticeMeta::Private::members(const QJsonObject& wish) {
    const MetaAudience* audience = find(wish.value(u"audience").toString());
    if (audience == nullptr) {
        return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no such audience")}});
    }
    QJsonArray people;
    audience->members().forEach([&people](const HashedPeople::Account& person) {
        people.append(QJsonObject{{QStringLiteral("kind"), kindName(person.id.kind)},
                                  {QStringLiteral("hash"), hex(person.id)},
                                  {QStringLiteral("deliveries"), qint64(person.deliveries)}});
    });
    return jsonResponse(200, {{QStringLiteral("people"), people}});
}

PracticeResponse PracticeMeta::Private::holds(const QJsonObject& wish) {
    const MetaAudience* audience = find(wish.value(u"audience").toString());
    const auto digest = readDigest(wish.value(u"hash").toString().toStdString(), true);
    const QString kind = wish.value(u"kind").toString(QStringLiteral("email"));
    if (audience == nullptr || !digest) {
        return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no such audience, or not a digest")}});
    }
    std::uint8_t number = 0;
    while (number < 4 && kindName(number) != kind) {
        ++number;
    }
    const HashedPeople::Account* person = audience->members().find({number, *digest});
    return jsonResponse(200, {{QStringLiteral("held"), person != nullptr},
                              {QStringLiteral("reached"), audience->members().reaches({number, *digest})},
                              {QStringLiteral("deliveries"), person ? qint64(person->deliveries) : 0}});
}

void PracticeMeta::Private::settings(const QJsonObject& wish) {
    processingPolls = wish.value(u"processing_polls").toInt(processingPolls);
    usage.setCallsPerHour(wish.value(u"calls_per_hour").toInt(usage.callsPerHour()));
    stuckSessions = wish.value(u"stuck_sessions").toBool(stuckSessions);
    hideSamples = wish.value(u"hide_samples").toBool(hideSamples);
    phantomInvalid = wish.value(u"phantom_invalid").toInteger(phantomInvalid);
    accounts = accountRule(wish.value(u"accounts").toString().toStdString()).value_or(accounts);
}

PracticeMeta::PracticeMeta(const PracticeClock& clock)
    : d(std::make_unique<Private>(clock)) {}
PracticeMeta::~PracticeMeta() = default;

QString PracticeMeta::name() const {
    return QStringLiteral("meta");
}

QJsonObject PracticeMeta::description(const QByteArray& base) const {
    return {{QStringLiteral("url"), QString::fromUtf8(base)},
            {QStringLiteral("access_token"), QString::fromLatin1(MetaToken::kBuiltIn)},
            {QStringLiteral("ad_account"), account()}};
}

QJsonObject PracticeMeta::state() const {
    const std::lock_guard lock(d->mutex);
    QJsonArray audiences;
    for (auto& [id, audience] : d->audiences) {
        QJsonArray hashes;
        qint64 most = 0;
        audience.members().forEach([&](const HashedPeople::Account& person) {
            most = std::max<qint64>(most, person.deliveries);
            if (hashes.size() < kMembersInState) {
                hashes.append(hex(person.id));
            }
        });
        QJsonObject entry{{QStringLiteral("id"), id},
                          {QStringLiteral("name"), audience.name},
                          {QStringLiteral("people"), audience.people(d->clock.now())},
                          {QStringLiteral("most_deliveries"), most},
                          {QStringLiteral("sessions"), audience.sessionIds().size()},
                          {QStringLiteral("operation"), audience.forcedOperation}};
        if (audience.members().size() <= kMembersInState) {
            entry.insert(QStringLiteral("members"), hashes);
        }
        audiences.append(entry);
    }
    return {{QStringLiteral("ad_account"), account()},
            {QStringLiteral("terms_accepted"), d->termsAccepted},
            {QStringLiteral("audiences"), audiences}};
}

void PracticeMeta::reset() {
    const std::lock_guard lock(d->mutex);
    d->reset();
}

QJsonObject PracticeMeta::saved() const {
    const std::lock_guard lock(d->mutex);
    QJsonArray audiences;
    for (const auto& [id, audience] : d->audiences) {
        audiences.append(audience.saved());
    }
    return {{QStringLiteral("audiences"), audiences},
            {QStringLiteral("next_id"), QString::number(d->nextId)},
            {QStringLiteral("terms_accepted"), d->termsAccepted}};
}

void PracticeMeta::restore(const QJsonObject& saved) {
    const std::lock_guard lock(d->mutex);
    const QJsonArray audiences = saved.value(u"audiences").toArray();
    d->audiences.clear();
    for (const QJsonValue& value : audiences) {
        MetaAudience audience = MetaAudience::restored(value.toObject());
        const QString id = audience.id;
        d->audiences[id] = std::move(audience);
    }
    d->nextId = std::max(kFirstAudience, saved.value(u"next_id").toString().toLongLong());
    d->termsAccepted = saved.value(u"terms_accepted").toBool(true);
}

bool PracticeMeta::idempotent(const PracticeRequest& request) const {
    // Only creating an audience makes something new each time; membership is a set.
    return !(request.method == "POST" && request.path.endsWith("/customaudiences"));
}

PracticeResponse PracticeMeta::throttled() const {
    PracticeResponse response = graphError(
        {80003, 2446079, QStringLiteral("(#80003) There have been too many calls to this ad-account."), 400, false});
    response.headers.emplaceBack(
        "x-business-use-case-usage",
        "{\"1029384756\":[{\"type\":\"custom_audience\",\"call_count\":100,\"total_cputime\":25,"
        "\"total_time\":25,\"estimated_time_to_regain_access\":1}]}");
    return response;
}

PracticeResponse PracticeMeta::handle(const PracticeRequest& request) {
    const Upload upload = isUpload(request) ? readUpload(request) : Upload();
    const std::lock_guard lock(d->mutex);
    const bool allowed = d->usage.take(d->clock.now());
    PracticeResponse response =
        allowed ? d->route(request, request.segments(), upload)
                : graphError({80003, 2446079, QStringLiteral("(#80003) There have been too many calls."), 400, false});
    d->usage.addHeaders(response, account().mid(4));
    return response;
}

PracticeResponse PracticeMeta::control(const QString& verb, const QJsonObject& arguments) {
    const std::lock_guard lock(d->mutex);
    if (verb == QLatin1String("members") || verb == QLatin1String("holds")) {
        return verb == QLatin1String("members") ? d->members(arguments) : d->holds(arguments);
    }
    if (verb == QLatin1String("token")) {
        d->token.set(arguments);
    } else if (verb == QLatin1String("terms")) {
        d->termsAccepted = arguments.value(u"accepted").toBool(true);
    } else if (verb == QLatin1String("settings")) {
        d->settings(arguments);
    } else if (MetaAudience* audience =
                   verb == QLatin1String("flag") ? d->find(arguments.value(u"audience").toString()) : nullptr) {
        audience->forcedOperation = arguments.value(u"operation").toInt();
    } else {
        return PracticePlatform::control(verb, arguments);
    }
    return jsonResponse(200, {{QStringLiteral("ok"), true}});
}

} // namespace pathways::practice
