// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/leaver_pass.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_errors.h"

#include <algorithm>
#include <atomic>

namespace pathways {

using namespace plan_format;

namespace {

std::atomic<std::size_t> g_leaversAtOnce{200'000};

} // namespace

void setLeaversAtOnce(std::size_t people) {
    g_leaversAtOnce = people;
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
    m_people = std::make_unique<PlacePeople>(*roster, m_fields, m_tools.input.spoolFolder);
    if (m_tools.snapshot != nullptr) {
        m_lines =
            std::make_unique<IdentityReader>(m_tools.snapshot->file(), m_tools.snapshot->meta().segments, m_fields);
    }
    LeaverSorter& leavers = m_tools.changes.leavers();
    auto done = m_tools.changes.sortLeavers()
                    .and_then([&] { return m_people->collect(leavers, m_tools.input.place.slotted.ownBit()); })
                    .and_then([&] { return leavers.start(); });
    while (done) {
        const auto some = nextLeavers();
        if (!some || !*some) {
            done = some ? Result<void>{} : fail(some.error());
            break;
        }
        done = compare(stop).and_then([this] { return writeLeavers(); });
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

/// Takes the next ones at hand; false: there are no more.
Result<bool> LeaverPass::nextLeavers() {
    LeaverSorter& leavers = m_tools.changes.leavers();
    m_open.clear();
    m_sharers.clear();
    m_sharerOf.clear();
    m_put.clear();
    while (leavers.current() != nullptr && m_open.size() < g_leaversAtOnce) {
        OpenLeaver open;
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
    return !m_open.empty();
}

Result<void> LeaverPass::readLeaver(OpenLeaver& open) {
    const bool inRoster = open.leaver.where != 0;
    IdentityReader* const reader = inRoster ? &m_people->identities() : m_lines.get();
    const std::uint64_t where = inRoster ? open.leaver.where : open.leaver.snapshotWhere;
    if (where == 0 || reader == nullptr) {
        return {};
    }
    auto read = reader->read(where, m_texts);
    if (!read && isDamage(read.error()) && inRoster && m_lines != nullptr && open.leaver.snapshotWhere != 0) {
        read = m_lines->read(open.leaver.snapshotWhere, m_texts);
    }
    if (read) {
        open.read(m_texts);
    }
    return read;
}

/// What they were put in by is compared with those who stay and those who come. Where nobody has it, it is followed:
/// who has what was put in together with it, and if nobody does, what was put in together with that.
Result<void> LeaverPass::compare(const std::stop_token& stop) {
    while (indexNewTexts()) {
        auto more = compareHolders(stop).and_then([&] { return compareChanges(stop); }).and_then([&]() -> Result<bool> {
            return indexUnheldTexts() ? findTies(stop) : false;
        });
        if (!more) {
            return fail(more.error());
        }
        if (!*more) {
            break;
        }
    }
    return {};
}

/// false: there are none.
bool LeaverPass::indexNewTexts() {
    return fillIndex([](const OpenLeaver&, std::size_t) { return true; });
}

/// Of those that were just compared, those that nobody has; false: there are none.
bool LeaverPass::indexUnheldTexts() {
    const bool any = fillIndex([](const OpenLeaver& open, std::size_t text) { return !open.isHeld(text); });
    for (OpenLeaver& open : m_open) {
        open.setCompared();
    }
    return any;
}

bool LeaverPass::fillIndex(const std::function<bool(const OpenLeaver&, std::size_t)>& wanted) {
    std::size_t count = 0;
    const auto each = [&](const auto& visit) {
        for (std::size_t i = 0; i < m_open.size(); ++i) {
            for (std::size_t n = m_open[i].firstNew(); n < m_open[i].texts().size(); ++n) {
                if (!m_open[i].texts()[n].empty() && wanted(m_open[i], n)) {
                    visit(i, n);
                }
            }
        }
    };
    each([&count](std::size_t, std::size_t) { ++count; });
    m_index.reset(count);
    each([this](std::size_t i, std::size_t n) {
        m_index.add(m_open[i].texts()[n], {std::uint32_t(i), std::uint32_t(n)});
    });
    return count > 0;
}

Result<void> LeaverPass::compareHolders(const std::stop_token& stop) {
    return m_people->eachHolder(
        [this](const PlacePeople::One& holder, const std::vector<std::string_view>& texts) {
            for (const std::string_view text : texts) {
                if (text.empty()) {
                    continue;
                }
                m_index.find(text, [&](const IdentifierIndex::Owner& owner) {
                    m_open[owner.person].noteSharer(sharerOf(holder, texts), owner.text);
                });
            }
        },
        stop);
}

std::uint32_t LeaverPass::sharerOf(const PlacePeople::One& holder, const std::vector<std::string_view>& texts) {
    const auto [known, isNew] = m_sharerOf.try_emplace(holder.where, std::uint32_t(m_sharers.size()));
    if (isNew) {
        m_sharers.push_back({m_tuple.key(m_digest, texts), {texts.begin(), texts.end()}, holder.own});
    }
    return known->second;
}

/// false: nothing new was ever put in together with those of the index.
Result<bool> LeaverPass::findTies(const std::stop_token& stop) {
    bool any = false;
    return m_people
        ->eachFormer(
            [&](const PlacePeople::One&, const std::vector<std::string_view>& texts) {
                for (const std::string_view text : texts) {
                    if (!text.empty()) {
                        m_index.find(text, [&](const IdentifierIndex::Owner& owner) {
                            any = m_open[owner.person].tie(texts) || any;
                        });
                    }
                }
            },
            stop)
        .map([&any] { return any; });
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
            // What several who leave have in common, a number of the office, tells of none of them who they are.
            int leavers = 0;
            m_index.find(text, [&leavers](const IdentifierIndex::Owner&) { ++leavers; });
            m_index.find(text, [&](const IdentifierIndex::Owner& owner) {
                OpenLeaver& open = m_open[owner.person];
                open.hold(owner.text);
                met = true;
                if (!open.isOwn(owner.text)) {
                    return;
                }
                open.forChanges = true;
                if (leavers == 1 && change.addition && open.leaver.row == 0 && !open.leaver.leftover &&
                    open.newcomer == 0 && !m_paired.contains(change.row)) {
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
    for (OpenLeaver& open : m_open) {
        if (auto written = writeLeaver(open); !written) {
            return written;
        }
    }
    return {};
}

/// Whoever seems to leave, and has an identifier in common with somebody who seems to join, is one person whose
/// identifiers have changed (E6).
void LeaverPass::pairUp(OpenLeaver& open) {
    if (open.newcomer == 0) {
        return;
    }
    open.leaver.row = open.newcomer;
    m_tools.changes.isKnown(open.newcomer);
    --m_tools.tally.counts.add;
    ++m_tools.tally.counts.update;
    --m_tools.tally.counts.remove;
}

Result<void> LeaverPass::writeLeaver(OpenLeaver& open) {
    pairUp(open);
    std::vector<std::string_view> own(open.texts().begin(), open.texts().begin() + std::ptrdiff_t(open.ownTexts()));
    bool any = false;
    bool left = false;
    for (std::size_t n = 0; n < own.size(); ++n) {
        any = any || !own[n].empty();
        if (open.isHeld(n)) {
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
    m_tools.tally.manySharers += open.isCut() ? 1 : 0;
    return m_tools.changes.takeOut(open.leaver, own, open.forChanges, *sharers);
}

/// Everything that they were put in by is somebody else's as well: nothing is taken out.
Result<void> LeaverPass::passOver(const OpenLeaver& open) {
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
Result<std::vector<ChangeList::Sharer>> LeaverPass::again(const OpenLeaver& open) {
    std::vector<ChangeList::Sharer> sharers;
    for (const std::uint32_t number : open.sharers()) {
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
