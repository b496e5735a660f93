// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/journal.h"

#include <optional>

namespace pathways {

struct ServiceContext;

/// Pushes as the journal remembers them, and what a support request tells of them. GUI thread.
class PushHistory final {
public:
    explicit PushHistory(ServiceContext& context)
        : m_context(context) {}

    /// Newest first.
    [[nodiscard]] Result<QList<Push>> list(const std::optional<PathwayId>& pathway, int limit) const;
    [[nodiscard]] Result<Push> find(const PushId& id) const;
    [[nodiscard]] Result<QList<RowOutcome>> rowOutcomes(const PushId& id, int offset, int limit,
                                                        const std::optional<Reason>& reason) const;
    [[nodiscard]] Result<QMap<Reason, qint64>> rowOutcomeCounts(const PushId& id) const;
    [[nodiscard]] Result<QMap<Reason, qint64>> unlisted(const PushId& id) const;
    [[nodiscard]] Result<void> remove(const PushId& id);
    /// Plain text, redacted, without any donor's value.
    [[nodiscard]] Result<QString> supportDetails(const PathwayId& pathway) const;

private:
    [[nodiscard]] Journal journal() const;

    ServiceContext& m_context;
};

} // namespace pathways
