// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/leavers.h"
#include "tests/support/people_rows.h"

namespace pathways::test {
namespace {

class Telling final : public PushSession {
public:
    std::vector<RemoteLeaver> all;
    BatchResult send(const ChangeBatch&, std::stop_token) override { return {}; }
    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return true; }
    BatchResult settle(const ChangeBatch&, const QByteArray&, std::stop_token) override { return {}; }
    Result<void> readLeavers(const QDateTime& since, const std::function<bool(const RemoteLeaver&)>& sink,
                             std::stop_token) override {
        for (const RemoteLeaver& one : all) {
            if (!since.isValid() || one.changed > since) {
                sink(one);
            }
        }
        return {};
    }
};

PlaceMemory memoryOf(Engine& engine) {
    return must(
        openPlace(*engine.workspace, *engine.database, engine.keys,
                  {.pathway = engine.pathway, .connection = engine.connection(), .type = engine.type, .keyForm = {}}));
}

} // namespace

TEST(Leavers, ALookWithoutTheKeychainDoesNotKeepTheNextOneFromLearningWhoLeft) {
    Engine engine;
    engine.type.canReadBack = true;
    engine.type.absence = Absence::ByOthers;
    engine.sync(people(0, 6));
    Telling list;
    const QDateTime day = engine.clock.now();
    list.all = {{"p1@riverbank.org", Reason::TakenOutThere, day},
                {"p2@riverbank.org", Reason::Unsubscribed, day.addSecs(3 * 3600)}};
    const WorkspaceKeys keys = engine.keys;
    engine.keys = {QByteArray(32, 'n'), QByteArray(32, 'e'), true};
    {
        PlaceMemory locked = memoryOf(engine);
        must(learnLeavers({*engine.database, engine.keys, list}, locked, {}));
    }
    engine.keys = keys;
    PlaceMemory memory = memoryOf(engine);
    must(learnLeavers({*engine.database, engine.keys, list}, memory, {}));
    KeyedDigest digest(keys.mac);
    const PersonKey p1 = digest.personKey("p1@riverbank.org");
    EXPECT_TRUE(std::any_of(memory.optOuts.begin(), memory.optOuts.end(),
                            [&p1](const KnownOptOut& one) { return one.address == p1; }));
}

} // namespace pathways::test
