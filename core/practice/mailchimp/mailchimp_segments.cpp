// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_routes.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace pathways::practice::mailchimp {

namespace {

constexpr qsizetype kMostAtOnce = 500;

Member* memberAt(List& list, const QJsonValue& email) {
    return list.find(hashOf(email.toString().toStdString()));
}

PracticeResponse create(const Call& call, List& list) {
    const QJsonDocument body = QJsonDocument::fromJson(call.request.body);
    if (!body.isObject()) {
        return jsonParseError();
    }
    const std::string name = body.object().value(u"name").toString().toStdString();
    if (name.empty() || list.segmentNamed(name) != nullptr) {
        return problem(400, QStringLiteral("Bad Request"),
                       name.empty() ? QStringLiteral("A name is needed.")
                                    : QStringLiteral("Sorry, that tag already exists."));
    }
    Segment& segment = list.addSegment(name, call.now);
    for (const QJsonValue& email : body.object().value(u"static_segment").toArray()) {
        if (Member* member = memberAt(list, email)) {
            list.tag(*member, segment);
        }
    }
    ++list.version;
    return jsonResponse(200, segmentJson(list, segment));
}

/// Addresses that are not on the list are ignored without a word, as the platform does.
PracticeResponse change(const Call& call, List& list, Segment& segment) {
    const QJsonDocument body = QJsonDocument::fromJson(call.request.body);
    if (!body.isObject()) {
        return jsonParseError();
    }
    const QJsonArray add = body.object().value(u"members_to_add").toArray();
    const QJsonArray remove = body.object().value(u"members_to_remove").toArray();
    if (add.size() > kMostAtOnce || remove.size() > kMostAtOnce) {
        return problem(400, QStringLiteral("Invalid Resource"),
                       QStringLiteral("At most 500 members can be added and removed at a time."));
    }
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    MemberWriter member(writer, list);
    writer.StartObject();
    int added = 0;
    writer.Key("members_added");
    writer.StartArray();
    for (const QJsonValue& email : add) {
        Member* found = memberAt(list, email);
        if (found != nullptr && list.tag(*found, segment)) {
            member.write(*found);
            ++added;
        }
    }
    writer.EndArray();
    int removed = 0;
    writer.Key("members_removed");
    writer.StartArray();
    for (const QJsonValue& email : remove) {
        Member* found = memberAt(list, email);
        if (found != nullptr && list.untag(*found, segment)) {
            member.write(*found);
            ++removed;
        }
    }
    writer.EndArray();
    writer.Key("errors");
    writer.StartArray();
    writer.EndArray();
    writer.Key("total_added");
    writer.Int(added);
    writer.Key("total_removed");
    writer.Int(removed);
    writer.Key("error_count");
    writer.Int(0);
    writer.EndObject();
    segment.updated = call.now;
    ++list.version;
    return written(buffer);
}

PracticeResponse membersOf(const Call& call, List& list, const Segment& segment) {
    const auto [count, offset] = paging(call.request);
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    MemberWriter writeMember(writer, list, fieldsBelow(call.request, "members"));
    writer.StartObject();
    writer.Key("members");
    writer.StartArray();
    qint64 total = 0;
    for (const Member& member : list.members) {
        if (std::find(member.tags.begin(), member.tags.end(), segment.id) != member.tags.end()) {
            if (total >= offset && total < offset + count) {
                writeMember.write(member);
            }
            ++total;
        }
    }
    writer.EndArray();
    writer.Key("total_items");
    writer.Int64(total);
    writer.EndObject();
    return written(buffer);
}

PracticeResponse remove(List& list, Segment& segment) {
    for (Member& member : list.members) {
        list.untag(member, segment);
    }
    std::erase_if(list.segments, [id = segment.id](const Segment& each) { return each.id == id; });
    ++list.version;
    return noContent();
}

PracticeResponse search(const Call& call, const List& list) {
    const QString wanted = QString::fromUtf8(call.request.parameter("name").value_or(QByteArray()));
    QJsonArray shown;
    for (const Segment& segment : list.segments) {
        if (qs(segment.name).startsWith(wanted, Qt::CaseInsensitive)) {
            shown.append(
                QJsonObject{{QStringLiteral("id"), qint64(segment.id)}, {QStringLiteral("name"), qs(segment.name)}});
        }
    }
    return jsonResponse(200, {{QStringLiteral("tags"), shown}, {QStringLiteral("total_items"), shown.size()}});
}

} // namespace

PracticeResponse segments(const Call& call, List& list) {
    const QByteArray& method = call.request.method;
    if (call.parts[0] == "tag-search") {
        return method == "GET" ? search(call, list) : methodNotAllowed();
    }
    if (call.parts.size() == 1) {
        if (method == "POST") {
            return create(call, list);
        }
        if (method != "GET") {
            return methodNotAllowed();
        }
        const auto [count, offset] = paging(call.request);
        QJsonArray shown;
        for (std::size_t i = std::size_t(offset); i < list.segments.size() && shown.size() < count; ++i) {
            shown.append(segmentJson(list, list.segments[i]));
        }
        return jsonResponse(200, chosenFields({{QStringLiteral("segments"), shown},
                                               {QStringLiteral("list_id"), qs(list.id)},
                                               {QStringLiteral("total_items"), qint64(list.segments.size())}},
                                              call.request));
    }
    Segment* segment = list.segment(call.parts[1].toUInt());
    if (segment == nullptr) {
        return notFound();
    }
    if (call.parts.value(2) == "members" && method == "GET") {
        return membersOf(call, list, *segment);
    }
    if (method == "POST") {
        return change(call, list, *segment);
    }
    if (method == "DELETE") {
        return remove(list, *segment);
    }
    return method == "GET" ? jsonResponse(200, chosenFields(segmentJson(list, *segment), call.request))
                           : methodNotAllowed();
}

} // namespace pathways::practice::mailchimp
