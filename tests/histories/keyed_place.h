// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/place.h"

#include <map>

namespace pathways::test {

/// A place where one key tells people apart: a list, a table, a file.
class KeyedPlace : public Place {
public:
    enum class Status { Subscribed, Unsubscribed, Cleaned, Archived };
    struct Member {
        Status status = Status::Subscribed;
        std::string spelling; ///< Of the key, as it was put.
        std::string name;
        std::set<std::string> tags;
        bool byOthers = false;  ///< Put there by somebody else, before us or beside us.
        std::string putBy;      ///< The push that put them there.
        QDateTime joined = {};  ///< When they came to be as they are.
        QDateTime changed = {}; ///< When anything of them changed last.
    };
    using Members = std::map<std::string, Member>; ///< By key, in the place's own form.

    [[nodiscard]] QList<ColumnMapping> mapping(bool named) const override;
    [[nodiscard]] bool has(const std::string& key) const override;
    [[nodiscard]] std::optional<std::string> nameAt(const std::string& key) const override;
    [[nodiscard]] bool hasTag(const std::string& key, const std::string& tag) const override;
    [[nodiscard]] std::vector<std::string> beside(const std::set<std::string>& keys) const override;
    bool addedByOthers(const std::string& key, Clock& clock) override;
    [[nodiscard]] std::any keep() const override;
    void putBack(const std::any& kept) override;

protected:
    [[nodiscard]] Member* subscribed(const std::string& key);
    [[nodiscard]] const Member* subscribed(const std::string& key) const;
    /// Their row is not there any more.
    Meaning vanish(const std::string& key);

    Members m_members;
    FieldKind m_keyKind = FieldKind::Email;
};

} // namespace pathways::test
