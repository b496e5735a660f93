// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_database.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QSqlError>
#include <QUuid>

namespace pathways {

namespace {

constexpr int kConnectSeconds = 15;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SqlDatabase)
};

bool isLoopback(const QString& host) {
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

/// Encryption is required to other machines, and used on loopback where the server offers it.
QString connectOptions(SqlKind kind, const QString& host) {
    if (kind == SqlKind::PostgreSql) {
        return QStringLiteral("connect_timeout=%1;sslmode=%2")
            .arg(QString::number(kConnectSeconds),
                 isLoopback(host) ? QStringLiteral("prefer") : QStringLiteral("require"));
    }
    QStringList options{QStringLiteral("MYSQL_OPT_CONNECT_TIMEOUT=%1").arg(kConnectSeconds)};
    if (!isLoopback(host)) {
        options << QStringLiteral("CLIENT_SSL=1");
    }
    return options.join(u';');
}

/// SQLSTATE where the driver has one (PostgreSQL); MySQL's numbers are mapped to the same classes.
QString stateOf(const QSqlError& error) {
    QString code = error.nativeErrorCode();
    if (code.size() == 5) {
        return code;
    }
    switch (code.toInt()) {
    case 1044:
    case 1142:
    case 1143:
        return QStringLiteral("42501");
    case 1045:
    case 1698:
        return QStringLiteral("28000");
    case 1049:
        return QStringLiteral("3D000");
    case 1054:
        return QStringLiteral("42703");
    case 1205:
    case 1213:
        return QStringLiteral("40001");
    case 1146:
        return QStringLiteral("42P01");
    case 1048:
    case 1062:
    case 1364:
    case 1451:
    case 1452:
        return QStringLiteral("23000");
    case 1264:
    case 1265:
    case 1292:
    case 1366:
    case 1406:
        return QStringLiteral("22000");
    case 1040:
    case 2002:
    case 2003:
    case 2006:
    case 2013:
    case 2026:
    case 2055:
        return QStringLiteral("08000");
    default:
        return {};
    }
}

} // namespace

bool isDataError(const QSqlError& error) {
    return isImpossibleValue(error) || stateOf(error).startsWith(QLatin1String("23"));
}

bool isImpossibleValue(const QSqlError& error) {
    return stateOf(error).startsWith(QLatin1String("22"));
}

bool isPassing(const QSqlError& error) {
    return stateOf(error).startsWith(QLatin1String("40"));
}

Error sqlError(const QSqlError& error, const QString& connectionName) {
    const QString state = stateOf(error);
    const QString detail = QStringLiteral("SQL state %1, type %2").arg(state, QString::number(int(error.type())));
    if (state.startsWith(QLatin1String("28"))) {
        return {ErrorKind::SignIn,
                Texts::tr("The database of “%1” did not accept the user or the password.").arg(connectionName),
                Texts::tr("Nobody was sent."), Texts::tr("Sign in again."), detail};
    }
    if (state == QLatin1String("42501")) {
        return {ErrorKind::Permission,
                Texts::tr("The user of “%1” is not allowed to change this table.").arg(connectionName),
                Texts::tr("Nobody was sent."), Texts::tr("Ask whoever runs the database for permission."), detail};
    }
    if (state == QLatin1String("42P01") || state == QLatin1String("42703") || state == QLatin1String("3D000")) {
        return {ErrorKind::NotFound, Texts::tr("The table or a column is no longer there in “%1”.").arg(connectionName),
                Texts::tr("Nobody was sent."), Texts::tr("Review the pathway and choose the table again."), detail};
    }
    if (error.type() == QSqlError::ConnectionError || state.startsWith(QLatin1String("08")) ||
        state.startsWith(QLatin1String("40")) || state.startsWith(QLatin1String("57P"))) {
        return {ErrorKind::Network, Texts::tr("The database of “%1” cannot be reached.").arg(connectionName),
                Texts::tr("Nobody was lost; the rest of the push waits."),
                Texts::tr("Check that the server is running, then continue."), detail};
    }
    return {ErrorKind::Refused, Texts::tr("The database of “%1” did not accept the changes.").arg(connectionName),
            Texts::tr("These people were not changed there."),
            Texts::tr("Copy the support details for whoever runs it."), detail};
}

Result<std::unique_ptr<SqlDatabase>> SqlDatabase::open(const Connection& connection, const Secret& secret) {
    std::unique_ptr<SqlDatabase> database(new SqlDatabase);
    const bool mysql =
        connection.settings.value(QStringLiteral("server")).compare(QLatin1String("mysql"), Qt::CaseInsensitive) == 0;
    database->m_kind = mysql ? SqlKind::MySql : SqlKind::PostgreSql;
    database->m_name = QStringLiteral("destination-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString driver = mysql ? QStringLiteral("QMYSQL") : QStringLiteral("QPSQL");
    if (!QSqlDatabase::isDriverAvailable(driver)) {
        return fail(ErrorKind::Input, Texts::tr("This computer has no driver for this kind of database."),
                    Texts::tr("Nothing was connected."),
                    Texts::tr("Install the package libqt6sql6-psql or libqt6sql6-mysql."));
    }
    database->m_database = QSqlDatabase::addDatabase(driver, database->m_name);
    QSqlDatabase& handle = database->m_database;
    const QString host = connection.settings.value(QStringLiteral("host"), QStringLiteral("127.0.0.1"));
    handle.setHostName(host);
    handle.setPort(
        connection.settings.value(QStringLiteral("port"), mysql ? QStringLiteral("3306") : QStringLiteral("5432"))
            .toInt());
    handle.setDatabaseName(connection.settings.value(QStringLiteral("database")));
    handle.setUserName(connection.settings.value(QStringLiteral("user")));
    handle.setPassword(QString::fromUtf8(secret.reveal()));
    handle.setConnectOptions(connectOptions(database->m_kind, host));
    // Numbers as the server writes them: as doubles, large ones would be others.
    handle.setNumericalPrecisionPolicy(QSql::HighPrecision);
    const bool opened = handle.open();
    handle.setPassword({});
    if (!opened) {
        // libpq reports a refused sign-in and an unreachable server alike; only its text tells them apart.
        const QSqlError error = handle.lastError();
        const QString text = error.databaseText() + error.driverText();
        const bool refused =
            text.contains(QLatin1String("authentication failed")) ||
            text.contains(QLatin1String("no password supplied")) ||
            (text.contains(QLatin1String("role \"")) && text.contains(QLatin1String("does not exist"))) ||
            stateOf(error).startsWith(QLatin1String("28"));
        return fail(sqlError(refused ? QSqlError({}, {}, QSqlError::ConnectionError, QStringLiteral("28000")) : error,
                             connection.name));
    }
    if (mysql) {
        if (auto problem = database->prepareMySql(connection, !isLoopback(host))) {
            return fail(std::move(*problem));
        }
    }
    return database;
}

std::optional<Error> SqlDatabase::prepareMySql(const Connection& connection, bool elsewhere) {
    QSqlQuery query(m_database);
    // Without strict mode a value that does not fit is silently truncated or replaced.
    if (!query.exec(QStringLiteral("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"))) {
        return sqlError(query.lastError(), connection.name);
    }
    if (!elsewhere) {
        return std::nullopt;
    }
    // The client library silently continues without encryption when the server offers none.
    const bool told = query.exec(QStringLiteral("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) && query.next();
    if (told && !query.value(1).toString().isEmpty()) {
        return std::nullopt;
    }
    return Error{ErrorKind::Security,
                 Texts::tr("The connection to the database of “%1” is not encrypted.").arg(connection.name),
                 Texts::tr("Nobody was sent, because others could have read their details on the way."),
                 Texts::tr("Ask whoever runs the database to turn on TLS."),
                 {}};
}

SqlDatabase::~SqlDatabase() {
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

QSqlQuery SqlDatabase::prepared(const QString& sql) {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(sql);
    return query;
}

QString SqlDatabase::quoted(const QString& identifier) const {
    // Not the driver's escaping: MySQL's splits names at dots and does not escape quotes within them.
    const QChar quote = m_kind == SqlKind::MySql ? u'`' : u'"';
    return quote + QString(identifier).replace(quote, QString(2, quote)) + quote;
}

QString SqlDatabase::quotedTable(const QString& object) const {
    const qsizetype dot = object.indexOf(u'.');
    return dot < 0 ? quoted(object) : quoted(object.left(dot)) + u'.' + quoted(object.sliced(dot + 1));
}

} // namespace pathways
