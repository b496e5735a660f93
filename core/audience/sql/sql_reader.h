// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/base/secret.h"

#include <QSqlDatabase>

#include <memory>

class QSqlQuery;

namespace pathways {

/// The database server that runs a query.
struct QueryServer {
    QString driver; ///< "QPSQL", "QMYSQL" or "QSQLITE".
    QString host;
    int port = 0;     ///< 0: the default port.
    QString database; ///< For SQLite the file.
    QString user;
};

/// Reads the result of one query row by row (forward only, so that memory does not grow with it), in a read-only
/// transaction. As Qt's connections belong to their thread, the columns are read when the reader is opened, and the
/// rows on a connection of the thread that calls next() first.
class SqlReader final : public RowReader {
public:
    [[nodiscard]] static Result<std::unique_ptr<SqlReader>> open(const QueryServer& server, const Secret& secret,
                                                                 const QString& query);
    ~SqlReader() override;

    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> next(RowBatch& batch, std::stop_token stop) override;
    /// A row is its cells, each with its length in four bytes before it; NULL is blank.
    void split(std::string_view row, CellBuffer& out) const override;
    [[nodiscard]] std::uint64_t bytesRead() const override { return m_bytes; }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return 0; }
    [[nodiscard]] QDateTime dataFrom() const override { return m_started; }
    [[nodiscard]] QByteArray shapeDigest() const override;
    /// A read-only transaction sees one state of the database.
    [[nodiscard]] Result<void> verifyUnchanged() const override { return {}; }

private:
    struct Link;
    SqlReader(QueryServer server, const Secret& secret, QString query);
    [[nodiscard]] Result<void> begin();

    QueryServer m_server;
    Secret m_secret;
    QString m_query;
    QStringList m_columns;
    QDateTime m_started;
    std::unique_ptr<Link> m_link;
    std::uint64_t m_rows = 0;
    std::uint64_t m_bytes = 0;
};

} // namespace pathways
