// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/mailchimp_store.h"

#include <QJsonObject>

namespace pathways::practice::mailchimp {

/// The whole account, and back. The caller holds the store's mutex.
[[nodiscard]] QJsonObject savedStore(const Store& store);
/// Leaves the store alone and answers false when the object is none of ours.
bool restoreStore(Store& store, const QJsonObject& saved);

} // namespace pathways::practice::mailchimp
