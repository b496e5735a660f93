// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/meta/meta_connector.h"
#include "core/practice/meta/practice_meta.h"
#include "tests/support/batch_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/in_process_transport.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

namespace pathways::test {

/// The connector, a client, and practice Meta behind it.
class Meta : public ::testing::Test {
protected:
    Meta() {
        clock.turnByItself();
        const QJsonObject description = platform.description("http://127.0.0.1:1");
        connection.type = QStringLiteral("meta");
        connection.settings = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:1")},
                               {QStringLiteral("account"), description.value(u"ad_account").toString()}};
        secret = Secret(description.value(u"access_token").toString().toUtf8());
        client.setJitterSeed(1);
    }

    QJsonObject control(const char* verb, const QJsonObject& arguments) {
        return QJsonDocument::fromJson(platform.control(QLatin1String(verb), arguments).body).object();
    }
    QString firstAudience() {
        return platform.state().value(u"audiences").toArray().first().toObject().value(u"id").toString();
    }
    QJsonObject audienceState(const QString& id) {
        for (const QJsonValue& value : platform.state().value(u"audiences").toArray()) {
            if (value.toObject().value(u"id").toString() == id) {
                return value.toObject();
            }
        }
        return {};
    }
    bool holds(const QString& audience, const char* kind, std::string_view value) {
        return control("holds", {{QStringLiteral("audience"), audience},
                                 {QStringLiteral("kind"), QLatin1String(kind)},
                                 {QStringLiteral("hash"), QString::fromLatin1(BatchBuilder::sha256(value))}})
            .value(u"held")
            .toBool();
    }
    /// A target with these fields of an audience (the first one where none is named); the identifiers among them in
    /// order.
    PushTarget target(std::initializer_list<const char*> fields, const QString& audience = {}) {
        PushTarget made;
        made.object.id = audience.isEmpty() ? firstAudience() : audience;
        made.pushReference = QStringLiteral("push-1");
        // Asked past the client of the test, whose requests are counted and answered by the tests themselves.
        InProcessTransport direct{platform};
        HttpClient quiet{direct, clock, ClientLimits{}, connector.retryPolicy()};
        const CallContext past{quiet, clock, connection, secret, {}};
        const auto known = connector.fields(past, made.object).value();
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
    practice::PracticeMeta platform{practiceClock};
    InProcessTransport transport{platform};
    FakeClock clock;
    MetaConnector connector;
    HttpClient client{transport, clock, ClientLimits{}, connector.retryPolicy()};
    Connection connection;
    Secret secret;
    CallContext context{client, clock, connection, secret, {}};
};

} // namespace pathways::test
