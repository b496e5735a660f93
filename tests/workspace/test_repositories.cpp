// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database.h"
#include "core/workspace/enum_names.h"
#include "core/workspace/repositories.h"
#include "core/workspace/value_json.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

/// An audience, a connection and a pathway between them, saved.
struct Saved {
    explicit Saved(Database& database)
        : audiences(database)
        , connections(database)
        , pathways(database) {
        EXPECT_TRUE(audiences.save(audience));
        EXPECT_TRUE(connections.save(connection));
        EXPECT_TRUE(pathways.save(pathway));
    }
    Audience audience = sampleAudience();
    Connection connection = sampleConnection();
    Pathway pathway = samplePathway(audience.id, connection.id);
    AudienceRepository audiences;
    ConnectionRepository connections;
    PathwayRepository pathways;
};

} // namespace

TEST(Repositories, EveryValueComesBackAsItWasSaved) {
    TemporaryWorkspace temporary;
    Saved saved(*temporary.database);
    EXPECT_EQ(must(saved.audiences.find(saved.audience.id)), saved.audience);
    EXPECT_EQ(must(saved.connections.find(saved.connection.id)), saved.connection);
    EXPECT_EQ(must(saved.pathways.find(saved.pathway.id)), saved.pathway);

    const Audience modeled = sampleModeledAudience(saved.audience.id);
    ASSERT_TRUE(saved.audiences.save(modeled));
    EXPECT_EQ(must(saved.audiences.findByName(modeled.name)), modeled);

    Audience query = sampleAudience();
    query.name = QStringLiteral("From SQL");
    query.source = QuerySource{saved.connection.id, QStringLiteral("SELECT 'it''s' -- c\nFROM donors")};
    query.rules.reset();
    query.dataFrom.reset();
    ASSERT_TRUE(saved.audiences.save(query));
    EXPECT_EQ(must(saved.audiences.find(query.id)), query);
}

TEST(Repositories, ValuesWithNothingSetComeBackToo) {
    TemporaryWorkspace temporary;
    AudienceRepository audiences(*temporary.database);
    ConnectionRepository connections(*temporary.database);
    PathwayRepository pathways(*temporary.database);
    Audience audience;
    audience.id = AudienceId::create();
    Connection connection;
    connection.id = ConnectionId::create();
    Pathway pathway;
    pathway.id = PathwayId::create();
    pathway.audience = audience.id;
    pathway.connection = connection.id;
    ASSERT_TRUE(audiences.save(audience));
    ASSERT_TRUE(connections.save(connection));
    ASSERT_TRUE(pathways.save(pathway));
    EXPECT_EQ(must(audiences.find(audience.id)), audience);
    EXPECT_EQ(must(connections.find(connection.id)), connection);
    EXPECT_EQ(must(pathways.find(pathway.id)), pathway);
}

TEST(Repositories, SavingAgainReplacesAndKeepsWhatRefersToIt) {
    TemporaryWorkspace temporary;
    Saved saved(*temporary.database);
    saved.audience.name = QStringLiteral("Renamed");
    saved.connection.problem.reset();
    saved.pathway.snapshotDoubtful = false;
    ASSERT_TRUE(saved.audiences.save(saved.audience));
    ASSERT_TRUE(saved.connections.save(saved.connection));
    ASSERT_TRUE(saved.pathways.save(saved.pathway));
    EXPECT_EQ(must(saved.audiences.all()), QList{saved.audience});
    EXPECT_EQ(must(saved.connections.all()), QList{saved.connection});
    EXPECT_EQ(must(saved.pathways.all()), QList{saved.pathway});
}

TEST(Repositories, AnUnknownNameOrIdIsNotFoundInThreeParts) {
    TemporaryWorkspace temporary;
    const auto byName = PathwayRepository(*temporary.database).findByName(QStringLiteral("Nobody"));
    ASSERT_FALSE(byName);
    EXPECT_EQ(byName.error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(byName.error().what.contains(QStringLiteral("Nobody")));
    EXPECT_FALSE(byName.error().meaning.isEmpty());
    EXPECT_FALSE(byName.error().remedy.isEmpty());
    EXPECT_EQ(failureOf(AudienceRepository(*temporary.database).find(AudienceId::create())).kind, ErrorKind::NotFound);
    EXPECT_EQ(failureOf(ConnectionRepository(*temporary.database).find({})).kind, ErrorKind::NotFound);
}

TEST(Repositories, ATypeOfANewerVersionIsKeptWithAllItsSettings) {
    TemporaryWorkspace temporary;
    Connection connection = sampleConnection();
    connection.type = QStringLiteral("carrier-pigeon");
    connection.settings.insert(QStringLiteral("loft"), QStringLiteral("north"));
    ConnectionRepository repository(*temporary.database);
    ASSERT_TRUE(repository.save(connection));
    EXPECT_EQ(must(repository.find(connection.id)), connection);
}

TEST(Repositories, WhatIsInTheBinIsLeftOutUnlessAskedForAndGoesAfterThirtyDays) {
    TemporaryWorkspace temporary;
    Saved saved(*temporary.database);
    const QDateTime removed = at("2026-03-01T00:00:00.000Z");
    saved.audience.removedAt = saved.connection.removedAt = saved.pathway.removedAt = removed;
    ASSERT_TRUE(saved.audiences.save(saved.audience));
    ASSERT_TRUE(saved.connections.save(saved.connection));
    ASSERT_TRUE(saved.pathways.save(saved.pathway));
    EXPECT_TRUE(must(saved.audiences.all()).isEmpty());
    EXPECT_TRUE(must(saved.connections.all()).isEmpty());
    EXPECT_TRUE(must(saved.pathways.all()).isEmpty());
    EXPECT_EQ(failureOf(saved.pathways.findByName(saved.pathway.name)).kind, ErrorKind::NotFound);

    ASSERT_TRUE(emptyBin(*temporary.database, removed.addDays(30)));
    EXPECT_EQ(must(saved.audiences.all(true)).size(), 1);
    ASSERT_TRUE(emptyBin(*temporary.database, removed.addDays(30).addMSecs(1)));
    EXPECT_TRUE(must(saved.audiences.all(true)).isEmpty());
    EXPECT_TRUE(must(saved.connections.all(true)).isEmpty());
    EXPECT_TRUE(must(saved.pathways.all(true)).isEmpty());
}

TEST(Repositories, TheBinKeepsWhatALivePathwayOrALookalikeStillNeeds) {
    TemporaryWorkspace temporary;
    Saved saved(*temporary.database);
    const Audience modeled = sampleModeledAudience(saved.audience.id);
    ASSERT_TRUE(saved.audiences.save(modeled));
    saved.audience.removedAt = saved.connection.removedAt = at("2026-03-01T00:00:00.000Z");
    ASSERT_TRUE(saved.audiences.save(saved.audience));
    ASSERT_TRUE(saved.connections.save(saved.connection));
    ASSERT_TRUE(emptyBin(*temporary.database, at("2027-03-01T00:00:00.000Z")));
    EXPECT_TRUE(saved.audiences.find(saved.audience.id));
    EXPECT_TRUE(saved.connections.find(saved.connection.id));
}

TEST(Repositories, MappedBeforeGivesTheNewestChoiceOfThatTypeOnly) {
    TemporaryWorkspace temporary;
    Saved saved(*temporary.database);
    Pathway newer = samplePathway(saved.audience.id, saved.connection.id);
    newer.changed = saved.pathway.changed.addDays(1);
    newer.mapping[0].field.id = QStringLiteral("CITY");
    ColumnMapping suggestion = newer.mapping[0];
    suggestion.column = QStringLiteral("Only suggested");
    suggestion.accepted = false;
    newer.mapping << suggestion;
    ASSERT_TRUE(saved.pathways.save(newer));
    const QMap<QString, QString> expected = {{QStringLiteral("Town"), QStringLiteral("CITY")}};
    EXPECT_EQ(must(saved.pathways.mappedBefore(QStringLiteral("mailchimp"))), expected);
    EXPECT_TRUE(must(saved.pathways.mappedBefore(QStringLiteral("meta"))).isEmpty());
}

TEST(Repositories, SettingsAreKeptByKey) {
    TemporaryWorkspace temporary;
    SettingsRepository settings(*temporary.database);
    EXPECT_EQ(must(settings.value(QStringLiteral("draft"), QStringLiteral("none"))), QStringLiteral("none"));
    ASSERT_TRUE(settings.setValue(QStringLiteral("draft"), QStringLiteral("{}")));
    ASSERT_TRUE(settings.setValue(QStringLiteral("draft"), QString()));
    EXPECT_EQ(must(settings.value(QStringLiteral("draft"), QStringLiteral("none"))), QString());
    ASSERT_TRUE(settings.remove(QStringLiteral("draft")));
    EXPECT_EQ(must(settings.value(QStringLiteral("draft"), QStringLiteral("none"))), QStringLiteral("none"));
}

TEST(Repositories, ARowWhoseBodyWasChangedOnDiskIsNoticed) {
    TemporaryWorkspace temporary;
    Saved saved(*temporary.database);
    ASSERT_TRUE(temporary.database->execute(
        QStringLiteral("UPDATE pathway SET body = replace(body, 'update-only', 'mirror')")));
    EXPECT_EQ(failureOf(saved.pathways.find(saved.pathway.id)).kind, ErrorKind::Storage);
    ASSERT_TRUE(temporary.database->execute(QStringLiteral("UPDATE audience SET removed_at = 1")));
    EXPECT_EQ(failureOf(saved.audiences.all(true)).kind, ErrorKind::Storage);
}

} // namespace pathways::test
