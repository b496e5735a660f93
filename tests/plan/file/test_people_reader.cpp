// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/people_reader.h"
#include "core/plan/file/plan_format.h"
#include "tests/support/engine_fixture.h"

#include <QFile>

#include <gtest/gtest.h>

namespace pathways::test {
namespace {

using plan_format::kChanges;
using plan_format::kLeftOut;
using plan_format::kNotes;
using plan_format::kSeen;
using plan_format::kValues;

std::string address(int number) {
    return "person" + std::to_string(number) + "@riverbank.org";
}

/// A plan with enough of every part to fill many blocks of its streams: some people are there unchanged, some get
/// another name, some are gone, some are new, and some have no address.
struct BigPlan {
    static constexpr int kEach = 12'000;

    BigPlan() {
        engine.type.limits.peoplePerBatch = 5'000;
        Engine::Rows before;
        for (int i = 0; i < 3 * kEach; ++i) {
            before.push_back({address(i), "Ann"});
        }
        engine.sync(before);
        Engine::Rows now;
        for (int i = 0; i < kEach; ++i) {
            now.push_back({address(i), "Ann"});                  // Unchanged.
            now.push_back({address(kEach + i), "Another"});      // An update; the third block of people is gone.
            now.push_back({address(3 * kEach + i), "Newcomer"}); // An addition.
            now.push_back({"nobody " + std::to_string(i), "X"});
            now.push_back({"nobody " + std::to_string(i), "X"});
        }
        auto made = engine.plan(now);
        EXPECT_TRUE(made) << (made ? "" : made.error().text().toStdString());
        plan = made.value_or(nullptr);
    }
    [[nodiscard]] static QStringList identities(PlanPart part) {
        QStringList all;
        for (int i = 0; i < kEach; ++i) {
            const QString nobody = QStringLiteral("nobody %1").arg(i);
            const int first = part == PlanPart::Update   ? kEach
                              : part == PlanPart::Remove ? 2 * kEach
                              : part == PlanPart::Add    ? 3 * kEach
                                                         : 0;
            all += part == PlanPart::LeftOut ? QStringList{nobody, nobody}
                                             : QStringList{QString::fromStdString(address(first + i))};
        }
        return all;
    }
    [[nodiscard]] qint64 count(PlanPart part) const {
        const PlanCounts& counts = plan->summary().counts;
        switch (part) {
        case PlanPart::Add:
            return counts.add;
        case PlanPart::Update:
            return counts.update;
        case PlanPart::Remove:
            return counts.remove;
        case PlanPart::Unchanged:
            return counts.unchanged;
        case PlanPart::LeftOut:
            return counts.leftOut;
        }
        return -1;
    }

    Engine engine;
    std::shared_ptr<PlanFile> plan;
};

constexpr PlanPart kParts[] = {PlanPart::Add, PlanPart::Update, PlanPart::Remove, PlanPart::Unchanged,
                               PlanPart::LeftOut};

QStringList described(const QList<PlanPerson>& people) {
    QStringList out;
    for (const PlanPerson& person : people) {
        out << QStringLiteral("%1 %2 %3 %4 %5")
                   .arg(QString::number(person.row), person.identity, toKey(person.reason), person.field, person.value);
    }
    return out;
}

/// Reads of the disk, by everybody, while it is there.
class ReadCount {
public:
    ReadCount() {
        DiskFile::setReadHook([this] {
            ++m_count;
            return false;
        });
    }
    ~ReadCount() { DiskFile::setReadHook(nullptr); }
    ReadCount(const ReadCount&) = delete;
    ReadCount& operator=(const ReadCount&) = delete;
    [[nodiscard]] qint64 value() const { return m_count; }

private:
    std::atomic<qint64> m_count = 0;
};

TEST(PeopleReader, FindsEverybodyOfEachPartOnce) {
    const BigPlan big;
    ASSERT_TRUE(big.plan);
    for (const PlanPart part : kParts) {
        SCOPED_TRACE(int(part));
        auto all = PeopleReader(big.plan, part).read(0, 1'000'000);
        ASSERT_TRUE(all) << all.error().text().toStdString();
        ASSERT_EQ(all->size(), big.count(part));
        ASSERT_GE(all->size(), BigPlan::kEach);
        QStringList found;
        for (const PlanPerson& person : *all) {
            found << person.identity;
            ASSERT_EQ(person.reason, part == PlanPart::LeftOut ? Reason::NotAnEmail : Reason::None);
            ASSERT_EQ(person.field, part == PlanPart::LeftOut ? QStringLiteral("EMAIL") : QString());
            ASSERT_EQ(person.row > 0, part != PlanPart::Remove);
        }
        QStringList expected = BigPlan::identities(part);
        if (part == PlanPart::Add || part == PlanPart::Update) { // In the order of the rows.
            EXPECT_EQ(found, expected);
        }
        found.sort();
        expected.sort();
        EXPECT_EQ(found, expected);
    }
}

TEST(PeopleReader, ReadsTheSameWhereverAPageBegins) {
    const BigPlan big;
    ASSERT_TRUE(big.plan);
    for (const PlanPart part : kParts) {
        SCOPED_TRACE(int(part));
        auto all = PeopleReader(big.plan, part).read(0, 1'000'000);
        ASSERT_TRUE(all) << all.error().text().toStdString();
        const QStringList expected = described(*all);
        PeopleReader reader(big.plan, part);
        // Forwards, over a gap, back to what was passed, back to the start, and around the end.
        for (const qint64 offset : {0, 777, 1'554, 9'000, 9'777, 4'000, 0, 11'500, 8'000, int(all->size()) - 5}) {
            auto page = reader.read(offset, 777);
            ASSERT_TRUE(page) << page.error().text().toStdString();
            ASSERT_EQ(described(*page), expected.mid(offset, 777)) << offset;
            auto alone = PeopleReader(big.plan, part).read(offset, 777);
            ASSERT_TRUE(alone) << alone.error().text().toStdString();
            ASSERT_EQ(described(*alone), described(*page)) << offset;
        }
        auto beyond = reader.read(all->size(), 10);
        ASSERT_TRUE(beyond);
        EXPECT_TRUE(beyond->isEmpty());
        beyond = reader.read(all->size() + 1'000'000, 10);
        ASSERT_TRUE(beyond);
        EXPECT_TRUE(beyond->isEmpty());
    }
}

/// Quadratic it would be thousands. Two threads fill the list of those left out in turn: where it goes back to the
/// other one, a block of notes may be read again.
TEST(PeopleReader, AWalkReadsEachBlockOnce) {
    const BigPlan big;
    ASSERT_TRUE(big.plan);
    const EncryptedFile& file = big.plan->file();
    const auto blocks = [&](std::initializer_list<StreamId> ids) {
        qint64 sum = 0;
        for (const StreamId id : ids) {
            sum += file.blocks(id);
        }
        return sum;
    };
    const std::map<PlanPart, qint64> most = {{PlanPart::Add, blocks({kChanges, kValues})},
                                             {PlanPart::Update, blocks({kChanges, kValues})},
                                             {PlanPart::LeftOut, blocks({kLeftOut, kLeftOut, kNotes})}};
    for (const auto& [part, limit] : most) {
        SCOPED_TRACE(int(part));
        ASSERT_GE(limit, 10);
        PeopleReader reader(big.plan, part);
        const ReadCount reads;
        qint64 seen = 0;
        for (qint64 offset = 0; offset < big.count(part); offset += 50) {
            auto page = reader.read(offset, 50);
            ASSERT_TRUE(page) << page.error().text().toStdString();
            seen += page->size();
        }
        EXPECT_EQ(seen, big.count(part));
        EXPECT_LE(reads.value(), limit);
        EXPECT_GT(reads.value(), limit / 2);
    }
}

TEST(PeopleReader, WhatIsSkippedIsNotReadAndWhatWasPassedIsFoundAtOnce) {
    const BigPlan big;
    ASSERT_TRUE(big.plan);
    PeopleReader reader(big.plan, PlanPart::LeftOut);
    const auto readsOf = [&](qint64 offset) {
        const ReadCount reads;
        EXPECT_TRUE(reader.read(offset, 10));
        return reads.value();
    };
    // The list, and a block of each of the two threads that described these people.
    EXPECT_LE(readsOf(23'000), big.plan->file().blocks(kLeftOut) + 3);
    EXPECT_LE(readsOf(100), 3);
    EXPECT_LE(readsOf(12'000), 3);
    EXPECT_EQ(readsOf(12'010), 0);
}

TEST(PeopleReader, SaysThatThePlanIsDamaged) {
    const BigPlan big;
    ASSERT_TRUE(big.plan);
    QFile file(big.plan->path());
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    ASSERT_TRUE(file.seek(1'000));
    const QByteArray noise(int(file.size() / 2), '\x5a');
    ASSERT_EQ(file.write(noise), noise.size());
    file.close();
    for (const PlanPart part : {PlanPart::Add, PlanPart::LeftOut}) {
        SCOPED_TRACE(int(part));
        auto all = PeopleReader(big.plan, part).read(0, 1'000'000);
        ASSERT_FALSE(all);
        EXPECT_EQ(all.error().what, QStringLiteral("The plan of this push is damaged or lost."));
        EXPECT_FALSE(all.error().meaning.isEmpty());
        EXPECT_FALSE(all.error().remedy.isEmpty());
    }
}

TEST(PeopleReader, SaysThatTheLastPushCannotBeRead) {
    BigPlan big;
    ASSERT_TRUE(big.plan);
    big.engine.reload();
    ASSERT_TRUE(QFile::remove(QDir(big.engine.workspace->snapshotsFolder()).filePath(big.engine.pathway.snapshotFile)));
    auto unchanged = PeopleReader(big.plan, PlanPart::Unchanged).read(0, 10);
    ASSERT_FALSE(unchanged);
    EXPECT_EQ(unchanged.error().what, QStringLiteral("The record of what was sent last time is damaged or lost."));
    // The others do not need it.
    EXPECT_TRUE(PeopleReader(big.plan, PlanPart::Add).read(0, 10));
}

TEST(PeopleReader, GoesOnAfterAFailedRead) {
    const BigPlan big;
    ASSERT_TRUE(big.plan);
    PeopleReader reader(big.plan, PlanPart::Add);
    DiskFile::setReadHook([] { return true; });
    auto page = reader.read(0, 100);
    DiskFile::setReadHook(nullptr);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().kind, ErrorKind::Storage);
    page = reader.read(0, 100);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->size(), 100);
}

} // namespace
} // namespace pathways::test
