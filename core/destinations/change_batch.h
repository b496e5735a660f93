// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"

#include <QStringList>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// What stands between the parts of an address that identifies somebody as a whole, where it is one of the texts of
/// PersonChange::previous: first name, last name, country, postal code.
inline constexpr char kBetweenAddressParts = '\n';

/// What happens to a person at the destination. Plans store these numbers: new ones go to the end.
enum class ChangeKind : std::uint8_t { Add, Update, Remove };

/// One person's change within a batch. The views point into the batch's arena.
struct PersonChange {
    ChangeKind kind = ChangeKind::Add;
    std::uint64_t row = 0; ///< Row of the source from 1; 0 for removals.
    PersonKey key;
    /// Normalised values, aligned with PushTarget::fields; empty view: blank. Empty for removals.
    std::vector<std::string_view> values;
    /// What the platform last accepted of the identifier fields, aligned with PushTarget::identifiers; empty for
    /// additions. When it differs from the new values the person is to be renamed (promise P9).
    std::vector<std::string_view> previous;
    /// For updates: the person was there before this pathway, so none of their identities is removed, not even a
    /// replaced one (promise P2).
    bool wasThere = false;
    /// For removals: only this pathway's own mark (tag, segment) is taken away; the person stays, because another
    /// pathway wants them, or others put them there.
    bool markOnly = false;
    /// For removals: which of PushTarget::formerMarks are taken off as well, one bit each.
    std::uint32_t formerMarks = 0;
    /// For removals: only those are taken off; whatever else the person has there is not touched.
    bool formerOnly = false;
    /// For additions: this workspace had taken them out itself, so that they may come back without being asked.
    bool outByUs = false;
    /// For removals, where identifiers may be shared: what others who stay are known by there, aligned with previous.
    /// To be put in again right after the removal, as it may have taken them along.
    std::vector<std::vector<std::string_view>> again;
    /// For removals: 1 + the position of the change that has to be accepted before; 0: none.
    std::uint32_t after = 0;
};

/// One request's worth of changes of one kind of phase: additions and updates together, or removals alone.
struct ChangeBatch {
    std::uint32_t number = 0; ///< Within the push, from 1; stable over restarts.
    bool removal = false;
    bool repeated =
        false; ///< It may have arrived before: the answer was lost, or the program ended while it was in flight.
    /// FieldSpec::id of PersonChange::previous, where it holds more than PushTarget::identifiers; empty: those.
    QStringList previousFields;
    std::string arena;
    std::vector<PersonChange> people;
};

} // namespace pathways
