// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_connector.h"
#include "core/destinations/mailchimp/mailchimp_connector.h"
#include "core/destinations/mailman/mailman_connector.h"
#include "core/destinations/meta/meta_connector.h"
#include "core/net/qt_transport.h"
#include "core/practice/google/practice_google.h"
#include "core/practice/mailchimp/practice_mailchimp.h"
#include "core/practice/meta/practice_meta.h"
#include "tests/contract/contract_harness.h"
#include "tests/destinations/mailman/mailman_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>
#include <utility>

namespace pathways::test {

namespace {

QString url() {
    return QStringLiteral("http://127.0.0.1:1");
}

QJsonObject control(practice::PracticePlatform& platform, const char* verb, const QJsonObject& arguments) {
    return QJsonDocument::fromJson(platform.control(QLatin1String(verb), arguments).body).object();
}

QString firstId(const practice::PracticePlatform& platform, const char* objects) {
    return platform.state().value(QLatin1String(objects)).toArray().first().toObject().value(u"id").toString();
}

std::string address(int n) {
    return ContractHarness::canary() + std::to_string(n) + "@riverbank.test";
}

class MailchimpHarness final : public ContractHarness {
public:
    const Connector& connector() const override { return m_connector; }
    practice::PracticeHandler& platform() override { return m_platform; }
    Connection connection() const override {
        Connection connection;
        connection.type = QStringLiteral("mailchimp");
        connection.settings = {{QStringLiteral("url"), url()}};
        return connection;
    }
    QByteArray goodSecret() const override { return practice::PracticeMailchimp::apiKey(); }
    QByteArray wrongSecret() const override { return QByteArrayLiteral("0badc0de0badc0de0badc0de0badc0de-us00"); }
    void expireSignIn() override { (void)control(m_platform, "disable_user", {{QStringLiteral("on"), true}}); }
    PushTarget target() override {
        PushTarget target;
        target.object.id = practice::PracticeMailchimp::newsletterId();
        target.removalMeaning = QStringLiteral("archive");
        return target;
    }
    std::vector<QString> fieldIds() const override {
        return {QStringLiteral("EMAIL"), QStringLiteral("FNAME"), QStringLiteral("LNAME")};
    }
    BatchBuilder::Values person(int n) const override { return {address(n), canary() + "first", canary() + "last"}; }
    std::optional<BatchBuilder::Values> refusedPerson() const override {
        return BatchBuilder::Values{canary() + "@example.com", "A", "B"};
    }
    bool holds(int n) override {
        const QJsonObject member =
            control(m_platform, "member", {{QStringLiteral("email"), QString::fromStdString(address(n))}});
        return member.value(u"status").toString() == QLatin1String("subscribed");
    }
    bool delivers(const HttpRequest& request) const override {
        return request.method == "POST" && request.body.contains("\"members\":");
    }
    int peopleIn(const HttpRequest& request) const override {
        return int(QJsonDocument::fromJson(request.body).object().value(u"members").toArray().size());
    }
    std::vector<HttpReply> throttlings() override {
        return {replyOf(m_platform.throttled()), InProcessTransport::answered(403, ""),
                InProcessTransport::answered(403, "<html>Forbidden</html>")};
    }
    bool addObjects(int count) override {
        for (int i = 0; i < count; ++i) {
            (void)control(m_platform, "add_list", {{QStringLiteral("name"), QStringLiteral("List %1").arg(i)}});
        }
        return true;
    }

private:
    practice::PracticeClock m_clock;
    practice::PracticeMailchimp m_platform{m_clock};
    mailchimp::MailchimpConnector m_connector;
};

/// What the two ad platforms have in common: tokens, hashed addresses, no names of refused people in answers.
template <typename Platform, typename PlatformConnector>
class AdHarness : public ContractHarness {
public:
    const Connector& connector() const override { return m_connector; }
    practice::PracticeHandler& platform() override { return m_platform; }
    QByteArray goodSecret() const override {
        return m_platform.description(url().toLatin1()).value(u"access_token").toString().toUtf8();
    }
    void expireSignIn() override {
        (void)control(m_platform, "token", {{QStringLiteral("state"), QStringLiteral("expired")}});
    }
    BatchBuilder::Values person(int n) const override { return {address(n)}; }
    std::vector<HttpReply> throttlings() override { return {replyOf(m_platform.throttled())}; }

protected:
    bool holdsHash(const QJsonObject& where, int n) {
        QJsonObject wish = where;
        wish[QLatin1String("kind")] = QStringLiteral("email");
        wish[QLatin1String("hash")] = QString::fromLatin1(BatchBuilder::sha256(address(n)));
        return control(m_platform, "holds", wish).value(u"held").toBool();
    }
    practice::PracticeClock m_clock;
    Platform m_platform{m_clock};
    PlatformConnector m_connector;
};

class MetaHarness final : public AdHarness<practice::PracticeMeta, MetaConnector> {
public:
    Connection connection() const override {
        Connection connection;
        connection.type = QStringLiteral("meta");
        connection.settings = {
            {QStringLiteral("url"), url()},
            {QStringLiteral("account"), m_platform.description(url().toLatin1()).value(u"ad_account").toString()}};
        return connection;
    }
    QByteArray wrongSecret() const override { return QByteArrayLiteral("EAABwrongwrongwrongwrongwrongwrongwrong"); }
    PushTarget target() override {
        PushTarget target;
        target.object.id = firstId(m_platform, "audiences");
        target.pushReference = QStringLiteral("push-1");
        return target;
    }
    std::vector<QString> fieldIds() const override { return {QStringLiteral("EMAIL")}; }
    bool holds(int n) override {
        return holdsHash({{QStringLiteral("audience"), firstId(m_platform, "audiences")}}, n);
    }
    bool delivers(const HttpRequest& request) const override {
        return request.method == "POST" && request.url.path().endsWith(QLatin1String("/users"));
    }
    int peopleIn(const HttpRequest& request) const override {
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        return int(body.value(u"payload").toObject().value(u"data").toArray().size());
    }
    bool addObjects(int count) override {
        for (int i = 0; i < count; ++i) {
            HttpRequest request;
            request.method = "POST";
            const QString account = connection().settings.value(QStringLiteral("account"));
            request.url =
                QUrl(url() + QStringLiteral("/v26.0/") +
                     (account.startsWith(QLatin1String("act_")) ? account : QStringLiteral("act_") + account) +
                     QStringLiteral("/customaudiences"));
            QByteArray bearer("Bearer ");
            bearer += goodSecret();
            request.headers = {{QByteArrayLiteral("Authorization"), bearer},
                               {QByteArrayLiteral("Content-Type"), QByteArrayLiteral("application/json")}};
            request.body = QJsonDocument(QJsonObject{{QStringLiteral("name"), QStringLiteral("Audience %1").arg(i)},
                                                     {QStringLiteral("subtype"), QStringLiteral("CUSTOM")},
                                                     {QStringLiteral("customer_file_source"),
                                                      QStringLiteral("USER_PROVIDED_ONLY")}})
                               .toJson(QJsonDocument::Compact);
            InProcessTransport direct(m_platform);
            if (!direct.send(request, {}).ok()) {
                return false;
            }
        }
        return true;
    }
};

class GoogleHarness final : public AdHarness<practice::PracticeGoogle, GoogleConnector> {
public:
    Connection connection() const override {
        Connection connection;
        connection.type = QStringLiteral("google-ads");
        connection.settings = {{QStringLiteral("url"), url()},
                               {QStringLiteral("account"), QStringLiteral("123-456-7890")}};
        return connection;
    }
    QByteArray wrongSecret() const override { return QByteArrayLiteral("ya29.wrongwrongwrongwrongwrongwrongwrong"); }
    PushTarget target() override {
        PushTarget target;
        target.object.id = firstId(m_platform, "lists");
        target.pushReference = QStringLiteral("push-1");
        target.options = {{QStringLiteral("consent_user_data"), QStringLiteral("granted")},
                          {QStringLiteral("consent_personalization"), QStringLiteral("denied")},
                          {QStringLiteral("terms"), QStringLiteral("accepted")}};
        return target;
    }
    std::vector<QString> fieldIds() const override { return {QStringLiteral("EMAIL")}; }
    bool holds(int n) override { return holdsHash({{QStringLiteral("list"), firstId(m_platform, "lists")}}, n); }
    bool delivers(const HttpRequest& request) const override {
        return request.method == "POST" && request.url.path().endsWith(QLatin1String(":ingest"));
    }
    int peopleIn(const HttpRequest& request) const override {
        return int(QJsonDocument::fromJson(request.body).object().value(u"audienceMembers").toArray().size());
    }
    bool addObjects(int) override { return false; }
};

/// A real Mailman, reached over the wire; nothing of it is practised. The connector's requests go to its true address,
/// or with a broken sign-in once that has ended.
class RealMailman final : public practice::PracticeHandler {
public:
    practice::PracticeResponse handle(const practice::PracticeRequest& request) override {
        HttpRequest sent;
        sent.method = request.method;
        sent.url = QUrl(server().url() + QString::fromLatin1(request.path));
        if (!request.rawQuery.isEmpty()) {
            sent.url.setQuery(QString::fromLatin1(request.rawQuery), QUrl::StrictMode);
        }
        for (const auto& [name, value] : request.headers) {
            sent.headers.emplaceBack(name, signInEnded && name == "authorization" ? QByteArray("Basic eDp5") : value);
        }
        sent.body = request.body;
        const HttpReply reply = wire().send(sent, {});
        return {reply.status, reply.headers, reply.body, practice::PracticeEnd::KeepAlive};
    }
    static MailmanServer& server() { return Shared::get().server; }
    bool signInEnded = false;

private:
    /// One server for the whole program, as it takes seconds to start; gone before the application object is.
    struct Shared {
        MailmanServer server;
        QtTransport wire;
        static Shared& get() {
            static std::unique_ptr<Shared> instance;
            if (!instance) {
                struct End final : ::testing::Environment {
                    void TearDown() override { instance.reset(); }
                };
                instance = std::make_unique<Shared>();
                ::testing::AddGlobalTestEnvironment(new End);
            }
            return *instance;
        }
    };
    static QtTransport& wire() { return Shared::get().wire; }
};

class MailmanHarness final : public ContractHarness {
public:
    MailmanHarness() {
        if (available()) {
            (void)ask("POST", "/3.1/domains", "mail_host=riverbank.test");
            (void)ask("DELETE", "/3.1/lists/donors.riverbank.test");
            (void)ask("POST", "/3.1/lists", "fqdn_listname=donors@riverbank.test");
        }
    }
    bool available() override { return RealMailman::server().running(); }
    const Connector& connector() const override { return m_connector; }
    practice::PracticeHandler& platform() override { return m_platform; }
    Connection connection() const override {
        Connection connection;
        connection.type = QStringLiteral("mailman");
        connection.settings = {{QStringLiteral("url"), url()}};
        return connection;
    }
    QByteArray goodSecret() const override { return MailmanServer::password(); }
    QByteArray wrongSecret() const override { return QByteArrayLiteral("another-password"); }
    void expireSignIn() override { m_platform.signInEnded = true; }
    PushTarget target() override {
        PushTarget target;
        target.object.id = QStringLiteral("donors.riverbank.test");
        return target;
    }
    std::vector<QString> fieldIds() const override { return {QStringLiteral("email"), QStringLiteral("display_name")}; }
    BatchBuilder::Values person(int n) const override { return {address(n), canary() + " name"}; }
    std::optional<BatchBuilder::Values> refusedPerson() const override {
        return BatchBuilder::Values{canary() + " is no address", "A"};
    }
    bool holds(int n) override {
        return ask("GET", "/3.1/lists/donors.riverbank.test/member/" + QByteArray::fromStdString(address(n))).status ==
               200;
    }
    bool delivers(const HttpRequest& request) const override {
        return request.method == "POST" && request.url.path().endsWith(QLatin1String("/members"));
    }
    int peopleIn(const HttpRequest&) const override { return 1; }
    std::vector<HttpReply> throttlings() override {
        HttpReply reply = InProcessTransport::answered(429, "");
        reply.headers.emplaceBack("retry-after", "2");
        return {reply, InProcessTransport::answered(429, "{}")};
    }
    bool namesPeopleInPaths() const override { return true; }
    bool addObjects(int) override { return false; }

private:
    practice::PracticeResponse ask(const char* method, const QByteArray& path, const QByteArray& form = {}) {
        practice::PracticeRequest request;
        request.method = method;
        request.path = path;
        const QByteArray pair = QByteArray("restadmin:").append(MailmanServer::password());
        request.headers.emplaceBack("authorization", QByteArray("Basic ").append(pair.toBase64()));
        if (!form.isEmpty()) {
            request.headers.emplaceBack("content-type", "application/x-www-form-urlencoded");
            request.body = form;
        }
        const bool ended = std::exchange(m_platform.signInEnded, false);
        const auto response = m_platform.handle(request);
        m_platform.signInEnded = ended;
        return response;
    }

    RealMailman m_platform;
    mailman::MailmanConnector m_connector;
};

} // namespace

std::vector<ContractSubject> contractSubjects() {
    return {{"Mailchimp", [] { return std::make_unique<MailchimpHarness>(); }},
            {"Meta", [] { return std::make_unique<MetaHarness>(); }},
            {"Google", [] { return std::make_unique<GoogleHarness>(); }},
            {"Mailman", [] { return std::make_unique<MailmanHarness>(); }}};
}

} // namespace pathways::test
