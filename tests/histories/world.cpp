// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/world.h"

#include <algorithm>

namespace pathways::test {

void World::optOut(const std::string& address, bool ownWish) {
    optedOut.insert(address);
    for (const Donor& donor : donors) {
        if (ownWish && (donor.address == address || donor.had.contains(address))) {
            saidNo.insert(donor.id);
        }
    }
}

int World::join(std::size_t audience) {
    const int id = int(donors.size());
    donors.push_back({id, "p" + std::to_string(id) + "@riverbank.org", "Name" + std::to_string(id), {}});
    audiences[audience].push_back(id);
    return id;
}

void World::leave(std::size_t audience, std::size_t position) {
    audiences[audience].erase(audiences[audience].begin() + std::ptrdiff_t(position));
}

bool World::in(std::size_t audience, int donor) const {
    const auto& ids = audiences[audience];
    return std::find(ids.begin(), ids.end(), donor) != ids.end();
}

bool World::stillWanted(const std::string& address, int donor) const {
    return !saidNo.contains(donor) && !optedOut.contains(address) && !archivedByStaff.contains(address);
}

std::set<std::string> World::heldAtOldAddress(std::size_t audience) const {
    std::set<std::string> held;
    for (const int id : audiences[audience]) {
        const Donor& donor = donors[std::size_t(id)];
        if (!stillWanted(donor.address, id)) {
            held.insert(donor.had.begin(), donor.had.end());
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
        if (stillWanted(address, id)) {
            addresses.emplace(address, id);
        }
    }
    return addresses;
}

} // namespace pathways::test
