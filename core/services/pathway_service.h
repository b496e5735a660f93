// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"
#include "core/model/pathway.h"
#include "core/model/place.h"
#include "core/model/plan.h"
#include "core/model/push.h"
#include "core/services/pathways/audience_source.h"
#include "core/services/pathways/former_place.h"
#include "core/services/pathways/review.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <stop_token>

namespace pathways {

struct ServiceContext;
struct OpenConnection;
class AudienceService;
class Connector;
class PlanFile;
class PlanPeople;

/// Pathways: drafts, review and plan. GUI thread; nothing leaves the machine but reads.
class PathwayService final : public QObject {
    Q_OBJECT
public:
    PathwayService(ServiceContext& context, AudienceService& audiences, QObject* parent = nullptr);

    [[nodiscard]] Result<QList<Pathway>> list();
    [[nodiscard]] Result<Pathway> find(const PathwayId& id);
    [[nodiscard]] Result<Pathway> findByName(const QString& name);
    /// The pathway that pushed this audience over this connection last, or a fresh draft of one.
    [[nodiscard]] Result<Pathway> draftFor(const AudienceId& audience, const ConnectionId& connection);

    /// Validates the connection, then loads objects and fields and suggests a mapping for what the draft leaves open.
    [[nodiscard]] QFuture<Result<PathwayReview>> review(const Pathway& draft);
    /// Checks a mapping over every row. Keyed by field id.
    [[nodiscard]] QFuture<Result<QMap<QString, ColumnReport>>> checkMapping(const Pathway& draft);
    /// People whose value in this field has this reason, at most limit; in the clear.
    [[nodiscard]] QFuture<Result<QList<PlanPerson>>> showProblems(const Pathway& draft, const QString& fieldId,
                                                                  Reason reason, int limit);
    [[nodiscard]] QFuture<Result<FieldSpec>> createField(const Pathway& draft, const FieldSpec& wanted);

    /// Plans a push. The plan stays valid until it is pushed, replaced or dropped. With trialPeople it covers only that
    /// many people from the start of the audience (a trial), and removes nobody whom others put there.
    [[nodiscard]] QFuture<Result<std::shared_ptr<PlanFile>>>
    plan(const Pathway& pathway, std::shared_ptr<PlanProgress> progress = {}, qint64 trialPeople = 0);
    void stopPlanning();
    /// The same for a push whose turn has come, beside what somebody plans meanwhile: stopPlanning() is not about it.
    [[nodiscard]] QFuture<Result<std::shared_ptr<PlanFile>>> planInTurn(const Pathway& pathway, qint64 trialPeople,
                                                                        std::stop_token stop);
    [[nodiscard]] static const PlanSummary& summaryOf(const PlanFile& plan);
    /// The people of one part of a plan, for a list that opens. Must not outlive the program's pools.
    [[nodiscard]] std::unique_ptr<PlanPeople> people(std::shared_ptr<const PlanFile> plan, PlanPart part);

    /// Stores a pathway (id empty: a new one, named after audience and destination when the name is empty).
    /// Where it leads to another file now, its people in the one before become a pathway of their own: formerPlace().
    [[nodiscard]] Result<PathwayId> save(Pathway pathway);
    /// What storing this draft leaves behind. Pathway::clearsFormerMarks says what becomes of it: marks are taken off
    /// by the next push, people in another file by one of formerPlace(); else both stay.
    [[nodiscard]] Result<LeftBehind> leftBehind(const Pathway& draft);
    /// The pathway that save() made last of what another one led to before, if its people are to be taken out.
    [[nodiscard]] std::optional<PathwayId> formerPlace() const { return m_formerPlace; }
    /// Into the bin. Its people stay where they are, and it goes on keeping them there until the bin is emptied. To
    /// have them taken out, save it with Pathway::leaving and push it: it is in the bin once that has come to its end.
    [[nodiscard]] Result<void> remove(const PathwayId& id);
    /// Those in the bin, the last one first.
    [[nodiscard]] Result<QList<Pathway>> removed();
    /// Out of the bin; what it had put somewhere and was taken out is put again by its next push. Where another pathway
    /// has its name by now, it gets a number.
    [[nodiscard]] Result<void> restore(const PathwayId& id);
    /// A push has ended: the pathway that was to go after it is in the bin now.
    void concludeLeaving(const Push& push);
    /// Whether the memory of the place that a pathway leads to has lost something that nobody has accepted yet
    /// (promise P15). The pathway may be a draft.
    [[nodiscard]] Result<bool> hasLosses(const Pathway& pathway);
    /// Whether a plan was refused for them alone, so that it can be made once they are accepted.
    [[nodiscard]] static bool asksToAcceptLosses(const Error& error);
    /// The user has seen them: plans say them no more. Returns how many there were.
    [[nodiscard]] Result<int> acceptLosses(const Pathway& pathway);

    /// The wizard's draft, kept over restarts (rule U12).
    struct Draft {
        int step = 0;
        Pathway pathway;
    };
    [[nodiscard]] Result<std::optional<Draft>> savedDraft();
    [[nodiscard]] Result<void> saveDraft(const std::optional<Draft>& draft);

signals:
    void changed();

private:
    /// Whom a pathway joins.
    struct Parties {
        Audience audience;
        Connection connection;
        const Connector* connector = nullptr;
    };
    [[nodiscard]] Result<Parties> partiesOf(const Pathway& pathway);
    [[nodiscard]] Result<Place> placeFor(const Pathway& pathway, const Parties& parties);
    /// The pathway as it is stored and planned: of the connection's account now, with the snapshot that belongs to it.
    /// Both must be the same for a plan and for the next one, else everybody would look changed.
    [[nodiscard]] Pathway settled(Pathway pathway, const Parties& parties);
    [[nodiscard]] Result<void> canLeave(const Pathway& pathway, const Parties& parties);
    [[nodiscard]] Result<void> keyFits(const Pathway& pathway, const Parties& parties);
    [[nodiscard]] Result<void> settleBefore(const PathwayId& id);
    [[nodiscard]] Result<void> store(Pathway& pathway, const Parties& parties, LeftBehind left);
    [[nodiscard]] QString freeName(const QString& base);
    [[nodiscard]] QFuture<Result<std::shared_ptr<PlanFile>>>
    planWith(const Pathway& pathway, std::shared_ptr<PlanProgress> progress, qint64 trialPeople, std::stop_token stop);
    void noteSignInLost(const ConnectionId& id, const Error& why);
    void withAccessAndSource(
        const Parties& parties,
        std::function<void(Result<std::shared_ptr<const OpenConnection>>, Result<AudienceSource>, QThreadPool&)> next);

    ServiceContext& m_context;
    AudienceService& m_audiences;
    std::stop_source m_planning;
    std::optional<PathwayId> m_formerPlace;
};

} // namespace pathways
