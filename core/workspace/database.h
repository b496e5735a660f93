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
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString& path);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs one statement with positional parameters. Statements are prepared once and kept.
    [[nodiscard]] Result<void> execute(const QString& sql, const QVariantList& values = {});
    /// Calls row() for each row of the result; return false from it to stop.
    [[nodiscard]] Result<void> select(const QString& sql, const QVariantList& values,
                                      const std::function<bool(const QSqlQuery&)>& row);
    [[nodiscard]] Result<qint64> lastInsertId() const;

    /// Runs body in one transaction (BEGIN IMMEDIATE): committed when it succeeds, rolled back otherwise.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()>& body);

    /// Test seam: called before the n-th database call of this process (from 0); returning true makes that call fail.
    static void setFaultHook(std::function<bool(qint64 call)> hook);

private:
    Database();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
