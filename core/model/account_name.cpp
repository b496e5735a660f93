// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/account_name.h"

namespace pathways {

QString accountNameOf(const Connection& connection) {
    return connection.accountName.isEmpty() ? connection.name : connection.accountName;
}

} // namespace pathways
