// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/destinations/google/google_fixture.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QUrlQuery>

namespace pathways::test {
namespace {

/// Google's own description of the API (the discovery document).
class Discovery final {
public:
    Discovery() {
        const QString path = shared(QStringLiteral("specs/google-datamanager.json"));
        if (!path.isEmpty()) {
            m_root = QJsonDocument::fromJson(contentOf(path)).object();
            EXPECT_FALSE(m_root.isEmpty());
        }
    }
    [[nodiscard]] bool present() const { return !m_root.isEmpty(); }

    /// What of the value the schema does not know or knows to be of another type, as paths.
    [[nodiscard]] QStringList strangers(const QJsonValue& value, const QString& schema,
                                        const QString& path = {}) const {
        QStringList found;
        const QJsonObject properties = m_root[u"schemas"][schema][u"properties"].toObject();
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            const QString at = path + u'.' + member.key();
            const QJsonObject property = properties.value(member.key()).toObject();
            if (property.isEmpty() || property.value(u"readOnly").toBool()) {
                found << at;
                continue;
            }
            const QString reference = property.value(u"$ref").toString();
            const QString type = property.value(u"type").toString();
            if (!reference.isEmpty()) {
                found << strangers(member.value(), reference, at);
            } else if (type == QLatin1String("array")) {
                found << inArray(member.value().toArray(), property.value(u"items").toObject(), at);
            } else {
                found << simple(member.value(), property, at);
            }
        }
        return found;
    }

    [[nodiscard]] QJsonObject method(std::initializer_list<const char*> resources, const char* name) const {
        QJsonObject at = m_root;
        for (const char* resource : resources) {
            at = at[u"resources"][QLatin1String(resource)].toObject();
        }
        return at[u"methods"][QLatin1String(name)].toObject();
    }

private:
    static QStringList simple(const QJsonValue& value, const QJsonObject& property, const QString& at) {
        const QString type = property.value(u"type").toString();
        const bool right = (type == QLatin1String("string") && value.isString()) ||
                           (type == QLatin1String("boolean") && value.isBool()) ||
                           (type == QLatin1String("integer") && value.isDouble());
        const QJsonArray choices = property.value(u"enum").toArray();
        return right && (choices.isEmpty() || choices.contains(value)) ? QStringList() : QStringList(at);
    }
    [[nodiscard]] QStringList inArray(const QJsonArray& array, const QJsonObject& items, const QString& at) const {
        QStringList found;
        for (const QJsonValue& item : array) {
            const QString reference = items.value(u"$ref").toString();
            found << (reference.isEmpty() ? simple(item, items, at) : strangers(item, reference, at));
        }
        return found;
    }

    QJsonObject m_root;
};

TEST_F(Google, FollowsTheDiscoveryDocument) {
    const Discovery discovery;
    if (!discovery.present()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    connection.settings[QStringLiteral("login_account")] = QStringLiteral("9876543210");
    auto push = session(target({"EMAIL", "EMAIL_2", "PHONE", "FIRST_NAME", "LAST_NAME", "COUNTRY", "POSTAL_CODE"}));
    BatchBuilder add(1);
    add.add({"ann@example.org", "ann@work.example.org", "+447700900123", "ann", "lee", "GB", "E1 6AN"});
    ASSERT_EQ(push->send(add.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(discovery.strangers(body(transport.sent().back()), QStringLiteral("IngestAudienceMembersRequest")),
              QStringList());
    BatchBuilder remove(2);
    remove.remove({"ann@example.org", "ann@work.example.org", "+447700900123"});
    ASSERT_EQ(push->send(remove.batch(), {}).verdict, BatchVerdict::Acknowledged);
    EXPECT_EQ(discovery.strangers(body(transport.sent().back()), QStringLiteral("RemoveAudienceMembersRequest")),
              QStringList());
    NewObject wanted;
    wanted.name = QStringLiteral("Spring appeal");
    wanted.description = QStringLiteral("Spring");
    wanted.marker = QStringLiteral("mark");
    wanted.options[QStringLiteral("membership_days")] = QStringLiteral("540");
    ASSERT_TRUE(connector.createObject(context, wanted));
    EXPECT_EQ(discovery.strangers(body(transport.sent().back()), QStringLiteral("UserList")), QStringList());

    ASSERT_TRUE(connector.listObjects(context));
    const QJsonObject parameters =
        discovery.method({"accountTypes", "accounts", "userLists"}, "list").value(u"parameters").toObject();
    for (const auto& [name, value] : QUrlQuery(transport.sent().back().url).queryItems()) {
        EXPECT_TRUE(parameters.contains(name)) << name.toStdString();
    }
    EXPECT_EQ(discovery.method({"audienceMembers"}, "ingest").value(u"path").toString(),
              QStringLiteral("v1/audienceMembers:ingest"));
    EXPECT_EQ(discovery.method({"requestStatus"}, "retrieve").value(u"path").toString(),
              QStringLiteral("v1/requestStatus:retrieve"));
}

TEST_F(Google, SendsHashedIdentifiersAndAPlainPlace) {
    auto push = session(target({"EMAIL", "PHONE", "FIRST_NAME", "LAST_NAME", "COUNTRY", "POSTAL_CODE"}));
    BatchBuilder batch;
    batch.add({"ann@example.org", "", "ann", "lee", "GB", "E1 6AN"})
        .add({"bob@example.org", "", "bob", "", "GB", "E1"});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    const QJsonObject sent = body(transport.sent().back());
    EXPECT_EQ(sent.value(u"encoding").toString(), QStringLiteral("HEX"));
    EXPECT_EQ(sent[u"consent"][u"adUserData"].toString(), QStringLiteral("CONSENT_GRANTED"));
    EXPECT_EQ(sent[u"consent"][u"adPersonalization"].toString(), QStringLiteral("CONSENT_DENIED"));
    EXPECT_EQ(sent[u"termsOfService"][u"customerMatchTermsOfServiceStatus"].toString(), QStringLiteral("ACCEPTED"));
    EXPECT_EQ(sent[u"destinations"][0][u"operatingAccount"][u"accountId"].toString(), QStringLiteral("1234567890"));
    const QJsonArray first = sent[u"audienceMembers"][0][u"userData"][u"userIdentifiers"].toArray();
    ASSERT_EQ(first.size(), 2) << "an e-mail and a whole address";
    EXPECT_EQ(first[0][u"emailAddress"].toString().toLatin1(), BatchBuilder::sha256("ann@example.org"));
    EXPECT_EQ(first[1][u"address"][u"givenName"].toString().toLatin1(), BatchBuilder::sha256("ann"));
    EXPECT_EQ(first[1][u"address"][u"postalCode"].toString(), QStringLiteral("E1 6AN"));
    EXPECT_EQ(first[1][u"address"][u"regionCode"].toString(), QStringLiteral("GB"));
    EXPECT_EQ(sent[u"audienceMembers"][1][u"userData"][u"userIdentifiers"].toArray().size(), 1)
        << "an address with a part missing is left out";
}

TEST_F(Google, RemovalsStateNoConsentAndNameEveryIdentifierOfTheirs) {
    auto push = session(target({"EMAIL", "PHONE"}));
    BatchBuilder batch;
    batch.remove({"ann@example.org", "+447700900123", "ann\nlee\nGB\nE1 6AN"}).remove({"", "+447700900456", ""});
    batch.knowsBy({QStringLiteral("EMAIL_2"), QStringLiteral("PHONE"), QStringLiteral("ADDRESS")});
    ASSERT_EQ(push->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    const QJsonObject sent = body(transport.sent().back());
    EXPECT_FALSE(sent.contains(u"consent"));
    EXPECT_FALSE(sent.contains(u"termsOfService"));
    const auto identifiers = [&sent](int person) {
        return sent[u"audienceMembers"][person][u"userData"][u"userIdentifiers"].toArray();
    };
    ASSERT_EQ(identifiers(0).size(), 3) << "of fields that are not mapped any more as well, and an address as a whole";
    EXPECT_EQ(identifiers(0)[2][u"address"][u"familyName"].toString().toLatin1(), BatchBuilder::sha256("lee"));
    EXPECT_EQ(identifiers(0)[2][u"address"][u"postalCode"].toString(), QStringLiteral("E1 6AN"));
    EXPECT_EQ(identifiers(0)[0][u"emailAddress"].toString().toLatin1(), BatchBuilder::sha256("ann@example.org"));
    EXPECT_EQ(identifiers(1)[0][u"phoneNumber"].toString().toLatin1(), BatchBuilder::sha256("+447700900456"));
}

} // namespace
} // namespace pathways::test
