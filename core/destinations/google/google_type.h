// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QList>

namespace pathways::google {

/// Keys of connection settings.
inline constexpr char16_t kAccount[] = u"account";
inline constexpr char16_t kLoginAccount[] = u"login_account";

/// Keys of pathway options.
inline constexpr char16_t kConsentUserData[] = u"consent_user_data";
inline constexpr char16_t kConsentPersonalization[] = u"consent_personalization";
inline constexpr char16_t kTerms[] = u"terms";
inline constexpr char16_t kMembershipDays[] = u"membership_days";
inline constexpr char16_t kGranted[] = u"granted";
inline constexpr char16_t kDenied[] = u"denied";
inline constexpr char16_t kAccepted[] = u"accepted";

/// People per request, and identifiers per person (contract 2.2).
inline constexpr int kPeoplePerRequest = 10'000;
inline constexpr int kIdentifiersPerPerson = 10;

/// Google Ads Customer Match as the engine and the window see it.
[[nodiscard]] DestinationType makeType();

/// The fields of a customer list. The set is fixed: Google has no columns of one's own there.
[[nodiscard]] QList<FieldSpec> customerFields();

} // namespace pathways::google
