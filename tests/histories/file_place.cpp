// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/file_place.h"

#include <algorithm>
#include <tuple>

namespace pathways::test {

FilePlace::FilePlace() {
    m_type.key = QStringLiteral("file");
    m_type.kind = DestinationKind::FilesAndDatabases;
    m_type.canReadBack = true;
    m_type.absence = Absence::Accident;
    m_type.writesAtEnd = true;
    m_type.oneKey = true;
    m_type.rules = IdentityRules::Plain;
}

std::unique_ptr<PushSession> FilePlace::begin(const PushTarget& target, Clock& clock) {
    return std::make_unique<FileSession>(*this, target, clock);
}

/// Whatever it was, a row of a file is deleted.
Meaning FilePlace::happen(Happening, const std::string& who, Clock&) {
    const std::lock_guard lock(m_mutex);
    if (subscribed(who) == nullptr) {
        return Meaning::Nothing;
    }
    vanish(who);
    return Meaning::Accident;
}

std::any FilePlace::keep() const {
    const std::lock_guard lock(m_mutex);
    return std::tuple(m_members, m_told, m_parts);
}

void FilePlace::putBack(const std::any& kept) {
    const std::lock_guard lock(m_mutex);
    std::tie(m_members, m_told, m_parts) =
        std::any_cast<const std::tuple<Members, Deliveries, std::vector<Part>>&>(kept);
}

FileSession::FileSession(FilePlace& place, const PushTarget& target, Clock& clock)
    : PlaceSession(place, target, clock)
    , m_file(place) {}

const std::set<std::string>& FileSession::keysThere() {
    if (!m_read) {
        for (const auto& [key, member] : m_file.m_members) {
            m_there.insert(key);
        }
        m_read = true;
    }
    return m_there;
}

Result<void> FileSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token) {
    const auto held = lock();
    for (const std::string& key : keysThere()) {
        RemoteMember remote;
        remote.identity = key;
        if (!sink(remote)) {
            break;
        }
    }
    return {};
}

void FileSession::put(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    const std::string key(person.values.front());
    const std::string before = person.previous.empty() ? std::string() : std::string(person.previous.front());
    const bool known = keysThere().contains(before.empty() ? key : before);
    if (isBad(person)) {
        result.rows.push_back({index, Reason::RefusedValue, {}, {}, false});
        return;
    }
    if (known && m_target.method == SyncMethod::Append) {
        result.rows.push_back({index, Reason::AlreadyThere, {}, {}, false});
        return;
    }
    if (known && person.kind == ChangeKind::Add) {
        result.adopted.push_back(index);
    }
    m_changes.push_back({false, before, key, nameIn(person)});
}

void FileSession::takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    const std::string key(person.previous.front());
    if (!keysThere().contains(key)) {
        result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
        return;
    }
    m_changes.push_back({true, key, {}, {}});
}

void FileSession::taken(const ChangeBatch& batch, bool) {
    const std::string pathway = m_target.pathway.toStdString();
    const std::string push = m_target.pushReference.toStdString();
    auto& parts = m_file.m_parts;
    auto part = std::find_if(parts.begin(), parts.end(), [&](const FilePlace::Part& one) {
        return one.pathway == pathway && one.push == push && one.batch == batch.number;
    });
    if (part == parts.end()) {
        part = parts.insert(parts.end(), FilePlace::Part{pathway, push, batch.number, {}});
    }
    part->changes = std::move(m_changes);
    m_changes.clear();
    for (const FilePlace::Change& change : part->changes) {
        m_file.m_told.doubtful.insert(change.removal ? change.previous : change.key); // Until the push ends.
    }
}

void FileSession::fold(const FilePlace::Change& change) {
    auto& rows = m_file.m_members;
    if (change.removal) {
        count().removals += int(rows.erase(change.previous));
        return;
    }
    if (!change.previous.empty() && change.previous != change.key) {
        const auto old = rows.find(change.previous);
        if (old != rows.end() && !rows.contains(change.key)) {
            rows[change.key] = old->second;
            rows.erase(change.previous);
            ++count().renames;
        }
    }
    auto& row = rows[change.key];
    row.spelling = change.key;
    row.name = change.name;
    ++count().puts;
}

Result<void> FileSession::finish(std::stop_token) {
    const auto held = lock();
    const std::string pathway = m_target.pathway.toStdString();
    const std::string push = m_target.pushReference.toStdString();
    auto& parts = m_file.m_parts;
    for (const FilePlace::Part& part : parts) {
        if (part.pathway != pathway || part.push != push) {
            continue;
        }
        for (const FilePlace::Change& change : part.changes) {
            fold(change);
            if (!m_file.answersMayBeLost) {
                m_file.m_told.doubtful.erase(change.removal ? change.previous : change.key);
            }
        }
    }
    std::erase_if(parts, [&](const FilePlace::Part& part) { return part.pathway == pathway; });
    return {};
}

} // namespace pathways::test
