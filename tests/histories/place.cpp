// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/place.h"

#include "tests/histories/ad_place.h"
#include "tests/histories/file_place.h"
#include "tests/histories/list_place.h"
#include "tests/histories/table_place.h"

#include <algorithm>

namespace pathways::test {

namespace {

BatchResult failed(BatchVerdict verdict) {
    BatchResult result;
    result.verdict = verdict;
    result.error = {verdict == BatchVerdict::Unknown ? ErrorKind::Network : ErrorKind::Refused,
                    QStringLiteral("The line broke."),
                    QStringLiteral("It is not known."),
                    QStringLiteral("Push again."),
                    {}};
    return result;
}

} // namespace

Operations& Operations::operator+=(const Operations& other) {
    puts += other.puts;
    renames += other.renames;
    removals += other.removals;
    marksOff += other.marksOff;
    lost += other.lost;
    refused += other.refused;
    return *this;
}

Operations Place::seen() const {
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

bool Place::doubtful(const std::string& key) const {
    const std::lock_guard lock(m_mutex);
    return m_told.doubtful.contains(key);
}

std::set<std::string> Place::takenOut() const {
    const std::lock_guard lock(m_mutex);
    return m_told.takenOut;
}

std::set<std::string> Place::refused(const std::string& push) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_told.refused.find(push);
    return found != m_told.refused.end() ? found->second : std::set<std::string>();
}

PlaceSession::PlaceSession(Place& place, PushTarget target, Clock& clock)
    : m_target(std::move(target))
    , m_clock(clock)
    , m_place(place) {}

BatchResult PlaceSession::send(const ChangeBatch& batch, std::stop_token stop) {
    const auto held = lock();
    if (stop.stop_requested()) {
        BatchResult result = failed(BatchVerdict::Refused);
        result.error.kind = ErrorKind::Canceled;
        return result;
    }
    const Mishap fault = m_place.fault ? m_place.fault(m_place.m_delivery) : Mishap::None;
    ++m_place.m_delivery;
    if (fault == Mishap::LostRequest) {
        ++count().lost;
        doubt(batch);
        return failed(BatchVerdict::Unknown);
    }
    if (fault == Mishap::Refused || fault == Mishap::RefusedWhole) {
        ++count().refused;
        BatchResult result = failed(BatchVerdict::Refused);
        result.splittable = fault == Mishap::RefusedWhole;
        for (const PersonChange& person : batch.people) {
            m_place.m_told.refused[m_target.pushReference.toStdString()].insert(keyOf(person));
        }
        return result;
    }
    BatchResult result;
    result.verdict = BatchVerdict::Acknowledged;
    m_repeated = batch.repeated;
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        batch.removal ? takeOut(batch.people[i], i, result) : put(batch.people[i], i, result);
    }
    const bool answered = fault != Mishap::LostAnswer;
    taken(batch, answered);
    remember(batch, result, answered && !m_place.answersMayBeLost);
    if (!answered || m_place.answersMayBeLost) {
        doubt(batch);
    }
    if (!answered) {
        ++count().lost;
        return failed(BatchVerdict::Unknown);
    }
    return result;
}

BatchResult PlaceSession::settle(const ChangeBatch&, const QByteArray&, std::stop_token) {
    return failed(BatchVerdict::Unknown);
}

std::string PlaceSession::keyOf(const PersonChange& person) const {
    const auto& values = person.values.empty() ? person.previous : person.values;
    return values.empty() ? std::string() : std::string(values.front());
}

bool PlaceSession::isBad(const PersonChange& person) const {
    return nameIn(person).find('!') != std::string::npos;
}

std::string PlaceSession::nameIn(const PersonChange& person) const {
    for (std::size_t i = 0; i < m_target.fields.size() && i < person.values.size(); ++i) {
        if (m_target.fields[i].id == QLatin1String("NAME")) {
            return std::string(person.values[i]);
        }
    }
    return {};
}

/// Both keys of somebody who was to be renamed.
void PlaceSession::doubt(const ChangeBatch& batch) {
    for (const PersonChange& person : batch.people) {
        m_place.m_told.doubtful.insert(keyOf(person));
        if (!person.previous.empty()) {
            m_place.m_told.doubtful.insert(formOf(person.previous.front()));
        }
    }
}

void PlaceSession::remember(const ChangeBatch& batch, const BatchResult& result, bool answered) {
    Place::Deliveries& told = m_place.m_told;
    std::set<std::string>& refused = told.refused[m_target.pushReference.toStdString()];
    const std::set<std::uint32_t> adopted(result.adopted.begin(), result.adopted.end());
    std::set<std::uint32_t> exceptions;
    for (const RowVerdict& row : result.rows) {
        exceptions.insert(row.index);
        if (row.reason == Reason::RefusedValue) {
            refused.insert(keyOf(batch.people[row.index]));
        }
    }
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        const std::string key = keyOf(batch.people[i]);
        if (exceptions.contains(i)) {
            continue;
        }
        refused.erase(key);
        if (batch.removal && !batch.people[i].markOnly) {
            told.takenOut.insert(key);
        } else if (!batch.removal) {
            told.takenOut.erase(key);
        }
        if (batch.removal) {
            if (answered && !batch.people[i].markOnly) {
                told.doubtful.erase(key);
                told.acknowledged.erase(key);
            }
        } else if (answered) {
            told.acknowledged.insert(key);
            // With the answer to a delivery that came again it is told whose they are; so it is where rows that nobody
            // else is known to have written are ours.
            const bool tells = batch.repeated || m_place.m_type.absence == Absence::Accident;
            if (tells && !adopted.contains(i)) {
                told.doubtful.erase(key);
            }
        } else {
            told.doubtful.insert(key);
        }
        const std::string before = batch.removal || batch.people[i].previous.empty()
                                       ? std::string()
                                       : std::string(batch.people[i].previous.front());
        if (!before.empty() && before != key) {
            told.takenOut.insert(before);
            if (answered) {
                told.acknowledged.erase(before);
            }
        }
    }
}

std::unique_ptr<Place> makePlace(PlaceKind kind) {
    switch (kind) {
    case PlaceKind::List:
        return std::make_unique<ListPlace>(false);
    case PlaceKind::ForgetfulList:
        return std::make_unique<ListPlace>(true);
    case PlaceKind::Table:
        return std::make_unique<TablePlace>();
    case PlaceKind::File:
        return std::make_unique<FilePlace>();
    case PlaceKind::Ads:
        return std::make_unique<AdPlace>(AccountOf::Identifier);
    case PlaceKind::AdsOfPeople:
        return std::make_unique<AdPlace>(AccountOf::Person);
    case PlaceKind::AdsOfHouseholds:
        return std::make_unique<AdPlace>(AccountOf::Household);
    }
    Q_UNREACHABLE();
}

} // namespace pathways::test
