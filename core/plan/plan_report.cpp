// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_report.h"

#include "core/audience/permission/permission_text.h"
#include "core/model/everyone_option.h"
#include "core/plan/no_report.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <bit>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlanReport)
};

// Rule U41: more than this share, or more than this many, and at least so many.
constexpr qint64 kGuardPercent = 20;
constexpr qint64 kGuardPeople = 500;
constexpr qint64 kGuardFloor = 5;

constexpr qint64 kOldAfterDays = 30; ///< Since the last push of another pathway.

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

QString removalText(qint64 removals, qint64 people, bool marksOnly) {
    if (marksOnly) {
        return Texts::tr("%Ln people would lose the tag or segment, of %1 who have it from this pathway. The file may "
                         "be incomplete.",
                         nullptr, int(removals))
            .arg(number(people));
    }
    return Texts::tr("%Ln person(s) would be removed, of %1 whom this pathway put there. The file may be incomplete.",
                     nullptr, int(removals))
        .arg(number(people));
}

} // namespace

std::vector<SlotHolder> holdersOf(const PlaceSlots& slotted, std::uint64_t bits) {
    std::vector<SlotHolder> holders;
    for (; bits != 0; bits &= bits - 1) {
        const SlotHolder& holder = slotted.holders[std::size_t(std::countr_zero(bits))];
        const auto same = std::find_if(holders.begin(), holders.end(),
                                       [&holder](const SlotHolder& one) { return one.audience == holder.audience; });
        if (same == holders.end() && !holder.audience.isEmpty()) {
            holders.push_back(holder);
        }
    }
    return holders;
}

namespace {

QString dayOf(const QDateTime& when) {
    return QLocale().toString(when.toLocalTime().date(), QLocale::LongFormat);
}

/// What a pathway wants is as old as its last push, and one in the bin keeps its people until the bin is emptied.
QString detailOf(const std::vector<SlotHolder>& holders, const QDateTime& now) {
    for (const SlotHolder& holder : holders) {
        if (holder.inBin) {
            return Texts::tr("The pathway “%1” is in the bin, and keeps its people until it is gone for good.")
                .arg(holder.pathway);
        }
        if (holder.lastPushed && (holder.sameAudience || holder.lastPushed->daysTo(now) >= kOldAfterDays)) {
            return Texts::tr("“%1” was last pushed on %2: whoever has left its audience since is still kept for it. "
                             "Push it to let them go.")
                .arg(holder.pathway, dayOf(*holder.lastPushed));
        }
    }
    if (holders.size() == 1 && holders.front().lastPushed) {
        return Texts::tr("Its pathway “%1” leads to the same place and keeps them; it was last pushed on %2.")
            .arg(holders.front().pathway, dayOf(*holders.front().lastPushed));
    }
    return holders.size() == 1 ? Texts::tr("Its pathway leads to the same place and keeps them.")
                               : Texts::tr("Their pathways lead to the same place and keep them.");
}

/// They have left this audience: where another pathway of it keeps them, it is named in its place.
QString stayingText(const std::vector<SlotHolder>& holders, qint64 people) {
    const auto count = int(people);
    if (holders.empty()) {
        return Texts::tr("%Ln people stay: a pathway that was made after your backup has sent them there as well.",
                         nullptr, count);
    }
    const SlotHolder& first = holders.front();
    const SlotHolder& last = holders.back();
    const bool named =
        std::any_of(holders.begin(), holders.end(), [](const SlotHolder& one) { return one.sameAudience; });
    if (holders.size() > 2) {
        return named ? Texts::tr("%Ln people stay: %1 other pathways still have them.", nullptr, count)
                           .arg(number(qint64(holders.size())))
                     : Texts::tr("%Ln people stay: they are also in %1 other audiences.", nullptr, count)
                           .arg(number(qint64(holders.size())));
    }
    if (holders.size() == 2) {
        return named ? Texts::tr("%Ln people stay: the pathways “%1” or “%2” still have them.", nullptr, count)
                           .arg(first.pathway, last.pathway)
                     : Texts::tr("%Ln people stay: they are also in “%1” or “%2”.", nullptr, count)
                           .arg(first.audience, last.audience);
    }
    return named ? Texts::tr("%Ln people stay: the pathway “%1” still has them.", nullptr, count).arg(first.pathway)
                 : Texts::tr("%Ln people stay: they are also in “%1”.", nullptr, count).arg(first.audience);
}

/// Nothing is said where nobody stays.
Finding stayingOf(const PlanInput& input, const PlanTally& tally) {
    Finding staying;
    staying.count = tally.handedOver;
    if (staying.count > 0) {
        const auto holders = holdersOf(input.place.slotted, tally.keptBy);
        staying.text = stayingText(holders, staying.count);
        staying.remedy = holders.empty() ? QString() : detailOf(holders, input.now);
    }
    return staying;
}

/// Whom the source's own columns leave out or hold, by column.
void addPermission(PlanSummary& summary, const PlanFields& fields, const PlanTally& tally) {
    for (const auto& [index, people] : tally.denied) {
        if (index < fields.permission.size()) {
            const permission::PermissionColumn& column = fields.permission[index];
            summary.findings.append(
                {Severity::Info, Reason::None, {}, permission::leftOutText(column, people), {}, people});
        }
    }
    for (const auto& [index, people] : tally.held) {
        if (index >= 0 && index < fields.permission.size()) {
            const permission::PermissionColumn& column = fields.permission[index];
            summary.findings.append({Severity::Warning,
                                     Reason::None,
                                     {},
                                     permission::heldText(column, people),
                                     permission::heldAdvice(column),
                                     people});
        }
    }
}

void addFindings(PlanSummary& summary, const PlanFields& fields, const ScanResult& scan, const PlanTally& tally) {
    for (const auto& [drop, count] : scan.drops) {
        Finding finding;
        finding.severity = Severity::Warning;
        finding.reason = drop.reason;
        finding.field = fields.fields[drop.field].spec.id;
        finding.text =
            Texts::tr("%Ln person(s) will be sent without “%1”: the value can’t be used.", nullptr, int(count))
                .arg(fields.fields[drop.field].spec.label);
        finding.remedy = reasonAdvice(drop.reason);
        finding.count = count;
        summary.findings.append(finding);
    }
    for (const auto& [reason, count] : tally.leftOut) {
        if (reason == Reason::Duplicate || reason == Reason::SharedAddress) {
            summary.findings.append(
                {Severity::Info,
                 reason,
                 {},
                 reason == Reason::Duplicate
                     ? Texts::tr("%Ln row(s) repeat a person. The last row of each person counts.", nullptr, int(count))
                     : Texts::tr(
                           "%Ln person(s) share an address. Who had it last time keeps it, otherwise the last row.",
                           nullptr, int(count)),
                 reasonAdvice(reason),
                 count});
        }
    }
    if (tally.wereThere > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr(
                 "%Ln people left your audience but stay: nothing says for sure that Pathways had put them there.",
                 nullptr, int(tally.wereThere)),
             Texts::tr("Remove them at the platform, or choose to make the list match exactly."),
             tally.wereThere});
    }
    if (tally.undecided > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             tally.unreadable > 0
                 ? Texts::tr("%Ln people are missing who may stand in a row that cannot be recognised. They are left "
                             "as they are.",
                             nullptr, int(tally.undecided))
                 : Texts::tr("%Ln people are missing who may be in your audience with another address. They are left "
                             "as they are.",
                             nullptr, int(tally.undecided)),
             tally.unreadable > 0 ? Texts::tr("Check these rows for typing errors.")
                                  : Texts::tr("If they have left, remove them at the platform."),
             tally.undecided});
    }
    if (tally.unremovable > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr("%Ln person(s) of others stay there, because their key cannot be written so that the database "
                       "finds exactly them.",
                       nullptr, int(tally.unremovable)),
             Texts::tr("Remove them in the database itself."),
             tally.unremovable});
    }
    if (tally.putBack > 0) {
        summary.findings.append({Severity::Warning,
                                 Reason::None,
                                 {},
                                 Texts::tr("%Ln person(s) who had been sent are not there any more, and are put back.",
                                           nullptr, int(tally.putBack)),
                                 Texts::tr("Somebody may have deleted them there: ask, if that was meant."),
                                 tally.putBack});
    }
    if (tally.shareAll > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr("%Ln person(s) left this audience, but all of their details are also of somebody "
                       "who stays. Nothing is taken out.",
                       nullptr, int(tally.shareAll)),
             {},
             tally.shareAll});
    }
    if (tally.leftovers > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr(
                 "%Ln of the people to be removed were put there by an earlier push, and no audience has them any "
                 "more.",
                 nullptr, int(tally.leftovers)),
             {},
             tally.leftovers});
    }
    if (tally.counts.renamed > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr("%Ln person(s) changed their address and will be renamed.", nullptr, int(tally.counts.renamed)),
             {},
             tally.counts.renamed});
    }
}

void askGuard(PlanSummary& summary, const PlanInput& input, const PlanFields& fields, const PlanTally& tally,
              const QMap<QString, double>& before, const QMap<QString, double>& now) {
    const PlanCounts& counts = summary.counts;
    const qint64 losing = summary.toConfirm();
    if (input.pathway.leaving) {
        summary.guard = losing > 0 ? GuardReason::Leaving : GuardReason::None;
        summary.guardText =
            losing == 0 ? QString()
            : summary.marksOnly
                ? Texts::tr("The pathway is to be removed: %Ln people lose its tag or segment, and stay there.",
                            nullptr, int(losing))
                : Texts::tr("The pathway is to be removed, and %Ln people whom it put there are taken out.", nullptr,
                            int(losing));
        return;
    }
    summary.guard = guardFor(losing - tally.foreignRemovals, summary.snapshotPeople, counts.total);
    if (summary.guard == GuardReason::EmptySource) {
        summary.guardText =
            losing > 0 && summary.marksOnly
                ? Texts::tr("Nobody is left in the audience, and %Ln people would lose the tag or segment. The file "
                            "may be incomplete.",
                            nullptr, int(losing))
            : losing > 0
                ? Texts::tr(
                      "Nobody is left in the audience, and %Ln people would be removed. The file may be incomplete.",
                      nullptr, int(losing))
                : Texts::tr("Nobody is in the audience. The file may be incomplete, or the rules may fit nobody.");
        return;
    }
    if (summary.guard == GuardReason::ManyRemovals) {
        summary.guardText = removalText(losing, summary.snapshotPeople, summary.marksOnly);
        return;
    }
    if (const auto* line = emptiedColumn(fields, before, now, counts.total)) {
        summary.guard = GuardReason::ColumnEmptied;
        summary.guardText =
            Texts::tr("The column for “%1” has hardly any usable value now; last time %2 % of the people had one. "
                      "The file may be incomplete.")
                .arg(line->spec.label)
                .arg(qRound(before.value(line->spec.id) * 100));
        return;
    }
    if (tally.foreignRemovals > 0) {
        summary.guard = GuardReason::MatchExactly;
        summary.guardText = Texts::tr("%Ln person(s) whom others put into “%1” would be removed as well.", nullptr,
                                      int(tally.foreignRemovals))
                                .arg(input.pathway.object.name);
    }
}

/// A typo is not a goodbye: whoever is missing may stand in one of the rows that cannot be recognised. Of whom it is
/// not known which row was theirs, they may also be anybody of whom it is not known where they were put.
void askAboutTypos(PlanSummary& summary, const PlanTally& tally) {
    const qint64 removals = summary.toConfirm() - tally.foreignRemovals;
    const qint64 rows = tally.unreadable + (tally.unknown > 0 ? tally.unplaced : 0);
    if (removals <= 0 || rows <= 0) {
        return;
    }
    summary.guard = GuardReason::Unrecognised;
    summary.guardText = Texts::tr(
        "%Ln row(s) cannot be matched with anybody who was sent before. The people to be removed may be among them: "
        "check these rows for typing errors first.",
        nullptr, int(rows));
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

PlanSummary summarise(const PlanInput& input, const PlanFields& fields, const ScanResult& scan, const PlanTally& tally,
                      MemoryTrust trust, qint64 snapshotPeople, const QMap<QString, double>& filledBefore,
                      const QMap<QString, double>& filledNow) {
    PlanSummary summary;
    summary.counts = tally.counts;
    summary.counts.total = scan.total;
    for (const auto* reasons : {&scan.leftOut, &tally.leftOut}) {
        for (const auto& [reason, count] : *reasons) {
            summary.leftOutBy[reason] += count;
            summary.counts.leftOut += count;
        }
    }
    summary.snapshotPeople = snapshotPeople;
    summary.marksOnly = takesMarkOffOnly(input.pathway, input.type);
    summary.removalsHeldBack = trust == MemoryTrust::Doubtful && removes(input.pathway.method);
    summary.made = input.now;
    summary.estimatedRequests = tally.batches;
    if (trust == MemoryTrust::Doubtful) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             input.place.locked ? Texts::tr("Without the keychain Pathways can’t tell whom it sent before, so "
                                            "everybody is sent again and nobody is removed.")
                                : Texts::tr("What was sent last time cannot be trusted, so everybody is sent again "
                                            "and nobody is removed this time."),
             input.place.locked
                 ? Texts::tr("Push again with the keychain: it compares and removes as usual.")
                 : Texts::tr("Push as usual: from the next push on, people are compared and removed again."),
             0});
    }
    if (input.place.rebuilt && trust != MemoryTrust::Doubtful) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr("The record of who is there was damaged or out of date, and was put together again."),
             input.place.leftoversKnown
                 ? Texts::tr("No action needed: nobody is forgotten.")
                 : Texts::tr("People whom a deleted pathway had left there are not known any more: they stay."),
             0});
    }
    if (input.place.lostBefore.isValid()) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr(
                 "Who left your audience before %1 is not known any more: the record of whom Pathways had put there "
                 "was lost.")
                 .arg(QLocale().toString(input.place.lostBefore.toLocalTime().date(), QLocale::ShortFormat)),
             Texts::tr("They stay there until they are taken out at the platform."),
             0});
    }
    if (input.place.lostPeople > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr("Of %Ln person(s) whom an earlier push sent it is not known any more who they are.", nullptr,
                       int(input.place.lostPeople)),
             Texts::tr(
                 "Whoever is still in your audience is sent again. The others stay there until they are taken out at "
                 "the platform."),
             input.place.lostPeople});
    }
    summary.staying = stayingOf(input, tally);
    summary.findings += findingsOfNoes(input, tally);
    addPermission(summary, fields, tally);
    addFindings(summary, fields, scan, tally);
    if (!summary.marksOnly && tally.counts.marksOff > 0) {
        summary.findings.append({Severity::Info,
                                 Reason::None,
                                 {},
                                 Texts::tr("%Ln people who stay lose the tag or segment of this pathway.", nullptr,
                                           int(tally.counts.marksOff)),
                                 {},
                                 tally.counts.marksOff});
    }
    if (tally.counts.formerOff > 0) {
        summary.findings.append(
            {Severity::Info,
             Reason::None,
             {},
             Texts::tr("The tag or segment that this pathway had before is taken off %Ln people. Nobody goes for it.",
                       nullptr, int(tally.counts.formerOff)),
             {},
             tally.counts.formerOff});
    }
    if (tally.formerLeft > 0) {
        summary.findings.append({Severity::Info,
                                 Reason::None,
                                 {},
                                 Texts::tr("%Ln people keep the tag or segment that this pathway had before.", nullptr,
                                           int(tally.formerLeft)),
                                 Texts::tr("After this push Pathways does not know of it any more."),
                                 tally.formerLeft});
    }
    if (sendsEveryone(input.pathway) && tally.unsent > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr(
                 "%Ln person(s) of your audience cannot be sent this time but must stay there, so nobody whom others "
                 "put there is taken out.",
                 nullptr, int(tally.unsent)),
             Texts::tr("Fix those rows; the next push will then remove the others."),
             tally.unsent});
    }
    if (sendsEveryone(input.pathway) && tally.keptByOthers > 0) {
        summary.findings.append({Severity::Warning,
                                 Reason::None,
                                 {},
                                 Texts::tr("%Ln person(s) in this list belong to other pathways, so nobody whom others "
                                           "put there is taken out.",
                                           nullptr, int(tally.keptByOthers)),
                                 Texts::tr("To have the list match this audience exactly, let only this pathway lead "
                                           "to it."),
                                 tally.keptByOthers});
    }
    if (tally.manySharers > 0) {
        summary.findings.append(
            {Severity::Warning,
             Reason::None,
             {},
             Texts::tr("%Ln person(s) to be taken out share, or once shared, an address or a number with very many "
                       "others. Not all of those can be sent again after it, so some of them may be missing until "
                       "they are.",
                       nullptr, int(tally.manySharers)),
             Texts::tr("Leave out what stands for many people at once, such as the number of a switchboard."),
             tally.manySharers});
    }
    askGuard(summary, input, fields, tally, filledBefore, filledNow);
    if (summary.guard == GuardReason::None) {
        askAboutTypos(summary, tally);
    }
    return summary;
}

} // namespace pathways
