// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/support_text.h"

#include "core/base/redaction.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSysInfo>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SupportText)
};

QString moment(const QDateTime& time) {
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) + u' ' +
           time.toLocalTime().timeZoneAbbreviation();
}

bool succeeded(const Push& push) {
    return push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
}

} // namespace

QString supportText(const SupportFacts& facts) {
    QStringList lines;
    auto line = [&lines](const QString& label, const QString& value) {
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
    if (trouble != nullptr) {
        line(Texts::tr("Message"), redacted(trouble->problem->text()));
        if (!trouble->problem->detail.isEmpty()) {
            line(Texts::tr("Details"), redacted(trouble->problem->detail));
        }
    }
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
