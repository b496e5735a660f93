// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/push_result.h"

#include "ui/activity/push_outcomes_model.h"
#include "ui/common/banner.h"
#include "ui/common/labels.h"
#include "ui/common/table_cell.h"
#include "ui/common/text.h"
#include "ui/figures/match_line.h"
#include "ui/figures/progress_panel.h"
#include "ui/figures/proportion_bar.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QStandardItemModel>

namespace pathways::ui {
namespace {
constexpr int kReasonRole = Qt::UserRole + 400;
}

PushResult::PushResult(PushService& pushes, QWidget* parent)
    : QWidget(parent)
    , m_pushes(pushes) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(12));
    column->addWidget(makeHead());
    m_banner = new Banner(Tone::Warning, this);
    m_banner->hide();
    column->addWidget(m_banner);
    m_progress = new PushProgressPanel(this);
    m_progress->hide();
    column->addWidget(m_progress);
    m_bar = new ProportionBar(this);
    m_bar->setSlim(true);
    column->addWidget(m_bar);
    m_sum = new TextLabel({}, TextStyle::Small, Role::TextMuted, this);
    m_sum->setWrapping();
    column->addWidget(m_sum);
    m_matchState = new MatchLine(this);
    column->addWidget(m_matchState);
    m_good = new TextLabel(tr("Everyone who was sent was accepted. There is nothing to do."), TextStyle::Body,
                           Role::TextMuted, this);
    m_good->setWrapping();
    column->addWidget(m_good);
    m_groupsHost = makeGroups();
    column->addWidget(m_groupsHost);
    m_peopleHost = makePeople();
    column->addWidget(m_peopleHost, 1);
    column->addStretch(0);
    column->addWidget(makeFoot());
}

QWidget* PushResult::makeHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(12));
    m_pill = new StatusBadge(head);
    m_when = new ElidedLabel({}, TextStyle::Body, Role::TextMuted, head);
    row->addWidget(m_pill);
    row->addWidget(m_when, 1);
    return head;
}

QWidget* PushResult::makeGroups() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(6));
    column->addWidget(new TextLabel(tr("Not accepted or left out"), TextStyle::BodyStrong, Role::Text, holder));
    m_groupModel = new QStandardItemModel(0, 2, this);
    m_groups = new CardTable(tr("Reasons"), holder);
    m_groupModel->setHorizontalHeaderLabels({tr("People"), tr("Reason")});
    m_groups->setModel(m_groupModel);
    m_groups->setHasHead(false);
    new RowDelegate(m_groups, RowHeight::TwoLines);
    m_groups->setColumnWidths({90, 0}, 1);
    column->addWidget(m_groups);
    connect(m_groups->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PushResult::showPeople);
    return holder;
}

QWidget* PushResult::makePeople() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(6));
    auto* head = new QHBoxLayout;
    m_peopleHeading = new TextLabel({}, TextStyle::BodyStrong, Role::Text, holder);
    m_peopleHeading->setWrapping();
    m_values = new Button(tr("Show values"), ButtonKind::Quiet, holder);
    m_values->setCheckable(true);
    m_values->setIconName(QStringLiteral("eye"));
    head->addWidget(m_peopleHeading, 1);
    head->addWidget(m_values);
    column->addLayout(head);
    m_outcomes = new PushOutcomesModel(m_pushes, this);
    m_people = new CardTable(tr("People of this group"), holder);
    m_people->setObjectName(QStringLiteral("people"));
    m_people->setModel(m_outcomes);
    m_people->setMinimumHeight(Theme::px(120));
    m_delegate = new RowDelegate(m_people, RowHeight::Compact);
    m_people->setColumnWidths({0, 90, 170, 320}, 0);
    column->addWidget(m_people, 1);
    connect(m_values, &QAbstractButton::toggled, this, [this](bool shown) {
        m_delegate->setValuesShown(shown);
        m_values->setText(shown ? tr("Hide values") : tr("Show values"));
        m_values->setIconName(shown ? QStringLiteral("eyeoff") : QStringLiteral("eye"));
    });
    return holder;
}

QWidget* PushResult::makeFoot() {
    auto* foot = new QWidget(this);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(8));
    auto* kept = new TextLabel(tr("People’s details are kept for 14 days; totals are kept longer."), TextStyle::Small,
                               Role::TextMuted, foot);
    kept->setWrapping();
    column->addWidget(kept);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::px(8));
    column->addLayout(row);
    auto* support = new Button(tr("Copy details for support"), ButtonKind::Quiet, foot);
    support->setIconName(QStringLiteral("copy"));
    m_remove = new IconButton(QStringLiteral("trash"), tr("Delete from the history"), foot);
    m_remove->setObjectName(QStringLiteral("deletePush"));
    m_stop = new Button(tr("Stop"), ButtonKind::Plain, foot);
    m_stop->setIconName(QStringLiteral("stop"));
    m_again = new Button(tr("Send these again"), ButtonKind::Primary, foot);
    row->addWidget(support);
    row->addWidget(m_remove);
    row->addStretch(1);
    row->addWidget(m_stop);
    row->addWidget(m_again);
    connect(support, &QAbstractButton::clicked, this, [this] {
        const auto text = m_pushes.supportDetails(m_push.pathway);
        if (!text) {
            m_banner->setError(text.error());
            m_banner->show();
            return;
        }
        QGuiApplication::clipboard()->setText(*text);
        emit toastWanted(tr("Details for support copied. They contain no donor data."));
    });
    connect(m_stop, &QAbstractButton::clicked, this, [this] {
        m_pushes.stop(m_push.id);
        m_stop->setEnabled(false);
        m_stop->setText(tr("Stopping"));
    });
    connect(m_again, &QAbstractButton::clicked, this, &PushResult::act);
    connect(m_remove, &QAbstractButton::clicked, this, &PushResult::askToRemove);
    return foot;
}

QString PushResult::headline() const {
    const PushCounts& c = m_push.counts;
    switch (m_push.status) {
    case PushStatus::Processing:
        return tr("Pushing %1").arg(m_push.audienceName);
    case PushStatus::Synced:
    case PushStatus::SyncedWithExceptions:
        break;
    case PushStatus::Stopped:
        return tr("The push of %1 stopped").arg(m_push.audienceName);
    case PushStatus::NeedsYou:
        return tr("The push of %1 is waiting for you").arg(m_push.audienceName);
    }
    if (c.planned == 0) {
        return tr("%1 was already up to date").arg(m_push.objectName);
    }
    return tr("%Ln people accepted in %1", nullptr, plural(c.accepted)).arg(m_push.objectName);
}

QString PushResult::sentence() const {
    const qint64 refused = m_push.counts.invalid + m_push.counts.rejected;
    switch (m_push.status) {
    case PushStatus::Processing:
        return tr("Watch it here, or do something else meanwhile: the push carries on by itself.");
    case PushStatus::Synced:
        return tr("See what was done. There is nothing left to do.");
    case PushStatus::SyncedWithExceptions:
        return tr("Look at the %Ln who were not accepted. Everyone else is taken care of.", nullptr, plural(refused));
    case PushStatus::Stopped:
        return tr("See what was done before it stopped, and continue when you are ready.");
    case PushStatus::NeedsYou:
        break;
    }
    return tr("See what it needs from you. What was accepted so far is kept.");
}

void PushResult::show(const Push& push, const QMap<QString, QString>& fieldNames) {
    m_push = push;
    m_outcomes->setFieldNames(fieldNames);
    m_pill->setStatus(push.status);
    const QDateTime when = push.ended.value_or(push.started);
    m_when->setText(
        push.user.isEmpty()
            ? tr("%1 to %2, %3. %4.", "audience, destination, list, time")
                  .arg(push.audienceName, push.destinationName, push.objectName, whenText(when))
            : tr("%1 to %2, %3. %4, by %5.", "audience, destination, list, time, user")
                  .arg(push.audienceName, push.destinationName, push.objectName, whenText(when), push.user));
    m_values->setChecked(false);
    const bool running = push.status == PushStatus::Processing;
    m_progress->setVisible(running);
    m_stop->setVisible(running);
    m_stop->setEnabled(true);
    m_stop->setText(tr("Stop"));
    if (running) {
        m_progress->begin(push.destinationName);
        if (const auto progress = m_pushes.progress(push.id)) {
            m_progress->setProgress(*progress);
        }
    }
    showNumbers();
    m_matchState->setPush(push);
    showGroups();
    showProblem();
}

void PushResult::setProgress(const PushProgress& progress) {
    if (progress.id == m_push.id && m_progress->isVisibleTo(this)) {
        m_progress->setProgress(progress);
    }
}

void PushResult::showNumbers() {
    const PushCounts& c = m_push.counts;
    const bool running = m_push.status == PushStatus::Processing;
    m_bar->setVisible(!running);
    m_sum->setVisible(!running);
    m_bar->setParts({{PartLook::Add, c.accepted, tr("Accepted"), false},
                     {PartLook::Unchanged, c.unchanged, tr("Unchanged"), false},
                     {PartLook::LeftOut, c.leftOut, tr("Left out"), false},
                     {PartLook::NotAccepted, c.invalid + c.rejected, tr("Not accepted"), false},
                     {PartLook::Unchanged, c.marksOff, tr("Stay without the tag or segment"), true},
                     {PartLook::Remove, c.removed, tr("Removed"), true}});
    // After a stop, the people not reached are counted too, so that the sum still adds up.
    const qint64 notReached = c.total - c.accepted - c.unchanged - c.leftOut - c.invalid - c.rejected;
    const QString refused = countText(c.invalid + c.rejected);
    QString sum =
        notReached > 0
            ? tr("%1 in the audience = %2 accepted + %3 unchanged + %4 left out + %5 not accepted + %6 not sent yet.")
                  .arg(countText(c.total), countText(c.accepted), countText(c.unchanged), countText(c.leftOut), refused,
                       countText(notReached))
            : tr("%1 in the audience = %2 accepted + %3 unchanged + %4 left out + %5 not accepted.")
                  .arg(countText(c.total), countText(c.accepted), countText(c.unchanged), countText(c.leftOut),
                       refused);
    if (c.removed > 0) {
        sum += u' ' + tr("%Ln people who left the audience were removed.", nullptr, plural(c.removed));
    }
    m_sum->setText(sum);
}

void PushResult::showGroups() {
    m_groupModel->setRowCount(0);
    const auto counts = m_pushes.rowOutcomeCounts(m_push.id);
    if (counts) {
        for (auto it = counts->constBegin(); it != counts->constEnd(); ++it) {
            const RowOutcomeKind kind = outcomeKind(it.key());
            if (it.value() <= 0 || kind == RowOutcomeKind::Accepted || kind == RowOutcomeKind::Removed) {
                continue;
            }
            const bool bad = kind != RowOutcomeKind::LeftOut;
            const QString name = reasonText(it.key());
            m_groupModel->appendRow(
                {TableCell(countText(it.value())).strong().trailing().tone(bad ? Role::DangerInk : Role::Text).item(),
                 TableCell(name).strong().second(reasonAdvice(it.key())).with(int(it.key()), kReasonRole).item()});
        }
    }
    const bool any = m_groupModel->rowCount() > 0;
    const bool done = m_push.status == PushStatus::Synced || m_push.status == PushStatus::SyncedWithExceptions;
    m_groupsHost->setVisible(any);
    m_peopleHost->setVisible(any);
    m_good->setVisible(!any && done);
    m_good->setText(m_push.counts.invalid + m_push.counts.rejected + m_push.counts.leftOut == 0
                        ? tr("Everyone who was sent was accepted. There is nothing to do.")
                        : tr("People’s details are deleted after 14 days; totals are kept longer."));
    m_groups->setFixedHeight(std::min(m_groups->fullHeight(), Theme::px(54 * 4 + 3)));
    m_groups->chooseRow(0);
    showPeople();
}

void PushResult::showPeople() {
    const int row = m_groups->chosenRow();
    if (row < 0) {
        return;
    }
    const QModelIndex index = m_groupModel->index(row, 1);
    m_outcomes->show(m_push.id, Reason(index.data(kReasonRole).toInt()));
    m_peopleHeading->setText(tr("%1: %2", "a reason, a number of people")
                                 .arg(index.data().toString(), m_groupModel->index(row, 0).data().toString()));
}

void PushResult::showProblem() {
    m_banner->clearActions();
    const bool hasProblem = m_push.problem.has_value();
    m_banner->setVisible(hasProblem);
    if (hasProblem) {
        m_banner->setError(*m_push.problem);
        if (m_push.problem->kind == ErrorKind::SignIn || m_push.problem->kind == ErrorKind::Keychain) {
            connect(m_banner->addAction(tr("Open Connections")), &QAbstractButton::clicked, this,
                    [this] { emit connectionsWanted(m_push.pathway); });
        }
    }
    const bool running = m_push.status == PushStatus::Processing;
    const qint64 refused = m_push.counts.invalid + m_push.counts.rejected;
    m_again->setText(m_push.resumable ? tr("Continue") : refused > 0 ? tr("Send these again") : tr("Push again"));
    m_again->setVisible(!running);
    m_remove->setVisible(!running && !m_push.resumable);
}

/// Asks first, as this cannot be undone; in the page, so that nothing else is blocked.
void PushResult::askToRemove() {
    m_banner->clearActions();
    m_banner->setTone(Tone::Warning);
    m_banner->setText(tr("Delete this push from the history?"),
                      tr("Its numbers and details are deleted for good. The people stay where they are."));
    auto* keep = m_banner->addAction(tr("Keep it"));
    connect(keep, &QAbstractButton::clicked, this, [this] {
        showProblem();
        m_remove->setFocus(Qt::OtherFocusReason);
    });
    auto* yes = m_banner->addAction(tr("Delete it"));
    yes->setObjectName(QStringLiteral("deletePushNow"));
    yes->setKind(ButtonKind::Danger);
    connect(yes, &QAbstractButton::clicked, this, &PushResult::remove);
    m_banner->show();
    keep->setFocus(Qt::OtherFocusReason);
}

void PushResult::remove() {
    if (const auto gone = m_pushes.remove(m_push.id); !gone) {
        m_banner->clearActions();
        m_banner->setError(gone.error());
        return;
    }
    emit removed();
}

void PushResult::act() {
    if (!m_push.resumable) {
        emit sendAgainWanted(m_push.pathway);
        return;
    }
    if (const auto resumed = m_pushes.resume(m_push.id); !resumed) {
        m_banner->setError(resumed.error());
        m_banner->show();
        return;
    }
    if (const auto push = m_pushes.find(m_push.id)) {
        show(*push, m_outcomes->fieldNames());
    }
}

} // namespace pathways::ui
