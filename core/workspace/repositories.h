// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/audience.h"
#include "core/model/connection.h"
#include "core/model/pathway.h"

#include <QList>

#include <optional>

namespace pathways {

class Database;

// Plain storage of values: one class per table, no logic. All lists leave out what is in the bin unless asked.
// save() inserts or replaces by id. An unknown name or id gives an error of kind NotFound.

/// Audiences, owned and modeled.
class AudienceRepository final {
public:
    explicit AudienceRepository(Database& database)
        : m_database(database) {}
    [[nodiscard]] Result<QList<Audience>> all(bool withRemoved = false);
    [[nodiscard]] Result<Audience> find(const AudienceId& id);
    [[nodiscard]] Result<Audience> findByName(const QString& name);
    [[nodiscard]] Result<void> save(const Audience& audience);

private:
    Database& m_database;
};

/// Connections, without their secrets.
class ConnectionRepository final {
public:
    explicit ConnectionRepository(Database& database)
        : m_database(database) {}
    [[nodiscard]] Result<QList<Connection>> all(bool withRemoved = false);
    [[nodiscard]] Result<Connection> find(const ConnectionId& id);
    [[nodiscard]] Result<Connection> findByName(const QString& name);
    [[nodiscard]] Result<void> save(const Connection& connection);

private:
    Database& m_database;
};

/// Pathways; a pathway needs its audience and its connection saved first.
class PathwayRepository final {
public:
    explicit PathwayRepository(Database& database)
        : m_database(database) {}
    [[nodiscard]] Result<QList<Pathway>> all(bool withRemoved = false);
    [[nodiscard]] Result<Pathway> find(const PathwayId& id);
    [[nodiscard]] Result<Pathway> findByName(const QString& name);
    [[nodiscard]] Result<void> save(const Pathway& pathway);
    /// The columns last mapped to each field for any pathway of this destination type: header -> field id.
    [[nodiscard]] Result<QMap<QString, QString>> mappedBefore(const QString& destinationType);

private:
    Database& m_database;
};

/// Small settings of the workspace and drafts, as JSON text by key.
class SettingsRepository final {
public:
    explicit SettingsRepository(Database& database)
        : m_database(database) {}
    [[nodiscard]] Result<QString> value(const QString& key, const QString& fallback = {});
    [[nodiscard]] Result<void> setValue(const QString& key, const QString& value);
    [[nodiscard]] Result<void> remove(const QString& key);

private:
    Database& m_database;
};

/// Marks the snapshot of every pathway doubtful, in one transaction: after a backup was put back or the keys were lost
/// the workspace knows less than the platforms do, so the next pushes add and update, but remove nobody.
[[nodiscard]] Result<void> doubtAllSnapshots(Database& database);

/// Finally deletes what has been in the bin for more than 30 days.
[[nodiscard]] Result<void> emptyBin(Database& database, const QDateTime& now);

} // namespace pathways
