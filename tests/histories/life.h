// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/warm_pool.h"
#include "core/model/audience.h"
#include "core/model/pathway.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/workspace.h"
#include "tests/histories/list_place.h"
#include "tests/histories/world.h"
#include "tests/support/fake_clock.h"
#include "tests/support/scratch.h"

#include <QTemporaryDir>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// How a pathway of a history is set up.
struct PathwaySetup {
    std::size_t audience = 0;
    bool personIds = true; ///< The id column tells people apart; else their addresses do.
    SyncMethod method = SyncMethod::Mirror;
    std::string tag = {}; ///< Empty: none.
    bool tagOff = false;  ///< Removing means taking the tag off; else archiving.
};

/// How a push of a history ends.
struct PushEnd {
    int stopBefore = -1;    ///< Number of the delivery before which Stop is pressed; -1: never.
    int answerLostAt = -1;  ///< Delivery that arrives, but whose answer is lost.
    int requestLostAt = -1; ///< Delivery that does not arrive, and nobody knows.
};

/// A workspace that lives through a history: pathways to one list, planned and pushed by the engine as the program does
/// it. After each push the promises are checked at the list itself. What is broken is kept as sentences.
class Life {
public:
    explicit Life(std::size_t audiences);

    std::size_t addPathway(const PathwaySetup& setup);
    /// Plans and pushes. Without a fresh start an unfinished push is continued instead.
    void push(std::size_t pathway, const PushEnd& end = {});
    /// A new push although one is unfinished: the old one is ended, as the program does it.
    void pushAfresh(std::size_t pathway);

    /// The promises broken so far, one sentence each; empty: all kept.
    [[nodiscard]] const std::vector<std::string>& broken() const { return m_broken; }
    /// What happened, a line a step.
    [[nodiscard]] const std::vector<std::string>& trace() const { return m_trace; }
    void letTimePass() { m_clock.advance(std::chrono::hours(1)); }
    [[nodiscard]] QDateTime now() { return m_clock.now(); }
    void note(const std::string& line) { m_trace.push_back(line); }

    World world;
    ListPlace place;
    std::vector<std::string> spellings; ///< By donor id: how their address is spelt in the file; empty: as it is.

private:
    struct Line {
        Pathway pathway;
        Audience audience;
        PathwaySetup setup;
        std::map<std::string, int> planned;    ///< Addresses, each with its donor: wanted when its last plan was made.
        std::map<std::string, int> lastWanted; ///< The same of its last finished push.
        std::map<std::string, std::string> names; ///< What the last plan gives each address.
        std::set<std::string> plannedToStay; ///< Earlier addresses of people whose new one could not be put by its last
                                             ///< plan.
        std::set<std::string> stays;         ///< The same of its last finished push.
        bool pushed = false;
        std::optional<PushId> unfinished;
    };
    void planAndPush(Line& line, const PushEnd& end);
    [[nodiscard]] Result<Push> run(Line& line, Push push, const std::shared_ptr<PlanFile>& plan, const PushEnd& end,
                                   bool removalsToo = true);
    void settled(Line& line, const Push& push);
    void check(const Line& line);
    void broke(const std::string& what);

    QTemporaryDir m_folder{fastScratch()};
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
    WorkspaceKeys m_keys;
    DestinationType m_type;
    FakeClock m_clock;
    WarmPool m_batchThreads{1};
    std::vector<Line> m_lines;
    std::set<std::string> m_doubtfulMoves; ///< Addresses that a push with a lost answer may have renamed people to.
    std::vector<std::string> m_broken;
    std::vector<std::string> m_trace;
};

} // namespace pathways::test
