// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/planner.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/pathways/audience_source.h"

#include <memory>
#include <stop_token>

namespace pathways {

/// Plans one push: first makes sure that everybody sent by earlier ones to the same place is remembered, asks who left,
/// reads members back where the method needs it, then makes the plan. A value that a worker runs.
struct PlanTask {
    const Workspace& workspace;
    Pathway pathway;
    Audience audience;
    WorkspaceKeys keys;
    QString snapshotsFolder;
    QString spoolFolder;
    QString place; ///< Place::id of where the pathway leads.
    Clock& clock;
    QDateTime now;          ///< UTC.
    QDate today;            ///< The local date: what rules mean by today.
    qint64 trialPeople = 0; ///< Only the first so many people of the audience; 0: all.
    std::shared_ptr<PlanProgress> progress;
    std::stop_token stop;

    [[nodiscard]] Result<std::shared_ptr<PlanFile>> run(const OpenConnection& connection,
                                                        const AudienceSource& source) const;

private:
    [[nodiscard]] Result<void> settlePlace() const;
    /// The pathway after the platform was asked for the match results it still owed: a plan must not trust people who
    /// were not matched in the end.
    [[nodiscard]] Pathway upToDate(const OpenConnection& connection) const;
    [[nodiscard]] Result<std::shared_ptr<PlanFile>> plan(const OpenConnection& connection, const AudienceSource& source,
                                                         const PlaceMemory& memory, const MemberIndex* members,
                                                         const KeyRules& keyRules) const;
    /// PlanInput::again and mayAskAgain.
    struct SentAgain {
        std::vector<PersonKey>& places;
        bool mayAsk = true;
    };
    [[nodiscard]] Result<std::shared_ptr<PlanFile>> planOnce(const OpenConnection& connection,
                                                             const AudienceSource& source, const PlaceMemory& memory,
                                                             const MemberIndex* members, const KeyRules& keyRules,
                                                             const SentAgain& again) const;
    /// Whether who is there has to be read before the plan.
    [[nodiscard]] bool wantsMembers(const DestinationType& type, const PlaceMemory& memory) const;
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginReading(const OpenConnection& connection,
                                                                    const CallContext& context) const;
    [[nodiscard]] Result<std::unique_ptr<MemberIndex>> readBack(const DestinationType& type,
                                                                PushSession& session) const;
    /// The record of the last push under the keys of today, where the destination compares them by other rules than
    /// then.
    [[nodiscard]] Result<void> rekey(const DestinationType& type, const KeyRules& rules);
    /// Asks a list that says it who left it.
    [[nodiscard]] Result<void> learnWhoLeft(PushSession& session, PlaceMemory& memory) const;
    [[nodiscard]] Result<PlaceMemory> openMemory(const OpenConnection& connection, const KeyRules& rules) const;
};

} // namespace pathways
