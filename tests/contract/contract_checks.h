// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/push_target.h"

#include <gtest/gtest.h>
#include <vector>

namespace pathways::test {

/// Has a push fill these fields of those that a connector knows, in this order.
inline void mapFields(PushTarget& target, const QList<FieldSpec>& known, const std::vector<QString>& ids) {
    for (const QString& id : ids) {
        for (const FieldSpec& field : known) {
            if (field.id == id) {
                if (field.identifier) {
                    target.identifiers.push_back(target.fields.size());
                }
                target.fields.push_back(field);
            }
        }
    }
    ASSERT_EQ(target.fields.size(), ids.size());
    target.clears.assign(target.fields.size(), false);
}

} // namespace pathways::test
