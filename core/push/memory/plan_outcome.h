// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/memory/batch_outcome.h"

#include <unordered_map>
#include <vector>

namespace pathways {

/// What became of the changes of a plan so far, position by position.
class PlanOutcome final {
public:
    explicit PlanOutcome(quint64 positions)
        : m_states(positions, State::Open) {}
    /// Notes a settled batch.
    void settle(quint64 first, quint32 count, bool acknowledged, const BatchOutcome& note);

    /// Notes a batch that left, with no answer: what is not known of its people otherwise is perhaps so.
    void doubt(quint64 first, quint32 count);

    /// Notes that what was accepted may have had no effect: it is perhaps so. Who was there before is there still.
    void doubtAccepted();

    enum class State : std::uint8_t {
        Open,
        Accepted,
        Adopted,
        Exception,
        Perhaps,
        Found ///< There before, and perhaps changed.
    };
    [[nodiscard]] State state(quint64 position) const { return m_states[position]; }
    [[nodiscard]] Reason reason(quint64 position) const;
    /// Whether anything happened that a snapshot would have to remember.
    [[nodiscard]] bool changedAnything() const { return m_changed; }
    /// Whether all of the first so many changes were taken.
    [[nodiscard]] bool allAccepted(quint64 count) const;
    /// Changes that were sent, whatever became of them.
    [[nodiscard]] quint64 sent() const;

private:
    std::vector<State> m_states;
    std::unordered_map<quint64, Reason> m_reasons;
    bool m_changed = false;
};

} // namespace pathways
