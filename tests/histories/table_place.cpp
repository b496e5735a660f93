// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/table_place.h"

#include <algorithm>
#include <cctype>

namespace pathways::test {

namespace {

std::string folded(std::string_view key) {
    const auto isSpace = [](unsigned char c) { return std::isspace(c) != 0; };
    while (!key.empty() && isSpace(static_cast<unsigned char>(key.front()))) {
        key.remove_prefix(1);
    }
    while (!key.empty() && isSpace(static_cast<unsigned char>(key.back()))) {
        key.remove_suffix(1);
    }
    std::string form(key);
    std::transform(form.begin(), form.end(), form.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return form;
}

} // namespace

TablePlace::TablePlace() {
    m_type.key = QStringLiteral("table");
    m_type.kind = DestinationKind::FilesAndDatabases;
    m_type.canReadBack = true;
    m_type.absence = Absence::Accident;
    m_type.oneKey = true;
    m_type.ownKeyForm = true;
    m_type.rules = IdentityRules::Plain;
    m_keyKind = FieldKind::Text;
}

std::unique_ptr<PushSession> TablePlace::begin(const PushTarget& target, Clock& clock) {
    return std::make_unique<TableSession>(*this, target, clock);
}

/// Whatever it was, a row of a table is deleted.
Meaning TablePlace::happen(Happening, const std::string& who, Clock&) {
    const std::lock_guard lock(m_mutex);
    if (subscribed(who) == nullptr) {
        return Meaning::Nothing;
    }
    vanish(who);
    return Meaning::Accident;
}

TableSession::TableSession(TablePlace& place, const PushTarget& target, Clock& clock)
    : PlaceSession(place, target, clock)
    , m_table(place) {}

std::string TableSession::keyOf(const PersonChange& person) const {
    return folded(PlaceSession::keyOf(person));
}

std::string TableSession::formOf(std::string_view key) const {
    return folded(key);
}

Result<QString> TableSession::keyForm(std::stop_token) {
    return QStringLiteral("folded");
}

Result<std::vector<std::optional<std::string>>> TableSession::serverForm(const std::vector<std::string>& keys,
                                                                         std::stop_token) {
    std::vector<std::optional<std::string>> forms;
    for (const std::string& key : keys) {
        forms.emplace_back(formOf(key));
    }
    return forms;
}

Result<void> TableSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token) {
    const auto held = lock();
    for (const auto& [form, member] : m_table.m_members) {
        RemoteMember remote;
        remote.identity = member.spelling;
        remote.form = form;
        if (!sink(remote)) {
            break;
        }
    }
    return {};
}

void TableSession::put(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    const std::string key = keyOf(person);
    const std::string before = person.previous.empty() ? std::string() : formOf(person.previous.front());
    auto& rows = m_table.m_members;
    if (isBad(person)) {
        result.rows.push_back({index, Reason::RefusedValue, {}, {}, false});
        return;
    }
    const auto old = before.empty() || before == key ? rows.end() : rows.find(before);
    if (old != rows.end() && rows.contains(key)) {
        result.rows.push_back({index, Reason::RefusedValue, {}, {}, false}); // The key would be there twice.
        return;
    }
    if (old != rows.end()) {
        rows[key] = old->second;
        rows.erase(old);
        ++count().renames;
    }
    const bool known = rows.contains(key);
    const bool ours = m_repeated && person.kind == ChangeKind::Add; // It was not there when it was read.
    if (known && !ours && m_target.method == SyncMethod::Append) {
        result.rows.push_back({index, Reason::AlreadyThere, {}, {}, false});
        return;
    }
    if (known && !ours && person.kind == ChangeKind::Add) {
        result.adopted.push_back(index);
    }
    auto& row = rows[key];
    row.spelling = std::string(person.values.front());
    row.name = nameIn(person);
    ++count().puts;
}

void TableSession::takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    if (m_table.m_members.erase(formOf(person.previous.front())) == 0) {
        result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
        return;
    }
    ++count().removals;
}

} // namespace pathways::test
