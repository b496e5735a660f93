// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/practice/mailchimp_fixture.h"

#include <QCryptographicHash>

namespace pathways {
namespace {

class Mailchimp : public test::MailchimpTest {
protected:
    static QByteArray hash(const QByteArray& email) {
        return QCryptographicHash::hash(email.toLower(), QCryptographicHash::Md5).toHex();
    }
    /// The refusal that this member of a bulk request meets; empty when it is taken.
    QString bulkRefusal(const QByteArray& personJson, bool update = false) {
        const Answer answer = inList("POST", "", bulkBody({personJson}, update));
        EXPECT_EQ(answer.status, 200);
        return answer.json[u"errors"][0][u"error"].toString();
    }
};

TEST_F(Mailchimp, signsInWithTheKeyAlone) {
    EXPECT_EQ(call("GET", "/ping").json[u"health_status"].toString(), u"Everything's Chimpy!");
    EXPECT_EQ(call("GET", "/").json[u"role"].toString(), u"owner");
    key = "practice00000000000000000000key1-us19";
    EXPECT_EQ(call("GET", "/ping").title, u"Wrong Datacenter");
    key = "something-us00";
    EXPECT_EQ(call("GET", "/ping").title, u"API Key Invalid");
    EXPECT_EQ(call("GET", "/ping").status, 401);
    key.clear();
    EXPECT_EQ(call("GET", "/ping").title, u"API Key Missing");
    key = practice::PracticeMailchimp::apiKey();
    others(QStringLiteral("disable_user"), {{QStringLiteral("on"), true}});
    EXPECT_EQ(call("GET", "/ping").title, u"User Disabled");
}

TEST_F(Mailchimp, bearerIsTakenToo) {
    practice::PracticeRequest request;
    request.method = "GET";
    request.path = "/3.0/ping";
    request.headers = {{"authorization", "Bearer " + practice::PracticeMailchimp::apiKey()}};
    EXPECT_EQ(platform.handle(request).status, 200);
}

TEST_F(Mailchimp, tenConnectionsAtMost) {
    inFlight = 10;
    EXPECT_EQ(call("GET", "/ping").status, 200);
    inFlight = 11;
    EXPECT_EQ(call("GET", "/ping").status, 429);
    EXPECT_EQ(call("GET", "/ping").title, u"Too Many Requests");
    inFlight = 21;
    const Answer bare = call("GET", "/ping");
    EXPECT_EQ(bare.status, 403);
    EXPECT_EQ(bare.body, "");
}

TEST_F(Mailchimp, listsArePagedAndCutToTheFieldsAskedFor) {
    const Answer all = call("GET", "/lists");
    EXPECT_EQ(all.json[u"total_items"].toInt(), 2);
    const Answer one = call("GET", "/lists?count=1&offset=1&fields=lists.id,lists.stats.member_count,total_items");
    const QJsonObject list = one.json[u"lists"][0].toObject();
    EXPECT_EQ(list.keys(), QStringList({QStringLiteral("id"), QStringLiteral("stats")}));
    EXPECT_EQ(list[u"stats"].toObject().keys(), QStringList(QStringLiteral("member_count")));
    EXPECT_FALSE(one.json.contains(u"constraints"));
    EXPECT_FALSE(call("GET", "/lists?exclude_fields=lists.stats").json[u"lists"][0].toObject().contains(u"stats"));
    EXPECT_EQ(call("GET", "/lists/nowhere").status, 404);
    // Five on their own wish, one bounced or waiting: only the subscribed count as members.
    EXPECT_EQ(inList("GET", "").json[u"stats"][u"member_count"].toInt(), 5);
}

TEST_F(Mailchimp, aListCanBeMade) {
    EXPECT_EQ(call("POST", "/lists", R"({"name":"x"})").status, 400);
    const Answer made = call("POST", "/lists", R"({"name":"Spring","permission_reminder":"r","email_type_option":false,
        "contact":{"company":"c"},"campaign_defaults":{"from_name":"f"}})");
    EXPECT_EQ(made.status, 200);
    EXPECT_EQ(call("GET", "/lists/" + made.json[u"id"].toString().toUtf8()).json[u"name"].toString(), u"Spring");
    EXPECT_EQ(call("POST", "/lists", "{").title, u"JSON Parse Error");
}

TEST_F(Mailchimp, mergeFieldsAreTyped) {
    const Answer all = inList("GET", "/merge-fields?count=100");
    EXPECT_EQ(all.json[u"total_items"].toInt(), 10);
    EXPECT_EQ(inList("POST", "/merge-fields", R"({"name":"Age","type":"number","tag":"AGE"})").status, 200);
    EXPECT_EQ(inList("POST", "/merge-fields", R"({"name":"Age","type":"number","tag":"AGE"})").status, 400);
    EXPECT_EQ(inList("POST", "/merge-fields", R"({"name":"X","type":"colour"})").status, 400);
    EXPECT_EQ(inList("POST", "/merge-fields", R"({"name":"X","type":"text","tag":"ELEVENCHARS"})").status, 400);
    const QList<std::tuple<QByteArray, QByteArray, QByteArray>> cases = {
        {"AGE", "\"12.5\"", "\"AAAAA\""},
        {"AGE", "12", "true"},
        {"LASTGIFT", "\"2026-02-28\"", "\"2026-02-30\""},
        {"LASTGIFT", "\"\"", "\"28/02/2026\""},
        {"BIRTHDAY", "\"02/29\"", "\"29/02\""},
        {"ZIP", "\"02134\"", "\"2134\""},
        {"SITE", "\"https://riverbank.test\"", "\"riverbank\""},
        {"INTEREST", "\"Birds\"", "\"Bats\""},
        {"ADDRESS", R"({"addr1":"1 A St","city":"B","state":"C","zip":"1"})", R"({"addr1":"1 A St"})"},
        {"ADDRESS", "\"\"", "\"1 A St\""},
        {"FNAME", "\"" + QByteArray(255, 'x') + "\"", "\"" + QByteArray(256, 'x') + "\""}};
    for (const auto& [tag, good, bad] : cases) {
        EXPECT_EQ(bulkRefusal(person("typed@riverbank.test", "{\"" + tag + "\":" + good + "}"), true), u"")
            << tag.constData() << good.constData();
        EXPECT_NE(bulkRefusal(person("typed@riverbank.test", "{\"" + tag + "\":" + bad + "}"), true), u"")
            << tag.constData() << bad.constData();
    }
    const Answer single = inList("PUT", "/members/" + hash("typed@riverbank.test"),
                                 R"({"email_address":"typed@riverbank.test","status_if_new":"subscribed",
                                     "merge_fields":{"AGE":"AAAAA"}})");
    EXPECT_EQ(single.status, 400);
    EXPECT_EQ(single.json[u"errors"][0][u"field"].toString(), u"AGE");
    EXPECT_EQ(single.json[u"errors"][0][u"message"].toString(), u"Please enter a number");
}

TEST_F(Mailchimp, requiredFieldsCanBeSkippedButNotTyped) {
    others(QStringLiteral("add_field"), {{QStringLiteral("tag"), QStringLiteral("MUST")},
                                         {QStringLiteral("type"), QStringLiteral("number")},
                                         {QStringLiteral("required"), true}});
    EXPECT_EQ(bulkRefusal(person("a@riverbank.test")), u"Please enter a value");
    const QByteArray skip = "?skip_merge_validation=true";
    EXPECT_EQ(inList("POST", skip, bulkBody({person("a@riverbank.test")}, false)).json[u"total_created"].toInt(), 1);
    EXPECT_EQ(inList("POST", skip, bulkBody({person("b@riverbank.test", R"({"MUST":"x"})")}, false))
                  .json[u"error_count"]
                  .toInt(),
              1);
}

TEST_F(Mailchimp, bulkAnswers200WithErrorsPerRow) {
    const Answer mixed = inList("POST", "",
                                bulkBody({person("new.one@riverbank.test", R"({"FNAME":"New","EXTRA":"ignored"})"),
                                          person("otis.lund@neighbours.test"), person("broken"),
                                          person("jane@example.com"), person("NEW.one@riverbank.test")},
                                         false));
    EXPECT_EQ(mixed.status, 200);
    EXPECT_EQ(mixed.json[u"total_created"].toInt(), 1);
    EXPECT_EQ(mixed.json[u"error_count"].toInt(), 4);
    EXPECT_EQ(mixed.json[u"errors"][0][u"error_code"].toString(), u"ERROR_CONTACT_EXISTS");
    EXPECT_EQ(mixed.json[u"errors"][1][u"error_code"].toString(), u"ERROR_GENERIC");
    EXPECT_TRUE(mixed.json[u"errors"][2][u"error"].toString().contains(u"looks fake or invalid"));
    EXPECT_EQ(mixed.json[u"new_members"][0][u"id"].toString().toUtf8(), hash("new.one@riverbank.test"));
    EXPECT_EQ(mixed.json[u"new_members"][0][u"merge_fields"][u"FNAME"].toString(), u"New");
    const Answer again = inList(
        "POST", "?skip_duplicate_check=true",
        bulkBody({person("New.One@riverbank.test", R"({"LNAME":"Q"})"), person("new.one@riverbank.test")}, true));
    EXPECT_EQ(again.json[u"total_updated"].toInt(), 1);
    EXPECT_EQ(again.json[u"error_count"].toInt(), 0);
    // What was not sent stays.
    EXPECT_EQ(again.json[u"updated_members"][0][u"merge_fields"][u"FNAME"].toString(), u"New");
}

TEST_F(Mailchimp, bulkTakes500) {
    QList<QByteArray> people;
    for (int i = 0; i < 501; ++i) {
        people.append(person("p" + QByteArray::number(i) + "@riverbank.test"));
    }
    EXPECT_EQ(inList("POST", "", bulkBody(people, false)).status, 400);
    people.removeLast();
    EXPECT_EQ(inList("POST", "", bulkBody(people, false)).json[u"total_created"].toInt(), 500);
    EXPECT_EQ(inList("POST", "", "{\"members\":").title, u"JSON Parse Error");
}

TEST_F(Mailchimp, thoseWhoLeftAreNotSubscribedAgain) {
    for (const QByteArray email : {"left.already@neighbours.test", "old.address@neighbours.test"}) {
        EXPECT_TRUE(bulkRefusal(person(email), true).contains(u"compliance state")) << email.constData();
        const Answer put =
            inList("PUT", "/members/" + hash(email),
                   R"({"email_address":")" + email + R"(","status_if_new":"subscribed","status":"subscribed"})");
        EXPECT_EQ(put.status, 400);
        EXPECT_EQ(put.title, u"Member In Compliance State");
    }
    // Without a status the fields change and the person stays away.
    EXPECT_EQ(bulkRefusal(person("left.already@neighbours.test", R"({"LNAME":"Changed"})", ""), true), u"");
    EXPECT_EQ(member(QStringLiteral("left.already@neighbours.test"))[u"status"].toString(), u"unsubscribed");
    // A confirmation mail may be asked for.
    EXPECT_EQ(bulkRefusal(person("left.already@neighbours.test", "{}", "pending"), true), u"");
    EXPECT_EQ(platform.state()[u"resubscribed"].toInt(), 0);
}

TEST_F(Mailchimp, whoTheApiUnsubscribedComesBackAndIsCounted) {
    const QByteArray path = "/members/" + hash("otis.lund@neighbours.test");
    EXPECT_EQ(inList("PATCH", path, R"({"status":"unsubscribed"})").status, 200);
    EXPECT_EQ(inList("PATCH", path, R"({"status":"subscribed"})").status, 200);
    EXPECT_EQ(platform.state()[u"resubscribed"].toInt(), 1);
}

TEST_F(Mailchimp, forgottenPeopleStayForgotten) {
    const QByteArray path = "/members/" + hash("otis.lund@neighbours.test");
    EXPECT_EQ(inList("POST", path + "/actions/delete-permanent").status, 204);
    EXPECT_EQ(inList("GET", path).status, 404);
    EXPECT_TRUE(bulkRefusal(person("otis.lund@neighbours.test"), true).contains(u"permanently deleted"));
    const Answer put =
        inList("PUT", path, R"({"email_address":"otis.lund@neighbours.test","status_if_new":"subscribed"})");
    EXPECT_EQ(put.title, u"Forgotten Email Not Subscribed");
}

TEST_F(Mailchimp, archivingTwiceIsRefused) {
    const QByteArray path = "/members/" + hash("otis.lund@neighbours.test");
    EXPECT_EQ(inList("DELETE", path).status, 204);
    const Answer again = inList("DELETE", path);
    EXPECT_EQ(again.status, 405);
    EXPECT_EQ(again.title, u"Method Not Allowed");
    EXPECT_EQ(inList("DELETE", "/members/" + hash("old.address@neighbours.test")).status, 405);
    EXPECT_EQ(inList("DELETE", "/members/" + hash("not.confirmed@neighbours.test")).status, 405);
    EXPECT_EQ(inList("DELETE", "/members/" + hash("nobody@neighbours.test")).status, 404);
    EXPECT_EQ(inList("DELETE", "/members/" + hash("left.already@neighbours.test")).status, 204);
    // Archived and added again: back for one, still away for the one who had left.
    EXPECT_EQ(bulkRefusal(person("otis.lund@neighbours.test")), u"");
    EXPECT_TRUE(bulkRefusal(person("left.already@neighbours.test")).contains(u"compliance"));
}

TEST_F(Mailchimp, singleMembers) {
    const QByteArray path = "/members/" + hash("solo@riverbank.test");
    EXPECT_EQ(inList("PATCH", path, R"({"merge_fields":{"FNAME":"S"}})").status, 404);
    EXPECT_EQ(inList("PUT", path, R"({"email_address":"solo@riverbank.test"})").status, 400);
    const Answer made = inList("PUT", path, R"({"email_address":"Solo@riverbank.test","status_if_new":"pending",
                                                "tags":["ignored"],"vip":true})");
    EXPECT_EQ(made.status, 200);
    EXPECT_EQ(made.json[u"status"].toString(), u"pending");
    EXPECT_EQ(made.json[u"tags_count"].toInt(), 0);
    EXPECT_TRUE(made.json[u"vip"].toBool());
    // status_if_new does nothing to someone who is there.
    EXPECT_EQ(inList("PUT", path, R"({"email_address":"solo@riverbank.test","status_if_new":"subscribed"})")
                  .json[u"status"]
                  .toString(),
              u"pending");
    EXPECT_EQ(inList("GET", "/members/solo@riverbank.test?fields=id,status").json.keys(),
              QStringList({QStringLiteral("id"), QStringLiteral("status")}));
    EXPECT_EQ(inList("POST", "/members", person("solo@riverbank.test")).title, u"Member Exists");
    EXPECT_EQ(inList("POST", "/members", person("solo2@riverbank.test")).status, 200);
    // Renamed: the old address is gone, nobody is there twice.
    EXPECT_EQ(inList("PATCH", path, R"({"email_address":"renamed@riverbank.test"})").status, 200);
    EXPECT_EQ(inList("GET", path).status, 404);
    EXPECT_EQ(inList("GET", "/members/" + hash("renamed@riverbank.test")).status, 200);
    EXPECT_EQ(
        inList("PATCH", "/members/" + hash("renamed@riverbank.test"), R"({"email_address":"solo2@riverbank.test"})")
            .title,
        u"Member Exists");
}

TEST_F(Mailchimp, membersAreFilteredPagedAndSorted) {
    EXPECT_EQ(inList("GET", "/members").json[u"total_items"].toInt(), 9); // All but the archived one.
    EXPECT_EQ(inList("GET", "/members?status=archived").json[u"total_items"].toInt(), 1);
    EXPECT_EQ(inList("GET", "/members?status=unsubscribed").json[u"members"].toArray().size(), 2);
    EXPECT_EQ(inList("GET", "/members?status=odd").status, 400);
    const Answer page = inList("GET", "/members?count=2&offset=1&sort_field=timestamp_opt&sort_dir=DESC&fields="
                                      "members.email_address,total_items");
    EXPECT_EQ(page.json[u"members"][0][u"email_address"].toString(), u"old.address@neighbours.test");
    EXPECT_EQ(page.json[u"members"][1].toObject().keys(), QStringList(QStringLiteral("email_address")));
    EXPECT_FALSE(page.json.contains(u"list_id"));
    // The list changes: the next page is of the list as it is then.
    inList("POST", "", bulkBody({person("late@riverbank.test")}, false));
    EXPECT_EQ(inList("GET", "/members").json[u"total_items"].toInt(), 10);
    const QByteArray since = clock.now().addSecs(-3600).toString(Qt::ISODate).toUtf8();
    EXPECT_EQ(inList("GET", "/members?since_last_changed=" + since).json[u"total_items"].toInt(), 1);
}

TEST_F(Mailchimp, tagsAreStaticSegments) {
    const QByteArray path = "/members/" + hash("ines.baptista@neighbours.test") + "/tags";
    EXPECT_EQ(inList("POST", path, R"({"tags":[{"name":"Pathways","status":"active"},
                                               {"name":"Unknown","status":"inactive"}],"is_syncing":true})")
                  .status,
              204);
    EXPECT_EQ(inList("GET", path).json[u"tags"][0][u"name"].toString(), u"Pathways");
    const Answer found = inList("GET", "/tag-search?name=path");
    EXPECT_EQ(found.json[u"total_items"].toInt(), 1);
    const QByteArray id = QByteArray::number(found.json[u"tags"][0][u"id"].toInt());
    const Answer changed = inList("POST", "/segments/" + id,
                                  R"({"members_to_add":["otis.lund@neighbours.test","nobody@neighbours.test"],
                                      "members_to_remove":["ines.baptista@neighbours.test"]})");
    EXPECT_EQ(changed.json[u"total_added"].toInt(), 1);
    EXPECT_EQ(changed.json[u"total_removed"].toInt(), 1);
    EXPECT_EQ(inList("GET", "/segments/" + id).json[u"member_count"].toInt(), 1);
    EXPECT_EQ(inList("GET", "/segments/" + id + "/members").json[u"members"][0][u"email_address"].toString(),
              u"otis.lund@neighbours.test");
    // Tags that others set are still there.
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"tags"].toArray().size(), 2);
    EXPECT_EQ(inList("POST", "/segments", R"({"name":"Pathways","static_segment":[]})").status, 400);
    const Answer made =
        inList("POST", "/segments", R"({"name":"Two","static_segment":["mara.quint@neighbours.test"]})");
    EXPECT_EQ(made.json[u"member_count"].toInt(), 1);
    const QByteArray many = QByteArray("\"a@b.test\",").repeated(500) + "\"a@b.test\"";
    EXPECT_EQ(inList("POST", "/segments/" + id, "{\"members_to_add\":[" + many + "]}").status, 400);
    EXPECT_EQ(inList("DELETE", "/segments/" + id).status, 204);
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"tags"].toArray().size(), 1);
}

TEST_F(Mailchimp, bulkTagsAddAndSyncTagsReplaces) {
    inList("POST", "", R"({"update_existing":true,"members":[{"email_address":"otis.lund@neighbours.test",
        "tags":["Ours"]}]})");
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"tags"].toArray().size(), 2);
    inList("POST", "", R"({"update_existing":true,"sync_tags":true,"members":[
        {"email_address":"otis.lund@neighbours.test","tags":["Ours"]}]})");
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"tags"], QJsonArray({QStringLiteral("Ours")}));
}

TEST_F(Mailchimp, othersAreToldFromUs) {
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"last_writer"].toString(), u"others");
    bulkRefusal(person("otis.lund@neighbours.test", R"({"FNAME":"O"})", ""), true);
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"last_writer"].toString(), u"api");
    others(QStringLiteral("set_member"),
           {{QStringLiteral("email"), QStringLiteral("otis.lund@neighbours.test")},
            {QStringLiteral("merge_fields"), QJsonObject{{QStringLiteral("FNAME"), QStringLiteral("Theirs")}}}});
    EXPECT_EQ(member(QStringLiteral("otis.lund@neighbours.test"))[u"merge_fields"][u"FNAME"].toString(), u"Theirs");
    others(QStringLiteral("unsubscribe"), {{QStringLiteral("email"), QStringLiteral("otis.lund@neighbours.test")}});
    EXPECT_FALSE(bulkRefusal(person("otis.lund@neighbours.test"), true).isEmpty());
    others(QStringLiteral("poison"), {{QStringLiteral("email"), QStringLiteral("bad.row@")}});
    EXPECT_EQ(
        inList("POST", "", bulkBody({person("fine@riverbank.test"), person("bad.row@riverbank.test")}, true)).status,
        400);
    EXPECT_EQ(inList("GET", "/members/fine@riverbank.test").status, 404);
}

TEST_F(Mailchimp, fieldsCanVanish) {
    bulkRefusal(person("keeps@riverbank.test", R"({"FNAME":"F","LNAME":"L","ZIP":"02134"})"));
    others(QStringLiteral("delete_field"), {{QStringLiteral("tag"), QStringLiteral("LNAME")}});
    const QJsonObject merge = member(QStringLiteral("keeps@riverbank.test"))[u"merge_fields"].toObject();
    EXPECT_FALSE(merge.contains(u"LNAME"));
    EXPECT_EQ(merge[u"ZIP"].toString(), u"02134");
}

TEST_F(Mailchimp, savedAndRestoredItIsTheSame) {
    inList(
        "POST", "",
        bulkBody({person("a@riverbank.test", R"({"FNAME":"Zoë","GIVEN":12.5})"), person("b@riverbank.test")}, false));
    inList("POST", "/members/" + hash("otis.lund@neighbours.test") + "/actions/delete-permanent");
    const QJsonObject saved = platform.saved();
    const QJsonObject state = platform.state();
    const QJsonObject before = member(QStringLiteral("a@riverbank.test"));
    platform.reset();
    EXPECT_NE(platform.state(), state);
    platform.restore(saved);
    EXPECT_EQ(platform.state(), state);
    EXPECT_EQ(platform.saved(), saved);
    EXPECT_EQ(member(QStringLiteral("a@riverbank.test")), before);
    EXPECT_FALSE(bulkRefusal(person("otis.lund@neighbours.test")).isEmpty());
    EXPECT_FALSE(bulkRefusal(person("left.already@neighbours.test"), true).isEmpty());
    platform.restore({{QStringLiteral("version"), 99}});
    EXPECT_EQ(platform.state(), state);
}

} // namespace
} // namespace pathways
