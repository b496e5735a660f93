// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QList>

namespace pathways::google {

/// Keys of connection settings.
inline constexpr QLatin1String kAccount("account");
inline constexpr QLatin1String kLoginAccount("login_account");

/// Keys of pathway options.
inline constexpr QLatin1String kConsentUserData("consent_user_data");
inline constexpr QLatin1String kConsentPersonalization("consent_personalization");
inline constexpr QLatin1String kTerms("terms");
inline constexpr QLatin1String kMembershipDays("membership_days");
inline constexpr QLatin1String kGranted("granted");
inline constexpr QLatin1String kDenied("denied");
inline constexpr QLatin1String kAccepted("accepted");

/// People per request, and identifiers per person (contract 2.2).
inline constexpr int kPeoplePerRequest = 10'000;
inline constexpr int kIdentifiersPerPerson = 10;

/// Google Ads Customer Match as the engine and the window see it.
[[nodiscard]] DestinationType makeType();

/// The fields of a customer list. The set is fixed: Google allows no custom columns.
[[nodiscard]] QList<FieldSpec> customerFields();

} // namespace pathways::google
