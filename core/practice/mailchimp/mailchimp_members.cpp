// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_routes.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <charconv>

namespace pathways::practice::mailchimp {

namespace {

PracticeResponse one(const List& list, const Member& member, const PracticeRequest& request) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    MemberWriter(writer, list, fieldsBelow(request, {})).write(member);
    return written(buffer);
}

std::optional<std::int64_t> timeParameter(const PracticeRequest& request, QByteArrayView name) {
    const QByteArray value = request.parameter(name).value_or(QByteArray());
    const QDateTime time = QDateTime::fromString(QString::fromUtf8(value), Qt::ISODate);
    return time.isValid() ? std::optional(time.toSecsSinceEpoch()) : std::nullopt;
}

/// Who the query is about, in its order.
std::vector<std::uint32_t> selected(const List& list, const PracticeRequest& request) {
    const QByteArray statusText = request.parameter("status").value_or(QByteArray());
    const auto status = statusNamed({statusText.constData(), size_t(statusText.size())});
    const auto since = timeParameter(request, "since_last_changed");
    const auto before = timeParameter(request, "before_last_changed");
    const auto sinceOptIn = timeParameter(request, "since_timestamp_opt");
    const QByteArray unique = request.parameter("unique_email_id").value_or(QByteArray());
    const bool vipOnly = isOn(request, "vip_only");
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < list.members.size(); ++i) {
        const Member& member = list.members[i];
        // Without a status everybody is shown but those who are archived.
        const bool fits = !member.gone && (status ? member.status == *status : member.status != Status::Archived) &&
                          (!since || member.lastChanged >= *since) && (!before || member.lastChanged < *before) &&
                          (!sinceOptIn || member.optIn >= *sinceOptIn) && (!vipOnly || member.vip) &&
                          (unique.isEmpty() || toHex(member.hash).starts_with(unique.toStdString()));
        if (fits) {
            result.push_back(i);
        }
    }
    const QByteArray sort = request.parameter("sort_field").value_or(QByteArray());
    if (!sort.isEmpty()) {
        const bool changed = sort == "last_changed";
        const auto key = [&](std::uint32_t i) { return changed ? list.members[i].lastChanged : list.members[i].optIn; };
        const bool down = request.parameter("sort_dir").value_or(QByteArray()).toUpper() == "DESC";
        std::stable_sort(result.begin(), result.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return down ? key(b) < key(a) : key(a) < key(b); });
    }
    return result;
}

QByteArray queryWithoutPaging(const PracticeRequest& request) {
    QByteArray result;
    for (const QByteArray& pair : request.rawQuery.split('&')) {
        if (!pair.startsWith("offset=") && !pair.startsWith("count=") && !pair.startsWith("fields=")) {
            result += pair + '&';
        }
    }
    return result;
}

PracticeResponse page(const PracticeRequest& request, List& list) {
    const QByteArray statusText = request.parameter("status").value_or(QByteArray());
    if (!statusText.isEmpty() && !statusNamed({statusText.constData(), size_t(statusText.size())})) {
        return problem(400, QStringLiteral("Invalid Resource"), QStringLiteral("No such status."));
    }
    const std::string query = queryWithoutPaging(request).toStdString();
    if (list.page.version != list.version || list.page.query != query || list.page.query.empty()) {
        list.page = {query, list.version, selected(list, request)};
    }
    const auto [count, offset] = paging(request);
    const std::vector<std::string> wanted = fieldsBelow(request, {});
    const auto wants = [&wanted](const char* name) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
    };
    rapidjson::StringBuffer buffer(nullptr, 256 * 1024);
    Writer writer(buffer);
    MemberWriter member(writer, list, fieldsBelow(request, "members"));
    writer.StartObject();
    const bool anyMember = wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [](const std::string& name) {
                               return name == "members" || name.starts_with("members.");
                           });
    if (anyMember) {
        writer.Key("members");
        writer.StartArray();
        const std::size_t end = std::min(list.page.indices.size(), std::size_t(offset + count));
        for (std::size_t i = std::size_t(offset); i < end; ++i) {
            member.write(list.members[list.page.indices[i]]);
        }
        writer.EndArray();
    }
    if (wants("list_id")) {
        writer.Key("list_id");
        writer.String(list.id.data(), rapidjson::SizeType(list.id.size()));
    }
    if (wants("total_items")) {
        writer.Key("total_items");
        writer.Uint64(list.page.indices.size());
    }
    writer.EndObject();
    return written(buffer);
}

PracticeResponse save(const Call& call, List& list, const Hash& inPath, Mode mode) {
    rapidjson::Document body;
    body.Parse<rapidjson::kParseIterativeFlag>(call.request.body.constData(), size_t(call.request.body.size()));
    if (body.HasParseError() || !body.IsObject()) {
        return jsonParseError();
    }
    const Row row = rowFrom(body);
    if (row.email.empty() && mode != Mode::UpdateOnly) {
        return problem(400, QStringLiteral("Invalid Resource"),
                       QStringLiteral("The resource submitted could not be validated. For field-specific details, see "
                                      "the 'errors' array."),
                       {{QStringLiteral("email_address"), QStringLiteral("This value should not be blank.")}});
    }
    // A new person is filed under the address given, whatever the path says.
    const Hash hash = mode == Mode::UpdateOnly || list.find(inPath) != nullptr ? inPath : hashOf(row.email);
    const Applied applied = applyRow(list, hash, row, mode, isOn(call.request, "skip_merge_validation"), call.now);
    return applied.refusal ? problem(*applied.refusal) : one(list, *applied.member, call.request);
}

PracticeResponse archive(List& list, Member* member, std::int64_t now) {
    if (member == nullptr) {
        return notFound();
    }
    if (member->status == Status::Cleaned || member->status == Status::Pending || member->status == Status::Archived) {
        return problem(405, QStringLiteral("Method Not Allowed"),
                       QStringLiteral("This list member cannot be removed. Can not archive a contact that is bounced, "
                                      "pending or archived"));
    }
    list.setStatus(*member, Status::Archived);
    member->lastChanged = now;
    member->byOthers = false;
    ++member->writes;
    ++list.version;
    return noContent();
}

PracticeResponse tags(const Call& call, List& list, Member* member) {
    if (member == nullptr) {
        return notFound();
    }
    if (call.request.method == "GET") {
        QJsonArray shown;
        for (const std::uint32_t id : member->tags) {
            if (const Segment* segment = list.segment(id)) {
                shown.append(QJsonObject{{QStringLiteral("id"), qint64(id)},
                                         {QStringLiteral("name"), qs(segment->name)},
                                         {QStringLiteral("date_added"), qs(isoTime(segment->created))}});
            }
        }
        return jsonResponse(
            200, chosenFields({{QStringLiteral("tags"), shown}, {QStringLiteral("total_items"), shown.size()}},
                              call.request));
    }
    if (call.request.method != "POST") {
        return methodNotAllowed();
    }
    const QJsonDocument body = QJsonDocument::fromJson(call.request.body);
    if (!body.isObject() || !body.object().value(u"tags").isArray()) {
        return jsonParseError();
    }
    for (const QJsonValue& each : body.object().value(u"tags").toArray()) {
        const std::string name = each[u"name"].toString().toStdString();
        const bool active = each[u"status"].toString() == u"active";
        Segment* segment = list.segmentNamed(name);
        if (segment == nullptr && active) {
            segment = &list.addSegment(name, call.now);
        }
        if (segment != nullptr) {
            active ? list.tag(*member, *segment) : list.untag(*member, *segment);
        }
    }
    ++list.version;
    return noContent();
}

} // namespace

PracticeResponse members(const Call& call, List& list) {
    const QByteArray& method = call.request.method;
    if (call.parts.size() == 1) {
        if (method == "POST") {
            return save(call, list, {}, Mode::AddOnly);
        }
        return method == "GET" ? page(call.request, list) : methodNotAllowed();
    }
    const Hash hash = hashFromPath({call.parts[1].constData(), size_t(call.parts[1].size())});
    Member* member = list.find(hash);
    if (call.parts.value(2) == "tags") {
        return tags(call, list, member);
    }
    if (call.parts.value(2) == "actions" && call.parts.value(3) == "delete-permanent" && method == "POST") {
        if (member == nullptr) {
            return notFound();
        }
        list.forget(*member);
        return noContent();
    }
    if (call.parts.size() > 2) {
        return notFound();
    }
    if (method == "PUT" || method == "PATCH") {
        return save(call, list, hash, method == "PUT" ? Mode::Put : Mode::UpdateOnly);
    }
    if (method == "DELETE") {
        return archive(list, member, call.now);
    }
    if (method != "GET") {
        return methodNotAllowed();
    }
    return member != nullptr ? one(list, *member, call.request) : notFound();
}

} // namespace pathways::practice::mailchimp
