// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_client.h"

#include <QLocale>

#include <algorithm>

namespace pathways {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestRetryAfter{15 * 60 * 1000};

/// The three forms of a date in HTTP (RFC 9110, 5.6.7), always in English and in GMT.
QDateTime parseHttpDate(const QByteArray& text) {
    const QLocale english = QLocale::c();
    QString value = QString::fromLatin1(text);
    if (value.endsWith(u" GMT")) {
        value.chop(4);
    }
    value = value.simplified();
    if (value.count(u'-') == 2) {
        value = value.mid(value.indexOf(u',') + 1).trimmed(); // Qt would hold the weekday against the wrong century.
    }
    for (const auto& format : {QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"), QStringLiteral("dd-MMM-yy HH:mm:ss"),
                               QStringLiteral("ddd MMM d HH:mm:ss yyyy")}) {
        QDateTime parsed = english.toDateTime(value, format);
        if (parsed.isValid()) {
            parsed.setTimeSpec(Qt::UTC);
            // A year of two digits is of this century here.
            return parsed.date().year() < 1970 ? parsed.addYears(100) : parsed;
        }
    }
    return {};
}

} // namespace

std::optional<milliseconds> retryAfter(const QByteArray& value, const QDateTime& now) {
    const QByteArray text = value.trimmed();
    if (text.isEmpty()) {
        return std::nullopt;
    }
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        bool fits = false;
        const qint64 seconds = text.toLongLong(&fits);
        // Too many digits for a number means "very long", not garbage.
        return fits && seconds < kLongestRetryAfter.count() / 1000 ? milliseconds(seconds * 1000) : kLongestRetryAfter;
    }
    const QDateTime until = parseHttpDate(text);
    if (!until.isValid() || until <= now) {
        return std::nullopt;
    }
    return std::min(milliseconds(now.msecsTo(until)), kLongestRetryAfter);
}

RetryAdvice standardRetry(const HttpReply& reply) {
    if (reply.status == 429 || reply.status == 503) {
        // Dates are compared with the platform's own clock where it sends it: this computer's may be wrong (F49).
        const QDateTime theirs = parseHttpDate(reply.header("date"));
        const auto wait =
            retryAfter(reply.header("retry-after"), theirs.isValid() ? theirs : QDateTime::currentDateTimeUtc());
        const bool throttled = reply.status == 429 || wait.has_value();
        return {throttled ? RetryAdvice::Kind::Throttled : RetryAdvice::Kind::Transient, wait, 0};
    }
    if (reply.status == 408 || reply.status == 500 || reply.status == 502 || reply.status == 504) {
        return {RetryAdvice::Kind::Transient, std::nullopt, 0};
    }
    return {};
}

} // namespace pathways
