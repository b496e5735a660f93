// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QJsonObject>

namespace pathways::meta {

/// The fields to ask for, for lists and checks alike.
inline constexpr QLatin1String
    kAudienceFields("id,name,description,subtype,data_source,is_value_based,operation_status,delivery_status,"
                    "approximate_count_lower_bound,approximate_count_upper_bound");

/// A custom audience as people choose it.
[[nodiscard]] DestinationObject toObject(const QJsonObject& audience);

/// Why people cannot be pushed to it; empty when they can.
[[nodiscard]] QString whyNot(const QJsonObject& audience);

} // namespace pathways::meta
