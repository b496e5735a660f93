// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_key.h"

#include <QCoreApplication>
#include <QSet>
#include <QSqlError>

#include <span>

namespace pathways {

namespace {

/// MySQL takes at most 4,096 columns in an answer.
constexpr std::size_t kMySqlTexts = 500;

Error gone(const QString& column) {
    return {ErrorKind::NotFound,
            QCoreApplication::translate("SqlKey", "The table, or its column “%1”, is no longer there.").arg(column),
            QCoreApplication::translate("SqlKey", "Nobody can be recognised there."),
            QCoreApplication::translate("SqlKey", "Review the column mapping."),
            {}};
}

/// Types that PostgreSQL writes alike exactly where it takes two values for one.
bool isWrittenAsCompared(const QString& base, const QString& kind) {
    static const QSet<QString> types{
        QStringLiteral("bool"),     QStringLiteral("int2"),      QStringLiteral("int4"),
        QStringLiteral("int8"),     QStringLiteral("oid"),       QStringLiteral("text"),
        QStringLiteral("varchar"),  QStringLiteral("bpchar"),    QStringLiteral("char"),
        QStringLiteral("name"),     QStringLiteral("uuid"),      QStringLiteral("date"),
        QStringLiteral("time"),     QStringLiteral("timetz"),    QStringLiteral("bit"),
        QStringLiteral("varbit"),   QStringLiteral("timestamp"), QStringLiteral("timestamptz"),
        QStringLiteral("inet"),     QStringLiteral("cidr"),      QStringLiteral("macaddr"),
        QStringLiteral("macaddr8"), QStringLiteral("bytea"),     QStringLiteral("pg_lsn")};
    return types.contains(base) || kind == QLatin1String("e");
}

/// A cast to a type with a length cuts off what is too long, which a table refuses; one with a precision rounds, and so
/// does a table.
bool cutsOff(const QString& base) {
    return base == QLatin1String("varchar") || base == QLatin1String("bpchar") || base == QLatin1String("bit") ||
           base == QLatin1String("varbit");
}

/// Asks the server what it knows of one column; the query then stands on its row.
Result<void> describeColumn(QSqlQuery& query, const QString& schema, const QString& table, const QString& column,
                            const QString& connectionName) {
    for (const QString& value : {schema, table, column}) {
        query.addBindValue(value);
    }
    if (!query.exec()) {
        return fail(sqlError(query.lastError(), connectionName));
    }
    return query.next() ? Result<void>{} : fail(gone(column));
}

Result<SqlKey> readPostgres(SqlDatabase& database, const QString& schema, const QString& table, const QString& column,
                            const QString& connectionName) {
    QSqlQuery query = database.prepared(QStringLiteral(
        "SELECT format_type(a.atttypid, a.atttypmod), format_type(b.oid, -1), b.typname, b.typtype, b.typcategory, "
        "to_jsonb(c) ->> 'collisdeterministic', quote_ident(cn.nspname) || '.' || quote_ident(c.collname), "
        "c.collversion, current_setting('TimeZone'), current_setting('server_version_num') "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class r ON r.oid = a.attrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
        "JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END "
        "LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation "
        "LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace "
        "WHERE n.nspname = ? AND r.relname = ? AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped"));
    if (auto found = describeColumn(query, schema, table, column, connectionName); !found) {
        return fail(found.error());
    }
    const auto told = [&query](int place) { return query.value(place).toString(); };
    const QString base = told(2);
    const bool loose = told(5) == QLatin1String("false");
    SqlKey key;
    key.typed = QStringLiteral("CAST(? AS %1)").arg(cutsOff(base) ? told(1) : told(0));
    if (loose) {
        key.typed = QStringLiteral("(%1 COLLATE %2)").arg(key.typed, told(6));
    }
    key.text = QStringLiteral("CAST(%1 AS text)");
    key.spelling = QStringLiteral("(CAST(%1 AS text) COLLATE \"C\") = ?");
    QStringList rules{QStringLiteral("postgresql 1"), told(0), base};
    if (base == QLatin1String("citext")) {
        key.form = QStringLiteral("lower(CAST(%1 AS text))");
    } else if (base == QLatin1String("numeric")) {
        key.form = QStringLiteral("CAST(trim_scale(%1) AS text)");
    } else if (base.startsWith(QLatin1String("float"))) {
        key.form = QStringLiteral("CASE WHEN %1 = 0 THEN '0' ELSE CAST(%1 AS text) END"); // 0 and -0 are one.
    } else if (!loose && isWrittenAsCompared(base, told(3))) {
        key.form = key.text;
    } else {
        // Whatever type and collation: the server's own hash is equal where its equality is.
        const QString values = told(4) == QLatin1String("A") ? QStringLiteral("%1") : QStringLiteral("ARRAY[%1]");
        key.form = QStringLiteral("hash_array_extended(%1, 0) || ':' || hash_array_extended(%1, 1)")
                       .replace(QLatin1String("%1"), values);
        rules << told(6) << told(7) << QString::number(told(9).toInt() / 10'000);
    }
    if (base.startsWith(QLatin1String("timestamp"))) {
        rules << told(8);
    }
    key.rules = rules.join(u';');
    return key;
}

/// One bound text in a character set. What the set cannot hold would turn into question marks, alike for different
/// people: it becomes no value at all.
QString inCharacterSet(const QString& set, const QString& collation) {
    const QString value = QStringLiteral("CONVERT(? USING %1)").arg(set);
    return set == QLatin1String("utf8mb4")
               ? QStringLiteral("(%1 COLLATE %2)").arg(value, collation)
               : QStringLiteral("(IF(CAST(CONVERT(%1 USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS "
                                "BINARY), %1, NULL) COLLATE %2)")
                     .arg(value, collation);
}

Result<bool> padsWithSpaces(SqlDatabase& database, const QString& set, const QString& collation,
                            const QString& connectionName) {
    QSqlQuery query =
        database.prepared(QStringLiteral("SELECT CONVERT('a' USING %1) COLLATE %2 = CONVERT('a ' USING %1) COLLATE %2")
                              .arg(set, collation));
    if (!query.exec() || !query.next()) {
        return fail(sqlError(query.lastError(), connectionName));
    }
    return query.value(0).toBool();
}

Result<SqlKey> readMySql(SqlDatabase& database, const QString& schema, const QString& table, const QString& column,
                         const QString& connectionName) {
    QSqlQuery query = database.prepared(QStringLiteral(
        "SELECT data_type, column_type, character_set_name, collation_name, numeric_scale, datetime_precision, "
        "version() FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND column_name = ?"));
    if (auto found = describeColumn(query, schema, table, column, connectionName); !found) {
        return fail(found.error());
    }
    const auto told = [&query](int place) { return query.value(place).toString(); };
    const QString type = told(0).toLower();
    const QString set = told(2);
    const QString collation = told(3);
    SqlKey key;
    key.text = QStringLiteral("CAST(%1 AS CHAR)");
    key.form = key.text;
    key.spelling = QStringLiteral("CAST(CAST(%1 AS CHAR CHARACTER SET utf8mb4) AS BINARY) = "
                                  "CAST(CONVERT(? USING utf8mb4) AS BINARY)");
    QStringList rules{QStringLiteral("mysql 1"), told(1)};
    if (!collation.isEmpty()) {
        const auto pads = padsWithSpaces(database, set, collation, connectionName);
        if (!pads) {
            return fail(pads.error());
        }
        key.typed = inCharacterSet(set, collation);
        // Scrambled, as the driver takes no answer whose length has no limit.
        key.form = QStringLiteral("SHA2(WEIGHT_STRING(%1), 256)")
                       .arg(*pads ? QStringLiteral("TRIM(TRAILING ' ' FROM %1)") : QStringLiteral("%1"));
        rules << collation << told(6).section(u'.', 0, 1);
    } else if (type.contains(QLatin1String("int")) || type == QLatin1String("decimal") ||
               type == QLatin1String("year")) {
        // A table refuses what is too large, where a cast to its own type would take the largest instead.
        key.typed = QStringLiteral("CAST(? AS DECIMAL(65,%1))").arg(told(4).toInt());
        key.form = QStringLiteral("CAST(CAST(%1 AS DECIMAL(65,") + QString::number(told(4).toInt()) +
                   QStringLiteral(")) AS CHAR)");
    } else if (type == QLatin1String("double") || type == QLatin1String("float")) {
        key.typed = QStringLiteral("(? + 0e0)");
        key.form = QStringLiteral("IF(%1 = 0, '0', CAST(%1 AS CHAR))");
    } else if (type == QLatin1String("date")) {
        key.typed = QStringLiteral("CAST(? AS DATE)");
    } else if (type == QLatin1String("datetime") || type == QLatin1String("timestamp")) {
        key.typed = QStringLiteral("CAST(? AS DATETIME(%1))").arg(told(5).toInt());
    } else if (type == QLatin1String("time")) {
        key.typed = QStringLiteral("CAST(? AS TIME(%1))").arg(told(5).toInt());
    } else if (type == QLatin1String("uuid") || type == QLatin1String("inet4") || type == QLatin1String("inet6")) {
        key.typed = QStringLiteral("CAST(? AS %1)").arg(type);
    } else {
        key.typed = QStringLiteral("CAST(? AS BINARY)");
        key.form = QStringLiteral("SHA2(%1, 256)");
    }
    key.rules = rules.join(u';');
    return key;
}

using Forms = std::vector<std::optional<std::string>>;

void keep(const QSqlQuery& query, int place, Forms& out) {
    const QVariant form = query.value(place);
    out.push_back(form.isNull() ? std::nullopt : std::optional(form.toString().toStdString()));
}

/// All texts as one array.
QSqlQuery askPostgres(SqlDatabase& database, const SqlKey& key, std::span<const std::string> texts, Forms& out) {
    QString array = QStringLiteral("{");
    for (const std::string& text : texts) {
        QString escaped = QString::fromStdString(text);
        escaped.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\""));
        array += (array.size() > 1 ? QStringLiteral(",\"") : QStringLiteral("\"")) + escaped + u'"';
    }
    array += u'}';
    QSqlQuery query = database.prepared(
        QStringLiteral("SELECT %1 FROM unnest(CAST(? AS text[])) WITH ORDINALITY AS given(spelt, place) ORDER BY place")
            .arg(key.formOf(key.typedOf(QStringLiteral("given.spelt")))));
    query.addBindValue(array);
    if (query.exec()) {
        while (query.next()) {
            keep(query, 0, out);
        }
    }
    return query;
}

/// A column of the answer for each text.
QSqlQuery askMySql(SqlDatabase& database, const SqlKey& key, std::span<const std::string> texts, Forms& out) {
    QSqlQuery query =
        database.prepared(QStringLiteral("SELECT ") +
                          QStringList(qsizetype(texts.size()), key.formOf(key.typed)).join(QStringLiteral(", ")));
    const qsizetype times = key.formOf(key.typed).count(u'?');
    for (const std::string& text : texts) {
        for (qsizetype i = 0; i < times; ++i) {
            query.addBindValue(QString::fromStdString(text));
        }
    }
    if (query.exec() && query.next()) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            keep(query, int(i), out);
        }
    }
    return query;
}

Result<void> ask(SqlDatabase& database, const SqlKey& key, std::span<const std::string> texts, Forms& out,
                 const QString& connectionName) {
    const std::size_t before = out.size();
    const std::size_t most = database.kind() == SqlKind::MySql ? kMySqlTexts : texts.size();
    bool halves = texts.size() > most;
    if (!halves) {
        const QSqlQuery asked = database.kind() == SqlKind::MySql ? askMySql(database, key, texts, out)
                                                                  : askPostgres(database, key, texts, out);
        if (out.size() == before + texts.size()) {
            return {};
        }
        out.resize(before);
        if (!isDataError(asked.lastError())) {
            return fail(sqlError(asked.lastError(), connectionName));
        }
        if (texts.size() == 1) {
            out.push_back(std::nullopt);
            return {};
        }
    }
    // One of them is none that the column could hold: it is looked for.
    return ask(database, key, texts.first(texts.size() / 2), out, connectionName).and_then([&] {
        return ask(database, key, texts.subspan(texts.size() / 2), out, connectionName);
    });
}

} // namespace

Result<SqlKey> SqlKey::read(SqlDatabase& database, const QString& object, const QString& columnName,
                            const QString& connectionName) {
    const QString schema = object.section(u'.', 0, 0);
    const QString table = object.section(u'.', 1);
    auto key = database.kind() == SqlKind::MySql ? readMySql(database, schema, table, columnName, connectionName)
                                                 : readPostgres(database, schema, table, columnName, connectionName);
    if (key) {
        key->column = database.quoted(columnName);
    }
    return key;
}

Result<Forms> formsOf(SqlDatabase& database, const SqlKey& key, const std::vector<std::string>& texts,
                      const QString& connectionName) {
    Forms forms;
    forms.reserve(texts.size());
    if (texts.empty()) {
        return forms;
    }
    return ask(database, key, texts, forms, connectionName).map([&forms] { return std::move(forms); });
}

} // namespace pathways
