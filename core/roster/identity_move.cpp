// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/identity_move.h"

#include <algorithm>

namespace pathways {

namespace {

constexpr std::size_t kInMemory = 16 * 1024 * 1024 / 16;

/// Those that are still there when the delta of the file is not.
QList<IdentitySegment> ofBase(const EncryptedFile& file, const QList<IdentitySegment>& segments) {
    QList<IdentitySegment> kept;
    for (const IdentitySegment& segment : segments) {
        if (file.base() == nullptr || !file.hasOwn(segment.stream())) {
            kept << segment;
        }
    }
    return kept;
}

} // namespace

IdentityMove::IdentityMove(const QString& scratchFolder, const EncryptedFile& from,
                           const QList<IdentitySegment>& segments, std::uint64_t people)
    : m_from(from)
    , m_segments(segments)
    , m_asked(scratchFolder, kInMemory, ByWhere(IdentityOrder(from, segments)), people)
    , m_input(m_asked)
    , m_moved(scratchFolder, kInMemory, ByNumber{people}, people) {}

Result<void> IdentityMove::run(const QStringList& fields, IdentityWriter& to) {
    IdentityReader identities(m_from, m_segments, fields);
    Moved::Input moved(m_moved);
    std::vector<std::string_view> texts;
    auto done = m_input.flush().and_then([this] { return m_asked.start(); });
    while (done && m_asked.current() != nullptr) {
        const One one = *m_asked.current();
        done = identities.read(one.where, texts)
                   .and_then([&] { return to.add(texts); })
                   .and_then([&](std::uint64_t where) {
                       return moved.add({one.number, where});
                   })
                   .and_then([this] { return m_asked.advance(); });
    }
    return done.and_then([&moved] { return moved.flush(); }).and_then([this] { return m_moved.start(); });
}

Result<std::optional<std::uint64_t>> IdentityMove::moved(std::uint64_t number) {
    while (m_moved.current() != nullptr && m_moved.current()->number < number) {
        if (auto next = m_moved.advance(); !next) {
            return fail(next.error());
        }
    }
    return m_moved.current() != nullptr && m_moved.current()->number == number
               ? std::optional<std::uint64_t>(m_moved.current()->where)
               : std::nullopt;
}

Result<std::unique_ptr<IdentityMove>> carryIdentities(const IdentityCarry& carry, const EachWhere& each,
                                                      IdentityWriter& to) {
    if (carry.asDelta && carry.old.base() == nullptr) {
        to.refer(carry.segments);
        return std::unique_ptr<IdentityMove>();
    }
    const bool rewrite = !carry.asDelta && needsRewriting(carry.segments, qint64(carry.records));
    if (!carry.asDelta && !rewrite) {
        return to.keep(carry.old, carry.segments).map([] { return std::unique_ptr<IdentityMove>(); });
    }
    const QList<IdentitySegment> kept = rewrite ? QList<IdentitySegment>() : ofBase(carry.old, carry.segments);
    quint32 newestKept = 0; // Segments of a delta have higher numbers.
    for (const IdentitySegment& segment : kept) {
        newestKept = std::max(newestKept, segment.id);
    }
    to.refer(kept);
    auto move = std::make_unique<IdentityMove>(carry.scratchFolder, carry.old, carry.segments, carry.records);
    bool any = false;
    auto done = each([&](std::uint64_t number, std::uint64_t where) -> Result<void> {
        if (where >> 40 <= newestKept) {
            return {};
        }
        any = true;
        return move->add(number, where);
    });
    if (!done || !any) {
        return done ? Result<std::unique_ptr<IdentityMove>>(nullptr) : fail(done.error());
    }
    QStringList fields = carry.fields;
    for (const QString& field : allFields(carry.segments)) {
        if (!fields.contains(field)) {
            fields << field;
        }
    }
    to.begin(fields);
    return move->run(fields, to).and_then([&to] { return to.flush(); }).map([&move] { return std::move(move); });
}

} // namespace pathways
