// SPDX-License-Identifier: GPL-3.0-or-later
// Every command of the man page: its JSON, its exit status, what is refused.
#include "tests/app/cli_process.h"
#include "tests/support/lowered_limit.h"

#include <csignal>
#include <gtest/gtest.h>
#include <tuple>

namespace pathways::test {

namespace {

const QByteArray kDonors = "First Name,Surname,E-mail,Phone,Birthday\n"
                           "Ann,Ash,ann@riverbank.test,07700 900123,03/04/1980\n"
                           "Bob,Birch,bob@riverbank.test,,\n"
                           "Cara,Cole,not an address,,\n";

QStringList words(const char* line) {
    return QString::fromLatin1(line).split(u' ');
}

/// One JSON document and nothing else on standard output.
void expectOneDocument(const Cli::Outcome& outcome) {
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(outcome.out, &problem);
    EXPECT_EQ(problem.error, QJsonParseError::NoError) << outcome.out.toStdString();
    EXPECT_TRUE(document.isArray() || document.isObject());
    EXPECT_EQ(outcome.out.trimmed().count('\n'), 0);
}

void expectKeys(const QJsonObject& json, const char* keys) {
    for (const QString& key : words(keys)) {
        EXPECT_TRUE(json.contains(key)) << key.toStdString();
    }
}

void expectNumbers(const QJsonObject& json, const char* keys) {
    for (const QString& key : words(keys)) {
        EXPECT_TRUE(json.value(key).isDouble()) << key.toStdString();
    }
}

} // namespace

TEST(CliCommands, aWrongCommandIsRefusedBeforeAnythingIsOpened) {
    const Cli cli;
    for (const char* line : {"nonsense",
                             "audiences frob",
                             "audiences add",
                             "audiences add X --bogus",
                             "audiences add X --file",
                             "audiences add X --json=1 --file y",
                             "audiences show",
                             "audiences show A B",
                             "destinations",
                             "plan",
                             "push",
                             "push A B",
                             "push A --file x",
                             "push A -x",
                             "status A B",
                             "connections test",
                             "pathways add P",
                             "connect mailchimp",
                             "connect mailchimp --name A --name B",
                             "practice now",
                             "plan A --allow-removals 1"}) {
        const auto outcome = cli.run(words(line));
        EXPECT_EQ(outcome.exit, 2) << line;
        expectOneDocument(outcome);
        EXPECT_EQ(outcome.object()[QLatin1String("exit")].toInt(), 2) << line;
        EXPECT_FALSE(outcome.err.isEmpty()) << line;
    }
    EXPECT_FALSE(QFile::exists(cli.path(QStringLiteral("workspace"))));
}

TEST(CliCommands, whatIsNamedButNotThereIsAMistakeInTheCommand) {
    const Cli cli;
    cli.write(QStringLiteral("d.csv"), kDonors);
    const QString file = cli.path(QStringLiteral("d.csv"));
    for (const char* line :
         {"audiences show A", "plan A", "push A", "status A", "history A", "support A", "pathways accept-loss A",
          "pathways show A", "audiences add A --modeled-from B", "destinations --audience A", "connections test A",
          "connect mailchimp --name M --practice --set nothing=1",
          "pathways add P --audience A --connection C --object O --method mirror"}) {
        const auto outcome = cli.run(words(line));
        EXPECT_EQ(outcome.exit, 2) << line << outcome.err.toStdString();
        expectOneDocument(outcome);
    }
    for (const char* line :
         {"--country ZZ", "--consent Nothing", "--rules /nonexistent", "--query x", "--connection C", "--encoding x",
          "--separator ab", "--quote x", "--header maybe", "--skip -1", "--skip-end x", "--dates x", "--decimal x"}) {
        const auto outcome = cli.run(words("audiences add A --file") + QStringList{file} + words(line));
        EXPECT_EQ(outcome.exit, 2) << line << outcome.out.toStdString();
    }
    EXPECT_EQ(cli.run(words("audiences add A --file /nonexistent.csv")).exit, 2);
    EXPECT_EQ(cli.run(words("audiences")).array().size(), 0) << "nothing of it was stored";
}

TEST(CliCommands, columnsThatSayWhoMayBeEmailedAreSaidCountedAndChanged) {
    const Cli cli;
    cli.write(QStringLiteral("p.csv"), "Email,First Name,Do Not Email,Deceased,Solicit Codes\n"
                                       "ana@riverbank.test,Ana,,,\n"
                                       "ben@riverbank.test,Ben,Yes,,\n"
                                       "cy@riverbank.test,Cy,,Yes,\n"
                                       "dee@riverbank.test,Dee,,,Gala only\n");
    const QStringList add = words("audiences add P --file") + QStringList{cli.path(QStringLiteral("p.csv"))};
    const auto inverted = cli.run(add + QStringList{QStringLiteral("--consent"), QStringLiteral("Do Not Email")});
    EXPECT_EQ(inverted.exit, 2) << "exactly those who refused would be written to";
    EXPECT_TRUE(inverted.err.contains("Do Not Email")) << inverted.err.toStdString();
    EXPECT_EQ(cli.run(words("audiences")).array().size(), 0);

    const auto added = cli.run(add);
    ASSERT_EQ(added.exit, 0) << added.err.toStdString();
    QMap<QString, QJsonObject> lines;
    for (const QJsonValue& line : added.object()[QLatin1String("permission")].toArray()) {
        lines.insert(line[QLatin1String("column")].toString(), line.toObject());
    }
    EXPECT_EQ(lines[QStringLiteral("Do Not Email")][QLatin1String("left_out")].toInt(), 1);
    EXPECT_EQ(lines[QStringLiteral("Deceased")][QLatin1String("left_out")].toInt(), 1);
    EXPECT_EQ(lines[QStringLiteral("Solicit Codes")][QLatin1String("held")].toInt(), 1);
    EXPECT_TRUE(lines[QStringLiteral("Deceased")][QLatin1String("text")].toString().startsWith(u"“Deceased”: 1"));

    const auto answered = cli.run(words("audiences change P --no-permission Deceased --answer") +
                                  QStringList{QStringLiteral("Solicit Codes=gala only=yes")});
    ASSERT_EQ(answered.exit, 0) << answered.err.toStdString();
    for (const QJsonValue& line : answered.object()[QLatin1String("permission")].toArray()) {
        const bool refusals = line[QLatin1String("column")] == QLatin1String("Do Not Email");
        EXPECT_EQ(line[QLatin1String("left_out")].toInt(), refusals ? 1 : 0);
        EXPECT_EQ(line[QLatin1String("held")].toInt(), 0);
    }
    cli.write(QStringLiteral("p.csv"), "Email,First Name,Deceased\nana@riverbank.test,Ana,\n");
    EXPECT_EQ(cli.run(words("audiences change P --no-permission") + QStringList{QStringLiteral("Do Not Email")}).exit,
              0)
        << "a column that is gone can be let go";
    EXPECT_EQ(cli.run(words("audiences change P --refusal Nothing")).exit, 2);
    EXPECT_EQ(cli.run(words("audiences change P --answer Deceased=perhaps")).exit, 2);
}

TEST(CliCommands, theDocumentsHaveTheKeysOfTheDesign) {
    const PracticeProcess practice;
    for (const char* one : {"mailchimp url api_key", "meta url access_token ad_account",
                            "google url access_token account", "control url"}) {
        const QStringList keys = words(one);
        for (const QString& key : keys.mid(1)) {
            EXPECT_FALSE(practice.ready()[keys[0]].toObject()[key].toString().isEmpty()) << one;
        }
    }
    const Cli cli;
    cli.write(QStringLiteral("d.csv"), kDonors);
    auto added = cli.run(words("audiences add D --country gb --file") + QStringList{cli.path(QStringLiteral("d.csv"))});
    ASSERT_EQ(added.exit, 0) << added.err.toStdString();
    expectKeys(added.object(), "name kind people source definition pushed written columns warnings state");
    EXPECT_EQ(added.object()[QLatin1String("people")].toInt(), 3);
    EXPECT_TRUE(added.err.isEmpty()) << added.err.toStdString();
    ASSERT_EQ(cli.run(words("audiences add L --modeled-from D")).exit, 0);
    EXPECT_EQ(cli.run(words("audiences add L2 --modeled-from L")).exit, 2);
    EXPECT_EQ(cli.run(words("audiences add L2 --modeled-from D --country GB")).exit, 2);
    ASSERT_EQ(
        cli.run(words("connect mailchimp --name M --practice --set") + QStringList{u"url=" + practice.mailchimpUrl()})
            .exit,
        0);
    const auto tested = cli.run(words("connections test M"));
    EXPECT_EQ(tested.exit, 0);
    EXPECT_TRUE(tested.object()[QLatin1String("works")].toBool());

    const QJsonObject tile = cli.run(words("destinations --audience D")).array().first().toObject();
    expectKeys(tile, "connection type selectable reason objects");
    EXPECT_TRUE(tile[QLatin1String("selectable")].toBool());
    const QJsonObject object = tile[QLatin1String("objects")].toArray().first().toObject();
    expectKeys(object, "id name size");
    EXPECT_TRUE(object[QLatin1String("size")].isDouble());
    const QJsonObject modeled = cli.run(words("destinations --audience L")).array().first().toObject();
    EXPECT_FALSE(modeled[QLatin1String("selectable")].toBool());
    EXPECT_EQ(modeled[QLatin1String("reason")].toString(),
              QStringLiteral("You cannot push modeled audiences to this destination"));

    const QStringList add = words("pathways add P --audience D --connection M --method mirror --object") +
                            QStringList{object[QLatin1String("id")].toString()};
    for (const char* wrong : {"--map NOPE=E-mail", "--map EMAIL=Nothing", "--map FNAME=Surname", "--clear NOPE",
                              "--option nope=1", "--removal nope", "--option new_status=nope"}) {
        EXPECT_EQ(cli.run(add + words(wrong)).exit, 2) << wrong;
    }
    const auto made = cli.run(add);
    ASSERT_EQ(made.exit, 0) << made.err.toStdString();
    expectKeys(made.object(), "name audience connection object method mapping");
    EXPECT_EQ(cli.run(add).exit, 2) << "the name is taken";
    EXPECT_EQ(cli.run(words("status P")).object()[QLatin1String("status")].toString(), QStringLiteral("none"));

    const auto planned = cli.run(words("plan P"));
    EXPECT_EQ(planned.exit, 0);
    expectNumbers(planned.object(), "add update remove unchanged left_out total");
    EXPECT_TRUE(planned.object()[QLatin1String("needs_confirmation")].isBool());
    const QJsonObject problem = planned.object()[QLatin1String("to_correct")].toArray().first().toObject();
    EXPECT_EQ(problem[QLatin1String("row")].toInt(), 3);
    EXPECT_FALSE(planned.out.contains("not an address"));
    EXPECT_EQ(cli.run(words("push P --allow-removals many")).exit, 2);
    EXPECT_EQ(cli.run(words("push P --allow-removals 1 --no-removals")).exit, 2);

    const auto pushed = cli.run(words("push P"));
    EXPECT_EQ(pushed.exit, 1) << "one row cannot be sent";
    expectOneDocument(pushed);
    expectNumbers(pushed.object(), "accepted invalid rejected left_out removed requests seconds");
    EXPECT_EQ(pushed.object()[QLatin1String("status")].toString(), QStringLiteral("synced-with-exceptions"));
    EXPECT_EQ(cli.run(words("status")).array().size(), 1);
    EXPECT_EQ(cli.run(words("history P")).array().size(), 1);
    const auto support = cli.run(words("support P"));
    EXPECT_EQ(support.exit, 0);
    EXPECT_FALSE(support.out.contains("riverbank.test"));
}

TEST(CliCommands, datesAreReadAsTheCountryWritesThemUnlessSaidOtherwise) {
    const PracticeProcess practice;
    const Cli cli;
    // Nothing in this file says which number is the month.
    cli.write(QStringLiteral("d.csv"), kDonors);
    const QStringList file{QStringLiteral("--file"), cli.path(QStringLiteral("d.csv"))};
    ASSERT_EQ(
        cli.run(words("connect mailchimp --name M --practice --set") + QStringList{u"url=" + practice.mailchimpUrl()})
            .exit,
        0);
    const auto birthday = [&](const char* name, const char* options) {
        const QString called = QString::fromLatin1(name);
        auto added = cli.run(words("audiences add") + QStringList{called} + file + words(options));
        EXPECT_EQ(added.exit, 0) << added.err.toStdString();
        EXPECT_TRUE(added.out.contains("two ways")) << "it must be said";
        EXPECT_EQ(cli.run(words("pathways add") +
                          QStringList{called, QStringLiteral("--audience"), called, QStringLiteral("--object"),
                                      QStringLiteral("a1b2c3d4e5")} +
                          words("--connection M --method update-or-create"))
                      .exit,
                  0);
        EXPECT_EQ(cli.run(words("push") + QStringList{called}).exit, 1);
        const QJsonObject member = practice
                                       .control(QStringLiteral("/mailchimp/member"),
                                                {{QStringLiteral("email"), QStringLiteral("ann@riverbank.test")}}, true)
                                       .object();
        return member[QLatin1String("merge_fields")].toObject()[QLatin1String("BIRTHDAY")].toString();
    };
    EXPECT_EQ(birthday("British", "--country GB"), QStringLiteral("04/03"));
    EXPECT_EQ(birthday("American", "--country US"), QStringLiteral("03/04"));
    auto said = cli.run(words("audiences add Said --country US --dates day-first") + file);
    EXPECT_FALSE(said.out.contains("two ways")) << "answered";
}

TEST(CliCommands, lettersAreReadInTheEncodingThatIsNamed) {
    const PracticeProcess practice;
    const Cli cli;
    cli.write(QStringLiteral("d.csv"), "Email,First name\nlukasz@riverbank.test,\xA3ukasz\n");
    const QStringList file{QStringLiteral("--file"), cli.path(QStringLiteral("d.csv"))};
    ASSERT_EQ(
        cli.run(words("connect mailchimp --name M --practice --set") + QStringList{u"url=" + practice.mailchimpUrl()})
            .exit,
        0);
    auto added = cli.run(words("audiences add D --country PL --encoding windows-1250") + file);
    ASSERT_EQ(added.exit, 0) << added.err.toStdString();
    EXPECT_TRUE(
        added.object()[QLatin1String("written")].toString().contains(QStringLiteral("Central European (Windows)")))
        << added.out.toStdString();
    ASSERT_EQ(
        cli.run(words("pathways add D --audience D --object a1b2c3d4e5 --connection M --method update-or-create")).exit,
        0);
    EXPECT_EQ(cli.run(words("push D")).exit, 0);
    const QJsonObject member = practice
                                   .control(QStringLiteral("/mailchimp/member"),
                                            {{QStringLiteral("email"), QStringLiteral("lukasz@riverbank.test")}}, true)
                                   .object();
    EXPECT_EQ(member[QLatin1String("merge_fields")].toObject()[QLatin1String("FNAME")].toString(),
              QString::fromUtf8("\xC5\x81ukasz"));
    const auto unknown = cli.run(words("audiences add E --encoding latin-9") + file);
    EXPECT_EQ(unknown.exit, 2);
    EXPECT_TRUE(unknown.err.contains("iso-8859-15") || unknown.out.contains("iso-8859-15")) << "it lists what it knows";
}

TEST(CliCommands, aPushWithoutTheKeychainLeavesTheRecordAsItWas) {
    const PracticeProcess practice;
    const Cli cli;
    const auto write = [&cli](const char* rows) {
        cli.write(QStringLiteral("d.csv"), QByteArray("Email,First name\n") + rows);
    };
    write("anna@riverbank.test,Anna\nben@riverbank.test,Ben\n");
    cli.preparePathway(cli.path(QStringLiteral("d.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());
    ASSERT_EQ(cli.run(words("push P")).exit, 0);

    write("ben@riverbank.test,Ben\ncleo@riverbank.test,Cleo\n");
    for (int again = 0; again < 2; ++again) {
        const auto pushed = cli.run(words("--without-keychain push P"));
        EXPECT_EQ(pushed.exit, 0) << pushed.out.toStdString() << pushed.err.toStdString();
    }
    const auto plan = cli.run(words("plan P"));
    ASSERT_EQ(plan.exit, 0) << plan.out.toStdString();
    EXPECT_TRUE(plan.out.contains("it is not known any more who they are")) << plan.out.toStdString();
    EXPECT_EQ(plan.object()[QLatin1String("remove")].toInt(), 1) << "Anna is known: " << plan.out.toStdString();

    const auto accepted = cli.run(words("pathways accept-loss P"));
    EXPECT_EQ(accepted.exit, 0) << accepted.err.toStdString();
    EXPECT_EQ(accepted.object()[QLatin1String("accepted")].toInt(), 2);
    EXPECT_FALSE(cli.run(words("plan P")).out.contains("it is not known any more who they are"));
    EXPECT_EQ(cli.run(words("pathways accept-loss P")).object()[QLatin1String("accepted")].toInt(-1), 0);
    EXPECT_EQ(cli.run(words("push P")).exit, 0);
}

TEST(CliCommands, namesFromElsewhereCannotSteerTheTerminal) {
    const PracticeProcess practice;
    const Cli cli;
    cli.write(QStringLiteral("d.csv"), kDonors);
    ASSERT_EQ(cli.run(words("audiences add D --file") + QStringList{cli.path(QStringLiteral("d.csv"))}).exit, 0);
    ASSERT_EQ(
        cli.run(words("connect mailchimp --name M --practice --set") + QStringList{u"url=" + practice.mailchimpUrl()})
            .exit,
        0);
    std::ignore = practice.control(QStringLiteral("/mailchimp/add_list"),
                                   {{QStringLiteral("name"), QStringLiteral("Bad\x1b[2J\u202elist\r\x07")}}, true);
    const auto text = cli.runAsText(words("destinations --audience D"));
    EXPECT_EQ(text.exit, 0);
    EXPECT_TRUE(text.out.contains("[2J"));
    EXPECT_FALSE(text.out.contains('\x1b') || text.out.contains('\r') || text.out.contains('\x07') ||
                 text.out.contains("\u202e"))
        << text.out.toStdString();
}

TEST(CliCommands, anAddressElsewhereIsRefusedAndNothingIsStored) {
    const Cli cli;
    for (const char* url : {"http://mailchimp.example.org/3.0", "https://127.0.0.1.example.org", "ftp://127.0.0.1/",
                            "http://user@127.0.0.1/", "https://us1.api.mailchimp.com.example.org/3.0"}) {
        const auto outcome = cli.run(words("connect mailchimp --name M --practice --set") +
                                     QStringList{QStringLiteral("url=") + QString::fromLatin1(url)});
        EXPECT_NE(outcome.exit, 0) << url;
        expectOneDocument(outcome);
    }
    EXPECT_EQ(cli.run(words("connections")).array().size(), 0);
}

/// F70: what a push needs is taken at the start, and where it cannot be had the program says so and ends. Who only
/// looks needs none of it.
TEST(CliCommands, F70_withTooFewDescriptorsItSaysSoAndEnds) {
    const Cli cli;
    const auto refused = cli.runWithin(RLIMIT_NOFILE, 24, words("push Nothing"));
    EXPECT_GT(refused.exit, 0);
    EXPECT_TRUE(refused.err.contains("limit of running tasks or open files")) << refused.err.toStdString();
    EXPECT_EQ(cli.runWithin(RLIMIT_NOFILE, 30, words("audiences")).exit, 0);
    EXPECT_EQ(cli.run(words("audiences")).exit, 0);
}

/// F69: with whatever memory there is, a push says that it is too little, or is made; it neither hangs nor breaks down.
TEST(CliCommands, F69_withTooLittleMemoryItSaysSoAndEnds) {
    if (!kMemoryCanBeLimited) {
        GTEST_SKIP() << "sanitizers need address space of their own";
    }
    const Cli cli;
    cli.write(QStringLiteral("d.csv"), "E-mail\njo@riverbank.test\nmay@riverbank.test\n");
    cli.preparePathway(cli.path(QStringLiteral("d.csv")), QStringLiteral("mirror"));
    int refused = 0;
    bool pushed = false;
    for (rlim_t megabytes = 300; !pushed && megabytes <= 4000; megabytes += 50) {
        const auto outcome = cli.runWithin(RLIMIT_AS, megabytes << 20, words("push P"));
        ASSERT_GE(outcome.exit, 0) << megabytes << " MB: " << outcome.err.toStdString();
        pushed = outcome.exit == 0;
        if (!pushed) {
            ++refused;
            EXPECT_FALSE(outcome.err.isEmpty()) << megabytes << " MB";
        }
    }
    EXPECT_TRUE(pushed);
    EXPECT_GT(refused, 3);
}

TEST(CliCommands, aSecondCommandIsTurnedAwayWhileOneUsesTheWorkspace) {
    const PracticeProcess practice;
    const Cli cli;
    QByteArray people = "E-mail\n";
    for (int i = 0; i < 3000; ++i) {
        people += "p" + QByteArray::number(i) + "@riverbank.test\n";
    }
    cli.write(QStringLiteral("d.csv"), people);
    cli.preparePathway(cli.path(QStringLiteral("d.csv")), QStringLiteral("mirror"), practice.mailchimpUrl());
    std::ignore = practice.control(QStringLiteral("/latency"), {{QStringLiteral("milliseconds"), 1000}}, true);
    auto running = cli.start(words("push P"));
    running->setReadChannel(QProcess::StandardError);
    // The first line of progress: the push itself is under way.
    ASSERT_TRUE(running->waitForReadyRead(60'000) || running->waitForFinished(0));
    const auto second = cli.run(words("status"));
    EXPECT_EQ(second.exit, 4);
    EXPECT_TRUE(second.err.contains("open already")) << second.err.toStdString();
    // Asked to end, the push stops at a clean place, and the next one goes on from there.
    ASSERT_GT(running->processId(), 0);
    ::kill(pid_t(running->processId()), SIGTERM);
    ASSERT_TRUE(running->waitForFinished(60'000));
    EXPECT_EQ(running->exitCode(), 4);
    EXPECT_EQ(QJsonDocument::fromJson(running->readAllStandardOutput()).object()[QLatin1String("status")].toString(),
              QStringLiteral("stopped"));
    std::ignore = practice.control(QStringLiteral("/latency"), {{QStringLiteral("milliseconds"), 0}}, true);
    const auto last = cli.run(words("push P"));
    EXPECT_EQ(last.exit, 0) << last.err.toStdString();
    EXPECT_EQ(cli.run(words("plan P")).object()[QLatin1String("unchanged")].toInt(), 3000);
}

} // namespace pathways::test
