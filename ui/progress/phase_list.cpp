// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/progress/phase_list.h"

#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/wording/sentences.h"

#include <QGridLayout>

namespace pathways::ui {

PhaseList::PhaseList(QWidget* parent)
    : Card(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(Theme::px(20), Theme::px(16), Theme::px(20), Theme::px(16));
    grid->setHorizontalSpacing(Theme::px(8));
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    const QString names[] = {tr("Plan saved"), tr("Add and update"), tr("Remove"), tr("Finish")};
    for (int i = 0; i < LineCount; ++i) {
        Row& row = m_rows[std::size_t(i)];
        row.icon = new IconLabel(QStringLiteral("wait"), Role::TextMuted, 20, this);
        row.name = new TextLabel(names[i], TextStyle::BodyStrong, Role::Text, this);
        row.state = new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this);
        grid->addWidget(row.icon, i * 3, 0);
        grid->addWidget(row.name, i * 3, 1);
        grid->addWidget(row.state, i * 3 + 1, 1);
        grid->setRowMinimumHeight(i * 3 + 2, Theme::px(4));
        grid->setRowStretch(i * 3 + 2, 1);
    }
    grid->setRowStretch(LineCount * 3, 6);
}

void PhaseList::set(Line line, const QString& icon, int tone, const QString& state) {
    m_rows[line].icon->setIcon(icon, Role(tone));
    m_rows[line].state->setText(state);
}

void PhaseList::begin(qint64 people, qint64 removals, bool removalsHeld, const QString& platform) {
    m_removals = removals;
    m_held = removalsHeld;
    m_platform = platform;
    set(Plan, QStringLiteral("ok"), int(Role::SuccessInk), peopleText(people));
    setProgress({});
}

void PhaseList::setProgress(const PushProgress& progress) {
    const auto now = [this, &progress](Line line, const QString& state) {
        set(line, QStringLiteral("progress"), int(Role::InfoInk),
            progress.waiting.isEmpty() ? state : tr("Waiting for %1").arg(m_platform));
    };
    const auto done = [this](Line line, const QString& state) {
        set(line, QStringLiteral("ok"), int(Role::SuccessInk), state);
    };
    const auto later = [this](Line line, const QString& icon, const QString& state) {
        set(line, icon, int(Role::TextMuted), state);
    };
    const auto phase = int(progress.phase);
    if (phase <= int(PushPhase::Preparing)) {
        later(Add, QStringLiteral("wait"), tr("Starting"));
    } else if (progress.phase == PushPhase::Adding) {
        now(Add, tr("Under way"));
    } else {
        done(Add, tr("%Ln people acknowledged", nullptr, plural(progress.counts.accepted)));
    }
    if (m_removals == 0) {
        later(Remove, QStringLiteral("leftout"), m_held ? tr("Held back this time") : tr("Nobody to remove"));
    } else if (progress.phase == PushPhase::Removing) {
        now(Remove, tr("Under way"));
    } else if (phase > int(PushPhase::Removing)) {
        done(Remove, progress.counts.removed == 0 && progress.counts.marksOff > 0
                         ? tr("%Ln people untagged", nullptr, plural(progress.counts.marksOff))
                         : tr("%Ln people removed", nullptr, plural(progress.counts.removed)));
    } else {
        later(Remove, QStringLiteral("wait"), tr("After everyone is added"));
    }
    if (progress.phase == PushPhase::Done) {
        done(Finish, tr("Checked and saved"));
    } else if (phase >= int(PushPhase::Checking)) {
        now(Finish, tr("Checking and saving the result"));
    } else {
        later(Finish, QStringLiteral("shield"), tr("Check and save the result"));
    }
}

} // namespace pathways::ui
