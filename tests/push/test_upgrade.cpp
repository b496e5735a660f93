// SPDX-License-Identifier: GPL-3.0-or-later
// F72: the program is replaced by a newer version in mid-push.
#include "core/workspace/row_check.h"
#include "tests/support/people_rows.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>

namespace pathways::test {
namespace {

/// Writes the push's row as it comes from the versions before 0.2: without what they did not know.
void writeAsEarlier(Engine& engine, const PushId& push) {
    QVariantList row;
    ASSERT_TRUE(engine.database->select(
        QStringLiteral("SELECT id, pathway, status, resumable, started, ended, plan_file, session_reference, body, "
                       "seq, '', x'', 0, '', 0 FROM push WHERE id = ?"),
        {push.value}, [&row](const QSqlQuery& query) {
            for (int i = 0; i < 15; ++i) {
                row << query.value(i);
            }
            return true;
        }));
    ASSERT_EQ(row.size(), 15);
    QJsonObject body = QJsonDocument::fromJson(row[8].toString().toUtf8()).object();
    ASSERT_TRUE(body.contains(QStringLiteral("uptake"))); // Else this test tests nothing.
    for (const char* unknown : {"uptake", "uptake_note"}) {
        body.remove(QString::fromLatin1(unknown));
    }
    row[8] = QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Compact));
    ASSERT_TRUE(engine.database->execute(
        QStringLiteral(
            "UPDATE push SET body = ?, place = '', target_digest = x'', day = 0, decision = '', settled = 0, "
            "digest = ? WHERE id = ?"),
        {row[8], rowDigest(row), push.value}));
}

TEST(Upgrade, APushThatAnEarlierVersionBeganGoesOn) {
    Engine engine;
    const Push stopped = pushStopped(engine, people(20));
    writeAsEarlier(engine, stopped.id);
    auto unfinished = Journal(*engine.database, engine.keys).unfinished();
    ASSERT_TRUE(unfinished);
    ASSERT_EQ(unfinished->size(), 1);
    auto resumed = engine.resume(stopped.id);
    ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
    EXPECT_EQ(resumed->status, PushStatus::Synced);
    EXPECT_EQ(resumed->counts.accepted, 20);
    EXPECT_EQ(engine.destination.state().size(), 20u);
}

} // namespace
} // namespace pathways::test
