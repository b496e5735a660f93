// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/change_list.h"
#include "core/plan/compare/identifier_index.h"
#include "core/plan/compare/plan_tally.h"
#include "core/roster/identifier_tuple.h"

#include <stop_token>
#include <unordered_set>
#include <vector>

namespace pathways {

/// FieldSpec::id of everything that may be known of people at a place: of this pathway's mapping first, then of what
/// other pathways, or this one with another mapping, have put there.
[[nodiscard]] QStringList knownFields(const PlanFields& fields, const Roster* roster, const Snapshot* snapshot);

/// Decides, at a place that knows identifiers only, by what people are taken out: by every identifier that they were
/// put in by and that nobody has who stays there or is being put in (promises P9, P11). Whoever shares one with them is
/// put in again after that, as it may lead to the same account. Costs nothing where nobody leaves; else a few hundred
/// thousand leavers at a time are compared with everybody, in bounded memory.
class LeaverPass final {
public:
    /// What a pass works with. All outlives it.
    struct Tools {
        const PlanInput& input;
        const PlanFields& fields;
        const Snapshot* snapshot; ///< Null: there is none.
        ChangeList& changes;
        PlanTally& tally;
        EncryptedFileWriter& file;
    };
    explicit LeaverPass(const Tools& tools);

    /// After everything else was decided, and before the changes are written. Error: plan_errors::sharersNeeded, and
    /// PlanInput::again names them, where rows are needed that were passed over as unchanged.
    [[nodiscard]] Result<void> run(const std::stop_token& stop);

private:
    /// Somebody there who stays.
    struct Holder {
        std::uint64_t where;
        bool own; ///< Wanted by this pathway.
    };
    /// As they stand in the file, so that each block is read once.
    struct ByWhere {
        explicit ByWhere(const Roster& roster);
        [[nodiscard]] std::uint64_t highest() const { return blocks; }
        [[nodiscard]] std::uint64_t rank(const Holder& holder) const;
        [[nodiscard]] bool operator()(const Holder& a, const Holder& b) const {
            const std::uint64_t one = rank(a);
            const std::uint64_t two = rank(b);
            return one != two ? one < two : a.where < b.where;
        }
        std::vector<std::pair<std::uint64_t, std::uint64_t>> first; ///< Of each segment: blocks before it.
        std::uint64_t blocks = 0;
    };
    using HolderSorter = ExternalSorter<Holder, ByWhere>;
    /// Somebody who leaves, with what is found out about their identifiers.
    struct Open {
        Leaver leaver;
        std::vector<std::string> texts;
        std::uint32_t shared = 0;   ///< Bits of the texts that somebody else has.
        std::uint32_t newcomer = 0; ///< Row of an addition that has one of them; 0: none.
        bool forChanges = false;    ///< Somebody who is being put in has one of them.
        std::vector<std::uint32_t> sharers;
    };
    struct Sharer {
        PersonKey place;
        std::vector<std::string> texts;
        bool own = false;
    };

    [[nodiscard]] Result<void> collectHolders(HolderSorter& holders);
    [[nodiscard]] Result<bool> nextLeavers();
    [[nodiscard]] Result<void> readLeaver(Open& open);
    [[nodiscard]] Result<void> compareHolders(HolderSorter& holders, const std::stop_token& stop);
    [[nodiscard]] Result<void> compareChanges(const std::stop_token& stop);
    [[nodiscard]] Result<void> writeLeavers();
    [[nodiscard]] Result<void> writeLeaver(Open& open);
    [[nodiscard]] Result<void> passOver(const Open& open);
    void pairUp(Open& open);
    [[nodiscard]] Result<std::vector<ChangeList::Sharer>> again(const Open& open);
    [[nodiscard]] bool hasBeenAsked(const PersonKey& place) const;

    const Tools m_tools;
    QStringList m_fields; ///< knownFields().
    IdentityFields m_identity;
    IdentifierTuple m_tuple;
    KeyedDigest m_digest;
    IdentifierIndex m_index;
    StreamWriter m_notes;
    std::unique_ptr<IdentityReader> m_roster;
    std::unique_ptr<IdentityReader> m_lines;
    std::vector<Open> m_open;
    std::vector<Sharer> m_sharers;
    std::unordered_set<std::uint32_t> m_paired; ///< Rows of newcomers who are somebody who seemed to leave.
    std::vector<PersonKey> m_put;               ///< Places of changes that share something with a leaver; sorted.
    std::vector<PersonKey> m_needed;            ///< Whose rows are needed.
    std::vector<std::string_view> m_texts;
};

} // namespace pathways
