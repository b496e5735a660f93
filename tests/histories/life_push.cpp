// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/leaving.h"
#include "core/model/target_digest.h"
#include "core/plan/file/people_reader.h"
#include "core/push/progress_board.h"
#include "core/push/push_run.h"
#include "core/push/push_target.h"
#include "core/push/settle.h"
#include "core/services/pathways/plan_task.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"
#include "tests/histories/life.h"
#include "tests/histories/oracle.h"
#include "tests/histories/place_connector.h"
#include "tests/support/disk_calls.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <utility>

namespace pathways::test {

namespace {

const QString kAtDeath = QStringLiteral("at-death");

} // namespace

/// Something comes between the program and the disk until this goes.
class Life::Trouble {
public:
    Trouble(Life& life, const PushEnd& end)
        : m_place(*life.place) {
        const std::string folder = life.m_folder.path();
        if (end.killAt >= 0) {
            m_armed = true;
            disk_calls::look(end.killAt, folder.c_str(), [&life] {
                life.m_folder.copyTo(kAtDeath);
                life.m_placeAtDeath = life.place->keep();
            });
        } else if (end.fullAt >= 0) {
            m_armed = true;
            disk_calls::arm(disk_calls::Mischief::NoSpace, end.fullAt, folder.c_str());
        }
        m_place.answersMayBeLost = m_armed;
    }
    ~Trouble() {
        if (m_armed) {
            disk_calls::disarm();
        }
        m_place.answersMayBeLost = false;
    }
    Trouble(const Trouble&) = delete;
    Trouble& operator=(const Trouble&) = delete;

private:
    Place& m_place;
    bool m_armed = false;
};

void Life::push(std::size_t pathway, const PushEnd& end) {
    Line& line = lines[pathway];
    if (line.binned || line.gone) {
        return;
    }
    if (!line.unfinished) {
        planAndPush(line, end);
        return;
    }
    const auto known = Journal(m_folder.database(), m_folder.keys()).find(*line.unfinished);
    if (!known) {
        broke("an unfinished push is not in the journal");
        return;
    }
    const auto plan = planOf(line, *known);
    if (!plan) {
        note("  a new plan takes the place of the unfinished push");
        endUnfinished(line);
        planAndPush(line, end);
        return;
    }
    Push again = known->push;
    again.status = PushStatus::Processing;
    again.problem.reset();
    again.ended.reset();
    const auto pushed = [&] {
        const Trouble trouble(*this, end);
        return run(line, again, plan, known->terms, end);
    }();
    if (end.killAt >= 0 || end.fullAt >= 0) {
        afterTrouble(line, again.id);
        return;
    }
    if (!pushed) {
        broke("a continued push cannot be stored: " + pushed.error().text().toStdString());
        return;
    }
    settled(line, *pushed);
}

/// Null: it must not go on, as the pathway was changed since or the plan cannot be read.
std::shared_ptr<PlanFile> Life::planOf(const Line& line, const Journal::Unfinished& known) {
    const auto pathway = PathwayRepository(m_folder.database()).find(line.pathway.id);
    if (!pathway || targetDigest(*pathway, false) != known.terms.targetDigest) {
        return nullptr;
    }
    auto plan = PlanFile::open(QDir(m_folder.workspace().spoolFolder()).filePath(known.planFile), m_folder.keys());
    return plan ? *plan : nullptr;
}

void Life::pushAfresh(std::size_t pathway) {
    Line& line = lines[pathway];
    if (line.binned || line.gone) {
        return;
    }
    endUnfinished(line);
    planAndPush(line, {});
}

void Life::endUnfinished(Line& line) {
    if (!line.unfinished) {
        return;
    }
    Journal journal(m_folder.database(), m_folder.keys());
    const auto settled =
        settlePush({m_folder.workspace(), m_folder.database(), m_folder.keys(), m_clock}, *line.unfinished);
    auto known = journal.find(*line.unfinished);
    if (!settled || !*settled || !known) {
        broke("an unfinished push cannot be settled");
        return;
    }
    Push& old = known->push;
    old.status = PushStatus::Stopped;
    old.resumable = false;
    old.ended = old.ended.value_or(m_clock.now());
    if (!journal.finish(old, std::nullopt)) {
        broke("an unfinished push cannot be ended");
        return;
    }
    line.unfinished.reset();
}

void Life::writeRows(const Line& line) const {
    QFile file(m_folder.besides(QStringLiteral("people.csv")));
    if (!file.open(QIODevice::WriteOnly)) {
        return;
    }
    file.write("Id,Email,Name,Phone,Consent\n");
    for (const int id : world.audiences[line.setup.audience]) {
        const Donor& donor = world.donors[std::size_t(id)];
        const std::string& address = donor.spelling.empty() ? donor.address : donor.spelling;
        const std::string consent = world.saysNo(line.setup.audience, id) ? "No" : "Yes";
        const std::string row =
            std::to_string(id) + "," + address + "," + donor.name + "," + donor.phone + "," + consent;
        file.write((row + "\n").c_str());
    }
}

Result<std::shared_ptr<PlanFile>> Life::plan(Line& line) {
    writeRows(line);
    const auto stored = PathwayRepository(m_folder.database()).find(line.pathway.id);
    const auto connection = ConnectionRepository(m_folder.database()).find(line.pathway.connection);
    if (!stored || !connection) {
        return fail(ErrorKind::Storage, QStringLiteral("A pathway is gone."), {}, {});
    }
    line.pathway = *stored;
    const auto placeHere = PlaceRepository(m_folder.database(), m_folder.keys())
                               .findOrCreate(placeOf(line.pathway, *connection, place->type()));
    if (!placeHere) {
        return fail(placeHere.error());
    }
    Audience audience = line.audience;
    if (line.leaving) {
        audience.permission.clear(); // It is not read.
    }
    const OpenConnection opened{*connection, Secret(), nullptr, m_http, m_connector.get(), &m_clock};
    return PlanTask{.workspace = m_folder.workspace(),
                    .pathway = asPushed(line.pathway),
                    .audience = audience,
                    .keys = m_folder.keys(),
                    .snapshotsFolder = m_folder.workspace().snapshotsFolder(),
                    .spoolFolder = m_folder.workspace().spoolFolder(),
                    .place = placeHere->id,
                    .clock = m_clock,
                    .now = m_clock.now(),
                    .today = m_clock.today(),
                    .progress = std::make_shared<PlanProgress>(),
                    .stop = {}}
        .run(opened, {audience, {}, {}});
}

/// What the rows of its audience say at the time of the plan, and what others had said before.
void Life::expectNoes(Line& line) {
    line.toldNo.clear();
    line.saysNo.clear();
    line.saysYes.clear();
    line.wantedBefore.clear();
    for (const auto& [key, donor] : line.lastWanted) {
        line.wantedBefore.emplace(key, donor);
    }
    const std::size_t own = numberOf(line);
    for (const auto& [address, pathways] : heard) {
        if (pathways.size() > (pathways.contains(own) ? 1 : 0)) {
            line.toldNo.insert(address);
        }
    }
    for (const int id : line.leaving ? std::vector<int>{} : world.audiences[line.setup.audience]) {
        const Donor& donor = world.donors[std::size_t(id)];
        if (!world.saysNo(line.setup.audience, id)) {
            if (place->takes(donor, line.setup.named)) {
                line.saysYes.insert(donor.address);
            }
            continue;
        }
        if (!donor.isDamaged()) {
            line.saysNo.insert(donor.address);
        }
        noes[donor.address].insert(own);
        for (const std::string& before : donor.isDamaged() ? donor.had : std::set<std::string>()) {
            noes[before].insert(own); // Where they were known by it.
        }
    }
}

/// The push has come to its end.
void Life::hearNoes(const Line& line) {
    const std::size_t own = numberOf(line);
    for (const std::string& address : line.saysNo) {
        if (line.saysYes.contains(address)) {
            heard[address].erase(own); // Of two people with one address.
        } else {
            heard[address].insert(own);
        }
    }
    for (const std::string& address : line.saysYes) {
        if (!line.saysNo.contains(address)) {
            heard[address].erase(own);
            noes[address].erase(own);
        }
    }
}

/// What may be expected of a push of this plan.
void Life::expect(Line& line, const PlanFile& plan, const PushEnd& end) {
    line.plannedAt = world.moment;
    expectNoes(line);
    const auto there = place->there();
    line.thereBefore = {there.begin(), there.end()};
    line.plannedToStay = world.heldAtOldAddress(line.setup.audience, line.setup.named);
    const auto plannedBefore = std::exchange(line.planned, {});
    line.names.clear();
    if (line.leaving) {
        line.plannedToStay.clear();
    }
    for (const auto& [address, id] : line.leaving ? decltype(world.wanted(0)){} : world.wanted(line.setup.audience)) {
        const Donor& donor = world.donors[std::size_t(id)];
        const std::string key = place->keyOf(donor);
        // A damaged row, or one with a value that no place takes, adds nobody; whoever was there before it became so
        // is still wanted.
        const bool sendable = place->takes(donor, line.setup.named);
        const auto was = [&](const std::map<std::string, int>& wanted) {
            const auto before = wanted.find(key);
            return before != wanted.end() && before->second == id;
        };
        // So does whoever has their address by now, in a row that cannot be sent, and was never seen before.
        const bool shows =
            donor.isBad() && !donor.isDamaged() && line.lastWanted.contains(key) &&
            std::none_of(line.everDonors.begin(), line.everDonors.end(), [&](int known) { return known == id; });
        const bool stays = (was(line.lastWanted) || was(plannedBefore) || shows) && place->has(key);
        if ((sendable || stays) && !line.toldNo.contains(donor.address)) {
            line.planned.emplace(key, id);
        } else if (was(line.lastWanted)) {
            line.plannedToStay.insert(key); // Whoever is put there meanwhile may be they.
        }
        // Whoever is to have the address of somebody who stays at it cannot get it yet.
        if (sendable && !line.plannedToStay.contains(key)) {
            line.names[key] = donor.name;
        }
        // A rename whose answer is lost keeps the day of joining: where they move on at once, nobody can say any more
        // that the address between was ours, and in doubt it is left alone (promise P2).
        if (end.answerLostAt >= 0 && !donor.had.empty()) {
            doubtfulMoves.insert(key);
        }
    }
    for (const auto& [key, donor] : line.planned) {
        line.everPlanned.insert(key);
        if (line.names.contains(key)) {
            line.everDonors.insert(donor);
        }
    }
    line.everPlanned.insert(line.plannedToStay.begin(), line.plannedToStay.end());
    const PlanCounts& counts = plan.summary().counts;
    note("  plan: " + std::to_string(counts.add) + " to add, " + std::to_string(counts.update) + " to update, " +
         std::to_string(counts.remove) + " to remove, " + std::to_string(counts.unchanged) + " unchanged, " +
         std::to_string(counts.leftOut) + " left out");
    if (!counts.addsUp()) {
        broke("P6: the numbers of a plan do not add up");
    }
}

void Life::planAndPush(Line& line, const PushEnd& end) {
    const bool trouble = end.killAt >= 0 || end.fullAt >= 0;
    const PushId id = PushId::create();
    {
        const Trouble armed(*this, end);
        const auto made = plan(line);
        if (!made && line.leaving && made.error().kind == ErrorKind::NeedsDecision) {
            note("  its people cannot be taken out yet");
            line.leaving = false;
            store(line);
        } else if (!made) {
            if (!trouble) {
                broke("no plan can be made: " + made.error().text().toStdString() + " " +
                      made.error().detail.toStdString());
            }
        } else {
            world.unseen.clear(); // A plan has looked who is there.
            notePeople(*made);
            expect(line, **made, end);
            if (end.meanwhile) {
                end.meanwhile();
            }
            PushTerms terms;
            const auto begun = begin(line, **made, id, terms);
            const auto pushed = begun ? run(line, *begun, *made, terms, end) : fail(begun.error());
            if (!trouble && !pushed) {
                broke("a push cannot be stored: " + pushed.error().text().toStdString());
            } else if (!trouble) {
                settled(line, *pushed);
            }
        }
    }
    if (trouble) {
        afterTrouble(line, id);
    }
}

void Life::notePeople(const std::shared_ptr<PlanFile>& plan) {
    for (const auto& [part, what] :
         {std::pair{PlanPart::Add, "    add "}, std::pair{PlanPart::Update, "    update "},
          std::pair{PlanPart::Remove, "    remove "}, std::pair{PlanPart::LeftOut, "    left out "}}) {
        const auto people = PeopleReader(plan, part).read(0, 100);
        for (const PlanPerson& person : people.value_or(QList<PlanPerson>{})) {
            note(what + person.identity.toStdString() + " " + toKey(person.reason).toStdString());
        }
    }
}

/// Whoever is asked looks at the rows: whether one of them is of somebody who may be there, by this address or by one
/// that they had.
bool Life::isInADoubtfulRow(const Line& line) const {
    const auto& ids = world.audiences[line.setup.audience];
    return std::any_of(ids.begin(), ids.end(), [&](int id) {
        const Donor& donor = world.donors[std::size_t(id)];
        const std::string key = place->keyOf(donor);
        return donor.isDamaged() || (!donor.had.empty() && !place->has(key));
    });
}

Result<Push> Life::begin(Line& line, const PlanFile& plan, const PushId& id, PushTerms& terms) {
    const PlanCounts& counts = plan.summary().counts;
    Push fresh;
    fresh.id = id;
    fresh.pathway = line.pathway.id;
    fresh.method = toKey(line.pathway.method);
    fresh.started = m_clock.now();
    fresh.resumable = true;
    fresh.counts.total = counts.total;
    fresh.counts.unchanged = counts.unchanged;
    fresh.counts.planned = counts.add + counts.update + counts.remove;
    const bool keepMissing = plan.summary().guard == GuardReason::Unrecognised && isInADoubtfulRow(line);
    PushDecision decision;
    decision.removalsToo = !keepMissing;
    line.held = keepMissing || !plan.facts().decidesMissing; // They may be in a row that nobody can read.
    terms = {plan.facts().place, plan.facts().targetDigest, plan.facts().day, decision};
    return Journal(m_folder.database(), m_folder.keys())
        .begin(fresh, QFileInfo(plan.path()).fileName(), id.value, terms)
        .map([&fresh](qint64 seq) {
            fresh.seq = seq;
            return fresh;
        });
}

Result<Push> Life::run(Line& line, Push push, const std::shared_ptr<PlanFile>& plan, const PushTerms& terms,
                       const PushEnd& end) {
    std::stop_source stop;
    int delivery = 0;
    place->fault = [&](int) {
        const int now = delivery++;
        if (now + 1 == end.stopBefore) {
            stop.request_stop();
        }
        return now == end.answerLostAt    ? Mishap::LostAnswer
               : now == end.requestLostAt ? Mishap::LostRequest
               : now == end.refusedAt     ? (end.refusedWhole ? Mishap::RefusedWhole : Mishap::Refused)
                                          : Mishap::None;
    };
    if (end.stopBefore == 0) {
        stop.request_stop();
    }
    const Pathway pushed = asPushed(line.pathway);
    PushTarget target =
        targetOf(pushed, place->type(), m_folder.keys(), push.id.value, push.started, qint64(plan->changes()));
    target.leaversUntil = plan->facts().leaversUntil;
    target.formerMarks = plan->facts().formerMarks;
    const auto session = place->begin(target, m_platformClock);
    ProgressBoard board;
    return runPush({.push = std::move(push),
                    .pathway = pushed,
                    .type = place->type(),
                    .plan = plan,
                    .session = *session,
                    .workspace = m_folder.workspace(),
                    .keys = m_folder.keys(),
                    .clock = m_clock,
                    .batchThreads = m_batchThreads.threads(),
                    .allowRemovals = terms.decision.removalsToo,
                    .requestCount = [&delivery] { return qint64(delivery); }},
                   board, stop.get_token());
}

void Life::settled(Line& line, const Push& push) {
    note("  push: " + toKey(push.status).toStdString() + ", " + std::to_string(push.counts.accepted) + " accepted, " +
         std::to_string(push.counts.removed) + " removed, " + std::to_string(push.counts.rejected) + " rejected");
    letTimePass();
    const bool ended = push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
    line.unfinished = push.resumable ? std::optional<PushId>(push.id) : std::optional<PushId>();
    if (!ended) {
        if (!push.resumable) {
            planAndPush(line, {}); // Another pathway was pushed to the place meanwhile: "Plan again".
        }
        return;
    }
    line.pushed = true;
    line.forgot = false;
    if (line.setup.tagOff && removes(line.setup.method) && !line.held) {
        for (const auto& [key, donor] : line.lastWanted) {
            if (!line.planned.contains(key) && place->has(key)) {
                line.leftInPlace.insert(key);
            }
        }
    }
    line.lastWanted = line.planned;
    line.stays = line.plannedToStay;
    line.refused = place->refused(push.id.value.toStdString());
    for (const auto& [key, donor] : line.planned) {
        if (line.refused.contains(key) || !world.stillWanted(key, donor)) { // Or left before it was put.
            const auto& had = world.donors[std::size_t(donor)].had;
            line.stays.insert(had.begin(), had.end());
        }
    }
    line.knew = line.knows;
    std::erase_if(line.knows, [&line](const auto& one) { return !line.lastWanted.contains(one.second); });
    for (const auto& [key, donor] : line.lastWanted) {
        if (line.names.contains(key) && !line.refused.contains(key) && place->has(key)) {
            line.knows[donor] = key;
        }
    }
    keepPeople(line);
    for (auto& [tag, pushes] : line.tagsToClear) {
        pushes += line.held ? 0 : 1;
    }
    checkPromises(*this, line);
    hearNoes(line);
    concludeLeaving(line, push);
    for (const auto& [key, name] : line.names) {
        if (!line.refused.contains(key)) {
            line.tagged.insert(key);
        }
    }
}

/// Who is put by a method that never takes anybody out stays, whatever becomes of their row.
void Life::keepPeople(Line& line) {
    if (line.setup.method != SyncMethod::UpdateOrCreate) {
        return;
    }
    for (const auto& [key, donor] : line.lastWanted) {
        if (place->has(key) && !line.refused.contains(key)) {
            line.kept.insert(key);
        }
    }
}

/// The program was killed, or had no room: it is started again, and finds what there was.
void Life::afterTrouble(Line& line, const PushId& push) {
    const bool killed = m_placeAtDeath.has_value();
    if (killed) {
        note("  killed");
        place->putBack(m_placeAtDeath);
        m_placeAtDeath.reset();
        m_folder.close();
        if (!m_folder.becomeCopy(kAtDeath)) {
            broke("the history cannot go back to the moment of the kill");
            return;
        }
    } else {
        m_folder.close();
    }
    opened(m_folder.open());
    if (!m_broken.empty()) {
        return;
    }
    killed ? startAgain() : findUnfinished(); // With no room the program has gone on: the next plan settles it.
    const auto known = Journal(m_folder.database(), m_folder.keys()).find(push);
    if (known && !known->push.resumable) {
        settled(line, known->push);
    } else {
        note(known ? "  the push is unfinished" : "  the push had not begun");
    }
}

} // namespace pathways::test
