// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/identity_segments.h"
#include "core/spool/external_sorter.h"

#include <functional>
#include <memory>
#include <optional>

namespace pathways {

/// Moves identifiers of people to another file, each block read once, in bounded memory. First all people with add(),
/// then run(), then where they stand now.
class IdentityMove final {
public:
    /// segments: those of the file they come from. people: how many are expected at most.
    IdentityMove(const QString& scratchFolder, const EncryptedFile& from, const QList<IdentitySegment>& segments,
                 std::uint64_t people);

    /// number: of the person, rising. where: of their identifiers. Errors, here and below: Storage; isDamage().
    [[nodiscard]] Result<void> add(std::uint64_t number, std::uint64_t where) { return m_input.add({number, where}); }
    /// Adds them all to the newest segment of to. fields: FieldSpec::id, in the order of that segment.
    [[nodiscard]] Result<void> run(const QStringList& fields, IdentityWriter& to);
    /// Where the identifiers of a person stand now; nothing: they were not moved. Numbers must be asked for in order.
    [[nodiscard]] Result<std::optional<std::uint64_t>> moved(std::uint64_t number);

private:
    struct One {
        std::uint64_t number;
        std::uint64_t where;
    };
    struct ByWhere {
        explicit ByWhere(IdentityOrder known)
            : order(std::move(known)) {}
        [[nodiscard]] std::uint64_t highest() const { return order.highest(); }
        [[nodiscard]] std::uint64_t rank(const One& one) const { return order.rank(one.where); }
        [[nodiscard]] bool operator()(const One& a, const One& b) const { return order.before(a.where, b.where); }
        IdentityOrder order;
    };
    struct ByNumber {
        std::uint64_t people = 0;
        [[nodiscard]] std::uint64_t highest() const { return people; }
        [[nodiscard]] static std::uint64_t rank(const One& one) { return one.number; }
        [[nodiscard]] bool operator()(const One& a, const One& b) const { return a.number < b.number; }
    };
    using Asked = ExternalSorter<One, ByWhere>;
    using Moved = ExternalSorter<One, ByNumber>;

    const EncryptedFile& m_from;
    const QList<IdentitySegment>& m_segments;
    Asked m_asked;
    Asked::Input m_input;
    Moved m_moved;
};

/// How identifiers come from an old memory into a new one.
struct IdentityCarry {
    const EncryptedFile& old;
    const QList<IdentitySegment>& segments; ///< Of old.
    std::uint64_t records = 0;              ///< Of old.
    bool asDelta = false;                   ///< The new one is a delta: what stands in the base stays there.
    QStringList fields;                     ///< FieldSpec::id of those that are in use now.
    QString scratchFolder;
};
/// Of everybody in old, in order: number and where their identifiers stand.
using WhereSink = std::function<Result<void>(std::uint64_t number, std::uint64_t where)>;
using EachWhere = std::function<Result<void>(const WhereSink& sink)>;

/// Takes over the identifiers of everybody: as they are, where that will do. Else they are moved, those of an old delta
/// always, and all where most that stand there are of nobody any more. Null: nobody's were moved. Errors: Storage;
/// isDamage().
[[nodiscard]] Result<std::unique_ptr<IdentityMove>> carryIdentities(const IdentityCarry& carry, const EachWhere& each,
                                                                    IdentityWriter& to);

} // namespace pathways
