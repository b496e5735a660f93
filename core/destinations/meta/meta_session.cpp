// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_session.h"

#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/advertising/sharers.h"
#include "core/destinations/meta/meta_type.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace pathways::meta {

namespace {

using answers::refused;
using answers::unknown;
using namespace std::chrono_literals;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};

constexpr int kNearTheLimit = 95; // Percent.
constexpr auto kCoolDown = 60s;   // A fifth of the time in which the score decays (contract 3.4).

BatchResult acknowledged(const ReplaceSession& session) {
    BatchResult result;
    result.verdict = BatchVerdict::Acknowledged;
    result.receipt = QByteArray::number(session.id);
    result.processing = true;
    return result;
}

RowVerdict refusedRow(std::uint32_t index) {
    return {index, Reason::RefusedValue, {}, Texts::tr("Meta could not use this person’s details."), false};
}

/// Code 1 can mean "reduce the amount of data", 100 that something in the content is wrong.
bool aboutItsContents(const Fault& fault) {
    return fault.code == 1 || fault.code == 99 || fault.code == 100 || fault.code == 105 || fault.code == 194 ||
           fault.httpStatus == 413;
}

/// "Reduce the amount of data": smaller batches help, waiting does not.
Error askedForLess(Error error) {
    error.kind = ErrorKind::Refused;
    error.what = Texts::tr("Meta asked for smaller batches.");
    error.meaning = Texts::tr("Nobody in this batch was accepted; it is sent in smaller batches.");
    error.remedy = Texts::tr("You do not need to do anything. If this continues, copy the support details.");
    return error;
}

/// Every string within the samples: Meta sends an object or a list, of rows or of values.
void collectTexts(const QJsonValue& value, QSet<QByteArray>& texts) {
    if (value.isString()) {
        const QByteArray text = value.toString().toUtf8();
        texts << text << text.toLower();
        // A sample may be a whole row written as JSON once more.
        if (text.startsWith('[') || text.startsWith('{')) {
            const QJsonDocument inner = QJsonDocument::fromJson(text);
            collectTexts(inner.isArray() ? QJsonValue(inner.array()) : QJsonValue(inner.object()), texts);
        }
    } else if (value.isArray()) {
        for (const QJsonValue& item : value.toArray()) {
            collectTexts(item, texts);
        }
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            collectTexts(QJsonValue(member.key()), texts);
            collectTexts(member.value(), texts);
        }
    }
}

} // namespace

void UsageGate::note(const Usage& usage) {
    std::chrono::milliseconds wait = usage.regainAccessIn;
    if (wait == 0ms && usage.percent >= kNearTheLimit) {
        wait = kCoolDown;
    }
    if (wait == 0ms) {
        return;
    }
    const qint64 until = (m_clock.monotonic() + wait).count();
    qint64 current = m_notBefore.load();
    while (until > current && !m_notBefore.compare_exchange_weak(current, until)) {
    }
}

bool UsageGate::pass(std::stop_token stop) {
    const auto wait = std::chrono::milliseconds(m_notBefore.load()) - m_clock.monotonic();
    return wait <= 0ms ? !stop.stop_requested() : m_clock.wait(wait, stop);
}

MetaSession::MetaSession(Api api, PayloadEncoder encoder, QString audience, Clock& clock)
    : m_api(std::move(api))
    , m_encoder(std::move(encoder))
    , m_audience(std::move(audience))
    , m_clock(clock)
    , m_gate(clock) {}

bool MetaSession::resendable(const ChangeBatch&) const {
    return true;
}

BatchResult MetaSession::send(const ChangeBatch& batch, std::stop_token stop) {
    std::vector<std::uint32_t> who;
    std::vector<RowVerdict> unidentified;
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        const PersonChange& person = batch.people[i];
        if (batch.removal ? m_encoder.removable(batch, person) : m_encoder.identifies(person)) {
            who.push_back(i);
        } else {
            unidentified.push_back({i, Reason::NoIdentifier, {}, {}, false});
        }
    }
    BatchResult result = deliver(
        {batch, std::move(who), batch.removal ? PayloadEncoder::Action::TakeOut : PayloadEncoder::Action::Put}, stop);
    result.rows.insert(result.rows.end(), unidentified.begin(), unidentified.end());
    const bool removed = batch.removal && result.verdict == BatchVerdict::Acknowledged;
    return removed ? putAgain(batch, std::move(result), stop) : result;
}

/// Whoever stays and shares an identifier with somebody who was just taken out: it may lead to one account.
BatchResult MetaSession::putAgain(const ChangeBatch& removed, BatchResult result, std::stop_token stop) {
    for (const ChangeBatch& part : sharersOf(removed, kPeoplePerRequest)) {
        std::vector<std::uint32_t> who(part.people.size());
        std::iota(who.begin(), who.end(), 0U);
        const BatchResult put = deliver({part, std::move(who), PayloadEncoder::Action::PutAgain}, stop);
        if (put.verdict == BatchVerdict::Unknown || (put.verdict == BatchVerdict::Refused && !put.splittable)) {
            return unknown(put.error); // All of it is sent once more, which is harmless.
        }
        // Whom Meta does not take is sent again, with all values, by the next push of their pathway.
    }
    return result;
}

BatchResult MetaSession::deliver(const Delivery& delivery, std::stop_token stop) {
    if (delivery.who.empty()) {
        BatchResult nothing;
        nothing.verdict = BatchVerdict::Acknowledged;
        return nothing;
    }
    if (!m_gate.pass(stop)) {
        return unknown(answers::stopped());
    }
    using Action = PayloadEncoder::Action;
    const ReplaceSession session = m_encoder.session(delivery.batch, delivery.who, delivery.action);
    QByteArray body = delivery.action == Action::Put
                          ? m_encoder.users(delivery.batch, delivery.who, session)
                          : m_encoder.known(delivery.batch, delivery.who, session, delivery.action == Action::PutAgain);
    const HttpReply reply =
        m_api.users(delivery.action == Action::TakeOut ? "DELETE" : "POST", m_audience, std::move(body), stop);
    if (reply.end != HttpEnd::Answered) {
        return unknown(reply.error);
    }
    m_gate.note(parseUsage(reply));
    if (const auto fault = parseFault(reply)) {
        // From 500 on, and for errors that Meta calls transient, it may or may not have happened.
        const bool doubtful = fault->httpStatus >= 500 || fault->transient || fault->code == 2;
        // A session that is already closed may refuse its own batch when that is delivered a second time.
        const bool maybeSecond = !doubtful && (fault->code == 2650 || fault->code == 100);
        if (maybeSecond && alreadyThere(session, stop)) {
            return acknowledged(session);
        }
        const bool tooMuch = fault->code == 1 || fault->code == 99;
        if (doubtful || (tooMuch && delivery.who.size() == 1)) {
            return unknown(errorOf(reply));
        }
        return refused(tooMuch ? askedForLess(errorOf(reply)) : errorOf(reply), aboutItsContents(*fault));
    }
    const auto answer = answers::object(reply);
    if (!reply.ok() || !answer) {
        return unknown(errorOf(reply));
    }
    return judge(delivery, session, *answer);
}

BatchResult MetaSession::judge(const Delivery& delivery, const ReplaceSession& session,
                               const QJsonObject& answer) const {
    const auto received = toInt64(answer[QLatin1String("num_received")]);
    const auto invalid = toInt64(answer[QLatin1String("num_invalid_entries")]);
    const bool ours = toIdText(answer[QLatin1String("audience_id")]) == m_audience &&
                      toIdText(answer[QLatin1String("session_id")]) == QString::number(session.id);
    const auto rows = qint64(session.rows);
    // Counts accumulate within a session: a batch delivered twice is counted twice.
    const bool addsUp = received && invalid && *received >= rows && *received % rows == 0 && *invalid >= 0;
    if (!ours || !addsUp) {
        return unknown(answers::notUnderstood(Texts::tr("Meta"), QStringLiteral("counts of the answer do not add up")));
    }
    const qint64 deliveries = *received / rows;
    if (const qint64 bad = (*invalid + deliveries - 1) / deliveries; bad > 0) {
        return judgeInvalid(delivery, answer, bad);
    }
    return acknowledged(session);
}

BatchResult MetaSession::judgeInvalid(const Delivery& delivery, const QJsonObject& answer, qint64 invalid) const {
    QSet<QByteArray> samples;
    collectTexts(answer[QLatin1String("invalid_entry_samples")], samples);
    const std::vector<std::uint32_t> named = m_encoder.holders(delivery.batch, delivery.who, samples, delivery.action);
    const std::size_t rows = delivery.who.size();
    BatchResult result;
    if (qint64(named.size()) >= invalid || rows == 1) {
        result.verdict = BatchVerdict::Acknowledged;
        result.receipt = QByteArray::number(m_encoder.session(delivery.batch, delivery.who, delivery.action).id);
        result.processing = true;
        for (const std::uint32_t index : rows == 1 ? delivery.who : named) {
            result.rows.push_back(refusedRow(index));
        }
        return result;
    }
    // Meta did not accept some people and does not say who. Halving finds them; when they are many, the data as a whole
    // is wrong, and thousands of requests would find nothing new.
    const QLocale locale;
    const bool few = invalid <= 100 && std::size_t(invalid) * 4 <= std::max<std::size_t>(rows, 8);
    return refused(Error{ErrorKind::Refused,
                         Texts::tr("Meta could not use the details of %1 of %2 people.")
                             .arg(locale.toString(invalid), locale.toString(qint64(rows))),
                         Texts::tr("It does not say which ones, so nobody in this batch is counted as accepted."),
                         Texts::tr("Check the mapping: email, phone and names must be in the right fields."),
                         QStringLiteral("num_invalid_entries %1 of %2").arg(invalid).arg(rows)},
                   few || rows <= 8);
}

bool MetaSession::alreadyThere(const ReplaceSession& session, std::stop_token stop) {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("session_id"), QString::number(session.id));
    const HttpReply reply = m_api.get(m_audience + QStringLiteral("/sessions"), query, stop);
    const auto body = answers::object(reply);
    if (!reply.ok() || !body) {
        return false;
    }
    for (const QJsonValue& value : (*body)[QLatin1String("data")].toArray()) {
        const QJsonObject found = value.toObject();
        if (toIdText(found[QLatin1String("session_id")]) == QString::number(session.id)) {
            return toInt64(found[QLatin1String("num_received")]) == qint64(session.rows) &&
                   toInt64(found[QLatin1String("num_invalid_entries")]) == 0;
        }
    }
    return false;
}

BatchResult MetaSession::settle(const ChangeBatch& batch, const QByteArray&, std::stop_token stop) {
    std::vector<std::uint32_t> all;
    bool simple = true; // Nobody to put in again and nobody to leave out: one session tells it all.
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        const PersonChange& person = batch.people[i];
        simple = simple && person.again.empty() &&
                 (batch.removal ? m_encoder.removable(batch, person) : m_encoder.identifies(person));
        all.push_back(i);
    }
    const ReplaceSession session =
        m_encoder.session(batch, all, batch.removal ? PayloadEncoder::Action::TakeOut : PayloadEncoder::Action::Put);
    if (simple && !all.empty() && alreadyThere(session, stop)) {
        return acknowledged(session);
    }
    return send(batch, stop);
}

Result<ProcessingState> MetaSession::poll(const QList<QByteArray>&, std::stop_token stop) {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fields"), QStringLiteral("id,operation_status,delivery_status,"
                                                                "approximate_count_lower_bound"));
    const HttpReply reply = m_api.get(m_audience, query, stop);
    const auto audience = answers::object(reply);
    if (!reply.ok() || parseFault(reply) || !audience) {
        return fail(errorOf(reply));
    }
    const qint64 operation =
        toInt64((*audience)[QLatin1String("operation_status")].toObject()[QLatin1String("code")]).value_or(200);
    const qint64 delivery =
        toInt64((*audience)[QLatin1String("delivery_status")].toObject()[QLatin1String("code")]).value_or(200);
    ProcessingState state;
    const auto wanted = retryAfter(reply.header("retry-after"), m_clock.now());
    state.askAgainIn = wanted.value_or(std::min<std::chrono::milliseconds>(5min * (1 << std::min(m_rounds, 4)), 1h));
    ++m_rounds;
    if (operation == 471) {
        state.problem = toError(Fault{400, 100, 1713230, false, {}});
        state.note = state.problem->what;
    } else if (operation == 441 || operation == 414) {
        state.done = false;
        state.note = Texts::tr("Meta is still matching these people. This takes up to 24 hours.");
    } else if (delivery == 300) {
        state.note = Texts::tr("Meta has matched fewer people than an ad needs (about 100).");
    } else {
        state.note = Texts::tr("Meta has accepted these people.");
    }
    return state;
}

} // namespace pathways::meta
