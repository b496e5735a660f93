// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/planner.h"

#include "core/audience/peeked_rows.h"
#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/model/everyone_option.h"
#include "core/model/target_digest.h"
#include "core/plan/compare/audience_pass.h"
#include "core/plan/compare/leaver_pass.h"
#include "core/plan/compare/place_pass.h"
#include "core/plan/compare/place_people.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/file/plan_json.h"
#include "core/plan/plan_base.h"
#include "core/plan/plan_report.h"
#include "core/plan/rows/source_scan.h"
#include "core/plan/rows/unreadable_rows.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QUuid>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Planner)
};

constexpr std::size_t kClaimsInMemory = 32 * 1024 * 1024 / sizeof(PlaceClaim);
constexpr std::size_t kUnreadableInMemory = 8 * 1024 * 1024 / sizeof(std::uint64_t);

QString kindOf(const FieldSpec& field) {
    switch (field.kind) {
    case FieldKind::FirstName:
    case FieldKind::LastName:
    case FieldKind::FullName:
        return QStringLiteral("name");
    default:
        return {};
    }
}

PlanFacts factsOf(const PlanInput& input, const PlanFields& fields, const Snapshot* snapshot, const QByteArray& context,
                  std::uint64_t rowsDigest) {
    PlanFacts facts;
    facts.pathway = input.pathway.id;
    facts.targetDigest = targetDigest(input.pathway, input.trial);
    facts.day = input.today;
    facts.memory = input.pathway.snapshotFile;
    facts.snapshotsFolder = input.snapshotsFolder;
    if (snapshot != nullptr) {
        facts.snapshotId = snapshot->meta().id;
        facts.snapshotFile = input.pathway.snapshotFile;
    }
    facts.place = input.place.id;
    facts.placeSeq = input.place.seq;
    facts.leaversUntil = input.place.leaversUntil;
    facts.mark = markOf(input.pathway, input.type);
    facts.absence = input.type.absence;
    facts.writesAtEnd = input.type.writesAtEnd;
    facts.membersRead = input.members != nullptr;
    facts.personScope = personScope(fields, input.audience, input.reader.columns());
    facts.keyKind = toKey(fields.keyKind);
    facts.addressField = fields.addressField();
    facts.keyForm = fields.keyForm;
    facts.rowContext = context;
    facts.rowsDigest = QByteArray(reinterpret_cast<const char*>(&rowsDigest), sizeof rowsDigest);
    for (const auto& line : fields.fields) {
        facts.fields << line.spec.id;
        facts.fieldKinds << kindOf(line.spec);
    }
    for (const permission::PermissionColumn& column : fields.permission) {
        facts.permission << column.name;
    }
    facts.identifiers = fields.identifiers;
    facts.address = fields.identity.address;
    facts.addressName = fields.identity.addressName;
    if (fields.byIdentifiers) {
        facts.knownFields = knownFields(fields, input.place.roster.get(), snapshot);
    }
    return facts;
}

/// One plan in the making. The steps are called in the order in which they stand here.
class Planning {
public:
    Planning(const PlanInput& input, PlanProgress& progress)
        : m_input(input)
        , m_progress(progress)
        , m_source(input.reader)
        , m_rows(input.spoolFolder, kRecordsInMemory)
        , m_leftOut(input.spoolFolder, kLeftOutInMemory)
        , m_unreadable(input.spoolFolder, kUnreadableInMemory) {}

    Result<std::shared_ptr<PlanFile>> run(const std::stop_token& stop) {
        return resolve(stop)
            .and_then([this] { return loadMemory(); })
            .and_then([this] { return createFile(); })
            .and_then([&] { return scan(stop); })
            .and_then([&] { return compare(stop); })
            .and_then([this] { return finish(); });
    }

private:
    Result<void> resolve(const std::stop_token& stop);
    Result<void> loadMemory();
    Result<void> recognise();
    void holdUntilWhole();
    [[nodiscard]] ToldBy toldBy() const;
    Result<void> createFile();
    Result<void> scan(const std::stop_token& stop);
    Result<void> compare(const std::stop_token& stop);
    Result<void> claim(AudiencePass& people, PlacePass& place, const std::stop_token& stop);
    Result<void> writeSeen();
    Result<std::shared_ptr<PlanFile>> finish();
    [[nodiscard]] plan_json::Meta meta() const;

    const PlanInput& m_input;
    PlanProgress& m_progress;
    PeekedRows m_source;
    PlanFields m_fields;
    RowFilter m_filter;
    QByteArray m_context;
    PlanBase m_base;
    UnchangedRowIndex m_seen{0};
    QString m_path;
    std::unique_ptr<EncryptedFileWriter> m_file;
    RecordSorter m_rows;
    LeftOutSorter m_leftOut;
    UnreadableRows m_unreadable;
    RosterCheck m_check;
    bool m_linesTell = true; ///< Whose row was whose is known of everybody there, or was decided to its end.
    ScanResult m_scanned;
    PlanTally m_tally;
};

Result<void> Planning::resolve(const std::stop_token& stop) {
    auto fields = PlanFields::resolve(m_input.pathway, m_input.audience, m_input.type, m_input.reader.columns());
    if (!fields) {
        return fail(fields.error());
    }
    m_fields = std::move(*fields);
    m_fields.keyForm = m_input.keyRules.form;
    const auto first = m_source.peek(stop);
    if (!first) {
        return stop.stop_requested() ? fail(plan_errors::stopped()) : fail(first.error());
    }
    for (const permission::PermissionColumn& column :
         permission::findPermissionColumns(m_input.reader.columns(), *first, m_input.audience.permission)) {
        if (column.applies()) {
            m_fields.permission << column;
        }
    }
    auto filter = filterFor(m_input.audience, m_input.reader.columns(), m_input.today);
    if (!filter) {
        return fail(filter.error());
    }
    m_filter = std::move(*filter);
    m_context = rowContext(m_fields, m_input.pathway, m_input.audience, m_input.type, m_input.reader.shapeDigest(),
                           m_input.today);
    if (m_fields.byIdentifiers && !m_input.place.noes.others.empty()) {
        // There a memory knows nobody by their address alone: each row is looked at whenever somebody else says no.
        m_context =
            QCryptographicHash::hash(QByteArray(m_context + m_input.place.noes.digest()), QCryptographicHash::Sha256);
    }
    return {};
}

Result<void> Planning::loadMemory() {
    auto base = openPlanBase(m_input, m_fields);
    if (!base) {
        return fail(base.error());
    }
    m_base = std::move(*base);
    return m_check.run(m_input).and_then([this] { return m_base.snapshot ? recognise() : Result<void>{}; }).map([this] {
        holdUntilWhole();
    });
}

/// Whoever stands in the roster must have a line, or somebody who is gone would be taken for unchanged. Who has none is
/// decided afresh; where a line is somebody's who does not stand there, everybody is. After another mark was chosen
/// nobody stands there yet: the lines still tell who had which address, and so who left at an earlier one (P1).
Result<void> Planning::recognise() {
    if (m_check.wantsNobody()) {
        m_seen = UnchangedRowIndex(std::size_t(m_base.snapshot->indices()));
        return {};
    }
    const auto fill = [this] {
        m_seen = UnchangedRowIndex(std::size_t(m_base.snapshot->indices()));
        return fillUnchangedRows(m_input, *m_base.snapshot, m_check, m_context, m_seen);
    };
    auto filled = fill();
    if (filled && *filled != m_check.standing()) {
        auto found = m_check.findLines(m_input, *m_base.snapshot);
        filled = !found ? fail(found.error()) : *found ? fill() : Result<std::uint64_t>(fail(damagedFile()));
    }
    if (filled) {
        return {};
    }
    if (!isDamage(filled.error())) {
        return fail(filled.error());
    }
    qCWarning(lcPush) << "A snapshot does not fit the roster; everybody is compared with the roster";
    m_base.snapshot.reset();
    m_seen = UnchangedRowIndex(0);
    return {};
}

/// Where people are told apart by ids, only the snapshot knows whose address is whose: without it somebody whose row
/// has no address any more would be taken for gone, and an old address would go before the new one is accepted. After a
/// push that came to its end, whoever moved has a line at the new one.
void Planning::holdUntilWhole() {
    if (m_input.pathway.leaving) {
        return; // Nobody has a row any more: everybody is to go.
    }
    m_linesTell =
        m_check.standing() == 0 || (m_base.snapshot && (m_base.snapshot->meta().whole || m_check.allHaveLines()));
    if (!m_linesTell && m_fields.keyKind != KeyKind::Address) {
        m_base.trust = MemoryTrust::Doubtful;
    }
}

ToldBy Planning::toldBy() const {
    if (m_fields.keyKind == KeyKind::Address && !m_fields.byIdentifiers) {
        return ToldBy::Place;
    }
    const bool sameKeys = !m_base.snapshot || m_base.snapshot->meta().keyKind == toKey(m_fields.keyKind);
    return sameKeys ? ToldBy::Line : ToldBy::Nothing;
}

Result<void> Planning::createFile() {
    m_path = QDir(m_input.spoolFolder)
                 .filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".plan"));
    auto file = EncryptedFileWriter::create(m_path, m_input.keys.data);
    if (!file) {
        return fail(file.error());
    }
    m_file = std::move(*file);
    for (StreamId id = plan_format::kValues; id <= plan_format::kUnreadable; ++id) {
        m_file->addStream(id);
    }
    return {};
}

Result<void> Planning::scan(const std::stop_token& stop) {
    SourceScan scan(m_input, m_source, m_fields, m_filter, m_context, m_seen, m_rows, m_leftOut, m_unreadable, *m_file,
                    m_progress);
    auto scanned = scan.run(stop);
    m_seen.dropTable();
    giveMemoryBack();
    if (!scanned) {
        return fail(scanned.error());
    }
    m_scanned = std::move(*scanned);
    return writeUnreadable(m_unreadable, m_base.snapshot.get(), *m_file).map([this](qint64 added) {
        m_tally.unreadable = added;
    });
}

Result<void> Planning::compare(const std::stop_token& stop) {
    if (m_fields.byIdentifiers && !m_linesTell && !m_scanned.leftOut.empty()) {
        // Whose row cannot be sent is only found by the snapshot: they would be taken for gone.
        m_base.trust = MemoryTrust::Doubtful;
    }
    LeftOutList leftOut(m_leftOut, m_tally);
    RetagList retags(m_input.spoolFolder);
    ChangeList changes(m_input, m_fields, m_base.snapshot.get(), m_scanned.lastRow, *m_file);
    NoList noes(m_input.place.noes, !m_fields.byIdentifiers, *m_file, m_tally);
    for (const PersonKey& address : m_scanned.saidYes) {
        noes.saysYes(address);
    }
    AudiencePass people(m_base.snapshot.get(), m_seen, m_rows, leftOut, noes, m_tally, m_fields.fields.size());
    PlacePass place({.input = m_input,
                     .personScope = personScope(m_fields, m_input.audience, m_input.reader.columns()),
                     .check = m_check,
                     .snapshotTells = m_base.snapshot != nullptr,
                     .toldBy = toldBy(),
                     .decided = m_base.snapshot && m_base.snapshot->meta().decided,
                     .holdRemovals = m_base.trust == MemoryTrust::Doubtful,
                     .seen = m_seen,
                     .changes = changes,
                     .leftOut = leftOut,
                     .retags = retags,
                     .tally = m_tally},
                    *m_file);
    auto done = place.start()
                    .and_then([&] { return claim(people, place, stop); })
                    .and_then([&] { return noes.flush(); })
                    .and_then([&] { return place.finish(); });
    if (done) {
        LeaverPass leavers({.input = m_input,
                            .fields = m_fields,
                            .snapshot = m_base.snapshot.get(),
                            .changes = changes,
                            .tally = m_tally,
                            .file = *m_file});
        done = leavers.run(stop);
    }
    auto batches = done ? changes.write() : fail(done.error());
    if (!batches) {
        return fail(batches.error());
    }
    m_tally.batches = *batches;
    m_tally.counts.total = m_scanned.total;
    return leftOut.flush()
        .and_then([this] { return writeLeftOut(m_leftOut, *m_file); })
        .and_then([&] { return retags.write(*m_file); })
        .and_then([this] { return writeSeen(); });
}

/// Where people are told apart by their address alone, they come in the order of the place already. Where nobody was
/// ever put, the order does not matter.
Result<void> Planning::claim(AudiencePass& people, PlacePass& place, const std::stop_token& stop) {
    const bool snapshotInOrder = !m_base.snapshot || m_base.snapshot->meta().keyKind == toKey(KeyKind::Address);
    const bool placeInOrder = !m_fields.byIdentifiers || (!m_base.snapshot && !m_input.place.roster);
    if (m_fields.keyKind == KeyKind::Address && snapshotInOrder && placeInOrder) {
        return people.run([&place](const PlaceClaim& one) { return place.take(one); }, stop);
    }
    ClaimSorter claims(m_input.spoolFolder, kClaimsInMemory);
    ClaimSorter::Input input(claims);
    return people.run([&input](const PlaceClaim& one) { return input.add(one); }, stop)
        .and_then([&] { return input.flush(); })
        .and_then([&] {
            return claims.sorted([&](std::span<const PlaceClaim> run) -> Result<void> {
                for (const PlaceClaim& one : run) {
                    if (auto taken = place.take(one); !taken) {
                        return taken;
                    }
                }
                return stop.stop_requested() ? fail(plan_errors::stopped()) : Result<void>{};
            });
        });
}

/// In the order of the snapshot: the row in which each of its people was found unchanged.
Result<void> Planning::writeSeen() {
    StreamWriter out(*m_file, plan_format::kSeen);
    std::vector<std::uint32_t> rows;
    for (std::size_t first = 0; first < m_seen.size(); first += plan_format::kSeenPerBlock) {
        rows.clear();
        for (std::size_t i = first; i < std::min(m_seen.size(), first + plan_format::kSeenPerBlock); ++i) {
            rows.push_back(m_seen.row(std::uint32_t(i)));
        }
        auto written = out.append({reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(std::uint32_t)});
        if (!written) {
            return fail(written.error());
        }
    }
    return out.flush();
}

plan_json::Meta Planning::meta() const {
    const bool doubtful = m_base.trust == MemoryTrust::Doubtful;
    const QMap<QString, double> before = m_base.snapshot ? m_base.snapshot->meta().filled : QMap<QString, double>();
    const QMap<QString, double> filled = filledShares(m_fields, m_scanned, m_tally.counts, before);
    plan_json::Meta meta;
    const PlaceSlots& slotted = m_input.place.slotted;
    meta.summary =
        summarise(m_input, m_fields, m_scanned, m_tally, m_base.trust, qint64(m_check.standing()), before, filled);
    meta.facts = factsOf(m_input, m_fields, m_base.snapshot.get(), m_context, m_scanned.digest);
    // Whoever is not sent would be taken for one of the others.
    meta.facts.othersStay = sendsEveryone(m_input.pathway) &&
                            (m_tally.unsent > 0 || m_tally.undecided > 0 || m_tally.keptByOthers > 0 || doubtful);
    for (int slot = 0; slot < kPlaceSlots && !m_input.trial && !doubtful; ++slot) {
        if ((slotted.former & slotBit(slot)) != 0) {
            meta.facts.formerSlots.push_back(quint32(slot));
        }
    }
    for (const FormerMarkHere& former : slotted.formerMarks) {
        meta.facts.formerMarks.push_back(former.mark);
    }
    if (!m_input.trial) {
        meta.facts.filled = filled;
        meta.facts.decidesMissing = removes(m_input.pathway.method) && !doubtful &&
                                    (m_tally.undecided == 0 || meta.summary.needsConfirmation());
    }
    meta.changes = quint64(m_tally.counts.add + m_tally.counts.update);
    meta.removals = quint64(meta.summary.takenOff() + m_tally.replaced);
    meta.replaced = quint64(m_tally.replaced);
    meta.leftOut = quint64(meta.summary.counts.leftOut);
    return meta;
}

Result<std::shared_ptr<PlanFile>> Planning::finish() {
    const plan_json::Meta complete = meta();
    if (!complete.summary.counts.addsUp()) {
        return fail(ErrorKind::Internal, Texts::tr("The numbers of this plan do not add up."),
                    Texts::tr("This is a fault of the program. Nothing was sent."),
                    Texts::tr("Please report it, with the support details."));
    }
    return m_file->finish(plan_json::write(complete)).and_then([this] { return PlanFile::open(m_path, m_input.keys); });
}

} // namespace

Result<std::shared_ptr<PlanFile>> makePlan(const PlanInput& input, PlanProgress& progress, std::stop_token stop) {
    auto made = withinMemory(InterruptedWork::Plan, [&] { return Planning(input, progress).run(stop); });
    giveMemoryBack();
    return made;
}

} // namespace pathways
