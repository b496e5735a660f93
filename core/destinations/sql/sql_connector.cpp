// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_connector.h"

#include "core/destinations/sql/sql_schema.h"
#include "core/destinations/sql/sql_session.h"

#include <QCoreApplication>

namespace pathways {

namespace {

constexpr int kPeoplePerBatch = 1'000;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SqlConnector)
};

DestinationType describe() {
    DestinationType type;
    type.key = QStringLiteral("sql");
    type.name = Texts::tr("Database table");
    type.icon = QStringLiteral("table");
    type.kind = DestinationKind::FilesAndDatabases;
    type.rules = IdentityRules::Plain;
    type.signIn = SignInKind::UserAndPassword;
    type.secretLabel = Texts::tr("Password");
    type.secretHint = Texts::tr("Use a database user who can read and write this one table, and nothing else.");
    type.settings = {
        {QStringLiteral("server"),
         Texts::tr("Kind of server"),
         {},
         {},
         true,
         {QStringLiteral("postgresql"), QStringLiteral("mysql")}},
        {QStringLiteral("host"),
         Texts::tr("Host"),
         Texts::tr("The name or address of the server."),
         QStringLiteral("db.example.org"),
         true,
         {}},
        {QStringLiteral("port"), Texts::tr("Port"), Texts::tr("Leave blank for the usual one."), {}, false, {}},
        {QStringLiteral("database"), Texts::tr("Database"), {}, {}, true, {}},
        {QStringLiteral("user"), Texts::tr("User"), {}, {}, true, {}},
    };
    type.objectTexts = {Texts::tr("Database table"), Texts::tr("There is no table in this database yet."),
                        Texts::tr("Name of the new table")};
    type.canReadBack = true;
    type.absence = Absence::Accident;
    type.oneKey = true;
    type.ownKeyForm = true;
    for (const SyncMethod method : kSyncMethods) {
        type.methods.emplace(method, MethodSupport{});
    }
    type.limits.peoplePerBatch = kPeoplePerBatch;
    // Parallel batches into one table would wait for each other's locks.
    type.limits.parallelBatches = 1;
    type.usableAfter = Texts::tr("Ready at once.");
    return type;
}

} // namespace

SqlConnector::SqlConnector()
    : m_type(describe()) {}

Result<AccountInfo> SqlConnector::validate(const CallContext& context) const {
    return SqlDatabase::open(context.connection, context.secret).map([&context](const std::unique_ptr<SqlDatabase>&) {
        const QMap<QString, QString>& settings = context.connection.settings;
        const QString database = settings.value(QStringLiteral("database"));
        const QString host = settings.value(QStringLiteral("host"));
        AccountInfo account;
        // Another server or database is another account, whoever signs in.
        account.id = host + u':' + settings.value(QStringLiteral("port")) + u'/' + database;
        account.name = Texts::tr("%1 on %2", "a database and its host").arg(database, host);
        account.detail = settings.value(QStringLiteral("user"));
        return account;
    });
}

Result<QList<DestinationObject>> SqlConnector::listObjects(const CallContext& context) const {
    auto database = SqlDatabase::open(context.connection, context.secret);
    return database ? readTables(**database, context.connection.name)
                    : Result<QList<DestinationObject>>(fail(database.error()));
}

Result<QList<FieldSpec>> SqlConnector::fields(const CallContext& context, const DestinationObject& object) const {
    auto database = SqlDatabase::open(context.connection, context.secret);
    if (!database) {
        return fail(database.error());
    }
    auto columns = readColumns(**database, object.id, context.connection.name);
    if (!columns) {
        return fail(columns.error());
    }
    auto key = readKeyColumn(**database, object.id, *columns, context.connection.name);
    if (!key) {
        return fail(key.error());
    }
    QList<FieldSpec> fields;
    for (const SqlColumn& column : *columns) {
        if (!column.generated) {
            fields << fieldOf(column, *key);
        }
    }
    std::stable_sort(fields.begin(), fields.end(), [](const FieldSpec& a, const FieldSpec& b) {
        return int(a.identifier) * 2 + int(a.required) > int(b.identifier) * 2 + int(b.required);
    });
    return fields;
}

Result<QList<Finding>> SqlConnector::check(const CallContext& context, const PushTarget& target) const {
    return fields(context, target.object).and_then([&target](const QList<FieldSpec>& now) -> Result<QList<Finding>> {
        for (const FieldSpec& mapped : target.fields) {
            const bool there =
                std::any_of(now.cbegin(), now.cend(), [&](const FieldSpec& f) { return f.id == mapped.id; });
            if (!there) {
                return fail(ErrorKind::NotFound, Texts::tr("The column “%1” is no longer in the table.").arg(mapped.id),
                            Texts::tr("Nobody can be pushed to it."), Texts::tr("Review the column mapping."));
            }
        }
        return QList<Finding>{};
    });
}

Result<std::unique_ptr<PushSession>> SqlConnector::beginPush(const CallContext& context, PushTarget target) const {
    if (target.identifiers.size() != 1) {
        return fail(ErrorKind::Input, Texts::tr("No column of yours is mapped to the table’s key column."),
                    Texts::tr("Nobody can be recognised there."), Texts::tr("Map the key column first."));
    }
    auto database = SqlDatabase::open(context.connection, context.secret);
    if (!database) {
        return fail(database.error());
    }
    return std::unique_ptr<PushSession>(std::make_unique<SqlSession>(context, std::move(target)));
}

} // namespace pathways
