// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/leavers.h"

#include "core/destinations/push_session.h"
#include "core/plan/input/address_key.h"
#include "core/roster/roster.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"

#include <algorithm>

namespace pathways {

namespace {

/// Looked at twice, as a platform may show a change later than it dates it.
constexpr qint64 kOverlapSeconds = 3600;

/// Somebody of whom the list has told something.
struct Leaver {
    PersonKey address;
    Reason reason = Reason::None;
    QDateTime changed;
};

class Learning {
public:
    Learning(const LeaversInput& input, PlaceMemory& memory)
        : m_input(input)
        , m_memory(memory)
        , m_places(input.database, input.keys) {}

    Result<void> run(const std::stop_token& stop) {
        if (m_memory.locked) {
            return {}; // With temporary keys nobody could be found again by what is learnt.
        }
        const auto before = isQuiet();
        if (!before || !*before) {
            return before.map([](bool) {});
        }
        auto known = m_places.leaversKnown(m_memory.id);
        if (!known) {
            return fail(known.error());
        }
        m_known = *known;
        m_memory.leaversUntil = m_known.until;
        auto done = read(stop).and_then([this] { return leaveOutOurs(); });
        if (!done) {
            return done;
        }
        const auto after = isQuiet();
        if (!after || !*after) {
            return after.map([](bool) {});
        }
        m_memory.leaversUntil = m_until;
        return m_input.database.transaction([this] { return keep(); }).and_then([this] {
            return readOptOuts(m_input.database, m_input.keys, m_memory);
        });
    }

private:
    /// Whether no push of the place runs, and none has run since the memory was opened.
    Result<bool> isQuiet() {
        const auto place = m_places.find(m_memory.id);
        const auto running = Journal(m_input.database, m_input.keys).unsettled();
        if (!place || !running) {
            return fail(place ? running.error() : place.error());
        }
        const bool runs = std::any_of(running->cbegin(), running->cend(), [this](const Journal::Unfinished& one) {
            return one.terms.place == m_memory.id;
        });
        return place->seq == m_memory.seq && !runs;
    }

    Result<void> read(const std::stop_token& stop) {
        KeyedDigest digest(m_input.keys.mac);
        FieldSpec email;
        email.kind = FieldKind::Email;
        std::string scratch;
        m_until = m_known.until;
        auto read = m_input.session.readLeavers(
            m_known.until.isValid() ? m_known.until.addSecs(-kOverlapSeconds) : QDateTime(),
            [&](const RemoteLeaver& one) {
                const PersonKey address = addressKey(digest, email, one.identity, scratch);
                if (one.reason != Reason::None || findOptOut(address) != nullptr) {
                    m_leavers.push_back({address, one.reason, one.changed});
                }
                if (one.changed.isValid() && (!m_until.isValid() || m_until < one.changed)) {
                    m_until = one.changed;
                }
                return !stop.stop_requested();
            },
            stop);
        // What was told last of somebody counts.
        std::stable_sort(m_leavers.begin(), m_leavers.end(),
                         [](const Leaver& a, const Leaver& b) { return a.address < b.address; });
        return read;
    }

    /// Whom a push took out is out, and has not left; unless somebody changed their entry since.
    Result<void> leaveOutOurs() {
        RosterWalk walk(m_memory.roster.get());
        auto ok = walk.start();
        for (auto leaver = m_leavers.begin(); ok && leaver != m_leavers.end(); ++leaver) {
            while (ok && walk.current() != nullptr && walk.current()->place < leaver->address) {
                ok = walk.advance();
            }
            if (ok && walk.current() != nullptr && walk.current()->place == leaver->address &&
                leaver->reason == Reason::TakenOutThere && isOurs(*walk.current(), leaver->changed)) {
                leaver->address = {};
            }
        }
        std::erase_if(m_leavers, [](const Leaver& one) { return one.address == PersonKey{}; });
        return ok;
    }

    [[nodiscard]] bool isOurs(const RosterRecord& record, const QDateTime& changed) const {
        if (record.state == PlaceState::PerhapsBack) {
            // Sent again, and the answer was lost: as at the last look, it never arrived.
            return !changed.isValid() || (m_known.until.isValid() && changed <= m_known.until);
        }
        if (!isOutByUs(record.state)) {
            return false;
        }
        // At the last look they were out already: what has changed since is not our doing. No clock of ours is asked.
        const bool before = m_known.hasSeen(qint64(record.push));
        return !before || !changed.isValid() || changed <= m_known.until;
    }

    Result<void> keep() {
        QList<OptOut> out;
        for (const Leaver& one : m_leavers) {
            if (const auto kind = optOutOf(one.reason)) {
                OptOut optOut;
                optOut.address = one.address;
                optOut.kind = *kind;
                optOut.since = one.changed;
                out << optOut;
            }
        }
        auto kept = m_places.addOptOuts(m_memory.id, out).and_then([this] { return endOfThoseBack(); });
        if (!kept || !m_until.isValid()) {
            return kept;
        }
        LeaversKnown known{m_until, lastPush(), {}};
        const auto unfinished = Journal(m_input.database, m_input.keys).unfinished();
        if (!unfinished) {
            return fail(unfinished.error());
        }
        for (const Journal::Unfinished& one : *unfinished) {
            if (one.terms.place == m_memory.id) {
                known.open << one.push.seq;
            }
        }
        return m_places.setLeaversKnown(m_memory.id, known);
    }

    [[nodiscard]] qint64 lastPush() const {
        return m_memory.pushes.empty() ? 0 : qint64(m_memory.pushes.rbegin()->first);
    }

    /// Subscribed at this moment: whatever kept them out is over, but for what never ends.
    Result<void> endOfThoseBack() {
        for (const Leaver& one : m_leavers) {
            const KnownOptOut* const known = findOptOut(one.address);
            if (one.reason != Reason::None || known == nullptr) {
                continue;
            }
            for (const OptOutKind kind :
                 {OptOutKind::OwnWish, OptOutKind::Bounce, OptOutKind::Waiting, OptOutKind::ByOthers}) {
                if (auto ended = m_places.endOptOut(m_memory.id, one.address, kind, one.changed, lastPush()); !ended) {
                    return ended;
                }
            }
        }
        return {};
    }

    [[nodiscard]] const KnownOptOut* findOptOut(const PersonKey& address) const {
        const auto at =
            std::lower_bound(m_memory.optOuts.begin(), m_memory.optOuts.end(), address,
                             [](const KnownOptOut& one, const PersonKey& key) { return one.address < key; });
        return at != m_memory.optOuts.end() && at->address == address ? &*at : nullptr;
    }

    const LeaversInput& m_input;
    PlaceMemory& m_memory;
    PlaceRepository m_places;
    std::vector<Leaver> m_leavers;
    LeaversKnown m_known; ///< At the last look.
    QDateTime m_until;
};

} // namespace

Result<void> learnLeavers(const LeaversInput& input, PlaceMemory& memory, const std::stop_token& stop) {
    return Learning(input, memory).run(stop);
}

} // namespace pathways
