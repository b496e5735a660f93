// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_routes.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace pathways::practice::mailchimp {

namespace {

constexpr qsizetype kLongestTag = 10;
constexpr std::size_t kMostFields = 80;

QList<QPair<QString, QString>> missing(const QJsonObject& body, std::initializer_list<const char*> names) {
    QList<QPair<QString, QString>> errors;
    for (const char* name : names) {
        const QString key = QString::fromLatin1(name);
        if (body.value(key).isUndefined() || body.value(key).toString(QStringLiteral("x")).isEmpty()) {
            errors.append({key, QStringLiteral("This value should not be blank.")});
        }
    }
    return errors;
}

PracticeResponse invalid(const QList<QPair<QString, QString>>& errors) {
    return problem(400, QStringLiteral("Invalid Resource"),
                   QStringLiteral("The resource submitted could not be validated. For field-specific details, see the "
                                  "'errors' array."),
                   errors);
}

PracticeResponse createList(Store& store, const QJsonObject& body, std::int64_t now) {
    const auto errors =
        missing(body, {"name", "permission_reminder", "email_type_option", "contact", "campaign_defaults"});
    return errors.isEmpty()
               ? jsonResponse(200, listJson(store.addList(body.value(u"name").toString().toStdString(), now)))
               : invalid(errors);
}

PracticeResponse createField(List& list, const QJsonObject& body) {
    auto errors = missing(body, {"name", "type"});
    const QString type = body.value(u"type").toString();
    const QStringList types = {QStringLiteral("text"),     QStringLiteral("number"), QStringLiteral("address"),
                               QStringLiteral("phone"),    QStringLiteral("date"),   QStringLiteral("url"),
                               QStringLiteral("imageurl"), QStringLiteral("radio"),  QStringLiteral("dropdown"),
                               QStringLiteral("birthday"), QStringLiteral("zip")};
    if (!types.contains(type)) {
        errors.append({QStringLiteral("type"), QStringLiteral("Value must be one of the known types.")});
    }
    QString tag = body.value(u"tag").toString().toUpper();
    if (tag.isEmpty()) {
        tag = QStringLiteral("MMERGE%1").arg(list.fields.size() + 1);
    }
    if (tag.size() > kLongestTag) {
        errors.append({QStringLiteral("tag"), QStringLiteral("Merge tags may be 10 characters at most.")});
    }
    if (list.fieldIndex(tag.toStdString()) >= 0) {
        errors.append({QStringLiteral("tag"), QStringLiteral("A merge field with this tag already exists.")});
    }
    if (!errors.isEmpty()) {
        return invalid(errors);
    }
    if (list.fields.size() >= kMostFields) {
        return problem(400, QStringLiteral("Invalid Resource"), QStringLiteral("This audience has too many fields."));
    }
    MergeField& field = addField(list, tag.toStdString(), body.value(u"name").toString().toStdString(),
                                 type.toStdString(), body.value(u"required").toBool());
    const QJsonObject options = body.value(u"options").toObject();
    for (const QJsonValue& choice : options.value(u"choices").toArray()) {
        field.choices.push_back(choice.toString().toStdString());
    }
    if (options.value(u"phone_format").toString() == u"US") {
        field.phoneFormat = "US";
    }
    return jsonResponse(200, fieldJson(list, field));
}

} // namespace

std::pair<qint64, qint64> paging(const PracticeRequest& request) {
    const auto number = [&](QByteArrayView name, qint64 otherwise) {
        bool fine = false;
        const qint64 value = request.parameter(name).value_or(QByteArray()).toLongLong(&fine);
        return fine && value >= 0 ? value : otherwise;
    };
    return {std::min<qint64>(1000, number("count", 10)), number("offset", 0)};
}

bool isOn(const PracticeRequest& request, QByteArrayView parameter) {
    const QByteArray value = request.parameter(parameter).value_or(QByteArray()).toLower();
    return value == "true" || value == "1";
}

PracticeResponse methodNotAllowed() {
    return problem(405, QStringLiteral("Method Not Allowed"),
                   QStringLiteral("The requested method and resource are not compatible. See the Allow header."));
}

PracticeResponse jsonParseError() {
    return problem(400, QStringLiteral("JSON Parse Error"),
                   QStringLiteral("We encountered an unspecified JSON parsing error."));
}

PracticeResponse lists(Store& store, const PracticeRequest& request, std::int64_t now) {
    const std::lock_guard lock(store.mutex);
    if (request.method == "POST") {
        const QJsonDocument body = QJsonDocument::fromJson(request.body);
        return body.isObject() ? createList(store, body.object(), now) : jsonParseError();
    }
    if (request.method != "GET") {
        return methodNotAllowed();
    }
    const auto [count, offset] = paging(request);
    QJsonArray shown;
    qint64 at = 0;
    for (const List& list : store.lists) {
        if (at++ >= offset && shown.size() < count) {
            shown.append(listJson(list));
        }
    }
    return jsonResponse(
        200, chosenFields({{QStringLiteral("lists"), shown},
                           {QStringLiteral("total_items"), qint64(store.lists.size())},
                           {QStringLiteral("constraints"),
                            QJsonObject{{QStringLiteral("may_create"), true},
                                        {QStringLiteral("max_instances"), 100},
                                        {QStringLiteral("current_total_instances"), qint64(store.lists.size())}}}},
                          request));
}

PracticeResponse mergeFields(const Call& call, List& list) {
    if (call.parts.size() > 1) {
        const int id = call.parts[1].toInt();
        for (const MergeField& field : list.fields) {
            if (field.id == id && call.request.method == "GET") {
                return jsonResponse(200, chosenFields(fieldJson(list, field), call.request));
            }
        }
        return call.request.method == "GET" ? notFound() : methodNotAllowed();
    }
    if (call.request.method == "POST") {
        const QJsonDocument body = QJsonDocument::fromJson(call.request.body);
        return body.isObject() ? createField(list, body.object()) : jsonParseError();
    }
    if (call.request.method != "GET") {
        return methodNotAllowed();
    }
    const auto [count, offset] = paging(call.request);
    const QByteArray type = call.request.parameter("type").value_or(QByteArray());
    QJsonArray shown;
    qint64 total = 0;
    for (const MergeField& field : list.fields) {
        if (type.isEmpty() || field.type == type.toStdString()) {
            if (total++ >= offset && shown.size() < count) {
                shown.append(fieldJson(list, field));
            }
        }
    }
    return jsonResponse(200, chosenFields({{QStringLiteral("merge_fields"), shown},
                                           {QStringLiteral("list_id"), qs(list.id)},
                                           {QStringLiteral("total_items"), total}},
                                          call.request));
}

} // namespace pathways::practice::mailchimp
