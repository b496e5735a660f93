// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/leaver_list.h"
#include "core/plan/compare/place_claim.h"
#include "core/plan/file/plan_format.h"
#include "core/plan/input/member_index.h"
#include "core/plan/input/plan_fields.h"
#include "core/plan/input/plan_input.h"
#include "core/roster/snapshot.h"
#include "core/spool/external_sorter.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pathways {

/// The changes of a plan: taken in any order, written in the order of the rows, removals last, and cut into batches of
/// as many people and bytes as the platform takes.
class ChangeList final {
public:
    /// Whom the destination knows, and by what.
    struct Known {
        plan_format::KnownPerson person;
        std::uint64_t where = 0;       ///< Of their identifiers in the snapshot; 0: not there.
        std::uint64_t rosterWhere = 0; ///< The same in the roster.
        const MemberIndex::Member* member = nullptr;
        bool leftover = false; ///< No audience has them any more.
        /// To be removed: which marks that the pathway set before are taken off as well, formerMarksOn().
        std::uint32_t formerMarks = 0;
    };

    ChangeList(const PlanInput& input, const PlanFields& fields, const Snapshot* snapshot, std::uint32_t lastRow,
               EncryptedFileWriter& file);
    [[nodiscard]] Result<void> add(const PlaceClaim& row, std::uint8_t flags);
    [[nodiscard]] Result<void> update(const PlaceClaim& row, const Known& known, std::uint8_t flags);
    /// after: the row whose addition or update has to be accepted before; 0: none.
    [[nodiscard]] Result<void> remove(const Known& known, std::uint8_t flags, std::uint32_t after);
    /// Only marks that the pathway set before are taken off them.
    [[nodiscard]] Result<void> takeFormerOff(const Known& known, std::uint32_t marks);

    /// Where all identifiers together tell people apart, whoever is to be removed waits here for LeaverPass, which says
    /// by what. sortLeavers() first.
    [[nodiscard]] bool hasLeavers() const { return m_leaverCount > 0; }
    [[nodiscard]] Result<void> sortLeavers();
    [[nodiscard]] LeaverSorter& leavers() { return m_leavers; }
    /// Who has to be put in again after a removal; texts: by what, of knownFields(); null: a change does it.
    struct Sharer {
        PersonKey place;
        const std::vector<std::string>* texts = nullptr;
    };
    /// texts: by what, of knownFields(). forChanges: others were left alone for changes of this plan.
    [[nodiscard]] Result<void> takeOut(const Leaver& leaver, const std::vector<std::string_view>& texts,
                                       bool forChanges, const std::vector<Sharer>& sharers);
    /// The addition of this row is of somebody who was there with other identifiers.
    void isKnown(std::uint32_t row) { m_known.insert(row); }
    /// Who is to be put in so far.
    struct Change {
        Location values = kNowhere;
        std::uint32_t row = 0;
        bool addition = false;
    };
    [[nodiscard]] Result<void> eachChange(const std::function<Result<void>(const Change&)>& sink);

    /// After the last change. How many batches they make.
    [[nodiscard]] Result<std::uint32_t> write();

private:
    /// There may be millions of both before they can be put in the order of rows.
    struct Addition {
        std::uint64_t values; ///< size << 40 | Location, as in PersonRecord::where.
        std::uint32_t row;
        std::uint8_t flags; ///< Of the ChangeEntry.
    };
    struct Update {
        Known known;
        std::uint64_t values;
        std::uint32_t row;
        std::uint8_t flags; ///< Of the ChangeEntry.
    };
    struct ByRow {
        std::uint32_t last = 0;
        [[nodiscard]] std::uint64_t highest() const { return last; }
        template <typename T>
        [[nodiscard]] static std::uint64_t rank(const T& change) {
            return change.row;
        }
        template <typename T>
        [[nodiscard]] bool operator()(const T& a, const T& b) const {
            return a.row < b.row;
        }
    };
    template <typename T>
    using Sorter = ExternalSorter<T, ByRow>;

    [[nodiscard]] Result<void> writeAddition(const Addition& addition);
    [[nodiscard]] Result<void> writeUpdate(const Update& update);
    [[nodiscard]] Result<void> writeChange(const plan_format::ChangeEntry& change);
    [[nodiscard]] Result<void> writeRemovals();
    [[nodiscard]] Result<void> writeBatches();
    [[nodiscard]] Result<Location> writeKnown(const Known& known);
    [[nodiscard]] Result<Location> writePrevious(const plan_format::KnownPerson& person,
                                                 const std::vector<std::string_view>& texts);
    [[nodiscard]] Result<void> sortChanges();

    const PlanFields& m_fields;
    EncryptedFileWriter& m_file;
    StreamWriter m_changes;
    StreamWriter m_previous;
    std::unique_ptr<IdentityReader> m_identities;
    std::unique_ptr<IdentityReader> m_rosterIdentities;
    Sorter<Addition> m_additions;
    Sorter<Addition>::Input m_newAdditions;
    Sorter<Update> m_updates;
    Sorter<Update>::Input m_newUpdates;
    std::vector<plan_format::ChangeEntry> m_removals;
    StreamWriter m_sharers;
    std::uint32_t m_sharerCount = 0;
    LeaverSorter m_leavers;
    LeaverSorter::Input m_newLeavers;
    std::uint64_t m_leaverCount = 0;
    std::unordered_set<std::uint32_t> m_known;                  ///< Rows of additions that are updates.
    std::unordered_map<std::uint32_t, std::uint32_t> m_awaited; ///< Rows that removals wait for: 1 + their position.
    std::uint32_t m_position = 0;
    std::vector<std::uint32_t> m_batches; ///< As in the stream of the same name.
    std::uint32_t m_batchPeople = 0;      ///< Of the batch that is being filled.
    std::uint64_t m_batchBytes = 0;
    std::uint32_t m_maxPeople; ///< Of one batch, as are the bytes.
    std::uint64_t m_maxBytes;
    std::size_t m_overhead; ///< Bytes of a person in a request, beside the values.
    std::vector<std::string_view> m_texts;
    std::string m_scratch;
};

} // namespace pathways
