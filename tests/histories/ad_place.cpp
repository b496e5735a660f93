// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/ad_place.h"

#include "tests/support/engine_fixture.h"

#include <algorithm>
#include <sstream>

namespace pathways::test {

namespace {

std::vector<std::string> identifiersIn(const std::string& key) {
    std::vector<std::string> identifiers;
    std::istringstream lines(key);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) {
            identifiers.push_back(line);
        }
    }
    return identifiers;
}

std::set<std::string> blanksLeftAway(const std::vector<std::string_view>& identifiers) {
    std::set<std::string> all(identifiers.begin(), identifiers.end());
    all.erase(std::string());
    return all;
}

bool haveOneInCommon(const std::string& a, const std::string& b) {
    const auto ofA = identifiersIn(a);
    const auto ofB = identifiersIn(b);
    return std::find_first_of(ofA.begin(), ofA.end(), ofB.begin(), ofB.end()) != ofA.end();
}

} // namespace

AdPlace::AdPlace(AccountOf rule)
    : m_rule(rule) {
    m_type.key = QStringLiteral("ads");
    m_type.kind = DestinationKind::Advertising;
    m_type.rules = IdentityRules::Plain;
}

QList<ColumnMapping> AdPlace::mapping(bool) const {
    return {Engine::line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"), true),
            Engine::line(QStringLiteral("PHONE"), FieldKind::Phone, QStringLiteral("Phone"), true)};
}

std::unique_ptr<PushSession> AdPlace::begin(const PushTarget& target, Clock& clock) {
    return std::make_unique<AdSession>(*this, target, clock);
}

std::string AdPlace::keyOf(const Donor& donor) const {
    return donor.address + '\n' + donor.phone;
}

/// Who had an identifier first can be seen from it: see World::join().
std::string AdPlace::accountOf(const std::string& identifier) const {
    if (m_rule == AccountOf::Household) {
        const auto known = m_kept.leads.find(identifier);
        return known != m_kept.leads.end() ? known->second : identifier;
    }
    if (m_rule == AccountOf::Identifier) {
        return identifier;
    }
    if (identifier.front() == '+') {
        return "p" + std::to_string(std::stoi(identifier.substr(World::kPhoneStem.size(), 2)));
    }
    const std::string name = identifier.substr(0, identifier.find('@'));
    return name.substr(name.rfind('.') + 1);
}

void AdPlace::leadTogether(const std::set<std::string>& identifiers) {
    if (m_rule != AccountOf::Household || identifiers.empty()) {
        return;
    }
    const auto known = std::find_if(identifiers.begin(), identifiers.end(),
                                    [this](const std::string& one) { return m_kept.leads.contains(one); });
    const std::string account = accountOf(known != identifiers.end() ? *known : *identifiers.begin());
    for (const std::string& one : identifiers) {
        m_kept.leads.emplace(one, account);
    }
}

bool AdPlace::has(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    const auto identifiers = identifiersIn(key);
    return std::all_of(identifiers.begin(), identifiers.end(),
                       [this](const std::string& one) { return m_kept.in.contains(accountOf(one)); });
}

/// By what somebody else's identifiers led to the same account, nobody could know who was never put in with any of
/// them: neither themselves, nor by way of others that lead there.
bool AdPlace::wentAlong(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    const auto identifiers = identifiersIn(key);
    return std::all_of(identifiers.begin(), identifiers.end(), [&](const std::string& one) {
        const std::string account = accountOf(one);
        const auto by = m_kept.takenBy.find(account);
        return m_kept.in.contains(account) ||
               (by != m_kept.takenBy.end() &&
                std::none_of(by->second.begin(), by->second.end(), [&](const std::string& other) {
                    return haveOneInCommon(key, other) || tied(one, other);
                }));
    });
}

bool AdPlace::isWaiting(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    const auto identifiers = identifiersIn(key);
    return std::all_of(identifiers.begin(), identifiers.end(), [&](const std::string& one) {
        return m_kept.in.contains(accountOf(one)) || m_kept.waiting.contains(accountOf(one));
    });
}

/// Whether an identifier was ever put in with one of a key, or with one that was, and so on; all of them leading to one
/// account. It does not matter who has those that lie between, or whether anybody has.
bool AdPlace::tied(const std::string& identifier, const std::string& key) const {
    const std::string account = accountOf(identifier);
    std::vector<std::string> open;
    std::set<std::string> seen;
    const auto reach = [&](const std::string& put) {
        for (const std::string& one : identifiersIn(put)) {
            if (accountOf(one) == account && seen.insert(one).second) {
                open.push_back(one);
            }
        }
    };
    reach(key);
    while (!open.empty()) {
        const std::string one = open.back() + '\n';
        open.pop_back();
        for (const std::string& put : m_kept.puts) {
            if (haveOneInCommon(put, one)) {
                reach(put);
            }
        }
    }
    return seen.contains(identifier);
}

void AdPlace::put(const std::vector<std::string_view>& identifiers) {
    std::string key;
    const std::set<std::string> all = blanksLeftAway(identifiers);
    leadTogether(all);
    for (const std::string& one : all) {
        const std::string account = accountOf(one);
        m_kept.in.insert(account);
        m_kept.waiting.erase(account);
        m_kept.takenBy.erase(account);
        key += one + '\n';
    }
    std::erase(m_kept.puts, key);
    m_kept.puts.push_back(key);
}

void AdPlace::takeOut(const std::vector<std::string_view>& identifiers) {
    const auto all = blanksLeftAway(identifiers);
    const std::string key = putWith(all);
    for (const std::string& one : all) {
        const std::string account = accountOf(one);
        m_kept.in.erase(account);
        m_kept.takenBy[account].insert(key);
    }
}

/// Where each identifier leads to an account of its own nobody goes along whose identifiers were left in.
void AdPlace::wait(const std::vector<std::string_view>& identifiers) {
    for (const std::string& one : blanksLeftAway(identifiers)) {
        if (m_rule != AccountOf::Identifier && !m_kept.in.contains(accountOf(one))) {
            m_kept.waiting.insert(accountOf(one));
        }
    }
}

/// The key that these are of: a removal says less where others share the rest.
std::string AdPlace::putWith(const std::set<std::string>& identifiers) const {
    const auto found = std::find_if(m_kept.puts.rbegin(), m_kept.puts.rend(), [&](const std::string& key) {
        const auto put = identifiersIn(key);
        return std::all_of(identifiers.begin(), identifiers.end(), [&put](const std::string& one) {
            return std::find(put.begin(), put.end(), one) != put.end();
        });
    });
    return found != m_kept.puts.rend() ? *found : std::string();
}

std::vector<std::string> AdPlace::beside(const std::set<std::string>& keys) const {
    const std::lock_guard lock(m_mutex);
    std::set<std::string> led;
    for (const std::string& key : keys) {
        for (const std::string& identifier : identifiersIn(key)) {
            led.insert(accountOf(identifier));
        }
    }
    std::vector<std::string> others;
    std::set_difference(m_kept.in.begin(), m_kept.in.end(), led.begin(), led.end(), std::back_inserter(others));
    return others;
}

bool AdPlace::addedByOthers(const std::string& key, Clock&) {
    const std::lock_guard lock(m_mutex);
    return m_kept.in.insert(accountOf(key)).second;
}

std::any AdPlace::keep() const {
    const std::lock_guard lock(m_mutex);
    return std::pair(m_kept, m_told);
}

void AdPlace::putBack(const std::any& kept) {
    const std::lock_guard lock(m_mutex);
    std::tie(m_kept, m_told) = std::any_cast<const std::pair<Kept, Deliveries>&>(kept);
}

AdSession::AdSession(AdPlace& place, const PushTarget& target, Clock& clock)
    : PlaceSession(place, target, clock)
    , m_audience(place) {}

std::string AdSession::keyOf(const PersonChange& person) const {
    const auto& values = person.values.empty() ? person.previous : person.values;
    std::string key;
    for (const std::string_view value : values) {
        key += (key.empty() ? "" : "\n") + std::string(value);
    }
    return key;
}

void AdSession::put(const PersonChange& person, std::uint32_t, BatchResult&) {
    m_audience.put(person.values);
    ++count().puts;
}

void AdSession::takeOut(const PersonChange& person, std::uint32_t, BatchResult&) {
    m_audience.takeOut(person.previous);
    ++count().removals;
}

/// Whoever shares an identifier with somebody who was taken out may have gone along. They are put in again by a request
/// of its own, which is lost with the answer to the one before.
void AdSession::taken(const ChangeBatch& batch, bool answered) {
    for (const PersonChange& person : batch.people) {
        for (const std::vector<std::string_view>& sharer : person.again) {
            answered ? m_audience.put(sharer) : m_audience.wait(sharer);
        }
    }
}

} // namespace pathways::test
