// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_control.h"

#include "core/practice/mailchimp/mailchimp_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace pathways::practice::mailchimp {

namespace {

PracticeResponse done() {
    return jsonResponse(200, {{QStringLiteral("ok"), true}});
}

PracticeResponse cannot(const QString& why) {
    return jsonResponse(400, {{QStringLiteral("error"), why}});
}

QJsonObject memberJson(List& list, const Member& member) {
    QJsonObject merge;
    const auto values = unpack(member, list.fields.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        merge.insert(qs(list.fields[i].tag), qs(values[i]));
    }
    QJsonArray tags;
    for (const std::uint32_t id : member.tags) {
        if (const Segment* segment = list.segment(id)) {
            tags.append(qs(segment->name));
        }
    }
    return {{QStringLiteral("email"), qs(member.email)},
            {QStringLiteral("status"), qs(statusName(member.status))},
            {QStringLiteral("merge_fields"), merge},
            {QStringLiteral("tags"), tags},
            {QStringLiteral("last_writer"), member.byOthers ? QStringLiteral("others") : QStringLiteral("api")},
            {QStringLiteral("writes"), qint64(member.writes)}};
}

PracticeResponse someMembers(List& list, const QJsonObject& wish) {
    const qint64 offset = wish.value(u"offset").toInteger(0);
    const qint64 count = wish.value(u"count").toInteger(1000);
    QJsonArray shown;
    qint64 at = 0;
    for (const Member& member : list.members) {
        if (!member.gone && at++ >= offset && shown.size() < count) {
            shown.append(memberJson(list, member));
        }
    }
    return jsonResponse(200, {{QStringLiteral("members"), shown}, {QStringLiteral("total"), at}});
}

PracticeResponse setMember(List& list, const QJsonObject& wish, std::int64_t now) {
    const std::string email = wish.value(u"email").toString().toStdString();
    const Hash hash = hashOf(email);
    Member* found = list.find(hash);
    Member& member = found != nullptr ? *found : list.add(hash, email, now);
    const auto status = statusNamed(wish.value(u"status").toString(QStringLiteral("subscribed")).toStdString());
    if (!status) {
        return cannot(QStringLiteral("no such status"));
    }
    list.setStatus(member, *status);
    member.ownWish = *status == Status::Unsubscribed || *status == Status::Cleaned;
    std::vector<std::string> values;
    for (const std::string_view value : unpack(member, list.fields.size())) {
        values.emplace_back(value);
    }
    const QJsonObject merge = wish.value(u"merge_fields").toObject();
    for (auto it = merge.begin(); it != merge.end(); ++it) {
        const int at = list.fieldIndex(it.key().toStdString());
        if (at < 0) {
            return cannot(QStringLiteral("no such merge field"));
        }
        values[std::size_t(at)] =
            it.value().isObject() ? QJsonDocument(it.value().toObject()).toJson(QJsonDocument::Compact).toStdString()
                                  : it.value().toVariant().toString().toStdString();
    }
    member.merge = pack(values);
    for (const QJsonValue& tag : wish.value(u"tags").toArray()) {
        const std::string name = tag.toString().toStdString();
        Segment* segment = list.segmentNamed(name);
        list.tag(member, segment != nullptr ? *segment : list.addSegment(name, now));
    }
    member.lastChanged = now;
    member.byOthers = true;
    ++list.version;
    return done();
}

PracticeResponse withMember(List& list, const QString& verb, const QJsonObject& wish, std::int64_t now) {
    Member* member = list.find(hashOf(wish.value(u"email").toString().toStdString()));
    if (member == nullptr) {
        return cannot(QStringLiteral("nobody with this address"));
    }
    if (verb == u"member") {
        return jsonResponse(200, memberJson(list, *member));
    }
    if (verb == u"forget") {
        list.forget(*member);
        return done();
    }
    const Status status = verb == u"unsubscribe" ? Status::Unsubscribed
                          : verb == u"clean"     ? Status::Cleaned
                                                 : Status::Archived;
    list.setStatus(*member, status);
    member->ownWish = member->ownWish || status != Status::Archived;
    member->lastChanged = now;
    member->byOthers = true;
    ++list.version;
    return done();
}

PracticeResponse deleteField(List& list, const std::string& tag) {
    const int at = list.fieldIndex(tag);
    if (at < 0) {
        return cannot(QStringLiteral("no such merge field"));
    }
    const std::size_t count = list.fields.size();
    for (Member& member : list.members) {
        const auto old = unpack(member, count);
        std::vector<std::string> values(old.begin(), old.end());
        values.erase(values.begin() + at);
        member.merge = pack(values);
    }
    list.fields.erase(list.fields.begin() + at);
    ++list.version;
    return done();
}

PracticeResponse controlList(Store& store, List& list, const QString& verb, const QJsonObject& wish, std::int64_t now) {
    if (verb == u"members") {
        return someMembers(list, wish);
    }
    if (verb == u"set_member") {
        return setMember(list, wish, now);
    }
    if (verb == u"delete_list") {
        store.lists.remove_if([&list](const List& each) { return &each == &list; });
        return done();
    }
    if (verb == u"add_field") {
        const std::string tag = wish.value(u"tag").toString().toStdString();
        MergeField& field = addField(list, tag, wish.value(u"name").toString(qs(tag)).toStdString(),
                                     wish.value(u"type").toString(QStringLiteral("text")).toStdString(),
                                     wish.value(u"required").toBool());
        return jsonResponse(200, fieldJson(list, field));
    }
    if (verb == u"delete_field") {
        return deleteField(list, wish.value(u"tag").toString().toStdString());
    }
    if (verb == u"member" || verb == u"forget" || verb == u"unsubscribe" || verb == u"clean" || verb == u"archive") {
        return withMember(list, verb, wish, now);
    }
    return jsonResponse(404, {{QStringLiteral("error"), QStringLiteral("no such control")}});
}

} // namespace

PracticeResponse controlStore(Store& store, const QString& verb, const QJsonObject& wish, std::int64_t now) {
    const std::lock_guard lock(store.mutex);
    if (verb == u"poison") {
        store.poison = wish.value(u"email").toString().toStdString();
        return done();
    }
    if (verb == u"disable_user") {
        store.userDisabled = wish.value(u"on").toBool(true);
        return done();
    }
    if (verb == u"api_key") {
        store.apiKey = wish.value(u"replace").toString().toStdString();
        return done();
    }
    if (verb == u"account") {
        store.account = wish.value(u"id").toString().toStdString();
        return done();
    }
    if (verb == u"limit") {
        store.connections = wish.value(u"connections").toInt(10);
        return done();
    }
    if (verb == u"add_list") {
        return jsonResponse(200, listJson(store.addList(wish.value(u"name").toString().toStdString(), now)));
    }
    const std::string id = wish.value(u"list").toString(qs(kNewsletterId)).toStdString();
    List* list = store.find(id);
    return list == nullptr ? cannot(QStringLiteral("no such list")) : controlList(store, *list, verb, wish, now);
}

} // namespace pathways::practice::mailchimp
