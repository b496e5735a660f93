// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/place_notes.h"

namespace pathways {

/// Keeps those out to whom nobody may write (promise P1), and notes who left, or came back, since the memory was
/// written.
class OptOutGate final {
public:
    /// What is known of somebody for whom it is asked.
    enum class Had {
        Nothing, ///< Of this pathway's memory: whose key it was, nobody knows.
        This,    ///< They had this key at the last push.
        Another  ///< They had another one so far, so that what is said of this one is not of them.
    };

    /// All outlives it. personScope: of the ids by which people are told apart; empty: there are none.
    OptOutGate(const PlanInput& input, const QByteArray& personScope, const PlaceKnowledge& known, PlaceNotes& notes)
        : m_input(input)
        , m_personScope(personScope)
        , m_known(known)
        , m_notes(notes)
        , m_digest(input.keys.mac) {}
    /// Why nobody may write to them. None: nothing is known that keeps them out.
    /// person: for whom it is asked. Errors: Storage.
    [[nodiscard]] Result<Reason> whyOut(const PlaceView& here, const PersonKey& person, Had had);

private:
    [[nodiscard]] bool knowsIds(const PersonKey& person) const;
    [[nodiscard]] bool hasLeft(const PersonKey& person);

    const PlanInput& m_input;
    QByteArray m_personScope;
    const PlaceKnowledge& m_known;
    PlaceNotes& m_notes;
    KeyedDigest m_digest;
};

} // namespace pathways
