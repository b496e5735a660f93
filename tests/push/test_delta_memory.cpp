// SPDX-License-Identifier: GPL-3.0-or-later
// A large memory is written as a base and a delta: what is remembered must be the same, and cost in proportion.
#include "core/push/clean_up.h"
#include "core/roster/memory_file.h"
#include "core/roster/roster.h"
#include "core/roster/snapshot.h"
#include "tests/support/people_rows.h"
#include "tests/support/small_limits.h"

#include <QDir>

#include <map>
#include <random>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

std::unique_ptr<Snapshot> snapshotOf(Engine& engine) {
    engine.reload();
    return must(Snapshot::open(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile),
                               engine.keys.data));
}

Place placeOf(Engine& engine) {
    return must(PlaceRepository(*engine.database, engine.keys).find(engine.place));
}

std::unique_ptr<Roster> rosterOf(Engine& engine) {
    return must(Roster::openOf(placeOf(engine), engine.workspace->rostersFolder(), engine.keys.data));
}

QString rosterPath(Engine& engine, const QString& name) {
    return QDir(engine.workspace->rostersFolder()).filePath(name);
}

QString snapshotPath(Engine& engine, const QString& name) {
    return QDir(engine.workspace->snapshotsFolder()).filePath(name);
}

template <typename T>
std::string hex(const T& value) {
    return QByteArray(reinterpret_cast<const char*>(&value), sizeof value).toHex().toStdString();
}

std::string textsAt(const EncryptedFile& file, const QList<IdentitySegment>& segments, std::uint64_t where) {
    if (where == 0) {
        return "nothing";
    }
    const QStringList fields = allFields(segments);
    IdentityReader reader(file, segments, fields);
    std::vector<std::string_view> texts;
    must(reader.read(where, texts));
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        all += texts[i].empty() ? "" : fields[qsizetype(i)].toStdString() + "=" + std::string(texts[i]) + ";";
    }
    return all;
}

std::string lineOf(const Snapshot& snapshot, const PersonRecord& record) {
    return hex(record.key) + " " + hex(record.address) + " " + hex(record.tag) + " " + hex(record.payload) + " " +
           std::to_string(record.number) + " " + std::to_string(int(record.reason)) + " " +
           std::to_string(record.flags) + " " + textsAt(snapshot.file(), snapshot.meta().segments, record.where);
}

/// All that a snapshot says, in order.
std::vector<std::string> linesOf(Engine& engine) {
    const auto snapshot = snapshotOf(engine);
    std::vector<std::string> lines;
    std::map<std::uint64_t, std::string> byIndex;
    SnapshotRecords records(*snapshot);
    SnapshotWalk walk(snapshot.get());
    must(walk.start());
    PersonKey last;
    while (walk.current() != nullptr) {
        EXPECT_TRUE(lines.empty() || last < walk.current()->key);
        last = walk.current()->key;
        lines.push_back(lineOf(*snapshot, *walk.current()));
        EXPECT_LT(walk.index(), snapshot->indices());
        EXPECT_TRUE(byIndex.emplace(walk.index(), lines.back()).second) << "a number twice";
        EXPECT_EQ(lineOf(*snapshot, must(records.at(walk.index()))), lines.back());
        must(walk.advance());
    }
    EXPECT_EQ(qint64(lines.size()), snapshot->meta().records);
    // The blocks, in two ranges, have the same under the same numbers.
    const std::uint32_t middle = snapshot->blocks() / 2;
    for (const auto& [from, to] : {std::pair{0U, middle}, std::pair{middle, snapshot->blocks()}}) {
        must(snapshot->read(from, to, [&](std::uint64_t index, const PersonRecord* all, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                const auto found = byIndex.find(index + i);
                EXPECT_TRUE(found != byIndex.end() && found->second == lineOf(*snapshot, all[i])) << index + i;
                byIndex.erase(index + i);
            }
            return Result<void>();
        }));
    }
    EXPECT_TRUE(byIndex.empty());
    return lines;
}

/// All that a roster says, in order.
std::vector<std::string> recordsOf(Engine& engine) {
    const auto roster = rosterOf(engine);
    std::vector<std::string> lines;
    RosterWalk walk(roster.get());
    must(walk.start());
    while (walk.current() != nullptr) {
        const RosterRecord& one = *walk.current();
        lines.push_back(hex(one.place) + " " + hex(one.wants) + " " + hex(one.has) + " " + std::to_string(one.push) +
                        " " + std::to_string(one.day) + " " + std::to_string(int(one.state)) + " " +
                        std::to_string(int(one.origin)) + " " +
                        textsAt(roster->file(), roster->meta().segments, one.where));
        must(walk.advance());
    }
    EXPECT_EQ(qint64(lines.size()), roster->meta().records);
    return lines;
}

/// An audience whose people have ids, and that changes a little each time.
class Audience {
public:
    explicit Audience(unsigned seed)
        : m_random(seed) {
        for (int i = 0; i < 30; ++i) {
            join();
        }
    }
    void change() {
        for (unsigned i = 0; i < 1 + m_random() % 3; ++i) {
            switch (m_random() % 6) {
            case 0:
                join();
                break;
            case 1:
                m_gone.push_back(take());
                break;
            case 2:
                if (!m_gone.empty()) {
                    rows.push_back(m_gone.back());
                    m_gone.pop_back();
                }
                break;
            case 3:
                any()[1] = "moved" + std::to_string(++m_number) + "@riverbank.org";
                break;
            case 4:
                any()[2] = "Name " + std::to_string(++m_number);
                break;
            default:
                any()[2] += ' '; // Another row, and the same person as before.
            }
        }
    }
    Rows rows;

private:
    void join() {
        const std::string number = std::to_string(++m_number);
        rows.push_back({number, "p" + number + "@riverbank.org", "Name " + number});
    }
    std::vector<std::string>& any() { return rows[m_random() % rows.size()]; }
    std::vector<std::string> take() {
        std::swap(any(), rows.back());
        std::vector<std::string> row = rows.back();
        rows.pop_back();
        return row;
    }
    std::mt19937 m_random;
    std::vector<std::vector<std::string>> m_gone;
    int m_number = 0;
};

void flip(const QString& path) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite)) << qPrintable(path);
    ASSERT_TRUE(file.seek(file.size() / 2));
    char byte = 0;
    ASSERT_TRUE(file.getChar(&byte));
    ASSERT_TRUE(file.seek(file.size() / 2));
    ASSERT_TRUE(file.putChar(char(byte ^ 1)));
}

std::set<std::string> there(Engine& engine) {
    std::set<std::string> found;
    for (const auto& [address, member] : engine.destination.state()) {
        found.insert(address);
    }
    return found;
}

std::set<std::string> addresses(const Rows& rows) {
    std::set<std::string> found;
    for (const auto& row : rows) {
        found.insert(row[0]);
    }
    return found;
}

/// Forty people, of whom one was changed afterwards: a base and a delta, of both memories.
void pushTwice(Engine& engine) {
    engine.sync(people(40));
    Rows rows = people(40);
    rows[3][1] = "Changed";
    engine.sync(rows);
    engine.reload();
    ASSERT_FALSE(baseOf(engine.pathway.snapshotFile).isEmpty());
    ASSERT_FALSE(baseOf(placeOf(engine).rosterFile).isEmpty());
}

} // namespace

TEST(DeltaMemory, SaysWhatAWholeOneSays) {
    for (const bool ids : {true, false}) {
        Engine whole;
        Engine layered;
        int deltas = 0;
        int folds = 0;
        Audience audience(ids ? 1 : 2);
        const auto rows = [&] {
            Rows all = audience.rows;
            for (auto& row : all) {
                if (!ids) {
                    row.erase(row.begin());
                }
            }
            return all;
        };
        if (ids) {
            whole.usePersonIds();
            layered.usePersonIds();
        }
        for (int push = 0; push < 60; ++push) {
            setDeltaLimits({});
            whole.sync(rows());
            {
                const SmallDeltas small;
                layered.sync(rows());
            }
            layered.reload();
            whole.reload();
            ASSERT_TRUE(baseOf(whole.pathway.snapshotFile).isEmpty());
            const bool delta = !baseOf(layered.pathway.snapshotFile).isEmpty();
            ++(delta ? deltas : folds);
            ASSERT_EQ(linesOf(layered), linesOf(whole)) << push;
            ASSERT_EQ(recordsOf(layered), recordsOf(whole)) << push;
            ASSERT_EQ(layered.destination.state(), whole.destination.state()) << push;
            const auto again = must(layered.plan(rows()));
            ASSERT_TRUE(again->summary().nothingToDo()) << push;
            ASSERT_EQ(again->summary().counts.unchanged,
                      whole.lastSummary.counts.total - whole.lastSummary.counts.leftOut);
            audience.change();
        }
        EXPECT_GE(deltas, 20);
        EXPECT_GE(folds, 2);
    }
    useSmallLimitsWhereAsked();
}

TEST(DeltaMemory, OneChangedOfManyWritesLittle) {
    Engine engine;
    engine.type.limits.peoplePerBatch = 10'000;
    Rows rows = people(20'000);
    engine.sync(rows);
    const QString base = placeOf(engine).rosterFile;
    rows[7][1] = "Changed";
    engine.sync(rows);
    engine.reload();
    const Place place = placeOf(engine);
    EXPECT_EQ(place.rosterPrevious, base);
    ASSERT_EQ(baseOf(place.rosterFile), base) << "with the limits of the program";
    EXPECT_LT(QFileInfo(rosterPath(engine, place.rosterFile)).size() * 200, QFileInfo(rosterPath(engine, base)).size());
    ASSERT_FALSE(baseOf(engine.pathway.snapshotFile).isEmpty());
    EXPECT_LT(QFileInfo(snapshotPath(engine, engine.pathway.snapshotFile)).size() * 200,
              QFileInfo(snapshotPath(engine, baseOf(engine.pathway.snapshotFile))).size());
}

TEST(DeltaMemory, FilesGoWithTheLastThatNeedsThem) {
    const SmallDeltas small;
    Engine engine;
    Audience audience(3);
    engine.usePersonIds();
    for (int push = 0; push < 40; ++push) {
        engine.sync(audience.rows);
        engine.reload();
        const Place place = placeOf(engine);
        QSet<QString> rosters;
        for (const QString& name : {place.rosterFile, place.rosterPrevious}) {
            rosters << name << baseOf(name);
        }
        QSet<QString> snapshots{engine.pathway.snapshotFile, baseOf(engine.pathway.snapshotFile)};
        for (QSet<QString>* const names : {&rosters, &snapshots}) {
            names->remove(QString());
        }
        const auto files = [](const QString& folder) {
            const QStringList all = QDir(folder).entryList(QDir::Files);
            return QSet<QString>(all.begin(), all.end());
        };
        EXPECT_EQ(files(engine.workspace->rostersFolder()), rosters);
        EXPECT_EQ(files(engine.workspace->snapshotsFolder()), snapshots);
        EXPECT_EQ(must(removeOrphans(*engine.workspace, *engine.database, engine.keys)), 0);
        audience.change();
    }
}

TEST(DeltaMemory, ABaseIsNotSweptHoweverOldItIs) {
    const SmallDeltas small;
    Engine engine;
    pushTwice(engine);
    for (const QString& folder : {engine.workspace->rostersFolder(), engine.workspace->snapshotsFolder()}) {
        for (const QFileInfo& info : QDir(folder).entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            ASSERT_TRUE(file.open(QIODevice::ReadWrite));
            ASSERT_TRUE(file.setFileTime(QDateTime::currentDateTime().addDays(-90), QFileDevice::FileModificationTime));
        }
    }
    EXPECT_EQ(must(removeOrphans(*engine.workspace, *engine.database, engine.keys)), 0);
    EXPECT_EQ(recordsOf(engine).size(), 40U);
    EXPECT_EQ(linesOf(engine).size(), 40U);
}

TEST(DeltaMemory, DamageOfEitherFileIsNoticedAndForgetsNobody) {
    for (const bool base : {true, false}) {
        for (const bool lost : {true, false}) {
            for (const bool roster : {true, false}) {
                SCOPED_TRACE(std::string(base ? "base " : "delta ") + (lost ? "lost " : "flipped ") +
                             (roster ? "of the roster" : "of the snapshot"));
                const SmallDeltas small;
                Engine engine;
                pushTwice(engine);
                const QString name = roster ? placeOf(engine).rosterFile : engine.pathway.snapshotFile;
                const QString path = roster ? rosterPath(engine, base ? baseOf(name) : name)
                                            : snapshotPath(engine, base ? baseOf(name) : name);
                if (lost) {
                    ASSERT_TRUE(QFile::remove(path));
                } else {
                    flip(path);
                }
                Rows rows = people(2, 41);
                rows[1][1] = "Changed";
                engine.sync(rows);
                EXPECT_EQ(there(engine), addresses(rows));
                EXPECT_EQ(engine.lastSummary.counts.remove, 2);
                EXPECT_TRUE(must(engine.plan(rows))->summary().nothingToDo());
            }
        }
    }
}

TEST(DeltaMemory, AnotherFileUnderTheNameOfTheBaseIsNoticed) {
    const SmallDeltas small;
    Engine engine;
    pushTwice(engine);
    Engine other;
    other.sync(people(50));
    const QString base = rosterPath(engine, baseOf(placeOf(engine).rosterFile));
    ASSERT_TRUE(QFile::remove(base));
    ASSERT_TRUE(QFile::copy(rosterPath(other, placeOf(other).rosterFile), base));
    const auto opened = Roster::openOf(placeOf(engine), engine.workspace->rostersFolder(), engine.keys.data);
    ASSERT_FALSE(opened);
    EXPECT_TRUE(isDamage(opened.error()));
    engine.sync(people(2, 40));
    EXPECT_EQ(there(engine), addresses(people(2, 40)));
}

} // namespace pathways::test
