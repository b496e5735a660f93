// SPDX-License-Identifier: GPL-3.0-or-later
// What workspaces hold, as version 0.1.0 wrote it: it is read, and written again byte for byte.
#include "core/workspace/enum_names.h"
#include "core/workspace/value_json.h"
#include "tests/workspace/samples.h"

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

constexpr char kAudience[] =
    R"({"base":"","changed":"2026-01-02T10:00:00.000Z",)"
    R"("country":"GB","created":"2026-01-01T10:00:00.000Z","data_from":"2026-02-01T10:00:00.123Z",)"
    R"("id":"aud-1","kind":"owned","name":"Spring donors “ñ”","people":9007199254740993,)"
    R"("permission":[{"allowed":["perhaps"],"column":"Consent","denied":["x"],"use":"refusal"}],)"
    R"("removed":"2026-03-02T10:00:00.000Z","rules":{"all":true,"children":[{"all":true,)"
    R"("case":true,"column":"Gift amount","op":"at-least","values":["100","ünïcode"]},)"
    R"({"all":false,"children":[{"all":true,"case":true,"column":"Gift amount",)"
    R"("op":"at-least","values":["100","ünïcode"]}]}]},"source":{"dialect":{"dates":2,)"
    R"("decimal_comma":true,"encoding":"windows1252","header":false,"preamble":3,)"
    R"("quote":0,"separator":59,"trailing":2},"kind":"file","path":"/home/ada/donors.csv",)"
    R"("sheet":"Sheet 2"}})";
constexpr char kQueryAudience[] =
    R"({"base":"","changed":null,"country":"","created":null,)"
    R"("data_from":null,"id":"aud-2","kind":"owned","name":"From the database",)"
    R"("people":-1,"permission":[],"removed":null,"rules":null,"source":{"connection":"con-1",)"
    R"("kind":"query","query":"SELECT \"a\"\nFROM x"}})";
constexpr char kModeledAudience[] =
    R"({"base":"aud-1","changed":null,"country":"","created":null,)"
    R"("data_from":null,"id":"aud-3","kind":"modeled","name":"","people":-1,"permission":[],"removed":null,)"
    R"("rules":null,"source":{"dialect":{"dates":0,"decimal_comma":false,"encoding":"utf8",)"
    R"("header":true,"preamble":0,"quote":34,"separator":44,"trailing":0},"kind":"file",)"
    R"("path":"","sheet":""}})";
constexpr char kConnection[] =
    R"({"account_id":"acc-1","account_name":"Riverbank Trust","checked":"2026-03-01T00:00:00.000Z",)"
    R"("created":"2026-01-01T10:00:00.000Z","expires":"2026-06-01T00:00:00.000Z",)"
    R"("id":"con-1","name":"Newsletter","practice":true,"problem":{"detail":"d",)"
    R"("kind":"sign-in","meaning":"b","remedy":"c","what":"a"},"removed":"2026-03-02T00:00:00.000Z",)"
    R"("secret_tail":"••••1a2b","settings":{"url":"http://127.0.0.1:1","x":""},)"
    R"("type":"mailchimp"})";
constexpr char kEmptyConnection[] =
    R"({"account_id":"","account_name":"","checked":null,"created":null,"expires":null,)"
    R"("id":"","name":"","practice":false,"problem":null,"removed":null,"secret_tail":"",)"
    R"("settings":{},"type":""})";
constexpr char kPathway[] =
    R"({"account_id":"acc-1","audience":"aud-1","changed":"2026-01-02T10:00:00.000Z",)"
    R"("clear_former":false,"connection":"con-1","created":"2026-01-01T10:00:00.000Z","id":"path-1","leaving":false,)"
    R"("mapping":[{"accepted":true,"clear":true,"column":"Town","evidence":"known-alias",)"
    R"("field":{"alternatives":"alt","choices":["one"],"compound":"ADDRESS","creatable":true,)"
    R"("format":"US","hashed":true,"id":"ADDRESS.city","identifier":true,"kind":"city",)"
    R"("label":"City","max_bytes":255,"required":true}},{"accepted":false,)"
    R"("clear":false,"column":"","evidence":"none","field":{"alternatives":"",)"
    R"("choices":[],"compound":"","creatable":false,"format":"","hashed":false,)"
    R"("id":"","identifier":false,"kind":"text","label":"","max_bytes":0,)"
    R"("required":false}}],"match_exactly":true,"method":"update-only","name":"Donors to newsletter",)"
    R"("object":{"detail":"made in 2020","id":"list-1","kind":"Audience","name":"Main",)"
    R"("reason":"because","selectable":false,"size":1234,"size_text":"1K to 2K"},)"
    R"("options":{"tag":"spring"},"removal":"archive","removed":"2026-03-02T00:00:00.000Z"})";
constexpr char kEmptyPathway[] =
    R"({"account_id":"","audience":"","changed":null,"clear_former":false,)"
    R"("connection":"","created":null,"id":"","leaving":false,"mapping":[],"match_exactly":false,"method":"mirror","name":"",)"
    R"("object":{"detail":"","id":"","kind":"","name":"","reason":"","selectable":true,)"
    R"("size":null,"size_text":""},"options":{},"removal":"","removed":null})";
constexpr char kPush[] =
    R"({"audience":"Spring donors","destination":"Mailchimp, Riverbank Trust",)"
    R"("marks_off":7,"method":"mirror","object":"Main","problem":{"detail":"","kind":"needs-decision",)"
    R"("meaning":"b","remedy":"c","what":"a"},"reference":"4711","trial":true,)"
    R"("uptake":"partly","uptake_note":"Three were not taken over.","user":"ada",)"
    R"("version":"0.1.0"})";
constexpr char kEmptyPush[] = R"({"audience":"","destination":"","marks_off":0,"method":"","object":"","problem":null,)"
                              R"("reference":"","trial":false,"uptake":"none","uptake_note":"","user":"",)"
                              R"("version":""})";

template <typename T>
T whole(const std::optional<T>& read) {
    EXPECT_TRUE(read.has_value());
    return read.value_or(T{});
}

} // namespace

TEST(ValueJson, AnAudienceIsReadAndWrittenAsBefore) {
    const Audience read = whole(json::readAudience(kAudience));
    EXPECT_EQ(json::write(read), QByteArray(kAudience));
    Audience expected = sampleAudience();
    expected.id.value = QStringLiteral("aud-1");
    ASSERT_TRUE(expected.rules);
    expected.rules->children[1].children.removeLast();
    expected.removedAt = at("2026-03-02T10:00:00.000Z");
    EXPECT_TRUE(read == expected);
}

TEST(ValueJson, OtherKindsOfAudiencesAreReadAndWrittenAsBefore) {
    const Audience query = whole(json::readAudience(kQueryAudience));
    EXPECT_EQ(json::write(query), QByteArray(kQueryAudience));
    ASSERT_TRUE(std::holds_alternative<QuerySource>(query.source));
    EXPECT_EQ(std::get<QuerySource>(query.source).connection.value, QStringLiteral("con-1"));
    EXPECT_EQ(std::get<QuerySource>(query.source).query, QStringLiteral("SELECT \"a\"\nFROM x"));
    EXPECT_FALSE(query.rules);
    EXPECT_EQ(query.people, -1);

    const Audience modeled = whole(json::readAudience(kModeledAudience));
    EXPECT_EQ(json::write(modeled), QByteArray(kModeledAudience));
    EXPECT_EQ(modeled.kind, AudienceKind::Modeled);
    EXPECT_EQ(modeled.base.value, QStringLiteral("aud-1"));
}

TEST(ValueJson, AConnectionIsReadAndWrittenAsBefore) {
    const Connection read = whole(json::readConnection(kConnection));
    EXPECT_EQ(json::write(read), QByteArray(kConnection));
    Connection expected = sampleConnection();
    expected.id.value = QStringLiteral("con-1");
    expected.removedAt = at("2026-03-02T00:00:00.000Z");
    EXPECT_TRUE(read == expected);

    const Connection empty = whole(json::readConnection(kEmptyConnection));
    EXPECT_EQ(json::write(empty), QByteArray(kEmptyConnection));
    EXPECT_TRUE(empty == Connection{});
}

TEST(ValueJson, APathwayIsReadAndWrittenAsBefore) {
    const Pathway read = whole(json::readPathway(kPathway));
    EXPECT_EQ(json::write(read), QByteArray(kPathway));
    Pathway expected = samplePathway({QStringLiteral("aud-1")}, {QStringLiteral("con-1")});
    expected.id.value = QStringLiteral("path-1");
    expected.removedAt = at("2026-03-02T00:00:00.000Z");
    expected.mapping << ColumnMapping{};
    expected.mapping.last().accepted = false;
    expected.snapshotFile.clear(); // These two have columns of their own.
    expected.snapshotDoubtful = false;
    EXPECT_TRUE(read == expected);

    const Pathway empty = whole(json::readPathway(kEmptyPathway));
    EXPECT_EQ(json::write(empty), QByteArray(kEmptyPathway));
    EXPECT_TRUE(empty == Pathway{});
}

TEST(ValueJson, APushIsReadAndWrittenAsBefore) {
    const Push read = whole(json::readPush(kPush));
    EXPECT_EQ(json::write(read), QByteArray(kPush));
    EXPECT_EQ(read.audienceName, QStringLiteral("Spring donors"));
    EXPECT_EQ(read.destinationName, QStringLiteral("Mailchimp, Riverbank Trust"));
    EXPECT_EQ(read.objectName, QStringLiteral("Main"));
    EXPECT_EQ(read.method, QStringLiteral("mirror"));
    ASSERT_TRUE(read.problem);
    EXPECT_EQ(read.problem->kind, ErrorKind::NeedsDecision);
    EXPECT_EQ(read.problem->remedy, QStringLiteral("c"));
    EXPECT_EQ(read.user + read.version + read.reference, QStringLiteral("ada0.1.04711"));
    EXPECT_EQ(read.matchState, MatchState::Partly);
    EXPECT_EQ(read.matchNote, QStringLiteral("Three were not taken over."));
    EXPECT_TRUE(read.trial);
    EXPECT_EQ(read.counts.marksOff, 7);

    const Push empty = whole(json::readPush(kEmptyPush));
    EXPECT_EQ(json::write(empty), QByteArray(kEmptyPush));
}

TEST(ValueJson, WhatIsMissingHasItsDefault) {
    EXPECT_TRUE(whole(json::readAudience("{}")) == Audience{});
    EXPECT_TRUE(whole(json::readAudience("{\"source\":{\"dialect\":{}},\"people\":null}")) == Audience{});
    EXPECT_TRUE(whole(json::readConnection("{}")) == Connection{});
    Pathway pathway;
    pathway.method = SyncMethod::Append;
    pathway.mapping << ColumnMapping{};
    EXPECT_TRUE(whole(json::readPathway("{\"method\":\"append\",\"mapping\":[{}]}")) == pathway);
    EXPECT_FALSE(json::readPathway("{}")) << "what a pathway does is never a default";
}

TEST(ValueJson, TextThatIsNoSuchValueIsRefused) {
    const QByteArray good = json::write(samplePathway(AudienceId::create(), ConnectionId::create()));
    ASSERT_TRUE(json::readPathway(good));
    for (const char* bad :
         {"", "null", "[]", "{\"method\":7}", "{\"method\":\"mirror\",\"mapping\":[1]}",
          "{\"method\":\"mirror\",\"options\":{\"a\":1}}", "{\"method\":\"mirror\",\"created\":\"yesterday\"}"}) {
        EXPECT_FALSE(json::readPathway(bad)) << bad;
    }
    EXPECT_FALSE(json::readAudience("{\"kind\":\"borrowed\"}"));
    EXPECT_FALSE(json::readConnection("{\"problem\":{\"kind\":\"tantrum\"}}"));
    EXPECT_FALSE(json::readAudience("{\"source\":{\"kind\":1}}"));
    EXPECT_FALSE(json::readAudience("{\"source\":{\"dialect\":{\"separator\":\";\"}}}"));
    EXPECT_FALSE(json::readAudience("{\"rules\":{\"values\":[1]}}"));
    QByteArray deep = "{\"rules\":";
    for (int i = 0; i < 500; ++i) {
        deep += "{\"children\":[";
    }
    deep += "{}";
    for (int i = 0; i < 500; ++i) {
        deep += "]}";
    }
    EXPECT_FALSE(json::readAudience(deep + "}"));
}

TEST(ValueJson, EveryNameIsUniqueAndReadsBack) {
    const auto check = []<typename E>(E) {
        for (const auto& entry : json::names<E>()) {
            EXPECT_EQ(json::valueOf<E>(json::nameOf(entry.value)), entry.value) << entry.name;
        }
    };
    check(TextEncoding{});
    check(RuleOperator{});
    check(AudienceKind{});
    check(FieldKind{});
    check(MappingEvidence{});
    check(ErrorKind{});
    check(MatchState{});
}

} // namespace pathways::test
