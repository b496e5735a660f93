// SPDX-License-Identifier: GPL-3.0-or-later
// The practice Mailchimp answers as Mailchimp's own API description says, and takes what it says.
#include "tests/practice/mailchimp_fixture.h"
#include "tests/support/paths.h"
#include "tests/support/spec_checker.h"

#include <QCryptographicHash>

namespace pathways {
namespace {

const test::SpecChecker* description() {
    static const QString path = test::shared(QStringLiteral("specs/mailchimp.json"));
    static const auto checker =
        path.isEmpty() ? nullptr : std::make_unique<const test::SpecChecker>(test::SpecChecker::load(path));
    return checker.get();
}

class MailchimpSpec : public test::MailchimpTest {
protected:
    void SetUp() override {
        if (description() == nullptr) {
            GTEST_SKIP() << test::kWithoutReferenceData;
        }
    }
    /// The call fits the description, and so does its answer.
    Answer fits(const QByteArray& method, const QByteArray& target, int status, const QByteArray& body = {}) {
        const qsizetype question = target.indexOf('?');
        const QString path = QString::fromUtf8(question < 0 ? target : target.left(question));
        const QByteArray query = question < 0 ? QByteArray() : target.mid(question + 1);
        const Answer answer = call(method, target, body);
        EXPECT_EQ(answer.status, status) << method.constData() << ' ' << target.constData() << answer.body.constData();
        EXPECT_EQ(description()->request(method, path, query, body).join(u'\n'), QString()) << target.constData();
        EXPECT_EQ(description()->response(method, path, answer.status, answer.body).join(u'\n'), QString())
            << method.constData() << ' ' << target.constData();
        return answer;
    }
    static QByteArray hash(const QByteArray& email) {
        return QCryptographicHash::hash(email, QCryptographicHash::Md5).toHex();
    }
};

TEST_F(MailchimpSpec, accountAndLists) {
    fits("GET", "/ping", 200);
    fits("GET", "/?fields=account_id,role", 200);
    fits("GET", "/lists?count=1000&offset=0&fields=lists.id,lists.name,lists.stats,total_items", 200);
    fits("GET", "/lists", 200);
    fits("GET", listPath(), 200);
    fits("GET", "/lists/none", 404);
    fits("POST", "/lists", 200, R"({"name":"n","permission_reminder":"r","email_type_option":false,
        "contact":{"company":"c","address1":"a","city":"c","country":"GB"},
        "campaign_defaults":{"from_name":"f","from_email":"f@riverbank.test","subject":"s","language":"en"}})");
}

TEST_F(MailchimpSpec, fieldsAndMembers) {
    fits("GET", listPath() + "/merge-fields?count=1000", 200);
    fits("POST", listPath() + "/merge-fields", 200, R"({"name":"Age","type":"number","tag":"AGE","required":false})");
    fits("POST", listPath() + "/merge-fields", 400, R"({"name":"Age","type":"number","tag":"AGE"})");
    fits("POST", listPath() + "?skip_merge_validation=true", 200,
         bulkBody(
             {person("a@riverbank.test", R"({"FNAME":"A","ADDRESS":{"addr1":"1","city":"c","state":"s","zip":"z"}})"),
              person("broken"), person("left.already@neighbours.test"), person("otis.lund@neighbours.test")},
             true));
    fits("GET", listPath() + "/members?status=subscribed&count=5&sort_field=timestamp_opt&sort_dir=ASC", 200);
    fits("GET", listPath() + "/members", 200);
    const QByteArray path = listPath() + "/members/" + hash("a@riverbank.test");
    fits("GET", path, 200);
    fits("PUT", path, 200,
         R"({"email_address":"a@riverbank.test","status_if_new":"subscribed","merge_fields":{"AGE":4}})");
    fits("PATCH", path, 200, R"({"merge_fields":{"AGE":""}})");
    fits("POST", path + "/tags", 204, R"({"tags":[{"name":"t","status":"active"}],"is_syncing":true})");
    fits("GET", path + "/tags", 200);
    fits("DELETE", path, 204);
    fits("DELETE", path, 405);
    fits("POST", listPath() + "/members", 400, person("otis.lund@neighbours.test"));
    fits("POST", listPath() + "/members/" + hash("otis.lund@neighbours.test") + "/actions/delete-permanent", 204);
}

TEST_F(MailchimpSpec, segmentsAndBatches) {
    const Answer made = fits("POST", listPath() + "/segments", 200, R"({"name":"n","static_segment":[]})");
    const QByteArray id = QByteArray::number(made.json[u"id"].toInt());
    fits("GET", listPath() + "/segments", 200);
    fits("GET", listPath() + "/segments/" + id, 200);
    fits("POST", listPath() + "/segments/" + id, 200, R"({"members_to_add":["otis.lund@neighbours.test"]})");
    fits("GET", listPath() + "/segments/" + id + "/members", 200);
    fits("GET", listPath() + "/tag-search?name=n", 200);
    const Answer batch = fits("POST", "/batches", 200, R"({"operations":[{"method":"GET","path":"/lists"}]})");
    for (int i = 0; i < 4; ++i) {
        fits("GET", "/batches/" + batch.json[u"id"].toString().toUtf8(), 200);
    }
    fits("GET", "/batches", 200);
}

TEST_F(MailchimpSpec, refusalsAreProblemDocuments) {
    key = "wrong-us00";
    fits("GET", "/lists", 401);
    key = practice::PracticeMailchimp::apiKey();
    inFlight = 11;
    fits("GET", "/lists", 429);
}

TEST_F(MailchimpSpec, theCheckerSeesWhatIsWrong) {
    const test::SpecChecker& checker = *description();
    EXPECT_FALSE(checker.request("GET", QStringLiteral("/nowhere"), {}, {}).isEmpty());
    EXPECT_FALSE(checker.request("GET", QStringLiteral("/lists"), "colour=red", {}).isEmpty());
    EXPECT_TRUE(checker.request("GET", QStringLiteral("/3.0/lists"), "count=1", {}).isEmpty());
    EXPECT_FALSE(checker.request("POST", QStringLiteral("/lists/x"), {}, R"({"members":{}})").isEmpty());
    EXPECT_FALSE(checker.request("POST", QStringLiteral("/lists/x"), {}, R"({})").isEmpty());
    EXPECT_FALSE(checker.request("POST", QStringLiteral("/lists/x"), {}, "{").isEmpty());
    EXPECT_FALSE(checker.request("DELETE", QStringLiteral("/lists/x/members/y"), {}, "{}").isEmpty());
    const QByteArray tagged = R"({"members":[{"email_address":"a","tags":["t"]}]})";
    EXPECT_EQ(checker.request("POST", QStringLiteral("/lists/x"), {}, tagged).size(), 1);
    EXPECT_TRUE(
        checker.request("POST", QStringLiteral("/lists/x"), {}, tagged, {QStringLiteral("members[].tags")}).isEmpty());
    EXPECT_FALSE(
        checker.request("POST", QStringLiteral("/lists/x"), {}, R"({"members":[{"email_address":"a","status":"odd"}]})")
            .isEmpty());
    EXPECT_FALSE(checker.response("GET", QStringLiteral("/lists"), 200, R"({"lists":[{"id":7}]})").isEmpty());
    EXPECT_FALSE(checker.response("GET", QStringLiteral("/lists"), 200, R"({})").isEmpty());
    EXPECT_FALSE(checker.response("GET", QStringLiteral("/lists"), 302, {}).isEmpty());
    EXPECT_FALSE(checker.response("GET", QStringLiteral("/lists"), 404, R"({"title":"x"})").isEmpty());
}

} // namespace
} // namespace pathways
