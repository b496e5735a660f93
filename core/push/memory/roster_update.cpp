// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/roster_update.h"

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
        auto writer = RosterWriter::create(m_update.path, m_update.dataKey);
        if (!writer) {
            return fail(writer.error());
        }
        m_writer = std::move(*writer);
        return takeIdentities()
            .and_then([this] { return m_walk.start(); })
            .and_then([this] { return merge(); })
            .and_then([this] { return m_writer->add(m_update.optOuts); })
            .and_then([this] { return m_writer->finish(m_update.meta, m_update.helpers); });
    }

private:
    Result<void> takeIdentities();
    Result<void> merge();
    Result<void> settle(const PlaceEffect& effect);
    Result<void> close();
    Result<void> copyBefore(const PersonKey* place);

    const RosterUpdate& m_update;
    RosterWalk m_walk;
    ReturnWalk m_returns;
    std::unique_ptr<RosterWriter> m_writer;
    std::uint64_t m_newSegment = 0;
    std::optional<RosterRecord> m_open; ///< The record whose effects are being applied.
    bool m_known = false;
};

/// Those that stand in the old roster, and the newest ones, as they are: still encrypted.
Result<void> RosterMerge::takeIdentities() {
    if (m_update.old != nullptr) {
        auto kept = m_writer->identities().keep(m_update.old->file(), m_update.old->meta().segments);
        if (!kept) {
            return kept;
        }
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
        m_open = m_known ? m_returns.settled(*m_walk.current()) : RosterRecord{};
        if (m_known) {
            ready = m_walk.advance();
        }
        if (!ready) {
            return ready;
        }
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
    return m_writer->add(record);
}

Result<void> RosterMerge::copyBefore(const PersonKey* place) {
    while (m_walk.current() != nullptr && (place == nullptr || m_walk.current()->place < *place)) {
        auto copied = m_writer->add(*m_walk.current()).and_then([this] { return m_walk.advance(); });
        if (!copied) {
            return copied;
        }
    }
    return {};
}

} // namespace

Result<void> writeRoster(const RosterUpdate& update) {
    return RosterMerge(update).run();
}

} // namespace pathways
