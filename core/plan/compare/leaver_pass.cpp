// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/leaver_pass.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_errors.h"

#include <algorithm>
#include <bit>

namespace pathways {

using namespace plan_format;

namespace {

constexpr std::size_t kLeaversAtOnce = 200'000;
constexpr std::size_t kHoldersInMemory = 32 * 1024 * 1024 / 16;
/// What more people share than this is no identifier of anybody, but a number that stands for none.
constexpr std::size_t kMostSharers = 200;
constexpr std::size_t kMostText = 31; ///< Texts of one person that are told apart.

} // namespace

LeaverPass::ByWhere::ByWhere(const Roster& roster) {
    for (const IdentitySegment& segment : roster.meta().segments) {
        first.emplace_back(segment.id, blocks);
        blocks += roster.file().has(segment.stream()) ? roster.file().blocks(segment.stream()) : 0;
    }
    std::sort(first.begin(), first.end());
}

std::uint64_t LeaverPass::ByWhere::rank(const Holder& holder) const {
    const auto segment =
        std::lower_bound(first.begin(), first.end(), std::pair<std::uint64_t, std::uint64_t>(holder.where >> 40, 0));
    const std::uint64_t block = (holder.where & kNowhere) >> 16;
    return segment != first.end() ? segment->second + block : block;
}

QStringList knownFields(const PlanFields& fields, const Roster* roster, const Snapshot* snapshot) {
    QStringList known = fields.identityIds();
    const auto take = [&known](const QList<IdentitySegment>& segments) {
        for (const QString& field : allFields(segments)) {
            if (!known.contains(field)) {
                known << field;
            }
        }
    };
    if (roster != nullptr) {
        take(roster->meta().segments);
    }
    if (snapshot != nullptr) {
        take(snapshot->meta().segments);
    }
    return known;
}

LeaverPass::LeaverPass(const Tools& tools)
    : m_tools(tools)
    , m_fields(knownFields(tools.fields, tools.input.place.roster.get(), tools.snapshot))
    , m_identity(tools.fields.identity)
    , m_tuple(m_fields)
    , m_digest(tools.input.keys.mac)
    , m_notes(tools.file, kPlaceNotes, StreamWriter::blockFor(sizeof(PlaceNote))) {}

Result<void> LeaverPass::run(const std::stop_token& stop) {
    const Roster* const roster = m_tools.input.place.roster.get();
    if (!m_tools.changes.hasLeavers() || roster == nullptr) {
        return {};
    }
    m_roster = std::make_unique<IdentityReader>(roster->file(), roster->meta().segments, m_fields);
    if (m_tools.snapshot != nullptr) {
        m_lines =
            std::make_unique<IdentityReader>(m_tools.snapshot->file(), m_tools.snapshot->meta().segments, m_fields);
    }
    HolderSorter holders(m_tools.input.spoolFolder, kHoldersInMemory, ByWhere(*roster));
    auto done = m_tools.changes.sortLeavers().and_then([&] { return collectHolders(holders); }).and_then([this] {
        return m_tools.changes.leavers().start();
    });
    while (done) {
        const auto some = nextLeavers();
        if (!some || !*some) {
            done = some ? Result<void>{} : fail(some.error());
            break;
        }
        done = compareHolders(holders, stop).and_then([&] { return compareChanges(stop); }).and_then([this] {
            return writeLeavers();
        });
    }
    if (done && !m_needed.empty()) {
        std::vector<PersonKey>& asked = *m_tools.input.again;
        asked.insert(asked.end(), m_needed.begin(), m_needed.end());
        std::sort(asked.begin(), asked.end());
        asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
        return fail(plan_errors::sharersNeeded());
    }
    return done.and_then([this] { return m_notes.flush(); });
}

/// Everybody of the roster who may be there and does not leave, whoever wants them.
Result<void> LeaverPass::collectHolders(HolderSorter& holders) {
    const std::uint64_t own = m_tools.input.place.slotted.ownBit();
    LeaverSorter& leavers = m_tools.changes.leavers();
    HolderSorter::Input input(holders);
    RosterWalk walk(m_tools.input.place.roster.get());
    auto done = leavers.start().and_then([&] { return walk.start(); });
    while (done && walk.current() != nullptr) {
        const RosterRecord& record = *walk.current();
        while (done && leavers.current() != nullptr && leavers.current()->place < record.place) {
            done = leavers.advance();
        }
        const bool leaves = leavers.current() != nullptr && leavers.current()->place == record.place;
        if (done && !leaves && record.where != 0 && mayBeThere(record.state)) {
            done = input.add({record.where, (record.wants & own) != 0});
        }
        done = done.and_then([&walk] { return walk.advance(); });
    }
    return done.and_then([&input] { return input.flush(); });
}

/// Takes the next ones at hand; false: there are no more.
Result<bool> LeaverPass::nextLeavers() {
    LeaverSorter& leavers = m_tools.changes.leavers();
    m_open.clear();
    m_sharers.clear();
    m_put.clear();
    while (leavers.current() != nullptr && m_open.size() < kLeaversAtOnce) {
        Open open;
        open.leaver = *leavers.current();
        auto read = readLeaver(open);
        if (!read) {
            return fail(read.error());
        }
        m_open.push_back(std::move(open));
        if (auto next = leavers.advance(); !next) {
            return fail(next.error());
        }
    }
    std::size_t texts = 0;
    for (const Open& open : m_open) {
        texts += open.texts.size();
    }
    m_index.reset(texts);
    for (std::size_t i = 0; i < m_open.size(); ++i) {
        for (std::size_t n = 0; n < std::min(m_open[i].texts.size(), kMostText); ++n) {
            if (!m_open[i].texts[n].empty()) {
                m_index.add(m_open[i].texts[n], {std::uint32_t(i), std::uint8_t(n)});
            }
        }
    }
    return !m_open.empty();
}

Result<void> LeaverPass::readLeaver(Open& open) {
    const bool inRoster = open.leaver.where != 0;
    IdentityReader* const reader = inRoster ? m_roster.get() : m_lines.get();
    const std::uint64_t where = inRoster ? open.leaver.where : open.leaver.snapshotWhere;
    if (where == 0 || reader == nullptr) {
        return {};
    }
    auto read = reader->read(where, m_texts);
    if (!read && isDamage(read.error()) && inRoster && m_lines != nullptr && open.leaver.snapshotWhere != 0) {
        read = m_lines->read(open.leaver.snapshotWhere, m_texts);
    }
    if (read) {
        open.texts.assign(m_texts.begin(), m_texts.end());
    }
    return read;
}

Result<void> LeaverPass::compareHolders(HolderSorter& holders, const std::stop_token& stop) {
    auto done = holders.start();
    while (done && holders.current() != nullptr) {
        if (stop.stop_requested()) {
            return fail(plan_errors::stopped());
        }
        const Holder holder = *holders.current();
        if (auto read = m_roster->read(holder.where, m_texts); !read) {
            return read;
        }
        constexpr std::uint32_t kNotYet = 0xffffffff;
        std::uint32_t sharer = kNotYet;
        for (const std::string_view text : m_texts) {
            if (text.empty()) {
                continue;
            }
            m_index.find(text, [&](const IdentifierIndex::Owner& owner) {
                Open& open = m_open[owner.person];
                open.shared |= 1U << owner.text;
                if (sharer == kNotYet) {
                    sharer = std::uint32_t(m_sharers.size());
                    m_sharers.push_back({m_tuple.key(m_digest, m_texts), {m_texts.begin(), m_texts.end()}, holder.own});
                }
                const bool noted = !open.sharers.empty() && open.sharers.back() == sharer;
                if (!noted && open.sharers.size() < kMostSharers) {
                    open.sharers.push_back(sharer);
                }
            });
        }
        done = holders.advance();
    }
    return done;
}

Result<void> LeaverPass::compareChanges(const std::stop_token& stop) {
    auto written = m_tools.file.soFar();
    if (!written) {
        return fail(written.error());
    }
    StreamCursor values(**written, kValues);
    std::vector<std::string_view> texts;
    std::vector<std::string_view> identity;
    std::string scratch;
    auto done = m_tools.changes.eachChange([&](const ChangeList::Change& change) -> Result<void> {
        if (stop.stop_requested()) {
            return fail(plan_errors::stopped());
        }
        const auto record = readEntry<PersonRecord>(values, change.values, texts);
        if (!record) {
            return fail(record.error());
        }
        m_identity.texts(texts, identity, scratch);
        bool met = false;
        for (const std::string_view text : identity) {
            if (text.empty()) {
                continue;
            }
            m_index.find(text, [&](const IdentifierIndex::Owner& owner) {
                Open& open = m_open[owner.person];
                open.shared |= 1U << owner.text;
                open.forChanges = true;
                met = true;
                if (change.addition && open.leaver.row == 0 && !open.leaver.leftover && open.newcomer == 0 &&
                    !m_paired.contains(change.row)) {
                    m_paired.insert(change.row);
                    open.newcomer = change.row;
                }
            });
        }
        if (met) {
            m_put.push_back(record->address);
        }
        return {};
    });
    std::sort(m_put.begin(), m_put.end());
    return done;
}

Result<void> LeaverPass::writeLeavers() {
    for (Open& open : m_open) {
        if (auto written = writeLeaver(open); !written) {
            return written;
        }
    }
    return {};
}

/// Whoever seems to leave, and has an identifier in common with somebody who seems to join, is one person whose
/// identifiers have changed (E6).
void LeaverPass::pairUp(Open& open) {
    if (open.newcomer == 0) {
        return;
    }
    open.leaver.row = open.newcomer;
    m_tools.changes.isKnown(open.newcomer);
    --m_tools.tally.counts.add;
    ++m_tools.tally.counts.update;
    --m_tools.tally.counts.remove;
}

Result<void> LeaverPass::writeLeaver(Open& open) {
    pairUp(open);
    std::vector<std::string_view> own(open.texts.begin(), open.texts.end());
    bool any = false;
    bool left = false;
    for (std::size_t n = 0; n < own.size(); ++n) {
        any = any || !own[n].empty();
        if (n >= kMostText || (open.shared & (1U << n)) != 0) {
            own[n] = {};
        }
        left = left || !own[n].empty();
    }
    if (any && !left) {
        return passOver(open);
    }
    auto sharers = again(open);
    if (!sharers) {
        return fail(sharers.error());
    }
    m_tools.tally.replaced += open.leaver.row != 0 ? 1 : 0;
    return m_tools.changes.takeOut(open.leaver, own, open.forChanges, *sharers);
}

/// Everything that they were put in by is somebody else's as well: nothing is taken out.
Result<void> LeaverPass::passOver(const Open& open) {
    if (open.leaver.row == 0) {
        --m_tools.tally.counts.remove;
        m_tools.tally.leftovers -= open.leaver.leftover ? 1 : 0;
        m_tools.tally.shareAll += open.leaver.leftover ? 0 : 1;
    }
    const PlaceNote note{open.leaver.place,
                         open.leaver.person,
                         Reason::None,
                         PlaceFact::AllShared,
                         open.forChanges ? kForChanges : std::uint8_t(0),
                         0};
    return m_notes.appendRecord(note).map([](Location) {});
}

bool LeaverPass::hasBeenAsked(const PersonKey& place) const {
    const std::vector<PersonKey>* const asked = m_tools.input.again;
    return asked == nullptr || !m_tools.input.mayAskAgain || std::binary_search(asked->begin(), asked->end(), place);
}

/// Who is put in again after this removal: those of this audience by a change of this plan, with all their values;
/// others, whose rows are not here, by what is known of them.
Result<std::vector<ChangeList::Sharer>> LeaverPass::again(const Open& open) {
    std::vector<ChangeList::Sharer> sharers;
    for (const std::uint32_t number : open.sharers) {
        const Sharer& sharer = m_sharers[number];
        const bool put = std::binary_search(m_put.begin(), m_put.end(), sharer.place);
        if (!put && sharer.own && !hasBeenAsked(sharer.place)) {
            m_needed.push_back(sharer.place);
            continue;
        }
        sharers.push_back({sharer.place, put ? nullptr : &sharer.texts});
    }
    return sharers;
}

} // namespace pathways
