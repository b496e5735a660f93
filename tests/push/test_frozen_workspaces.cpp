// SPDX-License-Identifier: GPL-3.0-or-later
// Workspaces that the version before rosters wrote (frozen/README.md), opened by today's.
#include "core/push/clean_up.h"
#include "core/roster/roster_adoption.h"
#include "tests/support/people_rows.h"

#include <QDataStream>
#include <QDir>
#include <QFileInfo>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;
using Status = FakeDestination::Status;

std::set<std::string> subscribed(Engine& engine) {
    std::set<std::string> found;
    for (const auto& [address, member] : engine.destination.state()) {
        if (member.status == Status::Subscribed) {
            found.insert(address);
        }
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

/// One of them, in a folder of its own.
class Thawed {
public:
    explicit Thawed(const char* name) {
        QFile file(qEnvironmentVariable("PATHWAYS_SOURCE_DIR") + QStringLiteral("/tests/push/frozen/") +
                   QLatin1String(name) + QStringLiteral(".workspace"));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name;
        const QByteArray packed = qUncompress(file.readAll());
        QDataStream stream(packed);
        QMap<QString, QByteArray> files;
        stream >> files;
        EXPECT_FALSE(files.isEmpty());
        for (auto one = files.cbegin(); one != files.cend(); ++one) {
            const QString path = m_folder.filePath(one.key());
            EXPECT_TRUE(QDir().mkpath(QFileInfo(path).path()));
            QFile out(path);
            EXPECT_TRUE(out.open(QIODevice::WriteOnly));
            out.write(one.value());
        }
        m_engine = std::make_unique<Engine>(m_folder.path());
        m_engine->pathway = must(PathwayRepository(*m_engine->database).find(m_engine->pathway.id));
    }
    Engine& engine() { return *m_engine; }

    void usePathway(const char* id) {
        m_engine->pathway = must(PathwayRepository(*m_engine->database).find(PathwayId{QString::fromLatin1(id)}));
    }

    /// As it was when the workspace was frozen.
    void put(const Rows& rows, bool byOthers = false) {
        for (const auto& row : rows) {
            m_engine->destination.members[row[row.size() - 2]] = {Status::Subscribed, row, byOthers};
        }
    }
    /// What the program does when it starts.
    void start() {
        EXPECT_EQ(must(adoptNewerRosters(*m_engine->workspace, *m_engine->database, m_engine->keys)), 0);
        settleAll(m_engine->settling());
        must(removeOrphans(*m_engine->workspace, *m_engine->database, m_engine->keys));
    }

private:
    QTemporaryDir m_folder{fastScratch()};
    std::unique_ptr<Engine> m_engine;
};

/// p5 and another one had been put there by others, p4 had left at their own wish.
void putOthers(Thawed& frozen) {
    frozen.put({{"others@riverbank.org", "Other"}, {"p5@riverbank.org", "Name 5"}}, true);
    frozen.engine().destination.members["p4@riverbank.org"].status = Status::Unsubscribed;
}

const Rows kOthers = {{"others@riverbank.org"}, {"p5@riverbank.org"}};

std::set<std::string> with(const Rows& rows, const Rows& others) {
    std::set<std::string> all = addresses(rows);
    all.merge(addresses(others));
    return all;
}

} // namespace

TEST(FrozenWorkspaces, Finished) {
    Thawed frozen("finished");
    Engine& engine = frozen.engine();
    frozen.put(people(1, 4));
    frozen.put(people(6, 7));
    putOthers(frozen);
    frozen.start();
    const auto same = must(engine.plan(people(1, 7)));
    EXPECT_EQ(same->summary().counts.add, 0);
    EXPECT_EQ(same->summary().counts.remove, 0);
    EXPECT_EQ(same->summary().leftOutBy.value(Reason::Unsubscribed), 1);

    engine.destination.members.erase("p4@riverbank.org"); // A list that forgets who left.
    const Push push = engine.sync([] {
        Rows rows = people(2, 5);
        rows.push_back({"p8@riverbank.org", "Name 8"});
        return rows;
    }());
    EXPECT_EQ(push.counts.removed, 2) << "p1 and p6; p5 is others'";
    EXPECT_EQ(subscribed(engine), with({{"p2@riverbank.org"}, {"p3@riverbank.org"}, {"p8@riverbank.org"}}, kOthers));
    EXPECT_EQ(engine.destination.removalsOfOthers, 0);
}

TEST(FrozenWorkspaces, CutOff) {
    Thawed frozen("cut-off");
    Engine& engine = frozen.engine();
    frozen.put(people(0, 9)); // Nine were sent, p4 had left.
    putOthers(frozen);
    frozen.start();
    EXPECT_TRUE(must(Journal(*engine.database, engine.keys).unsettled()).isEmpty());
    ASSERT_TRUE(engine.supersede());
    engine.destination.members.erase("p4@riverbank.org"); // A list that forgets who left.
    engine.sync(people(2, 7));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::Unsubscribed), 1) << "the push had been told";
    EXPECT_EQ(subscribed(engine), with({{"p2@riverbank.org"}, {"p3@riverbank.org"}, {"p6@riverbank.org"}}, kOthers))
        << "whom it had sent and who left is taken out";
    EXPECT_EQ(engine.destination.removalsOfOthers, 0);
}

TEST(FrozenWorkspaces, Doubtful) {
    Thawed frozen("doubtful");
    Engine& engine = frozen.engine();
    frozen.put(people(0, 4));
    putOthers(frozen);
    frozen.start();
    const Push push = engine.sync(people(2, 8));
    EXPECT_TRUE(engine.lastSummary.removalsHeldBack);
    EXPECT_EQ(push.counts.removed, 0);
    EXPECT_TRUE(subscribed(engine).contains("p0@riverbank.org"));
    engine.sync(people(3, 8));
    EXPECT_FALSE(engine.lastSummary.removalsHeldBack);
    EXPECT_FALSE(subscribed(engine).contains("p2@riverbank.org")) << "from then on as usual";
    EXPECT_EQ(engine.destination.removalsOfOthers, 0);
}

TEST(FrozenWorkspaces, TwoPathwaysOnOneList) {
    Thawed frozen("two-pathways");
    Engine& engine = frozen.engine();
    frozen.put(people(0, 7));
    frozen.put({{"others@riverbank.org", "Other"}}, true);
    frozen.start();
    engine.sync(people(0, 2)); // p2 and p3 leave the first audience, and p3 is in the second.
    EXPECT_EQ(subscribed(engine), with({{"p0@riverbank.org"},
                                        {"p1@riverbank.org"},
                                        {"p3@riverbank.org"},
                                        {"p4@riverbank.org"},
                                        {"p5@riverbank.org"},
                                        {"p6@riverbank.org"}},
                                       {{"others@riverbank.org"}}));
    frozen.usePathway("aaaaaaaa-0000-0000-0000-000000000002");
    engine.sync(people(4, 7));
    EXPECT_FALSE(subscribed(engine).contains("p3@riverbank.org"));
}

TEST(FrozenWorkspaces, APathwayInTheBinGoesOnProtectingItsPeople) {
    Thawed frozen("removed-pathway");
    Engine& engine = frozen.engine();
    frozen.put(people(0, 7));
    frozen.start();
    frozen.usePathway("aaaaaaaa-0000-0000-0000-000000000002");
    engine.sync(people(4, 7)); // p3 leaves, and the pathway in the bin wants them.
    EXPECT_EQ(subscribed(engine), addresses(people(0, 7)));
    engine.sync(people(5, 7));
    EXPECT_FALSE(subscribed(engine).contains("p4@riverbank.org"));
}

TEST(FrozenWorkspaces, PeopleWithIdsWhoMoveAreThereOnce) {
    Thawed frozen("person-ids");
    Engine& engine = frozen.engine();
    engine.columns = {QStringLiteral("Id"), QStringLiteral("Email"), QStringLiteral("Name")};
    frozen.put({{"1", "p1@riverbank.org", "Name 1"},
                {"2", "p2@riverbank.org", "Name 2"},
                {"3", "p3@riverbank.org", "Name 3"}});
    frozen.start();
    engine.sync({{"1", "new1@riverbank.org", "Name 1"}, {"2", "p2@riverbank.org", "Name 2"}});
    EXPECT_EQ(subscribed(engine), addresses({{"new1@riverbank.org"}, {"p2@riverbank.org"}}));
}

TEST(FrozenWorkspaces, MatchingThatWasOpenEndsInTheRoster) {
    Thawed frozen("matching");
    Engine& engine = frozen.engine();
    engine.type.kind = DestinationKind::Advertising;
    frozen.put(people(0, 6));
    frozen.start();
    const auto waiting = must(Journal(*engine.database, engine.keys).processing({}));
    ASSERT_EQ(waiting.size(), 1);
    engine.sync(people(0, 6)); // The roster is made before the platform answers.
    engine.destination.members.erase("p0@riverbank.org");
    engine.destination.members.erase("p1@riverbank.org");
    engine.destination.members.erase("p2@riverbank.org");
    engine.destination.matchState = [](const QList<QByteArray>& receipts) {
        ProcessingState state;
        state.failed = receipts.mid(0, 1); // The first three people were not taken over.
        return state;
    };
    must(engine.pollMatchesOn(waiting.front().id));
    engine.sync(people(0, 6));
    EXPECT_EQ(subscribed(engine), addresses(people(0, 6)));
}

} // namespace pathways::test
