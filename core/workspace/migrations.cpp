// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/migrations.h"

#include "core/workspace/database.h"
#include "core/workspace/migration_steps.h"
#include "core/workspace/storage_error.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>

#include <algorithm>

// In a static library the linker drops resources that nobody names; outside any namespace, as the macro demands.
static void initSchemaResource() {
    Q_INIT_RESOURCE(schema);
}

namespace pathways {

QStringList sqlStatements(const QString& script) {
    QStringList statements;
    for (const QString& part : script.split(QStringLiteral(";\n"))) {
        if (const QString statement = part.trimmed(); !statement.isEmpty()) {
            statements << statement;
        }
    }
    return statements;
}

Result<QList<Migration>> builtInMigrations() {
    initSchemaResource();
    QList<Migration> found;
    const QDir folder(QStringLiteral(":/schema"));
    for (const QString& name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            return fail(storage::internal(QStringLiteral("schema resource %1 cannot be read").arg(name)));
        }
        const int version = name.left(3).toInt();
        found << Migration{version, name, QString::fromUtf8(file.readAll()), codeOfMigration(version)};
    }
    for (int i = 0; i < found.size(); ++i) {
        if (found[i].version != i + 1) {
            return fail(storage::internal(QStringLiteral("schema step %1 is missing").arg(i + 1)));
        }
    }
    return found;
}

Result<int> schemaVersion(Database& database) {
    int version = 0;
    auto ok = database.select(QStringLiteral("PRAGMA user_version"), {}, [&](const QSqlQuery& query) {
        version = query.value(0).toInt();
        return false;
    });
    if (!ok) {
        return fail(ok.error());
    }
    return version;
}

Result<void> migrate(Database& database, const QList<Migration>& migrations) {
    const auto version = schemaVersion(database);
    if (!version) {
        return fail(version.error());
    }
    for (const Migration& step : migrations) {
        if (step.version <= *version) {
            continue;
        }
        auto ok = database.transaction([&]() -> Result<void> {
            for (const QString& statement : sqlStatements(step.sql)) {
                if (auto done = database.executeOnce(statement); !done) {
                    return done;
                }
            }
            if (auto done = step.code ? step.code(database) : Result<void>(); !done) {
                return done;
            }
            return database.executeOnce(QStringLiteral("PRAGMA user_version = %1").arg(step.version));
        });
        if (!ok) {
            return ok;
        }
    }
    return {};
}

/// Details of people end after 14 days, so they do not live on in a copy.
static Result<void> dropRowDetails(const QString& path) {
    auto copy = Database::open(path, Database::JournalMode::Rollback);
    if (!copy) {
        return fail(copy.error());
    }
    QStringList tables;
    auto ok =
        (*copy)->select(QStringLiteral("SELECT name FROM sqlite_schema WHERE name IN ('row_outcome', 'unlisted')"), {},
                        [&](const QSqlQuery& query) {
                            tables << query.value(0).toString();
                            return true;
                        });
    if (!ok || tables.isEmpty()) {
        return ok;
    }
    for (const QString& table : std::as_const(tables)) {
        if (ok = (*copy)->executeOnce(QStringLiteral("DELETE FROM ") + table); !ok) {
            return ok;
        }
    }
    return (*copy)->executeOnce(QStringLiteral("VACUUM"));
}

Result<void> backUp(Database& database, const QString& target) {
    const QString part = target + QStringLiteral(".part");
    QFile::remove(part);
    {
        // Made here with the right rights; SQLite fills an empty file.
        QFile file(part);
        if (!file.open(QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner)) {
            return fail(storage::notWritable(target, file.errorString()));
        }
    }
    if (auto ok = database.executeOnce(QStringLiteral("VACUUM INTO ?"), {part}); !ok) {
        QFile::remove(part);
        return ok;
    }
    if (auto ok = dropRowDetails(part); !ok) {
        QFile::remove(part);
        return ok;
    }
    if (!QFile::rename(part, target)) {
        QFile::remove(part);
        return fail(storage::notWritable(target));
    }
    return {};
}

} // namespace pathways
