// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "tests/support/batch_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/in_process_transport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace pathways::test {

/// A connector of an ad platform, a client, and the practice platform behind it. objects: what the platform calls its
/// lists in its state.
template <typename Platform, typename AdConnector>
class AdPlatform : public ::testing::Test {
protected:
    explicit AdPlatform(const char* objects)
        : m_objects(QLatin1String(objects)) {
        clock.turnByItself();
        connection.type = connector.type().key;
        connection.settings = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:1")}};
        secret = Secret(description().value(u"access_token").toString().toUtf8());
        client.setJitterSeed(1);
    }

    [[nodiscard]] QJsonObject description() { return platform.description("http://127.0.0.1:1"); }
    QJsonObject control(const char* verb, const QJsonObject& arguments) {
        return QJsonDocument::fromJson(platform.control(QLatin1String(verb), arguments).body).object();
    }
    [[nodiscard]] QJsonArray objects() { return platform.state().value(m_objects).toArray(); }
    [[nodiscard]] QString firstObject() { return objects().first().toObject().value(u"id").toString(); }
    [[nodiscard]] QJsonObject objectState(const QString& id) {
        for (const QJsonValue& value : objects()) {
            if (value.toObject().value(u"id").toString() == id) {
                return value.toObject();
            }
        }
        return {};
    }
    /// A target with these fields of an object (the first one where none is named); the identifiers among them in
    /// order.
    [[nodiscard]] PushTarget target(std::initializer_list<const char*> fields, const QString& object = {}) {
        PushTarget made;
        made.object.id = object.isEmpty() ? firstObject() : object;
        made.pushReference = QStringLiteral("push-1");
        made.options = options;
        // Asked past the client of the test, whose requests are counted and answered by the tests themselves.
        InProcessTransport direct{platform};
        HttpClient quiet{direct, clock, ClientLimits{}, connector.retryPolicy()};
        const CallContext past{quiet, clock, connection, secret, {}};
        const auto known = connector.fields(past, made.object);
        EXPECT_TRUE(known) << (known ? "" : known.error().text().toStdString());
        for (const char* id : fields) {
            for (const FieldSpec& field : known.value_or(QList<FieldSpec>())) {
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
    [[nodiscard]] std::unique_ptr<PushSession> session(PushTarget wanted) {
        auto begun = connector.beginPush(context, std::move(wanted));
        EXPECT_TRUE(begun) << (begun ? "" : begun.error().text().toStdString());
        return begun ? std::move(*begun) : nullptr;
    }
    [[nodiscard]] static QJsonObject body(const HttpRequest& request) {
        return QJsonDocument::fromJson(request.body).object();
    }

    practice::PracticeClock practiceClock;
    Platform platform{practiceClock};
    InProcessTransport transport{platform};
    FakeClock clock;
    AdConnector connector;
    HttpClient client{transport, clock, ClientLimits{}, connector.retryPolicy()};
    Connection connection;
    Secret secret;
    CallContext context{client, clock, connection, secret, {}};
    QMap<QString, QString> options; ///< Of every target.

private:
    QString m_objects;
};

} // namespace pathways::test
