// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/audience.h"
#include "core/model/pathway.h"
#include "core/services/connections/connection_summary.h"

namespace pathways {

struct ServiceContext;
class ConnectionChecks;

/// What is stored about the connections, as people see it: their state, who uses them, where an audience can go. Asks
/// no platform. GUI thread.
class ConnectionOverview final {
public:
    ConnectionOverview(ServiceContext& context, const ConnectionChecks& checks);

    [[nodiscard]] Result<QList<ConnectionSummary>> list() const;
    [[nodiscard]] Result<ConnectionSummary> find(const ConnectionId& id) const;
    [[nodiscard]] Result<ConnectionSummary> findByName(const QString& name) const;
    [[nodiscard]] Result<QList<DestinationChoice>> choicesFor(const AudienceId& audience) const;

private:
    [[nodiscard]] ConnectionSummary summarise(const Connection& connection, const QList<Pathway>& pathways) const;
    void describeState(ConnectionSummary& summary) const;
    void describeUse(ConnectionSummary& summary, const QList<Pathway>& pathways) const;
    [[nodiscard]] const DestinationType* type(const QString& key) const;
    [[nodiscard]] bool pushedBefore(const PathwayId& pathway) const;

    ServiceContext& m_context;
    const ConnectionChecks& m_checks;
};

} // namespace pathways
