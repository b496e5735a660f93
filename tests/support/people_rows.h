// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/engine_fixture.h"

namespace pathways::test {

/// Rows of the people with these numbers, from one up to before the other. suffix: of their names.
inline Engine::Rows people(int from, int to, const std::string& suffix = {}) {
    Engine::Rows rows;
    for (int i = from; i < to; ++i) {
        rows.push_back({"p" + std::to_string(i) + "@riverbank.org", "Name " + std::to_string(i) + suffix});
    }
    return rows;
}

inline Engine::Rows people(int count, const std::string& suffix = {}) {
    return people(0, count, suffix);
}

} // namespace pathways::test
