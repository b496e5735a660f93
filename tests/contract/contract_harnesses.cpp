// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_connector.h"
#include "core/destinations/mailchimp/mailchimp_connector.h"
#include "core/destinations/meta/meta_connector.h"
#include "core/practice/google/practice_google.h"
#include "core/practice/mailchimp/practice_mailchimp.h"
#include "core/practice/meta/practice_meta.h"
#include "tests/contract/contract_harness.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

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
    practice::PracticePlatform& platform() override { return m_platform; }
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
    practice::PracticePlatform& platform() override { return m_platform; }
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
            {QStringLiteral("ad_account"), m_platform.description(url().toLatin1()).value(u"ad_account").toString()}};
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
            const QString account = connection().settings.value(QStringLiteral("ad_account"));
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

} // namespace

std::vector<ContractSubject> contractSubjects() {
    return {{"Mailchimp", [] { return std::make_unique<MailchimpHarness>(); }},
            {"Meta", [] { return std::make_unique<MetaHarness>(); }},
            {"Google", [] { return std::make_unique<GoogleHarness>(); }}};
}

} // namespace pathways::test
