// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/repositories.h"

#include "core/workspace/database.h"
#include "core/workspace/row_check.h"
#include "core/workspace/row_reading.h"
#include "core/workspace/value_json.h"

#include <QCoreApplication>
#include <QSqlQuery>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Repositories)
};

constexpr int kBinDays = 30;

QVariant idOrNull(const QString& id) {
    return id.isEmpty() ? QVariant() : QVariant(id);
}
QString textOf(const QByteArray& json) {
    return QString::fromUtf8(json);
}

tl::unexpected<Error> notFound(const QString& what) {
    return fail(ErrorKind::NotFound, what, Texts::tr("Nothing was changed."),
                Texts::tr("Check the name, or look in the list of what there is."));
}
tl::unexpected<Error> noAudience(const QString& name) {
    return notFound(name.isEmpty() ? Texts::tr("This audience is no longer there.")
                                   : Texts::tr("There is no audience called “%1”.").arg(name));
}
tl::unexpected<Error> noConnection(const QString& name) {
    return notFound(name.isEmpty() ? Texts::tr("This connection is no longer there.")
                                   : Texts::tr("There is no connection called “%1”.").arg(name));
}
tl::unexpected<Error> noPathway(const QString& name) {
    return notFound(name.isEmpty() ? Texts::tr("This pathway is no longer there.")
                                   : Texts::tr("There is no pathway called “%1”.").arg(name));
}

template <typename T>
Result<T> first(Result<QList<T>> list, const tl::unexpected<Error>& absent) {
    if (!list) {
        return fail(list.error());
    }
    if (list->isEmpty()) {
        return absent;
    }
    return std::move(list->first());
}

QString binFilter(bool withRemoved) {
    return withRemoved ? QString() : QStringLiteral(" WHERE removed_at IS NULL");
}

} // namespace

// --- Audiences ---

namespace {

constexpr QStringView kSelectAudience = u"SELECT id, name, base, removed_at, body, digest FROM audience";

Result<QList<Audience>> audiences(Database& database, const QString& rest, const QVariantList& values = {}) {
    return readAll<Audience>(database, kSelectAudience.toString() + rest, values,
                             [&](const QSqlQuery& query) -> Result<Audience> {
                                 auto audience = json::readAudience(query.value(4).toString().toUtf8());
                                 if (!rowIsWhole(query, 0, 5) || !audience) {
                                     return fail(damagedRow(database, "audience"));
                                 }
                                 return std::move(*audience);
                             });
}

} // namespace

Result<QList<Audience>> AudienceRepository::all(bool withRemoved) {
    return audiences(m_database, binFilter(withRemoved) + QStringLiteral(" ORDER BY name COLLATE NOCASE, id"));
}

Result<Audience> AudienceRepository::find(const AudienceId& id) {
    return first(audiences(m_database, QStringLiteral(" WHERE id = ?"), {id.value}), noAudience({}));
}

Result<Audience> AudienceRepository::findByName(const QString& name) {
    return first(audiences(m_database, QStringLiteral(" WHERE name = ? AND removed_at IS NULL"), {name}),
                 noAudience(name));
}

Result<void> AudienceRepository::save(const Audience& audience) {
    QVariantList row = {audience.id.value, audience.name, idOrNull(audience.base.value), when(audience.removedAt),
                        textOf(json::write(audience))};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO audience (id, name, base, removed_at, body, digest) VALUES (?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (id) DO UPDATE SET name = excluded.name, base = excluded.base, "
                       "removed_at = excluded.removed_at, body = excluded.body, digest = excluded.digest"),
        row);
}

// --- Connections ---

namespace {

constexpr QStringView kSelectConnection = u"SELECT id, name, type, removed_at, body, digest FROM connection";

Result<QList<Connection>> connections(Database& database, const QString& rest, const QVariantList& values = {}) {
    return readAll<Connection>(database, kSelectConnection.toString() + rest, values,
                               [&](const QSqlQuery& query) -> Result<Connection> {
                                   auto connection = json::readConnection(query.value(4).toString().toUtf8());
                                   if (!rowIsWhole(query, 0, 5) || !connection) {
                                       return fail(damagedRow(database, "connection"));
                                   }
                                   return std::move(*connection);
                               });
}

} // namespace

Result<QList<Connection>> ConnectionRepository::all(bool withRemoved) {
    return connections(m_database, binFilter(withRemoved) + QStringLiteral(" ORDER BY name COLLATE NOCASE, id"));
}

Result<Connection> ConnectionRepository::find(const ConnectionId& id) {
    return first(connections(m_database, QStringLiteral(" WHERE id = ?"), {id.value}), noConnection({}));
}

Result<Connection> ConnectionRepository::findByName(const QString& name) {
    return first(connections(m_database, QStringLiteral(" WHERE name = ? AND removed_at IS NULL"), {name}),
                 noConnection(name));
}

Result<void> ConnectionRepository::save(const Connection& connection) {
    QVariantList row = {connection.id.value, connection.name, connection.type, when(connection.removedAt),
                        textOf(json::write(connection))};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO connection (id, name, type, removed_at, body, digest) VALUES (?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, "
                       "removed_at = excluded.removed_at, body = excluded.body, digest = excluded.digest"),
        row);
}

// --- Pathways ---

namespace {

constexpr QStringView kSelectPathway =
    u"SELECT p.id, p.name, p.audience, p.connection, p.changed, p.removed_at, p.snapshot_file, p.snapshot_doubtful, "
    u"p.body, p.digest FROM pathway p";

Result<QList<Pathway>> pathways(Database& database, const QString& rest, const QVariantList& values = {}) {
    return readAll<Pathway>(database, kSelectPathway.toString() + rest, values,
                            [&](const QSqlQuery& query) -> Result<Pathway> {
                                auto pathway = json::readPathway(query.value(8).toString().toUtf8());
                                if (!rowIsWhole(query, 0, 9) || !pathway) {
                                    return fail(damagedRow(database, "pathway"));
                                }
                                pathway->snapshotFile = query.value(6).toString();
                                pathway->snapshotDoubtful = query.value(7).toBool();
                                return std::move(*pathway);
                            });
}

} // namespace

Result<QList<Pathway>> PathwayRepository::all(bool withRemoved) {
    return pathways(m_database, binFilter(withRemoved) + QStringLiteral(" ORDER BY p.name COLLATE NOCASE, p.id"));
}

Result<Pathway> PathwayRepository::find(const PathwayId& id) {
    return first(pathways(m_database, QStringLiteral(" WHERE p.id = ?"), {id.value}), noPathway({}));
}

Result<Pathway> PathwayRepository::findByName(const QString& name) {
    return first(pathways(m_database, QStringLiteral(" WHERE p.name = ? AND p.removed_at IS NULL"), {name}),
                 noPathway(name));
}

Result<void> PathwayRepository::save(const Pathway& pathway) {
    QVariantList row = {pathway.id.value,
                        pathway.name,
                        pathway.audience.value,
                        pathway.connection.value,
                        pathway.changed.isValid() ? QVariant(pathway.changed.toMSecsSinceEpoch()) : QVariant(),
                        when(pathway.removedAt),
                        pathway.snapshotFile,
                        int(pathway.snapshotDoubtful),
                        textOf(json::write(pathway))};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO pathway (id, name, audience, connection, changed, removed_at, snapshot_file, "
                       "snapshot_doubtful, body, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (id) DO UPDATE SET name = excluded.name, audience = excluded.audience, "
                       "connection = excluded.connection, changed = excluded.changed, "
                       "removed_at = excluded.removed_at, snapshot_file = excluded.snapshot_file, "
                       "snapshot_doubtful = excluded.snapshot_doubtful, body = excluded.body, "
                       "digest = excluded.digest"),
        row);
}

Result<QMap<QString, QString>> PathwayRepository::mappedBefore(const QString& destinationType) {
    // Oldest first, so that the newest choice for a header stays.
    const auto list = pathways(m_database,
                               QStringLiteral(" JOIN connection c ON c.id = p.connection WHERE c.type = ? "
                                              "ORDER BY p.changed, p.id"),
                               {destinationType});
    if (!list) {
        return fail(list.error());
    }
    QMap<QString, QString> mapped;
    for (const Pathway& pathway : *list) {
        for (const ColumnMapping& line : pathway.mapping) {
            if (line.accepted && !line.column.isEmpty()) {
                mapped.insert(line.column, line.field.id);
            }
        }
    }
    return mapped;
}

// --- Settings ---

Result<QString> SettingsRepository::value(const QString& key, const QString& fallback) {
    QString value = fallback;
    bool whole = true;
    auto ok = m_database.select(QStringLiteral("SELECT key, value, digest FROM setting WHERE key = ?"), {key},
                                [&](const QSqlQuery& query) {
                                    whole = rowIsWhole(query, 0, 2);
                                    value = query.value(1).toString();
                                    return false;
                                });
    if (!ok) {
        return fail(ok.error());
    }
    if (!whole) {
        return fail(damagedRow(m_database, "setting"));
    }
    return value;
}

Result<void> SettingsRepository::setValue(const QString& key, const QString& value) {
    QVariantList row = {key, value};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO setting (key, value, digest) VALUES (?, ?, ?) "
                       "ON CONFLICT (key) DO UPDATE SET value = excluded.value, digest = excluded.digest"),
        row);
}

Result<void> SettingsRepository::remove(const QString& key) {
    return m_database.execute(QStringLiteral("DELETE FROM setting WHERE key = ?"), {key});
}

Result<void> doubtAllSnapshots(Database& database) {
    return database.transaction([&]() -> Result<void> {
        PathwayRepository repository(database);
        auto all = repository.all(true);
        if (!all) {
            return fail(all.error());
        }
        for (Pathway& pathway : *all) {
            pathway.snapshotDoubtful = true;
            if (auto ok = repository.save(pathway); !ok) {
                return ok;
            }
        }
        return {};
    });
}

// --- The bin ---

Result<void> emptyBin(Database& database, const QDateTime& now) {
    const QVariantList before = {now.addDays(-kBinDays).toMSecsSinceEpoch()};
    return database.transaction([&]() -> Result<void> {
        // What something else still needs stays, in the bin, until that is gone too.
        const QStringList statements = {
            QStringLiteral("DELETE FROM pathway WHERE removed_at < ?"),
            QStringLiteral("DELETE FROM audience WHERE removed_at < ? AND base IS NOT NULL "
                           "AND id NOT IN (SELECT audience FROM pathway)"),
            QStringLiteral("DELETE FROM audience WHERE removed_at < ? AND id NOT IN (SELECT audience FROM pathway) "
                           "AND id NOT IN (SELECT base FROM audience WHERE base IS NOT NULL)"),
            QStringLiteral("DELETE FROM connection WHERE removed_at < ? "
                           "AND id NOT IN (SELECT connection FROM pathway)"),
        };
        for (const QString& statement : statements) {
            if (auto ok = database.execute(statement, before); !ok) {
                return ok;
            }
        }
        return {};
    });
}

} // namespace pathways
