// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/value_json.h"

#include "core/workspace/enum_names.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace pathways::json {

namespace {

QString s(const char* key) {
    return QString::fromLatin1(key);
}

QByteArray text(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonValue time(const QDateTime& when) {
    return when.isValid() ? QJsonValue(when.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}
QJsonValue time(const std::optional<QDateTime>& when) {
    return when ? time(*when) : QJsonValue();
}

QJsonObject map(const QMap<QString, QString>& values) {
    QJsonObject object;
    for (auto it = values.begin(); it != values.end(); ++it) {
        object.insert(it.key(), it.value());
    }
    return object;
}

/// Reads parts of an object and remembers whether one of them could not be understood.
class Reader final {
public:
    explicit Reader(QJsonObject object)
        : m_object(std::move(object)) {}
    explicit Reader(const QByteArray& bytes) {
        const QJsonDocument document = QJsonDocument::fromJson(bytes);
        m_ok = document.isObject();
        m_object = document.object();
    }

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool has(const char* key) const {
        const QJsonValue value = m_object.value(s(key));
        return !value.isUndefined() && !value.isNull();
    }
    void spoil() { m_ok = false; }

    [[nodiscard]] QString string(const char* key) { return typed(key, QJsonValue::String).toString(); }
    [[nodiscard]] bool flag(const char* key, bool fallback = false) {
        return has(key) ? typed(key, QJsonValue::Bool).toBool() : fallback;
    }
    [[nodiscard]] qint64 number(const char* key, qint64 fallback = 0) {
        return has(key) ? typed(key, QJsonValue::Double).toInteger() : fallback;
    }
    [[nodiscard]] QJsonObject object(const char* key) { return typed(key, QJsonValue::Object).toObject(); }
    [[nodiscard]] QJsonArray array(const char* key) { return typed(key, QJsonValue::Array).toArray(); }
    [[nodiscard]] QDateTime time(const char* key) {
        const QString value = string(key);
        const QDateTime when = QDateTime::fromString(value, Qt::ISODateWithMs);
        m_ok = m_ok && (value.isEmpty() || when.isValid());
        return when;
    }
    [[nodiscard]] std::optional<QDateTime> maybeTime(const char* key) {
        return has(key) ? std::optional(time(key)) : std::nullopt;
    }
    [[nodiscard]] QStringList strings(const char* key) {
        QStringList list;
        for (const QJsonValue& value : array(key)) {
            m_ok = m_ok && value.isString();
            list << value.toString();
        }
        return list;
    }
    [[nodiscard]] QMap<QString, QString> map(const char* key) {
        QMap<QString, QString> values;
        const QJsonObject part = object(key);
        for (auto it = part.begin(); it != part.end(); ++it) {
            m_ok = m_ok && it.value().isString();
            values.insert(it.key(), it.value().toString());
        }
        return values;
    }
    template <typename E>
    [[nodiscard]] E named(const char* key, E fallback) {
        if (!has(key)) {
            return fallback;
        }
        const auto value = valueOf<E>(string(key));
        m_ok = m_ok && value.has_value();
        return value.value_or(fallback);
    }

private:
    QJsonValue typed(const char* key, QJsonValue::Type type) {
        const QJsonValue value = m_object.value(s(key));
        m_ok = m_ok && (value.type() == type || value.isNull() || value.isUndefined());
        return value;
    }

    QJsonObject m_object;
    bool m_ok = true;
};

template <typename T>
std::optional<T> checked(const Reader& reader, T value) {
    return reader.ok() ? std::optional<T>(std::move(value)) : std::nullopt;
}

// --- Error ---

QJsonObject errorObject(const Error& error) {
    return {{s("kind"), nameOf(error.kind)},
            {s("what"), error.what},
            {s("meaning"), error.meaning},
            {s("remedy"), error.remedy},
            {s("detail"), error.detail}};
}

std::optional<Error> maybeError(Reader& from, const char* key) {
    if (!from.has(key)) {
        return std::nullopt;
    }
    Reader part(from.object(key));
    Error error{part.named("kind", ErrorKind::Internal), part.string("what"), part.string("meaning"),
                part.string("remedy"), part.string("detail")};
    if (!part.ok()) {
        from.spoil();
    }
    return error;
}

// --- Audience ---

QJsonObject dialectObject(const Dialect& dialect) {
    return {{s("encoding"), nameOf(dialect.encoding)}, {s("separator"), int(dialect.separator)},
            {s("quote"), int(dialect.quote)},          {s("header"), dialect.hasHeader},
            {s("preamble"), dialect.preambleLines},    {s("trailing"), dialect.trailingRows},
            {s("dates"), int(dialect.dates)},          {s("decimal_comma"), dialect.decimalComma}};
}

Dialect readDialect(Reader& from) {
    const Dialect defaults;
    Reader part(from.object("dialect"));
    Dialect dialect;
    dialect.encoding = part.named("encoding", defaults.encoding);
    dialect.separator = char(part.number("separator", defaults.separator));
    dialect.quote = char(part.number("quote", defaults.quote));
    dialect.hasHeader = part.flag("header", defaults.hasHeader);
    dialect.preambleLines = int(part.number("preamble"));
    dialect.trailingRows = int(part.number("trailing"));
    dialect.dates = DateOrder(std::clamp<qint64>(part.number("dates"), 0, 2));
    dialect.decimalComma = part.flag("decimal_comma");
    if (!part.ok()) {
        from.spoil();
    }
    return dialect;
}

QJsonObject sourceObject(const SourceSpec& source) {
    if (const auto* query = std::get_if<QuerySource>(&source)) {
        return {{s("kind"), s("query")}, {s("connection"), query->connection.value}, {s("query"), query->query}};
    }
    const auto& file = std::get<FileSource>(source);
    return {{s("kind"), s("file")},
            {s("path"), file.path},
            {s("sheet"), file.sheet},
            {s("dialect"), dialectObject(file.dialect)}};
}

SourceSpec readSource(Reader& from) {
    Reader part(from.object("source"));
    SourceSpec source;
    if (part.string("kind") == QLatin1String("query")) {
        source = QuerySource{{part.string("connection")}, part.string("query")};
    } else {
        FileSource file{part.string("path"), readDialect(part), part.string("sheet")};
        source = std::move(file);
    }
    if (!part.ok()) {
        from.spoil();
    }
    return source;
}

constexpr int kMaxRuleDepth = 64;

QJsonObject ruleObject(const Rule& rule) {
    if (!rule.isGroup()) {
        return {{s("column"), rule.column},
                {s("op"), nameOf(rule.op)},
                {s("values"), QJsonArray::fromStringList(rule.values)},
                {s("case"), rule.caseSensitive},
                {s("all"), rule.matchAll}};
    }
    QJsonArray children;
    for (const Rule& child : rule.children) {
        children << ruleObject(child);
    }
    return {{s("all"), rule.matchAll}, {s("children"), children}};
}

Rule readRule(Reader& from, int depth = 0) {
    Rule rule;
    rule.column = from.string("column");
    rule.op = from.named("op", rule.op);
    rule.values = from.strings("values");
    rule.caseSensitive = from.flag("case");
    rule.matchAll = from.flag("all", true);
    for (const QJsonValue& value : from.array("children")) {
        if (!value.isObject() || depth >= kMaxRuleDepth) {
            from.spoil();
            break;
        }
        Reader part(value.toObject());
        rule.children << readRule(part, depth + 1);
        if (!part.ok()) {
            from.spoil();
        }
    }
    return rule;
}

// --- Pathway ---

QJsonObject fieldObject(const FieldSpec& field) {
    return {{s("id"), field.id},
            {s("label"), field.label},
            {s("kind"), nameOf(field.kind)},
            {s("required"), field.required},
            {s("identifier"), field.identifier},
            {s("hashed"), field.hashed},
            {s("creatable"), field.creatable},
            {s("alternatives"), field.alternatives},
            {s("loose"), field.comparedLoosely},
            {s("compound"), field.compound},
            {s("max_bytes"), field.maxBytes},
            {s("choices"), QJsonArray::fromStringList(field.choices)},
            {s("format"), field.format}};
}

FieldSpec readField(Reader& from) {
    Reader part(from.object("field"));
    FieldSpec field;
    field.id = part.string("id");
    field.label = part.string("label");
    field.kind = part.named("kind", field.kind);
    field.required = part.flag("required");
    field.identifier = part.flag("identifier");
    field.hashed = part.flag("hashed");
    field.creatable = part.flag("creatable");
    field.alternatives = part.string("alternatives");
    field.comparedLoosely = part.flag("loose");
    field.compound = part.string("compound");
    field.maxBytes = int(part.number("max_bytes"));
    field.choices = part.strings("choices");
    field.format = part.string("format");
    if (!part.ok()) {
        from.spoil();
    }
    return field;
}

QJsonArray mappingArray(const QList<ColumnMapping>& mapping) {
    QJsonArray array;
    for (const ColumnMapping& line : mapping) {
        array << QJsonObject{{s("field"), fieldObject(line.field)},
                             {s("column"), line.column},
                             {s("clear"), line.clear},
                             {s("accepted"), line.accepted},
                             {s("evidence"), nameOf(line.evidence)}};
    }
    return array;
}

QList<ColumnMapping> readMapping(Reader& from) {
    QList<ColumnMapping> mapping;
    for (const QJsonValue& value : from.array("mapping")) {
        Reader part(value.toObject());
        ColumnMapping line;
        line.field = readField(part);
        line.column = part.string("column");
        line.clear = part.flag("clear");
        line.accepted = part.flag("accepted", true);
        line.evidence = part.named("evidence", line.evidence);
        if (!part.ok() || !value.isObject()) {
            from.spoil();
        }
        mapping << line;
    }
    return mapping;
}

QJsonObject objectObject(const DestinationObject& object) {
    return {{s("id"), object.id},
            {s("name"), object.name},
            {s("size"), object.size ? QJsonValue(*object.size) : QJsonValue()},
            {s("size_text"), object.sizeText},
            {s("kind"), object.kind},
            {s("detail"), object.detail},
            {s("selectable"), object.selectable},
            {s("reason"), object.reason}};
}

DestinationObject readObject(Reader& from) {
    Reader part(from.object("object"));
    DestinationObject object;
    object.id = part.string("id");
    object.name = part.string("name");
    if (part.has("size")) {
        object.size = part.number("size");
    }
    object.sizeText = part.string("size_text");
    object.kind = part.string("kind");
    object.detail = part.string("detail");
    object.selectable = part.flag("selectable", true);
    object.reason = part.string("reason");
    if (!part.ok()) {
        from.spoil();
    }
    return object;
}

} // namespace

QByteArray write(const Audience& audience) {
    return text({{s("id"), audience.id.value},
                 {s("name"), audience.name},
                 {s("kind"), nameOf(audience.kind)},
                 {s("source"), sourceObject(audience.source)},
                 {s("rules"), audience.rules ? QJsonValue(ruleObject(*audience.rules)) : QJsonValue()},
                 {s("base"), audience.base.value},
                 {s("country"), audience.defaultCountry},
                 {s("consent_column"), audience.consentColumn},
                 {s("people"), audience.people},
                 {s("data_from"), time(audience.dataFrom)},
                 {s("created"), time(audience.created)},
                 {s("changed"), time(audience.changed)},
                 {s("removed"), time(audience.removedAt)}});
}

std::optional<Audience> readAudience(const QByteArray& bytes) {
    Reader reader(bytes);
    Audience audience;
    audience.id.value = reader.string("id");
    audience.name = reader.string("name");
    audience.kind = reader.named("kind", audience.kind);
    audience.source = readSource(reader);
    if (reader.has("rules")) {
        Reader rules(reader.object("rules"));
        audience.rules = readRule(rules);
        if (!rules.ok()) {
            reader.spoil();
        }
    }
    audience.base.value = reader.string("base");
    audience.defaultCountry = reader.string("country");
    audience.consentColumn = reader.string("consent_column");
    audience.people = reader.number("people", -1);
    audience.dataFrom = reader.maybeTime("data_from");
    audience.created = reader.time("created");
    audience.changed = reader.time("changed");
    audience.removedAt = reader.maybeTime("removed");
    return checked(reader, std::move(audience));
}

QByteArray write(const Connection& connection) {
    return text({{s("id"), connection.id.value},
                 {s("type"), connection.type},
                 {s("name"), connection.name},
                 {s("practice"), connection.practice},
                 {s("settings"), map(connection.settings)},
                 {s("account_id"), connection.accountId},
                 {s("account_name"), connection.accountName},
                 {s("secret_tail"), connection.secretTail},
                 {s("expires"), time(connection.expires)},
                 {s("created"), time(connection.created)},
                 {s("checked"), time(connection.lastChecked)},
                 {s("removed"), time(connection.removedAt)},
                 {s("problem"), connection.problem ? QJsonValue(errorObject(*connection.problem)) : QJsonValue()}});
}

std::optional<Connection> readConnection(const QByteArray& bytes) {
    Reader reader(bytes);
    Connection connection;
    connection.id.value = reader.string("id");
    connection.type = reader.string("type");
    connection.name = reader.string("name");
    connection.practice = reader.flag("practice");
    connection.settings = reader.map("settings");
    connection.accountId = reader.string("account_id");
    connection.accountName = reader.string("account_name");
    connection.secretTail = reader.string("secret_tail");
    connection.expires = reader.maybeTime("expires");
    connection.created = reader.time("created");
    connection.lastChecked = reader.maybeTime("checked");
    connection.removedAt = reader.maybeTime("removed");
    connection.problem = maybeError(reader, "problem");
    return checked(reader, std::move(connection));
}

QByteArray write(const Pathway& pathway) {
    return text({{s("id"), pathway.id.value},
                 {s("name"), pathway.name},
                 {s("audience"), pathway.audience.value},
                 {s("connection"), pathway.connection.value},
                 {s("account_id"), pathway.accountId},
                 {s("object"), objectObject(pathway.object)},
                 {s("method"), toKey(pathway.method)},
                 {s("match_exactly"), pathway.matchExactly},
                 {s("removal"), pathway.removalMeaning},
                 {s("options"), map(pathway.options)},
                 {s("mapping"), mappingArray(pathway.mapping)},
                 {s("created"), time(pathway.created)},
                 {s("changed"), time(pathway.changed)},
                 {s("removed"), time(pathway.removedAt)}});
}

std::optional<Pathway> readPathway(const QByteArray& bytes) {
    Reader reader(bytes);
    Pathway pathway;
    pathway.id.value = reader.string("id");
    pathway.name = reader.string("name");
    pathway.audience.value = reader.string("audience");
    pathway.connection.value = reader.string("connection");
    pathway.accountId = reader.string("account_id");
    pathway.object = readObject(reader);
    const auto method = syncMethodFromKey(reader.string("method"));
    if (!method) {
        return std::nullopt;
    }
    pathway.method = *method;
    pathway.matchExactly = reader.flag("match_exactly");
    pathway.removalMeaning = reader.string("removal");
    pathway.options = reader.map("options");
    pathway.mapping = readMapping(reader);
    pathway.created = reader.time("created");
    pathway.changed = reader.time("changed");
    pathway.removedAt = reader.maybeTime("removed");
    return checked(reader, std::move(pathway));
}

QByteArray write(const Push& push) {
    return text({{s("audience"), push.audienceName},
                 {s("destination"), push.destinationName},
                 {s("object"), push.objectName},
                 {s("method"), push.method},
                 {s("problem"), push.problem ? QJsonValue(errorObject(*push.problem)) : QJsonValue()},
                 {s("user"), push.user},
                 {s("version"), push.version},
                 {s("reference"), push.reference},
                 {s("uptake"), nameOf(push.matchState)},
                 {s("uptake_note"), push.matchNote},
                 {s("trial"), push.trial}});
}

std::optional<Push> readPush(const QByteArray& bytes) {
    Reader reader(bytes);
    Push push;
    push.audienceName = reader.string("audience");
    push.destinationName = reader.string("destination");
    push.objectName = reader.string("object");
    push.method = reader.string("method");
    push.problem = maybeError(reader, "problem");
    push.user = reader.string("user");
    push.version = reader.string("version");
    push.reference = reader.string("reference");
    push.matchState = reader.named("uptake", MatchState::None);
    push.matchNote = reader.string("uptake_note");
    push.trial = reader.flag("trial");
    return checked(reader, std::move(push));
}

} // namespace pathways::json
