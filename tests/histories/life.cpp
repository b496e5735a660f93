// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/life.h"

#include "core/push/settle.h"
#include "core/workspace/repositories.h"
#include "tests/histories/place_connector.h"
#include "tests/support/engine_fixture.h"

namespace pathways::test {

namespace {

const ConnectionId kConnection{QStringLiteral("cccccccc-0000-0000-0000-000000000001")};

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

} // namespace

QDateTime Life::TrueClock::now() const {
    static const QDateTime start = QDateTime::fromString(QStringLiteral("2026-03-02T09:00:00Z"), Qt::ISODate);
    return start.addMSecs(m_clock.monotonic().count());
}

Life::Life(PlaceKind kind, std::size_t audiences)
    : place(makePlace(kind))
    , m_connector(std::make_unique<PlaceConnector>(*place, m_platformClock))
    , m_http(std::make_shared<HttpClient>(m_network, m_clock, ClientLimits{})) {
    world.audiences.resize(audiences);
    opened(m_folder.open());
    m_clock.turnByItself();
    if (!m_batchThreads.warmUp()) {
        broke("there are no threads");
    }
    if (!m_broken.empty()) {
        return;
    }
    Connection connection;
    connection.id = kConnection;
    connection.type = place->type().key;
    connection.name = QStringLiteral("Place");
    connection.accountId = QStringLiteral("account");
    if (!ConnectionRepository(m_folder.database()).save(connection)) {
        broke("the connection is not stored");
    }
}

void Life::opened(const Result<void>& result) {
    if (!result) {
        broke("the workspace does not open: " + result.error().text().toStdString());
    }
}

Pathway Life::pathwayOf(const Line& line) const {
    Pathway pathway = line.pathway;
    const auto stored = PathwayRepository(m_folder.database()).find(line.pathway.id);
    if (stored) {
        pathway = *stored;
    }
    pathway.method = line.setup.method;
    pathway.removalMeaning = place->type().removalMeanings.isEmpty() ? QString()
                             : line.setup.tagOff                     ? QStringLiteral("tag-off")
                                                                     : QStringLiteral("archive");
    pathway.options.clear();
    if (!line.setup.tag.empty()) {
        pathway.options.insert(QStringLiteral("tag"), text(line.setup.tag));
    }
    pathway.clearsFormerMarks = line.setup.clearsTag;
    pathway.leaving = line.leaving;
    pathway.mapping = place->mapping(line.setup.named);
    if (line.setup.personIds) {
        pathway.mapping.append(
            Engine::line(QStringLiteral("_person_id"), FieldKind::ExternalId, QStringLiteral("Id"), false));
    }
    return pathway;
}

void Life::store(const Line& line) {
    if (!PathwayRepository(m_folder.database()).save(pathwayOf(line))) {
        broke("the pathway is not stored");
    }
}

std::size_t Life::addPathway(const PathwaySetup& setup) {
    Line line;
    line.setup = setup;
    line.alwaysMirror = setup.method == SyncMethod::Mirror;
    line.alwaysMoves = setup.personIds && updates(setup.method) && adds(setup.method);
    line.audience.id = AudienceId::create();
    line.audience.name = QStringLiteral("People");
    line.audience.permission = {{QStringLiteral("Consent"), PermissionUse::Consent, {}, {}}};
    line.audience.source = FileSource{m_folder.besides(QStringLiteral("people.csv")), {}, {}};
    line.pathway.id = PathwayId::create();
    line.pathway.name = QStringLiteral("Pathway %1").arg(lines.size());
    line.pathway.audience = line.audience.id;
    line.pathway.connection = kConnection;
    line.pathway.accountId = QStringLiteral("account");
    // Large: what is there is read only where something needs it.
    line.pathway.object = {QStringLiteral("object"), QStringLiteral("Object"), qint64(1'000'000), {}, {}, {}, true, {}};
    if (!AudienceRepository(m_folder.database()).save(line.audience)) {
        broke("the audience is not stored");
    }
    line.tagsEver.insert(setup.tag);
    store(line);
    lines.push_back(std::move(line));
    return lines.size() - 1;
}

void Life::bin(std::size_t pathway) {
    Line& line = lines[pathway];
    if (line.gone) {
        return;
    }
    if (!settlePathway({m_folder.workspace(), m_folder.database(), m_folder.keys(), m_clock}, line.pathway.id)) {
        broke("a pathway cannot be settled before it goes into the bin");
        return;
    }
    line.binned = !line.binned;
    line.leaving = line.leaving && line.binned;
    Pathway stored = pathwayOf(line);
    stored.removedAt = line.binned ? std::optional(m_clock.now()) : std::nullopt;
    if (!PathwayRepository(m_folder.database()).save(stored)) {
        broke("a pathway does not go into the bin");
    }
}

void Life::takeOut(std::size_t pathway) {
    Line& line = lines[pathway];
    if (line.gone || line.binned) {
        return;
    }
    if (!settlePathway({m_folder.workspace(), m_folder.database(), m_folder.keys(), m_clock}, line.pathway.id)) {
        broke("a pathway cannot be settled before its people are taken out");
        return;
    }
    line.leaving = true;
    line.kept.clear(); // They are to go, too.
    store(line);
    push(pathway);
}

void Life::concludeLeaving(Line& line, const Push& push) {
    if (!line.leaving || push.status != PushStatus::Synced) {
        return;
    }
    line.binned = true;
    Pathway stored = pathwayOf(line);
    stored.removedAt = m_clock.now();
    if (!PathwayRepository(m_folder.database()).save(stored)) {
        broke("a pathway does not go into the bin");
    }
}

/// Its people stay where they are, and are nobody's.
void Life::losesSight(Line& line) {
    line.forgot = true;
    line.saidNo.clear();
    for (const auto* keys : {&line.planned, &line.lastWanted}) {
        for (const auto& [key, donor] : *keys) {
            unowned.insert(key);
        }
    }
    unowned.insert(line.stays.begin(), line.stays.end());
    unowned.insert(line.plannedToStay.begin(), line.plannedToStay.end());
}

/// Where a list does not say who took somebody out, whoever was taken out by us may count as taken out by staff.
void Life::losesSightOfRemovals() {
    if (place->type().absence == Absence::ByOthers) {
        for (const std::string& key : place->takenOut()) {
            mayStayOut.insert(key);
        }
    }
}

void Life::emptyBin() {
    if (!pathways::emptyBin(m_folder.database(), m_clock.now().addDays(400))) {
        broke("the bin cannot be emptied");
    }
    for (Line& line : lines) {
        if (line.binned && !line.gone) {
            line.gone = true;
            losesSight(line);
            line.planned.clear();
            line.lastWanted.clear();
            line.stays.clear();
            line.plannedToStay.clear();
            line.kept.clear();
            line.unfinished.reset();
            for (auto* told : {&noes, &heard}) {
                for (auto& [address, pathways] : *told) {
                    pathways.erase(numberOf(line)); // Nobody sends that audience any more.
                }
            }
        }
    }
}

void Life::remake(std::size_t pathway) {
    Line& line = lines[pathway];
    if (!line.gone) {
        return;
    }
    line.pathway.id = PathwayId::create();
    line.pathway.snapshotFile.clear();
    line.gone = line.binned = line.leaving = line.pushed = false;
    line.tagsToClear.clear();
    line.tagsToStay.clear();
    static_cast<void>(AudienceRepository(m_folder.database()).save(line.audience));
    store(line);
}

void Life::change(std::size_t pathway, const std::function<void(PathwaySetup&)>& edit) {
    Line& line = lines[pathway];
    if (line.gone || line.binned || line.leaving) {
        return;
    }
    if (!settlePathway({m_folder.workspace(), m_folder.database(), m_folder.keys(), m_clock}, line.pathway.id)) {
        broke("a pathway cannot be settled before it is changed");
        return;
    }
    const std::string tag = line.setup.tag;
    const bool personIds = line.setup.personIds;
    edit(line.setup);
    if (line.setup.personIds != personIds) {
        line.saidNo.clear();
    }
    if (line.setup.tag != tag) {
        retagged(line, tag);
    }
    if (line.setup.method != SyncMethod::UpdateOrCreate) {
        line.kept.clear();
    }
    line.alwaysMirror = line.alwaysMirror && line.setup.method == SyncMethod::Mirror;
    line.alwaysNamed = line.alwaysNamed && line.setup.named;
    line.alwaysMoves =
        line.alwaysMoves && line.setup.personIds && updates(line.setup.method) && adds(line.setup.method);
    store(line);
}

/// What may be expected of the tag before: it goes, or it stays. Where another pathway has had it too, nothing is.
void Life::retagged(Line& line, const std::string& before) {
    line.tagged.clear();
    const bool shared = std::any_of(lines.begin(), lines.end(), [&](const Line& one) {
        return &one != &line && (one.tagsEver.contains(before) || one.tagsEver.contains(line.setup.tag));
    });
    line.tagsEver.insert(line.setup.tag);
    if (!line.setup.clearsTag) {
        line.tagsToClear.clear();
    }
    if (!before.empty() && !shared) {
        if (line.setup.clearsTag) {
            line.tagsToClear[before] = 0;
        } else {
            for (const std::string& key : place->there()) {
                if (place->hasTag(key, before)) {
                    line.tagsToStay[before].insert(key);
                }
            }
        }
    }
    line.tagsToClear.erase(line.setup.tag);
    line.tagsToStay.erase(line.setup.tag);
    for (Line& one : lines) {
        if (&one != &line) {
            one.tagsToClear.erase(line.setup.tag);
            one.tagsToStay.erase(line.setup.tag);
        }
    }
}

void Life::damage(unsigned what, unsigned where) {
    const QString folder =
        QStringList{QStringLiteral("rosters"), QStringLiteral("snapshots"), QStringLiteral("spool")}[what % 3];
    if (what % 2 == 0 ? m_folder.flip(folder, where) : m_folder.lose(folder, where)) {
        note("  a file of " + folder.toStdString());
        losesSightOfRemovals();
        for (const std::string& one : place->there()) {
            unowned.insert(one);
        }
        for (Line& line : lines) {
            losesSight(line);
        }
    }
}

void Life::backUp() {
    opened(m_folder.backUp());
}

void Life::restoreBackup() {
    if (!m_folder.hasBackup()) {
        return;
    }
    opened(m_folder.restoreBackup());
    if (!m_broken.empty()) {
        return;
    }
    losesSightOfRemovals();
    for (const std::string& one : place->there()) {
        unowned.insert(one);
    }
    heard.clear();
    for (Line& line : lines) {
        line.forgot = true;
        line.saidNo.clear();
    }
    startAgain();
}

/// What the program does when it is started.
void Life::startAgain() {
    settleAll({m_folder.workspace(), m_folder.database(), m_folder.keys(), m_clock});
    findUnfinished();
}

void Life::findUnfinished() {
    const auto unfinished = Journal(m_folder.database(), m_folder.keys()).unfinished();
    if (!unfinished) {
        broke("the journal cannot be read");
        return;
    }
    for (Line& line : lines) {
        line.unfinished.reset();
        for (const Journal::Unfinished& one : *unfinished) {
            if (one.push.pathway == line.pathway.id) {
                line.unfinished = one.push.id;
            }
        }
    }
}

/// Somebody sets the computer's clock.
void Life::setClock(int days) {
    clockSet = true;
    m_clock.setWallClock(m_platformClock.now().addDays(days).addSecs(37 * 60));
}

void Life::saidNo(const std::string& key) {
    for (Line& line : lines) {
        if (!line.setup.personIds || line.forgot) {
            continue;
        }
        for (const auto& [donor, had] : line.knows) {
            if (had == key) {
                line.saidNo[donor] = world.moment;
            }
        }
    }
}

void Life::cameBack(const std::string& key) {
    for (Line& line : lines) {
        std::erase_if(line.saidNo, [&](const auto& one) {
            const Donor& donor = world.donors[std::size_t(one.first)];
            return donor.address == key || donor.had.contains(key);
        });
    }
}

void Life::broke(const std::string& what) {
    m_broken.push_back(what);
    note("  BROKEN " + what);
}

} // namespace pathways::test
