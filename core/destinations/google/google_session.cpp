// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_session.h"

#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/advertising/sharers.h"
#include "core/destinations/google/google_errors.h"
#include "core/destinations/google/google_type.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <numeric>

namespace pathways::google {

namespace {

using answers::refused;
using answers::unknown;
using namespace std::chrono_literals;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(GoogleAds)
};

// Google names every bad record it found, but may stop early; after this many rounds the problem is not single records.
constexpr int kRounds = 6;

QString fieldOf(const QString& path) {
    const QString lower = path.toLower().remove(u'_');
    const std::pair<const char*, const char*> names[] = {{"emailaddress", "EMAIL"},   {"phonenumber", "PHONE"},
                                                         {"givenname", "FIRST_NAME"}, {"familyname", "LAST_NAME"},
                                                         {"regioncode", "COUNTRY"},   {"postalcode", "POSTAL_CODE"}};
    for (const auto& [name, field] : names) {
        if (lower.contains(QLatin1String(name))) {
            return QLatin1String(field);
        }
    }
    return {};
}

RowVerdict refusedRow(std::uint32_t index, const Violation& violation) {
    RowVerdict row;
    row.index = index;
    row.reason = Reason::RefusedValue;
    row.field = fieldOf(violation.field);
    row.note = Texts::tr("Google could not use one of this person’s details.");
    return row;
}

BatchResult nothingSent() {
    BatchResult result;
    result.verdict = BatchVerdict::Acknowledged;
    return result;
}

/// Removes the people named by the violations from who; false when none of them was in it.
bool dropNamed(const Fault& fault, std::vector<std::uint32_t>& who, std::vector<RowVerdict>& rows) {
    QSet<int> named;
    for (const Violation& violation : fault.violations) {
        if (violation.member < int(who.size()) && !named.contains(violation.member)) {
            named.insert(violation.member);
            rows.push_back(refusedRow(who[std::size_t(violation.member)], violation));
        }
    }
    std::vector<std::uint32_t> rest;
    rest.reserve(who.size());
    for (std::size_t i = 0; i < who.size(); ++i) {
        if (!named.contains(int(i))) {
            rest.push_back(who[i]);
        }
    }
    who = std::move(rest);
    return !named.isEmpty();
}

/// The requests in a receipt: all of it, or the part before the first semicolon.
QList<QByteArray> requestsOf(const QByteArray& receipt) {
    return receipt.split(';').first().split(',');
}

bool aboutItsContents(const Fault& fault) {
    return fault.httpStatus == 400 || fault.httpStatus == 413;
}

QString reasonText(const QString& reason) {
    if (reason.contains(QLatin1String("CONSENT"))) {
        return Texts::tr("For some of them consent was missing.");
    }
    if (reason.contains(QLatin1String("FORMAT"))) {
        return Texts::tr("For some of them the details were not in the expected form.");
    }
    return Texts::tr("For some of them Google gave another reason.");
}

} // namespace

GoogleSession::GoogleSession(Api api, MemberEncoder encoder, const Clock& clock, ExactMatch exact)
    : m_api(std::move(api))
    , m_encoder(std::move(encoder))
    , m_clock(&clock)
    , m_exact(std::move(exact)) {}

bool GoogleSession::resendable(const ChangeBatch&) const {
    return true;
}

BatchResult GoogleSession::settle(const ChangeBatch& batch, const QByteArray&, std::stop_token stop) {
    return send(batch, stop);
}

BatchResult GoogleSession::send(const ChangeBatch& batch, std::stop_token stop) {
    if (m_exact.wanted && !batch.removal) {
        // Asked before the first addition is sent: everybody added from then on stays.
        if (auto start = startTime(stop); !start) {
            return refused(start.error());
        }
    }
    BatchResult result = batch.removal ? sendRemovals(batch, stop) : sendAdditions(batch, stop);
    return m_exact.wanted ? withStart(std::move(result), batch) : result;
}

Result<QByteArray> GoogleSession::startTime(std::stop_token stop) {
    // Deliberately held during the request: all batches need the same answer.
    const std::lock_guard lock(m_mutex);
    if (m_start.isEmpty()) {
        const HttpReply reply = m_api.getUserList(m_exact.listId, stop);
        if (!reply.ok()) {
            return fail(errorOf(reply));
        }
        // Google's clock, not this computer's: the two need not agree (contract 2.3).
        const QDateTime time =
            QDateTime::fromString(QString::fromLatin1(reply.header("date")).section(u' ', 0, 4), Qt::RFC2822Date);
        if (!time.isValid()) {
            return fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("no date in the answer")));
        }
        m_start = QDateTime(time.date(), time.time(), Qt::UTC).toString(Qt::ISODate).toLatin1();
    }
    return m_start;
}

/// The receipt records, also over restarts, how many people were sent, since when this push has been adding, and how
/// many it adds in all.
BatchResult GoogleSession::withStart(BatchResult result, const ChangeBatch& batch) const {
    if (result.verdict == BatchVerdict::Acknowledged) {
        const std::lock_guard lock(m_mutex);
        const auto people = result.rows.empty() && !batch.removal ? batch.people.size() : 0;
        result.receipt += ';' + QByteArray::number(qulonglong(people)) + ';' +
                          (batch.removal ? QByteArray() : m_start) + ';' + QByteArray::number(m_exact.expectedPeople);
        result.processing = true;
    }
    return result;
}

BatchResult GoogleSession::deliver(const char* verb, Encode encode, const ChangeBatch& batch,
                                   std::vector<std::uint32_t> who, std::stop_token stop) const {
    std::vector<RowVerdict> rows;
    for (int round = 0; round < kRounds && !who.empty(); ++round) {
        if (stop.stop_requested()) {
            return unknown(answers::stopped());
        }
        const HttpReply reply = m_api.audienceMembers(verb, (m_encoder.*encode)(batch, who), stop);
        if (reply.ok()) {
            const auto body = answers::object(reply);
            const QString id = body ? (*body)[QLatin1String("requestId")].toString() : QString();
            if (id.isEmpty()) {
                return unknown(
                    answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("no requestId in the answer")));
            }
            BatchResult result;
            result.verdict = BatchVerdict::Acknowledged;
            result.rows = std::move(rows);
            result.receipt = id.toUtf8();
            result.processing = true;
            return result;
        }
        if (reply.end != HttpEnd::Answered || reply.status >= 500) {
            return unknown(errorOf(reply));
        }
        const Fault fault = parseFault(reply);
        if (reply.status != 400 || !fault.onlyMembers() || !dropNamed(fault, who, rows)) {
            return refused(errorOf(reply), aboutItsContents(fault));
        }
    }
    if (!who.empty()) {
        return refused(Error{ErrorKind::Refused,
                             Texts::tr("Google refused several people in this batch."),
                             Texts::tr("The others are sent in smaller batches."),
                             Texts::tr("See who was refused in the details of the push."),
                             {}},
                       true);
    }
    BatchResult result = nothingSent();
    result.rows = std::move(rows);
    return result;
}

BatchResult GoogleSession::sendRemovals(const ChangeBatch& batch, std::stop_token stop) const {
    std::vector<std::uint32_t> who;
    std::vector<RowVerdict> unknownPeople;
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        if (m_encoder.removable(batch, batch.people[i])) {
            who.push_back(i);
        } else {
            unknownPeople.push_back({i, Reason::NoIdentifier, {}, {}, false});
        }
    }
    BatchResult result = deliver("remove", &MemberEncoder::remove, batch, std::move(who), stop);
    result.rows.insert(result.rows.end(), unknownPeople.begin(), unknownPeople.end());
    return result.verdict == BatchVerdict::Acknowledged ? putAgain(batch, std::move(result), stop) : result;
}

/// Whoever stays and shares an identifier with somebody who was just taken out: it may lead to one account.
BatchResult GoogleSession::putAgain(const ChangeBatch& removed, BatchResult result, std::stop_token stop) const {
    for (const ChangeBatch& part : sharersOf(removed, kPeoplePerRequest)) {
        std::vector<std::uint32_t> who(part.people.size());
        std::iota(who.begin(), who.end(), 0U);
        const BatchResult put = deliver("ingest", &MemberEncoder::ingestKnown, part, std::move(who), stop);
        if (put.verdict == BatchVerdict::Unknown || (put.verdict == BatchVerdict::Refused && !put.splittable)) {
            return unknown(put.error); // All of it is sent once more, which is harmless.
        }
        // Whom Google does not take is sent again, with all values, by the next push of their pathway.
        if (!put.receipt.isEmpty()) {
            result.receipt = result.receipt.isEmpty() ? put.receipt : result.receipt + ',' + put.receipt;
            result.processing = true;
        }
    }
    return result;
}

BatchResult GoogleSession::sendAdditions(const ChangeBatch& batch, std::stop_token stop) const {
    std::vector<std::uint32_t> who;
    std::vector<RowVerdict> unidentified;
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        if (m_encoder.identifies(batch.people[i])) {
            who.push_back(i);
        } else {
            unidentified.push_back({i, Reason::NoIdentifier, {}, {}, false});
        }
    }
    BatchResult result = deliver("ingest", &MemberEncoder::ingest, batch, std::move(who), stop);
    if (result.verdict == BatchVerdict::Acknowledged) {
        result.rows.insert(result.rows.end(), unidentified.begin(), unidentified.end());
    }
    return result;
}

Result<GoogleSession::RequestOutcome> GoogleSession::ask(const QByteArray& requestId, std::stop_token stop) const {
    const HttpReply reply = m_api.requestStatus(requestId, stop);
    if (!reply.ok()) {
        return fail(errorOf(reply));
    }
    const auto body = answers::object(reply);
    const QJsonArray statuses = body ? (*body)[QLatin1String("requestStatusPerDestination")].toArray() : QJsonArray();
    if (statuses.isEmpty()) {
        return fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("no status in the answer")));
    }
    const QJsonObject status = statuses.first().toObject(); // One destination per request here.
    const QString state = status[QLatin1String("requestStatus")].toString();
    RequestOutcome outcome;
    outcome.done = state == QLatin1String("SUCCESS") || state == QLatin1String("PARTIAL_SUCCESS") ||
                   state == QLatin1String("FAILED");
    outcome.failed = state == QLatin1String("FAILED");
    if (!outcome.done) {
        outcome.askAgainIn = retryAfter(reply.header("retry-after"), m_clock->now());
    }
    const QJsonObject removed = status[QLatin1String("audienceMembersRemovalStatus")].toObject();
    outcome.removal = !removed.isEmpty();
    const QJsonObject counted = outcome.removal ? removed[QLatin1String("userDataRemovalStatus")].toObject()
                                                : status[QLatin1String("audienceMembersIngestionStatus")]
                                                      .toObject()[QLatin1String("userDataIngestionStatus")]
                                                      .toObject();
    outcome.received = toInt64(counted[QLatin1String("recordCount")]).value_or(0);
    const QJsonArray counts = status[QLatin1String("errorInfo")].toObject()[QLatin1String("errorCounts")].toArray();
    for (const QJsonValue& value : counts) {
        const QJsonObject count = value.toObject();
        outcome.rejected += std::max<qint64>(0, toInt64(count[QLatin1String("recordCount")]).value_or(0));
        outcome.reasons << count[QLatin1String("reason")].toString();
    }
    if (outcome.failed && outcome.rejected == 0) {
        outcome.rejected = outcome.received;
    }
    return outcome;
}

Result<ProcessingState> GoogleSession::poll(const QList<QByteArray>& receipts, std::stop_token stop) {
    for (const QByteArray& receipt : receipts) {
        for (const QByteArray& id : requestsOf(receipt)) {
            if (id.isEmpty() || m_outcomes.value(id).done) {
                continue;
            }
            auto outcome = ask(id, stop);
            if (!outcome) {
                return fail(outcome.error());
            }
            m_outcomes.insert(id, *outcome);
        }
    }
    ProcessingState state = summary(receipts);
    // The push's own instructions are in its receipts, whoever polls and however much later.
    const bool exact = std::any_of(receipts.cbegin(), receipts.cend(),
                                   [](const QByteArray& receipt) { return receipt.contains(';'); });
    if (exact && state.done) {
        if (auto removed = removeOthers(state, receipts, stop); !removed) {
            return fail(removed.error());
        }
    }
    return state;
}

/// When this push began to add, provided that all its people were sent and every request fully succeeded; otherwise
/// removing everyone else would remove people who belong in the list.
std::optional<QByteArray> GoogleSession::startWhenWhole(const QList<QByteArray>& receipts) const {
    qint64 people = 0;
    qint64 expected = 0;
    QByteArray start;
    for (const QByteArray& receipt : receipts) {
        const QList<QByteArray> parts = receipt.split(';');
        expected = std::max(expected, parts.value(3).toLongLong());
        people += parts.value(1).toLongLong();
        const QByteArray since = parts.value(2);
        if (!since.isEmpty() && (start.isEmpty() || since < start)) {
            start = since;
        }
        for (const QByteArray& id : requestsOf(receipt)) {
            const RequestOutcome outcome = m_outcomes.value(id);
            if (!id.isEmpty() && (!outcome.done || outcome.failed || outcome.rejected > 0)) {
                return std::nullopt;
            }
        }
    }
    return people == expected && !start.isEmpty() ? std::optional(start) : std::nullopt;
}

Result<void> GoogleSession::removeOthers(ProcessingState& state, const QList<QByteArray>& receipts,
                                         std::stop_token stop) {
    const auto start = startWhenWhole(receipts);
    if (!start) {
        state.note =
            Texts::tr("Other people stay in the list this time, because Google did not accept everyone in this push.");
        if (!state.problem) {
            state.problem = Error{ErrorKind::Refused,
                                  state.note,
                                  Texts::tr("Removing everyone else could have removed people who belong there."),
                                  Texts::tr("Look at the people who were not accepted, then push again."),
                                  {}};
        }
        return {};
    }
    if (m_removingAll.isEmpty()) {
        // After a restart the same time is sent again, so nobody who was added since is removed.
        const HttpReply reply = m_api.audienceMembers("removeAll", m_encoder.removeAll(*start), stop);
        const auto body = answers::object(reply);
        if (!reply.ok() || !body) {
            return fail(errorOf(reply));
        }
        m_removingAll = (*body)[QLatin1String("requestId")].toString().toUtf8();
        if (m_removingAll.isEmpty()) {
            return fail(answers::notUnderstood(Texts::tr("Google Ads"), QStringLiteral("removeAll: no requestId")));
        }
    }
    const auto outcome = ask(m_removingAll, stop);
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!outcome->done) {
        state.done = false;
        state.askAgainIn = outcome->askAgainIn.value_or(state.askAgainIn);
        state.note = Texts::tr("Google has accepted these people and is removing everyone else.");
    } else if (outcome->failed) {
        state.note = Texts::tr("Google accepted these people but did not remove the others.");
        state.problem = Error{ErrorKind::Refused,
                              state.note,
                              Texts::tr("People whom others put there are still in the list."),
                              Texts::tr("Push again, or remove them in Google Ads."),
                              {}};
    } else {
        state.note = Texts::tr("The list now holds exactly these people. Google shows its size within 48 hours.");
    }
    return {};
}

ProcessingState GoogleSession::summary(const QList<QByteArray>& receipts) {
    ProcessingState state;
    QSet<QString> reasons;
    std::optional<std::chrono::milliseconds> wait;
    bool lost = false;     ///< Google took none of those who were put in by some request.
    bool leavers = false;  ///< Somebody who left is still there.
    qint64 stillThere = 0; ///< How many, where Google says.
    for (const QByteArray& receipt : receipts) {
        for (const QByteArray& id : requestsOf(receipt)) {
            const RequestOutcome outcome = m_outcomes.value(id);
            if (id.isEmpty()) {
                continue;
            }
            state.done = state.done && outcome.done;
            state.received += outcome.removal ? 0 : outcome.received;
            state.rejected += outcome.removal ? 0 : outcome.rejected;
            lost = lost || (outcome.failed && !outcome.removal);
            stillThere += outcome.removal ? outcome.rejected : 0;
            // Who of them is still there, nobody knows: all of them are taken out once more, which is harmless.
            const bool notTakenOut = outcome.removal && (outcome.failed || outcome.rejected > 0);
            leavers = leavers || notTakenOut;
            if ((outcome.failed || notTakenOut) && !state.failed.contains(receipt)) {
                state.failed << receipt;
            }
            for (const QString& reason : outcome.reasons) {
                reasons << reasonText(reason);
            }
            if (outcome.askAgainIn) {
                wait = std::max(wait.value_or(0ms), *outcome.askAgainIn);
            }
        }
    }
    // Half an hour at first, then longer, up to two hours (contract 2.3), unless the reply says when.
    state.askAgainIn = wait.value_or(std::min<std::chrono::milliseconds>(30min * (1 << std::min(m_rounds, 3)), 2h));
    ++m_rounds;
    const QLocale locale;
    if (!state.done) {
        state.note = Texts::tr("Google is still matching these people. This takes between half an hour and a day.");
    } else if (leavers) {
        state.note = stillThere > 0 ? Texts::tr("Google did not take out %Ln person(s) who left your audience.",
                                                nullptr, int(stillThere))
                                    : Texts::tr("Google did not take out some people who left your audience.");
    } else if (lost && state.rejected == 0) {
        state.note = Texts::tr("Google did not take over some of these people.");
    } else if (state.rejected > 0) {
        QStringList sorted(reasons.begin(), reasons.end());
        sorted.sort();
        sorted.prepend(Texts::tr("Google left out %1 of %2 people afterwards.")
                           .arg(locale.toString(state.rejected), locale.toString(state.received)));
        if (sorted.size() == 1) {
            sorted << Texts::tr("Google gave no reason.");
        }
        state.note = sorted.join(u' ');
    } else {
        state.note = Texts::tr("Google has accepted these people. It shows the size of the list within 48 hours.");
    }
    if (state.done && leavers) {
        state.problem =
            Error{ErrorKind::Refused,
                  state.note,
                  Texts::tr("They are still in the list. Google gives numbers only, so Pathways cannot tell "
                            "who they are."),
                  Texts::tr("Push again: the next push takes them out once more."),
                  {}};
    } else if (state.done && (state.rejected > 0 || lost)) {
        state.problem =
            Error{ErrorKind::Refused,
                  state.note,
                  Texts::tr("Google gives numbers only, so Pathways cannot tell who they are."),
                  Texts::tr("Check the consent questions and the mapping of this pathway. People who stay in "
                            "your audience are sent again within 60 days."),
                  {}};
    }
    return state;
}

} // namespace pathways::google
