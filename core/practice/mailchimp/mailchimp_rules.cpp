// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/mailchimp/mailchimp_rules.h"

#include <QDate>

#include <algorithm>
#include <charconv>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace pathways::practice::mailchimp {

namespace {

constexpr std::size_t kLongestText = 255;

std::string_view text(const rapidjson::Value& value) {
    return {value.GetString(), value.GetStringLength()};
}

bool digits(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view value) {
    int result = -1;
    std::from_chars(value.data(), value.data() + value.size(), result);
    return result;
}

bool isDecimal(std::string_view value) {
    double parsed = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
    return error == std::errc() && end == value.data() + value.size();
}

bool isDate(std::string_view value) {
    const bool iso = value.size() == 10 && value[4] == '-' && value[7] == '-';
    return iso && digits(value.substr(0, 4)) && digits(value.substr(5, 2)) && digits(value.substr(8, 2)) &&
           QDate::isValid(number(value.substr(0, 4)), number(value.substr(5, 2)), number(value.substr(8, 2)));
}

bool isBirthday(std::string_view value) {
    return value.size() == 5 && value[2] == '/' && digits(value.substr(0, 2)) && digits(value.substr(3, 2)) &&
           QDate::isValid(2000, number(value.substr(0, 2)), number(value.substr(3, 2)));
}

bool isUsPhone(std::string_view value) {
    return value.size() == 12 && value[3] == '-' && value[7] == '-' && digits(value.substr(0, 3)) &&
           digits(value.substr(4, 3)) && digits(value.substr(8, 4));
}

std::optional<std::string> addressValue(const rapidjson::Value& value, std::string& message) {
    message = "Please enter a complete address";
    if (!value.IsObject()) {
        return std::nullopt;
    }
    for (const char* part : {"addr1", "city", "state", "zip"}) {
        const auto found = value.FindMember(part);
        if (found == value.MemberEnd() || !found->value.IsString() || found->value.GetStringLength() == 0) {
            return std::nullopt;
        }
    }
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return std::string(buffer.GetString(), buffer.GetSize());
}

Refusal refusal(std::string title, std::string detail, std::string code = "ERROR_GENERIC") {
    Refusal result;
    result.title = std::move(title);
    result.detail = std::move(detail);
    result.code = std::move(code);
    return result;
}

Refusal inCompliance(const std::string& email) {
    return refusal("Member In Compliance State",
                   email + " is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be "
                           "subscribed.");
}

/// The values after this row; nothing when a field was refused.
std::optional<std::string> mergeAfter(const List& list, const Row& row, const Member* before, bool skipRequired,
                                      Refusal& why) {
    std::vector<std::string> values(list.fields.size());
    if (before != nullptr) {
        const auto old = unpack(*before, list.fields.size());
        std::copy(old.begin(), old.end(), values.begin());
    }
    if (row.merge != nullptr && row.merge->IsObject()) {
        for (const auto& entry : row.merge->GetObject()) {
            const int at = list.fieldIndex(text(entry.name));
            if (at < 0) {
                continue; // Unknown tags are ignored, as recorded.
            }
            auto value = mergeValue(list.fields[std::size_t(at)], entry.value, why.message);
            if (!value) {
                why.field = list.fields[std::size_t(at)].tag;
                why.detail = "Your merge fields were invalid.";
                return std::nullopt;
            }
            values[std::size_t(at)] = std::move(*value);
        }
    }
    for (std::size_t i = 0; i < values.size() && !skipRequired; ++i) {
        if (list.fields[i].required && values[i].empty()) {
            why.field = list.fields[i].tag;
            why.message = "Please enter a value";
            why.detail = "Your merge fields were invalid.";
            return std::nullopt;
        }
    }
    return pack(values);
}

/// Which status the row leads to; a refusal where the person's own wish stands against it.
std::optional<Status> statusAfter(const Row& row, const Member* before, Mode mode, const std::string& email,
                                  Refusal& why) {
    if (row.unknownStatus) {
        why = refusal("Invalid Resource", "The resource submitted could not be validated.");
        why.field = "status";
        why.message = "Value must be one of subscribed, unsubscribed, cleaned, pending, transactional";
        return std::nullopt;
    }
    if (before == nullptr) {
        const auto wanted = mode == Mode::Put && row.statusIfNew ? row.statusIfNew : row.status;
        if (!wanted) {
            why = refusal("Invalid Resource", "The resource submitted could not be validated.");
            why.field = mode == Mode::Put ? "status_if_new" : "status";
            why.message = "This value should not be blank.";
        }
        return wanted;
    }
    const Status standing = before->status == Status::Archived ? before->beforeArchive : before->status;
    const Status wanted = row.status.value_or(before->status);
    const bool left = standing == Status::Cleaned || (standing == Status::Unsubscribed && before->ownWish);
    if (wanted == Status::Subscribed && left) {
        why = inCompliance(email);
        return std::nullopt;
    }
    return wanted;
}

void setTags(List& list, Member& member, const rapidjson::Value& tags, std::int64_t now) {
    for (const auto& name : tags.GetArray()) {
        if (name.IsString()) {
            Segment* segment = list.segmentNamed(text(name));
            list.tag(member, segment != nullptr ? *segment : list.addSegment(text(name), now));
        }
    }
}

} // namespace

Row rowFrom(const rapidjson::Value& value) {
    Row row;
    if (!value.IsObject()) {
        return row;
    }
    for (const auto& entry : value.GetObject()) {
        const std::string_view name = text(entry.name);
        if (name == "email_address" && entry.value.IsString()) {
            row.email = text(entry.value);
        } else if (name == "status" || name == "status_if_new") {
            const auto status = entry.value.IsString() ? statusNamed(text(entry.value)) : std::nullopt;
            // "archived" is a state that the API tells but does not take.
            row.unknownStatus = row.unknownStatus || !status || *status == Status::Archived;
            (name == "status" ? row.status : row.statusIfNew) = status;
        } else if (name == "merge_fields") {
            row.merge = &entry.value;
        } else if (name == "tags" && entry.value.IsArray()) {
            row.tags = &entry.value;
        } else if (name == "language" && entry.value.IsString()) {
            row.language = text(entry.value);
        } else if (name == "vip" && entry.value.IsBool()) {
            row.vip = entry.value.GetBool();
        }
    }
    return row;
}

std::optional<Refusal> checkAddress(std::string_view email) {
    const std::size_t at = email.rfind('@');
    const bool shaped = at != std::string_view::npos && at > 0 && at <= 64 && email.size() <= 254 &&
                        email.find_first_of(" \t\r\n,;<>()[]\"\\") == std::string_view::npos && email.find('@') == at &&
                        email.find('.', at) != std::string_view::npos && email.find("..") == std::string_view::npos &&
                        email[at + 1] != '.' && email.back() != '.';
    if (!shaped) {
        return refusal("Invalid Resource", "Please provide a valid email address.");
    }
    const std::string_view domain = email.substr(at + 1);
    if (domain == "example.com") {
        return refusal("Invalid Resource",
                       std::string(email) + " looks fake or invalid, please enter a real email address.");
    }
    return std::nullopt;
}

std::optional<std::string> mergeValue(const MergeField& field, const rapidjson::Value& value, std::string& message) {
    if (value.IsString() && value.GetStringLength() == 0) {
        return std::string();
    }
    if (field.type == "address") {
        return addressValue(value, message);
    }
    if (field.type == "number" && value.IsNumber()) {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        value.Accept(writer);
        return std::string(buffer.GetString(), buffer.GetSize());
    }
    if (!value.IsString() && !value.IsNumber()) {
        message = "Please enter a value";
        return std::nullopt;
    }
    std::string given = value.IsString() ? std::string(text(value)) : std::to_string(value.GetDouble());
    const auto when = [&](bool fine, const char* otherwise) -> std::optional<std::string> {
        message = otherwise;
        return fine ? std::optional(std::move(given)) : std::nullopt;
    };
    if (field.type == "number") {
        return when(isDecimal(given), "Please enter a number");
    }
    if (field.type == "date") {
        return when(isDate(given), "Please enter the date");
    }
    if (field.type == "birthday") {
        return when(isBirthday(given), "Please enter the birthday");
    }
    if (field.type == "zip") {
        return when(given.size() == 5 && digits(given), "Please enter a zip code (5 digits)");
    }
    if (field.type == "phone" && field.phoneFormat == "US") {
        return when(isUsPhone(given), "Please enter a phone number (###-###-####)");
    }
    if (field.type == "url" || field.type == "imageurl") {
        return when(given.starts_with("http://") || given.starts_with("https://"), "Please enter a valid URL");
    }
    if (field.type == "dropdown" || field.type == "radio") {
        const bool known = std::find(field.choices.begin(), field.choices.end(), given) != field.choices.end();
        return when(known, "Please select from the list");
    }
    return when(given.size() <= kLongestText && given.find('\x1f') == std::string::npos,
                "Please enter fewer than 255 characters");
}

Applied applyRow(List& list, const Hash& hash, const Row& row, Mode mode, bool skipRequired, std::int64_t now) {
    Applied result;
    Member* before = list.find(hash);
    const std::string email = before != nullptr && row.email.empty() ? before->email : std::string(row.email);
    if (before == nullptr && mode == Mode::UpdateOnly) {
        result.refusal = refusal("Resource Not Found", "The requested resource could not be found.");
        result.refusal->status = 404;
        return result;
    }
    if ((result.refusal = checkAddress(email))) {
        return result;
    }
    // A single member can be given another address; in a bulk request the address is the identity.
    const bool renames = (mode == Mode::Put || mode == Mode::UpdateOnly) && !row.email.empty();
    const Hash named = renames ? hashOf(row.email) : hash;
    if (before != nullptr && named != hash && list.find(named) != nullptr) {
        result.refusal = refusal("Member Exists", email + " is already a list member.");
        return result;
    }
    if (list.forgotten.contains(named)) {
        result.refusal = refusal("Forgotten Email Not Subscribed",
                                 email + " was permanently deleted and cannot be re-imported. The contact must "
                                         "re-subscribe to get back on the list.");
        return result;
    }
    // Someone who was archived comes back as a new member, unless they had left before.
    const bool archived = before != nullptr && before->status == Status::Archived;
    if (mode == Mode::AddOnly && before != nullptr && !archived) {
        result.refusal =
            refusal("Member Exists", email + " is already a list member. Use PUT to insert or update list members.",
                    "ERROR_CONTACT_EXISTS");
        return result;
    }
    Refusal why;
    const auto status = statusAfter(row, before, mode, email, why);
    const auto merge = status ? mergeAfter(list, row, before, skipRequired, why) : std::nullopt;
    if (!merge) {
        result.refusal = std::move(why);
        return result;
    }
    result.created = before == nullptr || (archived && *status != Status::Archived);
    Member& member = before != nullptr ? *before : list.add(hash, email, now);
    const Status standing = archived ? member.beforeArchive : member.status;
    if (before != nullptr && *status == Status::Subscribed && standing == Status::Unsubscribed) {
        ++list.resubscribed;
    }
    if (named != hash && before != nullptr) {
        list.rename(member, named, email);
    }
    list.setStatus(member, *status);
    member.merge = *merge;
    member.vip = row.vip.value_or(member.vip);
    if (row.language) {
        setLanguage(member, *row.language);
    }
    member.lastChanged = now;
    member.byOthers = false;
    ++member.writes;
    ++list.version;
    // Documented for bulk requests only; elsewhere tags do nothing (contract 1.3).
    if (row.tags != nullptr && (mode == Mode::AddOnly || mode == Mode::Upsert)) {
        setTags(list, member, *row.tags, now);
    }
    result.member = &member;
    return result;
}

} // namespace pathways::practice::mailchimp
