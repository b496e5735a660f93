// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/roster_update.h"

#include "core/roster/identity_move.h"
#include "core/roster/memory_file.h"

#include <algorithm>
#include <optional>

namespace pathways {

namespace {

class RosterMerge {
public:
    explicit RosterMerge(const RosterUpdate& update)
        : m_update(update)
        , m_walk(update.old)
        , m_returns(update.returns) {}

    Result<void> run() {
        auto writer = RosterWriter::create(m_update.path, m_update.dataKey, m_update.asDelta ? m_update.old : nullptr);
        if (!writer) {
            return fail(writer.error());
        }
        m_writer = std::move(*writer);
        return takeIdentities()
            .and_then([this] { return m_walk.start(); })
            .and_then([this] { return merge(); })
            .and_then([this] { return m_writer->add(m_update.optOuts); })
            .and_then([this] { return m_writer->finish(meta(), m_update.helpers); });
    }
    [[nodiscard]] std::vector<int> ended() const;

private:
    Result<void> takeIdentities();
    Result<void> merge();
    Result<void> settle(const PlaceEffect& effect);
    Result<void> close();
    Result<void> copyBefore(const PersonKey* place);
    Result<RosterRecord> takeOld(bool& moved);
    Result<void> nextOld();
    Result<void> add(const RosterRecord& record, const RosterRecord& before);
    Result<void> copy(const RosterRecord& record, bool moved);
    [[nodiscard]] RosterMeta meta() const;

    const RosterUpdate& m_update;
    RosterWalk m_walk;
    ReturnWalk m_returns;
    std::unique_ptr<RosterWriter> m_writer;
    std::unique_ptr<IdentityMove> m_moved; ///< Null: the identifiers of the old roster stand where they stood.
    std::uint64_t m_number = 0;            ///< Of the old record at hand.
    std::uint64_t m_newSegment = 0;
    std::optional<RosterRecord> m_open; ///< The record whose effects are being applied.
    RosterRecord m_before;              ///< As it was before them.
    bool m_known = false;
    std::uint64_t m_stillHad = 0; ///< Former slots that somebody needs still.
};

/// Whose numbers may be given to others.
std::vector<int> RosterMerge::ended() const {
    std::vector<int> slots_;
    for (int slot = 0; slot < kPlaceSlots && m_update.source.endsFormer; ++slot) {
        if ((m_update.source.former & ~m_stillHad & slotBit(slot)) != 0) {
            slots_.push_back(slot);
        }
    }
    return slots_;
}

RosterMeta RosterMerge::meta() const {
    RosterMeta meta = m_update.meta;
    const std::vector<int> gone = ended();
    meta.slotted.removeIf(
        [&gone](const Slot& slot) { return std::find(gone.begin(), gone.end(), slot.number) != gone.end(); });
    return meta;
}

Result<void> RosterMerge::add(const RosterRecord& record, const RosterRecord& before) {
    const RosterRecord left = withoutFormer(record, before, m_update.source);
    m_stillHad |= left.has & m_update.source.former;
    return m_writer->add(left);
}

/// One whom no effect is about. moved: it is to be written, though nothing about them has changed.
Result<void> RosterMerge::copy(const RosterRecord& record, bool moved) {
    if (moved || m_update.source.endsFormer) {
        const RosterRecord before = withFormerWishes(record, m_update.source);
        return add(before, before);
    }
    return m_writer->keep(record, m_walk.isOfBase());
}

/// Those of the old roster, and the newest ones as they are: still encrypted.
Result<void> RosterMerge::takeIdentities() {
    if (m_update.old != nullptr) {
        const auto each = [this](const WhereSink& sink) {
            RosterWalk walk(m_update.old);
            auto done = walk.start();
            for (std::uint64_t number = 0; done && walk.current() != nullptr; ++number) {
                done = sink(number, walk.current()->where).and_then([&walk] { return walk.advance(); });
            }
            return done;
        };
        const RosterMeta& old = m_update.old->meta();
        auto carried = carryIdentities({.old = m_update.old->file(),
                                        .segments = old.segments,
                                        .records = std::uint64_t(old.records),
                                        .asDelta = m_update.asDelta,
                                        .fields = {},
                                        .scratchFolder = m_update.scratchFolder},
                                       each, m_writer->identities());
        if (!carried) {
            return fail(carried.error());
        }
        m_moved = std::move(*carried);
    }
    if (m_update.identities == nullptr || m_update.identities->meta().segments.isEmpty()) {
        return {};
    }
    return m_writer->identities()
        .adopt(m_update.identities->file(), m_update.identities->meta().segments.back())
        .map([this](quint32 segment) { m_newSegment = std::uint64_t(segment) << 40; });
}

Result<void> RosterMerge::merge() {
    return m_update.effects
        .sorted([this](std::span<const PlaceEffect> run) -> Result<void> {
            for (const PlaceEffect& effect : run) {
                if (auto settled = settle(effect); !settled) {
                    return settled;
                }
            }
            return {};
        })
        .and_then([this] { return close(); })
        .and_then([this] { return copyBefore(nullptr); });
}

Result<void> RosterMerge::settle(const PlaceEffect& effect) {
    if (!m_open || m_open->place != effect.place) {
        auto ready = close().and_then([&] { return copyBefore(&effect.place); });
        if (!ready) {
            return ready;
        }
        m_known = m_walk.current() != nullptr && m_walk.current()->place == effect.place;
        if (!m_known && undoes(effect.event)) {
            return {}; // Nothing is known of them that could be taken back.
        }
        bool moved = false;
        const auto record = m_known ? takeOld(moved) : RosterRecord{};
        ready = !record ? fail(record.error()) : m_known ? nextOld() : Result<void>();
        if (!ready) {
            return ready;
        }
        m_before = m_known ? withFormerWishes(m_returns.settled(*record), m_update.source) : *record;
        m_open = m_before;
    }
    PlaceEffect moved = effect;
    moved.where = effect.where != 0 ? m_newSegment | (effect.where & kNowhere) : 0;
    m_open = applyEffect(*m_open, m_known, moved, m_update.source);
    m_known = true;
    return {};
}

Result<void> RosterMerge::close() {
    if (!m_open) {
        return {};
    }
    const RosterRecord record = *m_open;
    m_open.reset();
    return add(record, m_before);
}

Result<void> RosterMerge::copyBefore(const PersonKey* place) {
    while (m_walk.current() != nullptr && (place == nullptr || m_walk.current()->place < *place)) {
        bool moved = false;
        const auto record = takeOld(moved);
        auto copied = record ? copy(*record, moved) : fail(record.error());
        if (copied) {
            copied = nextOld();
        }
        if (!copied) {
            return copied;
        }
    }
    return {};
}

/// The old record at hand, with its identifiers where they stand now. moved: they stand elsewhere.
Result<RosterRecord> RosterMerge::takeOld(bool& moved) {
    RosterRecord record = *m_walk.current();
    const auto where = m_moved ? m_moved->moved(m_number) : Result<std::optional<std::uint64_t>>(std::nullopt);
    if (!where) {
        return fail(where.error());
    }
    moved = where->has_value();
    record.where = where->value_or(record.where);
    return record;
}

Result<void> RosterMerge::nextOld() {
    ++m_number;
    return m_walk.advance();
}

} // namespace

bool mayBeDelta(const Roster& old, std::uint64_t changed) {
    return !needsRewriting(old.meta().segments, old.meta().records) && fitsIntoDelta(old.file(), changed);
}

Result<std::vector<int>> writeRoster(const RosterUpdate& update) {
    RosterMerge merge(update);
    return merge.run().map([&merge] { return merge.ended(); });
}

} // namespace pathways
