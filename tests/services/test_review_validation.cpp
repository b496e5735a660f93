// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the way of a pathway is told on Review Pathway, before anything is planned or sent: each with its own
// sentence and what to do.
#include "tests/services/live_services.h"
#include "tests/support/must.h"

namespace pathways::test {

namespace {

class ReviewValidationTest : public LiveServices {
protected:
    Result<PathwayReview> review(const Pathway& pathway) { return await(pathways->review(pathway)); }
    /// The problem that a review ends with, or its worst finding.
    Error problemOf(const Pathway& pathway) {
        const auto reviewed = review(pathway);
        if (!reviewed) {
            EXPECT_FALSE(reviewed.error().what.isEmpty());
            EXPECT_FALSE(reviewed.error().remedy.isEmpty());
            return reviewed.error();
        }
        for (const Finding& finding : reviewed->findings) {
            if (finding.severity == Severity::Blocking) {
                EXPECT_FALSE(finding.remedy.isEmpty());
                return Error{ErrorKind::Permission, finding.text, {}, finding.remedy, {}};
            }
        }
        ADD_FAILURE() << "nothing stands in the way";
        return {};
    }
    Result<Pathway> pathwayAt(const QString& type, const QString& platform) {
        const auto connection = connectWithKey(type, platform, credential(platform));
        return connection ? makePathway(addAudience(QStringLiteral("Donors"), 0, 20), *connection)
                          : Result<Pathway>(fail(connection.error()));
    }
};

} // namespace

TEST_F(ReviewValidationTest, eachObstacleAtMetaIsNamed) {
    const auto pathway = pathwayAt(QStringLiteral("meta"), QStringLiteral("meta"));
    ASSERT_TRUE(pathway) << pathway.error().text().toStdString();
    QStringList sentences;

    steer(QStringLiteral("/meta/token"), {{QStringLiteral("state"), QStringLiteral("expired")}});
    const Error token = problemOf(*pathway);
    EXPECT_EQ(token.kind, ErrorKind::SignIn);
    // The answer to the review and its mark on the connection are two things: either may be first.
    const auto waits = [&] {
        return must(connections->find(pathway->connection)).state == ConnectionState::NeedsSignIn;
    };
    EXPECT_TRUE(runUntil(waits)) << "its pathways wait from now on";

    steer(QStringLiteral("/meta/token"), {{QStringLiteral("state"), QStringLiteral("no_permission")}});
    const Error permission = problemOf(*pathway);
    EXPECT_EQ(permission.kind, ErrorKind::Permission);

    steer(QStringLiteral("/meta/token"), {{QStringLiteral("state"), QStringLiteral("valid")}});
    steer(QStringLiteral("/meta/terms"), {{QStringLiteral("accepted"), false}});
    const Error terms = problemOf(*pathway);
    EXPECT_TRUE(terms.remedy.contains(QStringLiteral("https://"))) << terms.remedy.toStdString();

    const QSet<QString> different{token.what, permission.what, terms.what};
    EXPECT_EQ(different.size(), 3);
}

TEST_F(ReviewValidationTest, eachObstacleAtGoogleIsNamed) {
    const auto connection = connectGoogle();
    ASSERT_TRUE(connection) << connection.error().text().toStdString();
    const auto pathway = makePathway(addAudience(QStringLiteral("Donors"), 0, 20), *connection);
    ASSERT_TRUE(pathway) << pathway.error().text().toStdString();
    steer(QStringLiteral("/google/account"),
          {{QStringLiteral("refuse"), QStringLiteral("TERMS_AND_CONDITIONS_NOT_SIGNED")}});
    const Error terms = problemOf(*pathway);
    steer(QStringLiteral("/google/account"), {{QStringLiteral("refuse"), QString()}});
    steer(QStringLiteral("/oauth/revoke"));
    const Error token = problemOf(*pathway);
    EXPECT_EQ(token.kind, ErrorKind::SignIn);
    EXPECT_NE(terms.what, token.what);
}

TEST_F(ReviewValidationTest, aListThatIsGoneIsNamed) {
    const auto pathway = pathwayAt(QStringLiteral("mailchimp"), QStringLiteral("mailchimp"));
    ASSERT_TRUE(pathway) << pathway.error().text().toStdString();
    steer(QStringLiteral("/mailchimp/delete_list"), {{QStringLiteral("list"), pathway->object.id}});
    const Error gone = problemOf(*pathway);
    EXPECT_EQ(gone.kind, ErrorKind::NotFound);
    EXPECT_TRUE(gone.what.contains(pathway->object.name));
    EXPECT_EQ(must(connections->find(pathway->connection)).state, ConnectionState::Active);
}

} // namespace pathways::test
