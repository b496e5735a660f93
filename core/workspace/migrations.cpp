// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/migrations.h"

#include "core/workspace/database.h"
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

namespace {

/// Reads one script character by character and notes where statements end.
class Splitter final {
public:
    explicit Splitter(const QString& script)
        : m_script(script) {}

    [[nodiscard]] QStringList statements() {
        while (m_at < m_script.size()) {
            step();
        }
        finish();
        return m_statements;
    }

private:
    void step() {
        const QChar c = m_script[m_at];
        if (c == u'-' && next() == u'-') {
            skipTo(u"\n");
        } else if (c == u'/' && next() == u'*') {
            skipTo(u"*/");
        } else if (c == u'\'' || c == u'"' || c == u'`') {
            quoted(c);
        } else if (c == u'[') {
            quoted(u']');
        } else if (c.isLetter() || c == u'_') {
            word();
        } else if (c == u';') {
            end();
        } else {
            m_current += c;
            ++m_at;
        }
    }

    [[nodiscard]] QChar next() const { return m_at + 1 < m_script.size() ? m_script[m_at + 1] : QChar(); }

    void skipTo(QStringView mark) {
        const qsizetype end = m_script.indexOf(mark, m_at + 2);
        m_at = end < 0 ? m_script.size() : end + mark.size();
        m_current += u' ';
    }

    // A doubled quote inside is two quoted pieces in a row, which comes to the same.
    void quoted(QChar close) {
        const qsizetype end = m_script.indexOf(close, m_at + 1);
        const qsizetype after = end < 0 ? m_script.size() : end + 1;
        m_current += QStringView(m_script).mid(m_at, after - m_at);
        m_at = after;
        m_lastWord.clear();
    }

    void word() {
        const qsizetype start = m_at;
        while (m_at < m_script.size() && (m_script[m_at].isLetterOrNumber() || m_script[m_at] == u'_')) {
            ++m_at;
        }
        const QStringView text = QStringView(m_script).mid(start, m_at - start);
        m_current += text;
        m_lastWord = text.toString().toUpper();
        ++m_wordsOfPart;
        m_words += m_words < 4 ? 1 : 0;
        if (m_words == 1) {
            m_isCreate = m_lastWord == QLatin1String("CREATE");
        } else if (m_words < 4 && m_isCreate && m_lastWord == QLatin1String("TRIGGER")) {
            m_isTrigger = true;
        }
    }

    void end() {
        ++m_at;
        // A trigger holds statements of its own and ends with "; END;". The END of a CASE comes after other words.
        if (m_isTrigger && !(m_lastWord == QLatin1String("END") && m_wordsOfPart == 1)) {
            m_current += u';';
            m_lastWord.clear();
            m_wordsOfPart = 0;
            return;
        }
        finish();
    }

    void finish() {
        const QString statement = m_current.trimmed();
        if (!statement.isEmpty()) {
            m_statements << statement;
        }
        m_current.clear();
        m_lastWord.clear();
        m_words = m_wordsOfPart = 0;
        m_isCreate = m_isTrigger = false;
    }

    const QString& m_script;
    qsizetype m_at = 0;
    QString m_current;
    QString m_lastWord;
    int m_words = 0;
    int m_wordsOfPart = 0; ///< Since the last semicolon.
    bool m_isCreate = false;
    bool m_isTrigger = false;
    QStringList m_statements;
};

} // namespace

QStringList sqlStatements(const QString& script) {
    return Splitter(script).statements();
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
        found << Migration{name.left(3).toInt(), name, QString::fromUtf8(file.readAll())};
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
    bool hasDetails = false;
    auto ok = (*copy)->select(QStringLiteral("SELECT 1 FROM sqlite_schema WHERE name = 'row_outcome'"), {},
                              [&](const QSqlQuery&) {
                                  hasDetails = true;
                                  return false;
                              });
    if (!ok || !hasDetails) {
        return ok;
    }
    if (ok = (*copy)->executeOnce(QStringLiteral("DELETE FROM row_outcome")); !ok) {
        return ok;
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
