// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/place.h"

#include <map>

namespace pathways::test {

/// Which account an identifier leads to.
enum class AccountOf {
    Identifier, ///< One of its own.
    Person,     ///< That of whoever had it first.
    Household   ///< That which any identifier leads to with which it was first put in.
};

/// An audience of an ad platform: nobody can read it. What is sent are identifiers, and each leads to an account.
/// Putting any of them puts the account in, taking out any of them takes it out, whoever else it belongs to.
class AdPlace final : public Place {
public:
    explicit AdPlace(AccountOf rule);
    [[nodiscard]] QList<ColumnMapping> mapping(bool named) const override;
    [[nodiscard]] std::unique_ptr<PushSession> begin(const PushTarget& target, Clock& clock) override;
    [[nodiscard]] std::string keyOf(const Donor& donor) const override;
    [[nodiscard]] bool takes(const Donor&, bool) const override { return true; } // An address is one of several.
    /// All accounts to which the identifiers of the key lead are in.
    [[nodiscard]] bool has(const std::string& key) const override;
    [[nodiscard]] std::optional<std::string> nameAt(const std::string&) const override { return std::nullopt; }
    [[nodiscard]] bool wentAlong(const std::string& key) const override;
    [[nodiscard]] bool isWaiting(const std::string& key) const override;
    [[nodiscard]] std::vector<std::string> beside(const std::set<std::string>& keys) const override;
    Meaning happen(Happening, const std::string&, Clock&) override { return Meaning::Nothing; }
    /// An account of somebody of whom nobody here knows anything.
    bool addedByOthers(const std::string& key, Clock& clock) override;
    [[nodiscard]] std::any keep() const override;
    void putBack(const std::any& kept) override;

private:
    friend class AdSession;
    struct Kept {
        std::set<std::string> in;                             ///< Accounts.
        std::map<std::string, std::string> leads;             ///< Of households: identifiers, each with its account.
        std::vector<std::string> puts;                        ///< Keys that were put, the newest last.
        std::map<std::string, std::set<std::string>> takenBy; ///< Accounts that are out, with the keys taken out last.
        std::set<std::string> waiting; ///< Accounts that went along, and are out until a pathway sends them again.
    };
    [[nodiscard]] std::string accountOf(const std::string& identifier) const;
    void leadTogether(const std::set<std::string>& identifiers);
    [[nodiscard]] bool tied(const std::string& identifier, const std::string& key) const;
    void put(const std::vector<std::string_view>& identifiers);
    void takeOut(const std::vector<std::string_view>& identifiers);
    void wait(const std::vector<std::string_view>& identifiers);
    [[nodiscard]] std::string putWith(const std::set<std::string>& identifiers) const;

    const AccountOf m_rule;
    Kept m_kept;
};

class AdSession final : public PlaceSession {
public:
    AdSession(AdPlace& place, const PushTarget& target, Clock& clock);

protected:
    void put(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    void takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    void taken(const ChangeBatch& batch, bool answered) override;
    [[nodiscard]] std::string keyOf(const PersonChange& person) const override;

private:
    AdPlace& m_audience;
};

} // namespace pathways::test
