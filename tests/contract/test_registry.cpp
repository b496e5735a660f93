// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every registered destination, with or without HTTP.
#include "core/destinations/all_connectors.h"
#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "tests/contract/contract_checks.h"
#include "tests/support/fake_clock.h"

#include <QSet>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

/// Nothing is reachable.
class NoLine final : public HttpTransport {
public:
    HttpReply send(const HttpRequest& request, std::stop_token) override {
        ++requests;
        for (const auto& [name, value] : request.headers) {
            Q_UNUSED(name);
            EXPECT_FALSE(request.url.toString().contains(QString::fromLatin1(value)));
        }
        HttpReply reply;
        reply.end = HttpEnd::NotSent;
        reply.error = Error{ErrorKind::Security,
                            QStringLiteral("No line."),
                            QStringLiteral("Nothing was sent."),
                            QStringLiteral("Connect."),
                            {}};
        return reply;
    }
    int requests = 0;
};

class Registry : public ::testing::Test {
protected:
    Registry() {
        registerAllConnectors(registry);
        clock.turnByItself();
    }
    void expectGoodError(const Error& error, const Connector& connector) const {
        SCOPED_TRACE(connector.type().key.toStdString());
        expectForPeople(error);
        EXPECT_FALSE(QString(error.text() + error.detail).contains(QLatin1String("canary")))
            << error.text().toStdString();
    }
    ConnectorRegistry registry;
    NoLine line;
    FakeClock clock;
};

} // namespace

TEST_F(Registry, KnowsTheSixDestinationsOnceEach) {
    QSet<QString> keys;
    for (const auto& connector : registry.all()) {
        keys.insert(connector->type().key);
        EXPECT_EQ(registry.find(connector->type().key), connector.get());
    }
    EXPECT_EQ(keys.size(), qsizetype(registry.all().size()));
    EXPECT_EQ(keys, (QSet<QString>{QStringLiteral("mailchimp"), QStringLiteral("google-ads"), QStringLiteral("meta"),
                                   QStringLiteral("mailman"), QStringLiteral("sql"), QStringLiteral("sftp")}));
    EXPECT_EQ(registry.find(QStringLiteral("nowhere")), nullptr);
}

TEST_F(Registry, EveryDestinationSaysWhatTheProgramMustKnow) {
    for (const auto& connector : registry.all()) {
        const DestinationType& type = connector->type();
        const std::string who = type.key.toStdString();
        EXPECT_FALSE(type.name.isEmpty() || type.icon.isEmpty() || type.objectTexts.title.isEmpty() ||
                     type.objectTexts.noneYet.isEmpty() || type.objectTexts.newName.isEmpty() ||
                     type.usableAfter.isEmpty())
            << who;
        EXPECT_EQ(type.methods.size(), kSyncMethods.size()) << who;
        for (const auto& [method, support] : type.methods) {
            EXPECT_EQ(support.possible, support.reason.isEmpty()) << who << ' ' << toKey(method).toStdString();
        }
        for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::UpdateOrCreate}) {
            EXPECT_TRUE(type.methods.at(method).possible) << who;
        }
        EXPECT_EQ(type.secretLabel.isEmpty(), type.signIn == SignInKind::None || type.signIn == SignInKind::Browser)
            << who;
        QSet<QString> keys;
        for (const RemovalMeaning& meaning : type.removalMeanings) {
            EXPECT_FALSE(meaning.key.isEmpty() || meaning.label.isEmpty()) << who;
            EXPECT_FALSE(keys.contains(meaning.key)) << who;
            keys.insert(meaning.key);
            EXPECT_FALSE(meaning.key.contains(QLatin1String("unsubscribe"))) << who;
        }
        if (!type.removalMeanings.isEmpty()) {
            EXPECT_FALSE(type.removalMeanings.front().permanent) << who << ": permanent things are off by default";
        }
        for (const PathwayOptionSpec& option : type.options) {
            EXPECT_FALSE(option.key.isEmpty() || option.label.isEmpty()) << who;
            EXPECT_TRUE(option.choices.isEmpty() || option.choices.size() == option.choiceLabels.size()) << who;
            EXPECT_TRUE(option.choices.isEmpty() || option.defaultValue.isEmpty() ||
                        option.choices.contains(option.defaultValue))
                << who;
        }
        for (const SettingSpec& setting : type.settings) {
            EXPECT_FALSE(setting.key.isEmpty() || setting.label.isEmpty()) << who;
        }
        EXPECT_GT(type.limits.peoplePerBatch, 0) << who;
        EXPECT_GE(type.limits.parallelRequests, type.limits.parallelBatches) << who;
    }
}

TEST_F(Registry, NothingIsSentWithoutSettingsAndSignIn) {
    for (const auto& connector : registry.all()) {
        HttpClient client(line, clock, ClientLimits{}, connector->retryPolicy());
        Connection connection;
        connection.type = connector->type().key;
        const Secret none;
        const CallContext context{client, clock, connection, none, {}};
        const auto account = connector->validate(context);
        ASSERT_FALSE(account) << connection.type.toStdString();
        expectGoodError(account.error(), *connector);
    }
    EXPECT_EQ(line.requests, 0);
}

TEST_F(Registry, AnUnreachableServerIsToldWithoutTheSecret) {
    for (const auto& connector : registry.all()) {
        HttpClient client(line, clock, ClientLimits{}, connector->retryPolicy());
        Connection connection;
        connection.type = connector->type().key;
        const QString host = QStringLiteral("127.0.0.1");
        for (const SettingSpec& setting : connector->type().settings) {
            connection.settings[setting.key] =
                setting.choices.isEmpty() ? QStringLiteral("x") : setting.choices.front();
        }
        connection.settings[QStringLiteral("url")] = QStringLiteral("http://127.0.0.1:1");
        connection.settings[QStringLiteral("host")] = host;
        connection.settings[QStringLiteral("port")] = QStringLiteral("1");
        connection.settings[QStringLiteral("account")] = QStringLiteral("123-456-7890");
        connection.settings[QStringLiteral("ad_account")] = QStringLiteral("1029384756");
        const Secret secret(QByteArray("canary-0123456789abcdef0123456789abcdef-us9"));
        const CallContext context{client, clock, connection, secret, {}};
        const auto account = connector->validate(context);
        ASSERT_FALSE(account) << connection.type.toStdString();
        expectGoodError(account.error(), *connector);
        EXPECT_FALSE(connector->listObjects(context)) << connection.type.toStdString();
    }
}

} // namespace pathways::test
