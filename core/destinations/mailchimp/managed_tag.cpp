// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/managed_tag.h"

#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_members.h"
#include "core/destinations/reply_helpers.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace pathways::mailchimp {

namespace {

constexpr qint64 kPage = 1000;

Error unclear(const char* detail) {
    return answers::notUnderstood(QStringLiteral("Mailchimp"), QString::fromLatin1(detail));
}

QByteArray changeBody(const char* list, const std::vector<std::string_view>& addresses) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key(list);
    writer.StartArray();
    for (const std::string_view address : addresses) {
        writer.String(address.data(), static_cast<rapidjson::SizeType>(address.size()));
    }
    writer.EndArray();
    writer.EndObject();
    return QByteArray(buffer.GetString(), qsizetype(buffer.GetSize()));
}

} // namespace

ManagedTag::ManagedTag(Api api, QString listId, const QString& name, MarkKind kind)
    : m_api(std::move(api))
    , m_listId(std::move(listId))
    , m_name(name.trimmed())
    , m_kind(kind) {}

Result<std::optional<qint64>> ManagedTag::find(const std::stop_token& stop) const {
    return m_kind == MarkKind::Tag ? findTag(stop) : findSegment(stop);
}

Result<std::optional<qint64>> ManagedTag::findSegment(const std::stop_token& stop) const {
    for (qint64 offset = 0;;) {
        QUrlQuery query;
        // Saved segments are defined by rules: nobody can be added to one.
        query.addQueryItem(QStringLiteral("type"), QStringLiteral("static"));
        query.addQueryItem(QStringLiteral("count"), QString::number(kPage));
        query.addQueryItem(QStringLiteral("offset"), QString::number(offset));
        query.addQueryItem(QStringLiteral("fields"), QStringLiteral("segments.id,segments.name,total_items"));
        const auto answer = m_api.get(QStringLiteral("/lists/%1/segments").arg(encoded(m_listId)), query, stop);
        if (!answer) {
            return fail(answer.error());
        }
        const qint64 total = (*answer)[QLatin1String("total_items")].toInteger(-1);
        if (!(*answer)[QLatin1String("segments")].isArray() || total < 0) {
            return fail(unclear("segments: page without its list or total"));
        }
        const QJsonArray segments = (*answer)[QLatin1String("segments")].toArray();
        for (const auto& value : segments) {
            const QJsonObject one = value.toObject();
            if (one[QLatin1String("name")].toString().compare(m_name, Qt::CaseInsensitive) == 0) {
                const qint64 id = one[QLatin1String("id")].toInteger(-1);
                return id > 0 ? Result<std::optional<qint64>>(id) : fail(unclear("segment without an id"));
            }
        }
        offset += segments.size();
        if (segments.isEmpty() || offset >= total) {
            return std::optional<qint64>();
        }
    }
}

Result<std::optional<qint64>> ManagedTag::findTag(const std::stop_token& stop) const {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("name"), encoded(m_name));
    const auto answer = m_api.get(QStringLiteral("/lists/%1/tag-search").arg(encoded(m_listId)), query, stop);
    if (!answer) {
        return fail(answer.error());
    }
    if (!(*answer)[QLatin1String("tags")].isArray()) {
        return fail(unclear("tag-search without tags"));
    }
    const QJsonArray tags = (*answer)[QLatin1String("tags")].toArray();
    for (const auto& value : tags) {
        const QJsonObject tag = value.toObject();
        // The search matches prefixes, and somebody may have changed the case there.
        if (tag[QLatin1String("name")].toString().compare(m_name, Qt::CaseInsensitive) == 0) {
            const qint64 id = tag[QLatin1String("id")].toInteger(-1);
            return id > 0 ? Result<std::optional<qint64>>(id) : fail(unclear("tag without an id"));
        }
    }
    return std::optional<qint64>();
}

Result<std::optional<qint64>> ManagedTag::segment(bool create, const std::stop_token& stop) {
    // Deliberately held during the requests: two batches must not create the tag twice.
    const std::lock_guard lock(m_mutex);
    if (m_segment) {
        return m_segment;
    }
    auto found = find(stop);
    if (!found) {
        return found;
    }
    if (!*found && create) {
        const QJsonObject body{{QLatin1String("name"), m_name}, {QLatin1String("static_segment"), QJsonArray()}};
        const HttpReply reply = m_api.send(m_api.request(QByteArrayLiteral("POST"),
                                                         QStringLiteral("/lists/%1/segments").arg(encoded(m_listId)),
                                                         {}, QJsonDocument(body).toJson(QJsonDocument::Compact)),
                                           stop);
        if (!reply.ok()) {
            return fail(errorFor(reply)); // A lost answer is settled by looking for it again next time.
        }
        const auto answer = answers::object(reply);
        const qint64 id = answer ? (*answer)[QLatin1String("id")].toInteger(-1) : -1;
        if (id <= 0) {
            return fail(unclear("segment without an id"));
        }
        found = std::optional<qint64>(id);
    }
    m_segment = *found;
    return m_segment;
}

Result<QJsonObject> ManagedTag::change(qint64 segment, const char* list, const std::vector<std::string_view>& addresses,
                                       const std::stop_token& stop) const {
    HttpRequest request = m_api.request(QByteArrayLiteral("POST"),
                                        QStringLiteral("/lists/%1/segments/%2").arg(encoded(m_listId)).arg(segment), {},
                                        changeBody(list, addresses));
    request.idempotent = true; // Being in or out twice is the same as once.
    const HttpReply reply = m_api.send(request, stop);
    if (!reply.ok()) {
        return fail(errorFor(reply));
    }
    const auto answer = answers::object(reply);
    if (!answer || !(*answer)[QLatin1String("members_added")].isArray() ||
        !(*answer)[QLatin1String("members_removed")].isArray()) {
        return fail(unclear("segment: members missing in the answer"));
    }
    return *answer;
}

Result<void> ManagedTag::switchOn(const std::vector<std::string_view>& addresses, std::stop_token stop) {
    if (!wanted() || addresses.empty()) {
        return {};
    }
    const auto id = segment(true, stop);
    if (!id) {
        return fail(id.error());
    }
    const auto answer = change(id->value(), "members_to_add", addresses, stop);
    return answer ? Result<void>() : fail(answer.error());
}

Result<std::unordered_set<std::string>> ManagedTag::switchOff(const std::vector<std::string_view>& addresses,
                                                              std::stop_token stop) {
    std::unordered_set<std::string> off;
    if (!wanted() || addresses.empty()) {
        return off;
    }
    const auto id = segment(false, stop);
    if (!id) {
        return fail(id.error());
    }
    if (!*id) {
        return off; // Nobody has a mark that does not exist.
    }
    const auto answer = change(id->value(), "members_to_remove", addresses, stop);
    if (!answer) {
        return fail(answer.error());
    }
    const QJsonArray removed = (*answer)[QLatin1String("members_removed")].toArray();
    for (const auto& member : removed) {
        off.insert(member.toObject()[QLatin1String("email_address")].toString().toLower().toStdString());
    }
    return off;
}

} // namespace pathways::mailchimp
