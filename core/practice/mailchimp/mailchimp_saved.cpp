// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_saved.h"

#include "core/practice/mailchimp/mailchimp_json.h"

#include <QJsonArray>

namespace pathways::practice::mailchimp {

namespace {

constexpr int kVersion = 1;
constexpr QChar kPart(0x1e);

/// One string a member: a list may hold a million.
QString memberText(const Member& member) {
    QStringList tags;
    for (const std::uint32_t tag : member.tags) {
        tags << QString::number(tag);
    }
    const int flags = (member.ownWish ? 1 : 0) | (member.byOthers ? 2 : 0) | (member.vip ? 4 : 0);
    return QStringList{qs(member.email),
                       QString::number(int(member.status)),
                       QString::number(int(member.beforeArchive)),
                       QString::number(flags),
                       QString::number(member.optIn),
                       QString::number(member.lastChanged),
                       QString::number(member.writes),
                       tags.join(u','),
                       qs(member.merge),
                       QString::fromLatin1(member.language.data())}
        .join(kPart);
}

void readMember(List& list, const QString& text) {
    const QStringList parts = text.split(kPart);
    if (parts.size() < 9 || parts[1].toInt() > int(Status::Archived)) {
        return;
    }
    const std::string email = parts[0].toStdString();
    Member& member = list.add(hashOf(email), email, parts[4].toLongLong());
    list.setStatus(member, Status(parts[1].toInt()));
    member.beforeArchive = Status(parts[2].toInt());
    const int flags = parts[3].toInt();
    member.ownWish = (flags & 1) != 0;
    member.byOthers = (flags & 2) != 0;
    member.vip = (flags & 4) != 0;
    member.lastChanged = parts[5].toLongLong();
    member.writes = parts[6].toUInt();
    member.merge = parts[8].toStdString();
    setLanguage(member, parts.value(9).toStdString());
    for (const QString& tag : parts[7].split(u',', Qt::SkipEmptyParts)) {
        if (Segment* segment = list.segment(tag.toUInt())) {
            list.tag(member, *segment);
        }
    }
}

QJsonObject savedList(const List& list) {
    QJsonArray fields;
    for (const MergeField& field : list.fields) {
        fields.append(fieldJson(list, field));
    }
    QJsonArray segments;
    for (const Segment& segment : list.segments) {
        segments.append(QJsonObject{{QStringLiteral("id"), qint64(segment.id)},
                                    {QStringLiteral("name"), qs(segment.name)},
                                    {QStringLiteral("created"), qint64(segment.created)},
                                    {QStringLiteral("updated"), qint64(segment.updated)}});
    }
    QJsonArray members;
    for (const Member& member : list.members) {
        if (!member.gone) {
            members.append(memberText(member));
        }
    }
    QJsonArray forgotten;
    for (const Hash& hash : list.forgotten) {
        forgotten.append(qs(toHex(hash)));
    }
    return {{QStringLiteral("id"), qs(list.id)},
            {QStringLiteral("name"), qs(list.name)},
            {QStringLiteral("created"), qint64(list.created)},
            {QStringLiteral("web_id"), list.webId},
            {QStringLiteral("resubscribed"), qint64(list.resubscribed)},
            {QStringLiteral("fields"), fields},
            {QStringLiteral("segments"), segments},
            {QStringLiteral("members"), members},
            {QStringLiteral("forgotten"), forgotten}};
}

void readList(List& list, const QJsonObject& saved) {
    list.id = saved.value(u"id").toString().toStdString();
    list.name = saved.value(u"name").toString().toStdString();
    list.created = saved.value(u"created").toInteger();
    list.webId = saved.value(u"web_id").toInt();
    list.resubscribed = saved.value(u"resubscribed").toInteger();
    for (const QJsonValue& each : saved.value(u"fields").toArray()) {
        MergeField& field =
            addField(list, each[u"tag"].toString().toStdString(), each[u"name"].toString().toStdString(),
                     each[u"type"].toString().toStdString(), each[u"required"].toBool());
        field.id = each[u"merge_id"].toInt();
        field.phoneFormat = each[u"options"][u"phone_format"].toString(QStringLiteral("none")).toStdString();
        for (const QJsonValue& choice : each[u"options"][u"choices"].toArray()) {
            field.choices.push_back(choice.toString().toStdString());
        }
    }
    for (const QJsonValue& each : saved.value(u"segments").toArray()) {
        list.segments.push_back(Segment{std::uint32_t(each[u"id"].toInteger()), each[u"name"].toString().toStdString(),
                                        each[u"created"].toInteger(), each[u"updated"].toInteger(), 0});
    }
    for (const QJsonValue& each : saved.value(u"members").toArray()) {
        readMember(list, each.toString());
    }
    for (const QJsonValue& each : saved.value(u"forgotten").toArray()) {
        list.forgotten.insert(hashFromPath(each.toString().toStdString()));
    }
}

} // namespace

QJsonObject savedStore(const Store& store) {
    QJsonArray lists;
    for (const List& list : store.lists) {
        lists.append(savedList(list));
    }
    return {{QStringLiteral("version"), kVersion}, {QStringLiteral("lists"), lists}};
}

bool restoreStore(Store& store, const QJsonObject& saved) {
    if (saved.value(u"version").toInt() != kVersion) {
        return false;
    }
    store.lists.clear();
    for (const QJsonValue& each : saved.value(u"lists").toArray()) {
        readList(store.lists.emplace_back(), each.toObject());
    }
    return true;
}

} // namespace pathways::practice::mailchimp
