// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/mailchimp/mailchimp_model.h"

#include <list>
#include <mutex>

namespace pathways::practice::mailchimp {

/// What the account holds. Whoever reads or writes it holds the mutex.
struct Store {
    mutable std::mutex mutex;
    std::list<List> lists;
    std::string poison; ///< A request that contains it is refused as a whole.
    bool userDisabled = false;
    std::string apiKey;  ///< Empty: the built-in one.
    std::string account; ///< Whose account it is; empty: the seeded one.
    int connections = 10;

    [[nodiscard]] List* find(std::string_view id);
    List& addList(std::string_view name, std::int64_t now);
    /// The practice account as everybody first meets it.
    void seed(std::int64_t now);
};

MergeField& addField(List& list, std::string tag, std::string name, std::string type, bool required = false);

inline constexpr std::string_view kNewsletterId = "a1b2c3d4e5";

} // namespace pathways::practice::mailchimp
