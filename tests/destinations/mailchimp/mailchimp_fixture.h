// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/mailchimp/mailchimp_connector.h"
#include "core/practice/mailchimp/practice_mailchimp.h"
#include "tests/support/batch_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/in_process_transport.h"
#include "tests/support/must.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <gtest/gtest.h>

namespace pathways::test {

/// The connector, a client, and practice Mailchimp behind it.
class MailchimpPush : public ::testing::Test {
protected:
    MailchimpPush() {
        clock.turnByItself();
        connection.type = QStringLiteral("mailchimp");
        connection.settings = {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1:1")}};
        secret = Secret(practice::PracticeMailchimp::apiKey());
        client.setJitterSeed(1);
        list.id = practice::PracticeMailchimp::newsletterId();
        knownFields = must(connector.fields(context, list));
        transport.forget();
    }

    void others(const char* verb, const QJsonObject& wish) {
        ASSERT_EQ(platform.control(QLatin1String(verb), wish).status, 200) << verb;
    }
    void others(const char* verb, const char* email) {
        others(verb, {{QStringLiteral("email"), QLatin1String(email)}});
    }
    /// Somebody else puts a member there.
    void theirs(const char* email, const char* status = "subscribed", const QJsonObject& merge = {}) {
        others("set_member", {{QStringLiteral("email"), QLatin1String(email)},
                              {QStringLiteral("status"), QLatin1String(status)},
                              {QStringLiteral("merge_fields"), merge}});
    }
    QJsonObject member(const char* email) {
        const HttpReply reply = raw("GET", QStringLiteral("/lists/%1/members/%2").arg(list.id, QLatin1String(email)));
        return reply.status == 200 ? QJsonDocument::fromJson(reply.body).object() : QJsonObject();
    }
    QString statusOf(const char* email) { return member(email).value(u"status").toString(); }
    QString valueOf(const char* email, const char* tag) {
        return member(email).value(u"merge_fields").toObject().value(QLatin1String(tag)).toString();
    }
    QStringList tagsOf(const char* email) {
        QStringList names;
        for (const auto& tag : member(email).value(u"tags").toArray()) {
            names.append(tag.toObject().value(u"name").toString());
        }
        return names;
    }
    /// A request past the connector, which is not counted.
    HttpReply raw(const char* method, const QString& path, const QByteArray& body = {}) {
        InProcessTransport direct(platform);
        HttpRequest request;
        request.method = method;
        request.url = QUrl(QStringLiteral("http://127.0.0.1:1/3.0") + path);
        const QByteArray pair = QByteArray("x:").append(practice::PracticeMailchimp::apiKey());
        request.headers.append({QByteArray("Authorization"), QByteArray("Basic ").append(pair.toBase64())});
        request.body = body;
        return direct.send(request, {});
    }

    PushTarget target(SyncMethod method, std::initializer_list<const char*> fields = {"EMAIL", "FNAME", "LNAME"}) {
        PushTarget made;
        made.object = list;
        made.method = method;
        made.started = clock.now();
        made.leaversUntil = practiceClock.now();
        made.removalMeaning = QStringLiteral("archive");
        for (const char* id : fields) {
            for (const FieldSpec& field : knownFields) {
                if (field.id == QLatin1String(id)) {
                    if (field.identifier) {
                        made.identifiers.push_back(made.fields.size());
                    }
                    made.fields.push_back(field);
                }
            }
        }
        made.clears.assign(made.fields.size(), false);
        EXPECT_EQ(made.fields.size(), fields.size());
        return made;
    }
    std::unique_ptr<PushSession> session(PushTarget wanted) {
        auto begun = connector.beginPush(context, std::move(wanted));
        EXPECT_TRUE(begun) << begun.error().text().toStdString();
        return begun ? std::move(*begun) : nullptr;
    }
    BatchResult push(SyncMethod method, const BatchBuilder& builder) {
        return session(target(method))->send(builder.batch(), {});
    }
    static const RowVerdict* verdictFor(const BatchResult& result, std::uint32_t index) {
        const auto found = std::find_if(result.rows.begin(), result.rows.end(),
                                        [&](const RowVerdict& row) { return row.index == index; });
        return found == result.rows.end() ? nullptr : &*found;
    }
    static Reason reasonFor(const BatchResult& result, std::uint32_t index) {
        const RowVerdict* row = verdictFor(result, index);
        return row == nullptr ? Reason::None : row->reason;
    }
    int requestsTo(const char* method, const QString& part) const {
        return int(std::count_if(transport.sent().begin(), transport.sent().end(), [&](const HttpRequest& request) {
            return request.method == method && request.url.path().contains(part);
        }));
    }
    static QJsonObject body(const HttpRequest& request) { return QJsonDocument::fromJson(request.body).object(); }

    practice::PracticeClock practiceClock;
    practice::PracticeMailchimp platform{practiceClock};
    InProcessTransport transport{platform};
    FakeClock clock{practiceClock.now()};
    mailchimp::MailchimpConnector connector;
    HttpClient client{transport, clock, ClientLimits{}, connector.retryPolicy()};
    Connection connection;
    Secret secret;
    CallContext context{client, clock, connection, secret, {}};
    DestinationObject list;
    QList<FieldSpec> knownFields;
};

} // namespace pathways::test
