// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wording/sentences.h"

#include "core/model/account_name.h"
#include "ui/common/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways::ui {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(Wizard)
};

QString number(qint64 n) {
    return QLocale().toString(n);
}

constexpr qint64 kOldAfterDays = 30;

/// Where nobody goes: this pathway's mark is all that is taken off.
QString marksText(const PlanCounts& counts, const QString& destination) {
    const int marks = plural(counts.marksOff);
    if (counts.add > 0 && counts.update > 0) {
        return Say::tr("Confirm: add %1, update %2 and untag %Ln people in %3", nullptr, marks)
            .arg(number(counts.add), number(counts.update), destination);
    }
    if (counts.add > 0) {
        return Say::tr("Confirm: add %1 and untag %Ln people in %2", nullptr, marks)
            .arg(number(counts.add), destination);
    }
    if (counts.update > 0) {
        return Say::tr("Confirm: update %1 and untag %Ln people in %2", nullptr, marks)
            .arg(number(counts.update), destination);
    }
    return Say::tr("Confirm: untag %Ln people in %1", nullptr, marks).arg(destination);
}

} // namespace

QString destinationForButton(const QString& typeName, bool practice) {
    return practice ? Say::tr("Practice") : typeName;
}

QString commitText(const PlanCounts& counts, bool removalsToo, const QString& destination) {
    const qint64 removed = removalsToo ? counts.remove : 0;
    const bool add = counts.add > 0;
    const bool update = counts.update > 0;
    const bool remove = removed > 0;
    // The noun follows the last number, as a sentence can have only one plural form.
    if (removalsToo && !remove && counts.marksOff > 0) {
        return marksText(counts, destination);
    }
    if (add && update && remove) {
        return Say::tr("Confirm: add %1, update %2 and remove %Ln people in %3", nullptr, plural(removed))
            .arg(number(counts.add), number(counts.update), destination);
    }
    if (add && update) {
        return Say::tr("Confirm: add %1 and update %Ln people in %2", nullptr, plural(counts.update))
            .arg(number(counts.add), destination);
    }
    if (add && remove) {
        return Say::tr("Confirm: add %1 and remove %Ln people in %2", nullptr, plural(removed))
            .arg(number(counts.add), destination);
    }
    if (update && remove) {
        return Say::tr("Confirm: update %1 and remove %Ln people in %2", nullptr, plural(removed))
            .arg(number(counts.update), destination);
    }
    if (add) {
        return Say::tr("Confirm: add %Ln people in %1", nullptr, plural(counts.add)).arg(destination);
    }
    if (update) {
        return Say::tr("Confirm: update %Ln people in %1", nullptr, plural(counts.update)).arg(destination);
    }
    if (remove) {
        return Say::tr("Confirm: remove %Ln people in %1", nullptr, plural(removed)).arg(destination);
    }
    if (removalsToo && counts.formerOff > 0) {
        return Say::tr("Confirm: take the old tag or segment off %Ln people in %1", nullptr, plural(counts.formerOff))
            .arg(destination);
    }
    return Say::tr("Confirm: nothing to change in %1").arg(destination);
}

QString partHeading(PlanPart part, qint64 people) {
    switch (part) {
    case PlanPart::Add:
        return Say::tr("%Ln people who would be added", nullptr, plural(people));
    case PlanPart::Update:
        return Say::tr("%Ln people who would be updated", nullptr, plural(people));
    case PlanPart::Remove:
        return Say::tr("%Ln people who are no longer in the audience", nullptr, plural(people));
    case PlanPart::Unchanged:
        return Say::tr("%Ln people for whom nothing changes", nullptr, plural(people));
    case PlanPart::LeftOut:
        return Say::tr("%Ln people who are left out", nullptr, plural(people));
    }
    Q_UNREACHABLE();
}

QString peopleText(qint64 people) {
    return Say::tr("%Ln people", nullptr, plural(people));
}

QString commitDescription(const Pathway& pathway, const Connection& connection, const QString& typeName) {
    return Say::tr("Goes to %1 in %2, account %3, number %4. Method of Sync: %5.")
        .arg(pathway.object.name, typeName, accountNameOf(connection),
             connection.accountId.isEmpty() ? pathway.object.id : connection.accountId, displayName(pathway.method));
}

QString longDate(const QDateTime& when) {
    return QLocale().toString(when.toLocalTime().date(), Say::tr("d MMMM yyyy", "date with a year"));
}

QString ageWarning(const std::optional<QDateTime>& dataFrom, const QDateTime& now) {
    if (!dataFrom) {
        return {};
    }
    const qint64 days = dataFrom->daysTo(now);
    return days >= kOldAfterDays ? Say::tr("%Ln days old", nullptr, plural(days)) : QString();
}

QString lastPushedText(const QList<LastPushed>& pushed, const QDateTime& now) {
    if (pushed.isEmpty()) {
        return Say::tr("Not pushed yet");
    }
    return Say::tr("%1, %2", "destination and date")
        .arg(pushed.constFirst().destination, whenText(pushed.constFirst().when, now));
}

QString evidenceText(const ColumnMapping& line, const QString& sameAs) {
    if (line.column.isEmpty()) {
        return Say::tr("Not sent");
    }
    if (line.accepted) {
        switch (line.evidence) {
        case MappingEvidence::LastPathway:
            return sameAs.isEmpty() ? Say::tr("Same as last time") : sameAs;
        case MappingEvidence::ChosenByUser:
            return Say::tr("Your choice");
        default:
            return Say::tr("Accepted");
        }
    }
    switch (line.evidence) {
    case MappingEvidence::LastPathway:
        return Say::tr("Suggestion: used last time");
    case MappingEvidence::SameHeaderBefore:
        return Say::tr("Suggestion: used before");
    case MappingEvidence::SameName:
        return Say::tr("Suggestion: same name");
    case MappingEvidence::KnownAlias:
        return Say::tr("Suggestion: similar name");
    case MappingEvidence::LooksLike:
        return Say::tr("Suggestion: from the values");
    case MappingEvidence::None:
    case MappingEvidence::ChosenByUser:
        break;
    }
    return Say::tr("Suggestion");
}

QString requirementText(const FieldSpec& field, const QList<ColumnMapping>& all) {
    if (!field.required) {
        return {};
    }
    if (!field.alternatives.isEmpty()) {
        for (const ColumnMapping& other : all) {
            if (other.field.alternatives == field.alternatives && other.field.id != field.id) {
                return Say::tr("required, or %1", "a note below a field; the other field").arg(other.field.label);
            }
        }
    }
    return Say::tr("required", "a note below a field");
}

QString problemText(const Finding& finding) {
    if (finding.reason == Reason::None) {
        return finding.text;
    }
    return Say::tr("%Ln people: %1", "what was found, as in: 12 people: Not an email address", plural(finding.count))
        .arg(reasonText(finding.reason));
}

QString stopText(const PushProgress& progress, const QString& destination) {
    if (progress.stopping) {
        return Say::tr("Stopping. What is already on its way is still counted.");
    }
    if (progress.counts.removed > 0) {
        return Say::tr("If you stop, %Ln people stay in %1, and %2 stay removed.", nullptr,
                       plural(progress.counts.accepted))
            .arg(destination, number(progress.counts.removed));
    }
    if (progress.counts.accepted == 0) {
        return Say::tr("If you stop now, nobody was added to %1.").arg(destination);
    }
    return Say::tr("If you stop, %Ln people stay in %1.", nullptr, plural(progress.counts.accepted)).arg(destination);
}

QString resultTitle(const Push& push, const QString& destination) {
    const PushCounts& c = push.counts;
    // Not accepted: by the platform, or found out here before anything was sent to it.
    const qint64 notAccepted = c.rejected + c.invalid;
    if (c.planned == 0) {
        return notAccepted == 0 ? Say::tr("Everyone in %1 is up to date").arg(destination)
                                : Say::tr("Nothing was changed in %1").arg(destination);
    }
    if (c.accepted == 0 && c.removed > 0) {
        return Say::tr("%Ln people were removed from %1", nullptr, plural(c.removed)).arg(destination);
    }
    if (c.accepted == 0 && c.marksOff > 0) {
        return Say::tr("The tag or segment was taken off %Ln people in %1", nullptr, plural(c.marksOff))
            .arg(destination);
    }
    const qint64 meant = std::max(c.accepted + notAccepted, c.planned - c.removed - c.marksOff + c.invalid);
    if (meant == c.accepted) {
        return Say::tr("All %Ln people are in %1", nullptr, plural(c.accepted)).arg(destination);
    }
    return Say::tr("%1 of %Ln people are in %2", nullptr, plural(meant)).arg(number(c.accepted), destination);
}

QString underWayAdvice() {
    return Say::tr("Watch it here, or close this page: the push carries on by itself.");
}

QString resultAdvice(const Push& push) {
    switch (push.status) {
    case PushStatus::Synced:
        return push.trial ? Say::tr("Look at these people there. If everything is right, push everyone.")
                          : Say::tr("You don’t need to do anything else.");
    case PushStatus::SyncedWithExceptions:
        return Say::tr("Look at the %Ln people who were not accepted. Everyone else is taken care of.", nullptr,
                       plural(push.counts.rejected + push.counts.invalid));
    case PushStatus::Stopped:
        return push.resumable ? Say::tr("Continue when you are ready: nobody is sent twice.")
                              : Say::tr("Start a new push to send the others.");
    case PushStatus::NeedsYou:
        return push.problem ? push.problem->remedy : Say::tr("Decide how to continue.");
    case PushStatus::Processing:
        return underWayAdvice();
    }
    Q_UNREACHABLE();
}

QString additionText(const PushCounts& c) {
    const qint64 sent = c.total - c.unchanged - c.leftOut - c.invalid;
    if (c.invalid > 0) {
        return Say::tr("Read %1 = sent %2 + unchanged %3 + left out %4 + not usable %5")
            .arg(number(c.total), number(sent), number(c.unchanged), number(c.leftOut), number(c.invalid));
    }
    return Say::tr("Read %1 = sent %2 + unchanged %3 + left out %4")
        .arg(number(c.total), number(sent), number(c.unchanged), number(c.leftOut));
}

} // namespace pathways::ui
