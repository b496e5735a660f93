// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/mailchimp_model.h"
#include "core/practice/mailchimp/mailchimp_rules.h"
#include "core/practice/practice_platform.h"

#include <QJsonObject>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace pathways::practice::mailchimp {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

/// Writes members as the API shows them, quickly: a push of a million people gets a million of them back.
class MemberWriter final {
public:
    /// fields: the request's `fields` parameter for one member ("id", "status"); empty: all.
    MemberWriter(Writer& writer, const List& list, std::vector<std::string> fields = {});
    void write(const Member& member);

private:
    [[nodiscard]] bool wants(std::string_view field) const;
    void key(std::string_view name);
    void string(std::string_view name, std::string_view value);
    void mergeFields(const Member& member);
    void tags(const Member& member);
    [[nodiscard]] const std::string& time(std::int64_t seconds);

    Writer& m_writer;
    const List& m_list;
    std::vector<std::string> m_fields;
    std::int64_t m_time = -1;
    std::string m_timeText;
};

/// Whether `fields` and `exclude_fields` leave this member of the answer in. Dots lead into objects and arrays.
[[nodiscard]] QJsonObject chosenFields(const QJsonObject& whole, const PracticeRequest& request);
/// The part of `fields` below a prefix: "members.id,total_items" with "members" gives "id".
[[nodiscard]] std::vector<std::string> fieldsBelow(const PracticeRequest& request, const QByteArray& prefix);

[[nodiscard]] PracticeResponse problem(int status, const QString& title, const QString& detail,
                                       const QList<QPair<QString, QString>>& errors = {});
[[nodiscard]] PracticeResponse problem(const Refusal& refusal);
[[nodiscard]] PracticeResponse notFound();
[[nodiscard]] PracticeResponse written(rapidjson::StringBuffer& buffer);
[[nodiscard]] PracticeResponse noContent();

[[nodiscard]] QJsonObject listJson(const List& list);
[[nodiscard]] QJsonObject fieldJson(const List& list, const MergeField& field);
[[nodiscard]] QJsonObject segmentJson(const List& list, const Segment& segment);
[[nodiscard]] QString qs(std::string_view text);

} // namespace pathways::practice::mailchimp
