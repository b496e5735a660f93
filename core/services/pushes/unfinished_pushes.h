// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/journal.h"

#include <functional>
#include <optional>

namespace pathways {

struct ServiceContext;

/// Pushes that did not come to their end: which of them can go on, and the end of those that must not, because their
/// pathway was changed or pushed anew, or their plan cannot be read any more. What they have sent is remembered before
/// they end. GUI thread.
class UnfinishedPushes final {
public:
    explicit UnfinishedPushes(ServiceContext& context)
        : m_context(context) {}

    /// Those that can go on, as far as can be told without their plans. isUnderWay: such are neither listed nor
    /// touched.
    [[nodiscard]] Result<QList<Push>> list(const std::function<bool(const PushId&)>& isUnderWay);
    /// What is needed to go on with one; where it must not, it is ended, and the error says why.
    [[nodiscard]] Result<Journal::Unfinished> take(const PushId& id);

private:
    [[nodiscard]] Journal journal() const;
    /// Why it must not go on.
    [[nodiscard]] std::optional<Error> overtakenBy(const Journal::Unfinished& unfinished) const;
    /// Ends a push for good, once it is settled.
    void end(const PushId& id, const Error& reason);

    ServiceContext& m_context;
};

} // namespace pathways
