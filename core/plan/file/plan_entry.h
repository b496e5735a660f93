// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_format.h"
#include "core/spool/stream_io.h"

#include <cstring>
#include <string_view>
#include <vector>

namespace pathways {

/// An entry of a plan's stream: a head of fixed size, and texts behind it. The texts are valid until the cursor's next
/// few calls. Errors: those of the cursor, damagedFile().
template <typename Head>
[[nodiscard]] Result<Head> readEntry(StreamCursor& cursor, Location where, std::vector<std::string_view>& texts) {
    auto bytes = cursor.at(where);
    if (!bytes) {
        return fail(bytes.error());
    }
    Head head;
    if (bytes->size() < sizeof head) {
        return fail(damagedFile());
    }
    std::memcpy(static_cast<void*>(&head), bytes->data(), sizeof head);
    std::string_view rest = bytes->substr(sizeof head);
    if (!unpackTexts(rest, texts)) {
        return fail(damagedFile());
    }
    return head;
}

/// Whom a change is about, and their identifiers as the memories know them. beforePlaces: the plan is of a version that
/// knew no places.
[[nodiscard]] inline Result<plan_format::KnownPerson> readKnown(bool beforePlaces, StreamCursor& cursor, Location where,
                                                                std::vector<std::string_view>& texts) {
    if (!beforePlaces) {
        return readEntry<plan_format::KnownPerson>(cursor, where, texts);
    }
    return readEntry<PersonKey>(cursor, where, texts).map([](const PersonKey& key) {
        return plan_format::KnownPerson{key, {}};
    });
}

} // namespace pathways
