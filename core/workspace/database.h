// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QVariantList>

#include <functional>
#include <memory>

class QSqlDatabase;
class QSqlQuery;

namespace pathways {

/// One SQLite connection (WAL, synchronous FULL, foreign keys on) under a unique Qt connection name. Belongs to the
/// thread that opened it.
class Database final {
public:
    /// How SQLite keeps its own journal. Write-ahead needs shared memory, which network and FAT drives do not give
    /// (F16); Automatic looks at the drive.
    enum class JournalMode { Automatic, WriteAhead, Rollback };
    /// Creates the file (0600) when there is none; makes no tables.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString& path,
                                                                JournalMode mode = JournalMode::Automatic);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs one statement with positional parameters. Statements are prepared once and kept, so keep values out of the
    /// text. A null QString or QByteArray is stored as an empty one; QVariant() is SQL's NULL.
    [[nodiscard]] Result<void> execute(const QString& sql, const QVariantList& values = {});
    /// Calls row() for each row of the result; return false from it to stop. row() may use this database.
    [[nodiscard]] Result<void> select(const QString& sql, const QVariantList& values,
                                      const std::function<bool(const QSqlQuery&)>& row);
    [[nodiscard]] const QString& path() const;

    /// Runs body in one transaction (BEGIN IMMEDIATE): committed when it succeeds, rolled back otherwise. Within
    /// another transaction it is a part of that one, undone alone when it does not succeed.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()>& body);

    /// Runs a statement that is used once (migrations, pragmas): not kept.
    [[nodiscard]] Result<void> executeOnce(const QString& sql, const QVariantList& values = {});

    /// Test seam: called before the n-th database call of this process (counted from 0 since the hook was set);
    /// returning true makes that call fail as a faulty disk would. An empty function takes it away.
    static void setFaultHook(std::function<bool(qint64 call)> hook);

private:
    Database();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
