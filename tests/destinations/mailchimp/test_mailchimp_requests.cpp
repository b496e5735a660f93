// SPDX-License-Identifier: GPL-3.0-or-later
// Our requests against Mailchimp's own description, and its recorded answers against our reading of them.
#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_fields.h"
#include "tests/destinations/mailchimp/mailchimp_fixture.h"
#include "tests/support/paths.h"
#include "tests/support/spec_checker.h"

#include <QFile>

namespace pathways::test {

namespace {

QList<QJsonObject> recorded() {
    const QString path = shared(QStringLiteral("fixtures/mailchimp.jsonl"));
    QList<QJsonObject> lines;
    if (!path.isEmpty()) {
        for (const QByteArray& line : contentOf(path).split('\n')) {
            lines.append(QJsonDocument::fromJson(line).object());
        }
    }
    return lines;
}

} // namespace

TEST_F(MailchimpPush, EveryRequestFitsMailchimpsOwnDescription) {
    const QString path = shared(QStringLiteral("specs/mailchimp.json"));
    if (path.isEmpty()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    const SpecChecker spec = SpecChecker::load(path);
    ASSERT_TRUE(connector.validate(context));
    ASSERT_TRUE(connector.listObjects(context));
    FieldSpec date;
    date.label = QStringLiteral("Since");
    date.kind = FieldKind::Date;
    ASSERT_TRUE(connector.createField(context, list, date));
    PushTarget wanted = target(SyncMethod::Mirror, {"EMAIL", "FNAME", "ADDRESS.addr1", "ADDRESS.city", "ADDRESS.state",
                                                    "ADDRESS.zip", "language"});
    wanted.options = {{QStringLiteral("tag"), QStringLiteral("Spring & more")},
                      {QStringLiteral("segment"), QStringLiteral("Spring mailing")}};
    ASSERT_TRUE(connector.check(context, wanted));
    theirs("here@riverbank.test");
    theirs("old@riverbank.test");
    BatchBuilder batch;
    batch.add({"new@riverbank.test", "New", "1 Mill Lane", "Dover", "DE", "19901", "fr"});
    batch.add({"here@riverbank.test", "Here", "", "", "", "", ""});
    batch.update({"renamed@riverbank.test", "Old", "", "", "", "", ""}, {"old@riverbank.test"});
    ASSERT_EQ(session(wanted)->send(batch.batch(), {}).verdict, BatchVerdict::Acknowledged);
    BatchBuilder removal(2);
    for (int i = 0; i < 15; ++i) {
        removal.remove({"gone" + std::to_string(i) + "@riverbank.test"});
    }
    removal.remove({"new@riverbank.test"});
    ASSERT_EQ(session(wanted)->send(removal.batch(), {}).verdict, BatchVerdict::Acknowledged);
    wanted.method = SyncMethod::UpdateOnly;
    BatchBuilder patches(3);
    for (int i = 0; i < 15; ++i) {
        patches.update({"gone" + std::to_string(i) + "@riverbank.test", "X", "", "", "", "", ""},
                       {"gone" + std::to_string(i) + "@riverbank.test"});
    }
    ASSERT_EQ(session(wanted)->send(patches.batch(), {}).verdict, BatchVerdict::Acknowledged);
    ASSERT_TRUE(session(wanted)->readMembers([](const RemoteMember&) { return true; }, {}));
    int held = 0;
    int members = 0;
    for (const HttpRequest& request : transport.sent()) {
        if (!request.url.path().startsWith(QLatin1String("/3.0/"))) {
            continue; // The results of batch operations lie outside the API.
        }
        const QStringList problems = spec.request(request.method, request.url.path(QUrl::FullyEncoded),
                                                  request.url.query(QUrl::FullyEncoded).toLatin1(), request.body);
        EXPECT_TRUE(problems.isEmpty()) << request.method.toStdString() << ' ' << request.url.path().toStdString()
                                        << ": " << problems.join(u"; ").toStdString();
        ++held;
        members += body(request).contains(QLatin1String("members")) ? 1 : 0;
        const auto operations = body(request).value(u"operations").toArray();
        for (const auto& value : operations) {
            const QJsonObject operation = value.toObject();
            const QStringList inner =
                spec.request(operation.value(u"method").toString().toLatin1(), operation.value(u"path").toString(), {},
                             operation.value(u"body").toString().toUtf8());
            EXPECT_TRUE(inner.isEmpty()) << inner.join(u"; ").toStdString();
        }
    }
    EXPECT_GT(held, 15);
    EXPECT_GE(members, 2);
}

TEST(MailchimpRecorded, RefusalsOfTheRealPlatformAreUnderstood) {
    const auto lines = recorded();
    if (lines.isEmpty()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    int refusals = 0;
    for (const QJsonObject& line : lines) {
        const int status = line.value(u"status").toInt();
        if (status < 400) {
            continue;
        }
        ++refusals;
        const QJsonObject problem = line.value(u"response").toObject();
        const mailchimp::Refusal refusal = mailchimp::refusalOf(status, problem);
        const QString title = problem.value(u"title").toString();
        const QString detail = problem.value(u"detail").toString();
        if (title == QLatin1String("Resource Not Found")) {
            EXPECT_EQ(refusal.reason, Reason::NotThere);
        } else if (title == QLatin1String("Member Exists")) {
            EXPECT_EQ(refusal.reason, Reason::AlreadyThere);
        } else if (problem.contains(QLatin1String("errors"))) {
            EXPECT_EQ(refusal.reason, Reason::RefusedValue);
            EXPECT_EQ(refusal.field, QLatin1String("LTV"));
        } else if (detail.contains(QLatin1String("fake")) || detail.contains(QLatin1String("valid email"))) {
            EXPECT_EQ(refusal.reason, Reason::RefusedAddress);
        }
        EXPECT_FALSE(mailchimp::noteFor(refusal).contains(u'@'));
    }
    EXPECT_GE(refusals, 6);
}

TEST(MailchimpRecorded, MergeFieldsOfTheRealPlatformBecomeFields) {
    const auto lines = recorded();
    if (lines.isEmpty()) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    for (const QJsonObject& line : lines) {
        const auto fields = line.value(u"response").toObject().value(u"merge_fields").toArray();
        if (fields.isEmpty()) {
            continue;
        }
        QList<QJsonObject> objects;
        for (const auto& field : fields) {
            objects.append(field.toObject());
        }
        const auto specs = mailchimp::fieldsFrom(objects);
        const auto kind = [&](const char* id) {
            for (const FieldSpec& spec : specs) {
                if (spec.id == QLatin1String(id)) {
                    return spec.kind;
                }
            }
            return FieldKind::MobileAdId;
        };
        EXPECT_EQ(kind("FNAME"), FieldKind::FirstName);
        EXPECT_EQ(kind("ADDRESS.zip"), FieldKind::PostalCode);
        EXPECT_EQ(kind("PHONE"), FieldKind::Phone);
        EXPECT_EQ(kind("JOINED_AT"), FieldKind::Date);
        EXPECT_EQ(kind("LTV"), FieldKind::Number);
        EXPECT_EQ(kind("language"), FieldKind::Language);
        return;
    }
    FAIL() << "no answer with merge fields is recorded";
}

} // namespace pathways::test
