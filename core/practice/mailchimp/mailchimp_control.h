// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/mailchimp_store.h"
#include "core/practice/practice_platform.h"

namespace pathways::practice::mailchimp {

/// What other people do to the account while the program is not looking, and a look into it; see PracticeMailchimp.
[[nodiscard]] PracticeResponse controlStore(Store& store, const QString& verb, const QJsonObject& wish,
                                            std::int64_t now);

} // namespace pathways::practice::mailchimp
