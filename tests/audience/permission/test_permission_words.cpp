// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/permission/permission_words.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace pathways::permission {

namespace {

const PermissionWords& words() {
    return PermissionWords::get();
}

/// The list as it is written, beside what the program makes of it.
QJsonObject written() {
    (void)words(); // Makes the resource known.
    QFile file(QStringLiteral(":/permission/words.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QString text(const QJsonValue& entry, const char* key) {
    return entry.toObject().value(QLatin1String(key)).toString();
}

QStringList somethingElse() {
    QStringList all;
    for (const QJsonValue& one : written().value(QLatin1String("not_permission")).toArray()) {
        for (const QJsonValue& header : one.toObject().value(QLatin1String("header_words")).toArray()) {
            all << header.toString();
        }
    }
    return all;
}

std::optional<HeaderSense> senseOf(const char* header) {
    const auto senses = words().header(QString::fromUtf8(header));
    return senses.isEmpty() ? std::nullopt : std::optional(senses.first());
}

std::optional<ValueSense> valueOf(const char* value) {
    const auto meaning = words().value(QString::fromUtf8(value));
    return meaning ? std::optional(meaning->sense) : std::nullopt;
}

const QMap<QString, ValueSense> kSenses{
    {QStringLiteral("yes"), ValueSense::Yes},         {QStringLiteral("no"), ValueSense::No},
    {QStringLiteral("refused"), ValueSense::Refused}, {QStringLiteral("subscribed"), ValueSense::Subscribed},
    {QStringLiteral("unknown"), ValueSense::Unknown}, {QStringLiteral("dead"), ValueSense::Dead},
    {QStringLiteral("bounced"), ValueSense::Bounced}};

} // namespace

TEST(PermissionWords, theListIsAsLargeAsItWas) {
    EXPECT_GE(written().value(QLatin1String("headers")).toArray().size(), 1500);
    EXPECT_GE(written().value(QLatin1String("values")).toArray().size(), 600);
}

TEST(PermissionWords, noHeaderHasTwoSensesInOneLanguage) {
    QMap<QString, QString> senses;
    for (const QJsonValue& entry : written().value(QLatin1String("headers")).toArray()) {
        const QString key = text(entry, "lang") + u' ' + folded(text(entry, "header_words"));
        const QString sense =
            text(entry, "means") + text(entry, "channel") + text(entry, "polarity") + text(entry, "certainty");
        EXPECT_FALSE(folded(text(entry, "header_words")).isEmpty()) << qPrintable(key);
        EXPECT_EQ(senses.value(key, sense), sense) << qPrintable(key);
        senses.insert(key, sense);
    }
}

TEST(PermissionWords, noHeaderIsAlsoSomethingElse) {
    for (const QString& header : somethingElse()) {
        EXPECT_TRUE(words().header(header).isEmpty()) << qPrintable(header);
        EXPECT_TRUE(words().isSomethingElse(header)) << qPrintable(header);
        EXPECT_TRUE(words().isSomethingElse(header.toUpper())) << qPrintable(header);
    }
}

TEST(PermissionWords, everyHeaderIsFoundHoweverItIsWritten) {
    for (const QJsonValue& entry : written().value(QLatin1String("headers")).toArray()) {
        const QString header = text(entry, "header_words");
        for (const QString& form : {header, header.toUpper(), header.toLower(), header.simplified().replace(u' ', u'_'),
                                    QStringLiteral(" %1 ").arg(header)}) {
            bool found = false;
            for (const HeaderSense& sense : words().header(form)) {
                found = found || sense.language == text(entry, "lang");
            }
            EXPECT_TRUE(found) << qPrintable(form);
        }
    }
}

TEST(PermissionWords, everyValueMeansWhatTheListSays) {
    for (const QJsonValue& entry : written().value(QLatin1String("values")).toArray()) {
        const QString value = text(entry, "value");
        for (const QString& form : {value, QStringLiteral("  %1 ").arg(value), value.toUpper()}) {
            const auto meaning = words().value(form);
            ASSERT_TRUE(meaning) << qPrintable(form);
            EXPECT_EQ(meaning->sense, kSenses.value(text(entry, "means"))) << qPrintable(form);
            EXPECT_EQ(meaning->ask, text(entry, "certainty") == QLatin1String("ask")) << qPrintable(form);
            EXPECT_EQ(meaning->blank, text(entry, "as") == QLatin1String("blank")) << qPrintable(form);
            EXPECT_EQ(meaning->channel.has_value(), entry.toObject().contains(QLatin1String("channel")))
                << qPrintable(form);
        }
    }
}

TEST(PermissionWords, noValueMeansTwoThings) {
    QMap<QString, QString> meanings;
    for (const QJsonValue& entry : written().value(QLatin1String("values")).toArray()) {
        const QString key = text(entry, "value").simplified().toCaseFolded();
        const QString meaning =
            text(entry, "means") + text(entry, "channel") + text(entry, "certainty") + text(entry, "as");
        EXPECT_EQ(meanings.value(key, meaning), meaning) << qPrintable(key);
        meanings.insert(key, meaning);
    }
}

TEST(PermissionWords, nothingButARefusalAYesMeansNoOrADeathIsAStatementOfTheHeaderItself) {
    for (const QJsonValue& entry : written().value(QLatin1String("headers")).toArray()) {
        const bool consent = text(entry, "means") == QLatin1String("consent");
        const bool yes = text(entry, "polarity") == QLatin1String("yes-means-yes") ||
                         text(entry, "polarity") == QLatin1String("filled-means-yes");
        EXPECT_EQ(consent, yes) << qPrintable(text(entry, "header_words"));
    }
}

TEST(PermissionWords, headersMatchAsAWholeOnly) {
    const auto email = senseOf("Do Not Email");
    const auto mail = senseOf("Do Not Mail");
    ASSERT_TRUE(email && mail);
    EXPECT_EQ(email->channel, Channel::Email);
    EXPECT_EQ(mail->channel, Channel::Post);
    EXPECT_FALSE(senseOf("Do Not Email Reason Code"));
    EXPECT_FALSE(senseOf("Please Do Not Email"));
    EXPECT_FALSE(senseOf("Email"));
    EXPECT_FALSE(senseOf("First Name"));
}

TEST(PermissionWords, whatProgramsPutAroundAHeaderIsTakenOff) {
    for (const char* header : {"Contact: Do Not Email", "npsp__Do_Not_Contact__c", "Do Not Contact (C)",
                               "Do Not Email (F)", "Contact1: Do Not Email"}) {
        ASSERT_TRUE(senseOf(header)) << header;
        EXPECT_EQ(senseOf(header)->means, Means::Refusal) << header;
    }
}

TEST(PermissionWords, aQuestionThatGoesOnIsAskedAbout) {
    const auto sense = senseOf("Would you like to receive occasional updates from us? We never pass your details on.");
    ASSERT_TRUE(sense);
    EXPECT_EQ(sense->means, Means::Consent);
    EXPECT_EQ(sense->certainty, Certainty::Ask);
}

TEST(PermissionWords, aHeaderWithAnotherSenseInTwoLanguagesHasBoth) {
    const auto senses = words().header(QStringLiteral("NOMAIL"));
    ASSERT_EQ(senses.size(), 2);
    EXPECT_NE(senses[0].channel, senses[1].channel);
}

TEST(PermissionWords, marksAndNumbersAreMatchedAsTheyStand) {
    EXPECT_EQ(valueOf("✓"), ValueSense::Yes);
    EXPECT_EQ(valueOf("☐"), ValueSense::No);
    EXPECT_EQ(valueOf("[x]"), ValueSense::Yes);
    EXPECT_EQ(valueOf("[ ]"), ValueSense::No);
    EXPECT_EQ(valueOf("†"), ValueSense::Dead);
    EXPECT_EQ(valueOf("-1"), ValueSense::Yes);
    EXPECT_EQ(valueOf("1.0"), ValueSense::Yes);
    EXPECT_FALSE(valueOf("10")) << "ten bounces are no yes";
    EXPECT_FALSE(valueOf("00"));
    EXPECT_FALSE(valueOf("2")) << "on_hold 2 is an opt-out";
    EXPECT_FALSE(valueOf("-"));
    EXPECT_FALSE(valueOf(""));
    EXPECT_FALSE(valueOf("★"));
}

TEST(PermissionWords, whatSaysOnlyThatARecordIsInUseIsNoCertainYes) {
    for (const char* value :
         {"Active", "aktiv", "Actif", "activo", "attivo", "ativo", "actief", "aktywny", "Enabled"}) {
        const auto meaning = words().value(QString::fromUtf8(value));
        ASSERT_TRUE(meaning) << value;
        EXPECT_EQ(meaning->sense, ValueSense::Subscribed) << value;
        EXPECT_TRUE(meaning->ask) << value;
    }
    EXPECT_EQ(valueOf("activé"), ValueSense::Yes) << "its accent tells it from the English word";
}

TEST(PermissionWords, aRefusalOfAnotherWaySaysNothingAboutEmail) {
    for (const char* value : {"Do Not Mail", "do not call", "Keine Post", "geen post", "nie dzwonić"}) {
        const auto meaning = words().value(QString::fromUtf8(value));
        ASSERT_TRUE(meaning) << value;
        EXPECT_FALSE(meaning->speaksOfEmail()) << value;
    }
    ASSERT_TRUE(words().value(QStringLiteral("do not email")));
    EXPECT_TRUE(words().value(QStringLiteral("do not email"))->speaksOfEmail());
}

TEST(PermissionWords, namesOfPeopleAreNoValues) {
    for (const char* name : {"Nova", "Jan", "Yesenia", "Null", "Ono", "Siobhan"}) {
        EXPECT_FALSE(valueOf(name)) << name;
    }
}

TEST(PermissionWords, headersNobodyKnowsSmell) {
    const auto smell = [](const char* header) { return words().smell(QString::fromUtf8(header)); };
    for (const char* header :
         {"Please dont write", "optedOutOn", "mail_exclude", "unsubFlag", "decea_flag", "Keine Sendungen",
          "Nie wysyłać", "Não quer cartas", "Fundraising DNC", "Blocked by office", "Sans sollicitation"}) {
        EXPECT_TRUE(smell(header).refusal) << header;
    }
    for (const char* header :
         {"Wants the bulletin", "Consent given 2018", "Akceptuje zgoda", "Recibir noticias", "Happy to hear from us"}) {
        EXPECT_TRUE(smell(header).consent) << header;
    }
    for (const char* header : {"First Name", "City", "Door No", "Postcode", "Number", "Nationality", "Nombre", "Amount",
                               "Hull", "Notable"}) {
        EXPECT_FALSE(smell(header).refusal) << header;
        EXPECT_FALSE(smell(header).consent) << header;
    }
    EXPECT_TRUE(smell("No telephone").elsewhere);
    EXPECT_FALSE(smell("No email or telephone").elsewhere);
}

} // namespace pathways::permission
