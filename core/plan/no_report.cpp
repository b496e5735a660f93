// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/no_report.h"

#include "core/plan/plan_report.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(NoReport)
};

/// The first day on which one of them was known to have said no.
QString firstDay(const KnownNoes& noes, std::size_t audience) {
    std::uint32_t first = std::numeric_limits<std::uint32_t>::max();
    for (const KnownNo& one : noes.others) {
        first = one.audience == audience ? std::min<std::uint32_t>(first, one.day) : first;
    }
    return QLocale().toString(QDate(1970, 1, 1).addDays(first), QLocale::LongFormat);
}

Finding saidElsewhere(const PlanInput& input, std::size_t number, qint64 people) {
    const QString audience = input.place.noes.audiences.value(qsizetype(number));
    const QString day = firstDay(input.place.noes, number);
    const QString text =
        removes(input.pathway.method)
            ? Texts::tr("%Ln person(s) said no in “%1”, known since %2. They are not sent from here either, and are "
                        "taken out if Pathways had put them there.",
                        nullptr, int(people))
            : Texts::tr("%Ln person(s) said no in “%1”, known since %2. They are neither added nor changed, and stay "
                        "if they are there already.",
                        nullptr, int(people));
    const QString remedy = Texts::tr("Nothing, if that is right. If they agree by now, write down their yes in “%1” "
                                     "and push that audience first.");
    return {Severity::Info, Reason::SaidNoElsewhere, {}, text.arg(audience, day), remedy.arg(audience), people};
}

/// They go from the lists of others, who may wonder.
Finding saidHere(const PlanInput& input, const PlanTally& tally) {
    const auto holders = holdersOf(input.place.slotted, tally.saidNoWanted);
    const auto people = int(tally.saidNoHere);
    const QString text =
        holders.size() == 1
            ? Texts::tr("%Ln person(s) said no in this audience and will be taken out, although “%1” has them as well.",
                        nullptr, people)
                  .arg(holders.front().audience)
            : Texts::tr(
                  "%Ln person(s) said no in this audience and will be taken out, although other audiences have them as "
                  "well.",
                  nullptr, people);
    return {Severity::Info,
            Reason::NoConsent,
            {},
            text,
            Texts::tr("A no counts for all pathways to the same place, until this audience says yes."),
            tally.saidNoHere};
}

} // namespace

QList<Finding> findingsOfNoes(const PlanInput& input, const PlanTally& tally) {
    QList<Finding> findings;
    for (const auto& [audience, people] : tally.saidNo) {
        findings << saidElsewhere(input, audience, people);
    }
    if (tally.saidNoHere > 0) {
        findings << saidHere(input, tally);
    }
    return findings;
}

} // namespace pathways
