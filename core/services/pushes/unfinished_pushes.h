// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/journal.h"

#include <functional>
#include <optional>

namespace pathways {

struct ServiceContext;

/// Pushes that did not come to their end: which of them can go on, and the end of those that must not, because their
/// pathway was changed or pushed anew. GUI thread.
class UnfinishedPushes final {
public:
    explicit UnfinishedPushes(ServiceContext& context)
        : m_context(context) {}

    /// Those that can go on. isUnderWay: such are neither listed nor touched.
    [[nodiscard]] Result<QList<Push>> list(const std::function<bool(const PushId&)>& isUnderWay);
    /// What is needed to go on with one; an error of kind NeedsDecision where it must not.
    [[nodiscard]] Result<Journal::Unfinished> take(const PushId& id);

private:
    [[nodiscard]] Journal journal() const;
    /// Why it must not go on.
    [[nodiscard]] std::optional<Error> overtakenBy(const Push& push) const;
    /// Ends an overtaken push for good; the reason, or nothing where it can go on.
    std::optional<Error> supersede(const Journal::Unfinished& unfinished);

    ServiceContext& m_context;
};

} // namespace pathways
