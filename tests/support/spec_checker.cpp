// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/spec_checker.h"

#include "tests/support/paths.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

#include <cmath>

namespace pathways::test {

namespace {

constexpr int kDeepest = 40;

bool hasType(const QJsonValue& value, const QString& type) {
    if (type == u"object") {
        return value.isObject();
    }
    if (type == u"array") {
        return value.isArray();
    }
    if (type == u"string") {
        return value.isString();
    }
    if (type == u"boolean") {
        return value.isBool();
    }
    if (type == u"number") {
        return value.isDouble();
    }
    if (type == u"integer") {
        return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
    }
    return type != u"null" || value.isNull();
}

bool hasAnyType(const QJsonValue& value, const QJsonObject& schema) {
    const QJsonValue type = schema.value(u"type");
    if (value.isNull() && (schema.value(u"nullable").toBool() || schema.value(u"x-nullable").toBool())) {
        return true;
    }
    if (!type.isArray()) {
        return type.isUndefined() || hasType(value, type.toString());
    }
    const QJsonArray types = type.toArray();
    return std::any_of(types.begin(), types.end(),
                       [&](const QJsonValue& one) { return hasType(value, one.toString()); });
}

QJsonObject jsonContent(const QJsonObject& holder) {
    const QJsonObject content = holder.value(u"content").toObject();
    for (auto it = content.begin(); it != content.end(); ++it) {
        if (it.key().contains(u"json")) {
            return it.value()[u"schema"].toObject();
        }
    }
    return {};
}

} // namespace

SpecChecker SpecChecker::load(const QString& path) {
    const QJsonObject spec = QJsonDocument::fromJson(contentOf(path)).object();
    if (!spec.contains(u"paths")) {
        throw std::runtime_error(path.toStdString() + " describes no calls");
    }
    return SpecChecker(spec);
}

SpecChecker::SpecChecker(QJsonObject spec)
    : m_spec(std::move(spec))
    , m_base(m_spec.value(u"basePath").toString()) {}

QJsonObject SpecChecker::resolved(const QJsonValue& value) const {
    QJsonObject object = value.toObject();
    for (int hops = 0; hops < kDeepest && object.contains(u"$ref"); ++hops) {
        QJsonValue at = m_spec;
        const QStringList parts = object.value(u"$ref").toString().mid(2).split(u'/');
        for (QString part : parts) {
            at = at[part.replace(u"~1"_qs, u"/"_qs).replace(u"~0"_qs, u"~"_qs)];
        }
        object = at.toObject();
    }
    return object;
}

QJsonObject SpecChecker::operation(const QByteArray& method, const QString& path, QStringList& problems) const {
    QString wanted = path;
    if (!m_base.isEmpty() && wanted.startsWith(m_base + u'/')) {
        wanted = wanted.mid(m_base.size());
    }
    const QStringList parts = wanted.split(u'/', Qt::SkipEmptyParts);
    const QJsonObject paths = m_spec.value(u"paths").toObject();
    QJsonObject best;
    qsizetype bestFixed = -1;
    for (auto it = paths.begin(); it != paths.end(); ++it) {
        const QStringList pattern = it.key().split(u'/', Qt::SkipEmptyParts);
        qsizetype fixed = 0;
        bool fits = pattern.size() == parts.size();
        for (qsizetype i = 0; fits && i < parts.size(); ++i) {
            const bool variable = pattern[i].contains(u'{');
            fits = variable || pattern[i] == parts[i];
            fixed += variable ? 0 : 1;
        }
        if (fits && fixed > bestFixed) {
            bestFixed = fixed;
            best = it.value().toObject();
        }
    }
    const QJsonObject found = best.value(QString::fromLatin1(method).toLower()).toObject();
    if (found.isEmpty()) {
        problems << QStringLiteral("%1 %2: not in the description").arg(QString::fromLatin1(method), wanted);
    }
    return found;
}

QStringList SpecChecker::request(const QByteArray& method, const QString& path, const QByteArray& rawQuery,
                                 const QByteArray& body, const QStringList& undocumented) const {
    Walk walk;
    walk.undocumented = undocumented;
    walk.reportUnknown = true;
    const QJsonObject call = operation(method, path, walk.problems);
    if (call.isEmpty()) {
        return walk.problems;
    }
    QStringList known;
    QJsonObject bodySchema = jsonContent(resolved(call.value(u"requestBody")));
    for (const QJsonValue& each : call.value(u"parameters").toArray()) {
        const QJsonObject parameter = resolved(each);
        const QString name = parameter.value(u"name").toString();
        if (parameter.value(u"in").toString() == u"body") {
            bodySchema = resolved(parameter.value(u"schema"));
        } else if (parameter.value(u"in").toString() == u"query") {
            known << name;
        }
    }
    const QUrlQuery query(QString::fromUtf8(rawQuery));
    for (const auto& [name, value] : query.queryItems()) {
        if (!known.contains(name) && !undocumented.contains(u'?' + name)) {
            walk.problems << QStringLiteral("?%1: not in the description").arg(name);
        }
    }
    if (bodySchema.isEmpty()) {
        if (!body.isEmpty()) {
            walk.problems << QStringLiteral("a body where none is described");
        }
        return walk.problems;
    }
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError) {
        walk.problems << QStringLiteral("the body is no JSON");
        return walk.problems;
    }
    check(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), bodySchema, {}, walk);
    return walk.problems;
}

QStringList SpecChecker::response(const QByteArray& method, const QString& path, int status,
                                  const QByteArray& body) const {
    Walk walk;
    const QJsonObject call = operation(method, path, walk.problems);
    if (call.isEmpty()) {
        return walk.problems;
    }
    const QJsonObject responses = call.value(u"responses").toObject();
    const QString code = QString::number(status);
    const bool described = responses.contains(code);
    if (!described && (status < 400 || !responses.contains(u"default"))) {
        walk.problems << QStringLiteral("status %1: not in the description").arg(code);
        return walk.problems;
    }
    const QJsonObject holder = resolved(responses.value(described ? code : QStringLiteral("default")));
    QJsonObject schema = resolved(holder.value(u"schema"));
    if (schema.isEmpty()) {
        schema = resolved(jsonContent(holder));
    }
    if (schema.isEmpty()) {
        if (!body.isEmpty()) {
            walk.problems << QStringLiteral("a body where none is described");
        }
        return walk.problems;
    }
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (document.isNull()) {
        walk.problems << QStringLiteral("the body is no JSON");
        return walk.problems;
    }
    check(document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()), schema, {}, walk);
    return walk.problems;
}

void SpecChecker::check(const QJsonValue& value, const QJsonObject& written, const QString& at, Walk& walk) const {
    if (walk.depth > kDeepest) {
        return;
    }
    ++walk.depth;
    const QJsonObject schema = resolved(written);
    for (const QJsonValue& part : schema.value(u"allOf").toArray()) {
        check(value, part.toObject(), at, walk);
    }
    if (!hasAnyType(value, schema)) {
        walk.problems << QStringLiteral("%1: not of type %2").arg(at, schema.value(u"type").toString());
    } else if (schema.contains(u"enum") && !schema.value(u"enum").toArray().contains(value)) {
        walk.problems << QStringLiteral("%1: \"%2\" is not one of the values").arg(at, value.toVariant().toString());
    } else if (value.isObject()) {
        checkObject(value.toObject(), schema, at, walk);
    } else if (value.isArray() && schema.contains(u"items")) {
        const QJsonObject items = schema.value(u"items").toObject();
        for (const QJsonValue& each : value.toArray()) {
            check(each, items, at + QStringLiteral("[]"), walk);
        }
    }
    --walk.depth;
}

void SpecChecker::checkObject(const QJsonObject& value, const QJsonObject& schema, const QString& at,
                              Walk& walk) const {
    for (const QJsonValue& name : schema.value(u"required").toArray()) {
        if (!value.contains(name.toString())) {
            walk.problems << QStringLiteral("%1.%2: missing").arg(at, name.toString());
        }
    }
    const QJsonObject properties = schema.value(u"properties").toObject();
    const QJsonValue additional = schema.value(u"additionalProperties");
    // An object without properties is a map: anything goes.
    const bool open = properties.isEmpty() || additional.isObject() || additional.toBool();
    for (auto it = value.begin(); it != value.end(); ++it) {
        const QString below = at.isEmpty() ? it.key() : at + u'.' + it.key();
        if (properties.contains(it.key())) {
            check(it.value(), properties.value(it.key()).toObject(), below, walk);
        } else if (additional.isObject()) {
            check(it.value(), additional.toObject(), below, walk);
        } else if (walk.reportUnknown && !open && !schema.contains(u"allOf") && !walk.undocumented.contains(below)) {
            walk.problems << QStringLiteral("%1: not in the description").arg(below);
        }
    }
}

} // namespace pathways::test
