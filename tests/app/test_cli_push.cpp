// SPDX-License-Identifier: GPL-3.0-or-later
// The main job from the command line, end to end, over real HTTP to the practice Mailchimp.
#include "tests/app/cli_process.h"

#include <QDir>

#include <csignal>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

QByteArray person(int i, const char* name = "First") {
    const QByteArray n = QByteArray::number(i);
    return name + n + ",Last" + n + ",person" + n + "@riverbank.test\n";
}

QByteArray people(int from, int to) {
    QByteArray csv;
    for (int i = from; i < to; ++i) {
        csv += person(i);
    }
    return csv;
}

const QByteArray kHeader = "First Name,Surname,E-mail\n";

QJsonObject plan(const Cli& cli) {
    const auto outcome = cli.run({QStringLiteral("plan"), QStringLiteral("P")});
    EXPECT_EQ(outcome.exit, 0) << outcome.err.toStdString();
    const QJsonObject json = outcome.object();
    EXPECT_EQ(json[QLatin1String("total")].toInt(),
              json[QLatin1String("add")].toInt() + json[QLatin1String("update")].toInt() +
                  json[QLatin1String("unchanged")].toInt() + json[QLatin1String("left_out")].toInt())
        << outcome.out.toStdString();
    return json;
}

Cli::Outcome push(const Cli& cli, const QStringList& extra = {}) {
    return cli.run(QStringList{QStringLiteral("push"), QStringLiteral("P")} + extra);
}

} // namespace

TEST(CliPush, firstPushThenNothingThenExactlyTheDifferences) {
    const PracticeProcess practice;
    const Cli cli;
    cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 100));
    cli.preparePathway(cli.path(QStringLiteral("donors.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());

    QJsonObject planned = plan(cli);
    EXPECT_EQ(planned[QLatin1String("add")].toInt(), 100);
    EXPECT_EQ(planned[QLatin1String("remove")].toInt(), 0);
    auto first = push(cli);
    ASSERT_EQ(first.exit, 0) << first.err.toStdString() << first.out.toStdString();
    EXPECT_EQ(first.object()[QLatin1String("accepted")].toInt(), 100);
    EXPECT_EQ(first.object()[QLatin1String("status")].toString(), QStringLiteral("synced"));

    planned = plan(cli);
    EXPECT_EQ(planned[QLatin1String("unchanged")].toInt(), 100);
    auto second = push(cli);
    EXPECT_EQ(second.exit, 0);
    EXPECT_EQ(second.object()[QLatin1String("accepted")].toInt(), 0);

    // Three leave, two come, one changes.
    cli.write(QStringLiteral("donors.csv"), kHeader + person(3, "Renamed") + people(4, 102));
    planned = plan(cli);
    EXPECT_EQ(planned[QLatin1String("add")].toInt(), 2);
    EXPECT_EQ(planned[QLatin1String("update")].toInt(), 1);
    EXPECT_EQ(planned[QLatin1String("remove")].toInt(), 3);
    EXPECT_EQ(planned[QLatin1String("unchanged")].toInt(), 96);
    auto third = push(cli);
    ASSERT_EQ(third.exit, 0) << third.err.toStdString() << third.out.toStdString();
    EXPECT_EQ(third.object()[QLatin1String("accepted")].toInt(), 3);
    EXPECT_EQ(third.object()[QLatin1String("removed")].toInt(), 3);
    EXPECT_EQ(plan(cli)[QLatin1String("unchanged")].toInt(), 99);
}

TEST(CliPush, theGuardAsksAndTheNumberAnswers) {
    const PracticeProcess practice;
    const Cli cli;
    cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 100));
    cli.preparePathway(cli.path(QStringLiteral("donors.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(push(cli).exit, 0);
    cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 70));
    EXPECT_TRUE(plan(cli)[QLatin1String("needs_confirmation")].toBool());
    EXPECT_EQ(push(cli).exit, 3);
    EXPECT_EQ(push(cli, {QStringLiteral("--allow-removals"), QStringLiteral("29")}).exit, 3);
    auto allowed = push(cli, {QStringLiteral("--allow-removals"), QStringLiteral("30")});
    EXPECT_EQ(allowed.exit, 0) << allowed.err.toStdString();
    EXPECT_EQ(allowed.object()[QLatin1String("removed")].toInt(), 30);
}

TEST(CliPush, theGuardHoldsAtItsBoundaries) {
    const PracticeProcess practice;
    const Cli cli;
    const QString file = QStringLiteral("donors.csv");
    cli.write(file, kHeader + people(0, 1000));
    cli.preparePathway(cli.path(file), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(push(cli).exit, 0);
    const auto asks = [&](int left) {
        cli.write(file, kHeader + people(0, left));
        return plan(cli)[QLatin1String("needs_confirmation")].toBool();
    };
    EXPECT_FALSE(asks(801)); // 19.9 %
    EXPECT_TRUE(asks(799));  // 20.1 %
    auto refused = push(cli);
    EXPECT_EQ(refused.exit, 3);
    EXPECT_EQ(practice.control(QStringLiteral("/requests/mailchimp")).object()[QLatin1String("duplicates")].toInt(), 0);
    // An empty source is not an order to remove everybody, and no number but the right one answers for it.
    EXPECT_TRUE(asks(0));
    EXPECT_EQ(push(cli).exit, 3);
    EXPECT_EQ(push(cli, {QStringLiteral("--allow-removals"), QStringLiteral("999")}).exit, 3);
    // 20.0 % is still the user's everyday business.
    EXPECT_FALSE(asks(800));
    auto allowed = push(cli);
    ASSERT_EQ(allowed.exit, 0) << allowed.err.toStdString();
    EXPECT_EQ(allowed.object()[QLatin1String("removed")].toInt(), 200);
}

/// In an audience so large that the share does not ask, the number does.
TEST(CliPush, theGuardHoldsAtTheBoundaryOfANumber) {
    const PracticeProcess practice;
    const Cli cli;
    const QString file = QStringLiteral("donors.csv");
    constexpr int kPeople = 2'600;
    cli.write(file, kHeader + people(0, kPeople));
    cli.preparePathway(cli.path(file), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(push(cli).exit, 0);
    const auto asks = [&](int gone) {
        cli.write(file, kHeader + people(gone, kPeople));
        const QJsonObject planned = plan(cli);
        EXPECT_EQ(planned[QLatin1String("remove")].toInt(), gone);
        return planned[QLatin1String("needs_confirmation")].toBool();
    };
    EXPECT_FALSE(asks(499));
    EXPECT_TRUE(asks(501));
    EXPECT_EQ(push(cli).exit, 3);
    EXPECT_EQ(push(cli, {QStringLiteral("--allow-removals"), QStringLiteral("500")}).exit, 3);
    EXPECT_FALSE(asks(500));
    auto allowed = push(cli);
    ASSERT_EQ(allowed.exit, 0) << allowed.err.toStdString();
    EXPECT_EQ(allowed.object()[QLatin1String("removed")].toInt(), 500);
    // The right number answers for the one person who is too many.
    cli.write(file, kHeader + people(500 + 501, kPeople));
    EXPECT_EQ(push(cli).exit, 3);
    allowed = push(cli, {QStringLiteral("--allow-removals"), QStringLiteral("501")});
    ASSERT_EQ(allowed.exit, 0) << allowed.err.toStdString();
    EXPECT_EQ(allowed.object()[QLatin1String("removed")].toInt(), 501);
}

TEST(CliPush, fewerThanFiveRemovalsNeverAsk) {
    const PracticeProcess practice;
    const Cli cli;
    const QString file = QStringLiteral("donors.csv");
    cli.write(file, kHeader + people(0, 6));
    cli.preparePathway(cli.path(file), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(push(cli).exit, 0);
    cli.write(file, kHeader + people(0, 1));
    EXPECT_EQ(push(cli).exit, 3); // Five of six.
    cli.write(file, kHeader + people(0, 2));
    auto allowed = push(cli);
    EXPECT_EQ(allowed.exit, 0) << allowed.err.toStdString();
    EXPECT_EQ(allowed.object()[QLatin1String("removed")].toInt(), 4);
}

/// A push that is signalled in its middle: the answers take their time, so that there is one on any machine.
class CliPushInTheMiddle : public ::testing::Test {
protected:
    void SetUp() override {
        m_cli.write(QStringLiteral("donors.csv"), kHeader + people(0, kPeople));
        m_cli.preparePathway(m_cli.path(QStringLiteral("donors.csv")), QStringLiteral("mirror"),
                             m_practice.mailchimpUrl());
        latency(250);
    }
    void latency(int milliseconds) {
        std::ignore =
            m_practice.control(QStringLiteral("/latency"), {{QStringLiteral("milliseconds"), milliseconds}}, true);
    }
    [[nodiscard]] int count(const char* what) const {
        return m_practice.control(QStringLiteral("/requests/mailchimp")).object()[QLatin1String(what)].toInt();
    }
    /// Starts the push, waits for so many more changes to be applied, and signals it. Null: it ended by itself.
    std::unique_ptr<QProcess> signalled(int signal, int changes, const QStringList& extra = {}) {
        const int before = count("changes");
        auto running = m_cli.start(QStringList{QStringLiteral("push"), QStringLiteral("P")} + extra);
        while (running->state() != QProcess::NotRunning && count("changes") < before + changes) {
            running->waitForFinished(1);
        }
        // With no process left its number would be 0, which means everybody here.
        if (running->processId() <= 0) {
            return nullptr;
        }
        ::kill(pid_t(running->processId()), signal);
        return running->waitForFinished(60'000) ? std::move(running) : nullptr;
    }
    void pushToTheEnd() {
        latency(0);
        const auto last = push(m_cli);
        EXPECT_EQ(last.exit, 0) << last.err.toStdString() << last.out.toStdString();
        EXPECT_EQ(count("duplicates"), 0);
        const QJsonObject planned = plan(m_cli);
        EXPECT_EQ(planned[QLatin1String("unchanged")].toInt(), kPeople);
        EXPECT_EQ(planned[QLatin1String("add")].toInt(), 0);
        EXPECT_EQ(planned[QLatin1String("remove")].toInt(), 0);
    }
    static constexpr int kPeople = 20'000;
    PracticeProcess m_practice;
    Cli m_cli;
};

TEST_F(CliPushInTheMiddle, aKilledPushEndsAsAnUndisturbedOneWould) {
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(signalled(SIGKILL, 4)) << "it ended before its middle";
    }
    pushToTheEnd();
}

/// Killed, its plan cannot be read any more: the next push says so, and goes on with a new plan.
TEST_F(CliPushInTheMiddle, aKilledPushWhosePlanIsLostMakesWayForANewOne) {
    ASSERT_TRUE(signalled(SIGKILL, 4)) << "it ended before its middle";
    const QDir spool(m_cli.path(QStringLiteral("workspace/spool")));
    const QStringList plans = spool.entryList({QStringLiteral("*.plan")}, QDir::Files);
    ASSERT_EQ(plans.size(), 1);
    QFile damaged(spool.filePath(plans.first()));
    ASSERT_TRUE(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate));
    damaged.close();
    pushToTheEnd();
}

/// F5: a crash in mid-push. Dumps are off, so nothing of the donors is left lying about.
TEST_F(CliPushInTheMiddle, aPushThatCrashedGoesOnAndLeavesNoDump) {
    for (const int signal : {SIGSEGV, SIGABRT}) {
        ASSERT_TRUE(signalled(signal, 2)) << "it ended before its middle";
    }
    EXPECT_TRUE(QDir(m_cli.folder()).entryList({QStringLiteral("core*")}, QDir::Files).isEmpty());
    pushToTheEnd();
}

/// F6: asked to end, it lets what is in flight be answered, keeps its place and says so.
TEST_F(CliPushInTheMiddle, aPushThatIsAskedToEndEndsSoonAndGoesOnLater) {
    const auto ended = signalled(SIGTERM, 2);
    ASSERT_TRUE(ended) << "it ended before its middle";
    EXPECT_EQ(ended->exitStatus(), QProcess::NormalExit);
    EXPECT_EQ(ended->exitCode(), 4);
    pushToTheEnd();
}

/// Somebody stops a push because its file is wrong, and corrects the file: nothing more of the old one may be sent, and
/// what the command says is what happened.
TEST_F(CliPushInTheMiddle, aStoppedPushDoesNotGoOnWithPeopleOfAnotherFile) {
    ASSERT_TRUE(signalled(SIGTERM, 2)) << "it ended before its middle";
    latency(0);
    m_cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 30));
    const QJsonObject planned = plan(m_cli);
    const int removals = planned[QLatin1String("remove")].toInt();
    ASSERT_GT(removals, 0);
    const int before = count("changes");
    const auto asked = push(m_cli);
    EXPECT_EQ(asked.exit, 3);
    EXPECT_EQ(count("changes"), before) << asked.out.toStdString();
    const QJsonObject continued = asked.object()[QLatin1String("continued")].toObject();
    EXPECT_EQ(continued[QLatin1String("status")].toString(), QStringLiteral("needs-you")) << asked.out.toStdString();
    EXPECT_GT(continued[QLatin1String("accepted")].toInt(), 0);
    const auto allowed = push(m_cli, {QStringLiteral("--allow-removals"), QString::number(removals)});
    EXPECT_EQ(allowed.exit, 0) << allowed.err.toStdString();
    EXPECT_FALSE(allowed.object().contains(QLatin1String("continued"))) << "it had ended for good";
    EXPECT_EQ(allowed.object()[QLatin1String("removed")].toInt(), removals);
    EXPECT_EQ(plan(m_cli)[QLatin1String("unchanged")].toInt(), 30);
}

/// What was begun with removals does not go on where the command says that nobody is to be removed.
TEST_F(CliPushInTheMiddle, aStoppedPushDoesNotGoOnAgainstTheCommand) {
    latency(0);
    ASSERT_EQ(push(m_cli).exit, 0);
    m_cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 1'000));
    latency(250);
    const QString all = QString::number(kPeople - 1'000);
    ASSERT_TRUE(signalled(SIGTERM, 1, {QStringLiteral("--allow-removals"), all})) << "it ended before its middle";
    latency(0);
    const int before = count("changes");
    const auto without = push(m_cli, {QStringLiteral("--no-removals")});
    EXPECT_EQ(without.exit, 0) << without.err.toStdString();
    EXPECT_EQ(count("changes"), before);
    EXPECT_EQ(without.object()[QLatin1String("removed")].toInt(), 0);
}

/// It goes on, and both pushes are told of, where more has to be done than it had planned.
TEST_F(CliPushInTheMiddle, aContinuedPushTellsWhatItDid) {
    ASSERT_TRUE(signalled(SIGTERM, 2)) << "it ended before its middle";
    latency(0);
    const auto text = m_cli.runAsText({QStringLiteral("push"), QStringLiteral("P")});
    EXPECT_EQ(text.exit, 0) << text.err.toStdString();
    EXPECT_TRUE(text.out.contains(" was continued.")) << text.out.toStdString();
    EXPECT_TRUE(text.out.contains("20,000 accepted")) << text.out.toStdString();
}

/// By the user's own word the connection leads to another account: its pathways can be pushed there.
TEST(CliPush, afterAnotherAccountWasAcceptedItCanBePushedAgain) {
    const PracticeProcess practice;
    const Cli cli;
    cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 20));
    cli.preparePathway(cli.path(QStringLiteral("donors.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(push(cli).exit, 0);
    std::ignore =
        practice.control(QStringLiteral("/mailchimp/account"), {{QStringLiteral("id"), QStringLiteral("other")}}, true);
    cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 21));
    EXPECT_EQ(push(cli).exit, 3) << "another account was not accepted yet";
    const auto accepted = cli.run({QStringLiteral("connections"), QStringLiteral("reconnect"), QStringLiteral("M"),
                                   QStringLiteral("--accept-other-account")});
    ASSERT_EQ(accepted.exit, 0) << accepted.err.toStdString();
    const auto pushed = push(cli);
    EXPECT_EQ(pushed.exit, 0) << pushed.err.toStdString();
    EXPECT_EQ(plan(cli)[QLatin1String("unchanged")].toInt(), 21);
}

TEST(CliPush, takingOffATagNeedsOneBeforeAPathwayIsStored) {
    const PracticeProcess practice;
    const Cli cli;
    cli.write(QStringLiteral("donors.csv"), kHeader + people(0, 3));
    cli.preparePathway(cli.path(QStringLiteral("donors.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());
    const QString list = cli.run({QStringLiteral("pathways"), QStringLiteral("show"), QStringLiteral("P")})
                             .object()[QLatin1String("object")]
                             .toObject()[QLatin1String("id")]
                             .toString();
    const QStringList without{QStringLiteral("pathways"),   QStringLiteral("add"),      QStringLiteral("Q"),
                              QStringLiteral("--audience"), QStringLiteral("A"),        QStringLiteral("--connection"),
                              QStringLiteral("M"),          QStringLiteral("--object"), list,
                              QStringLiteral("--method"),   QStringLiteral("mirror"),   QStringLiteral("--removal"),
                              QStringLiteral("tag-off")};
    const auto refused = cli.run(without);
    EXPECT_EQ(refused.exit, 2) << refused.out.toStdString();
    EXPECT_FALSE(refused.object()[QLatin1String("error")].toObject()[QLatin1String("remedy")].toString().isEmpty());
    EXPECT_EQ(cli.run(without + QStringList{QStringLiteral("--option"), QStringLiteral("tag=Donors")}).exit, 0);
}

/// “Nothing to do” says nothing of people who cannot be sent.
TEST(CliPush, whatIsSaidWhereNothingIsToBeDoneIsTrue) {
    const PracticeProcess practice;
    const Cli cli;
    const QString file = QStringLiteral("donors.csv");
    cli.write(file, kHeader + people(0, 3));
    cli.preparePathway(cli.path(file), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(push(cli).exit, 0);
    const auto said = [&cli] { return cli.runAsText({QStringLiteral("plan"), QStringLiteral("P")}).out; };
    EXPECT_TRUE(said().contains("everyone in the audience was sent before"));
    EXPECT_EQ(plan(cli)[QLatin1String("staying_why")].toString(), QString());
    cli.write(file, kHeader + people(0, 3) + "A,B,not an address\n");
    EXPECT_TRUE(said().contains("nothing has changed for 3 people")) << said().toStdString();
    cli.write(file, kHeader + "A,B,not an address\n");
    EXPECT_FALSE(said().contains("has everyone"));
}

TEST(CliPush, usageAndUnknownNamesHaveTheirExitStatus) {
    const Cli cli;
    EXPECT_EQ(cli.run({QStringLiteral("nonsense")}).exit, 2);
    EXPECT_EQ(cli.run({QStringLiteral("push"), QStringLiteral("Nobody")}).exit, 2);
    EXPECT_EQ(cli.run({QStringLiteral("audiences"), QStringLiteral("add"), QStringLiteral("X")}).exit, 2);
    EXPECT_EQ(
        cli.run({QStringLiteral("connect"), QStringLiteral("nowhere"), QStringLiteral("--name"), QStringLiteral("X")})
            .exit,
        2);
}

} // namespace pathways::test
