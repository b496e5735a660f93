// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/audience_source.h"

#include "core/audience/file_rows.h"
#include "core/audience/rules.h"
#include "core/audience/sql/sql_reader.h"

namespace pathways {

namespace {

/// A connection of type "sql" serves as a source too, with the same settings.
Result<std::unique_ptr<RowReader>> openQueryRows(const AudienceSource& source) {
    const QMap<QString, QString>& settings = source.database.settings;
    const bool mysql = settings.value(QStringLiteral("server")) == QLatin1String("mysql");
    QueryServer server;
    server.driver = mysql ? QStringLiteral("QMYSQL") : QStringLiteral("QPSQL");
    server.host = settings.value(QStringLiteral("host"));
    server.port = settings.value(QStringLiteral("port")).toInt();
    server.database = settings.value(QStringLiteral("database"));
    server.user = settings.value(QStringLiteral("user"));
    const Secret none;
    return SqlReader::open(server, source.databaseSecret ? *source.databaseSecret : none,
                           std::get<QuerySource>(source.owned.source).query)
        .map([](std::unique_ptr<SqlReader>&& reader) { return std::unique_ptr<RowReader>(std::move(reader)); });
}

} // namespace

Result<std::unique_ptr<RowReader>> openRows(const AudienceSource& source) {
    if (const auto* file = std::get_if<FileSource>(&source.owned.source)) {
        return openFileRows(*file);
    }
    return openQueryRows(source);
}

Result<qint64> countRows(RowReader& reader, const Audience& audience, QDate today) {
    const auto filter = filterFor(audience, reader.columns(), today);
    if (!filter) {
        return fail(filter.error());
    }
    qint64 people = 0;
    RowBatch batch;
    CellBuffer cells;
    for (;;) {
        const Result<bool> more = reader.next(batch, {});
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            return people;
        }
        if (filter->matchesEverybody()) {
            people += qint64(batch.size());
            continue;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            reader.split(batch.row(i), cells);
            people += filter->matches(cells.cells) ? 1 : 0;
        }
    }
}

} // namespace pathways
