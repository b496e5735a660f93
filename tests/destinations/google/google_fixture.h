// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/google/google_connector.h"
#include "core/practice/google/practice_google.h"
#include "tests/support/batch_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/in_process_transport.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

namespace pathways::test {

/// The connector, a client, and practice Google behind it.
class Google : public ::testing::Test {
protected:
    Google() {
        clock.turnByItself();
        const QJsonObject description = platform.description("http://127.0.0.1:1");
        connection.type = QStringLiteral("google-ads");
        connection.settings = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:1")},
                               {QStringLiteral("account"), QStringLiteral("123-456-7890")}};
        secret = Secret(description.value(u"access_token").toString().toUtf8());
        client.setJitterSeed(1);
    }

    QJsonObject control(const char* verb, const QJsonObject& arguments) {
        return QJsonDocument::fromJson(platform.control(QLatin1String(verb), arguments).body).object();
    }
    QString firstList() {
        return platform.state().value(u"lists").toArray().first().toObject().value(u"id").toString();
    }
    qint64 people(const QString& id) {
        for (const QJsonValue& value : platform.state().value(u"lists").toArray()) {
            if (value.toObject().value(u"id").toString() == id) {
                return value.toObject().value(u"people").toInteger();
            }
        }
        return -1;
    }
    bool holds(const char* kind, std::string_view value) {
        return control("holds", {{QStringLiteral("list"), firstList()},
                                 {QStringLiteral("kind"), QLatin1String(kind)},
                                 {QStringLiteral("hash"), QString::fromLatin1(BatchBuilder::sha256(value))}})
            .value(u"held")
            .toBool();
    }
    PushTarget target(std::initializer_list<const char*> fields) {
        PushTarget made;
        made.object.id = firstList();
        made.pushReference = QStringLiteral("push-1");
        made.options = {{QStringLiteral("consent_user_data"), QStringLiteral("granted")},
                        {QStringLiteral("consent_personalization"), QStringLiteral("denied")},
                        {QStringLiteral("terms"), QStringLiteral("accepted")}};
        const auto known = connector.fields(context, made.object).value();
        for (const char* id : fields) {
            for (const FieldSpec& field : known) {
                if (field.id == QLatin1String(id)) {
                    if (field.identifier) {
                        made.identifiers.push_back(made.fields.size());
                    }
                    made.fields.push_back(field);
                }
            }
        }
        return made;
    }
    std::unique_ptr<PushSession> session(PushTarget wanted) {
        auto begun = connector.beginPush(context, std::move(wanted));
        EXPECT_TRUE(begun) << begun.error().text().toStdString();
        return begun ? std::move(*begun) : nullptr;
    }
    static QJsonObject body(const HttpRequest& request) { return QJsonDocument::fromJson(request.body).object(); }

    practice::PracticeClock practiceClock;
    practice::PracticeGoogle platform{practiceClock};
    InProcessTransport transport{platform};
    FakeClock clock;
    GoogleConnector connector;
    HttpClient client{transport, clock, ClientLimits{}, connector.retryPolicy()};
    Connection connection;
    Secret secret;
    CallContext context{client, clock, connection, secret, {}};
};

} // namespace pathways::test
