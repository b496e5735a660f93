// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>

namespace pathways::practice::mailchimp {

namespace {

QList<QByteArray> listParameter(const PracticeRequest& request, QByteArrayView name) {
    const QByteArray value = request.parameter(name).value_or(QByteArray());
    return value.isEmpty() ? QList<QByteArray>() : value.split(',');
}

/// Whether a path leads into what the other names.
bool isBelow(const QByteArray& path, const QByteArray& name) {
    return path.size() > name.size() && path.startsWith(name) && path.at(name.size()) == '.';
}

enum class Match { None, Below, Whole };

/// Whether a path is named, or something below it.
Match match(const QList<QByteArray>& names, const QByteArray& path) {
    Match best = Match::None;
    for (const QByteArray& name : names) {
        if (path == name || isBelow(path, name)) {
            return Match::Whole;
        }
        if (isBelow(name, path)) {
            best = Match::Below;
        }
    }
    return best;
}

QJsonValue filtered(const QJsonValue& value, const QByteArray& path, const QList<QByteArray>& with,
                    const QList<QByteArray>& without) {
    if (value.isArray()) {
        QJsonArray out;
        for (const QJsonValue& one : value.toArray()) {
            out.append(filtered(one, path, with, without));
        }
        return out;
    }
    if (!value.isObject()) {
        return value;
    }
    QJsonObject out;
    const QJsonObject in = value.toObject();
    for (auto it = in.begin(); it != in.end(); ++it) {
        const QByteArray below = path.isEmpty() ? it.key().toUtf8() : path + '.' + it.key().toUtf8();
        if (match(without, below) == Match::Whole || (!with.isEmpty() && match(with, below) == Match::None)) {
            continue;
        }
        out.insert(it.key(), filtered(it.value(), below, with, without));
    }
    return out;
}

} // namespace

QString qs(std::string_view text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

MemberWriter::MemberWriter(Writer& writer, const List& list, std::vector<std::string> fields)
    : m_writer(writer)
    , m_list(list)
    , m_fields(std::move(fields)) {}

bool MemberWriter::wants(std::string_view field) const {
    return m_fields.empty() || std::any_of(m_fields.begin(), m_fields.end(), [&](const std::string& wanted) {
               return wanted == field || wanted.starts_with(std::string(field) + '.');
           });
}

void MemberWriter::key(std::string_view name) {
    m_writer.Key(name.data(), rapidjson::SizeType(name.size()));
}

void MemberWriter::string(std::string_view name, std::string_view value) {
    if (wants(name)) {
        key(name);
        m_writer.String(value.data(), rapidjson::SizeType(value.size()));
    }
}

const std::string& MemberWriter::time(std::int64_t seconds) {
    if (seconds != m_time) {
        m_time = seconds;
        m_timeText = isoTime(seconds);
    }
    return m_timeText;
}

void MemberWriter::mergeFields(const Member& member) {
    key("merge_fields");
    m_writer.StartObject();
    const auto values = unpack(member, m_list.fields.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const MergeField& field = m_list.fields[i];
        key(field.tag);
        if (!values[i].empty() && (field.type == "address" || field.type == "number")) {
            m_writer.RawValue(values[i].data(), values[i].size(),
                              field.type == "number" ? rapidjson::kNumberType : rapidjson::kObjectType);
        } else {
            m_writer.String(values[i].data(), rapidjson::SizeType(values[i].size()));
        }
    }
    m_writer.EndObject();
}

void MemberWriter::tags(const Member& member) {
    if (wants("tags_count")) {
        key("tags_count");
        m_writer.Int64(std::int64_t(member.tags.size()));
    }
    if (!wants("tags")) {
        return;
    }
    key("tags");
    m_writer.StartArray();
    constexpr std::size_t kMostShown = 50; // Contract 1.3.
    for (std::size_t i = 0; i < std::min(member.tags.size(), kMostShown); ++i) {
        const auto found = std::find_if(m_list.segments.begin(), m_list.segments.end(),
                                        [&](const Segment& segment) { return segment.id == member.tags[i]; });
        if (found != m_list.segments.end()) {
            m_writer.StartObject();
            key("id");
            m_writer.Uint(found->id);
            key("name");
            m_writer.String(found->name.data(), rapidjson::SizeType(found->name.size()));
            m_writer.EndObject();
        }
    }
    m_writer.EndArray();
}

void MemberWriter::write(const Member& member) {
    m_writer.StartObject();
    const std::string hex = toHex(member.hash);
    string("id", hex);
    string("email_address", member.email);
    string("unique_email_id", std::string_view(hex).substr(0, 10));
    string("contact_id", hex);
    string("email_type", "html");
    string("status", statusName(member.status));
    // Kept through archiving, where it is all that tells somebody who had left from somebody who had not.
    if (member.status == Status::Unsubscribed ||
        (member.status == Status::Archived && member.beforeArchive == Status::Unsubscribed)) {
        string("unsubscribe_reason", member.ownWish ? "None given" : "N/A (Unsubscribed by admin)");
    }
    if (wants("merge_fields")) {
        mergeFields(member);
    }
    string("timestamp_opt", time(member.optIn));
    string("last_changed", time(member.lastChanged));
    if (wants("member_rating")) {
        key("member_rating");
        m_writer.Int(2);
    }
    string("language", member.language.data());
    if (wants("vip")) {
        key("vip");
        m_writer.Bool(member.vip);
    }
    string("source", member.byOthers ? "Signup Form" : "API - Generic");
    tags(member);
    string("list_id", m_list.id);
    m_writer.EndObject();
}

QJsonObject chosenFields(const QJsonObject& whole, const PracticeRequest& request) {
    const QList<QByteArray> with = listParameter(request, "fields");
    const QList<QByteArray> without = listParameter(request, "exclude_fields");
    return with.isEmpty() && without.isEmpty() ? whole : filtered(whole, {}, with, without).toObject();
}

std::vector<std::string> fieldsBelow(const PracticeRequest& request, const QByteArray& prefix) {
    std::vector<std::string> result;
    for (const QByteArray& name : listParameter(request, "fields")) {
        if (prefix.isEmpty()) {
            result.push_back(name.toStdString());
        } else if (name == prefix) {
            return {};
        } else if (isBelow(name, prefix)) {
            result.push_back(name.mid(prefix.size() + 1).toStdString());
        }
    }
    return result;
}

PracticeResponse problem(int status, const QString& title, const QString& detail,
                         const QList<QPair<QString, QString>>& errors) {
    QJsonObject body{{QStringLiteral("type"), QStringLiteral("https://mailchimp.com/developer/marketing/docs/errors/")},
                     {QStringLiteral("title"), title},
                     {QStringLiteral("status"), status},
                     {QStringLiteral("detail"), detail},
                     {QStringLiteral("instance"), QUuid::createUuid().toString(QUuid::WithoutBraces)}};
    if (!errors.isEmpty()) {
        QJsonArray list;
        for (const auto& [field, message] : errors) {
            list.append(QJsonObject{{QStringLiteral("field"), field}, {QStringLiteral("message"), message}});
        }
        body.insert(QStringLiteral("errors"), list);
    }
    return jsonResponse(status, body, "application/problem+json; charset=utf-8");
}

PracticeResponse problem(const Refusal& refusal) {
    QList<QPair<QString, QString>> errors;
    if (!refusal.field.empty()) {
        errors.append({qs(refusal.field), qs(refusal.message)});
    }
    return problem(refusal.status, qs(refusal.title), qs(refusal.detail), errors);
}

PracticeResponse notFound() {
    return problem(404, QStringLiteral("Resource Not Found"),
                   QStringLiteral("The requested resource could not be found."));
}

PracticeResponse written(rapidjson::StringBuffer& buffer) {
    PracticeResponse response;
    response.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    response.body = QByteArray(buffer.GetString(), qsizetype(buffer.GetSize()));
    return response;
}

PracticeResponse noContent() {
    PracticeResponse response;
    response.status = 204;
    return response;
}

QJsonObject listJson(const List& list) {
    const auto count = [&list](Status status) { return qint64(list.counts[std::size_t(status)]); };
    qint64 total = 0;
    for (const std::int64_t each : list.counts) {
        total += each;
    }
    return {{QStringLiteral("id"), qs(list.id)},
            {QStringLiteral("web_id"), list.webId},
            {QStringLiteral("name"), qs(list.name)},
            {QStringLiteral("permission_reminder"), QStringLiteral("You gave to us or signed up on our site.")},
            {QStringLiteral("use_archive_bar"), true},
            {QStringLiteral("date_created"), qs(isoTime(list.created))},
            {QStringLiteral("list_rating"), 3},
            {QStringLiteral("email_type_option"), false},
            {QStringLiteral("visibility"), QStringLiteral("prv")},
            {QStringLiteral("double_optin"), false},
            {QStringLiteral("has_welcome"), false},
            {QStringLiteral("marketing_permissions"), false},
            {QStringLiteral("modules"), QJsonArray()},
            {QStringLiteral("stats"), QJsonObject{{QStringLiteral("member_count"), count(Status::Subscribed)},
                                                  {QStringLiteral("total_contacts"), total},
                                                  {QStringLiteral("unsubscribe_count"), count(Status::Unsubscribed)},
                                                  {QStringLiteral("cleaned_count"), count(Status::Cleaned)},
                                                  {QStringLiteral("campaign_count"), 0},
                                                  {QStringLiteral("merge_field_count"), qint64(list.fields.size())},
                                                  {QStringLiteral("open_rate"), 0},
                                                  {QStringLiteral("click_rate"), 0}}}};
}

QJsonObject fieldJson(const List& list, const MergeField& field) {
    QJsonObject options;
    if (field.type == "phone") {
        options.insert(QStringLiteral("phone_format"), qs(field.phoneFormat));
    } else if (field.type == "date" || field.type == "birthday") {
        options.insert(QStringLiteral("date_format"), qs(field.type == "birthday" ? "MM/DD" : field.dateFormat));
    } else if (field.type == "text") {
        options.insert(QStringLiteral("size"), 25);
    } else if (field.type == "address") {
        options.insert(QStringLiteral("default_country"), 164);
    }
    if (!field.choices.empty()) {
        QJsonArray choices;
        for (const std::string& choice : field.choices) {
            choices.append(qs(choice));
        }
        options.insert(QStringLiteral("choices"), choices);
    }
    return {{QStringLiteral("merge_id"), field.id},
            {QStringLiteral("tag"), qs(field.tag)},
            {QStringLiteral("name"), qs(field.name)},
            {QStringLiteral("type"), qs(field.type)},
            {QStringLiteral("required"), field.required},
            {QStringLiteral("default_value"), QString()},
            {QStringLiteral("public"), false},
            {QStringLiteral("display_order"), field.id + 1},
            {QStringLiteral("options"), options},
            {QStringLiteral("help_text"), QString()},
            {QStringLiteral("list_id"), qs(list.id)}};
}

QJsonObject segmentJson(const List& list, const Segment& segment) {
    return {{QStringLiteral("id"), qint64(segment.id)},
            {QStringLiteral("name"), qs(segment.name)},
            {QStringLiteral("member_count"), qint64(segment.members)},
            {QStringLiteral("type"), QStringLiteral("static")},
            {QStringLiteral("created_at"), qs(isoTime(segment.created))},
            {QStringLiteral("updated_at"), qs(isoTime(segment.updated))},
            {QStringLiteral("options"), QJsonObject{{QStringLiteral("match"), QStringLiteral("any")},
                                                    {QStringLiteral("conditions"), QJsonArray()}}},
            {QStringLiteral("list_id"), qs(list.id)}};
}

} // namespace pathways::practice::mailchimp
