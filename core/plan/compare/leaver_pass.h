// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/change_list.h"
#include "core/plan/compare/identifier_index.h"
#include "core/plan/compare/open_leaver.h"
#include "core/plan/compare/place_people.h"
#include "core/plan/compare/plan_tally.h"
#include "core/roster/identifier_tuple.h"

#include <functional>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pathways {

/// Test seam: how many people who leave are compared at a time with those who stay.
void setLeaversAtOnce(std::size_t people);

/// Decides, at a place that knows identifiers only, by what people are taken out: by every identifier that they were
/// put in by and that nobody has who stays there or is being put in (promises P9, P11). Whoever shares one with them is
/// put in again after that, as it may lead to the same account; so is whoever has one that was ever put in together
/// with what is taken out, be it by way of others that nobody has any more. One of those who have an identifier is
/// enough to bring back its account. Costs nothing where nobody leaves; else a few hundred thousand leavers at a time
/// are compared with everybody, in bounded memory.
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
    struct Sharer {
        PersonKey place;
        std::vector<std::string> texts;
        bool own = false;
    };

    [[nodiscard]] Result<bool> nextLeavers();
    [[nodiscard]] Result<void> readLeaver(OpenLeaver& open);
    [[nodiscard]] Result<void> compare(const std::stop_token& stop);
    [[nodiscard]] Result<void> compareHolders(const std::stop_token& stop);
    [[nodiscard]] Result<void> compareChanges(const std::stop_token& stop);
    [[nodiscard]] Result<bool> findTies(const std::stop_token& stop);
    [[nodiscard]] bool indexNewTexts();
    [[nodiscard]] bool indexUnheldTexts();
    [[nodiscard]] bool fillIndex(const std::function<bool(const OpenLeaver&, std::size_t)>& wanted);
    [[nodiscard]] std::uint32_t sharerOf(const PlacePeople::One& holder, const std::vector<std::string_view>& texts);
    [[nodiscard]] Result<void> writeLeavers();
    [[nodiscard]] Result<void> writeLeaver(OpenLeaver& open);
    [[nodiscard]] Result<void> passOver(const OpenLeaver& open);
    void pairUp(OpenLeaver& open);
    [[nodiscard]] Result<std::vector<ChangeList::Sharer>> again(const OpenLeaver& open);
    [[nodiscard]] bool hasBeenAsked(const PersonKey& place) const;

    const Tools m_tools;
    QStringList m_fields; ///< knownFields().
    IdentityFields m_identity;
    IdentifierTuple m_tuple;
    KeyedDigest m_digest;
    IdentifierIndex m_index;
    StreamWriter m_notes;
    std::unique_ptr<PlacePeople> m_people;
    std::unique_ptr<IdentityReader> m_lines;
    std::vector<OpenLeaver> m_open;
    std::vector<Sharer> m_sharers;
    std::unordered_map<std::uint64_t, std::uint32_t> m_sharerOf; ///< By where their identifiers stand.
    std::unordered_set<std::uint32_t> m_paired; ///< Rows of newcomers who are somebody who seemed to leave.
    std::vector<PersonKey> m_put;               ///< Places of changes that share something with a leaver; sorted.
    std::vector<PersonKey> m_needed;            ///< Whose rows are needed.
    std::vector<std::string_view> m_texts;
};

} // namespace pathways
