// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/workspace/workload.h"

#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"
#include "core/workspace/value_json.h"
#include "tests/workspace/samples.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QSqlRecord>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

Audience fixedAudience() {
    Audience audience = sampleAudience();
    audience.id = {QStringLiteral("audience-1")};
    return audience;
}
Connection fixedConnection() {
    Connection connection = sampleConnection();
    connection.id = {QStringLiteral("connection-1")};
    return connection;
}
Pathway fixedPathway() {
    Pathway pathway = samplePathway(fixedAudience().id, fixedConnection().id);
    pathway.id = {QStringLiteral("pathway-1")};
    return pathway;
}
Push fixedPush() {
    Push push = samplePush(fixedPathway().id);
    push.id = {QStringLiteral("push-1")};
    return push;
}
BatchRecord fixedBatch(quint32 number, BatchState state) {
    BatchRecord batch;
    batch.number = number;
    batch.first = number * 500ULL;
    batch.count = 500;
    batch.state = state;
    batch.attempts = 1;
    batch.digest = "digest";
    return batch;
}
QList<RowOutcome> fixedRows(int count) {
    QList<RowOutcome> rows;
    for (int i = 0; i < count; ++i) {
        rows << RowOutcome{i,
                           RowOutcomeKind::Rejected,
                           Reason::RefusedAddress,
                           QStringLiteral("EMAIL"),
                           QStringLiteral("person%1@example.org").arg(i),
                           QStringLiteral("Not taken.")};
    }
    return rows;
}
Journal journal(Database& database) {
    return Journal(database, sampleKeys());
}

} // namespace

std::vector<std::function<Result<void>(Database&)>> workloadSteps() {
    return {
        [](Database& database) { return AudienceRepository(database).save(fixedAudience()); },
        [](Database& database) { return ConnectionRepository(database).save(fixedConnection()); },
        [](Database& database) { return PathwayRepository(database).save(fixedPathway()); },
        [](Database& database) {
            return SettingsRepository(database).setValue(QStringLiteral("draft"), QStringLiteral("{}"));
        },
        [](Database& database) {
            return journal(database)
                .begin(fixedPush(), QStringLiteral("plan-1"), QStringLiteral("session-1"))
                .map([](qint64) {});
        },
        [](Database& database) {
            return journal(database).addLeftOut(fixedPush().id, fixedRows(3), {{Reason::Unsubscribed, 7}});
        },
        [](Database& database) {
            return journal(database).intent(fixedPush().id, fixedBatch(1, BatchState::InFlight));
        },
        [](Database& database) { return journal(database).receipt(fixedPush().id, 1, "receipt-1"); },
        [](Database& database) {
            PushCounts counts = fixedPush().counts;
            counts.accepted = 498;
            counts.rejected = 2;
            return journal(database).outcome(fixedPush().id, fixedBatch(1, BatchState::Acknowledged), fixedRows(2),
                                             counts);
        },
        [](Database& database) {
            return journal(database).intent(fixedPush().id, fixedBatch(2, BatchState::InFlight));
        },
        [](Database& database) {
            return journal(database).outcome(fixedPush().id, fixedBatch(2, BatchState::Unknown), {},
                                             fixedPush().counts);
        },
        [](Database& database) {
            Push push = fixedPush();
            push.status = PushStatus::NeedsYou;
            push.resumable = true;
            push.ended = push.started.addSecs(5);
            return journal(database).finish(push, QStringLiteral("snap-2"));
        },
        [](Database& database) { return journal(database).expire(at("2026-03-20T00:00:00.000Z")); },
        [](Database& database) { return emptyBin(database, at("2026-03-20T00:00:00.000Z")); },
    };
}

QByteArray dump(Database& database) {
    QByteArray text;
    const QList<QPair<const char*, const char*>> tables = {
        {"audience", "*"}, {"connection", "*"},
        {"pathway", "*"},  {"setting", "*"},
        {"push", "*"},     {"push_counter", "*"},
        {"batch", "*"},    {"row_outcome", "push, row, kind, reason, length(sealed)"},
        {"unlisted", "*"},
    };
    for (const auto& [table, columns] : tables) {
        text += QByteArray(table) + '\n';
        const QString sql =
            QStringLiteral("SELECT %1 FROM %2 ORDER BY 1, 2").arg(QLatin1String(columns), QLatin1String(table));
        const auto ok = database.select(sql, {}, [&](const QSqlQuery& query) {
            for (int i = 0; i < query.record().count(); ++i) {
                text += query.isNull(i) ? QByteArray("-|") : QByteArray(query.value(i).toByteArray().toHex() + '|');
            }
            text += '\n';
            return true;
        });
        EXPECT_TRUE(ok) << table << qPrintable(ok ? QString() : ok.error().detail);
    }
    return text;
}

Result<QByteArray> readEverything(Database& database) {
    QByteArray text;
    const auto audiences = AudienceRepository(database).all(true);
    const auto connections = ConnectionRepository(database).all(true);
    const auto pathways = PathwayRepository(database).all(true);
    const auto byName = PathwayRepository(database).findByName(fixedPathway().name);
    const auto draft = SettingsRepository(database).value(QStringLiteral("draft"));
    const auto pushes = journal(database).history({}, 0);
    const auto batches = journal(database).batches(fixedPush().id);
    const auto rows = journal(database).rowOutcomes(fixedPush().id, 0, 0);
    const auto counts = journal(database).rowOutcomeCounts(fixedPush().id);
    for (const Error* error :
         {audiences ? nullptr : &audiences.error(), connections ? nullptr : &connections.error(),
          pathways ? nullptr : &pathways.error(), byName ? nullptr : &byName.error(), draft ? nullptr : &draft.error(),
          pushes ? nullptr : &pushes.error(), batches ? nullptr : &batches.error(), rows ? nullptr : &rows.error(),
          counts ? nullptr : &counts.error()}) {
        if (error != nullptr) {
            return fail(*error);
        }
    }
    for (const Audience& audience : *audiences) {
        text += json::write(audience);
    }
    for (const Connection& connection : *connections) {
        text += json::write(connection);
    }
    for (const Pathway& pathway : *pathways) {
        text += json::write(pathway) + pathway.snapshotFile.toUtf8() + char('0' + pathway.snapshotDoubtful);
    }
    text += json::write(*byName) + draft->toUtf8();
    for (const Push& push : *pushes) {
        text += json::write(push) + push.id.value.toUtf8() + QByteArray::number(int(push.status)) +
                QByteArray::number(push.counts.accepted) + '/' + QByteArray::number(push.counts.rejected);
    }
    for (const BatchRecord& batch : *batches) {
        text += QByteArray::number(batch.number) + QByteArray::number(int(batch.state)) + batch.digest + batch.receipt +
                QByteArray::number(batch.first) + QByteArray::number(batch.count);
    }
    for (const RowOutcome& row : *rows) {
        if (row.identity.isEmpty()) {
            return fail(Error{ErrorKind::Storage, row.note, {}, {}, {}});
        }
        text += QByteArray::number(row.row) + row.identity.toUtf8() + row.note.toUtf8() + toKey(row.reason).toUtf8();
    }
    for (auto it = counts->begin(); it != counts->end(); ++it) {
        text += toKey(it.key()).toUtf8() + QByteArray::number(it.value());
    }
    return text;
}

void copyFolder(const QString& from, const QString& to) {
    QDir().mkpath(to);
    for (const QFileInfo& info : QDir(from).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden)) {
        const QString target = QDir(to).filePath(info.fileName());
        if (info.isDir()) {
            copyFolder(info.filePath(), target);
        } else {
            EXPECT_TRUE(QFile::copy(info.filePath(), target));
        }
    }
}

} // namespace pathways::test
