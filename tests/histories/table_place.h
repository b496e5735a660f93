// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/keyed_place.h"

namespace pathways::test {

/// A table with a key column whose collation takes capitals and spaces around for the same. Rows carry no trace of who
/// wrote them, or when.
class TablePlace final : public KeyedPlace {
public:
    TablePlace();
    [[nodiscard]] std::unique_ptr<PushSession> begin(const PushTarget& target, Clock& clock) override;
    Meaning happen(Happening what, const std::string& who, Clock& clock) override;
    [[nodiscard]] bool takesAnyKey() const override { return true; }

private:
    friend class TableSession;
};

/// A batch is a transaction of the table.
class TableSession final : public PlaceSession {
public:
    TableSession(TablePlace& place, const PushTarget& target, Clock& clock);
    Result<QString> keyForm(std::stop_token stop) override;
    Result<std::vector<std::optional<std::string>>> serverForm(const std::vector<std::string>& keys,
                                                               std::stop_token stop) override;
    Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) override;

protected:
    void put(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    void takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) override;
    [[nodiscard]] std::string keyOf(const PersonChange& person) const override;
    [[nodiscard]] std::string formOf(std::string_view key) const override;

private:
    TablePlace& m_table;
};

} // namespace pathways::test
