// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/push_output.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// True of whom it says it: who is left out may well not be there.
QString nothingToDoText(const PlanCounts& counts) {
    if (counts.leftOut == 0) {
        return Texts::tr("Nothing to do: everyone in the audience was sent before and has not changed since.");
    }
    return counts.unchanged == 0
               ? Texts::tr("Nobody can be sent: everyone in the audience is left out.")
               : Texts::tr(
                     "Nothing to do: nothing has changed for %Ln people who were sent before; the others are left out.",
                     nullptr, int(counts.unchanged));
}

} // namespace

QJsonObject toJson(const PlanSummary& summary) {
    QJsonObject leftOut;
    for (auto reason = summary.leftOutBy.cbegin(); reason != summary.leftOutBy.cend(); ++reason) {
        leftOut.insert(toKey(reason.key()), reason.value());
    }
    QJsonArray findings;
    for (const Finding& finding : summary.findings) {
        findings << QJsonObject{{QStringLiteral("text"), finding.text}, {QStringLiteral("count"), finding.count}};
    }
    const PlanCounts& counts = summary.counts;
    return QJsonObject{{QStringLiteral("add"), counts.add},
                       {QStringLiteral("update"), counts.update},
                       {QStringLiteral("remove"), counts.remove},
                       {QStringLiteral("marks_off"), counts.marksOff},
                       {QStringLiteral("former_marks_off"), counts.formerOff},
                       {QStringLiteral("unchanged"), counts.unchanged},
                       {QStringLiteral("left_out"), counts.leftOut},
                       {QStringLiteral("total"), counts.total},
                       {QStringLiteral("left_out_by"), leftOut},
                       {QStringLiteral("staying"), summary.staying.count},
                       {QStringLiteral("staying_why"), summary.staying.text},
                       {QStringLiteral("findings"), findings},
                       {QStringLiteral("needs_confirmation"), summary.needsConfirmation()},
                       {QStringLiteral("why"), summary.guardText}};
}

void print(const Output& output, const PlanSummary& summary) {
    const QLocale locale;
    const PlanCounts& counts = summary.counts;
    auto row = [&](const QString& label, qint64 number) {
        output.line(QStringLiteral("%1 %2").arg(locale.toString(number), 10).arg(label));
    };
    row(Texts::tr("to add", "after a number of people"), counts.add);
    row(Texts::tr("to update", "after a number of people"), counts.update);
    row(Texts::tr("unchanged", "after a number of people"), counts.unchanged);
    row(Texts::tr("left out", "after a number of people"), counts.leftOut);
    for (auto reason = summary.leftOutBy.cbegin(); reason != summary.leftOutBy.cend(); ++reason) {
        output.line(QStringLiteral("           %1: %2").arg(reasonText(reason.key()), locale.toString(reason.value())));
    }
    row(Texts::tr("in the audience", "after a number of people"), counts.total);
    row(Texts::tr("no longer in it, to remove", "after a number of people"), counts.remove);
    if (counts.marksOff > 0) {
        row(Texts::tr("no longer in it, to stay without the tag or segment", "after a number of people"),
            counts.marksOff);
    }
    if (summary.staying.count > 0) {
        output.line(summary.staying.text + u' ' + summary.staying.remedy);
    }
    for (const Finding& finding : summary.findings) {
        output.line(QString(finding.text + u' ' + finding.remedy).trimmed());
    }
    if (summary.needsConfirmation()) {
        output.line(summary.guardText);
    } else if (summary.nothingToDo()) {
        output.line(nothingToDoText(counts));
    }
}

QJsonObject toJson(const Push& push) {
    const PushCounts& counts = push.counts;
    const double seconds = push.ended ? double(push.started.msecsTo(*push.ended)) / 1000.0 : 0.0;
    QJsonObject json{{QStringLiteral("status"), toKey(push.status)}, {QStringLiteral("accepted"), counts.accepted},
                     {QStringLiteral("invalid"), counts.invalid},    {QStringLiteral("rejected"), counts.rejected},
                     {QStringLiteral("left_out"), counts.leftOut},   {QStringLiteral("removed"), counts.removed},
                     {QStringLiteral("marks_off"), counts.marksOff}, {QStringLiteral("unchanged"), counts.unchanged},
                     {QStringLiteral("total"), counts.total},        {QStringLiteral("requests"), counts.requests},
                     {QStringLiteral("seconds"), seconds},           {QStringLiteral("reference"), push.reference}};
    if (push.started.isValid()) {
        json.insert(QStringLiteral("started"), push.started.toString(Qt::ISODate));
    }
    if (push.problem) {
        json.insert(QStringLiteral("message"), push.problem->text());
    }
    if (!push.matchNote.isEmpty()) {
        json.insert(QStringLiteral("uptake"), push.matchNote);
    }
    return json;
}

void print(const Output& output, const Push& push) {
    const QLocale locale;
    const PushCounts& counts = push.counts;
    output.line(Texts::tr("%1: %2 accepted, %3 removed, %4 unchanged, %5 left out, %6 to correct, %7 not accepted by "
                          "the platform; %n request(s)",
                          nullptr, int(counts.requests))
                    .arg(displayName(push.status), locale.toString(counts.accepted), locale.toString(counts.removed),
                         locale.toString(counts.unchanged), locale.toString(counts.leftOut),
                         locale.toString(counts.invalid), locale.toString(counts.rejected)));
    if (counts.marksOff > 0) {
        output.line(Texts::tr("%Ln people stay there without the tag or segment, which was taken off.", nullptr,
                              int(counts.marksOff)));
    }
    if (push.problem) {
        output.line(push.problem->text());
    }
    if (!push.matchNote.isEmpty()) {
        output.line(push.matchNote); // platforms that match people later
    }
}

} // namespace pathways::cli
