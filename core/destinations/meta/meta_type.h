// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QList>

namespace pathways::meta {

/// The Graph API version, here and nowhere else. v26.0 is supported into 2029 (contract 3); Meta answers 2635 once it
/// is gone.
inline constexpr QLatin1String kGraphVersion("v26.0");
inline constexpr QLatin1String kService("https://graph.facebook.com");

/// Keys of connection settings.
inline constexpr QLatin1String kAccount("account");

/// Keys of pathway options.
inline constexpr QLatin1String kFileSource("customer_file_source");
inline constexpr QLatin1String kValueBased("value_based");
inline constexpr QLatin1String kDataProcessing("data_processing");
inline constexpr QLatin1String kLimitedUse("limited");
inline constexpr QLatin1String kYes("yes");

/// Rows per request (contract 3.1).
inline constexpr int kPeoplePerRequest = 10'000;

/// Meta custom audiences as the engine and the window see them.
[[nodiscard]] DestinationType makeType();

/// The keys of a customer list. The set is fixed; LOOKALIKE_VALUE makes a value-based audience.
[[nodiscard]] QList<FieldSpec> customerFields();

} // namespace pathways::meta
