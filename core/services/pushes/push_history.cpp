// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/push_history.h"

#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/push/settle.h"
#include "core/services/pushes/support_text.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

namespace pathways {

namespace {
constexpr int kSupportHistory = 500; // Far enough back for the last success.
constexpr int kSupportRows = 500;
constexpr int kSupportNotes = 5;
} // namespace

Journal PushHistory::journal() const {
    return Journal(m_context.database, m_context.keys);
}

Result<QList<Push>> PushHistory::list(const std::optional<PathwayId>& pathway, int limit) const {
    return journal().history(pathway, limit);
}

Result<Push> PushHistory::find(const PushId& id) const {
    return journal().find(id).map([](const Journal::Unfinished& known) { return known.push; });
}

Result<QList<RowOutcome>> PushHistory::rowOutcomes(const PushId& id, int offset, int limit,
                                                   const std::optional<Reason>& reason) const {
    return journal().rowOutcomes(id, offset, limit, reason);
}

Result<QMap<Reason, qint64>> PushHistory::rowOutcomeCounts(const PushId& id) const {
    return journal().rowOutcomeCounts(id);
}

Result<QMap<Reason, qint64>> PushHistory::unlisted(const PushId& id) const {
    return journal().unlisted(id);
}

Result<void> PushHistory::remove(const PushId& id) {
    const auto known = journal().find(id);
    const bool ended = known && known->push.status != PushStatus::Processing && !known->push.resumable;
    if (ended && !known->settled) {
        // What it has sent is remembered before it goes; where that fails, the journal keeps it.
        static_cast<void>(settlePush({m_context.workspace, m_context.database, m_context.keys, m_context.clock}, id));
    }
    return journal().remove(id);
}

Result<QString> PushHistory::supportDetails(const PathwayId& id) const {
    auto pathway = PathwayRepository(m_context.database).find(id);
    if (!pathway) {
        return fail(pathway.error());
    }
    const auto audience = AudienceRepository(m_context.database).find(pathway->audience);
    const auto connection = ConnectionRepository(m_context.database).find(pathway->connection);
    auto pushes = list(id, kSupportHistory);
    if (!pushes) {
        return fail(pushes.error());
    }
    QMap<Reason, qint64> reasons;
    QStringList notes;
    if (!pushes->isEmpty()) {
        const PushId latest = pushes->front().id;
        reasons = rowOutcomeCounts(latest).value_or(QMap<Reason, qint64>{});
        for (const RowOutcome& row : rowOutcomes(latest, 0, kSupportRows, {}).value_or(QList<RowOutcome>{})) {
            if (!row.note.isEmpty() && !notes.contains(row.note) && notes.size() < kSupportNotes) {
                notes << row.note;
            }
        }
    }
    const Connector* connector = connection ? m_context.connectors.find(connection->type) : nullptr;
    return supportText(SupportFacts{.audience = audience ? audience->name : QString(),
                                    .platform = connector != nullptr ? connector->type().name : QString(),
                                    .object = pathway->object.name,
                                    .method = displayName(pathway->method),
                                    .practice = connection && connection->practice,
                                    .history = *pushes,
                                    .connectionProblem = connection ? connection->problem : std::nullopt,
                                    .reasons = reasons,
                                    .notes = notes,
                                    .now = m_context.clock.now()});
}

} // namespace pathways
