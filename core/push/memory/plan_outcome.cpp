// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/plan_outcome.h"

#include "core/roster/place_memory.h"

#include <algorithm>

namespace pathways {

void PlanOutcome::settle(quint64 first, quint32 count, bool acknowledged, const BatchOutcome& note) {
    for (quint64 position = first; position < first + count; ++position) {
        m_states[position] = acknowledged ? State::Accepted : State::Exception;
        m_changed = m_changed || acknowledged;
    }
    for (const std::uint32_t index : note.adopted) {
        m_states[first + index] = State::Adopted;
    }
    for (const BatchOutcome::Exception& exception : note.exceptions) {
        if (outcomeKind(exception.reason) == RowOutcomeKind::Accepted) {
            continue;
        }
        const bool known = optOutOf(exception.reason) || exception.reason == Reason::LeftAtOldAddress ||
                           exception.reason == Reason::AwaitsNewAddress;
        if (note.sentBefore && !acknowledged && !known) {
            // What is refused now may have been taken when nobody heard the answer.
            m_states[first + exception.index] = State::Perhaps;
            m_changed = true;
            continue;
        }
        m_states[first + exception.index] = State::Exception;
        m_reasons[first + exception.index] = exception.reason;
        m_changed = m_changed || optOutOf(exception.reason) || exception.reason == Reason::LeftAtOldAddress;
    }
}

void PlanOutcome::doubt(quint64 first, quint32 count) {
    for (quint64 position = first; position < first + count; ++position) {
        if (m_states[position] == State::Open) {
            m_states[position] = State::Perhaps;
            m_changed = true;
        }
    }
}

void PlanOutcome::doubtAccepted() {
    for (State& state : m_states) {
        state = state == State::Accepted ? State::Perhaps : state == State::Adopted ? State::Found : state;
    }
}

bool PlanOutcome::allAccepted(quint64 count) const {
    return std::all_of(m_states.begin(), m_states.begin() + std::ptrdiff_t(count),
                       [](State state) { return state == State::Accepted || state == State::Adopted; });
}

quint64 PlanOutcome::sent() const {
    return quint64(std::count_if(m_states.begin(), m_states.end(), [](State state) { return state != State::Open; }));
}

Reason PlanOutcome::reason(quint64 position) const {
    if (m_states[position] != State::Exception) {
        return Reason::None;
    }
    const auto found = m_reasons.find(position);
    return found == m_reasons.end() ? Reason::RefusedOther : found->second;
}

} // namespace pathways
