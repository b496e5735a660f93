// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathway_service.h"

#include "core/base/log.h"
#include "core/model/leaving.h"
#include "core/model/target_digest.h"
#include "core/plan/planner.h"
#include "core/push/settle.h"
#include "core/services/audience_service.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/pathways/mapping_check.h"
#include "core/services/pathways/pathway_review.h"
#include "core/services/pathways/place_keys.h"
#include "core/services/pathways/plan_people.h"
#include "core/services/pathways/plan_task.h"
#include "core/services/pathways/removal_check.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"
#include "core/workspace/value_json.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace pathways {

namespace {
constexpr char kDraftKey[] = "wizard.draft";

template <typename T>
QFuture<Result<T>> failed(const Error& error) {
    return readyFuture(Result<T>(fail(error)));
}
} // namespace

PathwayService::PathwayService(ServiceContext& context, AudienceService& audiences, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_audiences(audiences) {}

Result<QList<Pathway>> PathwayService::list() {
    return PathwayRepository(m_context.database).all();
}

Result<Pathway> PathwayService::find(const PathwayId& id) {
    return PathwayRepository(m_context.database).find(id);
}

Result<Pathway> PathwayService::findByName(const QString& name) {
    return PathwayRepository(m_context.database).findByName(name);
}

Result<Pathway> PathwayService::draftFor(const AudienceId& audience, const ConnectionId& connection) {
    auto all = list();
    if (!all) {
        return fail(all.error());
    }
    const Pathway* latest = nullptr;
    for (const Pathway& pathway : *all) {
        if (pathway.audience == audience && pathway.connection == connection && !pathway.leaving &&
            (latest == nullptr || pathway.changed > latest->changed)) {
            latest = &pathway;
        }
    }
    if (latest != nullptr) {
        return *latest;
    }
    Pathway draft;
    draft.audience = audience;
    draft.connection = connection;
    return draft;
}

Result<PathwayService::Parties> PathwayService::partiesOf(const Pathway& pathway) {
    Parties parties;
    auto audience = AudienceRepository(m_context.database).find(pathway.audience);
    if (!audience) {
        return fail(audience.error());
    }
    auto connection = ConnectionRepository(m_context.database).find(pathway.connection);
    if (!connection) {
        return fail(connection.error());
    }
    if (connection->removedAt) {
        return fail(ErrorKind::NotFound, tr("The connection “%1” was removed.").arg(connection->name),
                    tr("Nobody can be pushed over it."), tr("Bring it back, or choose another destination."));
    }
    const Connector* connector = m_context.connectors.find(connection->type);
    if (connector == nullptr) {
        return fail(ErrorKind::TooNew, tr("This version of Pathways does not know this destination."),
                    tr("Nobody was pushed."), tr("Install the newest version of Pathways."));
    }
    if (audience->kind == AudienceKind::Modeled && connector->type().refusesModeled) {
        return fail(ErrorKind::Input, tr("You cannot push modeled audiences to this destination"),
                    tr("Nobody was pushed."), tr("Choose an audience from your own records, or another destination."));
    }
    parties.audience = *audience;
    parties.connection = *connection;
    parties.connector = connector;
    return parties;
}

Pathway PathwayService::settled(Pathway pathway, const Parties& parties) {
    const QString account = parties.connection.accountId;
    const auto before = PathwayRepository(m_context.database).find(pathway.id);
    const auto partOf = [&parties](const Pathway& one) {
        return placeOf(one, parties.connection, parties.connector->type()).part;
    };
    if (!before || before->connection != pathway.connection || before->object.id != pathway.object.id ||
        (!before->accountId.isEmpty() && before->accountId != account) || partOf(*before) != partOf(pathway)) {
        // Another account, object or file has other people: what was accepted there says nothing here.
        pathway.snapshotFile.clear();
        pathway.snapshotDoubtful = false;
    } else {
        // A draft may be older than the last push.
        pathway.snapshotFile = before->snapshotFile;
        pathway.snapshotDoubtful = before->snapshotDoubtful;
    }
    pathway.accountId = account;
    return pathway;
}

QFuture<Result<PathwayReview>> PathwayService::review(const Pathway& draft) {
    auto parties = partiesOf(draft);
    if (!parties) {
        return failed<PathwayReview>(parties.error());
    }
    ReviewInput input;
    input.draft = draft;
    input.keys = m_context.keys;
    input.saved = list().value_or(QList<Pathway>{});
    input.mappedBefore =
        PathwayRepository(m_context.database).mappedBefore(parties->connection.type).value_or(QMap<QString, QString>{});
    auto promise = std::make_shared<QPromise<Result<PathwayReview>>>();
    promise->start();
    withAccessAndSource(*parties, [promise, input](Result<OpenConnectionPtr> connection, Result<AudienceSource> source,
                                                   QThreadPool& pool) {
        if (!connection || !source) {
            promise->addResult(Result<PathwayReview>(fail(connection ? source.error() : connection.error())));
            promise->finish();
            return;
        }
        runOn<PathwayReview>(
            pool, promise,
            [input, connection = *connection, source = *source] { return reviewPathway(input, *connection, source); },
            InterruptedWork::Reading);
    });
    whenDone(promise->future(), this, [this, id = parties->connection.id](const Result<PathwayReview>& review) {
        if (!review && review.error().kind == ErrorKind::SignIn) {
            noteSignInLost(id, review.error());
        }
    });
    return promise->future();
}

void PathwayService::noteSignInLost(const ConnectionId& id, const Error& why) {
    ConnectionRepository repository(m_context.database);
    auto connection = repository.find(id);
    if (!connection || connection->problem == why) {
        return;
    }
    // All of its pathways wait for a person from now on, and say so before anybody presses Push.
    connection->problem = why;
    connection->lastChecked = m_context.clock.now();
    if (const auto saved = repository.save(*connection); !saved) {
        qCWarning(lcWorkspace) << "a connection's state could not be stored:" << saved.error().detail;
        return;
    }
    emit changed();
}

void PathwayService::withAccessAndSource(
    const Parties& parties, std::function<void(Result<OpenConnectionPtr>, Result<AudienceSource>, QThreadPool&)> next) {
    m_context.broker.open(
        parties.connection, this,
        [this, audience = parties.audience, next = std::move(next)](Result<OpenConnectionPtr> connection) {
            m_audiences.withSource(
                audience, [this, connection = std::move(connection), next](Result<AudienceSource> source) mutable {
                    next(std::move(connection), std::move(source), m_context.probes);
                });
        });
}

QFuture<Result<QMap<QString, ColumnReport>>> PathwayService::checkMapping(const Pathway& draft) {
    using Reports = QMap<QString, ColumnReport>;
    auto parties = partiesOf(draft);
    if (!parties) {
        return failed<Reports>(parties.error());
    }
    const DestinationType* type = &parties->connector->type();
    return m_audiences.withRows<Reports>(
        parties->audience, [draft, type, today = m_context.clock.today()](RowReader& reader, const Audience& owned) {
            return MappingCheck(draft, owned, *type).run(reader, today, {});
        });
}

QFuture<Result<QList<PlanPerson>>> PathwayService::showProblems(const Pathway& draft, const QString& fieldId,
                                                                Reason reason, int limit) {
    auto parties = partiesOf(draft);
    if (!parties) {
        return failed<QList<PlanPerson>>(parties.error());
    }
    const DestinationType* type = &parties->connector->type();
    return m_audiences.withRows<QList<PlanPerson>>(
        parties->audience, [draft, type, fieldId, reason, limit](RowReader& reader, const Audience& owned) {
            return MappingCheck(draft, owned, *type).find(reader, fieldId, reason, limit, {});
        });
}

QFuture<Result<FieldSpec>> PathwayService::createField(const Pathway& draft, const FieldSpec& wanted) {
    auto parties = partiesOf(draft);
    if (!parties) {
        return failed<FieldSpec>(parties.error());
    }
    return m_context.broker.run<FieldSpec>(
        parties->connection, [object = draft.object, wanted](const OpenConnection& connection) {
            return connection.connector->createField(connection.context(), object, wanted);
        });
}

QFuture<Result<std::shared_ptr<PlanFile>>>
PathwayService::plan(const Pathway& pathway, std::shared_ptr<PlanProgress> progress, qint64 trialPeople) {
    stopPlanning();
    m_planning = std::stop_source();
    return planWith(pathway, std::move(progress), trialPeople, m_planning.get_token());
}

QFuture<Result<std::shared_ptr<PlanFile>>> PathwayService::planInTurn(const Pathway& pathway, qint64 trialPeople,
                                                                      std::stop_token stop) {
    return planWith(pathway, {}, trialPeople, std::move(stop));
}

QFuture<Result<std::shared_ptr<PlanFile>>> PathwayService::planWith(const Pathway& pathway,
                                                                    std::shared_ptr<PlanProgress> progress,
                                                                    qint64 trialPeople, std::stop_token stop) {
    using Plan = std::shared_ptr<PlanFile>;
    auto parties = partiesOf(pathway);
    if (!parties) {
        return failed<Plan>(parties.error());
    }
    if (auto possible = leaversLoseSomething(asPushed(pathway), parties->connector->type()); !possible) {
        return failed<Plan>(possible.error());
    }
    if (auto possible = canLeave(pathway, *parties); !possible) {
        return failed<Plan>(possible.error());
    }
    if (auto fits = keyFits(pathway, *parties); !fits) {
        return failed<Plan>(fits.error()); // Before the memory of the place is looked at by another key.
    }
    auto place = placeFor(pathway, *parties);
    if (!place) {
        return failed<Plan>(place.error());
    }
    PlanTask task{.workspace = m_context.workspace,
                  .pathway = asPushed(settled(pathway, *parties)),
                  .audience = parties->audience,
                  .keys = m_context.keys,
                  .snapshotsFolder = m_context.workspace.snapshotsFolder(),
                  .spoolFolder = m_context.workspace.spoolFolder(),
                  .place = place->id,
                  .clock = m_context.clock,
                  .now = m_context.clock.now(),
                  .today = m_context.clock.today(),
                  .trialPeople = trialPeople,
                  .progress = progress ? std::move(progress) : std::make_shared<PlanProgress>(),
                  .stop = std::move(stop)};
    task.pathway.matchExactly = task.pathway.matchExactly && trialPeople == 0;
    auto promise = std::make_shared<QPromise<Result<Plan>>>();
    promise->start();
    const auto run = [promise, task](Result<OpenConnectionPtr> connection, Result<AudienceSource> source,
                                     QThreadPool& pool) {
        if (!connection || !source) {
            promise->addResult(Result<Plan>(fail(connection ? source.error() : connection.error())));
            promise->finish();
            return;
        }
        runOn<Plan>(
            pool, promise, [task, connection = *connection, source = *source] { return task.run(*connection, source); },
            InterruptedWork::Plan);
    };
    if (!pathway.leaving) {
        withAccessAndSource(*parties, run);
        return promise->future();
    }
    // Its audience is not read, and may be gone.
    AudienceSource nobody;
    nobody.owned = parties->audience;
    nobody.owned.rules.reset();
    nobody.owned.permission.clear();
    m_context.broker.open(parties->connection, this, [this, run, nobody](Result<OpenConnectionPtr> connection) {
        run(std::move(connection), nobody, m_context.probes);
    });
    return promise->future();
}

void PathwayService::stopPlanning() {
    m_planning.request_stop();
}

const PlanSummary& PathwayService::summaryOf(const PlanFile& plan) {
    return plan.summary();
}

std::unique_ptr<PlanPeople> PathwayService::people(std::shared_ptr<const PlanFile> plan, PlanPart part) {
    return std::make_unique<PlanPeople>(std::move(plan), part, m_context.probes);
}

Result<PathwayId> PathwayService::save(Pathway pathway) {
    PathwayRepository pathways(m_context.database);
    auto parties = partiesOf(pathway);
    if (!parties) {
        return fail(parties.error());
    }
    const DestinationType& type = parties->connector->type();
    if (const auto support = type.methods.find(pathway.method);
        support != type.methods.end() && !support->second.possible) {
        return fail(ErrorKind::Input, support->second.reason, tr("The pathway was not stored."),
                    tr("Choose another Method of Sync."));
    }
    if (auto possible = leaversLoseSomething(pathway, type); !possible) {
        return fail(possible.error());
    }
    if (auto fits = keyFits(pathway, *parties); !fits) {
        return fail(fits.error());
    }
    const QString base = pathway.name.trimmed().isEmpty()
                             ? tr("%1 to %2", "audience to destination").arg(parties->audience.name, type.name)
                             : pathway.name.trimmed();
    QString name = base;
    for (int n = 2;; ++n) {
        const auto other = pathways.findByName(name);
        if (!other || other->id == pathway.id) {
            break;
        }
        if (!pathway.name.trimmed().isEmpty()) {
            return fail(ErrorKind::Input, tr("There is a pathway called “%1” already.").arg(name),
                        tr("Nothing was stored."), tr("Choose another name."));
        }
        name = tr("%1 (%2)", "a name and its number").arg(base).arg(n);
    }
    pathway.name = name;
    if (const auto written = settleBefore(pathway.id); !written) {
        return fail(written.error());
    }
    const auto left = leftBehindBy(m_context, pathway, parties->connection, type);
    if (!left) {
        return fail(left.error());
    }
    const QDateTime now = m_context.clock.now();
    pathway = settled(std::move(pathway), *parties);
    if (pathway.id.isEmpty()) {
        pathway.id = PathwayId::create();
        pathway.created = now;
    }
    pathway.changed = now;
    if (const auto before = pathways.find(pathway.id)) {
        // A new name alone leads nowhere else: a push that waits may go on.
        Pathway renamed = *before;
        renamed.name = pathway.name;
        renamed.changed = pathway.changed;
        if (renamed == pathway) {
            pathway.changed = before->changed;
        }
    }
    const auto saved = m_context.database.transaction([&] { return store(pathway, *parties, *left); });
    if (!saved) {
        return fail(saved.error());
    }
    emit changed();
    return pathway.id;
}

Result<void> PathwayService::store(Pathway& pathway, const Parties& parties, LeftBehind left) {
    PathwayRepository pathways(m_context.database);
    m_formerPlace.reset();
    if (left == LeftBehind::People) {
        const auto before = pathways.find(pathway.id);
        if (!before) {
            return fail(before.error());
        }
        const DestinationType& type = parties.connector->type();
        const QString part = placeOf(*before, parties.connection, type).part;
        const auto former = splitOff(m_context, *before, parties.connection, type,
                                     freeName(tr("%1 (%2)", "pathway and what it led to before")
                                                  .arg(before->name, part.isEmpty() ? before->object.name : part)),
                                     pathway.clearsFormerMarks);
        if (!former) {
            return fail(former.error());
        }
        if (former->leaving) {
            m_formerPlace = former->id;
        }
        pathway.clearsFormerMarks = false;
    }
    return pathways.save(pathway);
}

QString PathwayService::freeName(const QString& base) {
    QString name = base;
    for (int n = 2; PathwayRepository(m_context.database).findByName(name); ++n) {
        name = tr("%1 (%2)", "a name and its number").arg(base).arg(n);
    }
    return name;
}

Result<LeftBehind> PathwayService::leftBehind(const Pathway& draft) {
    const auto parties = partiesOf(draft);
    return parties ? leftBehindBy(m_context, draft, parties->connection, parties->connector->type())
                   : fail(parties.error());
}

/// Where its people cannot be taken out, that must not be taken for "nobody is there".
Result<void> PathwayService::canLeave(const Pathway& pathway, const Parties& parties) {
    const auto before = PathwayRepository(m_context.database).find(pathway.id);
    if (!pathway.leaving || !before) {
        return {};
    }
    const QString stay = tr("Remove the pathway and let its people stay there.");
    const auto& methods = parties.connector->type().methods;
    if (const auto support = methods.find(SyncMethod::Mirror); support != methods.end() && !support->second.possible) {
        return fail(ErrorKind::Input, support->second.reason, tr("Nobody can be taken out there."), stay);
    }
    if (!before->accountId.isEmpty() && before->accountId != parties.connection.accountId) {
        return fail(ErrorKind::Input, tr("The connection of this pathway leads to another account now."),
                    tr("Whom the pathway put into the one before cannot be taken out over it."),
                    tr("Sign in to that account again. Or remove the pathway and let its people stay there."));
    }
    return {};
}

Result<void> PathwayService::keyFits(const Pathway& pathway, const Parties& parties) {
    return keyFitsPlace(m_context, settled(pathway, parties), parties.connection, parties.connector->type());
}

/// What was sent by its pushes is remembered under the pathway as it was, not as it will be.
Result<void> PathwayService::settleBefore(const PathwayId& id) {
    return settlePathway({m_context.workspace, m_context.database, m_context.keys, m_context.clock}, id);
}

Result<void> PathwayService::remove(const PathwayId& id) {
    if (auto written = settleBefore(id); !written) {
        return written;
    }
    auto pathway = find(id);
    if (!pathway) {
        return fail(pathway.error());
    }
    pathway->removedAt = m_context.clock.now();
    auto saved = PathwayRepository(m_context.database).save(*pathway);
    emit changed();
    return saved;
}

void PathwayService::concludeLeaving(const Push& push) {
    PathwayRepository pathways(m_context.database);
    auto pathway = pathways.find(push.pathway);
    if (!pathway || !pathway->leaving || pathway->removedAt || push.status != PushStatus::Synced) {
        return;
    }
    const auto known = Journal(m_context.database, m_context.keys).find(push.id);
    if (!known || !known->terms.decision.removalsToo || known->terms.targetDigest != targetDigest(*pathway, false)) {
        return; // It was begun before the pathway was to go, or took nobody out.
    }
    pathway->removedAt = m_context.clock.now();
    if (const auto saved = pathways.save(*pathway); !saved) {
        qCWarning(lcWorkspace) << "a pathway whose people were taken out could not be removed:" << saved.error().detail;
    }
    emit changed();
}

Result<Place> PathwayService::placeFor(const Pathway& pathway, const Parties& parties) {
    return PlaceRepository(m_context.database, m_context.keys)
        .findOrCreate(placeOf(settled(pathway, parties), parties.connection, parties.connector->type()));
}

Result<bool> PathwayService::hasLosses(const Pathway& pathway) {
    const auto parties = partiesOf(pathway);
    const auto place = parties ? placeFor(pathway, *parties) : fail(parties.error());
    return place
        .and_then(
            [this](const Place& one) { return PlaceRepository(m_context.database, m_context.keys).losses(one.id); })
        .map([](const QList<PlaceLoss>& losses) { return !losses.isEmpty(); });
}

bool PathwayService::asksToAcceptLosses(const Error& error) {
    return asksToAcceptLoss(error);
}

Result<int> PathwayService::acceptLosses(const Pathway& pathway) {
    const auto parties = partiesOf(pathway);
    const auto place = parties ? placeFor(pathway, *parties) : fail(parties.error());
    return place.and_then([this](const Place& one) {
        return PlaceRepository(m_context.database, m_context.keys).closeLosses(one.id, m_context.clock.now());
    });
}

Result<QList<Pathway>> PathwayService::removed() {
    return PathwayRepository(m_context.database).all(true).map([](QList<Pathway> all) {
        all.removeIf([](const Pathway& pathway) { return !pathway.removedAt; });
        std::stable_sort(all.begin(), all.end(),
                         [](const Pathway& one, const Pathway& other) { return one.removedAt > other.removedAt; });
        return all;
    });
}

Result<void> PathwayService::restore(const PathwayId& id) {
    auto pathway = find(id);
    if (!pathway) {
        return fail(pathway.error());
    }
    const bool named = pathway->removedAt.has_value();
    pathway->name = named ? freeName(pathway->name) : pathway->name;
    pathway->removedAt.reset();
    pathway->leaving = false;
    const auto parties = partiesOf(*pathway);
    if (auto fits = parties ? keyFits(*pathway, *parties) : Result<void>{}; !fits) {
        return fits;
    }
    auto saved = PathwayRepository(m_context.database).save(*pathway);
    emit changed();
    return saved;
}

Result<std::optional<PathwayService::Draft>> PathwayService::savedDraft() {
    auto text = SettingsRepository(m_context.database).value(QString::fromLatin1(kDraftKey));
    if (!text) {
        return fail(text.error());
    }
    const QJsonObject stored = QJsonDocument::fromJson(text->toUtf8()).object();
    if (stored.isEmpty()) {
        return std::optional<Draft>();
    }
    const auto pathway = json::readPathway(QJsonDocument(stored.value(QLatin1String("pathway")).toObject()).toJson());
    if (!pathway) {
        return std::optional<Draft>(); // Written by another version: a draft is not worth a question.
    }
    return std::optional(Draft{stored.value(QLatin1String("step")).toInt(), *pathway});
}

Result<void> PathwayService::saveDraft(const std::optional<Draft>& draft) {
    SettingsRepository settings(m_context.database);
    if (!draft) {
        return settings.remove(QString::fromLatin1(kDraftKey));
    }
    const QJsonObject stored{
        {QStringLiteral("step"), draft->step},
        {QStringLiteral("pathway"), QJsonDocument::fromJson(json::write(draft->pathway)).object()}};
    return settings.setValue(QString::fromLatin1(kDraftKey),
                             QString::fromUtf8(QJsonDocument(stored).toJson(QJsonDocument::Compact)));
}

} // namespace pathways
