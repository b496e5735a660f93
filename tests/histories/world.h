// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pathways::test {

/// A donor as the organisation knows them. The id never changes; the rest may.
struct Donor {
    int id = 0;
    std::string address;
    std::string name; ///< With an exclamation mark: a value that no place takes.
    std::string phone;
    std::set<std::string> had; ///< Earlier addresses: a place may still have one of them.
    std::string spelling = {}; ///< How the address is spelt in the file; empty: as it is.
    int phones = 0;            ///< How many they have had.
    [[nodiscard]] bool isBad() const { return name.find('!') != std::string::npos; }
    [[nodiscard]] bool isDamaged() const { return !spelling.empty() && spelling.find('@') == std::string::npos; }
};

/// What is true outside the program: who the people are, who belongs to which audience, and what people and staff did
/// at the place. It records what it did itself and never looks into the workspace.
struct World {
    static constexpr std::string_view kPhoneStem = "+49301234"; ///< Then two digits of the donor, and two of the phone.

    std::vector<Donor> donors;               ///< By id.
    std::vector<std::vector<int>> audiences; ///< Ids in the order of the rows.
    std::set<std::string> optedOut;          ///< Addresses that left at their own wish, or bounced.
    std::set<int> saidNo;                    ///< People who left at their own wish, wherever they can be reached.
    /// Who is gone from the place since the last plan: whoever is back before the next one was never seen gone.
    std::set<std::string> unseen;
    std::set<std::string> archivedByStaff;      ///< Taken out by hand at the platform.
    std::set<std::string> maybeLeft;            ///< Nobody can say whether they left or were never put.
    std::set<std::string> putByOthers;          ///< Put there by somebody else.
    std::set<std::string> writtenByOthers;      ///< Ours as far as anybody can know, with values of somebody else's.
    std::set<std::pair<std::size_t, int>> noes; ///< Audience and donor: the row says no.
    std::map<std::string, int> vanished;        ///< Rows that went by accident: at which moment.
    int moment = 0;                             ///< Number of the step.

    /// Whoever has this address leaves the list at their own wish, or the address bounces.
    void optOut(const std::string& address, bool ownWish);
    /// The same, and nobody is told.
    void maybeLeave(const std::string& address);
    /// Whoever left at this address is there again by their own wish.
    void comeBack(const std::string& address);
    [[nodiscard]] int join(std::size_t audience);
    void leave(std::size_t audience, std::size_t position);
    void givePhone(Donor& donor) const;
    [[nodiscard]] bool in(std::size_t audience, int donor) const;
    [[nodiscard]] bool saysNo(std::size_t audience, int donor) const { return noes.contains({audience, donor}); }
    /// Rows of an audience that could be sent: addresses, each with the id of its donor.
    [[nodiscard]] std::map<std::string, int> wanted(std::size_t audience) const;
    /// Whether whoever has or had this address left at another one.
    [[nodiscard]] bool leftElsewhere(const std::string& address) const;
    /// Earlier addresses of people of this audience whose present one cannot be put: they stay there until it can.
    [[nodiscard]] std::set<std::string> heldAtOldAddress(std::size_t audience, bool named) const;
    /// Whether somebody may still be expected there: neither they nor the address left since.
    [[nodiscard]] bool stillWanted(const std::string& address, int donor) const;
};

} // namespace pathways::test
