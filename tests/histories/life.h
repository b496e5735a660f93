// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/warm_pool.h"
#include "core/model/audience.h"
#include "core/model/pathway.h"
#include "core/net/http_client.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"
#include "tests/histories/place.h"
#include "tests/histories/workspace_folder.h"
#include "tests/histories/world.h"
#include "tests/support/fake_clock.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// How a pathway of a history is set up.
struct PathwaySetup {
    std::size_t audience = 0;
    bool personIds = true; ///< The id column tells people apart; else what the place tells them apart by.
    SyncMethod method = SyncMethod::Mirror;
    std::string tag = {};   ///< Empty: none.
    bool tagOff = false;    ///< Removing means taking the tag off; else archiving.
    bool clearsTag = false; ///< A tag that it had before is taken off; else it stays.
    bool named = true;      ///< The column of names is mapped.
};

/// How a push of a history ends.
struct PushEnd {
    int stopBefore = -1;                  ///< Number of the delivery before which Stop is pressed; -1: never.
    int answerLostAt = -1;                ///< Delivery that arrives, but whose answer is lost.
    int requestLostAt = -1;               ///< Delivery that does not arrive, and nobody knows.
    int refusedAt = -1;                   ///< Delivery that is refused.
    bool refusedWhole = false;            ///< The platform may like the halves of it.
    int killAt = -1;                      ///< Call to the disk before which the program is killed.
    int fullAt = -1;                      ///< Call to the disk from which on there is no room.
    std::function<void()> meanwhile = {}; ///< What others do between the plan and Confirm.
};

/// A pathway, and what may be expected of it.
struct Line {
    Pathway pathway;
    Audience audience;
    PathwaySetup setup;
    std::map<std::string, int> planned;       ///< Keys, each with its donor: wanted when its last plan was made.
    std::map<std::string, int> lastWanted;    ///< The same of its last finished push.
    std::map<std::string, std::string> names; ///< What the last plan gives each key.
    std::map<int, std::string> knew;          ///< As `knows` was before the last push.
    std::set<std::string> leftInPlace;        ///< Keys from which it took its tag, and was to leave them there.
    std::map<int, std::string> knows;         ///< Donors whose row was accepted, each with the key that they had.
    std::set<int> everDonors;                 ///< Of its plans.
    std::set<std::string> everPlanned;        ///< Keys of all its plans, and those at which somebody was to stay.
    std::set<std::string> plannedToStay;    ///< Earlier keys of people whose new one could not be put by its last plan.
    std::set<std::string> stays;            ///< The same of its last finished push.
    std::set<std::string> refused;          ///< Keys that were not taken, or not let go, by its last finished push.
    std::set<std::string> kept;             ///< Keys that it has put, by a method that never takes anybody out.
    std::set<std::string> tagged;           ///< Keys to which it gave the tag that it has now.
    std::set<std::string> tagsEver;         ///< It had so far.
    std::map<std::string, int> tagsToClear; ///< Finished pushes since they were to be taken off.
    std::map<std::string, std::set<std::string>> tagsToStay; ///< Keys that had them when they were to be left.
    bool forgot = false;                     ///< Whom it had at which key may be lost, until it is pushed again.
    std::map<int, int> saidNo;               ///< Donors who left at the key at which it had them, and when.
    std::set<std::string> toldNo;            ///< Addresses: its last plan was made when another pathway's no was known,
    std::set<std::string> saysNo;            ///< or a row of its own says no,
    std::set<std::string> saysYes;           ///< or yes.
    std::map<std::string, int> wantedBefore; ///< Keys, each with its donor, that it wanted before its last plan.
    std::set<std::string> thereBefore;       ///< Everybody at the place when its last plan was made.
    int plannedAt = 0;                       ///< World::moment of its last plan.
    bool pushed = false;
    bool held = false;        ///< Its last plan was pushed without its removals.
    bool alwaysMirror = true; ///< It never had another method.
    bool alwaysNamed = true;  ///< The column of names was always mapped.
    bool alwaysMoves = true;  ///< It never had one that changes nobody, and always knew people by their ids.
    bool leaving = false;     ///< Its people are to be taken out, and then it goes into the bin.
    bool binned = false;
    bool gone = false; ///< The bin was emptied.
    std::optional<PushId> unfinished;
};

/// A workspace that lives through a history: pathways to one place, planned and pushed by the program's own tasks. It
/// breaks when the program itself says that something is wrong; whether the promises were kept is for the Oracle.
class Life {
public:
    class PlaceConnector;

    Life(PlaceKind kind, std::size_t audiences);

    std::size_t addPathway(const PathwaySetup& setup);
    /// Plans and pushes; an unfinished push is continued instead, where it may be.
    void push(std::size_t pathway, const PushEnd& end = {});
    /// A new push although one is unfinished: the old one is ended.
    void pushAfresh(std::size_t pathway);
    /// Into the bin, or out of it.
    void bin(std::size_t pathway);
    void emptyBin();
    /// Takes the people of a pathway out: if that ends well it is in the bin.
    void takeOut(std::size_t pathway);
    /// Makes a pathway that is gone again as it was.
    void remake(std::size_t pathway);
    void change(std::size_t pathway, const std::function<void(PathwaySetup&)>& edit);
    void damage(unsigned what, unsigned where);
    void backUp();
    void restoreBackup();
    void setClock(int days);

    /// What is broken so far, one sentence each; empty: nothing.
    [[nodiscard]] const std::vector<std::string>& broken() const { return m_broken; }
    /// What happened, a line a step.
    [[nodiscard]] const std::vector<std::string>& trace() const { return m_trace; }
    void letTimePass() { m_clock.advance(std::chrono::hours(1)); }
    void note(const std::string& line) { m_trace.push_back(line); }
    void broke(const std::string& what);
    /// Somebody left at their own wish: which pathways can know by their ids who that was.
    void saidNo(const std::string& key);
    /// They are there again, by whomever.
    void cameBack(const std::string& key);

    World world;
    std::unique_ptr<Place> place;
    std::vector<Line> lines;
    std::set<std::string> doubtfulMoves; ///< Keys that a push with a lost answer may have renamed people to.
    /// Addresses, each with the pathways whose rows may have said no for it, by their numbers.
    std::map<std::string, std::set<std::size_t>> noes;
    /// Of them, those that the program has certainly been told of: in a push that came to its end.
    std::map<std::string, std::set<std::size_t>> heard;
    std::set<std::string> mayStayOut; ///< Of whom the program may have lost that it took them out.
    bool clockSet = false;            ///< Somebody set the computer's clock.
    std::set<std::string> unowned;    ///< Of whom the program may have lost that it put them there.

    [[nodiscard]] Clock& platformClock() { return m_platformClock; }

private:
    /// The platform's clock, which nobody sets.
    class TrueClock final : public Clock {
    public:
        explicit TrueClock(const FakeClock& clock)
            : m_clock(clock) {}
        [[nodiscard]] QDateTime now() const override;
        [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_clock.monotonic(); }
        bool wait(std::chrono::milliseconds, std::stop_token) override { return true; }

    private:
        const FakeClock& m_clock;
    };
    class NoNetwork final : public HttpTransport {
    public:
        [[nodiscard]] HttpReply send(const HttpRequest&, std::stop_token) override { return {}; }
    };

    void opened(const Result<void>& result);
    void store(const Line& line);
    [[nodiscard]] Pathway pathwayOf(const Line& line) const;
    void planAndPush(Line& line, const PushEnd& end);
    [[nodiscard]] Result<std::shared_ptr<PlanFile>> plan(Line& line);
    void notePeople(const std::shared_ptr<PlanFile>& plan);
    void writeRows(const Line& line) const;
    void expect(Line& line, const PlanFile& plan, const PushEnd& end);
    void expectNoes(Line& line);
    void hearNoes(const Line& line);
    [[nodiscard]] std::size_t numberOf(const Line& line) const { return std::size_t(&line - lines.data()); }
    [[nodiscard]] bool isInADoubtfulRow(const Line& line) const;
    [[nodiscard]] Result<Push> begin(Line& line, const PlanFile& plan, const PushId& id, PushTerms& terms);
    [[nodiscard]] Result<Push> run(Line& line, Push push, const std::shared_ptr<PlanFile>& plan, const PushTerms& terms,
                                   const PushEnd& end);
    [[nodiscard]] std::shared_ptr<PlanFile> planOf(const Line& line, const Journal::Unfinished& known);
    void endUnfinished(Line& line);
    void settled(Line& line, const Push& push);
    void keepPeople(Line& line);
    /// Something comes between the program and the disk until the guard goes.
    class Trouble;
    void afterTrouble(Line& line, const PushId& push);
    void startAgain();
    void findUnfinished();
    void losesSight(Line& line);
    void losesSightOfRemovals();
    void retagged(Line& line, const std::string& before);
    void concludeLeaving(Line& line, const Push& push);

    WorkspaceFolder m_folder;
    FakeClock m_clock;
    TrueClock m_platformClock{m_clock};
    std::unique_ptr<Connector> m_connector;
    NoNetwork m_network;
    std::shared_ptr<HttpClient> m_http;
    WarmPool m_batchThreads{1};
    std::any m_placeAtDeath; ///< Empty: the program lives.
    std::vector<std::string> m_broken;
    std::vector<std::string> m_trace;
};

} // namespace pathways::test
