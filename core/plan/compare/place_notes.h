// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/place_knowledge.h"

namespace pathways {

/// Writes down what a plan finds out about people to whom it sends nothing. Errors: Storage.
class PlaceNotes final {
public:
    /// All outlives it.
    PlaceNotes(const PlanInput& input, const PlaceKnowledge& known, EncryptedFileWriter& file);

    [[nodiscard]] Result<void> note(const PersonKey& place, plan_format::PlaceFact fact, Reason reason = Reason::None,
                                    const PersonKey& person = {});
    /// Whose address it is of which it is known that it left. The snapshot keeps them.
    [[nodiscard]] Result<void> noteWhoLeft(const PersonKey& place, const PersonKey& person);
    /// Nothing is sent, and the snapshot forgets them.
    [[nodiscard]] Result<void> endLine(const PlaceClaim* line, const PlaceView& here, plan_format::PlaceFact fact);
    /// They are wanted, and left as they are.
    [[nodiscard]] Result<void> noteWanted(const PlaceView& here);
    [[nodiscard]] Result<void> noteMissing(const PlaceView& here);
    /// What nobody knew of somebody, and reading back has told.
    [[nodiscard]] Result<void> noteWhatWasRead(const PlaceView& here);
    [[nodiscard]] Result<void> flush() { return m_notes.flush(); }

private:
    [[nodiscard]] Result<void> write(const plan_format::PlaceNote& note);

    const PlanInput& m_input;
    const PlaceKnowledge& m_known;
    StreamWriter m_notes;
};

} // namespace pathways
