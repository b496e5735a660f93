// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

namespace pathways::mailchimp {

inline constexpr QLatin1String kTypeKey("mailchimp");
inline constexpr QLatin1String kArchive("archive"); ///< RemovalMeaning::key
inline constexpr QLatin1String kTagOff("tag-off");  ///< RemovalMeaning::key
inline constexpr QLatin1String kTagOption("tag");
inline constexpr QLatin1String kSegmentOption("segment");
inline constexpr QLatin1String kNewStatusOption("new_status");
inline constexpr QLatin1String kLanguageField("language"); ///< Merge tags are upper case: no clash.

/// What Mailchimp is and can do (contract 1).
[[nodiscard]] DestinationType describeType();

} // namespace pathways::mailchimp
