// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QList>

namespace pathways::meta {

/// The Graph API version, here and nowhere else. v26.0 lives into 2029 (contract 3); Meta answers 2635 once it is gone.
inline constexpr char16_t kGraphVersion[] = u"v26.0";
inline constexpr char16_t kService[] = u"https://graph.facebook.com";

/// Keys of connection settings.
inline constexpr char16_t kAccount[] = u"account";

/// Keys of pathway options.
inline constexpr char16_t kFileSource[] = u"customer_file_source";
inline constexpr char16_t kValueBased[] = u"value_based";
inline constexpr char16_t kDataProcessing[] = u"data_processing";
inline constexpr char16_t kLimitedUse[] = u"limited";
inline constexpr char16_t kYes[] = u"yes";

/// Rows per request (contract 3.1).
inline constexpr int kPeoplePerRequest = 10'000;

/// Meta custom audiences as the engine and the window see them.
[[nodiscard]] DestinationType makeType();

/// The keys of a customer list. The set is fixed; LOOKALIKE_VALUE makes a value-based audience.
[[nodiscard]] QList<FieldSpec> customerFields();

} // namespace pathways::meta
