// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_client.h"

#include "core/base/log.h"
#include "core/net/back_off.h"
#include "core/net/rate_limiter.h"
#include "core/net/reply_validator.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace pathways {

using std::chrono::milliseconds;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(HttpClient)
public:
    static QString throttled(const QString& platform) {
        return platform.isEmpty() ? tr("The platform asked us to wait a moment.")
                                  : tr("%1 asked us to wait a moment.").arg(platform);
    }
    static QString unreachable(const QString& platform) {
        return platform.isEmpty() ? tr("There is no connection at the moment; trying again.")
                                  : tr("There is no connection to %1 at the moment; trying again.").arg(platform);
    }
    static QString trouble(const QString& platform) {
        return platform.isEmpty() ? tr("The platform is having problems at the moment; trying again.")
                                  : tr("%1 is having problems at the moment; trying again.").arg(platform);
    }
    static Error gaveUp(const QString& platform) {
        return {ErrorKind::Throttled,
                platform.isEmpty() ? tr("The platform kept asking us to wait.")
                                   : tr("%1 kept asking us to wait.").arg(platform),
                tr("What was accepted so far is kept; the rest has not been sent."),
                tr("Try again later. If another program uses the same account, let it finish first."),
                {}};
    }
    static Error canceled() {
        return {ErrorKind::Canceled,
                tr("You stopped it."),
                tr("Nothing has been sent."),
                tr("Start again whenever you like."),
                {}};
    }
};

/// Three in a row mean that the platform has problems, not one request.
constexpr int kTransientInRow = 3;
/// A guest network that answers in the platform's place does so every time, and its user should hear of it soon.
constexpr int kTriesForAnAnswer = 3;

/// Whether a success says nothing, as JSON was asked for and something else came: the request may have been carried out
/// or not, as with an answer that was cut off.
bool garbled(const HttpRequest& request, const HttpReply& reply) {
    const bool wantsJson = request.headers.contains(qMakePair(QByteArray("Accept"), QByteArray("application/json")));
    return wantsJson && reply.ok() && reply.status != 204 && !isWholeJson(reply.body);
}

} // namespace

/// What all handles of a connection have in common.
struct HttpClient::Shared {
    Shared(HttpTransport& line, Clock& time, ClientLimits bounds, RetryPolicy dialect)
        : transport(line)
        , clock(time)
        , limits(bounds)
        , policy(std::move(dialect))
        , limiter(time, bounds)
        , backOff(bounds.firstBackoff, bounds.maxBackoff, QRandomGenerator::system()->generate64()) {}

    enum class Trouble { None, Throttled, Unreachable, Transient };
    /// The result of one try.
    struct Try {
        bool entered = false; ///< false: stopped while waiting for a slot.
        HttpReply reply;
        Trouble trouble = Trouble::None;
        RetryAdvice advice;
    };
    /// A request's history so far.
    struct Course {
        int attempts = 0; ///< That reached the platform and went wrong there.
        int failures = 0; ///< Of any sort.
        std::optional<milliseconds> since;
    };
    struct Wait {
        QString why;
        QDateTime until;
    };

    HttpTransport& transport;
    Clock& clock;
    const ClientLimits limits;
    const RetryPolicy policy;
    RateLimiter limiter;

    std::mutex mutex; ///< For everything below, and for the listeners of all handles.
    BackOff backOff;
    int suspensionsInRow = 0;
    int transientInRow = 0;
    std::vector<Private*> handles;
    std::optional<Wait> everybodysWait; ///< Until a request goes well.
    QString platform;

    [[nodiscard]] Try once(Private& self, const HttpRequest& request, std::stop_token stop);
    [[nodiscard]] Trouble judge(const HttpRequest& request, const HttpReply& reply, RetryAdvice& advice) const;
    void suspendAll(int generation, RetryAdvice& advice);
    [[nodiscard]] static bool mayRepeat(const HttpRequest& request, const Try& tried);
    /// Nothing: give up.
    [[nodiscard]] std::optional<milliseconds> planWait(Private& self, Course& course, const Try& tried);
    void wentWell(Private& self);
    void tellOfWait(Private& self, Trouble trouble, milliseconds wait, bool everybody);
    [[nodiscard]] QString why(Trouble trouble) const;
};

/// One handle: what it has of its own.
struct HttpClient::Private {
    /// What its listener was told last.
    enum class Told { Nothing, OwnWait, EverybodysWait };

    explicit Private(std::shared_ptr<Shared> common)
        : shared(std::move(common)) {
        const std::lock_guard lock(shared->mutex);
        shared->handles.push_back(this);
    }
    ~Private() {
        const std::lock_guard lock(shared->mutex);
        std::erase(shared->handles, this);
    }
    /// With the shared mutex held.
    void tell(Told what, const QString& why, const QDateTime& until) {
        told = what;
        if (listener) {
            listener(why, until);
        }
    }

    const std::shared_ptr<Shared> shared;
    std::atomic<qint64> requests = 0;
    WaitListener listener;
    Told told = Told::Nothing;
};

HttpClient::HttpClient(HttpTransport& transport, Clock& clock, ClientLimits limits, RetryPolicy policy)
    : HttpClient(std::make_shared<Shared>(transport, clock, limits, std::move(policy))) {}

HttpClient::HttpClient(std::shared_ptr<Shared> shared)
    : d(std::make_unique<Private>(std::move(shared))) {}

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient> HttpClient::newHandle() const {
    return std::unique_ptr<HttpClient>(new HttpClient(d->shared));
}

qint64 HttpClient::requestCount() const {
    return d->requests;
}

void HttpClient::setWaitListener(WaitListener listener) {
    const std::lock_guard lock(d->shared->mutex);
    d->listener = std::move(listener);
    const auto& wait = d->shared->everybodysWait;
    if (wait && wait->until > d->shared->clock.now()) {
        d->tell(Private::Told::EverybodysWait, wait->why, wait->until); // Its first request will wait as well.
    }
}

void HttpClient::setPlatformName(const QString& name) {
    const std::lock_guard lock(d->shared->mutex);
    d->shared->platform = name;
}

void HttpClient::setJitterSeed(quint64 seed) {
    const std::lock_guard lock(d->shared->mutex);
    d->shared->backOff.seed(seed);
}

HttpReply HttpClient::send(const HttpRequest& request, std::stop_token stop) {
    Shared& shared = *d->shared;
    Shared::Course course;
    const HttpReply canceled{HttpEnd::Canceled, 0, {}, {}, Text::canceled()};
    HttpReply stopped = canceled; // Whether something is at the platform is told by the latest try.
    for (;;) {
        Shared::Try tried = shared.once(*d, request, stop);
        if (!tried.entered) {
            return stopped;
        }
        if (tried.trouble == Shared::Trouble::None || !Shared::mayRepeat(request, tried) || stop.stop_requested()) {
            return tried.reply;
        }
        const auto wait = shared.planWait(*d, course, tried);
        if (!wait) {
            if (tried.trouble == Shared::Trouble::Throttled && tried.advice.maxTries == 0) {
                const std::lock_guard lock(shared.mutex);
                tried.reply.error = Text::gaveUp(shared.platform);
            }
            return tried.reply;
        }
        stopped = tried.reply.end == HttpEnd::Unknown ? tried.reply : canceled;
        if (!shared.clock.wait(*wait, stop)) {
            return stopped;
        }
    }
}

HttpClient::Shared::Try HttpClient::Shared::once(Private& self, const HttpRequest& request, std::stop_token stop) {
    Try result;
    result.entered = limiter.enter(stop);
    if (!result.entered) {
        return result;
    }
    const int generation = limiter.generation();
    result.reply = transport.send(request, stop);
    if (result.reply.end == HttpEnd::Answered || result.reply.end == HttpEnd::Unknown) {
        ++self.requests;
    }
    result.trouble = judge(request, result.reply, result.advice);
    const bool well = result.trouble == Trouble::None && result.reply.end == HttpEnd::Answered;
    if (well) {
        wentWell(self);
    } else if (result.trouble == Trouble::Throttled || result.trouble == Trouble::Unreachable) {
        suspendAll(generation, result.advice); // Before the place is given back, so that nobody slips in between.
    }
    limiter.leave(well);
    return result;
}

void HttpClient::Shared::suspendAll(int generation, RetryAdvice& advice) {
    const std::lock_guard lock(mutex);
    // A reply to a request sent before the suspension adds nothing to the shared back-off.
    if (generation != limiter.generation()) {
        advice.wait = advice.wait.value_or(milliseconds{0});
    } else {
        ++suspensionsInRow;
        const milliseconds own = backOff.after(suspensionsInRow);
        advice.wait = advice.wait ? std::max(*advice.wait, limits.firstBackoff / 2) : own;
    }
    if (advice.wait->count() > 0) {
        limiter.suspend(*advice.wait);
    }
}

HttpClient::Shared::Trouble HttpClient::Shared::judge(const HttpRequest& request, const HttpReply& reply,
                                                      RetryAdvice& advice) const {
    switch (reply.end) {
    case HttpEnd::Canceled:
        return Trouble::None;
    case HttpEnd::NotSent:
        // Waiting does not help when somebody else answers in the platform's place.
        return reply.error.kind == ErrorKind::Network ? Trouble::Unreachable : Trouble::None;
    case HttpEnd::Unknown:
        return reply.error.kind == ErrorKind::Network ? Trouble::Transient : Trouble::None;
    case HttpEnd::Answered:
        break;
    }
    advice = policy(reply);
    if (advice.kind == RetryAdvice::Kind::Final && garbled(request, reply)) {
        advice = {RetryAdvice::Kind::Transient, std::nullopt, kTriesForAnAnswer};
    }
    switch (advice.kind) {
    case RetryAdvice::Kind::Throttled:
        return Trouble::Throttled;
    case RetryAdvice::Kind::Transient:
        return Trouble::Transient;
    case RetryAdvice::Kind::Final:
        break;
    }
    return Trouble::None;
}

bool HttpClient::Shared::mayRepeat(const HttpRequest& request, const Try& tried) {
    if (request.idempotent || tried.reply.end == HttpEnd::NotSent) {
        return true;
    }
    return tried.reply.end == HttpEnd::Answered && tried.trouble == Trouble::Throttled && tried.reply.status < 500;
}

std::optional<milliseconds> HttpClient::Shared::planWait(Private& self, Course& course, const Try& tried) {
    ++course.failures;
    if (tried.trouble == Trouble::Transient && ++course.attempts >= limits.maxAttempts) {
        return std::nullopt;
    }
    if (tried.advice.maxTries > 0 && course.failures >= tried.advice.maxTries) {
        return std::nullopt;
    }
    const milliseconds now = clock.monotonic();
    course.since = course.since.value_or(now);
    const std::lock_guard lock(mutex);
    milliseconds wait = tried.advice.wait.value_or(milliseconds{0});
    bool everybody = tried.trouble != Trouble::Transient;
    if (tried.trouble == Trouble::Transient) {
        wait = std::max(wait, backOff.after(course.attempts));
        if (++transientInRow >= kTransientInRow) {
            limiter.suspend(wait);
            everybody = true;
        }
    }
    if (now + wait - *course.since > limits.giveUpAfter) {
        return std::nullopt;
    }
    if (wait.count() > 0) {
        tellOfWait(self, tried.trouble, wait, everybody);
    }
    return wait;
}

void HttpClient::Shared::wentWell(Private& self) {
    const std::lock_guard lock(mutex);
    suspensionsInRow = 0;
    transientInRow = 0;
    everybodysWait.reset();
    for (Private* handle : handles) {
        const bool over = handle->told == Private::Told::EverybodysWait ||
                          (handle == &self && handle->told == Private::Told::OwnWait);
        if (over) {
            handle->tell(Private::Told::Nothing, {}, {});
        }
    }
}

QString HttpClient::Shared::why(Trouble trouble) const {
    switch (trouble) {
    case Trouble::Throttled:
        return Text::throttled(platform);
    case Trouble::Unreachable:
        return Text::unreachable(platform);
    default:
        return Text::trouble(platform);
    }
}

void HttpClient::Shared::tellOfWait(Private& self, Trouble trouble, milliseconds wait, bool everybody) {
    qCInfo(lcNet, "waiting %lld ms before the next request", static_cast<long long>(wait.count()));
    const Wait now{why(trouble), clock.now().addMSecs(wait.count())};
    if (!everybody) {
        self.tell(Private::Told::OwnWait, now.why, now.until);
        return;
    }
    everybodysWait = now;
    for (Private* handle : handles) {
        handle->tell(Private::Told::EverybodysWait, now.why, now.until);
    }
}

} // namespace pathways
