// SPDX-License-Identifier: GPL-3.0-or-later
// A credential that changes in mid-push: the push waits with its plan and its place, and goes on after signing in
// again.
#include "core/credentials/keychain_errors.h"
#include "core/credentials/practice_key_file.h"
#include "core/plan/file/plan_file.h"
#include "tests/credentials/store_calls.h"
#include "tests/services/live_services.h"
#include "tests/support/must.h"

namespace pathways::test {

namespace {

class RestoreTest : public LiveServices {
protected:
    /// The push stands as one that waits for a person should.
    void expectWaits(const Push& push, const ConnectionId& connection) {
        EXPECT_EQ(push.status, PushStatus::NeedsYou) << (push.problem ? push.problem->text().toStdString() : "");
        EXPECT_TRUE(push.resumable);
        ASSERT_TRUE(push.problem.has_value());
        EXPECT_EQ(push.problem->kind, ErrorKind::SignIn) << push.problem->text().toStdString();
        EXPECT_GT(push.counts.settled, 0);
        EXPECT_LT(push.counts.settled, push.counts.planned);
        EXPECT_EQ(must(connections->find(connection)).state, ConnectionState::NeedsSignIn);
        const auto open = pushes->unfinished();
        ASSERT_TRUE(open);
        ASSERT_EQ(open->size(), 1);
        EXPECT_EQ(open->front().id, push.id);
    }
    Push goOn(const Push& push) {
        const auto resumed = pushes->resume(push.id);
        EXPECT_TRUE(resumed) << (resumed ? "" : resumed.error().text().toStdString());
        return finish(push.id);
    }
    void expectWhole(const Push& push, qint64 people) {
        EXPECT_EQ(push.status, PushStatus::Synced) << (push.problem ? push.problem->text().toStdString() : "");
        EXPECT_EQ(push.counts.accepted, people);
        EXPECT_EQ(push.counts.settled, push.counts.planned);
    }
    Result<ConnectionId> connectMailchimp() {
        return connectWithKey(QStringLiteral("mailchimp"), QStringLiteral("mailchimp"),
                              credential(QStringLiteral("mailchimp")));
    }
    /// A pathway whose hundred people are in the list.
    Pathway pushedHundred() {
        const Pathway pathway =
            must(makePathway(addAudience(QStringLiteral("Donors"), 0, 100), must(connectMailchimp())));
        EXPECT_EQ(finish(must(start(pathway))).status, PushStatus::Synced);
        return pathway;
    }
    int duplicates(const QString& platform) {
        return set.requests(platform).value(QLatin1String("duplicates")).toInt();
    }
};

} // namespace

TEST_F(RestoreTest, mailchimpWithdrawsTheKeyInMidPush) {
    const auto connection = connectMailchimp();
    ASSERT_TRUE(connection) << connection.error().text().toStdString();
    const auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 6000), *connection);
    ASSERT_TRUE(pathway) << pathway.error().text().toStdString();
    const Push waiting = pushAndDisturb(*pathway, QStringLiteral("mailchimp"), [this] {
        steer(QStringLiteral("/mailchimp/api_key"), {{QStringLiteral("replace"), QStringLiteral("newkey-us00")}});
    });
    expectWaits(waiting, *connection);

    EXPECT_EQ(goOn(waiting).status, PushStatus::NeedsYou) << "the old key is still the old key";
    EXPECT_FALSE(await(connections->reconnect(*connection, Secret(QByteArray("wrong-us00")))));
    ASSERT_TRUE(await(connections->reconnect(*connection, Secret(QByteArray(" newkey-us00\n")))));
    expectWhole(goOn(waiting), 6000);
    EXPECT_EQ(must(connections->find(*connection)).state, ConnectionState::Active);
    EXPECT_EQ(duplicates(QStringLiteral("mailchimp")), 0);
    const auto plan = await(pathways->plan(must(pathways->find(pathway->id))));
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().counts.unchanged, 6000);
    EXPECT_EQ((*plan)->summary().counts.remove, 0);
}

TEST_F(RestoreTest, metaWithdrawsTheTokenInMidPush) {
    const auto connection =
        connectWithKey(QStringLiteral("meta"), QStringLiteral("meta"), credential(QStringLiteral("meta")));
    ASSERT_TRUE(connection) << connection.error().text().toStdString();
    const auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 60'000), *connection);
    ASSERT_TRUE(pathway) << pathway.error().text().toStdString();
    const Push waiting = pushAndDisturb(*pathway, QStringLiteral("meta"), [this] {
        steer(QStringLiteral("/meta/token"), {{QStringLiteral("replace"), QStringLiteral("another-token-of-ours")}});
    });
    expectWaits(waiting, *connection);
    ASSERT_TRUE(await(connections->reconnect(*connection, Secret(QByteArray("another-token-of-ours")))));
    expectWhole(goOn(waiting), 60'000);
}

TEST_F(RestoreTest, googleEndsTheSignInInMidPush) {
    const auto connection = connectGoogle();
    ASSERT_TRUE(connection) << connection.error().text().toStdString();
    const auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 90'000), *connection);
    ASSERT_TRUE(pathway) << pathway.error().text().toStdString();
    const Push waiting =
        pushAndDisturb(*pathway, QStringLiteral("google"), [this] { steer(QStringLiteral("/oauth/revoke")); });
    expectWaits(waiting, *connection);
    auto again = connections->reconnectWithBrowser(*connection);
    ASSERT_TRUE(again);
    ASSERT_TRUE(follow(**again));
    expectWhole(goOn(waiting), 90'000);
    EXPECT_EQ(must(connections->find(*connection)).state, ConnectionState::Active);
}

TEST_F(RestoreTest, aKeyWithdrawnBeforeThePushIsToldBeforeAnythingIsSent) {
    const auto connection = connectMailchimp();
    ASSERT_TRUE(connection);
    const auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 50), *connection);
    ASSERT_TRUE(pathway);
    auto plan = await(pathways->plan(*pathway));
    ASSERT_TRUE(plan);
    const QJsonObject before = set.state(QStringLiteral("mailchimp"));
    steer(QStringLiteral("/mailchimp/api_key"), {{QStringLiteral("replace"), QStringLiteral("newkey-us00")}});
    const auto started = pushes->start(pathway->id, *plan, {});
    ASSERT_TRUE(started);
    const Push push = finish(*started);
    EXPECT_EQ(push.status, PushStatus::NeedsYou);
    EXPECT_TRUE(push.resumable);
    EXPECT_EQ(push.counts.settled, 0);
    EXPECT_EQ(set.state(QStringLiteral("mailchimp")), before);
    EXPECT_EQ(must(connections->find(*connection)).state, ConnectionState::NeedsSignIn);
    ASSERT_TRUE(await(connections->reconnect(*connection, Secret(QByteArray("newkey-us00")))));
    expectWhole(goOn(push), 50);
}

// "This time only" without a keychain gives a rehearsal's workspace new keys: not under a push that writes with the
// old.
TEST_F(RestoreTest, theWorkspaceKeepsItsKeysWhileAPushUsesThem) {
    const auto connection = connectMailchimp();
    ASSERT_TRUE(connection);
    const auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 4000), *connection);
    ASSERT_TRUE(pathway);
    const PracticeKeyFile file(workspace->folder());
    ASSERT_TRUE(file.write(Secret(QByteArray(64, 'k'))));
    BreakableStore none;
    none.broken = keychain::none();
    ConnectionBroker other({connectors, transport, none, clock, *practice, pool});
    ServiceContext alone{*workspace, context->keys, *database, connectors, transport,
                         none,       clock,         pool,      pushPools,  other};
    ConnectionService service(alone);
    NewConnection wanted;
    wanted.type = QStringLiteral("meta");
    wanted.name = QStringLiteral("Adverts");
    wanted.thisTimeOnly = true;
    wanted.settings = {{QStringLiteral("url"), set.url(QStringLiteral("meta")).toString()},
                       {QStringLiteral("account"), QStringLiteral("act_1029384756")}};
    const auto connect = [&] {
        return await(service.connectWithSecret(wanted, Secret(credential(QStringLiteral("meta")).toUtf8())));
    };
    const Push push = pushAndDisturb(*pathway, QStringLiteral("mailchimp"), [&] {
        const auto refused = connect();
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::InUse) << refused.error().text().toStdString();
        EXPECT_EQ(alone.keys.mac, context->keys.mac);
        EXPECT_TRUE(must(file.read()).has_value());
    });
    expectWhole(push, 4000);
    EXPECT_EQ((must(await(pathways->plan(must(pathways->find(pathway->id))))))->summary().counts.unchanged, 4000);
    const auto added = connect();
    ASSERT_TRUE(added) << added.error().text().toStdString();
    EXPECT_NE(alone.keys.mac, context->keys.mac);
}

// One account's snapshot must never take people out of another's list.
TEST_F(RestoreTest, anotherAccountIsNotSyncedAgainstTheSnapshotOfTheFirst) {
    const auto connection = connectMailchimp();
    ASSERT_TRUE(connection);
    const AudienceId donors = addAudience(QStringLiteral("Donors"), 0, 100);
    auto pathway = makePathway(donors, *connection);
    ASSERT_TRUE(pathway);
    const auto first = start(*pathway);
    ASSERT_TRUE(first);
    ASSERT_EQ(finish(*first).status, PushStatus::Synced);

    // A push that waits, planned for the first account, with people to take out.
    writePeople(QStringLiteral("Donors.csv"), 4, 100);
    auto planned = await(pathways->plan(must(pathways->find(pathway->id))));
    ASSERT_TRUE(planned);
    ASSERT_EQ((*planned)->summary().counts.remove, 4);
    steer(QStringLiteral("/mailchimp/api_key"), {{QStringLiteral("replace"), QStringLiteral("newkey-us00")}});
    const auto second = pushes->start(pathway->id, *planned, {});
    ASSERT_TRUE(second);
    const Push waiting = finish(*second);
    ASSERT_EQ(waiting.status, PushStatus::NeedsYou);

    steer(QStringLiteral("/mailchimp/account"), {{QStringLiteral("id"), QStringLiteral("another")}});
    const QJsonObject before = set.state(QStringLiteral("mailchimp"));
    const auto noticed = await(connections->reconnect(*connection, Secret(QByteArray("newkey-us00"))));
    ASSERT_FALSE(noticed);
    EXPECT_EQ(noticed.error().kind, ErrorKind::NeedsDecision);
    ASSERT_TRUE(await(connections->reconnect(*connection, Secret(QByteArray("newkey-us00")), {.otherAccount = true})));

    // Neither goes the old push on, nor is a new plan made against the old snapshot.
    if (pushes->resume(waiting.id)) {
        EXPECT_EQ(finish(waiting.id).status, PushStatus::NeedsYou);
    }
    const auto stale = await(pathways->plan(must(pathways->find(pathway->id))));
    EXPECT_TRUE(!stale || (*stale)->summary().counts.remove == 0);
    ASSERT_TRUE(pathways->save(must(pathways->find(pathway->id))));
    if (pushes->resume(waiting.id)) {
        EXPECT_NE(finish(waiting.id).status, PushStatus::Synced);
    }
    const auto fresh = await(pathways->plan(must(pathways->find(pathway->id))));
    ASSERT_TRUE(fresh) << fresh.error().text().toStdString();
    EXPECT_EQ((*fresh)->summary().counts.remove, 0);
    EXPECT_EQ(set.state(QStringLiteral("mailchimp")), before) << "nobody was touched in the other account";
}

TEST_F(RestoreTest, aDeletedListIsToldAndAnotherCanBeChosen) {
    const auto connection = connectMailchimp();
    ASSERT_TRUE(connection);
    auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 60), *connection);
    ASSERT_TRUE(pathway);
    auto plan = await(pathways->plan(*pathway));
    ASSERT_TRUE(plan);
    steer(QStringLiteral("/mailchimp/delete_list"), {{QStringLiteral("list"), pathway->object.id}});
    const auto started = pushes->start(pathway->id, *plan, {});
    ASSERT_TRUE(started);
    const Push push = finish(*started);
    EXPECT_EQ(push.status, PushStatus::NeedsYou);
    ASSERT_TRUE(push.problem);
    EXPECT_EQ(push.problem->kind, ErrorKind::NotFound) << push.problem->text().toStdString();
    EXPECT_EQ(must(connections->find(*connection)).state, ConnectionState::Active) << "the sign-in is good";

    const auto gone = await(pathways->review(*pathway));
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, ErrorKind::NotFound);
    // Made again, and chosen: nobody of the old one counts.
    const auto made = await(connections->createObject(*connection, QStringLiteral("Newsletter"), {}));
    const auto objects = await(connections->objects(*connection));
    ASSERT_TRUE(objects);
    if (made) {
        pathway->object = *made;
    } else {
        steer(QStringLiteral("/mailchimp/add_list"), {{QStringLiteral("name"), QStringLiteral("Newsletter")}});
        pathway->object = must(await(connections->objects(*connection))).front();
    }
    ASSERT_TRUE(pathways->save(*pathway));
    const auto retry = start(must(pathways->find(pathway->id)));
    ASSERT_TRUE(retry) << retry.error().text().toStdString();
    expectWhole(finish(*retry), 60);
}

TEST_F(RestoreTest, aLostSnapshotAndRosterRemoveNobodyAndSaySo) {
    const Pathway pathway = pushedHundred();
    ASSERT_TRUE(QDir(workspace->snapshotsFolder()).removeRecursively());
    ASSERT_TRUE(QDir().mkpath(workspace->snapshotsFolder()));
    ASSERT_TRUE(QDir(workspace->rostersFolder()).removeRecursively());
    ASSERT_TRUE(QDir().mkpath(workspace->rostersFolder()));
    writePeople(QStringLiteral("Donors.csv"), 3, 101);
    const auto plan = await(pathways->plan(must(pathways->find(pathway.id))));
    ASSERT_TRUE(plan) << plan.error().text().toStdString();
    EXPECT_EQ((*plan)->summary().counts.remove, 0);
    EXPECT_TRUE((*plan)->summary().removalsHeldBack);
    const bool said = std::any_of((*plan)->summary().findings.begin(), (*plan)->summary().findings.end(),
                                  [](const Finding& finding) { return !finding.text.isEmpty(); });
    EXPECT_TRUE(said);
    const auto again = pushes->start(pathway.id, *plan, {});
    ASSERT_TRUE(again);
    EXPECT_EQ(finish(*again).counts.removed, 0);
}

TEST_F(RestoreTest, aLostSnapshotLosesNobody) {
    const Pathway pathway = pushedHundred();
    ASSERT_TRUE(QDir(workspace->snapshotsFolder()).removeRecursively());
    ASSERT_TRUE(QDir().mkpath(workspace->snapshotsFolder()));
    writePeople(QStringLiteral("Donors.csv"), 3, 101);
    const auto plan = await(pathways->plan(must(pathways->find(pathway.id))));
    ASSERT_TRUE(plan) << plan.error().text().toStdString();
    EXPECT_EQ((*plan)->summary().counts.remove, 3);
    EXPECT_EQ((*plan)->summary().counts.add, 1);
    const auto again = pushes->start(pathway.id, *plan, {});
    ASSERT_TRUE(again);
    EXPECT_EQ(finish(*again).counts.removed, 3);
}

} // namespace pathways::test
