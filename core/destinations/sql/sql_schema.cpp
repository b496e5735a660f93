// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_schema.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QSqlError>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SqlSchema)
};

// information_schema is standard SQL, but in MySQL a schema and a database are the same.
QString visibleSchemas(SqlKind kind) {
    return kind == SqlKind::MySql ? QStringLiteral("table_schema = DATABASE()")
                                  : QStringLiteral("table_schema NOT IN ('pg_catalog', 'information_schema')");
}

struct TableName {
    QString schema;
    QString table;
};

TableName split(const QString& object) {
    const qsizetype dot = object.indexOf(u'.');
    return dot < 0 ? TableName{{}, object} : TableName{object.left(dot), object.sliced(dot + 1)};
}

Result<QSqlQuery> run(SqlDatabase& database, const QString& sql, const QVariantList& values,
                      const QString& connectionName) {
    QSqlQuery query = database.prepared(sql);
    for (const QVariant& value : values) {
        query.addBindValue(value);
    }
    if (!query.exec()) {
        return fail(sqlError(query.lastError(), connectionName));
    }
    return query;
}

FieldKind kindOf(const SqlColumn& column) {
    const QString type = column.type.toLower();
    if (type.contains(QLatin1String("int")) || type.contains(QLatin1String("numeric")) ||
        type.contains(QLatin1String("decimal")) || type.contains(QLatin1String("double")) ||
        type == QLatin1String("real") || type == QLatin1String("float")) {
        return FieldKind::Number;
    }
    if (type == QLatin1String("date") || type.startsWith(QLatin1String("timestamp")) ||
        type == QLatin1String("datetime")) {
        return FieldKind::Date;
    }
    static const QRegularExpression mail(QStringLiteral("e?[-_]?mail(_?addr.*)?$"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression phone(QStringLiteral("phone|mobile|tel(efon)?$"),
                                          QRegularExpression::CaseInsensitiveOption);
    if (mail.match(column.name).hasMatch()) {
        return FieldKind::Email;
    }
    return phone.match(column.name).hasMatch() ? FieldKind::Phone : FieldKind::Text;
}

} // namespace

Result<QList<DestinationObject>> readTables(SqlDatabase& database, const QString& connectionName) {
    const bool mysql = database.kind() == SqlKind::MySql;
    auto names =
        run(database,
            QStringLiteral("SELECT table_schema, table_name, %2 FROM information_schema.tables WHERE table_type = "
                           "'BASE TABLE' AND %1 ORDER BY table_schema, table_name")
                .arg(visibleSchemas(database.kind()), mysql ? QStringLiteral("engine") : QStringLiteral("''")),
            {}, connectionName);
    if (!names) {
        return fail(names.error());
    }
    QList<DestinationObject> tables;
    while (names->next()) {
        DestinationObject object;
        object.id = names->value(0).toString() + u'.' + names->value(1).toString();
        object.name = names->value(1).toString();
        object.kind = Texts::tr("Table");
        object.detail = Texts::tr("in %1", "a database schema").arg(names->value(0).toString());
        if (mysql && names->value(2).toString().compare(QLatin1String("InnoDB"), Qt::CaseInsensitive) != 0) {
            // Its engine could not roll back half a batch.
            object.selectable = false;
            object.reason = Texts::tr("This table cannot undo an interrupted change. Ask whoever runs the database to "
                                      "make it an InnoDB table.");
        }
        tables << object;
    }
    for (DestinationObject& object : tables) {
        auto columns = readColumns(database, object.id, connectionName);
        if (!columns) {
            return fail(columns.error());
        }
        auto key = readKeyColumn(database, object.id, *columns, connectionName);
        if (!key) {
            return fail(key.error());
        }
        if (key->isEmpty() && object.selectable) {
            object.selectable = false;
            object.reason = Texts::tr("This table has no single-column key by which a person can be recognised.");
        }
    }
    return tables;
}

Result<QList<SqlColumn>> readColumns(SqlDatabase& database, const QString& table, const QString& connectionName) {
    const TableName name = split(table);
    const bool mysql = database.kind() == SqlKind::MySql;
    auto rows =
        run(database,
            QStringLiteral("SELECT column_name, data_type, is_nullable, column_default, character_maximum_length, "
                           "%1 FROM information_schema.columns WHERE table_schema = ? AND table_name = ? "
                           "ORDER BY ordinal_position")
                .arg(mysql ? QStringLiteral("extra")
                           : QStringLiteral("CASE WHEN is_generated = 'ALWAYS' THEN 'YES' ELSE is_identity END")),
            {name.schema, name.table}, connectionName);
    if (!rows) {
        return fail(rows.error());
    }
    QList<SqlColumn> columns;
    while (rows->next()) {
        SqlColumn column;
        column.name = rows->value(0).toString();
        column.type = rows->value(1).toString();
        column.nullable = rows->value(2).toString() == QLatin1String("YES");
        const QString standard = rows->value(3).toString();
        const QString made = rows->value(5).toString();
        column.generated = standard.startsWith(QLatin1String("nextval(")) || made == QLatin1String("YES") ||
                           made.contains(QLatin1String("auto_increment")) ||
                           made.contains(QLatin1String("VIRTUAL GENERATED")) ||
                           made.contains(QLatin1String("STORED GENERATED"));
        column.hasDefault = !rows->value(3).isNull() || column.generated;
        column.maxCharacters = rows->value(4).toInt();
        columns << column;
    }
    if (columns.isEmpty()) {
        return fail(ErrorKind::NotFound, Texts::tr("The table “%1” is no longer there.").arg(name.table),
                    Texts::tr("Nobody can be pushed to it."), Texts::tr("Choose another table."));
    }
    return columns;
}

Result<QString> readKeyColumn(SqlDatabase& database, const QString& table, const QList<SqlColumn>& columns,
                              const QString& connectionName) {
    const TableName name = split(table);
    auto rows =
        run(database,
            QStringLiteral("SELECT tc.constraint_name, tc.constraint_type, kcu.column_name "
                           "FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage "
                           "kcu ON kcu.constraint_name = tc.constraint_name AND kcu.constraint_schema = "
                           "tc.constraint_schema AND kcu.table_name = tc.table_name WHERE tc.constraint_type IN "
                           "('PRIMARY KEY', 'UNIQUE') AND tc.table_schema = ? AND tc.table_name = ? "
                           "ORDER BY tc.constraint_type, tc.constraint_name"),
            {name.schema, name.table}, connectionName);
    if (!rows) {
        return fail(rows.error());
    }
    QStringList order;
    QMap<QString, QStringList> keys;
    while (rows->next()) {
        const QString constraint = rows->value(1).toString() + u'/' + rows->value(0).toString();
        if (!order.contains(constraint)) {
            order << constraint;
        }
        keys[constraint] << rows->value(2).toString();
    }
    for (const QString& constraint : order) {
        const QStringList& parts = keys[constraint];
        const auto column = std::find_if(columns.cbegin(), columns.cend(),
                                         [&parts](const SqlColumn& one) { return one.name == parts.front(); });
        if (parts.size() == 1 && column != columns.cend() && !column->generated) {
            return parts.front();
        }
    }
    return QString();
}

FieldSpec fieldOf(const SqlColumn& column, const QString& keyColumn) {
    FieldSpec field;
    field.id = column.name;
    field.label = column.name;
    field.kind = kindOf(column);
    field.identifier = column.name == keyColumn;
    field.required = field.identifier || (!column.nullable && !column.hasDefault);
    if (field.identifier && field.kind == FieldKind::Text) {
        field.kind = FieldKind::ExternalId;
    }
    field.maxBytes = column.maxCharacters;
    return field;
}

} // namespace pathways
