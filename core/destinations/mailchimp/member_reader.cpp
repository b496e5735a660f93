// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/member_reader.h"

#include "core/destinations/mailchimp/mailchimp_members.h"
#include "core/destinations/reply_helpers.h"

#include <QJsonArray>

namespace pathways::mailchimp {

namespace {
constexpr qint64 kPage = 1000;
constexpr qint64 kOverlap = 20;

Error unclear(const char* detail) {
    return answers::notUnderstood(QStringLiteral("Mailchimp"), QString::fromLatin1(detail));
}
} // namespace

MemberReader::MemberReader(Api api, QString listId)
    : m_api(api)
    , m_listId(std::move(listId)) {}

Result<void> MemberReader::read(const QString& status, const std::function<bool(const QJsonObject&)>& sink,
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
                                          "members.timestamp_opt,total_items"));
        if (!status.isEmpty()) {
            query.addQueryItem(QStringLiteral("status"), status);
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

OptOuts::OptOuts(Api api, QString listId)
    : m_reader(api, std::move(listId)) {}

Result<bool> OptOuts::contains(Known& known, const QStringList& statuses, bool reasonNeeded, std::string_view address,
                               const std::stop_token& stop) {
    // Deliberately held during the requests: several batches need the same answer.
    const std::lock_guard lock(m_mutex);
    if (!known.read) {
        std::unordered_set<std::string> hashes;
        for (const QString& status : statuses) {
            const auto done = m_reader.read(
                status,
                [&](const QJsonObject& member) {
                    if (!reasonNeeded || !member[QLatin1String("unsubscribe_reason")].toString().isEmpty()) {
                        hashes.insert(member[QLatin1String("id")].toString().toStdString());
                    }
                    return true;
                },
                stop);
            if (!done) {
                return fail(done.error());
            }
        }
        known.hashes = std::move(hashes);
        known.read = true;
    }
    return known.hashes.contains(subscriberHash(address).toStdString());
}

Result<bool> OptOuts::unsubscribedBeforeArchiving(std::string_view address, std::stop_token stop) {
    return contains(m_archived, {QStringLiteral("archived")}, true, address, stop);
}

Result<bool> OptOuts::unreachable(std::string_view address, std::stop_token stop) {
    return contains(m_unreachable, {QStringLiteral("unsubscribed"), QStringLiteral("cleaned")}, false, address, stop);
}

} // namespace pathways::mailchimp
