// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// A donor as the organisation knows them. The id never changes; the address may.
struct Donor {
    int id = 0;
    std::string address;
    std::string name;
    std::set<std::string> had; ///< Earlier addresses: the list may still have one of them.
};

/// What is true outside the program: who the people are, who belongs to which audience, and what people and staff did
/// at the list. It records what it did itself and never looks into the workspace.
struct World {
    std::vector<Donor> donors;               ///< By id.
    std::vector<std::vector<int>> audiences; ///< Ids in the order of the rows.
    std::set<std::string> optedOut;          ///< Addresses that left at their own wish, or bounced.
    std::set<int> saidNo;                    ///< People who left at their own wish, wherever they can be reached.
    std::set<std::string> archivedByStaff;   ///< Taken out by hand at the platform.
    std::set<std::string> putByOthers;       ///< Put on the list by somebody else.

    /// Whoever has this address leaves the list at their own wish, or the address bounces.
    void optOut(const std::string& address, bool ownWish);
    [[nodiscard]] int join(std::size_t audience);
    void leave(std::size_t audience, std::size_t position);
    [[nodiscard]] bool in(std::size_t audience, int donor) const;
    /// Addresses that a push of this audience has to leave on the list, each with the id of its donor.
    [[nodiscard]] std::map<std::string, int> wanted(std::size_t audience) const;
    /// Whether whoever has or had this address left at another one.
    [[nodiscard]] bool leftElsewhere(const std::string& address) const;
    /// Earlier addresses of people of this audience whose present one cannot be put: they stay there until it can.
    [[nodiscard]] std::set<std::string> heldAtOldAddress(std::size_t audience) const;
    /// Whether somebody may still be expected on the list: neither they nor the address left since.
    [[nodiscard]] bool stillWanted(const std::string& address, int donor) const;
};

} // namespace pathways::test
