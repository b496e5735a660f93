// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/value_json.h"

#include "core/workspace/enum_names.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <concepts>
#include <type_traits>

namespace pathways::json {

namespace {

// --- What is stored of each type ---
// Each list is gone through twice: with a Writer and a value to be written, and with a Reader and a value that has its
// defaults. Never change a name: workspaces hold them.

/// A value to be written, or one to be filled.
template <typename T, typename Plain>
concept Of = std::same_as<std::remove_const_t<T>, Plain>;

template <typename Visitor, Of<Error> T>
void fields(Visitor& visit, T& error) {
    visit("kind", error.kind);
    visit("what", error.what);
    visit("meaning", error.meaning);
    visit("remedy", error.remedy);
    visit("detail", error.detail);
}

template <typename Visitor, Of<Dialect> T>
void fields(Visitor& visit, T& dialect) {
    visit("encoding", dialect.encoding);
    visit("separator", dialect.separator);
    visit("quote", dialect.quote);
    visit("header", dialect.hasHeader);
    visit("preamble", dialect.preambleLines);
    visit("trailing", dialect.trailingRows);
    visit("dates", dialect.dates);
    visit("decimal_comma", dialect.decimalComma);
}

template <typename Visitor, Of<FileSource> T>
void fields(Visitor& visit, T& file) {
    visit("path", file.path);
    visit("sheet", file.sheet);
    visit("dialect", file.dialect);
}

template <typename Visitor, Of<QuerySource> T>
void fields(Visitor& visit, T& query) {
    visit("connection", query.connection);
    visit("query", query.query);
}

template <typename Visitor, Of<Rule> T>
void fields(Visitor& visit, T& rule) {
    visit("all", rule.matchAll);
    if (Visitor::kReads || !rule.isGroup()) {
        visit("column", rule.column);
        visit("op", rule.op);
        visit("values", rule.values);
        visit("case", rule.caseSensitive);
    }
    if (Visitor::kReads || rule.isGroup()) {
        visit("children", rule.children);
    }
}

template <typename Visitor, Of<PermissionChoice> T>
void fields(Visitor& visit, T& choice) {
    visit("column", choice.column);
    visit("use", choice.use);
    visit("allowed", choice.allowed);
    visit("denied", choice.denied);
}

template <typename Visitor, Of<Audience> T>
void fields(Visitor& visit, T& audience) {
    visit("id", audience.id);
    visit("name", audience.name);
    visit("kind", audience.kind);
    visit("source", audience.source);
    visit("rules", audience.rules);
    visit("base", audience.base);
    visit("country", audience.defaultCountry);
    visit("permission", audience.permission);
    visit("people", audience.people);
    visit("data_from", audience.dataFrom);
    visit("created", audience.created);
    visit("changed", audience.changed);
    visit("removed", audience.removedAt);
}

template <typename Visitor, Of<Connection> T>
void fields(Visitor& visit, T& connection) {
    visit("id", connection.id);
    visit("type", connection.type);
    visit("name", connection.name);
    visit("practice", connection.practice);
    visit("settings", connection.settings);
    visit("account_id", connection.accountId);
    visit("account_name", connection.accountName);
    visit("secret_tail", connection.secretTail);
    visit("expires", connection.expires);
    visit("created", connection.created);
    visit("checked", connection.lastChecked);
    visit("removed", connection.removedAt);
    visit("problem", connection.problem);
}

template <typename Visitor, Of<FieldSpec> T>
void fields(Visitor& visit, T& field) {
    visit("id", field.id);
    visit("label", field.label);
    visit("kind", field.kind);
    visit("required", field.required);
    visit("identifier", field.identifier);
    visit("hashed", field.hashed);
    visit("creatable", field.creatable);
    visit("alternatives", field.alternatives);
    visit("compound", field.compound);
    visit("max_bytes", field.maxBytes);
    visit("choices", field.choices);
    visit("format", field.format);
}

template <typename Visitor, Of<ColumnMapping> T>
void fields(Visitor& visit, T& line) {
    visit("field", line.field);
    visit("column", line.column);
    visit("clear", line.clear);
    visit("accepted", line.accepted);
    visit("evidence", line.evidence);
}

template <typename Visitor, Of<DestinationObject> T>
void fields(Visitor& visit, T& object) {
    visit("id", object.id);
    visit("name", object.name);
    visit("size", object.size);
    visit("size_text", object.sizeText);
    visit("kind", object.kind);
    visit("detail", object.detail);
    visit("selectable", object.selectable);
    visit("reason", object.reason);
}

template <typename Visitor, Of<Pathway> T>
void fields(Visitor& visit, T& pathway) {
    visit("id", pathway.id);
    visit("name", pathway.name);
    visit("audience", pathway.audience);
    visit("connection", pathway.connection);
    visit("account_id", pathway.accountId);
    visit("object", pathway.object);
    visit("method", pathway.method);
    visit("match_exactly", pathway.matchExactly);
    visit("removal", pathway.removalMeaning);
    visit("options", pathway.options);
    visit("mapping", pathway.mapping);
    visit("leaving", pathway.leaving);
    visit("clear_former", pathway.clearsFormerMarks);
    visit("created", pathway.created);
    visit("changed", pathway.changed);
    visit("removed", pathway.removedAt);
}

template <typename Visitor, Of<PushDecision> T>
void fields(Visitor& visit, T& decision) {
    visit("removals", decision.removalsToo);
    visit("allowed", decision.allowedRemovals);
    visit("trial", decision.trial);
}

template <typename Visitor, Of<Push> T>
void fields(Visitor& visit, T& push) {
    visit("audience", push.audienceName);
    visit("destination", push.destinationName);
    visit("object", push.objectName);
    visit("method", push.method);
    visit("marks_off", push.counts.marksOff); // The other counters stand in a row of their own.
    visit("problem", push.problem);
    visit("user", push.user);
    visit("version", push.version);
    visit("reference", push.reference);
    visit("uptake", push.matchState);
    visit("uptake_note", push.matchNote);
    visit("trial", push.trial);
}

// --- How they are stored ---

constexpr QLatin1String kKind("kind");
constexpr QLatin1String kQuery("query");
constexpr QLatin1String kFile("file");

/// Puts fields into an object. A value that is not set is stored as null.
class Writer final {
public:
    static constexpr bool kReads = false;

    template <typename T>
    void operator()(const char* name, const T& value) {
        m_object.insert(QLatin1String(name), json(value));
    }
    [[nodiscard]] const QJsonObject& object() const { return m_object; }

private:
    static QJsonValue json(const QString& value) { return value; }
    static QJsonValue json(bool value) { return value; }
    static QJsonValue json(char value) { return int(value); }
    static QJsonValue json(int value) { return value; }
    static QJsonValue json(qint64 value) { return value; }
    static QJsonValue json(DateOrder value) { return int(value); }
    static QJsonValue json(SyncMethod value) { return toKey(value); }
    static QJsonValue json(const QDateTime& value) {
        return value.isValid() ? QJsonValue(value.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
    }
    static QJsonValue json(const QMap<QString, QString>& values) {
        QJsonObject object;
        for (auto it = values.begin(); it != values.end(); ++it) {
            object.insert(it.key(), it.value());
        }
        return object;
    }
    static QJsonValue json(const SourceSpec& source) {
        QJsonObject object = std::visit([](const auto& part) { return objectOf(part); }, source);
        object.insert(kKind, std::holds_alternative<QuerySource>(source) ? kQuery : kFile);
        return object;
    }
    template <typename Tag>
    static QJsonValue json(const Id<Tag>& id) {
        return id.value;
    }
    template <typename T>
    static QJsonValue json(const std::optional<T>& value) {
        return value ? json(*value) : QJsonValue();
    }
    template <typename T>
    static QJsonValue json(const QList<T>& values) {
        QJsonArray array;
        for (const T& value : values) {
            array << json(value);
        }
        return array;
    }
    template <typename T>
    static QJsonValue json(const T& value) {
        if constexpr (std::is_enum_v<T>) {
            return nameOf(value);
        } else {
            return objectOf(value);
        }
    }
    template <typename T>
    static QJsonObject objectOf(const T& value) {
        Writer part;
        fields(part, value);
        return part.object();
    }

    QJsonObject m_object;
};

/// Fills fields from an object and remembers whether one of them could not be understood. What is missing or null
/// keeps its default.
class Reader final {
public:
    static constexpr bool kReads = true;

    explicit Reader(const QByteArray& text) {
        const QJsonDocument document = QJsonDocument::fromJson(text);
        m_ok = document.isObject();
        m_object = document.object();
    }

    template <typename T>
    void operator()(const char* name, T& value) {
        if (has(name)) {
            read(m_object.value(QLatin1String(name)), value);
        }
    }
    [[nodiscard]] bool has(const char* name) const {
        const QJsonValue value = m_object.value(QLatin1String(name));
        return !value.isUndefined() && !value.isNull();
    }
    [[nodiscard]] bool ok() const { return m_ok; }

private:
    static constexpr int kDeepest = 65; ///< Groups of rules may hold one another.

    Reader(const QJsonValue& value, int depth)
        : m_object(value.toObject())
        , m_depth(depth)
        , m_ok(value.isObject() && depth <= kDeepest) {}

    void check(bool ok) { m_ok = m_ok && ok; }

    void read(const QJsonValue& from, QString& value) {
        check(from.isString());
        value = from.toString();
    }
    void read(const QJsonValue& from, bool& value) {
        check(from.isBool());
        value = from.toBool();
    }
    void read(const QJsonValue& from, qint64& value) {
        check(from.isDouble());
        value = from.toInteger();
    }
    void read(const QJsonValue& from, int& value) { value = int(number(from)); }
    void read(const QJsonValue& from, char& value) { value = char(number(from)); }
    void read(const QJsonValue& from, DateOrder& value) {
        value = DateOrder(std::clamp<qint64>(number(from), 0, int(DateOrder::DayFirst)));
    }
    void read(const QJsonValue& from, SyncMethod& value) { named(syncMethodFromKey(from.toString()), value); }
    void read(const QJsonValue& from, QDateTime& value) {
        QString text;
        read(from, text);
        value = QDateTime::fromString(text, Qt::ISODateWithMs);
        check(text.isEmpty() || value.isValid());
    }
    void read(const QJsonValue& from, QMap<QString, QString>& values) {
        check(from.isObject());
        const QJsonObject object = from.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            read(it.value(), values[it.key()]);
        }
    }
    void read(const QJsonValue& from, SourceSpec& source) {
        const QJsonValue kind = from[kKind];
        check(kind.isString() || kind.isNull() || kind.isUndefined());
        if (kind.toString() == kQuery) {
            read(from, source.emplace<QuerySource>());
        } else {
            read(from, source.emplace<FileSource>());
        }
    }
    template <typename Tag>
    void read(const QJsonValue& from, Id<Tag>& id) {
        read(from, id.value);
    }
    template <typename T>
    void read(const QJsonValue& from, std::optional<T>& value) {
        read(from, value.emplace());
    }
    template <typename T>
    void read(const QJsonValue& from, QList<T>& values) {
        check(from.isArray());
        for (const QJsonValue& value : from.toArray()) {
            read(value, values.emplaceBack());
        }
    }
    template <typename T>
    void read(const QJsonValue& from, T& value) {
        if constexpr (std::is_enum_v<T>) {
            named(valueOf<T>(from.toString()), value);
        } else {
            Reader part(from, m_depth + 1);
            if (part.ok()) {
                fields(part, value);
            }
            check(part.ok());
        }
    }

    [[nodiscard]] qint64 number(const QJsonValue& from) {
        qint64 value = 0;
        read(from, value);
        return value;
    }
    template <typename E>
    void named(const std::optional<E>& known, E& value) {
        check(known.has_value());
        value = known.value_or(value);
    }

    QJsonObject m_object;
    int m_depth = 0;
    bool m_ok = true;
};

template <typename T>
QByteArray textOf(const T& value) {
    Writer writer;
    fields(writer, value);
    return QJsonDocument(writer.object()).toJson(QJsonDocument::Compact);
}

template <typename T>
std::optional<T> valueIn(Reader& reader) {
    T value;
    fields(reader, value);
    return reader.ok() ? std::optional<T>(std::move(value)) : std::nullopt;
}

template <typename T>
std::optional<T> valueIn(const QByteArray& text) {
    Reader reader(text);
    return valueIn<T>(reader);
}

} // namespace

QByteArray write(const Audience& audience) {
    return textOf(audience);
}

QByteArray write(const Connection& connection) {
    return textOf(connection);
}

QByteArray write(const Pathway& pathway) {
    return textOf(pathway);
}

QByteArray write(const Push& push) {
    return textOf(push);
}

QByteArray write(const PushDecision& decision) {
    return textOf(decision);
}

std::optional<Audience> readAudience(const QByteArray& text) {
    return valueIn<Audience>(text);
}

std::optional<Connection> readConnection(const QByteArray& text) {
    return valueIn<Connection>(text);
}

std::optional<Pathway> readPathway(const QByteArray& text) {
    Reader reader(text);
    if (!reader.has("method")) {
        return std::nullopt; // What a pathway does is never a default.
    }
    return valueIn<Pathway>(reader);
}

std::optional<Push> readPush(const QByteArray& text) {
    return valueIn<Push>(text);
}

std::optional<PushDecision> readPushDecision(const QByteArray& text) {
    Reader reader(text);
    if (!reader.has("removals")) {
        return std::nullopt; // Whether people are removed is never a default.
    }
    return valueIn<PushDecision>(reader);
}

} // namespace pathways::json
