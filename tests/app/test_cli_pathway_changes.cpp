// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of people when their pathway goes or changes, from the command line, at the practice Mailchimp.
#include "tests/app/cli_process.h"

#include <QSet>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

QStringList words(const char* line) {
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

QByteArray people(const QList<int>& numbers) {
    QByteArray csv = "First Name,E-mail\n";
    for (const int n : numbers) {
        csv += "First" + QByteArray::number(n) + ",p" + QByteArray::number(n) + "@riverbank.test\n";
    }
    return csv;
}

class CliPathwayChanges : public ::testing::Test {
protected:
    /// Pathway P of audience A to the first practice list.
    void prepare(const QList<int>& numbers, const char* options = "",
                 const QString& method = QStringLiteral("mirror")) {
        m_cli.write(QStringLiteral("a.csv"), people(numbers));
        m_cli.preparePathway(m_cli.path(QStringLiteral("a.csv")), method, m_practice.mailchimpUrl(), words(options));
    }
    /// Another pathway to the same list, with an audience of its own.
    void alsoFor(const QString& name, const QList<int>& numbers, const char* options = "") {
        const QString file = name + QStringLiteral(".csv");
        m_cli.write(file, people(numbers));
        must(words("audiences add") + QStringList{name, QStringLiteral("--file"), m_cli.path(file)});
        const QString list = m_cli.run(words("pathways show P")).object()[u"object"][u"id"].toString();
        must(words("pathways add") +
             QStringList{name, QStringLiteral("--audience"), name, QStringLiteral("--object"), list} +
             words("--connection M --method mirror") + words(options));
    }
    Cli::Outcome must(const QStringList& arguments, int exit = 0) {
        auto outcome = m_cli.run(arguments);
        EXPECT_EQ(outcome.exit, exit) << arguments.join(u' ').toStdString() << outcome.err.toStdString()
                                      << outcome.out.toStdString();
        return outcome;
    }
    void rewrite(const QList<int>& numbers) { m_cli.write(QStringLiteral("a.csv"), people(numbers)); }
    QJsonObject member(int number) {
        const QString email = QStringLiteral("p%1@riverbank.test").arg(number);
        const QJsonDocument all =
            m_practice.control(QStringLiteral("/mailchimp/members"), {{QStringLiteral("count"), 1'000'000}}, true);
        for (const QJsonValue& one : all.object()[u"members"].toArray()) {
            if (one[u"email"].toString() == email) {
                return one.toObject();
            }
        }
        return {};
    }
    bool isThere(int number) { return member(number)[u"status"] == QLatin1String("subscribed"); }
    QSet<QString> tags(int number) {
        QSet<QString> found;
        for (const QJsonValue& tag : member(number)[u"tags"].toArray()) {
            found << (tag.isObject() ? tag[u"name"].toString() : tag.toString());
        }
        return found;
    }
    bool isListed() { return m_cli.run(words("pathways")).out.contains("\"P\""); }

    PracticeProcess m_practice;
    Cli m_cli;
};

} // namespace

TEST_F(CliPathwayChanges, aPathwayIsNotRemovedWithoutSayingWhatBecomesOfItsPeople) {
    prepare({1, 2});
    must(words("push P"));
    must(words("pathways remove P"), 2);
    must(words("pathways remove P --people perhaps"), 2);
    must(words("pathways remove Q --people stay"), 2);
    EXPECT_TRUE(isListed());
    EXPECT_TRUE(isThere(1));
}

/// Until the bin is emptied nobody else takes them out either.
TEST_F(CliPathwayChanges, theyStayWhenThatIsChosen) {
    prepare({1, 2, 3});
    alsoFor(QStringLiteral("B"), {1, 7, 8, 9});
    must(words("push P"));
    must(words("push B"));
    const auto removed = must(words("pathways remove P --people stay"));
    EXPECT_EQ(removed.object()[u"people"].toString(), QStringLiteral("stay"));
    EXPECT_FALSE(isListed());
    m_cli.write(QStringLiteral("B.csv"), people({7, 8, 9}));
    const QJsonObject plan = must(words("plan B")).object();
    EXPECT_EQ(plan[u"remove"].toInt(), 0);
    EXPECT_EQ(plan[u"staying"].toInt(), 1);
    must(words("push B"));
    EXPECT_TRUE(isThere(1) && isThere(2) && isThere(3));
}

TEST_F(CliPathwayChanges, theyAreTakenOutThroughTheGuardAndOthersStay) {
    prepare({1, 2, 3}, "--option tag=Spring");
    alsoFor(QStringLiteral("B"), {3, 7});
    static_cast<void>(m_practice.control(QStringLiteral("/mailchimp/set_member"),
                                         {{QStringLiteral("email"), QStringLiteral("p2@riverbank.test")},
                                          {QStringLiteral("status"), QStringLiteral("subscribed")}},
                                         true));
    must(words("push P"));
    must(words("push B"));
    ASSERT_TRUE(tags(2).contains(QStringLiteral("Spring")));
    const auto asked = must(words("pathways remove P --people take-out"), 3);
    EXPECT_TRUE(asked.err.contains("--allow-removals 1")) << asked.err.toStdString();
    must(words("pathways remove P --people take-out --allow-removals 2"), 3);
    EXPECT_TRUE(isListed() && isThere(1));
    EXPECT_FALSE(must(words("pathways show P")).object()[u"leaving"].toBool());

    const auto removed = must(words("pathways remove P --people take-out --allow-removals 1"));
    EXPECT_EQ(removed.object()[u"removed"].toInt(), 1);
    EXPECT_FALSE(isListed());
    EXPECT_EQ(member(1)[u"status"].toString(), QStringLiteral("archived"));
    EXPECT_TRUE(isThere(2)) << "others had put them there";
    EXPECT_TRUE(isThere(3)) << "B wants them";
    for (const int n : {1, 2, 3}) {
        EXPECT_FALSE(tags(n).contains(QStringLiteral("Spring"))) << n;
    }
    // In the bin it keeps nobody any more.
    m_cli.write(QStringLiteral("B.csv"), people({7}));
    must(words("push B"));
    EXPECT_EQ(member(3)[u"status"].toString(), QStringLiteral("archived"));
}

TEST_F(CliPathwayChanges, oneComesBackFromTheBinAndFindsItsPeople) {
    prepare({1, 2, 3});
    must(words("push P"));
    must(words("pathways restore P"), 2);
    must(words("pathways remove P --people stay"));
    EXPECT_TRUE(must(words("pathways restore P")).out.contains("\"P\""));
    EXPECT_TRUE(isListed());
    const QJsonObject plan = must(words("plan P")).object();
    EXPECT_EQ(plan[u"unchanged"].toInt(), 3);
    EXPECT_EQ(plan[u"add"].toInt() + plan[u"update"].toInt() + plan[u"remove"].toInt(), 0);

    must(words("pathways remove P --people take-out --allow-removals 3"));
    EXPECT_EQ(member(1)[u"status"].toString(), QStringLiteral("archived"));
    must(words("pathways restore P"));
    must(words("push P"));
    EXPECT_TRUE(isThere(1) && isThere(2) && isThere(3));
}

TEST_F(CliPathwayChanges, itGetsANumberWhereItsNameIsTaken) {
    prepare({1, 2});
    alsoFor(QStringLiteral("B"), {7});
    must(words("pathways remove B --people stay"));
    const QString list = must(words("pathways show P")).object()[u"object"][u"id"].toString();
    must(words("pathways add B --audience A --connection M --method append --object") + QStringList{list});
    EXPECT_EQ(must(words("pathways restore B")).object()[u"name"].toString(), QStringLiteral("B (2)"));
}

/// A method that never removes, a source that is gone: whoever the pathway put there can be taken out all the same.
TEST_F(CliPathwayChanges, theyAreTakenOutWhateverTheMethodAndWithoutTheFile) {
    prepare({1, 2, 3}, "", QStringLiteral("append"));
    must(words("push P"));
    rewrite({1, 2});
    must(words("push P"));
    ASSERT_TRUE(isThere(3));
    ASSERT_TRUE(QFile::remove(m_cli.path(QStringLiteral("a.csv"))));
    const auto removed = must(words("pathways remove P --people take-out --allow-removals 3"));
    EXPECT_EQ(removed.object()[u"removed"].toInt(), 3);
    EXPECT_FALSE(isThere(1) || isThere(2) || isThere(3));
    EXPECT_FALSE(isListed());
}

TEST_F(CliPathwayChanges, aPathwayWithNobodyThereGoesAtOnce) {
    prepare({1, 2});
    must(words("pathways remove P --people take-out"));
    EXPECT_FALSE(isListed());
    EXPECT_FALSE(isThere(1));
}

/// E17.
TEST_F(CliPathwayChanges, theOldTagIsTakenOffOrLeftAsTheUserSays) {
    using Tags = QSet<QString>;
    prepare({1, 2, 3}, "--option tag=Spring");
    must(words("push P"));
    ASSERT_EQ(tags(1), Tags{QStringLiteral("Spring")});
    must(words("pathways change P --option tag=Gala"), 3);
    must(words("pathways change P --option tag=Gala --old-mark perhaps"), 2);
    EXPECT_EQ(must(words("pathways show P")).object()[u"options"][u"tag"].toString(), QStringLiteral("Spring"));

    must(words("pathways change P --option tag=Gala --old-mark clear"));
    rewrite({1, 2});
    const QJsonObject plan = must(words("plan P")).object();
    EXPECT_EQ(plan[u"former_marks_off"].toInt(), 2);
    EXPECT_EQ(plan[u"remove"].toInt(), 1);
    const QJsonObject pushed = must(words("push P")).object();
    EXPECT_EQ(pushed[u"marks_off"].toInt(), 2);
    EXPECT_EQ(pushed[u"removed"].toInt(), 1);
    EXPECT_EQ(tags(1), Tags{QStringLiteral("Gala")});
    EXPECT_EQ(member(3)[u"status"].toString(), QStringLiteral("archived"));
    EXPECT_FALSE(tags(3).contains(QStringLiteral("Spring")));

    must(words("pathways change P --option tag=Raffle --old-mark leave"));
    EXPECT_EQ(must(words("push P")).object()[u"marks_off"].toInt(), 0);
    EXPECT_EQ(tags(1), (Tags{QStringLiteral("Gala"), QStringLiteral("Raffle")}));
    // Nothing is left to be asked about the one before.
    must(words("pathways change P --method update-or-create"));
    EXPECT_EQ(must(words("pathways show P")).object()[u"method"].toString(), QStringLiteral("update-or-create"));
    must(words("pathways change P --map EMAIL=E-mail"));
    EXPECT_TRUE(must(words("pathways show P")).object()[u"mapping"].toObject().contains(u"EMAIL"));
    must(words("pathways change P"), 2);
    must(words("pathways change P --option nope=1"), 2);
}

TEST_F(CliPathwayChanges, ofATagAndASegmentOnlyTheOneThatChangesIsTakenOff) {
    prepare({1, 2}, "--option tag=Spring --option segment=Donors");
    must(words("push P"));
    must(words("pathways change P --option segment=Givers --old-mark clear"));
    EXPECT_EQ(must(words("push P")).object()[u"marks_off"].toInt(), 2);
    EXPECT_EQ(tags(1), (QSet<QString>{QStringLiteral("Spring"), QStringLiteral("Givers")}));
}

} // namespace pathways::test
