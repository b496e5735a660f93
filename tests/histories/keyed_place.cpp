// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/keyed_place.h"

#include "tests/support/engine_fixture.h"

#include <tuple>

namespace pathways::test {

QList<ColumnMapping> KeyedPlace::mapping(bool named) const {
    QList<ColumnMapping> lines{Engine::line(QStringLiteral("EMAIL"), m_keyKind, QStringLiteral("Email"), true)};
    if (named) {
        lines.append(Engine::line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"), false));
    }
    return lines;
}

KeyedPlace::Member* KeyedPlace::subscribed(const std::string& key) {
    const auto found = m_members.find(key);
    return found != m_members.end() && found->second.status == Status::Subscribed ? &found->second : nullptr;
}

const KeyedPlace::Member* KeyedPlace::subscribed(const std::string& key) const {
    const auto found = m_members.find(key);
    return found != m_members.end() && found->second.status == Status::Subscribed ? &found->second : nullptr;
}

bool KeyedPlace::has(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    return subscribed(key) != nullptr;
}

std::optional<std::string> KeyedPlace::nameAt(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    const Member* member = subscribed(key);
    return member != nullptr ? std::optional(member->name) : std::nullopt;
}

bool KeyedPlace::hasTag(const std::string& key, const std::string& tag) const {
    const std::lock_guard lock(m_mutex);
    const Member* member = subscribed(key);
    return member != nullptr && member->tags.contains(tag);
}

std::vector<std::string> KeyedPlace::beside(const std::set<std::string>& keys) const {
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> others;
    for (const auto& [key, member] : m_members) {
        if (member.status == Status::Subscribed && !keys.contains(key)) {
            others.push_back(key);
        }
    }
    return others;
}

bool KeyedPlace::addedByOthers(const std::string& key, Clock& clock) {
    const std::lock_guard lock(m_mutex);
    const auto known = m_members.find(key);
    if (known != m_members.end() && known->second.status == Status::Subscribed) {
        return false;
    }
    Member& member = m_members[key]; // Whoever is known there comes back with what is known of them.
    member.status = Status::Subscribed;
    member.spelling = key;
    member.byOthers = true;
    member.joined = member.changed = clock.now();
    return true;
}

Meaning KeyedPlace::vanish(const std::string& key) {
    m_members.erase(key);
    m_told.doubtful.erase(key);
    return m_told.acknowledged.erase(key) > 0 ? Meaning::Accident : Meaning::Unknowable;
}

std::any KeyedPlace::keep() const {
    const std::lock_guard lock(m_mutex);
    return std::pair(m_members, m_told);
}

void KeyedPlace::putBack(const std::any& kept) {
    const std::lock_guard lock(m_mutex);
    std::tie(m_members, m_told) = std::any_cast<const std::pair<Members, Deliveries>&>(kept);
}

} // namespace pathways::test
