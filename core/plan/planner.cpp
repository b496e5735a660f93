// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/planner.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/model/everyone_option.h"
#include "core/model/target_digest.h"
#include "core/plan/address_claims.h"
#include "core/plan/plan_diff.h"
#include "core/plan/plan_json.h"
#include "core/plan/plan_report.h"
#include "core/plan/source_scan.h"
#include "core/roster/snapshot.h"

#include <QCoreApplication>
#include <QDir>
#include <QUuid>

#include <cstring>
#include <thread>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Planner)
};

/// The snapshot of a pathway, if it has one that can be trusted.
struct Base {
    std::unique_ptr<Snapshot> snapshot;
    SnapshotTrust trust = SnapshotTrust::None;
};

Result<Base> openBase(const PlanInput& input, const PlanFields& fields) {
    Base base;
    if (input.pathway.snapshotDoubtful) {
        base.trust = SnapshotTrust::Doubtful;
        return base;
    }
    if (input.pathway.snapshotFile.isEmpty()) {
        return base;
    }
    const QString path = QDir(input.snapshotsFolder).filePath(input.pathway.snapshotFile);
    auto snapshot = Snapshot::open(path, input.keys.data);
    if (snapshot &&
        ((*snapshot)->meta().addressField != fields.addressField() || (*snapshot)->meta().keyForm != fields.keyForm)) {
        // Another column is the key there now, or keys are compared by other rules: nobody could be found again, and
        // everybody would be taken for gone.
        base.trust = SnapshotTrust::Doubtful;
        return base;
    }
    if (snapshot) {
        base.snapshot = std::move(*snapshot);
        base.trust = SnapshotTrust::Good;
        return base;
    }
    if (!isDamage(snapshot.error())) {
        return fail(snapshot.error());
    }
    qCWarning(lcPush) << "A snapshot is damaged or lost; nobody is removed this time";
    base.trust = SnapshotTrust::Doubtful;
    return base;
}

/// Fills the table with the tags that are good now. People who are due to be sent again and those who are kept out are
/// left out of it, so that their rows are looked at afresh.
Result<void> fillTable(const PlanInput& input, const Snapshot& snapshot, const QByteArray& context,
                       UnchangedRowIndex& seen) {
    const bool sameContext = snapshot.meta().rowContext == context;
    const std::uint32_t today = dayNumber(input.now);
    const bool everyone = sendsEveryone(input.pathway);
    auto fill = [&](std::uint32_t first, std::uint32_t last) {
        return snapshot.read(first, last,
                             [&](std::uint64_t index, const PersonRecord* records, std::size_t count) -> Result<void> {
                                 if (index + count > seen.size()) {
                                     return fail(damagedFile());
                                 }
                                 for (std::size_t i = 0; i < count; ++i) {
                                     const PersonRecord& record = records[i];
                                     const bool due = everyone || isDue(record, input.type.refreshDays, today);
                                     if (sameContext && !due && record.reason == Reason::None) {
                                         seen.set(std::uint32_t(index + i), record.tag);
                                     }
                                 }
                                 return {};
                             });
    };
    const std::uint32_t middle = snapshot.blocks() / 2;
    Result<void> otherHalf;
    {
        std::jthread other(
            [&] { otherHalf = withinMemory(InterruptedWork::Plan, [&] { return fill(middle, snapshot.blocks()); }); });
        if (auto half = fill(0, middle); !half) {
            return half;
        }
    }
    if (otherHalf && sameContext) {
        seen.build();
    }
    return otherHalf;
}

Result<RowFilter> filterFor(const PlanInput& input) {
    if (!input.audience.rules) {
        return RowFilter();
    }
    return compileRules(*input.audience.rules, input.reader.columns(),
                        {.today = input.today,
                         .monthFirst = readsMonthFirst(input.audience),
                         .decimalComma = readsDecimalComma(input.audience)});
}

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

PlanFacts factsOf(const PlanInput& input, const PlanFields& fields, const Snapshot* snapshot,
                  const QByteArray& context) {
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
    facts.keyKind = toKey(fields.keyKind);
    facts.addressField = fields.addressField();
    facts.keyForm = fields.keyForm;
    facts.rowContext = context;
    for (const auto& line : fields.fields) {
        facts.fields << line.spec.id;
        facts.fieldKinds << kindOf(line.spec);
    }
    facts.identifiers = fields.identifiers;
    return facts;
}

/// One plan in the making. The steps are called in the order in which they stand here.
class Planning {
public:
    Planning(const PlanInput& input, PlanProgress& progress)
        : m_input(input)
        , m_progress(progress)
        , m_rows(input.spoolFolder, kRecordsInMemory) {}

    Result<std::shared_ptr<PlanFile>> run(const std::stop_token& stop) {
        return resolve()
            .and_then([this] { return loadSnapshot(); })
            .and_then([this] { return createFile(); })
            .and_then([&] { return scan(stop); })
            .and_then([this] { return settleAddresses(); })
            .and_then([&] { return compare(stop); })
            .and_then([this] { return finish(); });
    }

private:
    Result<void> resolve();
    Result<void> loadSnapshot();
    Result<void> createFile();
    Result<void> scan(const std::stop_token& stop);
    Result<void> settleAddresses();
    Result<void> compare(const std::stop_token& stop);
    Result<std::shared_ptr<PlanFile>> finish();
    [[nodiscard]] plan_json::Meta meta() const;

    const PlanInput& m_input;
    PlanProgress& m_progress;
    PlanFields m_fields;
    RowFilter m_filter;
    QByteArray m_context;
    Base m_base;
    UnchangedRowIndex m_seen{0};
    QString m_path;
    std::unique_ptr<EncryptedFileWriter> m_file;
    RecordSorter m_rows;
    ScanResult m_scanned;
    AddressClaims m_claims;
    MergeResult m_merged;
};

Result<void> Planning::resolve() {
    auto fields = PlanFields::resolve(m_input.pathway, m_input.audience, m_input.type, m_input.reader.columns());
    if (!fields) {
        return fail(fields.error());
    }
    m_fields = std::move(*fields);
    m_fields.keyForm = m_input.keyRules.form;
    auto filter = filterFor(m_input);
    if (!filter) {
        return fail(filter.error());
    }
    m_filter = std::move(*filter);
    m_context = rowContext(m_fields, m_input.pathway, m_input.audience, m_input.type, m_input.reader.shapeDigest(),
                           m_input.today);
    return {};
}

Result<void> Planning::loadSnapshot() {
    auto base = openBase(m_input, m_fields);
    if (!base) {
        return fail(base.error());
    }
    m_base = std::move(*base);
    if (!m_base.snapshot) {
        return {};
    }
    m_seen = UnchangedRowIndex(std::size_t(m_base.snapshot->meta().records));
    auto filled = fillTable(m_input, *m_base.snapshot, m_context, m_seen);
    if (filled || !isDamage(filled.error())) {
        return filled;
    }
    // Found out before anything of it was used.
    qCWarning(lcPush) << "A snapshot is damaged; nobody is removed this time";
    m_base.snapshot.reset();
    m_base.trust = SnapshotTrust::Doubtful;
    m_seen = UnchangedRowIndex(0);
    return {};
}

Result<void> Planning::createFile() {
    m_path = QDir(m_input.spoolFolder)
                 .filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".plan"));
    auto file = EncryptedFileWriter::create(m_path, m_input.keys.data);
    if (!file) {
        return fail(file.error());
    }
    m_file = std::move(*file);
    for (StreamId id = plan_format::kValues; id <= plan_format::kBatches; ++id) {
        m_file->addStream(id);
    }
    return {};
}

Result<void> Planning::scan(const std::stop_token& stop) {
    SourceScan scan(m_input, m_fields, m_filter, m_context, m_seen, m_rows, *m_file, m_progress);
    auto scanned = scan.run(stop);
    m_seen.dropTable();
    giveMemoryBack();
    if (!scanned) {
        return fail(scanned.error());
    }
    m_scanned = std::move(*scanned);
    return {};
}

Result<void> Planning::settleAddresses() {
    if (!AddressClaims::needed(m_fields.keyKind, m_base.snapshot.get())) {
        return {};
    }
    return m_claims.resolve(m_fields.keyKind, m_base.snapshot.get(), m_seen, m_rows);
}

Result<void> Planning::compare(const std::stop_token& stop) {
    const PlanSides sides{.input = m_input,
                          .fields = m_fields,
                          .snapshot = m_base.snapshot.get(),
                          .holdRemovals = m_base.trust == SnapshotTrust::Doubtful,
                          .seen = m_seen,
                          .rows = m_rows,
                          .claims = m_claims};
    auto merged = PlanDiff(sides, m_scanned.lastRow, *m_file).run(stop);
    if (!merged) {
        return fail(merged.error());
    }
    m_merged = std::move(*merged);
    m_merged.counts.total = m_scanned.total;
    return {};
}

plan_json::Meta Planning::meta() const {
    const bool doubtful = m_base.trust == SnapshotTrust::Doubtful;
    const QMap<QString, double> before = m_base.snapshot ? m_base.snapshot->meta().filled : QMap<QString, double>();
    const QMap<QString, double> filled = filledShares(m_fields, m_scanned, m_merged.counts, before);
    plan_json::Meta meta;
    meta.summary = summarise(m_input, m_fields, m_scanned, m_merged, m_base.trust,
                             m_base.snapshot ? m_base.snapshot->meta().people : 0, before, filled);
    meta.facts = factsOf(m_input, m_fields, m_base.snapshot.get(), m_context);
    // Whoever is not sent would be taken for one of the others.
    meta.facts.othersStay = sendsEveryone(m_input.pathway) && (m_merged.unsent > 0 || doubtful);
    if (!m_input.trial) {
        meta.facts.filled = filled;
    }
    meta.changes = quint64(m_merged.counts.add + m_merged.counts.update);
    meta.removals = quint64(m_merged.counts.remove);
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
