// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/support_text.h"

#include "core/base/redaction.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSysInfo>

#include <functional>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SupportText)
};

QString moment(const QDateTime& time) {
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) + u' ' +
           time.toLocalTime().timeZoneAbbreviation();
}

using Line = std::function<void(const QString& label, const QString& value)>;

/// The message as it was shown, and what stands behind it.
void addProblem(const Line& line, const QString& label, const Error& problem) {
    line(label, redacted(problem.text()));
    if (!problem.detail.isEmpty()) {
        line(Texts::tr("Details"), redacted(problem.detail));
    }
}

void addReasons(const Line& line, const SupportFacts& facts) {
    QStringList parts;
    for (auto reason = facts.reasons.cbegin(); reason != facts.reasons.cend(); ++reason) {
        parts << Texts::tr("%1 (%2)", "a reason, a number of people")
                     .arg(reasonText(reason.key()), QLocale().toString(reason.value()));
    }
    if (!parts.isEmpty()) {
        line(Texts::tr("Not accepted or left out"), parts.join(QStringLiteral("; ")));
    }
    for (const QString& note : facts.notes) {
        line(Texts::tr("The platform said"), redacted(note));
    }
}

bool succeeded(const Push& push) {
    return push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
}

} // namespace

QString supportText(const SupportFacts& facts) {
    QStringList lines;
    const Line line = [&lines](const QString& label, const QString& value) {
        lines << Texts::tr("%1: %2", "a label and its value")
                     .arg(label, value.isEmpty() ? Texts::tr("not known") : value);
    };
    const Push* latest = facts.history.isEmpty() ? nullptr : &facts.history.front();
    const Push* success = nullptr;
    const Push* trouble = nullptr;
    for (const Push& push : facts.history) {
        if (success == nullptr && succeeded(push)) {
            success = &push;
        }
        if (trouble == nullptr && push.problem) {
            trouble = &push;
        }
    }
    line(Texts::tr("Reference number"), latest != nullptr ? latest->reference : QString());
    line(Texts::tr("Audience"), redacted(facts.audience));
    line(Texts::tr("Destination"), facts.practice ? Texts::tr("%1 (practice)").arg(facts.platform) : facts.platform);
    line(Texts::tr("Object"), redacted(facts.object));
    line(Texts::tr("Method of Sync"), facts.method);
    line(Texts::tr("Status of the last push"),
         latest != nullptr ? Texts::tr("%1, %2").arg(displayName(latest->status), moment(latest->started)) : QString());
    line(Texts::tr("Last successful push"),
         success != nullptr ? moment(success->ended.value_or(success->started)) : Texts::tr("none yet"));
    if (trouble != nullptr && trouble == latest) {
        addProblem(line, Texts::tr("Message"), *trouble->problem);
    } else if (trouble != nullptr) {
        addProblem(line, Texts::tr("Message on %1").arg(moment(trouble->started)), *trouble->problem);
    } else {
        line(Texts::tr("Message"), Texts::tr("none"));
    }
    if (facts.connectionProblem && (trouble == nullptr || *facts.connectionProblem != *trouble->problem)) {
        addProblem(line, Texts::tr("Message of the connection"), *facts.connectionProblem);
    }
    addReasons(line, facts);
    if (latest != nullptr) {
        const PushCounts& c = latest->counts;
        const QLocale locale;
        line(Texts::tr("People"),
             Texts::tr("%1 in the audience, %2 accepted, %3 removed, %4 unchanged, %5 left out, %6 to correct, %7 not "
                       "accepted by the platform")
                 .arg(locale.toString(c.total), locale.toString(c.accepted), locale.toString(c.removed),
                      locale.toString(c.unchanged), locale.toString(c.leftOut), locale.toString(c.invalid),
                      locale.toString(c.rejected)));
    }
    line(Texts::tr("Pathways"), QStringLiteral(PATHWAYS_VERSION));
    line(Texts::tr("Qt"), QString::fromLatin1(qVersion()));
    line(Texts::tr("System"),
         QSysInfo::prettyProductName() + QStringLiteral(", ") + QSysInfo::currentCpuArchitecture());
    line(Texts::tr("Written"), moment(facts.now));
    return lines.join(u'\n') + u'\n';
}

} // namespace pathways
