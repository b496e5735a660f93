// SPDX-License-Identifier: GPL-3.0-or-later
// Plans lie on disks, sealed by earlier versions: what is written of them never changes, and each field comes back.
#include "core/plan/file/plan_json.h"

#include <gtest/gtest.h>

namespace pathways {
namespace {

/// As version 1 wrote it, which knew no places.
const char* const kBeforePlaces =
    R"({"changes":11,"facts":{"addressField":"email","fieldKinds":["","first-name"],"fields":["email","FNAME"],)"
    R"("filled":{"FNAME":0.5},"identifiers":[0,2],"keyKind":"email","othersStay":true,"pathway":"p-1",)"
    R"("rowContext":"00ff10","snapshotFile":"s.snapshot","snapshotId":"s-1","snapshotsFolder":"/w/snapshots"},)"
    R"("leftOut":13,"removals":12,"summary":{"counts":{"add":1,"leftOut":5,"refreshed":8,"remove":3,"renamed":7,)"
    R"("total":6,"unchanged":4,"update":2},"estimatedRequests":10,"findings":[{"count":9,"field":"email","reason":1,)"
    R"("remedy":"Correct it.","severity":1,"text":"It is wrong."}],"guard":1,"guardText":"Look again.",)"
    R"("leftOutBy":[[1,4],[2,1]],"made":1700000000123,"removalsHeldBack":true,"snapshotPeople":14},"version":1})";

/// As it is written.
const char* const kStored =
    R"({"changes":11,"facts":{"absence":0,"address":[],"addressField":"email","addressName":"","day":"",)"
    R"("decidesMissing":false,)"
    R"("fieldKinds":["","first-name"],)"
    R"("fields":["email","FNAME"],"filled":{"FNAME":0.5},"formerMarks":[],"formerSlots":[],)"
    R"("identifiers":[0,2],"keyForm":"","keyKind":"email",)"
    R"("knownFields":[],"mark":"","membersRead":false,"memory":"","othersStay":true,"pathway":"p-1","permission":[],"personScope":"","place":"",)"
    R"("placeSeq":0,)"
    R"("rowContext":"00ff10","rowsDigest":"","snapshotFile":"s.snapshot","snapshotId":"s-1","snapshotsFolder":"/w/snapshots",)"
    R"("target":"","writesAtEnd":false},)"
    R"("leftOut":13,"removals":12,"replaced":0,"summary":{"counts":{"add":1,"formerOff":0,"leftOut":5,"marksOff":0,"refreshed":8,"remove":3,)"
    R"("renamed":7,"total":6,"unchanged":4,"update":2},"estimatedRequests":10,"findings":[{"count":9,"field":"email","reason":1,)"
    R"("remedy":"Correct it.","severity":1,"text":"It is wrong."}],"guard":1,"guardText":"Look again.",)"
    R"("leftOutBy":[[1,4],[2,1]],"made":1700000000123,"marksOnly":false,"removalsHeldBack":true,"snapshotPeople":14,)"
    R"("staying":{"count":0,"field":"","reason":0,"remedy":"","severity":0,"text":""}},"version":2})";

plan_json::Meta example() {
    plan_json::Meta meta;
    meta.changes = 11;
    meta.removals = 12;
    meta.leftOut = 13;
    PlanSummary& summary = meta.summary;
    summary.counts.add = 1;
    summary.counts.update = 2;
    summary.counts.remove = 3;
    summary.counts.unchanged = 4;
    summary.counts.leftOut = 5;
    summary.counts.total = 6;
    summary.counts.renamed = 7;
    summary.counts.refreshed = 8;
    summary.leftOutBy = {{Reason(1), 4}, {Reason(2), 1}};
    summary.findings = {{Severity(1), Reason(1), QStringLiteral("email"), QStringLiteral("It is wrong."),
                         QStringLiteral("Correct it."), 9}};
    summary.guard = GuardReason(1);
    summary.guardText = QStringLiteral("Look again.");
    summary.snapshotPeople = 14;
    summary.removalsHeldBack = true;
    summary.made = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC);
    summary.estimatedRequests = 10;
    PlanFacts& facts = meta.facts;
    facts.pathway = PathwayId{QStringLiteral("p-1")};
    facts.snapshotId = QStringLiteral("s-1");
    facts.snapshotFile = QStringLiteral("s.snapshot");
    facts.snapshotsFolder = QStringLiteral("/w/snapshots");
    facts.keyKind = QStringLiteral("email");
    facts.addressField = QStringLiteral("email");
    facts.rowContext = QByteArray::fromHex("00ff10");
    facts.fields = {QStringLiteral("email"), QStringLiteral("FNAME")};
    facts.fieldKinds = {QString(), QStringLiteral("first-name")};
    facts.identifiers = {0, 2};
    facts.filled = {{QStringLiteral("FNAME"), 0.5}};
    facts.othersStay = true;
    return meta;
}

TEST(PlanJson, isWrittenAsItAlwaysWas) {
    EXPECT_EQ(plan_json::write(example()).toStdString(), kStored);
}

TEST(PlanJson, whatEarlierVersionsWroteComesBackWhole) {
    const auto meta = plan_json::read(kBeforePlaces);
    ASSERT_TRUE(meta);
    EXPECT_EQ(plan_json::write(*meta).toStdString(), kStored);
    EXPECT_TRUE(meta->facts.isBeforePlaces());
    EXPECT_EQ(meta->summary.made.timeSpec(), Qt::UTC);
    EXPECT_EQ(meta->facts.identifiers, (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(meta->summary.counts.refreshed, 8);
}

TEST(PlanJson, whatIsMissingKeepsItsDefaultAndAnotherVersionIsNotRead) {
    const auto meta = plan_json::read(R"({"version":1})");
    ASSERT_TRUE(meta);
    EXPECT_EQ(meta->changes, 0u);
    EXPECT_FALSE(meta->facts.othersStay);
    EXPECT_TRUE(meta->summary.findings.isEmpty());
    EXPECT_FALSE(plan_json::read(R"({"version":3})"));
    EXPECT_FALSE(plan_json::read("not a document"));
}

} // namespace
} // namespace pathways
