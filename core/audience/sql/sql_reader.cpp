// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/sql/sql_reader.h"

#include "core/audience/packed_cells.h"
#include "core/audience/text/csv_reader.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUuid>

namespace pathways {

namespace {

constexpr std::size_t kBatchBytes = 1'000'000;
constexpr int kConnectSeconds = 15;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SqlReader)
};

QString connectOptions(const QString& driver) {
    if (driver == QLatin1String("QPSQL")) {
        return QStringLiteral("connect_timeout=%1").arg(kConnectSeconds);
    }
    return driver == QLatin1String("QSQLITE") ? QStringLiteral("QSQLITE_OPEN_READONLY")
                                              : QStringLiteral("MYSQL_OPT_CONNECT_TIMEOUT=%1").arg(kConnectSeconds);
}

/// The query if it is a single SELECT statement, otherwise an error.
Result<QString> readingStatement(const QString& query) {
    QString text = query.trimmed();
    while (text.endsWith(u';')) {
        text.chop(1);
    }
    static const QRegularExpression reading(QStringLiteral("^(select|with|values|table)\\b"),
                                            QRegularExpression::CaseInsensitiveOption);
    if (!reading.match(text).hasMatch()) {
        return fail(ErrorKind::Input, Texts::tr("The query does not begin with SELECT."),
                    Texts::tr("Nothing was read, as an audience must never change a database."),
                    Texts::tr("Write a query that selects people."));
    }
    return text;
}

} // namespace

struct SqlReader::Link {
    QString name = QStringLiteral("source-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    QSqlDatabase database;
    std::unique_ptr<QSqlQuery> query;

    ~Link() {
        query.reset();
        if (database.isOpen()) {
            database.rollback();
            database.close();
        }
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }

    Result<void> open(const QueryServer& server, const Secret& secret) {
        if (!QSqlDatabase::isDriverAvailable(server.driver)) {
            return fail(ErrorKind::Input, Texts::tr("This computer has no driver for this kind of database."),
                        Texts::tr("Nobody was read."),
                        Texts::tr("Install the package libqt6sql6-psql or libqt6sql6-mysql."));
        }
        database = QSqlDatabase::addDatabase(server.driver, name);
        database.setHostName(server.host);
        if (server.port > 0) {
            database.setPort(server.port);
        }
        database.setDatabaseName(server.database);
        database.setUserName(server.user);
        database.setPassword(QString::fromUtf8(secret.reveal()));
        database.setConnectOptions(connectOptions(server.driver));
        const bool opened = database.open();
        database.setPassword({});
        if (!opened) {
            return fail(ErrorKind::Source, Texts::tr("The database “%1” cannot be opened.").arg(server.database),
                        Texts::tr("Nobody was read."),
                        Texts::tr("Check that the server is running and that user and password are right."));
        }
        // Whatever the query says, the source must not be changed.
        QSqlQuery only(database);
        const bool guarded = server.driver == QLatin1String("QSQLITE") ? database.transaction()
                             : server.driver == QLatin1String("QPSQL")
                                 ? only.exec(QStringLiteral("BEGIN READ ONLY"))
                                 : only.exec(QStringLiteral("START TRANSACTION READ ONLY"));
        return guarded ? Result<void>() : problem(only.lastError());
    }

    Result<void> run(const QString& statement) {
        query = std::make_unique<QSqlQuery>(database);
        query->setForwardOnly(true);
        return query->exec(statement) ? Result<void>() : problem(query->lastError());
    }

    [[nodiscard]] static Result<void> problem(const QSqlError& error) {
        // The server's own words help to correct the query, and quote only the query.
        return fail(ErrorKind::Source, Texts::tr("The database could not run the query."),
                    Texts::tr("Nobody was read."),
                    Texts::tr("Check the query: %1").arg(error.databaseText().section(u'\n', 0, 0).left(200)),
                    error.nativeErrorCode());
    }
};

SqlReader::SqlReader(QueryServer server, const Secret& secret, QString query)
    : m_server(std::move(server))
    , m_secret(secret.clone())
    , m_query(std::move(query)) {}

SqlReader::~SqlReader() = default;

Result<std::unique_ptr<SqlReader>> SqlReader::open(const QueryServer& server, const Secret& secret,
                                                   const QString& query) {
    auto statement = readingStatement(query);
    if (!statement) {
        return fail(statement.error());
    }
    std::unique_ptr<SqlReader> reader(new SqlReader(server, secret, *statement));
    reader->m_started = QDateTime::currentDateTimeUtc();
    Link columns;
    if (auto opened = columns.open(server, secret); !opened) {
        return fail(opened.error());
    }
    if (auto run = columns.run(QStringLiteral("SELECT * FROM (%1) AS audience LIMIT 0").arg(*statement)); !run) {
        return fail(run.error());
    }
    const QSqlRecord record = columns.query->record();
    QStringList names;
    for (int i = 0; i < record.count(); ++i) {
        names << record.fieldName(i);
    }
    reader->m_columns = columnNames(names);
    return reader;
}

Result<void> SqlReader::begin() {
    m_link = std::make_unique<Link>();
    return m_link->open(m_server, m_secret).and_then([this] { return m_link->run(m_query); });
}

Result<bool> SqlReader::next(RowBatch& batch, std::stop_token stop) {
    batch.clear();
    if (!m_link) {
        if (auto begun = begin(); !begun) {
            return fail(begun.error());
        }
    }
    batch.firstRow = m_rows + 1;
    QSqlQuery& query = *m_link->query;
    while (batch.arena.size() < kBatchBytes && query.next()) {
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            const QByteArray cell = query.value(int(i)).toString().toUtf8();
            packCell({cell.constData(), std::size_t(cell.size())}, batch.arena);
        }
        batch.ends.push_back(std::uint32_t(batch.arena.size()));
        ++m_rows;
    }
    if (stop.stop_requested()) {
        return fail(ErrorKind::Canceled, Texts::tr("Reading was stopped."), {}, {});
    }
    if (query.lastError().isValid()) {
        // A connection lost midway must not look like the end of the audience (fault F53).
        return Link::problem(query.lastError()).map([] { return false; });
    }
    m_bytes += batch.arena.size();
    return batch.size() > 0;
}

void SqlReader::split(std::string_view row, CellBuffer& out) const {
    splitPackedCells(row, out);
}

QByteArray SqlReader::shapeDigest() const {
    const QStringList parts{m_server.driver, m_server.host, m_server.database, m_query, m_columns.join(u'\t')};
    return QCryptographicHash::hash(parts.join(u'\n').toUtf8(), QCryptographicHash::Sha256);
}

} // namespace pathways
