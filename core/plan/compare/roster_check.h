// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/input/plan_input.h"
#include "core/roster/snapshot.h"

#include <vector>

namespace pathways {

/// Reads the memory of the place before the rows are read: whose row may be recognised by its raw bytes alone, and who
/// has to be looked at afresh, however equal their row is (promise P11).
class RosterCheck final {
public:
    /// Reads the whole roster: errors (isDamage) are found before anything is decided by it.
    [[nodiscard]] Result<void> run(const PlanInput& input);
    /// Finds those who stand there without a line of the snapshot: nobody knows whose row is theirs, so they have to be
    /// decided afresh. false: it has a line for somebody who does not stand there, and says nothing. Only where there
    /// are not as many lines as people, as all lines are sorted for it. Errors: Storage; isDamage().
    [[nodiscard]] Result<bool> findLines(const PlanInput& input, const Snapshot& snapshot);
    /// Whether a person with this key has to be decided afresh.
    [[nodiscard]] bool afresh(const PersonKey& place) const;
    /// People whom the pathway wants and has there.
    [[nodiscard]] std::uint64_t standing() const { return m_standing; }
    /// Those of them who have no line (findLines()).
    [[nodiscard]] bool isWithoutLine(const PersonKey& place) const;
    [[nodiscard]] bool allHaveLines() const { return m_withoutLine.empty(); }
    /// Nobody is wanted by the pathway there: nothing was put yet with the mark that it has now.
    [[nodiscard]] bool wantsNobody() const { return m_standing == 0 && m_afresh.empty(); }

private:
    std::vector<PersonKey> m_afresh;      ///< Sorted.
    std::vector<PersonKey> m_withoutLine; ///< Sorted.
    std::uint64_t m_standing = 0;
};

/// Whether the roster says that somebody is there as the pathway wants them, and nothing says otherwise. out: they must
/// stay out. member: as read back; null: not there, or nothing was read.
[[nodiscard]] bool stands(const PlanInput& input, const RosterRecord& record, bool out,
                          const MemberIndex::Member* member);

/// Somebody as read back; null: not there, or nothing was read.
[[nodiscard]] const MemberIndex::Member* findMember(const PlanInput& input, const PersonKey& place);

/// Goes through the opt-outs of a place in step with its keys, which must be asked for in order.
class OptOutWalk final {
public:
    explicit OptOutWalk(const std::vector<KnownOptOut>& optOuts)
        : m_optOuts(optOuts) {}
    [[nodiscard]] const KnownOptOut* find(const PersonKey& place);

private:
    const std::vector<KnownOptOut>& m_optOuts;
    std::size_t m_at = 0;
};

} // namespace pathways
