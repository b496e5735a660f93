// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at arbitrary instants, lost and broken answers: by every method the end is that of an undisturbed push,
// people of others included, and nothing that must not arrive twice does (promise P3, with P1, P2 and P8 on the way).
// So it is where the push that was killed is not continued: its audience or its pathway has changed, or the clock.
#include "tests/app/cli_process.h"

#include <QDateTime>
#include <QMap>

#include <algorithm>
#include <csignal>
#include <gtest/gtest.h>
#include <random>
#include <tuple>

namespace pathways::test {

namespace {

constexpr int kPeople = 2000;
const QByteArray kHeader = "Donor ID,First Name,Surname,E-mail\n";

QByteArray people(int from, int to, const char* name = "First") {
    QByteArray csv;
    for (int i = from; i < to; ++i) {
        const QByteArray n = QByteArray::number(i);
        csv += n + ',' + name + n + ",Last" + n + ",person" + n + "@riverbank.test\n";
    }
    return csv;
}

QString text(const char* latin1) {
    return QString::fromLatin1(latin1);
}

/// One pathway, told twice: a first push of everyone, then one after a third has left, changed or moved.
class Story final {
public:
    Story(const QString& method, unsigned seed, const QStringList& options = {})
        : m_random(seed) {
        const QStringList states{text("subscribed"), text("unsubscribed"), text("cleaned"), text("archived")};
        for (int i = 0; i < kPeople; i += 50) {
            tell("/mailchimp/set_member", {{text("email"), text("person%1@riverbank.test").arg(i)},
                                           {text("status"), states[(i / 50) % 4]},
                                           {text("tags"), QJsonArray{text("Theirs")}}});
        }
        m_cli.write(text("donors.csv"), kHeader + people(0, kPeople));
        m_cli.preparePathway(m_cli.path(text("donors.csv")), method, m_practice.mailchimpUrl(), options);
    }

    void change() {
        m_cli.write(text("donors.csv"), kHeader + people(100, 300) + people(300, 900, "Changed") +
                                            people(900, kPeople + 200) + "17,First17,Last17,moved17@riverbank.test\n");
    }
    /// After change(): some more have changed, so that a push begun before is not the one to go on with.
    void changeMore() {
        m_cli.write(text("donors.csv"), kHeader + people(100, 300) + people(300, 1100, "Changed") +
                                            people(1100, kPeople + 200) + "17,First17,Last17,moved17@riverbank.test\n");
    }
    void changeTag(const char* tag) {
        const auto changed = m_cli.run({text("pathways"), text("change"), text("P"), text("--option"),
                                        text("tag=") + text(tag), text("--old-mark"), text("clear")});
        EXPECT_EQ(changed.exit, 0) << changed.out.toStdString() << changed.err.toStdString();
    }
    /// For every command from now on.
    void setClockBack(const QString& preload) {
        m_cli.setVariable(text("LD_PRELOAD"), preload);
        m_cli.setVariable(text("FAKETIME"), text("-26h"));
        m_cli.setVariable(text("FAKETIME_DONT_FAKE_MONOTONIC"), text("1"));
    }
    /// The day on which its last push began, by its own clock.
    QDate dayOfLastPush() const {
        const QString started = m_cli.run({text("history"), text("P")}).array().first()[u"started"].toString();
        return QDateTime::fromString(started, Qt::ISODate).toLocalTime().date();
    }
    void fault(const QJsonObject& rule) { tell("/faults", rule); }

    /// A push that is killed after some of so many changes: what it asks for while planning does not count. The answers
    /// take their time, so that the kill falls between two of them on any machine.
    void killedPush(int changesOfAll) {
        latency(20);
        const int wanted = changes() + 1 + int(m_random() % unsigned(std::max(1, changesOfAll)));
        auto running = m_cli.start(push());
        while (running->state() != QProcess::NotRunning && changes() < wanted) {
            running->waitForFinished(1);
        }
        // With no process left its number would be 0, which means everybody here.
        if (running->processId() > 0) {
            ::kill(pid_t(running->processId()), SIGKILL);
        }
        running->waitForFinished();
        m_killed += running->exitStatus() == QProcess::CrashExit ? 1 : 0;
        latency(0);
    }
    /// How many changes it took.
    int wholePush() {
        const int before = changes();
        for (int attempt = 0; attempt < 4; ++attempt) {
            const auto outcome = m_cli.run(push());
            if (outcome.exit <= 1) {
                return changes() - before;
            }
            EXPECT_EQ(outcome.exit, 4) << outcome.out.toStdString() << outcome.err.toStdString();
        }
        ADD_FAILURE() << "the push does not come to its end";
        return 0;
    }

    /// Everybody there: status, first name, tags.
    QMap<QString, QString> members() const {
        QMap<QString, QString> all;
        const QJsonObject answer =
            m_practice.control(text("/mailchimp/members"), {{text("count"), 100'000}}, true).object();
        for (const QJsonValue& value : answer[u"members"].toArray()) {
            const QJsonObject member = value.toObject();
            QStringList tags;
            for (const QJsonValue& tag : member[u"tags"].toArray()) {
                tags << tag.toString();
            }
            all.insert(member[u"email"].toString(), member[u"status"].toString() + u' ' +
                                                        member[u"merge_fields"].toObject()[u"FNAME"].toString() + u' ' +
                                                        tags.join(u','));
        }
        return all;
    }
    /// Pushes that were killed before they came to their end by themselves.
    int killed() const { return m_killed; }
    int duplicates() const { return counts()[u"duplicates"].toInt(); }

private:
    void tell(const char* path, const QJsonObject& wish) { m_practice.control(text(path), wish, true).object(); }
    QJsonObject counts() const { return m_practice.control(text("/requests/mailchimp")).object(); }
    void latency(int milliseconds) { tell("/latency", {{text("milliseconds"), milliseconds}}); }
    int changes() const { return counts()[u"changes"].toInt(); }
    /// The guard is answered with its own number.
    QStringList push() const {
        const int removals = m_cli.run({text("plan"), text("P")}).object()[u"remove"].toInt();
        return {text("push"), text("P"), text("--allow-removals"), QString::number(removals)};
    }

    PracticeProcess m_practice;
    Cli m_cli;
    std::mt19937 m_random;
    int m_killed = 0;
};

/// A story without trouble, and how many changes each of its pushes makes.
struct Undisturbed {
    int first = 0;
    int second = 0;
    QMap<QString, QString> members;
};

class CliKills : public ::testing::TestWithParam<const char*> {
protected:
    Undisturbed undisturbed() const {
        Undisturbed end;
        Story story(text(GetParam()), 1);
        end.first = story.wholePush();
        story.change();
        end.second = story.wholePush();
        end.members = story.members();
        return end;
    }
};

void expectSame(const QMap<QString, QString>& wanted, const QMap<QString, QString>& got) {
    for (auto one = got.cbegin(); one != got.cend(); ++one) {
        EXPECT_TRUE(wanted.contains(one.key())) << one.key().toStdString() << ": " << one.value().toStdString();
    }
    for (auto one = wanted.cbegin(); one != wanted.cend(); ++one) {
        EXPECT_EQ(got.value(one.key()).toStdString(), one.value().toStdString()) << one.key().toStdString();
    }
}

/// What happens between a push that was killed and the next.
enum class Between { MorePeopleChange, TheTagChanges, TheClockGoesBack };

/// Loaded ahead of all else, it tells a program another time. Empty: it is not here.
QString clockPreload() {
    QProcess process;
    process.start(text("faketime"), {text("-f"), text("-26h"), text("printenv"), text("LD_PRELOAD")});
    return process.waitForFinished() ? QString::fromLocal8Bit(process.readAllStandardOutput()).trimmed() : QString();
}

void happens(Between between, Story& story, const QString& preload) {
    switch (between) {
    case Between::MorePeopleChange:
        return story.changeMore();
    case Between::TheTagChanges:
        return story.changeTag("Gala");
    case Between::TheClockGoesBack:
        return story.setClockBack(preload);
    }
}

class CliKillsBetween : public ::testing::TestWithParam<std::tuple<const char*, Between>> {};

} // namespace

TEST_P(CliKills, theEndIsThatOfAnUndisturbedPush) {
    const auto wanted = undisturbed();
    for (unsigned seed = 1; seed <= 2; ++seed) {
        Story story(text(GetParam()), seed);
        story.killedPush(wanted.first);
        story.killedPush(wanted.first / 2);
        story.wholePush();
        story.change();
        story.killedPush(wanted.second);
        story.killedPush(wanted.second / 2);
        story.wholePush();
        expectSame(wanted.members, story.members());
        EXPECT_GE(story.killed(), 2) << "too few kills fell into the sending";
        EXPECT_EQ(story.duplicates(), 0);
    }
}

TEST_P(CliKills, lostAndBrokenAnswersLeadToTheSameEnd) {
    const auto wanted = undisturbed();
    Story story(text(GetParam()), 3);
    for (const bool changed : {false, true}) {
        if (changed) {
            story.change();
        }
        story.fault({{text("kind"), text("drop")}, {text("apply"), true}, {text("method"), text("POST")}});
        story.fault(
            {{text("kind"), text("reset")}, {text("apply"), true}, {text("method"), text("POST")}, {text("skip"), 1}});
        story.fault({{text("kind"), text("status")}, {text("status"), 503}, {text("skip"), 7}});
        story.fault({{text("kind"), text("html")}, {text("skip"), 9}});
        story.wholePush();
    }
    expectSame(wanted.members, story.members());
    EXPECT_EQ(story.duplicates(), 0);
}

TEST_P(CliKillsBetween, theEndIsThatOfAnUndisturbedPush) {
    const auto [method, between] = GetParam();
    const QStringList options{text("--option"), text("tag=Spring")};
    QString preload;
    if (between == Between::TheClockGoesBack) {
        preload = clockPreload();
        if (preload.isEmpty()) {
            GTEST_SKIP() << "faketime is not installed";
        }
    }
    Story undisturbed(text(method), 1, options);
    undisturbed.wholePush();
    undisturbed.change();
    happens(between, undisturbed, preload);
    const int changes = undisturbed.wholePush();
    undisturbed.wholePush(); // The tag of whoever has only just been renamed.
    const auto wanted = undisturbed.members();

    Story story(text(method), 4, options);
    story.wholePush();
    story.change();
    const QDate before = story.dayOfLastPush();
    story.killedPush(changes / 3);
    const int killedBefore = story.killed();
    happens(between, story, preload);
    story.killedPush(changes / 3);
    story.killedPush(changes / 2);
    story.wholePush();
    story.wholePush();
    expectSame(wanted, story.members());
    EXPECT_EQ(killedBefore, 1) << "the kill did not fall into the sending";
    EXPECT_GE(story.killed(), 2) << "too few kills fell into the sending";
    EXPECT_EQ(story.duplicates(), 0);
    EXPECT_EQ(story.dayOfLastPush() < before, between == Between::TheClockGoesBack);
}

std::string nameOfBetween(const ::testing::TestParamInfo<std::tuple<const char*, Between>>& info) {
    const auto [method, between] = info.param;
    const char* const names[] = {"MorePeopleChange", "TheTagChanges", "TheClockGoesBack"};
    return QString::fromLatin1(method).remove(u'-').toStdString() + names[int(between)];
}

INSTANTIATE_TEST_SUITE_P(Methods, CliKillsBetween,
                         ::testing::Combine(::testing::Values("mirror", "update-or-create"),
                                            ::testing::Values(Between::MorePeopleChange, Between::TheTagChanges,
                                                              Between::TheClockGoesBack)),
                         nameOfBetween);

INSTANTIATE_TEST_SUITE_P(Methods, CliKills, ::testing::Values("mirror", "update-or-create", "append", "update-only"),
                         [](const auto& method) {
                             return QString::fromLatin1(method.param).remove(u'-').toStdString();
                         });

} // namespace pathways::test
