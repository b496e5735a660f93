// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

namespace pathways::mailchimp {

inline constexpr char16_t kTypeKey[] = u"mailchimp";
inline constexpr char16_t kArchive[] = u"archive"; ///< RemovalMeaning::key
inline constexpr char16_t kTagOff[] = u"tag-off";  ///< RemovalMeaning::key
inline constexpr char16_t kTagOption[] = u"tag";
inline constexpr char16_t kSegmentOption[] = u"segment";
inline constexpr char16_t kNewStatusOption[] = u"new_status";
inline constexpr char16_t kLanguageField[] = u"language"; ///< Merge tags are upper case: no clash.

/// What Mailchimp is and can do (contract 1).
[[nodiscard]] DestinationType describeType();

} // namespace pathways::mailchimp
