// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/planner.h"

#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/model/everyone_option.h"
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
    if (snapshot && (*snapshot)->meta().addressField != fields.addressField()) {
        // Another column is the key there now: nobody could be found again, and everybody would be taken for gone.
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
    const auto refresh = std::uint32_t(std::max(0, input.type.refreshDays));
    auto fill = [&](std::uint32_t first, std::uint32_t last) {
        return snapshot.read(first, last,
                             [&](std::uint64_t index, const PersonRecord* records, std::size_t count) -> Result<void> {
                                 if (index + count > seen.size()) {
                                     return fail(damagedFile());
                                 }
                                 for (std::size_t i = 0; i < count; ++i) {
                                     const PersonRecord& record = records[i];
                                     const bool due = everyone || (refresh > 0 && record.number + refresh <= today);
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
        std::jthread other([&] { otherHalf = withinMemory([&] { return fill(middle, snapshot.blocks()); }); });
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
                        {.today = input.now.date(),
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
    facts.snapshotsFolder = input.snapshotsFolder;
    if (snapshot != nullptr) {
        facts.snapshotId = snapshot->meta().id;
        facts.snapshotFile = input.pathway.snapshotFile;
    }
    facts.keyKind = toKey(fields.keyKind);
    facts.addressField = fields.addressField();
    facts.rowContext = context;
    for (const auto& line : fields.fields) {
        facts.fields << line.spec.id;
        facts.fieldKinds << kindOf(line.spec);
    }
    facts.identifiers = fields.identifiers;
    return facts;
}

struct Attempt {
    const PlanInput& input;
    PlanProgress& progress;
    std::stop_token stop;
};

Result<std::shared_ptr<PlanFile>> planAgainst(const Attempt& attempt, const PlanFields& fields, const RowFilter& filter,
                                              const Base& base, UnchangedRowIndex& seen, const QByteArray& context) {
    const PlanInput& input = attempt.input;
    const QString path =
        QDir(input.spoolFolder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".plan"));
    auto file = EncryptedFileWriter::create(path, input.keys.data);
    if (!file) {
        return fail(file.error());
    }
    for (StreamId id = plan_format::kValues; id <= plan_format::kBatches; ++id) {
        (*file)->addStream(id);
    }
    RecordSorter rows(input.spoolFolder);
    SourceScan scan(input, fields, filter, context, seen, rows, **file, attempt.progress);
    auto scanned = scan.run(attempt.stop);
    if (!scanned) {
        return fail(scanned.error());
    }
    seen.dropTable();
    giveMemoryBack();
    AddressClaims claims;
    if (AddressClaims::needed(fields.keyKind, base.snapshot.get())) {
        if (auto resolved = claims.resolve(fields.keyKind, base.snapshot.get(), seen, rows); !resolved) {
            return fail(resolved.error());
        }
    }
    PlanDiff merge(input, fields, base.snapshot.get(), base.trust == SnapshotTrust::Doubtful, seen, rows, claims,
                   **file);
    auto merged = merge.run(attempt.stop);
    if (!merged) {
        return fail(merged.error());
    }
    const QMap<QString, double> before = base.snapshot ? base.snapshot->meta().filled : QMap<QString, double>();
    plan_json::Meta meta;
    meta.facts = factsOf(input, fields, base.snapshot.get(), context);
    PlanCounts counts = merged->counts;
    counts.total = scanned->total;
    meta.facts.filled = filledShares(fields, *scanned, counts, before);
    meta.summary = summarise(input, fields, *scanned, *merged, base.trust,
                             base.snapshot ? base.snapshot->meta().people : 0, before, meta.facts.filled);
    // Whoever is not sent would be taken for one of the others.
    meta.facts.othersStay =
        sendsEveryone(input.pathway) && (merged->unsent > 0 || base.trust == SnapshotTrust::Doubtful);
    if (input.trial) {
        meta.facts.filled.clear();
    }
    if (!meta.summary.counts.addsUp()) {
        return fail(ErrorKind::Internal, Texts::tr("The numbers of this plan do not add up."),
                    Texts::tr("This is a fault of the program. Nothing was sent."),
                    Texts::tr("Please report it, with the support details."));
    }
    meta.changes = quint64(counts.add + counts.update);
    meta.removals = quint64(counts.remove);
    meta.leftOut = quint64(meta.summary.counts.leftOut);
    if (auto finished = (*file)->finish(plan_json::write(meta)); !finished) {
        return fail(finished.error());
    }
    return PlanFile::open(path, input.keys);
}

Result<std::shared_ptr<PlanFile>> planWithin(const PlanInput& input, PlanProgress& progress, std::stop_token stop) {
    auto fields = PlanFields::resolve(input.pathway, input.audience, input.type, input.reader.columns());
    if (!fields) {
        return fail(fields.error());
    }
    auto filter = filterFor(input);
    if (!filter) {
        return fail(filter.error());
    }
    auto base = openBase(input, *fields);
    if (!base) {
        return fail(base.error());
    }
    const QByteArray context =
        rowContext(*fields, input.pathway, input.audience, input.type, input.reader.shapeDigest(), input.now);
    UnchangedRowIndex seen(base->snapshot ? std::size_t(base->snapshot->meta().records) : 0);
    if (base->snapshot) {
        auto filled = fillTable(input, *base->snapshot, context, seen);
        if (!filled && !isDamage(filled.error())) {
            return fail(filled.error());
        }
        if (!filled) { // Found out before anything of it was used.
            qCWarning(lcPush) << "A snapshot is damaged; nobody is removed this time";
            base->snapshot.reset();
            base->trust = SnapshotTrust::Doubtful;
            seen = UnchangedRowIndex(0);
        }
    }
    return planAgainst({input, progress, stop}, *fields, *filter, *base, seen, context);
}

} // namespace

Result<std::shared_ptr<PlanFile>> makePlan(const PlanInput& input, PlanProgress& progress, std::stop_token stop) {
    auto made = withinMemory([&] { return planWithin(input, progress, std::move(stop)); });
    giveMemoryBack();
    return made;
}

} // namespace pathways
