// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/connection_overview.h"

#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/services/connections/connection_checks.h"
#include "core/services/connections/connection_expiry.h"
#include "core/services/connections/sign_in_provider.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ConnectionOverview)
};

constexpr int kPushesLookedAt = 20;

} // namespace

ConnectionOverview::ConnectionOverview(ServiceContext& context, const ConnectionChecks& checks)
    : m_context(context)
    , m_checks(checks) {}

const DestinationType* ConnectionOverview::type(const QString& key) const {
    const Connector* connector = m_context.connectors.find(key);
    return connector == nullptr ? nullptr : &connector->type();
}

ConnectionSummary ConnectionOverview::summarise(const Connection& connection, const QList<Pathway>& pathways) const {
    ConnectionSummary summary;
    summary.connection = connection;
    summary.signedInAs = connection.settings.value(sign_in_setting::kWho);
    if (const DestinationType* known = type(connection.type)) {
        summary.typeName = known->name;
        summary.icon = known->icon;
        summary.kind = known->kind;
    } else {
        summary.typeName = connection.type;
    }
    describeState(summary);
    describeUse(summary, pathways);
    return summary;
}

void ConnectionOverview::describeState(ConnectionSummary& summary) const {
    const Connection& connection = summary.connection;
    const QDateTime now = m_context.clock.now();
    const qint64 days = connection.expires ? daysUntil(*connection.expires, now) : kExpiryWarningDays + 1;
    if (m_checks.running(connection.id)) {
        summary.state = ConnectionState::Checking;
        summary.stateText = Texts::tr("Checking");
    } else if (connection.problem && connection.problem->kind == ErrorKind::SignIn) {
        summary.state = ConnectionState::NeedsSignIn;
        summary.stateText = Texts::tr("Needs sign-in");
    } else if (connection.expires && *connection.expires <= now) {
        summary.state = ConnectionState::NeedsSignIn;
        summary.stateText = Texts::tr("Needs sign-in");
        summary.connection.problem = credentialEnded(*connection.expires);
    } else if (connection.problem) {
        summary.state = ConnectionState::Problem;
        summary.stateText = connection.problem->what;
    } else if (days <= kExpiryWarningDays) {
        summary.state = ConnectionState::ExpiresSoon;
        summary.stateText =
            days <= 0 ? Texts::tr("Expires today") : Texts::tr("Expires in %n day(s)", nullptr, int(days));
    } else {
        summary.stateText = Texts::tr("Active");
    }
}

void ConnectionOverview::describeUse(ConnectionSummary& summary, const QList<Pathway>& pathways) const {
    Journal journal(m_context.database, m_context.keys);
    for (const Pathway& pathway : pathways) {
        if (pathway.connection != summary.connection.id) {
            continue;
        }
        summary.pathways << pathway.name;
        const auto history = journal.history(pathway.id, kPushesLookedAt);
        for (const Push& push : history.value_or(QList<Push>{})) {
            const bool done = push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
            if (done && push.ended && (!summary.lastSuccess || *push.ended > *summary.lastSuccess)) {
                summary.lastSuccess = push.ended;
            }
        }
    }
}

Result<QList<ConnectionSummary>> ConnectionOverview::list() const {
    auto connections = ConnectionRepository(m_context.database).all();
    if (!connections) {
        return fail(connections.error());
    }
    auto pathways = PathwayRepository(m_context.database).all();
    if (!pathways) {
        return fail(pathways.error());
    }
    QList<ConnectionSummary> summaries;
    for (const Connection& connection : *connections) {
        summaries << summarise(connection, *pathways);
    }
    return summaries;
}

Result<ConnectionSummary> ConnectionOverview::find(const ConnectionId& id) const {
    return ConnectionRepository(m_context.database).find(id).and_then([this](const Connection& connection) {
        return PathwayRepository(m_context.database).all().map([&](const QList<Pathway>& pathways) {
            return summarise(connection, pathways);
        });
    });
}

Result<ConnectionSummary> ConnectionOverview::findByName(const QString& name) const {
    return ConnectionRepository(m_context.database).findByName(name).and_then([this](const Connection& connection) {
        return find(connection.id);
    });
}

bool ConnectionOverview::pushedBefore(const PathwayId& pathway) const {
    const auto history = Journal(m_context.database, m_context.keys).history(pathway, kPushesLookedAt);
    const QList<Push> pushes = history.value_or(QList<Push>{});
    return std::any_of(pushes.begin(), pushes.end(),
                       [](const Push& push) { return push.counts.accepted > 0 || push.status == PushStatus::Synced; });
}

Result<QList<DestinationChoice>> ConnectionOverview::choicesFor(const AudienceId& audienceId) const {
    const auto audience = AudienceRepository(m_context.database).find(audienceId);
    if (!audience) {
        return fail(audience.error());
    }
    auto summaries = list();
    if (!summaries) {
        return fail(summaries.error());
    }
    const auto pathways = PathwayRepository(m_context.database).all();
    if (!pathways) {
        return fail(pathways.error());
    }
    QList<DestinationChoice> choices;
    for (const ConnectionSummary& summary : *summaries) {
        DestinationChoice choice;
        choice.summary = summary;
        const DestinationType* known = type(summary.connection.type);
        if (known == nullptr) {
            choice.selectable = false;
            choice.reason = Texts::tr("This version of Pathways does not know this destination.");
        } else if (audience->kind == AudienceKind::Modeled && known->refusesModeled) {
            choice.selectable = false;
            choice.reason = Texts::tr("You cannot push modeled audiences to this destination");
        } else if (summary.state == ConnectionState::NeedsSignIn) {
            choice.selectable = false;
            choice.reason = Texts::tr("Needs sign-in");
        }
        for (const Pathway& pathway : *pathways) {
            if (pathway.audience == audienceId && pathway.connection == summary.connection.id) {
                choice.alreadyPushed = choice.alreadyPushed || pushedBefore(pathway.id);
            }
        }
        choices << choice;
    }
    return choices;
}

} // namespace pathways
