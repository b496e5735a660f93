// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/place.h"

#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"

namespace pathways {

namespace {

QString defaultOf(const DestinationType& type, const QString& option) {
    for (const PathwayOptionSpec& spec : type.options) {
        if (spec.key == option) {
            return spec.defaultValue;
        }
    }
    return {};
}

} // namespace

PlaceKey placeOf(const Pathway& pathway, const Connection& connection, const DestinationType& type) {
    PlaceKey key;
    key.type = type.key;
    key.account = pathway.accountId.isEmpty() ? connection.accountId : pathway.accountId;
    if (key.account.isEmpty()) {
        key.account = connection.id.value; // Never taken for another one of which nothing is known either.
    }
    key.object = pathway.object.id;
    if (!type.partOption.isEmpty()) {
        key.part = pathway.options.value(type.partOption, defaultOf(type, type.partOption));
    }
    return key;
}

} // namespace pathways
