// SPDX-License-Identifier: GPL-3.0-or-later
// A destination that compares keys by rules of its own (promise P14): the plan asks it, and a record made under other
// rules is brought under those of today instead of making everybody new and gone.
#include "core/plan/input/plan_fields.h"
#include "core/plan/snapshot_rekey.h"
#include "tests/support/engine_fixture.h"

#include <algorithm>

namespace pathways::test {

namespace {

using Rows = Engine::Rows;

/// Does not look at capitals, and cannot hold what begins with "bad".
class LooseSession final : public PushSession {
public:
    BatchResult send(const ChangeBatch&, std::stop_token) override { return {}; }
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    BatchResult settle(const ChangeBatch&, const QByteArray&, std::stop_token) override { return {}; }
    Result<QString> keyForm(std::stop_token) override { return QStringLiteral("loose 1"); }
    Result<std::vector<std::optional<std::string>>> serverForm(const std::vector<std::string>& keys,
                                                               std::stop_token) override {
        const std::lock_guard lock(m_mutex);
        ++questions;
        most = std::max(most, keys.size());
        std::vector<std::optional<std::string>> forms;
        for (const std::string& key : keys) {
            forms.push_back(key.starts_with("bad") ? std::nullopt : std::optional(form(key)));
        }
        return forms;
    }
    static std::string form(const std::string& key) { return QString::fromStdString(key).toLower().toStdString(); }

    int questions = 0;
    std::size_t most = 0;

private:
    std::mutex m_mutex;
};

class ServerForm : public ::testing::Test {
protected:
    ServerForm() {
        engine.type.oneKey = true;
        engine.type.canReadBack = true;
        engine.columns = {QStringLiteral("Number"), QStringLiteral("Name")};
        ColumnMapping number =
            Engine::line(QStringLiteral("NUMBER"), FieldKind::ExternalId, QStringLiteral("Number"), true);
        engine.pathway.mapping = {number,
                                  Engine::line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"), false)};
        EXPECT_TRUE(engine.savePathway());
    }
    void useRules() { engine.keyRules = must(KeyRules::of(session, {})); }
    PlanSummary plan(const Rows& rows, const MemberIndex* members = nullptr) {
        return must(engine.plan(rows, members))->summary();
    }
    std::unique_ptr<MemberIndex> members(const std::vector<std::pair<std::string, bool>>& all) {
        MemberIndexBuilder index(engine.type, engine.pathway, engine.keys.mac);
        for (const auto& [key, removable] : all) {
            index.add({.identity = key, .form = LooseSession::form(key), .removable = removable, .joined = {}});
        }
        return index.take();
    }
    std::unique_ptr<Snapshot> snapshot() {
        engine.reload();
        return must(Snapshot::open(pathOf(engine.pathway.snapshotFile), engine.keys.data));
    }
    QString pathOf(const QString& name) const { return QDir(engine.workspace->snapshotsFolder()).filePath(name); }
    /// As a plan's task does.
    void rekey() {
        const auto old = snapshot();
        must(rekeySnapshot({.old = *old,
                            .rules = engine.keyRules,
                            .path = pathOf(QStringLiteral("rekeyed")),
                            .scratchFolder = engine.workspace->spoolFolder(),
                            .dataKey = engine.keys.data,
                            .macKey = engine.keys.mac},
                           {}));
        engine.pathway.snapshotFile = QStringLiteral("rekeyed");
        ASSERT_TRUE(engine.savePathway());
    }

    LooseSession session;
    Engine engine;
};

const Rows kThree{{"AB-1", "Ann"}, {"AB-2", "Ben"}, {"AB-3", "Cy"}};

} // namespace

TEST_F(ServerForm, AnotherSpellingIsTheSamePerson) {
    useRules();
    engine.sync(kThree);
    const PlanSummary respelt = plan({{"ab-1", "Ann"}, {"Ab-2", "Ben"}, kThree[2]});
    EXPECT_EQ(respelt.counts.add, 0);
    EXPECT_EQ(respelt.counts.remove, 0);
    EXPECT_EQ(respelt.counts.update, 2);
    EXPECT_EQ(respelt.counts.unchanged, 1);
    EXPECT_EQ(plan({kThree[0], {"ab-3", "Cy"}}).counts.remove, 1);
}

TEST_F(ServerForm, TwoSpellingsInOneAudienceAreOnePerson) {
    useRules();
    const PlanSummary summary = plan({{"x", "Ann"}, {"X", "Ben"}});
    EXPECT_EQ(summary.counts.add, 1);
    EXPECT_EQ(summary.leftOutBy.value(Reason::Duplicate), 1);
}

TEST_F(ServerForm, MembersMeetTheAudienceByTheirForm) {
    useRules();
    engine.pathway.matchExactly = true;
    const auto there = members({{"ab-1", true}, {"ab-2", true}, {"other", true}, {"inexact", false}});
    const PlanSummary summary = plan(kThree, there.get());
    EXPECT_EQ(summary.counts.update, 2);
    EXPECT_EQ(summary.counts.add, 1);
    EXPECT_EQ(summary.counts.remove, 1) << "only the stranger whose key finds exactly them again";
    const bool said = std::any_of(summary.findings.cbegin(), summary.findings.cend(), [](const Finding& finding) {
        return finding.severity == Severity::Warning && finding.count == 1;
    });
    EXPECT_TRUE(said);
}

TEST_F(ServerForm, ABrokenRowKeepsItsPersonThereInAnySpelling) {
    useRules();
    engine.sync(kThree);
    const PlanSummary summary = plan({{"ab-1", "Ann", "spilled"}, kThree[1], kThree[2]});
    EXPECT_EQ(summary.leftOutBy.value(Reason::MalformedRow), 1);
    EXPECT_EQ(summary.counts.remove, 0);
}

TEST_F(ServerForm, WhatTheDestinationCannotHoldIsNobodyElse) {
    useRules();
    const PlanSummary summary = plan({{"bad", "Ann"}, {"BAD", "Ben"}, {"AB-1", "Cy"}});
    EXPECT_EQ(summary.counts.add, 3);
}

TEST_F(ServerForm, ManyKeysAreFewQuestions) {
    useRules();
    session.questions = 0;
    std::vector<std::string> keys;
    for (int i = 0; i < 25'000; ++i) {
        keys.push_back("k" + std::to_string(i));
        keys.push_back("k" + std::to_string(i / 2));
    }
    keys.emplace_back();
    ServerForms forms(session);
    must(forms.ask(keys, {}));
    EXPECT_EQ(session.questions, 3);
    EXPECT_LE(session.most, PushSession::kKeysAtATime);
    EXPECT_EQ(*must(forms.of("k7")), "k7");
    EXPECT_EQ(forms.of("another"), nullptr);
}

TEST_F(ServerForm, TheRecordOfAnEarlierVersionIsBroughtUnderTheRulesOfToday) {
    engine.sync(kThree); // By how they are spelt.
    EXPECT_TRUE(snapshot()->meta().keyForm.isEmpty());
    useRules();
    rekey();
    const PlanSummary same = plan(kThree);
    EXPECT_EQ(same.counts.unchanged, 3);
    EXPECT_EQ(same.counts.add + same.counts.update + same.counts.remove, 0);
    EXPECT_FALSE(same.removalsHeldBack);
    const PlanSummary respelt = plan({{"ab-1", "Ann"}, {"ab-2", "Ben"}});
    EXPECT_EQ(respelt.counts.add, 0);
    EXPECT_EQ(respelt.counts.remove, 1) << "whom it put there before is its own still";
    EXPECT_EQ(engine.sync({{"ab-1", "Ann"}}).counts.removed, 2);
    EXPECT_EQ(snapshot()->meta().keyForm, QStringLiteral("loose 1"));
}

TEST_F(ServerForm, WithoutThatNobodyIsRemoved) {
    engine.sync(kThree);
    useRules();
    const PlanSummary summary = plan({{"ab-1", "Ann"}});
    EXPECT_EQ(summary.counts.remove, 0);
    EXPECT_TRUE(summary.removalsHeldBack);
}

TEST_F(ServerForm, APlanByOtherRulesIsNotSent) {
    engine.sync(kThree);
    const auto old = must(engine.plan({kThree[0]}));
    useRules();
    rekey();
    const Push refused = must(engine.push(old));
    EXPECT_EQ(refused.counts.removed, 0);
    EXPECT_FALSE(refused.resumable);
    EXPECT_EQ(engine.destination.state().size(), 3U);
}

TEST_F(ServerForm, TwoRecordsOfOnePersonBecomeOneThatKnowsTheirWish) {
    useRules();
    const auto writer = must(SnapshotWriter::create(pathOf(QStringLiteral("before")), engine.keys.data));
    writer->identities().begin({QStringLiteral("NUMBER")});
    std::vector<PersonRecord> records(4);
    const std::vector<std::string_view> numbers{"ab-1", "AB-1", "bad", ""};
    for (std::size_t i = 0; i < records.size(); ++i) {
        records[i].key.bytes[0] = std::uint8_t(i + 1);
        records[i].address = records[i].key;
        records[i].payload = 7;
        records[i].where = numbers[i].empty() ? 0 : must(writer->identities().add({numbers[i]}));
    }
    records[0].flags = kWasThere;
    records[0].reason = Reason::Unsubscribed;
    records[3].reason = Reason::Bounced;
    for (const PersonRecord& record : records) {
        must(writer->add(record));
    }
    SnapshotMeta meta;
    meta.keyKind = toKey(KeyKind::Address);
    meta.addressField = QStringLiteral("NUMBER");
    must(writer->finish(meta));
    engine.pathway.snapshotFile = QStringLiteral("before");
    ASSERT_TRUE(engine.savePathway());
    rekey();
    std::vector<PersonRecord> found;
    const auto after = snapshot();
    must(
        after->read(0, after->blocks(), [&](std::uint64_t, const PersonRecord* all, std::size_t count) -> Result<void> {
            found.assign(all, all + count);
            return {};
        }));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end(),
                               [](const PersonRecord& a, const PersonRecord& b) { return a.key < b.key; }));
    const auto one =
        std::find_if(found.begin(), found.end(), [](const PersonRecord& record) { return record.payload == 0; });
    ASSERT_NE(one, found.end());
    EXPECT_EQ(one->reason, Reason::Unsubscribed);
    EXPECT_EQ(one->flags, 0) << "one of the two was put there by this workspace";
    // Nobody whose identifier is not known, or is none there, is forgotten.
    for (const std::size_t kept : {2U, 3U}) {
        EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const PersonRecord& record) {
            return record.key == records[kept].key && record.reason == records[kept].reason;
        }));
    }
}

/// Plans name a field in one byte.
TEST_F(ServerForm, MoreFieldsThanAPlanCanNameAreRefusedInWords) {
    const auto withFields = [this](int count) {
        engine.reload();
        engine.pathway.mapping.resize(1);
        for (int i = 1; i < count; ++i) {
            engine.pathway.mapping.append(
                Engine::line(QStringLiteral("COLUMN_%1").arg(i), FieldKind::Number, QStringLiteral("Name"), false));
        }
        return engine.plan(kThree);
    };
    const auto most = withFields(255);
    ASSERT_TRUE(most) << reasonOf(most);
    const auto& findings = (*most)->summary().findings;
    ASSERT_FALSE(findings.isEmpty()) << "no name is a number";
    EXPECT_TRUE(std::any_of(findings.cbegin(), findings.cend(),
                            [](const Finding& finding) { return finding.field == QLatin1String("COLUMN_254"); }));
    const Error refused = failureOf(withFields(256));
    EXPECT_EQ(refused.kind, ErrorKind::Input);
    EXPECT_TRUE(refused.what.contains(QStringLiteral("256")));
    EXPECT_FALSE(refused.remedy.isEmpty());
}

} // namespace pathways::test
