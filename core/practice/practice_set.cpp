// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/practice_set.h"

#include "core/practice/delivery_log.h"
#include "core/practice/fault_plan.h"
#include "core/practice/google/practice_google.h"
#include "core/practice/mailchimp/practice_mailchimp.h"
#include "core/practice/meta/practice_meta.h"
#include "core/practice/oauth/practice_oauth.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace pathways::practice {

namespace {

/// A platform with what is measured and staged around it.
struct Mounted {
    std::unique_ptr<PracticePlatform> platform;
    DeliveryLog log;
    std::atomic<int> inFlight = 0;
    std::atomic<qint64> latency = 0;
};

class InFlight final {
public:
    explicit InFlight(Mounted& mounted)
        : m_mounted(mounted)
        , m_now(++mounted.inFlight) {}
    ~InFlight() { --m_mounted.inFlight; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    [[nodiscard]] int now() const { return m_now; }

private:
    Mounted& m_mounted;
    int m_now;
};

PracticeResponse notFound() {
    return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no practice destination at this path")}});
}

PracticeResponse done() {
    return jsonResponse(200, {{QStringLiteral("ok"), true}});
}

} // namespace

struct PracticeSet::Private : PracticeHandler {
    Private()
        : server(*this) {}

    PracticeClock clock;
    std::vector<std::unique_ptr<Mounted>> mounted;
    FaultPlan faults;
    std::mutex mutex;
    std::condition_variable stopped;
    bool stopping = false;
    PracticeHttpServer server; // Last: its threads end before the rest goes.

    PracticeResponse handle(const PracticeRequest& request) override;
    PracticeResponse atPlatform(Mounted& at, PracticeRequest request);
    PracticeResponse faulty(Mounted& at, const PracticeRequest& request, const PracticeFault& fault);
    PracticeResponse apply(Mounted& at, const PracticeRequest& request);
    PracticeResponse control(const PracticeRequest& request, const QList<QByteArray>& parts);
    PracticeResponse controlSet(const QByteArray& what, const QJsonObject& wish);
    [[nodiscard]] Mounted* find(const QString& name) const;
    void wait(qint64 milliseconds);
    void reset(const QString& platform);
};

PracticeSet::PracticeSet()
    : d(std::make_unique<Private>()) {
    add(std::make_unique<PracticeMailchimp>(d->clock));
    auto oauth = std::make_unique<PracticeOAuth>(d->clock);
    // Both live as long as this set.
    add(std::make_unique<PracticeGoogle>(
        d->clock, [signIn = oauth.get()](const QByteArray& token) { return signIn->accepts(token); }));
    add(std::move(oauth));
    add(std::make_unique<PracticeMeta>(d->clock));
}

PracticeSet::~PracticeSet() {
    stop();
}

void PracticeSet::add(std::unique_ptr<PracticePlatform> platform) {
    d->mounted.push_back(std::make_unique<Mounted>());
    d->mounted.back()->platform = std::move(platform);
}

Result<void> PracticeSet::start(quint16 port) {
    return d->server.start(port);
}

void PracticeSet::stop() {
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
    }
    d->stopped.notify_all();
    d->faults.close();
    d->server.stop();
}

QJsonObject PracticeSet::description() const {
    QJsonObject all;
    for (const auto& at : d->mounted) {
        const QString name = at->platform->name();
        all.insert(name, at->platform->description(d->server.baseUrl() + '/' + name.toUtf8()));
    }
    all.insert(QStringLiteral("control"),
               QJsonObject{{QStringLiteral("url"), QString::fromUtf8(d->server.baseUrl() + "/control")}});
    return all;
}

QUrl PracticeSet::url(const QString& name) const {
    return QUrl(QString::fromUtf8(d->server.baseUrl()) + u'/' + name);
}

PracticeClock& PracticeSet::clock() {
    return d->clock;
}

bool PracticeSet::save(const QString& folder) const {
    bool all = QDir().mkpath(folder);
    for (const auto& at : d->mounted) {
        const QJsonObject saved = at->platform->saved();
        if (saved.isEmpty()) {
            continue;
        }
        QSaveFile file(QDir(folder).filePath(at->platform->name() + QStringLiteral(".json")));
        const QByteArray bytes = QJsonDocument(saved).toJson(QJsonDocument::Compact);
        // A short write must not replace a good file (trap T9).
        all = all && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    }
    return all;
}

void PracticeSet::restore(const QString& folder) {
    for (const auto& at : d->mounted) {
        QFile file(QDir(folder).filePath(at->platform->name() + QStringLiteral(".json")));
        if (file.open(QIODevice::ReadOnly)) {
            const QJsonDocument saved = QJsonDocument::fromJson(file.readAll());
            if (saved.isObject()) {
                at->platform->restore(saved.object());
            }
        }
    }
}

QJsonObject PracticeSet::state(const QString& platform) const {
    const Mounted* at = d->find(platform);
    return at == nullptr ? QJsonObject() : at->platform->state();
}

QJsonObject PracticeSet::requests(const QString& platform) const {
    const Mounted* at = d->find(platform);
    return at == nullptr ? QJsonObject() : at->log.toJson();
}

bool PracticeSet::addFault(const QJsonObject& rule) {
    return d->faults.add(rule);
}

void PracticeSet::clearFaults() {
    d->faults.clear();
}

Mounted* PracticeSet::Private::find(const QString& name) const {
    for (const auto& at : mounted) {
        if (at->platform->name() == name) {
            return at.get();
        }
    }
    return nullptr;
}

void PracticeSet::Private::wait(qint64 milliseconds) {
    if (milliseconds > 0) {
        std::unique_lock lock(mutex);
        stopped.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return stopping; });
    }
}

void PracticeSet::Private::reset(const QString& platform) {
    for (const auto& at : mounted) {
        if (platform.isEmpty() || at->platform->name() == platform) {
            at->platform->reset();
            at->log.clear();
            at->latency = 0;
        }
    }
    faults.clear();
    if (platform.isEmpty()) {
        clock.reset();
    }
}

PracticeResponse PracticeSet::Private::handle(const PracticeRequest& request) {
    const qsizetype slash = request.path.indexOf('/', 1);
    const QByteArray prefix = request.path.mid(1, slash < 0 ? -1 : slash - 1);
    if (prefix == "control") {
        return control(request, request.segments().mid(1));
    }
    Mounted* at = find(QString::fromUtf8(prefix));
    if (at == nullptr) {
        return notFound();
    }
    PracticeRequest inner = request;
    inner.path = slash < 0 ? QByteArray("/") : request.path.mid(slash);
    inner.baseUrl = request.baseUrl + '/' + prefix;
    return atPlatform(*at, std::move(inner));
}

PracticeResponse PracticeSet::Private::atPlatform(Mounted& at, PracticeRequest request) {
    const InFlight counted(at);
    request.inFlight = counted.now();
    at.log.arrived(counted.now());
    wait(at.latency);
    if (const auto fault = faults.take(at.platform->name(), request)) {
        at.log.faultPlayed();
        return faulty(at, request, *fault);
    }
    return apply(at, request);
}

PracticeResponse PracticeSet::Private::apply(Mounted& at, const PracticeRequest& request) {
    PracticeResponse response = at.platform->handle(request);
    if (response.status < 400) {
        at.log.applied(request, at.platform->idempotent(request));
    }
    return response;
}

PracticeResponse PracticeSet::Private::faulty(Mounted& at, const PracticeRequest& request, const PracticeFault& fault) {
    PracticeResponse response = fault.apply ? apply(at, request) : PracticeResponse();
    switch (fault.kind) {
    case PracticeFault::Kind::Hold:
        faults.hold(fault);
        return apply(at, request);
    case PracticeFault::Kind::Drop:
        response.end = PracticeEnd::Unanswered;
        return response;
    case PracticeFault::Kind::Reset:
        response.end = PracticeEnd::Reset;
        return response;
    case PracticeFault::Kind::Cut:
        response.end = PracticeEnd::CutInBody;
        return response;
    case PracticeFault::Kind::Throttle:
        response = at.platform->throttled();
        break;
    case PracticeFault::Kind::Status:
        response = PracticeResponse{fault.status, {}, fault.body, PracticeEnd::KeepAlive};
        break;
    }
    response.headers += fault.headers;
    return response;
}

PracticeResponse PracticeSet::Private::control(const PracticeRequest& request, const QList<QByteArray>& parts) {
    const QByteArray what = parts.value(0);
    const QString platform = QString::fromUtf8(parts.value(1));
    if (request.method == "GET" && what == "clock") {
        return jsonResponse(200, {{QStringLiteral("now"), clock.now().toString(Qt::ISODateWithMs)}});
    }
    if (request.method == "GET" && (what == "state" || what == "requests")) {
        QJsonObject all;
        for (const auto& at : mounted) {
            const QString name = at->platform->name();
            if (platform.isEmpty() || platform == name) {
                const QJsonObject one = what == "state" ? at->platform->state() : at->log.toJson();
                if (!platform.isEmpty()) {
                    return jsonResponse(200, one);
                }
                all.insert(name, one);
            }
        }
        return platform.isEmpty() ? jsonResponse(200, all) : notFound();
    }
    if (request.method == "DELETE" && what == "faults") {
        faults.clear();
        return done();
    }
    if (request.method != "POST") {
        return notFound();
    }
    const QJsonObject wish = QJsonDocument::fromJson(request.body).object();
    if (Mounted* at = find(QString::fromUtf8(what))) {
        return at->platform->control(platform, wish);
    }
    return controlSet(what, wish);
}

PracticeResponse PracticeSet::Private::controlSet(const QByteArray& what, const QJsonObject& wish) {
    const QString platform = wish.value(u"platform").toString();
    if (what == "faults") {
        QJsonArray rules = wish.value(u"rules").toArray();
        if (rules.isEmpty()) {
            rules.append(wish);
        }
        for (const QJsonValue& rule : std::as_const(rules)) {
            if (!faults.add(rule.toObject())) {
                return jsonResponse(400, {{QStringLiteral("error"), QStringLiteral("no such kind of fault")}});
            }
        }
        return done();
    }
    if (what == "latency") {
        for (const auto& at : mounted) {
            if (platform.isEmpty() || at->platform->name() == platform) {
                at->latency = wish.value(u"milliseconds").toInteger();
            }
        }
        return done();
    }
    if (what == "clock") {
        clock.advance(std::chrono::milliseconds(qint64(wish.value(u"advance_seconds").toDouble() * 1000)));
        return done();
    }
    if (what == "release") {
        faults.clear();
        return done();
    }
    if (what == "reset") {
        reset(platform);
        return done();
    }
    return notFound();
}

} // namespace pathways::practice
