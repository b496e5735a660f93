// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
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

/// An error has its three parts, and speaks to people.
inline void expectForPeople(const Error& error) {
    EXPECT_FALSE(error.what.isEmpty() || error.meaning.isEmpty() || error.remedy.isEmpty())
        << error.text().toStdString();
    for (const char* word : {"failed", "error", "invalid", "fatal"}) {
        EXPECT_FALSE(error.text().contains(QLatin1String(word), Qt::CaseInsensitive)) << error.text().toStdString();
    }
}

} // namespace pathways::test
