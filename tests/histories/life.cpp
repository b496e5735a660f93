// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/life.h"

#include "core/plan/file/people_reader.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/planner.h"
#include "core/push/push_run.h"
#include "core/push/settle.h"
#include "core/workspace/repositories.h"
#include "tests/support/engine_fixture.h"

namespace pathways::test {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

} // namespace

Life::Life(std::size_t audiences) {
    world.audiences.resize(audiences);
    auto opened = Workspace::open(m_folder.path() + QStringLiteral("/workspace"));
    if (!opened) {
        broke("the workspace does not open: " + opened.error().text().toStdString());
        return;
    }
    m_workspace = std::move(*opened);
    auto database = m_workspace->openDatabase();
    if (!database) {
        broke("the database does not open: " + database.error().text().toStdString());
        return;
    }
    m_database = std::move(*database);
    m_keys.mac = QByteArray(32, 'm');
    m_keys.data = QByteArray(32, 'd');
    m_type.key = QStringLiteral("list");
    m_type.canReadBack = true;
    m_type.limits.peoplePerBatch = 3;
    m_type.limits.parallelBatches = 1;
    m_type.rules = IdentityRules::Plain;
    PathwayOptionSpec tag;
    tag.key = QStringLiteral("tag");
    tag.mark = true;
    m_type.options = {tag};
    m_type.removalMeanings = {{QStringLiteral("archive"), {}, false, false},
                              {QStringLiteral("tag-off"), {}, false, true}};
    m_clock.turnByItself();
    if (!m_batchThreads.warmUp()) {
        broke("there are no threads");
        return;
    }
    Connection connection;
    connection.id = ConnectionId{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};
    connection.type = m_type.key;
    connection.name = QStringLiteral("List");
    if (!ConnectionRepository(*m_database).save(connection)) {
        broke("the connection is not stored");
    }
}

std::size_t Life::addPathway(const PathwaySetup& setup) {
    Line line;
    line.setup = setup;
    line.audience.id = AudienceId::create();
    line.audience.name = QStringLiteral("People");
    line.audience.source = FileSource{};
    line.pathway.id = PathwayId::create();
    line.pathway.name = QStringLiteral("Pathway %1").arg(m_lines.size());
    line.pathway.audience = line.audience.id;
    line.pathway.connection = ConnectionId{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};
    line.pathway.object = {QStringLiteral("list"), QStringLiteral("List"), {}, {}, {}, {}, true, {}};
    line.pathway.method = setup.method;
    line.pathway.removalMeaning = setup.tagOff ? QStringLiteral("tag-off") : QStringLiteral("archive");
    if (!setup.tag.empty()) {
        line.pathway.options.insert(QStringLiteral("tag"), text(setup.tag));
    }
    line.pathway.mapping = {
        Engine::line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"), true),
        Engine::line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"), false),
    };
    if (setup.personIds) {
        line.pathway.mapping.append(
            Engine::line(QStringLiteral("_person_id"), FieldKind::ExternalId, QStringLiteral("Id"), false));
    }
    if (!AudienceRepository(*m_database).save(line.audience) || !PathwayRepository(*m_database).save(line.pathway)) {
        broke("the pathway is not stored");
    }
    m_lines.push_back(std::move(line));
    return m_lines.size() - 1;
}

void Life::push(std::size_t pathway, const PushEnd& end) {
    Line& line = m_lines[pathway];
    if (!line.unfinished) {
        planAndPush(line, end);
        return;
    }
    auto known = Journal(*m_database, m_keys).find(*line.unfinished);
    if (!known) {
        broke("an unfinished push is not in the journal");
        return;
    }
    auto plan = PlanFile::open(QDir(m_workspace->spoolFolder()).filePath(known->planFile), m_keys);
    if (!plan) {
        broke("the plan of an unfinished push cannot be read: " + plan.error().text().toStdString());
        return;
    }
    Push again = known->push;
    again.status = PushStatus::Processing;
    again.problem.reset();
    const auto pushed = run(line, std::move(again), *plan, end);
    if (!pushed) {
        broke("a continued push cannot be stored: " + pushed.error().text().toStdString());
        return;
    }
    settled(line, *pushed);
}

void Life::pushAfresh(std::size_t pathway) {
    Line& line = m_lines[pathway];
    if (line.unfinished) {
        const auto settled = settlePush(
            {.workspace = *m_workspace, .database = *m_database, .keys = m_keys, .clock = m_clock}, *line.unfinished);
        if (!settled || !*settled) {
            broke("an unfinished push cannot be settled");
            return;
        }
        auto known = Journal(*m_database, m_keys).find(*line.unfinished);
        if (!known) {
            broke("an unfinished push is not in the journal");
            return;
        }
        Push old = known->push;
        old.status = PushStatus::Stopped;
        old.resumable = false;
        old.ended = old.ended ? old.ended : m_clock.now();
        if (!Journal(*m_database, m_keys).finish(old, std::nullopt)) {
            broke("an unfinished push cannot be ended");
            return;
        }
        line.unfinished.reset();
    }
    planAndPush(line, {});
}

void Life::planAndPush(Line& line, const PushEnd& end) {
    const auto stored = PathwayRepository(*m_database).find(line.pathway.id);
    if (!stored) {
        broke("a pathway is gone");
        return;
    }
    line.pathway = *stored;
    MemoryReader::Rows rows;
    for (const int id : world.audiences[line.setup.audience]) {
        const Donor& donor = world.donors[std::size_t(id)];
        const bool respelt = std::size_t(id) < spellings.size() && !spellings[std::size_t(id)].empty();
        rows.push_back({std::to_string(id), respelt ? spellings[std::size_t(id)] : donor.address, donor.name});
    }
    PlanProgress progress;
    const auto connection = ConnectionRepository(*m_database).find(line.pathway.connection);
    if (!connection) {
        broke("the connection is gone");
        return;
    }
    const auto remembered = openPlace(*m_workspace, *m_database, m_keys,
                                      {.pathway = line.pathway, .connection = *connection, .type = m_type});
    if (!remembered) {
        broke("the memory of the place cannot be opened: " + remembered.error().text().toStdString());
        return;
    }
    std::unique_ptr<MemberIndex> members;
    const auto readMembers = [&] {
        MemberIndexBuilder index(m_type, line.pathway, m_keys.mac);
        ListSession session(place, {}, {}, false, false, m_clock);
        static_cast<void>(session.readMembers(
            [&index](const RemoteMember& member) {
                index.add({member.reachable, member.reason, member.identity, member.form, member.removable,
                           member.joined ? member.joined->toSecsSinceEpoch() : 0});
                return true;
            },
            {}));
        members = index.take();
    };
    const auto makeIt = [&] {
        MemoryReader reader({QStringLiteral("Id"), QStringLiteral("Email"), QStringLiteral("Name")}, rows);
        return makePlan({.pathway = line.pathway,
                         .audience = line.audience,
                         .type = m_type,
                         .reader = reader,
                         .keys = m_keys,
                         .place = *remembered,
                         .snapshotsFolder = m_workspace->snapshotsFolder(),
                         .spoolFolder = m_workspace->spoolFolder(),
                         .members = members.get(),
                         .mayAskForMembers = members == nullptr,
                         .now = m_clock.now(),
                         .today = m_clock.today()},
                        progress, {});
    };
    if (remembered->roster && remembered->roster->meta().perhaps > 0) {
        readMembers();
    }
    auto plan = makeIt();
    if (!plan && plan_errors::isMembersNeeded(plan.error())) {
        readMembers();
        plan = makeIt();
    }
    if (!plan) {
        broke("no plan can be made: " + plan.error().text().toStdString() + " " + plan.error().detail.toStdString());
        return;
    }
    line.planned = world.wanted(line.setup.audience);
    line.plannedToStay = world.heldAtOldAddress(line.setup.audience);
    line.names.clear();
    for (const auto& [address, donor] : line.planned) {
        line.names[address] = world.donors[std::size_t(donor)].name;
    }
    // A damaged address adds nobody, but whoever was there before it was damaged is still wanted.
    std::erase_if(line.planned, [&](const auto& one) {
        const std::size_t donor = std::size_t(one.second);
        const bool damaged =
            donor < spellings.size() && !spellings[donor].empty() && spellings[donor].find('@') == std::string::npos;
        return damaged && !line.lastWanted.contains(one.first);
    });
    const PlanCounts& counts = (*plan)->summary().counts;
    note("  plan: " + std::to_string(counts.add) + " to add, " + std::to_string(counts.update) + " to update, " +
         std::to_string(counts.remove) + " to remove, " + std::to_string(counts.unchanged) + " unchanged, " +
         std::to_string(counts.leftOut) + " left out");
    for (const auto& [part, what] :
         {std::pair{PlanPart::Add, "    add "}, std::pair{PlanPart::Update, "    update "},
          std::pair{PlanPart::Remove, "    remove "}, std::pair{PlanPart::LeftOut, "    left out "}}) {
        const auto people = PeopleReader(*plan, part).read(0, 100);
        for (const PlanPerson& person : people.value_or(QList<PlanPerson>{})) {
            note(what + person.identity.toStdString() + " " + toKey(person.reason).toStdString());
        }
    }
    if (!line.pathway.snapshotFile.isEmpty() && (*plan)->facts().snapshotId.isEmpty()) {
        broke("the snapshot of a pathway does not say what the roster says of it");
    }
    if (!counts.addsUp()) {
        broke("P6: the numbers of a plan do not add up");
    }
    Push fresh;
    fresh.id = PushId::create();
    fresh.pathway = line.pathway.id;
    fresh.started = m_clock.now();
    fresh.resumable = true;
    fresh.counts.total = counts.total;
    fresh.counts.unchanged = counts.unchanged;
    fresh.counts.planned = counts.add + counts.update + counts.remove;
    if (!Journal(*m_database, m_keys).begin(fresh, QFileInfo((*plan)->path()).fileName(), fresh.id.value)) {
        broke("a push cannot be begun");
        return;
    }
    // A rename whose answer is lost keeps the day of joining: where they move on at once, nobody can say any more that
    // the address between was ours, and in doubt it is left alone (promise P2).
    for (const auto& [address, donor] : line.planned) {
        if (end.answerLostAt >= 0 && !world.donors[std::size_t(donor)].had.empty()) {
            m_doubtfulMoves.insert(address);
        }
    }
    // Whoever may be in a row that nobody can read stays for now: the answer that is offered first.
    const bool keepMissing = (*plan)->summary().guard == GuardReason::Unrecognised;
    const auto pushed = run(line, fresh, *plan, end, !keepMissing);
    if (!pushed) {
        broke("a push cannot be stored: " + pushed.error().text().toStdString());
        return;
    }
    settled(line, *pushed);
}

Result<Push> Life::run(Line& line, Push push, const std::shared_ptr<PlanFile>& plan, const PushEnd& end,
                       bool removalsToo) {
    std::stop_source stop;
    int delivery = 0;
    place.fault = [&](int) {
        const int now = delivery++;
        if (now + 1 == end.stopBefore) {
            stop.request_stop();
        }
        return now == end.answerLostAt    ? ListPlace::Fault::LostAnswer
               : now == end.requestLostAt ? ListPlace::Fault::LostRequest
                                          : ListPlace::Fault::None;
    };
    if (end.stopBefore == 0) {
        stop.request_stop();
    }
    ListSession session(place, push.id.value.toStdString(), line.setup.tag, line.setup.tagOff,
                        line.setup.method == SyncMethod::Append, m_clock);
    ProgressBoard board;
    return runPush({.push = std::move(push),
                    .pathway = line.pathway,
                    .type = m_type,
                    .plan = plan,
                    .session = session,
                    .workspace = *m_workspace,
                    .keys = m_keys,
                    .clock = m_clock,
                    .batchThreads = m_batchThreads.threads(),
                    .allowRemovals = removalsToo,
                    .requestCount = [&delivery] { return qint64(delivery); }},
                   board, stop.get_token());
}

void Life::settled(Line& line, const Push& push) {
    note("  push: " + toKey(push.status).toStdString() + ", " + std::to_string(push.counts.accepted) + " accepted, " +
         std::to_string(push.counts.removed) + " removed, " + std::to_string(push.counts.rejected) + " rejected");
    m_clock.advance(std::chrono::hours(1));
    const bool ended = push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
    line.unfinished = push.resumable ? std::optional<PushId>(push.id) : std::optional<PushId>();
    if (!ended) {
        if (!push.resumable) {
            planAndPush(line, {}); // Another pathway was pushed to the list meanwhile: "Plan again".
        }
        return;
    }
    line.pushed = true;
    line.lastWanted = line.planned;
    line.stays = line.plannedToStay;
    check(line);
}

void Life::check(const Line& line) {
    const auto members = place.members();
    const auto there = [&](const std::string& address) {
        const auto found = members.find(address);
        return found != members.end() && found->second.status == ListPlace::Status::Subscribed;
    };
    for (const auto& [address, donor] : line.lastWanted) {
        if (!world.stillWanted(address, donor)) {
            continue; // Since the plan was made.
        }
        if (line.setup.method == SyncMethod::Append && !world.donors[std::size_t(donor)].had.empty()) {
            continue; // Append changes nobody, and an address that changes makes nobody new.
        }
        if (!there(address)) {
            broke("P11: " + address + " is wanted by the pathway that has just been pushed, and is not on the list");
            continue;
        }
        if (m_lines.size() == 1 && members.at(address).name != line.names.at(address)) {
            broke("P9: " + address + " has not got the values of their row");
        }
        if (!line.setup.tag.empty() && !members.at(address).tags.contains(line.setup.tag)) {
            broke("P11: " + address + " has not got the tag " + line.setup.tag);
        }
    }
    for (const Line& other : m_lines) {
        for (const auto& [address, donor] : other.lastWanted) {
            // What a push that is cut off has done may have moved them already.
            const bool moving = other.unfinished && !other.planned.contains(address);
            const bool appended =
                other.setup.method == SyncMethod::Append && !world.donors[std::size_t(donor)].had.empty();
            if (&other != &line && !moving && !appended && world.stillWanted(address, donor) && !there(address)) {
                broke("P11: " + address + " is wanted by another pathway, and is not on the list any more");
            }
        }
    }
    for (const std::string& address : world.optedOut) {
        if (there(address)) {
            broke("P1: " + address + " left, and is subscribed again");
        }
    }
    for (const std::string& address : world.putByOthers) {
        if (!world.optedOut.contains(address) && !world.archivedByStaff.contains(address) && !there(address)) {
            broke("P2: " + address + " was put there by others, and is gone");
        }
    }
    bool allMirror = true;
    for (const Line& one : m_lines) {
        allMirror =
            allMirror && one.setup.method == SyncMethod::Mirror && !one.setup.tagOff && one.pushed && !one.unfinished;
    }
    if (!allMirror) {
        return;
    }
    for (const auto& [address, member] : members) {
        if (member.status != ListPlace::Status::Subscribed || world.putByOthers.contains(address)) {
            continue;
        }
        if (m_doubtfulMoves.contains(address)) {
            continue;
        }
        // Who left at another address of theirs, which only another pathway knew, is nobody's to know here.
        bool wanted = m_lines.size() > 1 && world.leftElsewhere(address);
        for (const Line& one : m_lines) {
            wanted = wanted || one.lastWanted.contains(address) || one.stays.contains(address);
        }
        if (!wanted) {
            broke("P3: " + address + " is on the list, put there by us, and no pathway wants them");
        }
    }
}

void Life::broke(const std::string& what) {
    m_broken.push_back(what);
    note("  BROKEN " + what);
}

} // namespace pathways::test
