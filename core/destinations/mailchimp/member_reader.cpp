// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/member_reader.h"

#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_members.h"
#include "core/destinations/reply_helpers.h"

#include <QJsonArray>

#include <unordered_set>

namespace pathways::mailchimp {

namespace {
constexpr qint64 kPage = 1000;
constexpr qint64 kOverlap = 20;

/// The form without an offset: a plus sign in a query means a blank.
QString timeParameter(const QDateTime& time) {
    return time.toUTC().toString(Qt::ISODate);
}

Error unclear(const char* detail) {
    return answers::notUnderstood(QStringLiteral("Mailchimp"), QString::fromLatin1(detail));
}
} // namespace

MemberReader::MemberReader(Api api, QString listId)
    : m_api(std::move(api))
    , m_listId(std::move(listId)) {}

Result<void> MemberReader::read(const Filter& filter, const std::function<bool(const QJsonObject&)>& sink,
                                std::stop_token stop) const {
    std::unordered_set<std::string> before;
    for (qint64 offset = 0;;) {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("count"), QString::number(kPage));
        query.addQueryItem(QStringLiteral("offset"), QString::number(offset));
        query.addQueryItem(QStringLiteral("sort_field"), QStringLiteral("timestamp_opt"));
        query.addQueryItem(QStringLiteral("sort_dir"), QStringLiteral("ASC"));
        query.addQueryItem(QStringLiteral("fields"),
                           QStringLiteral("members.id,members.email_address,members.status,members.unsubscribe_reason,"
                                          "members.timestamp_opt,members.last_changed,total_items"));
        if (!filter.status.isEmpty()) {
            query.addQueryItem(QStringLiteral("status"), filter.status);
        }
        if (filter.changedSince.isValid()) {
            query.addQueryItem(QStringLiteral("since_last_changed"), timeParameter(filter.changedSince));
        }
        const auto answer = m_api.get(QStringLiteral("/lists/%1/members").arg(encoded(m_listId)), query, stop);
        if (!answer) {
            return fail(answer.error());
        }
        const QJsonValue list = (*answer)[QLatin1String("members")];
        const qint64 total = (*answer)[QLatin1String("total_items")].toInteger(-1);
        if (!list.isArray() || total < 0) {
            return fail(unclear("members: page without members or total"));
        }
        const QJsonArray members = list.toArray();
        std::unordered_set<std::string> now;
        for (const auto& value : members) {
            const QJsonObject member = value.toObject();
            std::string id = member[QLatin1String("id")].toString().toStdString();
            if (id.empty() || member[QLatin1String("email_address")].toString().isEmpty()) {
                continue; // Contacts with a phone number alone have no address and no key.
            }
            if (!before.contains(id) && !sink(member)) {
                return {};
            }
            now.insert(std::move(id));
        }
        if (members.isEmpty() && offset < total) {
            return fail(unclear("members: empty page before the end"));
        }
        if (offset + members.size() >= total) {
            return {};
        }
        offset += members.size() > kOverlap ? members.size() - kOverlap : members.size();
        before = std::move(now);
    }
}

Reason reasonOfLeaver(const QJsonObject& member) {
    const QString status = member[QLatin1String("status")].toString();
    if (status != QLatin1String("archived")) {
        return reasonOfStatus(status);
    }
    // The one sign there is that they had left before they were archived; the platform does not document it.
    const bool hadLeft = !member[QLatin1String("unsubscribe_reason")].toString().isEmpty();
    return hadLeft ? Reason::Unsubscribed : Reason::TakenOutThere;
}

QDateTime changedAt(const QJsonObject& member) {
    return QDateTime::fromString(member[QLatin1String("last_changed")].toString(), Qt::ISODate);
}

OptOuts::OptOuts(Api api, QString listId)
    : m_reader(std::move(api), std::move(listId)) {}

Result<OptedOut> OptOuts::find(Known& known, const QStringList& statuses, std::string_view address,
                               const std::stop_token& stop) {
    // Deliberately held during the requests: several batches need the same answer.
    const std::lock_guard lock(m_mutex);
    if (!known.read) {
        std::unordered_map<std::string, OptedOut> found;
        for (const QString& status : statuses) {
            const auto done = m_reader.read(
                {.status = status},
                [&](const QJsonObject& member) {
                    found.insert_or_assign(member[QLatin1String("id")].toString().toStdString(),
                                           OptedOut{reasonOfLeaver(member), changedAt(member)});
                    return true;
                },
                stop);
            if (!done) {
                return fail(done.error());
            }
        }
        known.byHash = std::move(found);
        known.read = true;
    }
    const auto found = known.byHash.find(subscriberHash(address).toStdString());
    return found == known.byHash.end() ? OptedOut{} : found->second;
}

Result<OptedOut> OptOuts::archived(std::string_view address, std::stop_token stop) {
    return find(m_archived, {QStringLiteral("archived")}, address, stop);
}

Result<bool> OptOuts::unreachable(std::string_view address, std::stop_token stop) {
    return find(m_unreachable, {QStringLiteral("unsubscribed"), QStringLiteral("cleaned")}, address, stop)
        .map([](const OptedOut& one) { return one.reason != Reason::None; });
}

} // namespace pathways::mailchimp
