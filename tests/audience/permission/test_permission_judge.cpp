// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_judge.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace pathways::permission {

namespace {

using Rows = QList<QStringList>;

/// A table with its headers first, judged row by row.
struct Table {
    QStringList columns;
    Rows rows;
    QList<PermissionChoice> choices = {};

    [[nodiscard]] QList<PermissionColumn> found() const { return findPermissionColumns(columns, rows, choices); }
    [[nodiscard]] std::optional<PermissionColumn> column(const char* name) const {
        for (const PermissionColumn& one : found()) {
            if (one.name == QLatin1String(name)) {
                return one;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] Verdict verdict(const QStringList& row) const {
        PermissionJudge judge(found());
        std::vector<std::string> texts;
        for (const QString& cell : row) {
            texts.push_back(cell.toStdString());
        }
        return judge.judge({texts.begin(), texts.end()});
    }
    /// A for allowed, H for held, D for denied; one letter a row.
    [[nodiscard]] std::string outcomes() const {
        std::string letters;
        for (const QStringList& row : rows) {
            letters += "AHD"[int(verdict(row).outcome)];
        }
        return letters;
    }
};

Rows cells(const QStringList& values) {
    Rows rows;
    for (const QString& value : values) {
        rows << QStringList{QStringLiteral("a@riverbank.test"), value};
    }
    return rows;
}

Table one(const char* header, const QStringList& values, const QList<PermissionChoice>& choices = {}) {
    return {{QStringLiteral("Email"), QString::fromUtf8(header)}, cells(values), choices};
}

QStringList list(const char* values) {
    return QString::fromUtf8(values).split(u'~');
}

PermissionChoice choice(const char* column, PermissionUse use) {
    return {QString::fromUtf8(column), use, {}, {}};
}

} // namespace

TEST(PermissionJudge, columnsOfRefusalsLeaveOutWhoSaysYes) {
    for (const char* header :
         {"Do Not Email", "No Bulk Emails (User Opt Out)", "Email Opt Out", "Do Not Contact", "Requests no e-mail",
          "HasOptedOutOfEmail", "NOEMAIL", "Unsubscribed", "is_opt_out", "Keine E-Mails", "Ne pas envoyer d'e-mail",
          "No enviar correo electrónico", "Geen e-mail", "Nie wysyłać e-maili", "Não enviar e-mail"}) {
        EXPECT_EQ(one(header, list("~Yes~No~0~1~x")).outcomes(), "ADAADD") << header;
    }
    EXPECT_EQ(one("Do Not Email", list("Yes")).verdict({{}, QStringLiteral("Yes")}).reason, Reason::NotToBeEmailed);
}

TEST(PermissionJudge, aDeathIsAYesOrADate) {
    const Table flag = one("Deceased", list("~Yes~No"));
    EXPECT_EQ(flag.outcomes(), "ADA");
    EXPECT_EQ(flag.verdict({{}, QStringLiteral("Yes")}).reason, Reason::Deceased);
    EXPECT_EQ(one("Date of Death", list("~2024-03-01~0000-00-00~1900-01-01~-")).outcomes(), "ADAAA");
    EXPECT_EQ(one("Deceased", list("~2024-03-01~12/05/2023")).outcomes(), "ADD");
    EXPECT_EQ(one("Account Status", list("Active~Deceased~Active")).outcomes(), "ADA");
    EXPECT_EQ(one("Verstorben", list("ja~~nein")).outcomes(), "DAA");
}

TEST(PermissionJudge, statementsSpeakForThemselves) {
    EXPECT_EQ(one("Do not allow Emails", list("Allow~Do Not Allow~Allow")).outcomes(), "ADA");
    EXPECT_EQ(one("Email Status", list("subscribed~unsubscribed~cleaned")).outcomes(), "ADH");
    EXPECT_EQ(one("Status", list("enabled~blocklisted~enabled")).outcomes()[1], 'H');
    EXPECT_EQ(one("Status", list("subscribed~unsubscribed~subscribed")).outcomes(), "ADA");
    EXPECT_EQ(one("Communication Restrictions", list("Do Not Mail~Do Not Email, Do Not Call~~Do Not Call")).outcomes(),
              "ADAA");
    EXPECT_EQ(one("Solicit Codes", list("Do Not Solicit~Do Not Contact~Gala only")).outcomes(), "HDH");
}

TEST(PermissionJudge, theHarshestEntryOfAListCountsWhateverTheOrder) {
    for (const char* mark : {", ", ";", " | ", "/", "\n"}) {
        const QString both = QStringLiteral("Do Not Call%1Do Not Email").arg(QLatin1String(mark));
        const QString turned = QStringLiteral("Do Not Email%1Do Not Call").arg(QLatin1String(mark));
        const QString post = QStringLiteral("Do Not Mail%1Do Not Email").arg(QLatin1String(mark));
        for (const char* header : {"Communication Restrictions", "Solicit Codes"}) {
            EXPECT_EQ(one(header, {both, turned, post, QStringLiteral("Do Not Call")}).outcomes(), "DDDA")
                << header << mark;
        }
    }
    PermissionChoice answered = choice("Solicit Codes", PermissionUse::Found);
    answered.denied = {QStringLiteral("No Appeals")};
    answered.allowed = {QStringLiteral("Gala only")};
    EXPECT_EQ(one("Solicit Codes", list("Gala only; No Appeals~No Appeals~Gala only~Gala only, Gala only"), {answered})
                  .outcomes(),
              "DDAA");
}

/// A yes is held where it may be the no, and a no where it may be one.
TEST(PermissionJudge, whatAHeaderMayMeanEitherWayIsHeldEitherWay) {
    for (const char* header : {"Has not opted out", "Not opted out", "No objection to emails", "Not deceased"}) {
        EXPECT_EQ(one(header, list("Yes~No~")).outcomes(), "HHA") << header;
    }
    for (const char* header : {"Opt in to newsletter", "Buyer Opt In", "Opted in to updates", "I opt in to emails",
                               "Opt-in for updates?", "Active?", "Is Active?"}) {
        const std::string said = one(header, list("Yes~No~")).outcomes();
        EXPECT_EQ(said[0], 'A') << header;
        EXPECT_NE(said[1], 'A') << header;
    }
}

/// Also where nothing in the first rows shows that it is one.
TEST(PermissionJudge, whatTheUserSaidOfAColumnHoldsWhateverItLooksLike) {
    PermissionChoice answered = choice("Segment", PermissionUse::Found);
    answered.denied = {QStringLiteral("Former donors")};
    EXPECT_EQ(one("Segment", list("Donors~Former donors~Board~~Unsubscribed"), {answered}).outcomes(), "ADAAD");
}

TEST(PermissionJudge, consentNeedsAYes) {
    // Decided: a blank is no consent. Not yet: an explicit no counts at once, and blanks wait.
    EXPECT_EQ(one("Email consent", list("Yes~No~~see notes")).outcomes(), "AHHH") << "nine of ten are to be understood";
    EXPECT_EQ(one("Email consent", list("Yes~No~")).outcomes(), "ADH");
    EXPECT_EQ(one("Email consent", list("Yes~No~"), {choice("Email consent", PermissionUse::Found)}).outcomes(), "ADD");
    EXPECT_EQ(
        one("Email consent", list("Yes~No~~see notes"), {choice("Email consent", PermissionUse::Consent)}).outcomes(),
        "ADDH");
}

TEST(PermissionJudge, consentIsReadHoweverItIsWritten) {
    for (const char* values : {"Opted in~Opted out", "Granted~Denied", "-1~0", "WAHR~FALSCH", "✓~☐", "T~F",
                               "Checked~Unchecked", "Subscribed~Unsubscribed", "sí~no", "oui~non", "tak~nie"}) {
        EXPECT_EQ(one("Email consent", list(values)).outcomes(), "AD") << values;
    }
    EXPECT_EQ(one("Email consent", list("Yes~No~No (phoned 3 May)")).outcomes(), "ADD");
    EXPECT_EQ(one("Email consent", list("Yes~No~Yes (form)~Yes, but not by email~Yes, by post only"),
                  {choice("Email consent", PermissionUse::Consent)})
                  .outcomes(),
              "ADAHH");
    EXPECT_EQ(one("Email consent", list("2024-01-05~"), {choice("Email consent", PermissionUse::Consent)}).outcomes(),
              "AD");
}

TEST(PermissionJudge, whatIsNotUnderstoodIsNeverAYes) {
    EXPECT_EQ(one("Do Not Email", list("Yes~No~see notes~No emails please~3")).outcomes(), "DAHHH");
    EXPECT_EQ(one("Do Not Email", list("Yes~No~No~unknown")).outcomes(), "DAAH");
    EXPECT_EQ(one("Email consent", list("on request~ask first"), {choice("Email consent", PermissionUse::Consent)})
                  .outcomes(),
              "HH");
}

TEST(PermissionJudge, anotherWayIsNotEmail) {
    for (const char* header : {"Do Not Mail", "Do Not Phone", "SMS Opt Out", "BlockMail", "Keine Anrufe"}) {
        EXPECT_EQ(one(header, list("Yes~No~")).outcomes(), "AAA") << header;
    }
    const Table both{{QStringLiteral("Email"), QStringLiteral("Consent to SMS"), QStringLiteral("Consent to email")},
                     {{QStringLiteral("ana@x.org"), QStringLiteral("Yes"), QStringLiteral("No")},
                      {QStringLiteral("ben@x.org"), QStringLiteral("No"), QStringLiteral("Yes")}}};
    EXPECT_EQ(both.outcomes(), "DA");
}

TEST(PermissionJudge, otherConsentsAreNoConsentToEmail) {
    for (const char* header : {"Gift Aid Declaration", "Photo Consent", "Terms Accepted", "Machtiging", "SEPA-Mandat",
                               "Door No", "Nombre", "Opt Line"}) {
        EXPECT_TRUE(one(header, list("Yes~No~Yes")).found().isEmpty()) << header;
    }
}

TEST(PermissionJudge, columnsThatSmellOfRefusalAreAskedAbout) {
    const Table smell = one("Please dont write", list("Yes~No~~Yes"));
    EXPECT_EQ(smell.outcomes(), "HAAH");
    ASSERT_TRUE(smell.column("Please dont write"));
    EXPECT_EQ(smell.column("Please dont write")->sense.certainty, Certainty::Ask);
    EXPECT_TRUE(one("Please dont write", list("blue~green~red")).found().isEmpty()) << "no answers";
    // Nothing in the rows that were looked at, and a yes further down.
    EXPECT_EQ(one("mail_exclude", list("~")).verdict({{}, QStringLiteral("Yes")}).outcome, Outcome::Held);
    EXPECT_EQ(one("DNC", list("Yes~No~")).outcomes(), "HAA");
}

TEST(PermissionJudge, statementsUnderAnyHeaderAreAskedAbout) {
    EXPECT_EQ(one("Email ", list("Allow~Do Not Allow~Allow")).outcomes(), "AHA");
    EXPECT_TRUE(one("Email ", list("a@x.org~b@x.org")).found().isEmpty());
    EXPECT_EQ(one("Tier", list("Unsubscribed~~Subscribed")).outcomes(), "HAA");
    EXPECT_TRUE(one("Payment", list("Active~Pending~Active")).found().isEmpty()) << "nobody refuses anything";
}

TEST(PermissionJudge, statusOfAnythingElseSaysNothing) {
    EXPECT_EQ(one("Status", list("paid~open~paid~paid")).outcomes(), "AAAA");
    EXPECT_EQ(one("Status", list("paid~unsubscribed~paid~paid")).outcomes(), "AHAA");
    EXPECT_EQ(one("Status", list("Active~Inactive~Deceased")).outcomes(), "AHH");
}

TEST(PermissionJudge, columnsOfOtherThingsHoldNobody) {
    EXPECT_EQ(one("State", list("ON~ON~BC~ON")).outcomes(), "AAAA") << "Ontario is no yes";
    EXPECT_EQ(one("Donor Status", list("LYBUNT~Major~Deceased~SYBUNT")).outcomes(), "AADA");
    EXPECT_EQ(one("Restrictions", list("Unrestricted~Building fund~Do Not Email")).outcomes(), "AAH");
    EXPECT_EQ(one("Preferences", list("Golf; Gala~Golf")).outcomes(), "AA");
    EXPECT_EQ(one("OPTIN_TIME", list("2024-01-05 10:00:00~")).outcomes(), "AA") << "asked about, and nobody is held";
}

TEST(PermissionJudge, aStateAskedWithYesAndNoIsThatState) {
    EXPECT_EQ(one("Inactive", list("Yes~No~")).outcomes(), "HAA");
    EXPECT_EQ(one("Is Archived", list("1~0~0")).outcomes(), "HAA");
    EXPECT_EQ(one("Active", list("Yes~No~")).outcomes(), "AHA");
}

TEST(PermissionJudge, aColumnChosenAgainstItsWordsIsNotTurnedRound) {
    const Table chosen = one("Do Not Email", list("Yes~No~"), {choice("Do Not Email", PermissionUse::Consent)});
    EXPECT_EQ(chosen.outcomes(), "DHH") << "a yes is a no; the others wait for an answer";
    ASSERT_TRUE(chosen.column("Do Not Email"));
    EXPECT_TRUE(chosen.column("Do Not Email")->contrary);
    EXPECT_EQ(one("Phone consent", list("Yes~No~"), {choice("Phone consent", PermissionUse::Consent)}).outcomes(),
              "HHH");
    EXPECT_EQ(one("Email consent", list("Yes~No~"), {choice("Email consent", PermissionUse::Refusal)}).outcomes(),
              "HHA");
    const auto contrary = [](const char* header) {
        const auto column = one(header, list("Yes~"), {choice(header, PermissionUse::Consent)}).column(header);
        return column && column->contrary;
    };
    EXPECT_TRUE(contrary("Deceased"));
    EXPECT_FALSE(contrary("Flag 7"));
}

TEST(PermissionJudge, aColumnNobodyKnowsIsWhatTheUserSays) {
    EXPECT_EQ(one("Flag 7", list("Yes~No~"), {choice("Flag 7", PermissionUse::Consent)}).outcomes(), "ADD");
    EXPECT_EQ(one("Flag 7", list("Yes~No~"), {choice("Flag 7", PermissionUse::Refusal)}).outcomes(), "DAA");
    EXPECT_EQ(one("Do Not Email", list("Yes~No~"), {choice("Do Not Email", PermissionUse::Ignored)}).outcomes(), "AAA");
    PermissionChoice answered = choice("Solicit Codes", PermissionUse::Found);
    answered.allowed = {QStringLiteral("Gala only")};
    answered.denied = {QStringLiteral("board")};
    EXPECT_EQ(one("Solicit Codes", list("gala only~Board~Newsletter B"), {answered}).outcomes(), "ADH");
}

TEST(PermissionJudge, aNoInAnyColumnBeatsEverythingWhateverTheOrder) {
    QStringList columns{QStringLiteral("Do Not Email"), QStringLiteral("Email consent"), QStringLiteral("DNC"),
                        QStringLiteral("Deceased")};
    QMap<QString, QString> row{{columns[0], QStringLiteral("No")},
                               {columns[1], QStringLiteral("Yes")},
                               {columns[2], QStringLiteral("Yes")},
                               {columns[3], QStringLiteral("Yes")}};
    std::sort(columns.begin(), columns.end());
    do {
        QStringList values;
        for (const QString& column : columns) {
            values << row.value(column);
        }
        const Table table{columns, {values}};
        const Verdict verdict = table.verdict(values);
        EXPECT_EQ(verdict.outcome, Outcome::Denied) << qPrintable(columns.join(u','));
        EXPECT_EQ(verdict.reason, Reason::Deceased);
        QStringList unclear = values;
        unclear[columns.indexOf(QStringLiteral("Deceased"))].clear();
        EXPECT_EQ(table.verdict(unclear).outcome, Outcome::Held) << "a question beats a yes";
    } while (std::next_permutation(columns.begin(), columns.end()));
}

TEST(PermissionJudge, aRefusalThatWouldLeaveOutMostIsAskedAbout) {
    QStringList values;
    for (int i = 0; i < 30; ++i) {
        values << (i < 25 ? QStringLiteral("Yes") : QStringLiteral("No"));
    }
    EXPECT_EQ(one("Do Not Email", values).outcomes(), std::string(25, 'H') + "AAAAA");
    EXPECT_EQ(one("Do Not Email", values, {choice("Do Not Email", PermissionUse::Found)}).outcomes(),
              std::string(25, 'D') + "AAAAA");
}

TEST(PermissionJudge, aConsentNobodyLookedAtYetWaits) {
    const Table late = one("Email consent", list("~~~"));
    EXPECT_EQ(late.verdict({{}, QStringLiteral("Yes")}).outcome, Outcome::Allowed);
    EXPECT_EQ(late.verdict({{}, QStringLiteral("No")}).outcome, Outcome::Denied);
    EXPECT_EQ(late.verdict({{}, QString()}).outcome, Outcome::Held) << "1,100 blanks must not take out 1,100 people";
}

TEST(PermissionJudge, theFilesLanguageDecidesWhereTwoDiffer) {
    const auto channel = [](const QStringList& others) {
        const Table table{QStringList{QStringLiteral("NOMAIL")} + others, {{QStringLiteral("Y")}}};
        const auto column = table.column("NOMAIL");
        return column ? column->sense.channel : Channel::Any;
    };
    EXPECT_EQ(channel({QStringLiteral("Do Not Email"), QStringLiteral("Do Not Phone")}), Channel::Post);
    EXPECT_EQ(channel({}), Channel::Email) << "a tie is asked about";
    EXPECT_EQ((Table{{QStringLiteral("NOMAIL")}, {{QStringLiteral("Y")}}}).outcomes(), "H");
}

} // namespace pathways::permission
