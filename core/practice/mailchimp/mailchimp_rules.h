// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/mailchimp_model.h"

#include <rapidjson/document.h>

namespace pathways::practice::mailchimp {

/// Why the platform says no, in its own words.
struct Refusal {
    int status = 400;
    std::string title = "Invalid Resource";
    std::string detail;
    std::string code = "ERROR_GENERIC"; ///< In the errors of a bulk request.
    std::string field;                  ///< Merge tag, where there is one.
    std::string message;
};

/// One person in a request.
struct Row {
    std::string_view email;
    std::optional<Status> status;
    std::optional<Status> statusIfNew;
    const rapidjson::Value* merge = nullptr;
    const rapidjson::Value* tags = nullptr;
    std::optional<bool> vip;
    std::optional<std::string_view> language;
    bool unknownStatus = false;
};
[[nodiscard]] Row rowFrom(const rapidjson::Value& value);

enum class Mode {
    AddOnly,   ///< POST members, POST /lists/{id} without update_existing.
    Upsert,    ///< POST /lists/{id} with update_existing.
    Put,       ///< PUT: status_if_new decides for new people.
    UpdateOnly ///< PATCH.
};

/// What became of one change to a member.
struct Applied {
    std::optional<Refusal> refusal;
    Member* member = nullptr;
    bool created = false;
};

/// The platform's rules (contract 1.4 and 1.5): addresses, compliance, what was deleted for ever, typed merge fields.
/// hash is the one in the path, or the row's own. The list must be locked for writing.
[[nodiscard]] Applied applyRow(List& list, const Hash& hash, const Row& row, Mode mode, bool skipRequired,
                               std::int64_t now);

/// Nothing when the address is fine. example.com is refused as fake, as the platform does.
[[nodiscard]] std::optional<Refusal> checkAddress(std::string_view email);

/// The value as it is kept; a refusal when its type does not allow it. An empty string clears.
[[nodiscard]] std::optional<std::string> mergeValue(const MergeField& field, const rapidjson::Value& value,
                                                    std::string& message);

} // namespace pathways::practice::mailchimp
