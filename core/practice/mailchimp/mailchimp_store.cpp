// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_store.h"

#include <algorithm>

namespace pathways::practice::mailchimp {

namespace {

void addMember(List& list, std::string_view email, std::string_view first, std::string_view last, Status status,
               std::int64_t when) {
    Member& member = list.add(hashOf(email), email, when);
    std::vector<std::string> values(list.fields.size());
    values[0] = first;
    values[1] = last;
    member.merge = pack(values);
    member.byOthers = true;
    list.setStatus(member, status);
    member.ownWish = status == Status::Unsubscribed || status == Status::Cleaned;
}

} // namespace

MergeField& addField(List& list, std::string tag, std::string name, std::string type, bool required) {
    int last = 0;
    for (const MergeField& each : list.fields) {
        last = std::max(last, each.id);
    }
    MergeField& field = list.fields.emplace_back();
    field.id = last + 1;
    field.tag = std::move(tag);
    field.name = std::move(name);
    field.type = std::move(type);
    field.required = required;
    return field;
}

List* Store::find(std::string_view id) {
    const auto found = std::find_if(lists.begin(), lists.end(), [&](const List& list) { return list.id == id; });
    return found == lists.end() ? nullptr : &*found;
}

List& Store::addList(std::string_view name, std::int64_t now) {
    List& list = lists.emplace_back();
    list.name = name;
    list.created = now;
    list.webId = 100'000 + int(lists.size());
    list.id = toHex(hashOf(std::string(name) + std::to_string(list.webId))).substr(0, 10);
    addField(list, "FNAME", "First Name", "text");
    addField(list, "LNAME", "Last Name", "text");
    addField(list, "ADDRESS", "Address", "address");
    addField(list, "PHONE", "Phone Number", "phone");
    addField(list, "BIRTHDAY", "Birthday", "birthday");
    return list;
}

void Store::seed(std::int64_t now) {
    lists.clear();
    poison.clear();
    userDisabled = false;
    apiKey.clear();
    account.clear();
    connections = 10;
    constexpr std::int64_t year = 365LL * 24 * 3600;
    List& newsletter = addList("Riverbank Newsletter", now - 3 * year);
    newsletter.id = kNewsletterId;
    addField(newsletter, "LASTGIFT", "Last Gift Date", "date");
    addField(newsletter, "GIVEN", "Total Given", "number");
    addField(newsletter, "ZIP", "Zip Code", "zip");
    addField(newsletter, "INTEREST", "Interest", "dropdown").choices = {"Rivers", "Birds", "Youth"};
    addField(newsletter, "SITE", "Website", "url");
    const std::int64_t then = now - year;
    // Signed up on the organisation's own form; nobody here comes from a push.
    addMember(newsletter, "otis.lund@neighbours.test", "Otis", "Lund", Status::Subscribed, then);
    addMember(newsletter, "mara.quint@neighbours.test", "Mara", "Quint", Status::Subscribed, then + 60);
    addMember(newsletter, "yusuf.adeyemi@neighbours.test", "Yusuf", "Adeyemi", Status::Subscribed, then + 120);
    addMember(newsletter, "ines.baptista@neighbours.test", "Inês", "Baptista", Status::Subscribed, then + 180);
    addMember(newsletter, "harbour.school@neighbours.test", "Harbour", "School", Status::Subscribed, then + 240);
    addMember(newsletter, "left.already@neighbours.test", "Leonie", "Farrow", Status::Unsubscribed, then + 300);
    addMember(newsletter, "no.more.mail@neighbours.test", "Piet", "Hoek", Status::Unsubscribed, then + 360);
    addMember(newsletter, "old.address@neighbours.test", "Ruth", "Amsel", Status::Cleaned, then + 420);
    addMember(newsletter, "not.confirmed@neighbours.test", "Sam", "Ito", Status::Pending, then + 480);
    addMember(newsletter, "put.away@neighbours.test", "Gil", "Moreau", Status::Archived, then + 540);
    newsletter.addSegment("Volunteers", then);
    newsletter.tag(newsletter.members[0], newsletter.segments[0]);
    newsletter.tag(newsletter.members[1], newsletter.segments[0]);
    addList("Riverbank Volunteers", now - 2 * year);
}

} // namespace pathways::practice::mailchimp
