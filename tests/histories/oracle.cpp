// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/oracle.h"

#include <algorithm>

namespace pathways::test {

namespace {

class Check {
public:
    Check(Life& life, const Line& pushed)
        : m_life(life)
        , m_world(life.world)
        , m_place(*life.place)
        , m_pushed(pushed) {}
    void run() {
        std::erase_if(m_world.vanished, [this](const auto& one) { return m_place.has(one.first); });
        everybodyWanted();
        everybodyWantedElsewhere();
        everybodyKept();
        everybodyLeftInPlace();
        nobodyBetweenTwoAddresses();
        nobodyWhoLeft();
        nobodyWhoLeftElsewhere();
        nobodyWhoSaidNo();
        whatOthersDid();
        nobodyForgotten();
        nobodyTwice();
        tagsOfBefore();
    }

private:
    void everybodyWanted();
    void everybodyWantedElsewhere();
    void everybodyKept();
    void everybodyLeftInPlace();
    void nobodyBetweenTwoAddresses();
    [[nodiscard]] bool hasGone(const std::string& key) const;
    void nobodyWhoLeft();
    void nobodyWhoLeftElsewhere();
    void nobodyWhoSaidNo();
    void whatOthersDid();
    void nobodyForgotten();
    void nobodyTwice();
    void tagsOfBefore();
    [[nodiscard]] bool mayHaveSaidNo(const std::string& key) const;
    [[nodiscard]] bool refusedAfterRemoval(const std::string& key) const;
    [[nodiscard]] bool mayBeMissing(const Line& line, const std::string& key, int donor) const;

    Life& m_life;
    World& m_world;
    const Place& m_place;
    const Line& m_pushed;
};

/// In whichever audience: nobody may expect them there, and not all pathways need have been told of it.
bool Check::mayHaveSaidNo(const std::string& key) const {
    const auto said = m_life.noes.find(key.substr(0, key.find('\n'))); // Where all identifiers together are the key.
    return said != m_life.noes.end() && !said->second.empty();
}

/// Whoever nobody may expect there, although the audience has them.
bool Check::mayBeMissing(const Line& line, const std::string& key, int donor) const {
    if (!m_world.stillWanted(key, donor)) {
        return true; // Since the plan was made.
    }
    if (m_life.mayStayOut.contains(key)) {
        return true; // They count as taken out by staff.
    }
    if (mayHaveSaidNo(key) || m_world.leftElsewhere(key)) {
        return true; // An address of somebody who left: in doubt nobody is written to at it.
    }
    // Append changes nobody, and an address that changes makes nobody new.
    const bool appended = line.setup.method == SyncMethod::Append && !m_world.donors[std::size_t(donor)].had.empty();
    return appended || line.refused.contains(key) || m_place.wentAlong(key);
}

void Check::everybodyWanted() {
    const bool allNamed =
        std::all_of(m_life.lines.begin(), m_life.lines.end(), [](const Line& line) { return line.alwaysNamed; });
    for (const auto& [key, donor] : m_pushed.lastWanted) {
        const auto vanished = m_world.vanished.find(key);
        const bool sincePlan = vanished != m_world.vanished.end() && vanished->second >= m_pushed.plannedAt;
        if (mayBeMissing(m_pushed, key, donor) || sincePlan) {
            continue;
        }
        if (!m_place.has(key)) {
            m_life.broke("P11: " + key + " is wanted by the pathway that has just been pushed, and is not there");
            continue;
        }
        const auto name = m_place.nameAt(key);
        const auto expected = m_pushed.names.find(key);
        // With values of theirs.
        const bool others = m_world.putByOthers.contains(key) || m_world.writtenByOthers.contains(key);
        if (!others && allNamed && m_pushed.setup.method != SyncMethod::Append && name &&
            expected != m_pushed.names.end() && *name != expected->second) {
            m_life.broke("P9: " + key + " has not got the values of their row");
        }
        // A row that cannot be sent gives nobody a tag, and takes none away.
        const bool marked = m_pushed.names.contains(key) || m_pushed.tagged.contains(key);
        if (marked && !m_pushed.setup.tag.empty() && !m_place.hasTag(key, m_pushed.setup.tag)) {
            m_life.broke("P11: " + key + " has not got the tag " + m_pushed.setup.tag);
        }
    }
}

/// An ad platform refused what was to be put in after what they had before was taken out: every pathway sends them
/// again with its next push.
bool Check::refusedAfterRemoval(const std::string& key) const {
    return m_place.type().kind == DestinationKind::Advertising &&
           std::any_of(m_life.lines.begin(), m_life.lines.end(),
                       [&key](const Line& line) { return line.refused.contains(key); });
}

void Check::everybodyWantedElsewhere() {
    for (const Line& other : m_life.lines) {
        for (const auto& [key, donor] : other.lastWanted) {
            // What a push that is cut off has done may have moved them already.
            const bool moving = (other.unfinished && !other.planned.contains(key)) || refusedAfterRemoval(key) ||
                                m_place.isWaiting(key);
            if (&other != &m_pushed && !moving && !m_world.vanished.contains(key) && !mayBeMissing(other, key, donor) &&
                !m_place.has(key)) {
                m_life.broke("P11: " + key + " is wanted by another pathway, and is not there any more");
            }
        }
    }
}

/// Whom a pathway that never takes anybody out has put stays, unless they left or have another address by now.
void Check::everybodyKept() {
    for (const Line& line : m_life.lines) {
        for (const std::string& key : line.kept) {
            const bool moved = std::any_of(m_world.donors.begin(), m_world.donors.end(),
                                           [&key](const Donor& donor) { return donor.had.contains(key); });
            if (!moved && !hasGone(key) && !mayHaveSaidNo(key) && !m_place.has(key)) {
                m_life.broke("P11: " + key + " was put by a pathway that takes nobody out, and is gone");
            }
        }
    }
}

/// They left, were taken out by staff, or went by accident.
bool Check::hasGone(const std::string& key) const {
    return m_world.optedOut.contains(key) || m_world.archivedByStaff.contains(key) || m_world.maybeLeft.contains(key) ||
           m_world.vanished.contains(key);
}

/// From whom a pathway only takes its tag stays for good, unless another one that takes people out had them too.
void Check::everybodyLeftInPlace() {
    for (const Line& line : m_life.lines) {
        for (const std::string& key : line.leftInPlace) {
            const bool moved = std::any_of(m_world.donors.begin(), m_world.donors.end(),
                                           [&key](const Donor& donor) { return donor.had.contains(key); });
            const bool anothers = std::any_of(m_life.lines.begin(), m_life.lines.end(), [&](const Line& one) {
                return &one != &line && !one.setup.tagOff && one.everPlanned.contains(key);
            });
            if (!moved && !anothers && !hasGone(key) && !mayHaveSaidNo(key) && !m_place.has(key)) {
                m_life.broke("P11: " + key + " was to stay without the tag, and is gone");
            }
        }
    }
}

/// Whose new address is refused stays at the old one (P9).
void Check::nobodyBetweenTwoAddresses() {
    if (m_place.type().kind == DestinationKind::Advertising || m_life.lines.size() > 1) {
        return; // Another pathway may have moved them, or somebody else.
    }
    for (const auto& [key, donor] : m_pushed.lastWanted) {
        const auto knew = m_pushed.knew.find(donor);
        if (knew == m_pushed.knew.end() || knew->second == key || !m_pushed.refused.contains(key) || m_place.has(key)) {
            continue;
        }
        const std::string& before = knew->second;
        if (m_pushed.thereBefore.contains(before) && !hasGone(before) && !hasGone(key) && !m_place.doubtful(before) &&
            !m_place.has(before)) {
            m_life.broke("P9: " + before + " is gone before " + key + " was accepted");
        }
    }
}

void Check::nobodyWhoLeft() {
    for (const std::string& key : m_world.optedOut) {
        if (m_place.has(key)) {
            m_life.broke("P1: " + key + " left, and is subscribed again");
        }
    }
    for (const std::string& key : m_world.archivedByStaff) {
        if (!m_world.optedOut.contains(key) && m_place.has(key)) {
            m_life.broke("P1: " + key + " was taken out by staff, and is subscribed again");
        }
    }
}

/// P11: a no in one audience counts for all pathways of the place. Nobody is put for it, and whoever a push of ours has
/// put goes with the next push of a Mirror that has them in its audience.
void Check::nobodyWhoSaidNo() {
    const Line& line = m_pushed;
    std::set<std::string> noes = line.toldNo;
    noes.insert(line.saysNo.begin(), line.saysNo.end());
    for (const int id : line.leaving ? std::vector<int>{} : m_world.audiences[line.setup.audience]) {
        const Donor& donor = m_world.donors[std::size_t(id)];
        const std::string key = m_place.keyOf(donor);
        if (!noes.contains(donor.address) || donor.isDamaged() || !m_place.has(key)) {
            continue;
        }
        const auto before = line.wantedBefore.find(key);
        const bool had = before != line.wantedBefore.end() && before->second == id;
        const bool contradicted = line.saysNo.contains(donor.address) && line.saysYes.contains(donor.address);
        const bool others = m_world.putByOthers.contains(key) || m_world.writtenByOthers.contains(key) ||
                            m_life.unowned.contains(key) || m_life.doubtfulMoves.contains(key) ||
                            m_place.doubtful(key) || m_place.wentAlong(key);
        if (contradicted || others || line.refused.contains(key)) {
            continue;
        }
        if (!line.thereBefore.contains(key)) {
            m_life.broke("P11: " + key + " said no in one audience, and was put there for another");
        } else if (line.setup.method == SyncMethod::Mirror && !line.setup.tagOff && !line.held && had) {
            m_life.broke("P11: " + key + " said no in one audience, and is still there after a push of a Mirror");
        }
    }
}

void Check::whatOthersDid() {
    for (const std::string& key : m_world.putByOthers) {
        if (!m_world.optedOut.contains(key) && !m_world.archivedByStaff.contains(key) && !m_place.has(key)) {
            m_life.broke("P2: " + key + " was put there by others, and is gone");
        }
    }
}

/// Whoever left is not written to at another address either, where the pathway knows them by an id.
void Check::nobodyWhoLeftElsewhere() {
    for (const auto& [id, moment] : m_pushed.saidNo) {
        const std::string& key = m_world.donors[std::size_t(id)].address;
        const auto has = [&](const Donor& donor) { return donor.id != id && donor.address == key; };
        const auto planned = m_pushed.lastWanted.find(key); // It may be theirs only since.
        const bool anothers = (planned != m_pushed.lastWanted.end() && planned->second != id) ||
                              std::any_of(m_world.donors.begin(), m_world.donors.end(), has);
        const bool put = m_place.has(key) && !m_pushed.thereBefore.contains(key) &&
                         !m_world.putByOthers.contains(key) && !m_world.writtenByOthers.contains(key);
        if (m_world.saidNo.contains(id) && moment < m_pushed.plannedAt && !anothers && put) {
            m_life.broke("P1: whoever has " + key + " left, and is written to at another address");
        }
    }
}

/// Where all pathways mirror, and nothing is open, whoever is there is wanted, or was put there by others.
void Check::nobodyForgotten() {
    const auto tells = [](const Line& line) {
        return line.alwaysMirror && !line.setup.tagOff && line.pushed && !line.unfinished && !line.held;
    };
    if (!tells(m_pushed)) {
        return; // It takes nobody out.
    }
    std::set<std::string> known = m_world.putByOthers;
    for (const Line& line : m_life.lines) {
        if (line.gone) {
            continue;
        }
        if (!tells(line)) {
            // Whomever it ever wanted may be there still. Whom a cut-off push was to take out is not wanted any more.
            const bool cutOff = line.alwaysMirror && !line.setup.tagOff && line.unfinished && !line.held;
            for (const std::string& key : line.everPlanned) {
                if (!(cutOff && !line.planned.contains(key) && m_place.doubtful(key))) {
                    known.insert(key);
                }
            }
        }
        for (const auto& [key, donor] : line.lastWanted) {
            if (tells(line) || line.planned.contains(key) || !m_place.doubtful(key)) {
                known.insert(key);
            }
        }
        known.insert(line.stays.begin(), line.stays.end());
        known.insert(line.plannedToStay.begin(), line.plannedToStay.end());
        known.insert(line.refused.begin(), line.refused.end());
    }
    const DestinationType& type = m_place.type();
    // With the computer's clock set wrong nobody can say by the days of joining who came when.
    const bool saysWho = type.canReadBack && type.absence == Absence::ByOthers && !m_life.clockSet;
    for (const std::string& key : m_place.beside(known)) {
        const bool inDoubt =
            m_life.doubtfulMoves.contains(key) || m_life.unowned.contains(key) || (!saysWho && m_place.doubtful(key));
        // Who left at another address of theirs, of which nobody has told us, is nobody's to know here.
        if (!inDoubt && !mayHaveSaidNo(key) && !m_world.leftElsewhere(key)) {
            m_life.broke("P3: " + key + " is there, put there by us, and no pathway wants them");
        }
    }
}

/// Where all pathways know people by ids and follow their addresses, nobody is there at two, and nobody who said no at
/// one of them is written to at another that a push of ours put there.
void Check::nobodyTwice() {
    if (m_place.type().kind == DestinationKind::Advertising) {
        return; // Where people are known by all that they have.
    }
    std::set<int> followed; // In the audience of a pathway that knows of every change.
    std::set<std::string> others = m_world.putByOthers;
    for (const Line& line : m_life.lines) {
        const bool follows = line.setup.personIds && line.alwaysMoves && line.pushed && !line.unfinished &&
                             !line.held && !line.gone && !line.binned && !line.leaving && !line.setup.tagOff;
        if (!follows) {
            return;
        }
        others.insert(line.stays.begin(), line.stays.end());
        others.insert(line.refused.begin(), line.refused.end());
        for (const auto& [key, donor] : line.lastWanted) {
            followed.insert(donor);
            others.insert(key);
        }
    }
    for (const int id : followed) {
        const Donor& donor = m_world.donors[std::size_t(id)];
        for (const std::string& before : donor.had) {
            const bool inDoubt = m_place.doubtful(before) || m_life.doubtfulMoves.contains(before) ||
                                 m_life.unowned.contains(before) || m_world.writtenByOthers.contains(before);
            if (before != donor.address && m_place.has(donor.address) && m_place.has(before) && !inDoubt &&
                !others.contains(before)) {
                m_life.broke("P9: " + before + " and " + donor.address + " are one person");
            }
        }
    }
}

/// E17: a tag that the pathway had before is gone from everybody, or still with whoever had it.
void Check::tagsOfBefore() {
    const auto moved = [this](const std::string& key) {
        return std::any_of(m_world.donors.begin(), m_world.donors.end(), [&](const Donor& donor) {
            return (donor.address == key || donor.had.contains(key)) && !donor.had.empty();
        });
    };
    const auto inDoubt = [this](const std::string& key) {
        return m_life.doubtfulMoves.contains(key) || m_life.unowned.contains(key) || m_pushed.refused.contains(key) ||
               m_place.doubtful(key) || mayHaveSaidNo(key);
    };
    // A tag moves along with an address, and goes with the next push.
    constexpr int kEnough = 3;
    for (const auto& [tag, pushes] : m_pushed.tagsToClear) {
        for (const std::string& key : m_place.there()) {
            const bool late = pushes < kEnough && moved(key);
            if (pushes > 0 && !late && !inDoubt(key) && m_place.hasTag(key, tag)) {
                m_life.broke("E17: " + key + " has the tag " + tag + " of before still");
            }
        }
    }
    for (const auto& [tag, keys] : m_pushed.tagsToStay) {
        for (const std::string& key : keys) {
            const auto wanted = m_pushed.lastWanted.find(key);
            const bool same = wanted != m_pushed.lastWanted.end() && m_place.has(key) && !moved(key);
            if (same && !inDoubt(key) && !m_world.vanished.contains(key) && !m_place.hasTag(key, tag)) {
                m_life.broke("E17: " + key + " has lost the tag " + tag + ", which was to stay");
            }
        }
    }
}

} // namespace

void checkPromises(Life& life, const Line& pushed) {
    Check(life, pushed).run();
}

} // namespace pathways::test
