// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_report.h"

#include "core/model/everyone_option.h"

#include <QCoreApplication>
#include <QLocale>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlanReport)
};

// Rule U41: more than this share, or more than this many, and at least so many.
constexpr qint64 kGuardPercent = 20;
constexpr qint64 kGuardPeople = 500;
constexpr qint64 kGuardFloor = 5;

constexpr double kWasFilled = 0.5; ///< A column filled for at least half ...
constexpr double kEmptied = 0.5;   ///< ... that lost more than half of that "turned mostly empty".

QString number(qint64 value) {
    return QLocale().toString(value);
}

/// The first column that was filled last time and is mostly empty now.
const PlanFields::Line* emptiedColumn(const PlanFields& fields, const QMap<QString, double>& before,
                                      const QMap<QString, double>& now, qint64 people) {
    for (const auto& line : fields.fields) {
        const double was = before.value(line.spec.id, 0);
        const double is = now.value(line.spec.id, 0);
        if (was >= kWasFilled && is < was * kEmptied && (was - is) * double(people) >= double(kGuardFloor)) {
            return &line;
        }
    }
    return nullptr;
}

QString removalText(qint64 removals, qint64 people) {
    return Texts::tr("%n person(s) would be removed, of %1 whom this pathway put there. The file may be incomplete.",
                     nullptr, int(removals))
        .arg(number(people));
}

void addFindings(PlanSummary& summary, const PlanFields& fields, const ScanResult& scan, const MergeResult& merge) {
    for (const auto& [drop, count] : scan.drops) {
        Finding finding;
        finding.severity = Severity::Warning;
        finding.reason = drop.reason;
        finding.field = fields.fields[drop.field].spec.id;
        finding.text =
            Texts::tr("%n person(s) will be sent without “%1”: the value can’t be used.", nullptr, int(count))
                .arg(fields.fields[drop.field].spec.label);
        finding.remedy = reasonAdvice(drop.reason);
        finding.count = count;
        summary.findings.append(finding);
    }
    for (const auto& [reason, count] : merge.leftOut) {
        if (reason == Reason::Duplicate || reason == Reason::SharedAddress) {
            summary.findings.append(
                {Severity::Info,
                 reason,
                 {},
                 reason == Reason::Duplicate
                     ? Texts::tr("%n row(s) repeat a person. The last row of each person counts.", nullptr, int(count))
                     : Texts::tr(
                           "%n person(s) share an address. Who had it last time keeps it, otherwise the last row.",
                           nullptr, int(count)),
                 reasonAdvice(reason),
                 count});
        }
    }
    if (merge.wereThere > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr("%n person(s) left your audience but stay, because others had put them there before.", nullptr,
                       int(merge.wereThere)),
             Texts::tr("Remove them at the platform, or choose to make the list match exactly."),
             merge.wereThere});
    }
    if (merge.unremovable > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr("%Ln person(s) of others stay there, because their key cannot be written so that the database "
                       "finds exactly them.",
                       nullptr, int(merge.unremovable)),
             Texts::tr("Remove them in the database itself."),
             merge.unremovable});
    }
    if (merge.counts.renamed > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr("%n person(s) changed their address and will be renamed.", nullptr, int(merge.counts.renamed)),
             {},
             merge.counts.renamed});
    }
}

void askGuard(PlanSummary& summary, const PlanInput& input, const PlanFields& fields, const MergeResult& merge,
              const QMap<QString, double>& before, const QMap<QString, double>& now) {
    const PlanCounts& counts = summary.counts;
    summary.guard = guardFor(counts.remove - merge.foreignRemovals, summary.snapshotPeople, counts.total);
    if (summary.guard == GuardReason::EmptySource) {
        summary.guardText =
            counts.remove > 0
                ? Texts::tr(
                      "Nobody is left in the audience, and %n person(s) would be removed. The file may be incomplete.",
                      nullptr, int(counts.remove))
                : Texts::tr("Nobody is in the audience. The file may be incomplete, or the rules may fit nobody.");
        return;
    }
    if (summary.guard == GuardReason::ManyRemovals) {
        summary.guardText = removalText(counts.remove, summary.snapshotPeople);
        return;
    }
    if (const auto* line = emptiedColumn(fields, before, now, counts.total)) {
        summary.guard = GuardReason::ColumnEmptied;
        summary.guardText =
            Texts::tr("The column for “%1” is mostly empty now; last time %2 % of the people had a value. "
                      "The file may be incomplete.")
                .arg(line->spec.label)
                .arg(qRound(before.value(line->spec.id) * 100));
        return;
    }
    if (merge.foreignRemovals > 0) {
        summary.guard = GuardReason::MatchExactly;
        summary.guardText = Texts::tr("%n person(s) whom others put into “%1” would be removed as well.", nullptr,
                                      int(merge.foreignRemovals))
                                .arg(input.pathway.object.name);
    }
}

} // namespace

GuardReason guardFor(qint64 removals, qint64 snapshotPeople, qint64 audienceTotal) {
    if (audienceTotal == 0) {
        return GuardReason::EmptySource;
    }
    const bool many = removals > kGuardPeople || removals * 100 > snapshotPeople * kGuardPercent;
    return removals >= kGuardFloor && many ? GuardReason::ManyRemovals : GuardReason::None;
}

QMap<QString, double> filledShares(const PlanFields& fields, const ScanResult& scan, const PlanCounts& counts,
                                   const QMap<QString, double>& before) {
    QMap<QString, double> shares;
    const auto mapped = double(scan.mapped);
    const double known = std::max(0.0, double(counts.total) - mapped);
    for (std::size_t i = 0; i < fields.fields.size(); ++i) {
        const QString& id = fields.fields[i].spec.id;
        const double people = mapped + known;
        shares.insert(id, people > 0 ? (double(scan.filled[i]) + before.value(id, 0) * known) / people : 0);
    }
    return shares;
}

PlanSummary summarise(const PlanInput& input, const PlanFields& fields, const ScanResult& scan,
                      const MergeResult& merge, SnapshotTrust trust, qint64 snapshotPeople,
                      const QMap<QString, double>& filledBefore, const QMap<QString, double>& filledNow) {
    PlanSummary summary;
    summary.counts = merge.counts;
    summary.counts.total = scan.total;
    for (const auto* reasons : {&scan.leftOut, &merge.leftOut}) {
        for (const auto& [reason, count] : *reasons) {
            summary.leftOutBy[reason] += count;
            summary.counts.leftOut += count;
        }
    }
    summary.snapshotPeople = snapshotPeople;
    summary.removalsHeldBack = trust == SnapshotTrust::Doubtful && removes(input.pathway.method);
    summary.made = input.now;
    summary.estimatedRequests = merge.batches;
    if (trust == SnapshotTrust::Doubtful) {
        summary.findings.append({Severity::Warning,
                                 Reason::None,
                                 {},
                                 Texts::tr("What was sent last time cannot be trusted, so everybody is sent again and "
                                           "nobody is removed this time."),
                                 Texts::tr("Nothing to do: the next push compares and removes as usual."),
                                 0});
    }
    addFindings(summary, fields, scan, merge);
    if (sendsEveryone(input.pathway) && merge.unsent > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr(
                 "%n person(s) of your audience cannot be sent this time but must stay there, so nobody whom others "
                 "put there is taken out.",
                 nullptr, int(merge.unsent)),
             Texts::tr("Fix those rows; the next push will then remove the others."),
             merge.unsent});
    }
    askGuard(summary, input, fields, merge, filledBefore, filledNow);
    return summary;
}

} // namespace pathways
