// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/progress/result_panel.h"

#include "core/services/push_service.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/labels.h"
#include "ui/common/table.h"
#include "ui/common/text.h"
#include "ui/figures/match_line.h"
#include "ui/figures/proportion_bar.h"
#include "ui/progress/legend.h"
#include "ui/progress/outcomes_model.h"
#include "ui/theme/button.h"
#include "ui/wording/sentences.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace pathways::ui {

namespace {

/// Reasons with their counts, the largest first.
QList<std::pair<Reason, qint64>> sorted(const QMap<Reason, qint64>& counts, bool leftOut) {
    QList<std::pair<Reason, qint64>> list;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        const RowOutcomeKind kind = outcomeKind(it.key());
        const bool wanted = leftOut ? kind == RowOutcomeKind::LeftOut
                                    : kind == RowOutcomeKind::Invalid || kind == RowOutcomeKind::Rejected;
        if (wanted && it.value() > 0) {
            list.append({it.key(), it.value()});
        }
    }
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return list;
}

} // namespace

ResultPanel::ResultPanel(PushService& pushes, QWidget* parent)
    : QWidget(parent)
    , m_pushes(pushes)
    , m_bar(new ProportionBar(this))
    , m_legend(new Legend(this))
    , m_addition(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_banner(new Banner(Tone::Warning, this))
    , m_matchState(new MatchLine(this))
    , m_heading(new TextLabel(QString(), TextStyle::Heading, Role::Text, this))
    , m_groups(new Card(this))
    , m_groupList(new QVBoxLayout(m_groups))
    , m_leftOutRow(new QWidget(this))
    , m_leftOut(new ElidedLabel(QString(), TextStyle::Body, Role::TextMuted, m_leftOutRow))
    , m_showLeftOut(new Button(tr("Show them"), ButtonKind::Quiet, m_leftOutRow))
    , m_overview(new QWidget(this))
    , m_people(new QWidget(this))
    , m_peopleHeading(new TextLabel(QString(), TextStyle::BodyStrong, Role::Text, m_people))
    , m_values(new Button(tr("Show values"), ButtonKind::Quiet, m_people))
    , m_table(new CardTable(tr("People"), m_people))
    , m_model(new OutcomesModel(pushes, this))
    , m_stack(new QStackedWidget(this)) {
    m_bar->setSlim(true);
    m_banner->hide();
    m_groupList->setContentsMargins(1, Theme::px(4), 1, Theme::px(4));
    m_groupList->setSpacing(0);
    auto* numbers = new QHBoxLayout;
    numbers->addWidget(m_legend, 1);
    numbers->addWidget(m_addition);
    auto* left = new QHBoxLayout(m_leftOutRow);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(Theme::px(6));
    left->addWidget(new IconLabel(QStringLiteral("leftout"), Role::TextMuted, 16, m_leftOutRow));
    left->addWidget(m_leftOut, 1);
    left->addWidget(m_showLeftOut);
    m_showLeftOut->setSize(ButtonSize::Small);

    auto* overview = new QVBoxLayout(m_overview);
    overview->setContentsMargins(0, 0, 0, 0);
    overview->setSpacing(Theme::px(8));
    overview->addWidget(m_bar);
    overview->addLayout(numbers);
    overview->addWidget(m_banner);
    overview->addWidget(m_matchState);
    overview->addSpacing(Theme::px(10));
    overview->addWidget(m_heading);
    overview->addWidget(m_groups);
    overview->addWidget(m_leftOutRow);
    overview->addStretch(1);

    auto* back = new Button(tr("Back to the result"), ButtonKind::Plain, m_people);
    back->setSize(ButtonSize::Small);
    m_values->setSize(ButtonSize::Small);
    m_values->setIconName(QStringLiteral("eye"));
    m_values->setCheckable(true);
    m_table->setModel(m_model);
    new RowDelegate(m_table, RowHeight::Compact);
    m_table->setColumnWidths({0, 230, 300, 130}, OutcomesModel::PersonColumn);
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(10));
    head->addWidget(m_peopleHeading, 1);
    head->addWidget(m_values);
    head->addWidget(back);
    auto* people = new QVBoxLayout(m_people);
    people->setContentsMargins(0, 0, 0, 0);
    people->setSpacing(Theme::px(8));
    people->addLayout(head);
    people->addWidget(m_table, 1);

    m_stack->addWidget(m_overview);
    m_stack->addWidget(m_people);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack, 1);
    connect(back, &QAbstractButton::clicked, this, [this] { m_stack->setCurrentWidget(m_overview); });
    connect(m_showLeftOut, &QAbstractButton::clicked, this, [this] {
        if (m_leftOutReasons == 1) {
            openReason(m_mostLeftOut, m_mostLeftOutPeople);
        } else {
            emit allGroupsWanted();
        }
    });
    connect(m_values, &QAbstractButton::toggled, this, [this](bool shown) {
        m_values->setText(shown ? tr("Hide values") : tr("Show values"));
        m_values->setIconName(shown ? QStringLiteral("eyeoff") : QStringLiteral("eye"));
        m_model->setShowValues(shown);
    });
}

void ResultPanel::show(const Push& push) {
    m_push = push.id;
    m_canSendAgain = push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
    m_stack->setCurrentWidget(m_overview);
    showNumbers(push);
    showProblem(push);
    m_matchState->setPush(push);
    const auto counts = m_pushes.rowOutcomeCounts(push.id).value_or(QMap<Reason, qint64>{});
    buildList(counts);
    showLeftOut(counts);
}

void ResultPanel::showNumbers(const Push& push) {
    const PushCounts& c = push.counts;
    const qint64 refused = c.rejected + c.invalid;
    // Sent people, and apart from them those removed; the sum beside the legend has the rest.
    const QString added = tr("added or updated", "after a number of people");
    const QString notAccepted = tr("not accepted", "after a number of people");
    const QString untagged = tr("stay, without the tag or segment", "after a number of people");
    const QString gone = tr("removed", "after a number of people");
    m_bar->setParts({{PartLook::Add, c.accepted, added, false},
                     {PartLook::NotAccepted, refused, notAccepted, false},
                     {PartLook::Unchanged, c.marksOff, untagged, true},
                     {PartLook::Remove, c.removed, gone, true}});
    m_bar->setVisible(c.accepted + refused + c.marksOff + c.removed > 0);
    QList<Legend::Item> items{{PartLook::Add, countText(c.accepted), added}};
    if (refused > 0) {
        items << Legend::Item{PartLook::NotAccepted, countText(refused), notAccepted};
    }
    if (c.marksOff > 0) {
        items << Legend::Item{PartLook::Unchanged, countText(c.marksOff), untagged};
    }
    if (c.removed > 0) {
        items << Legend::Item{PartLook::Remove, countText(c.removed), gone};
    }
    m_legend->setItems(items);
    m_addition->setText(additionText(c));
}

void ResultPanel::showProblem(const Push& push) {
    m_banner->setVisible(push.problem.has_value());
    m_banner->clearActions();
    if (!push.problem) {
        return;
    }
    m_banner->setError(*push.problem);
    const ErrorKind kind = push.problem->kind;
    if (kind == ErrorKind::SignIn || kind == ErrorKind::Permission || kind == ErrorKind::Keychain) {
        connect(m_banner->addAction(tr("Open the connection")), &QAbstractButton::clicked, this,
                &ResultPanel::reconnectWanted);
    }
    if (push.resumable) {
        connect(m_banner->addAction(tr("Continue")), &QAbstractButton::clicked, this, &ResultPanel::resumeWanted);
    }
}

void ResultPanel::buildList(const QMap<Reason, qint64>& counts) {
    while (QLayoutItem* item = m_groupList->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto groups = sorted(counts, false);
    m_heading->setVisible(!groups.isEmpty());
    m_groups->setVisible(!groups.isEmpty());
    m_heading->setText(tr("Not accepted"));
    for (const auto& [reason, people] : groups) {
        addGroup(reason, people);
    }
}

void ResultPanel::addGroup(Reason reason, qint64 people) {
    if (m_groupList->count() > 0) {
        auto* between = new Surface(Role::Divider, {}, m_groups);
        between->setFixedHeight(1);
        m_groupList->addWidget(between);
    }
    auto* row = new QWidget(m_groups);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(Theme::px(16), Theme::px(10), Theme::px(16), Theme::px(10));
    line->setSpacing(Theme::px(14));
    auto* count = new TextLabel(countText(people), TextStyle::Title, Role::Text, row);
    count->setMinimumWidth(Theme::px(48));
    count->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new TextLabel(reasonText(reason), TextStyle::BodyStrong, Role::Text, row));
    auto* advice = new TextLabel(reasonAdvice(reason), TextStyle::Small, Role::TextMuted, row);
    advice->setWrapping();
    texts->addWidget(advice);
    auto* open = new Button(tr("Show %Ln people", nullptr, plural(people)), ButtonKind::Quiet, row);
    open->setSize(ButtonSize::Small);
    open->setAccessibleDescription(reasonText(reason));
    connect(open, &QAbstractButton::clicked, this, [this, reason, people] { openReason(reason, people); });
    line->addWidget(count);
    line->addLayout(texts, 1);
    line->addWidget(open);
    if (m_canSendAgain && outcomeKind(reason) == RowOutcomeKind::Rejected) {
        auto* again = new Button(tr("Send these again"), ButtonKind::Plain, row);
        again->setSize(ButtonSize::Small);
        again->setAccessibleDescription(reasonText(reason));
        connect(again, &QAbstractButton::clicked, this, &ResultPanel::sendAgainWanted);
        line->addWidget(again);
    }
    m_groupList->addWidget(row);
}

void ResultPanel::showLeftOut(const QMap<Reason, qint64>& counts) {
    const auto groups = sorted(counts, true);
    m_leftOutRow->setVisible(!groups.isEmpty());
    if (groups.isEmpty()) {
        return;
    }
    qint64 all = 0;
    QStringList parts;
    for (const auto& [reason, people] : groups) {
        all += people;
        parts << tr("%1: %2", "reason, number of people").arg(reasonText(reason), countText(people));
    }
    m_leftOutReasons = int(groups.size());
    m_mostLeftOut = groups.constFirst().first;
    m_mostLeftOutPeople = groups.constFirst().second;
    QString text = parts.constFirst();
    for (const QString& part : parts.mid(1, 3)) {
        text = tr("%1, %2", "reasons with their counts").arg(text, part);
    }
    m_leftOut->setText(
        tr("%Ln were left out on purpose (%1).", "people, reasons with their counts", plural(all)).arg(text));
}

void ResultPanel::openReason(Reason reason, qint64 people) {
    m_peopleHeading->setText(tr("%1: %2", "number of people, reason").arg(peopleText(people), reasonText(reason)));
    m_table->setAccessibleName(m_peopleHeading->text());
    m_values->setChecked(false);
    m_model->show(m_push, reason, people);
    m_stack->setCurrentWidget(m_people);
    m_table->setFocus(Qt::OtherFocusReason);
}

void ResultPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_stack->currentWidget() == m_people) {
        m_stack->setCurrentWidget(m_overview);
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace pathways::ui
