// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database.h"

#include "core/base/log.h"
#include "core/workspace/filesystem_kind.h"
#include "core/workspace/storage_error.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>
#include <mutex>
#include <unordered_map>

namespace pathways {

namespace {

constexpr int kBusyTimeoutMs = 10'000;
constexpr qsizetype kMaxStatements = 200;

// The fault hook of tests. A flag in front of it, because every call of every thread passes here.
struct FaultPoint {
    std::atomic<bool> armed{false};
    std::mutex mutex;
    std::function<bool(qint64)> hook;
    qint64 calls = 0;
};

FaultPoint& faultPoint() {
    static FaultPoint point;
    return point;
}

bool faultWanted() {
    FaultPoint& point = faultPoint();
    if (!point.armed.load(std::memory_order_acquire)) {
        return false;
    }
    const std::lock_guard lock(point.mutex);
    return point.hook && point.hook(point.calls++);
}

QVariant bound(const QVariant& value) {
    // Qt takes a null string for NULL; an empty value must stay an empty value.
    if (value.typeId() == QMetaType::QString && value.toString().isNull()) {
        return QStringLiteral("");
    }
    if (value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull()) {
        return QByteArray("");
    }
    return value;
}

QString newConnectionName() {
    static std::atomic<qint64> counter{0};
    return QStringLiteral("pathways-%1").arg(counter.fetch_add(1));
}

struct Statement {
    std::unique_ptr<QSqlQuery> query;
    bool inUse = false;
};

/// Resets a statement when it goes: one that is left standing keeps its read lock.
class Use final {
public:
    explicit Use(Statement& statement)
        : m_statement(statement) {
        m_statement.inUse = true;
    }
    ~Use() {
        m_statement.query->finish();
        m_statement.inUse = false;
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    Statement& m_statement;
};

} // namespace

struct Database::Private {
    QString path;
    QString connectionName;
    QSqlDatabase handle;
    std::unordered_map<QString, std::shared_ptr<Statement>> statements;
    int depth = 0;

    [[nodiscard]] tl::unexpected<Error> failure(const QSqlError& error) const {
        Error mapped = storage::fromSql(error, path);
        qCWarning(lcWorkspace) << "database:" << mapped.detail;
        return fail(std::move(mapped));
    }

    [[nodiscard]] Result<void> faultCheck() const {
        if (faultWanted()) {
            return fail(storage::diskFault(path, QStringLiteral("fault hook")));
        }
        return {};
    }

    [[nodiscard]] Result<std::shared_ptr<Statement>> prepare(const QString& sql, bool keep) {
        if (keep) {
            const auto found = statements.find(sql);
            if (found != statements.end() && !found->second->inUse) {
                return found->second;
            }
        }
        auto statement = std::make_shared<Statement>();
        statement->query = std::make_unique<QSqlQuery>(handle);
        statement->query->setForwardOnly(true);
        if (!statement->query->prepare(sql)) {
            return failure(statement->query->lastError());
        }
        if (keep && !statements.contains(sql)) {
            if (qsizetype(statements.size()) >= kMaxStatements) {
                std::erase_if(statements, [](const auto& entry) { return !entry.second->inUse; });
            }
            statements.emplace(sql, statement);
        }
        return statement;
    }

    [[nodiscard]] Result<void> start(QSqlQuery& query, const QVariantList& values) const {
        for (int i = 0; i < values.size(); ++i) {
            query.bindValue(i, bound(values[i]));
        }
        if (!query.exec()) {
            return failure(query.lastError());
        }
        return {};
    }

    [[nodiscard]] Result<void> run(const QString& sql, const QVariantList& values, bool keep) {
        if (auto ok = faultCheck(); !ok) {
            return ok;
        }
        auto statement = prepare(sql, keep);
        if (!statement) {
            return fail(statement.error());
        }
        const Use use(**statement);
        QSqlQuery& query = *(*statement)->query;
        return start(query, values);
    }

    [[nodiscard]] Result<void> configure(JournalMode mode) {
        if (mode == JournalMode::Automatic) {
            mode = keepsSharedMemory(path) ? JournalMode::WriteAhead : JournalMode::Rollback;
        }
        const QStringList pragmas = {
            QStringLiteral("PRAGMA journal_mode = %1")
                .arg(mode == JournalMode::WriteAhead ? QLatin1String("WAL") : QLatin1String("DELETE")),
            QStringLiteral("PRAGMA synchronous = FULL"),
            QStringLiteral("PRAGMA foreign_keys = ON"),
            // What is deleted is overwritten, and nothing spills into temporary files.
            QStringLiteral("PRAGMA secure_delete = ON"),
            QStringLiteral("PRAGMA temp_store = MEMORY"),
            QStringLiteral("PRAGMA trusted_schema = OFF"),
            QStringLiteral("PRAGMA cell_size_check = ON"),
            QStringLiteral("PRAGMA journal_size_limit = 16777216"),
        };
        for (const QString& pragma : pragmas) {
            if (auto ok = run(pragma, {}, false); !ok) {
                return ok;
            }
        }
        return {};
    }
};

Database::Database()
    : d(std::make_unique<Private>()) {}

Database::~Database() {
    d->statements.clear();
    d->handle.close();
    d->handle = QSqlDatabase();
    QSqlDatabase::removeDatabase(d->connectionName);
}

Result<std::unique_ptr<Database>> Database::open(const QString& path, JournalMode mode) {
    std::unique_ptr<Database> database(new Database);
    database->d->path = path;
    database->d->connectionName = newConnectionName();
    if (!QFileInfo::exists(path)) {
        // SQLite would create it readable by others; its side files take their rights from this one.
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner)) {
            return fail(storage::notWritable(path, file.errorString()));
        }
    }
    QSqlDatabase handle = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), database->d->connectionName);
    handle.setDatabaseName(path);
    handle.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyTimeoutMs));
    database->d->handle = handle;
    if (auto ok = database->d->faultCheck(); !ok) {
        return fail(ok.error());
    }
    if (!handle.open()) {
        return database->d->failure(handle.lastError());
    }
    if (auto ok = database->d->configure(mode); !ok) {
        return fail(ok.error());
    }
    return database;
}

Result<void> Database::execute(const QString& sql, const QVariantList& values) {
    return d->run(sql, values, true);
}

Result<void> Database::executeOnce(const QString& sql, const QVariantList& values) {
    return d->run(sql, values, false);
}

Result<void> Database::select(const QString& sql, const QVariantList& values,
                              const std::function<bool(const QSqlQuery&)>& row) {
    if (auto ok = d->faultCheck(); !ok) {
        return ok;
    }
    auto statement = d->prepare(sql, true);
    if (!statement) {
        return fail(statement.error());
    }
    const Use use(**statement);
    QSqlQuery& query = *(*statement)->query;
    if (auto ok = d->start(query, values); !ok) {
        return ok;
    }
    while (query.next()) {
        if (!row(query)) {
            return {};
        }
    }
    if (query.lastError().isValid()) {
        return d->failure(query.lastError());
    }
    return {};
}

const QString& Database::path() const {
    return d->path;
}

Result<void> Database::transaction(const std::function<Result<void>()>& body) {
    const bool outermost = d->depth == 0;
    const QString savepoint = QStringLiteral("part%1").arg(d->depth);
    auto ok = execute(outermost ? QStringLiteral("BEGIN IMMEDIATE") : QStringLiteral("SAVEPOINT ") + savepoint);
    if (!ok) {
        return ok;
    }
    ++d->depth;
    Result<void> result = body();
    --d->depth;
    if (result) {
        result = execute(outermost ? QStringLiteral("COMMIT") : QStringLiteral("RELEASE ") + savepoint);
        if (result) {
            return result;
        }
    }
    // Straight to the driver: undoing is not a call that tests make fail. SQLite may have rolled back already, in which
    // case this says so and nothing is lost.
    QSqlQuery undo(d->handle);
    if (outermost) {
        undo.exec(QStringLiteral("ROLLBACK"));
    } else {
        undo.exec(QStringLiteral("ROLLBACK TO ") + savepoint);
        undo.exec(QStringLiteral("RELEASE ") + savepoint);
    }
    return result;
}

void Database::setFaultHook(std::function<bool(qint64 call)> hook) {
    FaultPoint& point = faultPoint();
    const std::lock_guard lock(point.mutex);
    point.armed.store(bool(hook), std::memory_order_release);
    point.hook = std::move(hook);
    point.calls = 0;
}

} // namespace pathways
