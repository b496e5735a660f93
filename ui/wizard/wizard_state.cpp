// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/wizard_state.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways::ui {

namespace {
struct Say {
    Q_DECLARE_TR_FUNCTIONS(Wizard)
};

bool hasMapping(const Pathway& pathway) {
    return std::any_of(pathway.mapping.cbegin(), pathway.mapping.cend(),
                       [](const ColumnMapping& line) { return !line.column.isEmpty(); });
}
} // namespace

void WizardState::chooseAudience(const AudienceSummary& chosen) {
    const bool same = pathway.audience == chosen.audience.id;
    // A file found elsewhere or read again may have other columns.
    const bool sameSource = same && audience && audience->audience == chosen.audience;
    audience = chosen;
    if (same) {
        if (!sameSource) {
            review.reset();
            plan.reset();
        }
        return;
    }
    if (hasMapping(pathway)) {
        resets << Say::tr("The column mapping was reset because the audience changed.");
    }
    Pathway fresh;
    fresh.audience = chosen.audience.id;
    fresh.connection = pathway.connection;
    pathway = fresh;
    drafted = false;
    trial = false;
    review.reset();
    plan.reset();
}

void WizardState::chooseConnection(const ConnectionSummary& chosen) {
    connection = chosen;
    if (pathway.connection == chosen.connection.id) {
        return;
    }
    if (!pathway.object.id.isEmpty() || hasMapping(pathway)) {
        resets << Say::tr("The list, the Method of Sync and the column mapping were reset because the destination "
                          "changed.");
    }
    Pathway fresh;
    fresh.audience = pathway.audience;
    fresh.connection = chosen.connection.id;
    pathway = fresh;
    drafted = false;
    trial = false;
    review.reset();
    plan.reset();
}

void WizardState::chooseObject(const DestinationObject& object) {
    if (pathway.object.id == object.id) {
        pathway.object = object;
        return;
    }
    if (!pathway.object.id.isEmpty() && !pathway.id.isEmpty()) {
        // A stored pathway belongs to one list, so another list means another pathway.
        pathway.id = {};
        pathway.name.clear();
        pathway.snapshotFile.clear();
        pathway.snapshotDoubtful = false;
    }
    pathway.object = object;
    trial = false;
    review.reset();
    plan.reset();
}

void WizardState::chooseMethod(SyncMethod method) {
    if (pathway.method != method) {
        pathway.method = method;
        pathway.matchExactly = pathway.matchExactly && method == SyncMethod::Mirror;
        plan.reset();
    }
}

void WizardState::setMatchExactly(bool exactly) {
    if (pathway.matchExactly != exactly) {
        pathway.matchExactly = exactly;
        plan.reset();
    }
}

void WizardState::setRemovalMeaning(const QString& key) {
    if (pathway.removalMeaning != key) {
        pathway.removalMeaning = key;
        plan.reset();
    }
}

void WizardState::setOption(const QString& key, const QString& value) {
    if (pathway.options.value(key) != value) {
        pathway.options.insert(key, value);
        plan.reset();
    }
}

void WizardState::setClearsFormer(bool clears) {
    if (pathway.clearsFormerMarks != clears) {
        pathway.clearsFormerMarks = clears;
        plan.reset();
    }
}

void WizardState::setMapping(const QList<ColumnMapping>& lines) {
    if (pathway.mapping != lines) {
        pathway.mapping = lines;
        plan.reset();
    }
}

void WizardState::applyReview(const PathwayReview& found) {
    review = found;
    if (pathway.object.id.isEmpty()) {
        for (const DestinationObject& object : found.objects) {
            if (object.selectable) {
                pathway.object = object;
                break;
            }
        }
    } else {
        for (const DestinationObject& object : found.objects) {
            if (object.id == pathway.object.id) {
                pathway.object = object;
            }
        }
    }
    QList<ColumnMapping> lines = found.mapping;
    for (ColumnMapping& line : lines) {
        for (const ColumnMapping& own : pathway.mapping) {
            // "Not sent" is a choice too, and is kept.
            const bool refusedHere = own.column.isEmpty() && own.evidence == MappingEvidence::ChosenByUser;
            if (own.field.id == line.field.id && refusedHere) {
                line.column.clear();
                line.accepted = true;
                line.clear = false;
                line.evidence = MappingEvidence::ChosenByUser;
            }
        }
    }
    const bool impossible = found.methods.contains(pathway.method) && !found.methods.at(pathway.method).possible;
    if (impossible) {
        for (const SyncMethod method : kSyncMethods) {
            const auto support = found.methods.find(method);
            if (support == found.methods.end() || support->second.possible) {
                chooseMethod(method);
                break;
            }
        }
    }
    setMapping(lines);
}

Pathway WizardState::toPush() const {
    Pathway ready = pathway;
    ready.mapping.removeIf([](const ColumnMapping& line) { return line.column.isEmpty() || !line.accepted; });
    return ready;
}

} // namespace pathways::ui
