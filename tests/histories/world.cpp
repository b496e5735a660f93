// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/world.h"

#include <algorithm>

namespace pathways::test {

namespace {

std::string twoDigits(int number) {
    const std::string digits = std::to_string(number % 100);
    return digits.size() < 2 ? "0" + digits : digits;
}

} // namespace

void World::optOut(const std::string& address, bool ownWish) {
    optedOut.insert(address);
    for (const Donor& donor : donors) {
        if (ownWish && (donor.address == address || donor.had.contains(address))) {
            saidNo.insert(donor.id);
        }
    }
}

void World::maybeLeave(const std::string& address) {
    maybeLeft.insert(address);
    for (const Donor& donor : donors) {
        if (donor.address == address || donor.had.contains(address)) {
            saidNo.insert(donor.id);
        }
    }
}

void World::comeBack(const std::string& address) {
    maybeLeft.erase(address);
    std::erase_if(saidNo, [&](int id) { return donors[std::size_t(id)].address == address; });
}

int World::join(std::size_t audience) {
    const int id = int(donors.size());
    Donor donor{id, "p" + std::to_string(id) + "@riverbank.org", "Name" + std::to_string(id), {}, {}};
    givePhone(donor);
    donors.push_back(std::move(donor));
    audiences[audience].push_back(id);
    return id;
}

void World::leave(std::size_t audience, std::size_t position) {
    audiences[audience].erase(audiences[audience].begin() + std::ptrdiff_t(position));
}

void World::givePhone(Donor& donor) const {
    donor.phone = std::string(kPhoneStem) + twoDigits(donor.id) + twoDigits(donor.phones++);
}

bool World::in(std::size_t audience, int donor) const {
    const auto& ids = audiences[audience];
    return std::find(ids.begin(), ids.end(), donor) != ids.end();
}

bool World::stillWanted(const std::string& address, int donor) const {
    return !saidNo.contains(donor) && !maybeLeft.contains(address) && !optedOut.contains(address) &&
           !archivedByStaff.contains(address);
}

std::set<std::string> World::heldAtOldAddress(std::size_t audience, bool named) const {
    std::set<std::string> held;
    for (std::size_t before = 1; before != held.size();) {
        before = held.size();
        for (const int id : audiences[audience]) {
            const Donor& donor = donors[std::size_t(id)];
            const bool stays = !stillWanted(donor.address, id) || (named && donor.isBad()) || donor.isDamaged();
            if (stays || held.contains(donor.address)) { // Whoever stays keeps others from their address.
                held.insert(donor.had.begin(), donor.had.end());
            }
        }
    }
    return held;
}

bool World::leftElsewhere(const std::string& address) const {
    return std::any_of(donors.begin(), donors.end(), [&](const Donor& donor) {
        return saidNo.contains(donor.id) && (donor.address == address || donor.had.contains(address)) &&
               !optedOut.contains(address);
    });
}

std::map<std::string, int> World::wanted(std::size_t audience) const {
    std::map<std::string, int> addresses;
    for (const int id : audiences[audience]) {
        const std::string& address = donors[std::size_t(id)].address;
        if (stillWanted(address, id) && !saysNo(audience, id)) {
            addresses.emplace(address, id);
        }
    }
    return addresses;
}

} // namespace pathways::test
