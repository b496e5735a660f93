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

} // namespace

AdPlace::AdPlace(bool onePerPerson)
    : m_onePerPerson(onePerPerson) {
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
    if (!m_onePerPerson) {
        return identifier;
    }
    if (identifier.front() == '+') {
        return "p" + std::to_string(std::stoi(identifier.substr(World::kPhoneStem.size(), 2)));
    }
    const std::string name = identifier.substr(0, identifier.find('@'));
    return name.substr(name.rfind('.') + 1);
}

bool AdPlace::has(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    const auto identifiers = identifiersIn(key);
    return std::all_of(identifiers.begin(), identifiers.end(),
                       [this](const std::string& one) { return m_in.contains(accountOf(one)); });
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
    std::set_difference(m_in.begin(), m_in.end(), led.begin(), led.end(), std::back_inserter(others));
    return others;
}

bool AdPlace::addedByOthers(const std::string& key, Clock&) {
    const std::lock_guard lock(m_mutex);
    return m_in.insert(accountOf(key)).second;
}

std::any AdPlace::keep() const {
    const std::lock_guard lock(m_mutex);
    return std::pair(m_in, m_told);
}

void AdPlace::putBack(const std::any& kept) {
    const std::lock_guard lock(m_mutex);
    std::tie(m_in, m_told) = std::any_cast<const std::pair<std::set<std::string>, Deliveries>&>(kept);
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

/// What they were put in with before, and have no more, goes first: it may lead to the same account.
void AdSession::put(const PersonChange& person, std::uint32_t, BatchResult&) {
    const bool replaces = !person.previous.empty() && !person.wasThere && m_target.method == SyncMethod::Mirror;
    for (const std::string_view before : replaces ? person.previous : std::vector<std::string_view>()) {
        const bool stays = std::find(person.values.begin(), person.values.end(), before) != person.values.end();
        if (!before.empty() && !stays) {
            count().renames += int(m_audience.m_in.erase(m_audience.accountOf(std::string(before))));
        }
    }
    for (const std::string_view value : person.values) {
        if (!value.empty()) {
            m_audience.m_in.insert(m_audience.accountOf(std::string(value)));
        }
    }
    ++count().puts;
}

void AdSession::takeOut(const PersonChange& person, std::uint32_t, BatchResult&) {
    for (const std::string_view value : person.previous) {
        if (!value.empty()) {
            m_audience.m_in.erase(m_audience.accountOf(std::string(value)));
        }
    }
    ++count().removals;
}

} // namespace pathways::test
