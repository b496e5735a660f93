// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/leaver_list.h"
#include "core/plan/input/plan_fields.h"
#include "core/roster/roster.h"
#include "core/roster/snapshot.h"

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace pathways {

/// FieldSpec::id of everything that may be known of people at a place: of this pathway's mapping first, then of what
/// other pathways, or this one with another mapping, have put there.
[[nodiscard]] QStringList knownFields(const PlanFields& fields, const Roster* roster, const Snapshot* snapshot);

/// Goes through the identifiers of everybody whom a roster knows, as often as is needed and in bounded memory: of those
/// who are there and stay, and of those who were ever put in and are not there by these any more. What was put in
/// together once may lead to one account for ever, whoever has it now.
class PlacePeople final {
public:
    struct One {
        std::uint64_t where; ///< Of their identifiers.
        bool own;            ///< Wanted by this pathway.
    };
    using Sink = std::function<void(const One& one, const std::vector<std::string_view>& texts)>;

    /// The roster outlives it. fields: FieldSpec::id, in the order of the texts.
    PlacePeople(const Roster& roster, const QStringList& fields, const QString& spoolFolder);
    /// Whoever leaves does not stay. own: the bit of this pathway. Errors: Storage.
    [[nodiscard]] Result<void> collect(LeaverSorter& leavers, std::uint64_t own);
    /// Who stays, whoever wants them. Errors: Storage; plan_errors::stopped().
    [[nodiscard]] Result<void> eachHolder(const Sink& sink, const std::stop_token& stop) {
        return each(m_holders, sink, stop);
    }
    /// Whoever was put in before, and those who leave. Errors as above.
    [[nodiscard]] Result<void> eachFormer(const Sink& sink, const std::stop_token& stop) {
        return each(m_formers, sink, stop);
    }
    [[nodiscard]] IdentityReader& identities() { return m_identities; }

private:
    /// As they stand in the file, so that each block is read once.
    struct ByWhere {
        explicit ByWhere(const Roster& roster)
            : order(roster.file(), roster.meta().segments) {}
        [[nodiscard]] std::uint64_t highest() const { return order.highest(); }
        [[nodiscard]] std::uint64_t rank(const One& one) const { return order.rank(one.where); }
        [[nodiscard]] bool operator()(const One& a, const One& b) const { return order.before(a.where, b.where); }
        IdentityOrder order;
    };
    using Sorter = ExternalSorter<One, ByWhere>;

    [[nodiscard]] Result<void> each(Sorter& people, const Sink& sink, const std::stop_token& stop);

    const Roster& m_roster;
    IdentityReader m_identities;
    Sorter m_holders;
    Sorter m_formers;
    std::vector<std::string_view> m_texts;
};

} // namespace pathways
