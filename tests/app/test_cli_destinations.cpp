// SPDX-License-Identifier: GPL-3.0-or-later
// Every method of every destination from the command line, end to end, with the sample donors:
// the practice platforms over HTTP, and real servers of Mailman, PostgreSQL, MariaDB and OpenSSH.
#include "tests/app/place.h"
#include "tests/app/plant_canary.h"
#include "tests/support/paths.h"

#include <QDir>
#include <QElapsedTimer>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

// People of the sample whose rows are in order, near its beginning.
const QString kJonas = QStringLiteral("jonas.lindqvist1@riverbank.test");
const QString kLeila = QStringLiteral("leila.byrne2@riverbank.test");
const QString kBjorn = QStringLiteral("bjorn.lindqvist3@post.riverbank.test");
const QString kZainab = QStringLiteral("zainab.campbell4@riverbank.test");
const QString kStranger = QStringLiteral("nobody.we.know@harbour.test");
const QString kFresh = QStringLiteral("fresh.face@riverbank.test");

QList<QByteArray> sample() {
    QList<QByteArray> lines;
    for (const QByteArray& line : contentOf(inProject(QStringLiteral("resources/samples/donors.csv"))).split('\n')) {
        if (!line.isEmpty()) {
            lines << line + '\n';
        }
    }
    return lines;
}

QByteArray without(const QByteArray& csv, const QString& email) {
    QByteArray out;
    for (const QByteArray& line : csv.split('\n')) {
        if (!line.contains(email.toUtf8()) && !line.isEmpty()) {
            out += line + '\n';
        }
    }
    return out;
}

const auto* const kPlantCanary = ::testing::AddGlobalTestEnvironment(new PlantCanary);

class CliDestinations : public ::testing::TestWithParam<PlaceKind> {
public:
    static void TearDownTestSuite() { stopServers(); }

protected:
    void SetUp() override {
        place = GetParam().make();
        if (const QString why = place->missing(); !why.isEmpty()) {
            GTEST_SKIP() << why.toStdString();
        }
        QList<QByteArray> lines = sample();
        if (place->sampleLines() > 0) {
            lines = lines.first(place->sampleLines());
        }
        csv = lines.join();
        write();
        ASSERT_EQ(run({QStringLiteral("audiences"), QStringLiteral("add"), QStringLiteral("A"),
                       QStringLiteral("--file"), cli.path(QStringLiteral("donors.csv")), QStringLiteral("--country"),
                       QStringLiteral("GB"), QStringLiteral("--consent"), QStringLiteral("Consent")})
                      .exit,
                  0);
        QStringList connect = place->connection();
        connect.prepend(QStringLiteral("connect"));
        connect << QStringLiteral("--name") << QStringLiteral("C");
        if (!place->secret().isEmpty()) {
            connect << QStringLiteral("--secret-stdin");
        }
        const auto connected = cli.run(connect, place->secret());
        ASSERT_EQ(connected.exit, 0) << connected.err.toStdString();
    }
    void write() const { cli.write(QStringLiteral("donors.csv"), csv); }
    [[nodiscard]] Cli::Outcome run(const QStringList& arguments) const { return cli.run(arguments); }
    void addPathway(const QString& name, const QString& method, const QStringList& more = {}) {
        QStringList arguments{QStringLiteral("pathways"),
                              QStringLiteral("add"),
                              name,
                              QStringLiteral("--audience"),
                              QStringLiteral("A"),
                              QStringLiteral("--connection"),
                              QStringLiteral("C"),
                              QStringLiteral("--object"),
                              place->freshObject(cli),
                              QStringLiteral("--method"),
                              method};
        const auto added = cli.run(arguments + place->pathway() + more);
        ASSERT_EQ(added.exit, 0) << added.err.toStdString();
    }
    QJsonObject plan(const QString& name) {
        const auto outcome = run({QStringLiteral("plan"), name});
        EXPECT_LE(outcome.exit, 1) << outcome.err.toStdString();
        const QJsonObject json = outcome.object();
        EXPECT_EQ(json[u"total"].toInt(), json[u"add"].toInt() + json[u"update"].toInt() + json[u"unchanged"].toInt() +
                                              json[u"left_out"].toInt())
            << outcome.out.toStdString();
        return json;
    }
    QJsonObject push(const QString& name) {
        const auto outcome = run({QStringLiteral("push"), name});
        // 1: the sample holds a few people who cannot be sent, on purpose.
        EXPECT_LE(outcome.exit, 1) << outcome.err.toStdString() << outcome.out.toStdString();
        return outcome.object();
    }
    /// First push, a second that finds nothing to do, then exactly the differences.
    void wholeLife(const QString& method) {
        SCOPED_TRACE(method.toStdString());
        const bool adds = method != QLatin1String("update-only");
        const bool updates = method != QLatin1String("append");
        const bool removes = method == QLatin1String("mirror");
        addPathway(method, method);
        const bool strangers = place->others(kStranger, QStringLiteral("Stranger"));
        place->others(kLeila, QStringLiteral("Theirs"));
        const bool left = place->leaves(kZainab);

        const QJsonObject first = plan(method);
        EXPECT_EQ(first[u"remove"].toInt(), 0);
        const QJsonObject pushed = push(method);
        EXPECT_EQ(pushed[u"removed"].toInt(), 0);
        EXPECT_EQ(pushed[u"accepted"].toInt() > 0, true);
        EXPECT_EQ(place->holds(kJonas), adds);
        if (strangers) {
            EXPECT_TRUE(place->holds(kStranger));
            EXPECT_EQ(place->firstName(kStranger), QStringLiteral("Stranger"));
        }
        if (place->firstName(kLeila)) {
            EXPECT_EQ(place->firstName(kLeila), updates ? QStringLiteral("Leila") : QStringLiteral("Theirs"));
        }
        EXPECT_EQ(!left || place->stillOut(kZainab), true);

        const QJsonObject again = plan(method);
        EXPECT_EQ(again[u"add"].toInt(), 0);
        EXPECT_EQ(again[u"update"].toInt(), 0);
        EXPECT_EQ(again[u"remove"].toInt(), 0);
        EXPECT_EQ(push(method)[u"accepted"].toInt(), 0);

        // Two leave, one comes, one is called otherwise.
        const QByteArray before = csv;
        csv = without(without(csv, kJonas), kBjorn);
        csv.replace("R-00002,Leila", "R-00002,Leilah");
        csv += "R-90001,Fresh,Face," + kFresh.toUtf8() +
               ",,1 Mill Lane,Bristol,Bristol,BS9 4JW,UK,2024-03-05,12.50,,yes\n";
        write();
        const QJsonObject changed = plan(method);
        EXPECT_EQ(changed[u"add"].toInt(), adds ? 1 : 0);
        EXPECT_EQ(changed[u"update"].toInt(), updates ? 1 : 0);
        EXPECT_EQ(changed[u"remove"].toInt(), removes ? 2 : 0);
        const QJsonObject sent = push(method);
        EXPECT_EQ(sent[u"accepted"].toInt(), changed[u"add"].toInt() + changed[u"update"].toInt());
        EXPECT_EQ(sent[u"removed"].toInt(), removes ? 2 : 0);
        EXPECT_EQ(place->holds(kFresh), adds);
        EXPECT_EQ(place->holds(kJonas), adds && !removes);
        EXPECT_EQ(place->holds(kBjorn), adds && !removes);
        if (place->firstName(kLeila)) {
            EXPECT_EQ(place->firstName(kLeila), updates ? QStringLiteral("Leilah") : QStringLiteral("Theirs"));
        }

        // Somebody whom others had put there leaves the audience: nobody but those others takes them out (promise P2).
        csv = without(csv, kLeila);
        write();
        if (place->canReadBack() && strangers) {
            EXPECT_EQ(plan(method)[u"remove"].toInt(), 0);
            EXPECT_EQ(push(method)[u"removed"].toInt(), 0);
            EXPECT_TRUE(place->holds(kLeila));
            EXPECT_TRUE(place->holds(kStranger));
        }
        EXPECT_EQ(!left || place->stillOut(kZainab), true);
        csv = before;
        write();
    }

    std::unique_ptr<Place> place;
    Cli cli;
    QByteArray csv;
};

} // namespace

TEST_P(CliDestinations, Mirror) {
    wholeLife(QStringLiteral("mirror"));
}

TEST_P(CliDestinations, UpdateOrCreate) {
    wholeLife(QStringLiteral("update-or-create"));
}

TEST_P(CliDestinations, Append) {
    wholeLife(QStringLiteral("append"));
}

TEST_P(CliDestinations, UpdateOnly) {
    if (place->offersUpdateOnly()) {
        wholeLife(QStringLiteral("update-only"));
        return;
    }
    const auto refused =
        run({QStringLiteral("pathways"), QStringLiteral("add"), QStringLiteral("P"), QStringLiteral("--audience"),
             QStringLiteral("A"), QStringLiteral("--connection"), QStringLiteral("C"), QStringLiteral("--object"),
             place->freshObject(cli), QStringLiteral("--method"), QStringLiteral("update-only")});
    EXPECT_NE(refused.exit, 0) << "a platform that shows nobody cannot update only those who are there";
}

/// Whether we put them there or others did: their wish holds for them, not for one address (promise P1).
TEST_P(CliDestinations, WhoLeftIsNotWrittenToAtTheirNextAddress) {
    const QString pathway = QStringLiteral("P");
    addPathway(pathway, QStringLiteral("mirror"));
    place->others(kLeila, QStringLiteral("Theirs"));
    push(pathway);
    if (!place->leaves(kLeila) || !place->leaves(kJonas)) {
        GTEST_SKIP() << "nobody leaves there";
    }
    ASSERT_TRUE(place->stillOut(kLeila) && place->stillOut(kJonas));
    const QString leilaNow = QStringLiteral("leila.now@riverbank.test");
    const QString jonasNow = QStringLiteral("jonas.now@riverbank.test");
    csv.replace(kLeila.toUtf8(), leilaNow.toUtf8());
    csv.replace(kJonas.toUtf8(), jonasNow.toUtf8());
    write();
    push(pathway);
    EXPECT_FALSE(place->holds(leilaNow));
    EXPECT_FALSE(place->holds(jonasNow));
    EXPECT_TRUE(place->stillOut(kLeila) && place->stillOut(kJonas));
    EXPECT_TRUE(place->holds(kBjorn));
}

/// Before the program knew of them or after: whom staff took out stays out and is named; whom it took out itself comes
/// back by itself (promises P1, P2).
TEST_P(CliDestinations, WhomStaffTookOutStaysOut) {
    const QString pathway = QStringLiteral("P");
    addPathway(pathway, QStringLiteral("mirror"));
    place->others(kLeila, QStringLiteral("Theirs"));
    if (!place->takenOutByStaff(kLeila)) {
        GTEST_SKIP() << "nobody is taken out by hand there";
    }
    const auto takenOut = [](const QJsonObject& plan) { return plan[u"left_out_by"][u"taken-out-there"].toInt(); };
    EXPECT_EQ(takenOut(plan(pathway)), 1);
    push(pathway);
    EXPECT_FALSE(place->holds(kLeila));
    EXPECT_TRUE(place->holds(kJonas) && place->holds(kBjorn));
    EXPECT_EQ(takenOut(plan(pathway)), 1);

    place->timePasses();
    ASSERT_TRUE(place->takenOutByStaff(kJonas));
    const QJsonObject after = plan(pathway);
    EXPECT_EQ(takenOut(after), 2) << "their row has not changed, but they are not there";
    EXPECT_EQ(after[u"add"].toInt() + after[u"update"].toInt() + after[u"remove"].toInt(), 0);
    const QByteArray before = csv;
    csv = without(csv, kBjorn);
    csv.replace("R-00001,Jonas", "R-00001,Jon");
    write();
    EXPECT_EQ(push(pathway)[u"removed"].toInt(), 1);
    EXPECT_FALSE(place->holds(kBjorn) || place->holds(kJonas) || place->holds(kLeila));
    place->timePasses();
    csv = before;
    write();
    EXPECT_EQ(takenOut(plan(pathway)), 2);
    EXPECT_EQ(push(pathway)[u"accepted"].toInt(), 1);
    EXPECT_TRUE(place->holds(kBjorn));
    EXPECT_FALSE(place->holds(kJonas) || place->holds(kLeila));

    place->timePasses();
    place->others(kJonas, QStringLiteral("Back"));
    EXPECT_EQ(takenOut(plan(pathway)), 1);
    csv.replace("R-00001,Jonas", "R-00001,Jon");
    write();
    EXPECT_EQ(push(pathway)[u"accepted"].toInt(), 1);
    EXPECT_EQ(place->firstName(kJonas), QStringLiteral("Jon"));

    // Taken out by us, back of their own accord, taken out by staff: that was not us any more.
    csv = without(csv, kBjorn);
    write();
    EXPECT_EQ(push(pathway)[u"removed"].toInt(), 1);
    plan(pathway);
    place->timePasses();
    place->others(kBjorn, QStringLiteral("Back"));
    ASSERT_TRUE(place->takenOutByStaff(kBjorn));
    csv = before;
    write();
    EXPECT_EQ(takenOut(plan(pathway)), 2);
    push(pathway);
    EXPECT_FALSE(place->holds(kBjorn) || place->holds(kLeila));
}

/// Where the organisation's own number is the key, who is there is told by it: Update Only reaches them, and "match
/// exactly" takes out strangers and nobody of the audience.
TEST_P(CliDestinations, KeyedByTheOwnNumber) {
    if (!place->keyByNumber()) {
        GTEST_SKIP() << "people are not told apart by a number there";
    }
    const auto twoAreThere = [this] {
        // By an address that she has no more: only the number tells that it is she.
        place->othersByNumber(QStringLiteral("R-00002"), QStringLiteral("leila.before@riverbank.test"),
                              QStringLiteral("Theirs"));
        place->othersByNumber(QStringLiteral("X-1"), kStranger, QStringLiteral("Stranger"));
    };
    addPathway(QStringLiteral("U"), QStringLiteral("update-only"));
    twoAreThere();
    EXPECT_EQ(plan(QStringLiteral("U"))[u"update"].toInt(), 1);
    EXPECT_EQ(push(QStringLiteral("U"))[u"accepted"].toInt(), 1);
    EXPECT_EQ(place->firstName(kLeila), QStringLiteral("Leila"));
    csv.replace("R-00002,Leila", "R-00002,Leilah");
    write();
    EXPECT_EQ(push(QStringLiteral("U"))[u"accepted"].toInt(), 1);
    EXPECT_EQ(place->firstName(kLeila), QStringLiteral("Leilah"));
    EXPECT_FALSE(place->holds(kJonas));

    addPathway(QStringLiteral("M"), QStringLiteral("mirror"), {QStringLiteral("--match-exactly")});
    twoAreThere();
    const QJsonObject first = plan(QStringLiteral("M"));
    EXPECT_EQ(first[u"remove"].toInt(), 1);
    EXPECT_EQ(first[u"update"].toInt(), 1);
    const auto pushed =
        run({QStringLiteral("push"), QStringLiteral("M"), QStringLiteral("--allow-removals"), QStringLiteral("1")});
    EXPECT_LE(pushed.exit, 1) << pushed.err.toStdString() << pushed.out.toStdString();
    EXPECT_EQ(pushed.object()[u"removed"].toInt(), 1);
    EXPECT_FALSE(place->holds(kStranger));
    EXPECT_TRUE(place->holds(kLeila) && place->holds(kJonas) && place->holds(kBjorn));
    const QJsonObject again = plan(QStringLiteral("M"));
    EXPECT_EQ(again[u"add"].toInt() + again[u"update"].toInt() + again[u"remove"].toInt(), 0);
}

INSTANTIATE_TEST_SUITE_P(Six, CliDestinations, ::testing::ValuesIn(allPlaces()),
                         [](const auto& subject) { return std::string(subject.param.name); });

/// Google's own recipe: send everyone, then everybody else goes. With a plan that says so beforehand.
TEST(CliExactMatch, GoogleAdsTakesOutStrangersAndOnlyWithEveryoneSent) {
    const auto google = allPlaces().at(1).make();
    const Cli cli;
    const Cli elsewhere; // Of the same organisation, and not of this workspace.
    const auto runIn = [](const Cli& where, const QStringList& arguments) {
        auto outcome = where.run(arguments);
        EXPECT_EQ(outcome.exit, 0) << outcome.err.toStdString() << outcome.out.toStdString();
        return outcome;
    };
    const auto run = [&](const QStringList& arguments) { return runIn(cli, arguments); };
    const auto audience = [&](const Cli& where, const QString& name, const QByteArray& csv) {
        where.write(name + QStringLiteral(".csv"), csv);
        static_cast<void>(where.run({QStringLiteral("audiences"), QStringLiteral("add"), name, QStringLiteral("--file"),
                                     where.path(name + QStringLiteral(".csv"))}));
    };
    const auto pathway = [&](const Cli& where, const QString& name, const QString& object, const QStringList& more) {
        runIn(where,
              QStringList{QStringLiteral("pathways"), QStringLiteral("add"), name, QStringLiteral("--audience"), name,
                          QStringLiteral("--connection"), QStringLiteral("C"), QStringLiteral("--object"), object} +
                  more);
    };
    QByteArray csv = "First Name,E-mail\n";
    for (int i = 0; i < 50; ++i) {
        csv += "First,person" + QByteArray::number(i) + "@riverbank.test\n";
    }
    audience(cli, QStringLiteral("A"), csv);
    audience(elsewhere, QStringLiteral("Strangers"), "E-mail\n" + kStranger.toUtf8() + '\n');
    for (const Cli* where : {&cli, &elsewhere}) {
        runIn(*where, QStringList{QStringLiteral("connect")} + google->connection() +
                          QStringList{QStringLiteral("--name"), QStringLiteral("C")});
    }
    const QString list = google->freshObject(cli);
    pathway(elsewhere, QStringLiteral("Strangers"), list, {QStringLiteral("--method"), QStringLiteral("append")});
    pathway(cli, QStringLiteral("A"), list,
            {QStringLiteral("--method"), QStringLiteral("mirror"), QStringLiteral("--option"),
             QStringLiteral("everyone=yes")});
    runIn(elsewhere, {QStringLiteral("push"), QStringLiteral("Strangers")});
    google->timePasses();
    EXPECT_EQ(run({QStringLiteral("push"), QStringLiteral("A")}).object()[u"accepted"].toInt(), 50);
    EXPECT_FALSE(google->holds(kStranger));
    EXPECT_TRUE(google->holds(QStringLiteral("person7@riverbank.test")));

    cli.write(QStringLiteral("A.csv"), csv.replace("First,person7@riverbank.test\n", ""));
    const QJsonObject plan = run({QStringLiteral("plan"), QStringLiteral("A")}).object();
    EXPECT_EQ(plan[u"update"].toInt(), 49) << "everyone is sent again";
    EXPECT_EQ(plan[u"remove"].toInt(), 1);
    const auto only = run({QStringLiteral("push"), QStringLiteral("A"), QStringLiteral("--no-removals")});
    EXPECT_EQ(only.object()[u"removed"].toInt(), 0);
    EXPECT_TRUE(google->holds(QStringLiteral("person7@riverbank.test"))) << "nobody was to be taken out this time";
    google->timePasses();
    run({QStringLiteral("push"), QStringLiteral("A")});
    EXPECT_FALSE(google->holds(QStringLiteral("person7@riverbank.test")));
    EXPECT_TRUE(google->holds(QStringLiteral("person8@riverbank.test")));

    // Somebody of the audience whose row is broken this time is not sent, and must not be taken for one of the others.
    runIn(elsewhere, {QStringLiteral("push"), QStringLiteral("Strangers")});
    google->timePasses();
    cli.write(QStringLiteral("A.csv"),
              QByteArray(csv).replace("First,person8@riverbank.test", "First,spilled,person8@riverbank.test"));
    EXPECT_LE(cli.run({QStringLiteral("push"), QStringLiteral("A")}).exit, 1);
    EXPECT_TRUE(google->holds(QStringLiteral("person8@riverbank.test")));
    google->timePasses();
    cli.write(QStringLiteral("A.csv"), csv);
    run({QStringLiteral("push"), QStringLiteral("A")});
    EXPECT_TRUE(google->holds(QStringLiteral("person8@riverbank.test")));
}

/// 100,000 people to each practice platform, within its limits.
class HundredThousand : public ::testing::TestWithParam<const char*> {};

TEST_P(HundredThousand, GoWithinThePlatformsLimits) {
    const QString type = QString::fromLatin1(GetParam());
    const QString platform = type == QLatin1String("google-ads") ? QStringLiteral("google") : type;
    constexpr int kPeople = 100'000;
    const PracticeProcess practice;
    const Cli cli;
    QByteArray csv = "First Name,Surname,E-mail\n";
    for (int i = 0; i < kPeople; ++i) {
        const QByteArray n = QByteArray::number(i);
        csv += "First" + n + ",Last" + n + ",person" + n + "@riverbank.test\n";
    }
    cli.write(QStringLiteral("donors.csv"), csv);
    const auto run = [&cli](const QStringList& arguments) {
        auto outcome = cli.run(arguments);
        EXPECT_EQ(outcome.exit, 0) << outcome.err.toStdString();
        return outcome;
    };
    run({QStringLiteral("audiences"), QStringLiteral("add"), QStringLiteral("A"), QStringLiteral("--file"),
         cli.path(QStringLiteral("donors.csv"))});
    run({QStringLiteral("connect"), type, QStringLiteral("--name"), QStringLiteral("C"), QStringLiteral("--practice"),
         QStringLiteral("--set"), QStringLiteral("url=") + practice.ready()[platform][u"url"].toString()});
    const QString object = run({QStringLiteral("destinations"), QStringLiteral("--audience"), QStringLiteral("A")})
                               .array()[0][u"objects"][0][u"id"]
                               .toString();
    QStringList add{QStringLiteral("pathways"),   QStringLiteral("add"),      QStringLiteral("P"),
                    QStringLiteral("--audience"), QStringLiteral("A"),        QStringLiteral("--connection"),
                    QStringLiteral("C"),          QStringLiteral("--object"), object,
                    QStringLiteral("--method"),   QStringLiteral("mirror")};
    if (type == QLatin1String("mailchimp")) {
        add << QStringLiteral("--option") << QStringLiteral("tag=Everyone");
    }
    run(add);
    QElapsedTimer timer;
    timer.start();
    const auto pushed = run({QStringLiteral("push"), QStringLiteral("P")});
    EXPECT_EQ(pushed.object()[u"accepted"].toInt(), kPeople) << pushed.out.toStdString();
    const QJsonObject log = practice.control(QStringLiteral("/requests/") + platform).object();
    const int requests = pushed.object()[u"requests"].toInt();
    RecordProperty("requests", requests);
    RecordProperty("milliseconds", int(timer.elapsed()));
    std::cout << GetParam() << ": " << requests << " requests, " << timer.elapsed() << " ms, at most "
              << log[u"max_in_flight"].toInt() << " at a time\n";
    // 500 people a request, and as many requests again for the tag; 10,000 a request at the ad platforms.
    EXPECT_LE(requests, type == QLatin1String("mailchimp") ? 450 : 40);
    EXPECT_LE(log[u"max_in_flight"].toInt(), 10);
    EXPECT_EQ(log[u"duplicates"].toInt(), 0);
}

INSTANTIATE_TEST_SUITE_P(Practice, HundredThousand, ::testing::Values("mailchimp", "google-ads", "meta"),
                         [](const auto& subject) {
                             std::string name(subject.param);
                             std::erase(name, '-');
                             return name;
                         });

} // namespace pathways::test
