// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/advertising/sharers.h"

#include <cstring>
#include <set>

namespace pathways {

std::vector<ChangeBatch> sharersOf(const ChangeBatch& removed, std::size_t people) {
    std::vector<ChangeBatch> parts;
    std::set<std::vector<std::string_view>> known;
    for (const PersonChange& leaver : removed.people) {
        for (const std::vector<std::string_view>& one : leaver.again) {
            if (!known.insert(one).second) {
                continue;
            }
            if (parts.empty() || parts.back().people.size() == people) {
                parts.emplace_back();
                parts.back().number = removed.number;
                parts.back().previousFields = removed.previousFields;
            }
            PersonChange person;
            person.kind = ChangeKind::Update;
            const std::size_t number = known.size(); // Tells their requests apart.
            std::memcpy(person.key.bytes.data(), &number, sizeof number);
            person.previous = one;
            parts.back().people.push_back(std::move(person));
        }
    }
    return parts;
}

} // namespace pathways
