// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"

#include <QStringList>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// What is remembered of people, to take them out by.
struct IdentityFields {
    std::vector<std::size_t> identifiers; ///< Among the fields of a plan.
    /// The parts of an address that identifies as a whole, in the order of kNamedPlaceParts; empty: there is none.
    std::vector<std::size_t> address;
    QString addressName; ///< FieldSpec::compound of them.

    /// Their names, in the order of texts(). fields: FieldSpec::id of the plan's fields.
    [[nodiscard]] QStringList ids(const QStringList& fields) const {
        QStringList all;
        for (const std::size_t index : identifiers) {
            all << fields[qsizetype(index)];
        }
        return address.empty() ? all : all << addressName;
    }
    /// From a row's values. Views point into these and into scratch.
    void texts(const std::vector<std::string_view>& values, std::vector<std::string_view>& out,
               std::string& scratch) const {
        const auto at = [&values](std::size_t index) {
            return index < values.size() ? values[index] : std::string_view();
        };
        out.clear();
        for (const std::size_t index : identifiers) {
            out.push_back(at(index));
        }
        if (address.empty()) {
            return;
        }
        scratch.clear();
        const bool whole = std::none_of(address.begin(), address.end(), [&](std::size_t i) { return at(i).empty(); });
        for (const std::size_t index : address) {
            if (whole) {
                if (!scratch.empty()) {
                    scratch += kBetweenAddressParts;
                }
                scratch += at(index);
            }
        }
        out.push_back(scratch);
    }
};

} // namespace pathways
