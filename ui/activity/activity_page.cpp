// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activity_page.h"

#include "ui/activity/push_result.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/empty_state.h"
#include "ui/common/form.h"
#include "ui/common/table_cell.h"
#include "ui/common/text.h"
#include "ui/figures/week_chart.h"
#include "ui/pathways/pathway_list.h"
#include "ui/theme/button.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLocale>
#include <QPainter>
#include <QStackedWidget>
#include <QStandardItemModel>

namespace pathways::ui {
namespace {

enum Column { When, What, Result, People, By, ColumnCount };
// Without a type: after one, lupdate takes the rest of the file for the next class.
enum ItemRole { StatusRole = Qt::UserRole + 300 };

/// Draws the status badge of the result column.
class HistoryDelegate final : public RowDelegate {
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QVariant status = index.data(StatusRole);
        if (index.column() != Result || !status.isValid()) {
            RowDelegate::paint(painter, option, index);
            return;
        }
        paintRow(*painter, option, index);
        const StatusBadge::Look look = StatusBadge::lookOf(PushStatus(status.toInt()));
        const QRect room = content(option);
        QSize size = StatusBadge::sizeFor(look);
        size.setWidth(std::min(size.width(), room.width()));
        const QRect at(room.x(), room.center().y() - size.height() / 2, size.width(), size.height());
        StatusBadge::paint(*painter, QStyle::visualRect(option.direction, room, at), look, option.direction);
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QSize size = RowDelegate::sizeHint(option, index);
        return index.column() == Result ? QSize(StatusBadge::widestStatus() + Theme::px(2 * 14), size.height()) : size;
    }
};

} // namespace

ActivityPage::ActivityPage(const Services& services, QWidget* parent)
    : Page(ActivityPage::tr("Activity"), {}, parent)
    , m_services(services)
    , m_stack(new QStackedWidget(this))
    , m_banner(new Banner(Tone::Danger, this))
    , m_back(new Button(ActivityPage::tr("All activity"), ButtonKind::Quiet, this)) {
    m_back->setIconName(QStringLiteral("back"));
    actions()->addWidget(m_back);
    m_banner->hide();
    content()->addWidget(m_banner);
    m_list = makeList();
    m_result = new PushResult(m_services.pushes, this);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_result);
    content()->addWidget(m_stack, 1);
    connect(m_back, &QAbstractButton::clicked, this, &ActivityPage::showList);
    connect(m_result, &PushResult::sendAgainWanted, this, [this](const PathwayId& id) {
        emit wizardWanted({{}, {}, id});
    });
    connect(m_result, &PushResult::connectionsWanted, this, [this](const PathwayId& id) {
        const auto pathway = m_services.pathways.find(id);
        emit connectionsWanted(pathway ? pathway->connection : ConnectionId());
    });
    // Queued: the pressed button in the banner is still handling its click.
    connect(m_result, &PushResult::removed, this, &ActivityPage::showList, Qt::QueuedConnection);
    connect(m_result, &PushResult::toastWanted, this, [this](const QString& text) { emit toastWanted(text, {}); });
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &ActivityPage::refresh);
    connect(&m_services.pushes, &PushService::changed, this, [this] { m_soon.start(); });
    const auto showAnew = [this](const Push& push) {
        m_soon.start();
        if (m_stack->currentWidget() == m_result && m_result->push().id == push.id) {
            showPush(push.id);
        }
    };
    connect(&m_services.pushes, &PushService::finished, this, showAnew);
    connect(&m_services.pushes, &PushService::outcomeRevised, this, showAnew);
    connect(&m_services.pushes, &PushService::progressed, this, &ActivityPage::updateRunning);
    refresh();
    showList();
}

QWidget* ActivityPage::makeList() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(12));
    auto* card = new Card(holder);
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(Theme::px(18), Theme::px(12), Theme::px(18), Theme::px(10));
    inside->setSpacing(Theme::px(6));
    inside->addWidget(new TextLabel(tr("People accepted each week"), TextStyle::BodyStrong, Role::Text, card));
    m_chart = new WeekChart(card);
    inside->addWidget(m_chart);
    column->addWidget(card);
    auto* filters = new QHBoxLayout;
    filters->setSpacing(Theme::px(10));
    m_status = new SegmentedControl(tr("Result"), holder);
    for (const QString& name : {tr("All"), tr("Synced"), tr("With exceptions"), tr("Needs you"), tr("Stopped")}) {
        m_status->addSegment(name);
    }
    m_destination = new QComboBox(holder);
    m_destination->setAccessibleName(tr("Destination"));
    m_destination->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_search = new SearchField(tr("Search activity"), holder);
    filters->addWidget(m_status);
    filters->addStretch(1);
    filters->addWidget(m_destination);
    filters->addWidget(m_search);
    column->addLayout(filters);
    m_model = new QStandardItemModel(0, ColumnCount, this);
    m_model->setHorizontalHeaderLabels({tr("When"), tr("Pathway"), tr("Result"), tr("People"), tr("By")});
    m_table = new CardTable(tr("Activity"), holder);
    m_table->setModel(m_model);
    new HistoryDelegate(m_table, RowHeight::TwoLines);
    m_table->setColumnWidths({140, 0, 0, 150, 90}, 1);
    m_empty =
        new EmptyState(EmptyState::Drawing::Start, tr("Nothing was pushed yet"),
                       tr("Each push is listed here with its result: who was accepted, who was not, and why."), holder);
    connect(m_empty->addPrimary(tr("Push an audience"), QStringLiteral("push")), &QAbstractButton::clicked, this,
            [this] { emit wizardWanted({}); });
    m_noHit = new EmptyState(EmptyState::Drawing::Search, tr("No push matches"), {}, holder);
    connect(m_noHit->addPrimary(tr("Show everything")), &QAbstractButton::clicked, this, [this] {
        m_search->clear();
        m_status->setCurrent(0);
        m_destination->setCurrentIndex(0);
        refilter();
    });
    m_below = new QStackedWidget(holder);
    m_below->addWidget(m_table);
    m_below->addWidget(m_empty);
    m_below->addWidget(m_noHit);
    column->addWidget(m_below, 1);
    connect(m_status, &SegmentedControl::currentChanged, this, &ActivityPage::refilter);
    connect(m_destination, &QComboBox::activated, this, &ActivityPage::refilter);
    connect(m_search, &QLineEdit::textChanged, this, &ActivityPage::refilter);
    connect(m_table, &CardTable::rowActivated, this, [this](const QModelIndex& index) {
        if (index.row() < int(m_pushes.size())) {
            showPush(m_pushes.at(index.row()).id);
        }
    });
    return holder;
}

void ActivityPage::refresh() {
    const auto history = m_services.pushes.history();
    if (!history) {
        m_banner->setError(history.error());
        m_banner->show();
        return;
    }
    m_banner->hide();
    m_pushes = *history;
    fill();
    m_chart->setPushes(m_pushes);
    refilter();
}

void ActivityPage::fill() {
    const int chosen = m_table->chosenRow();
    m_model->setRowCount(int(m_pushes.size()));
    QStringList destinations;
    for (int row = 0; row < int(m_pushes.size()); ++row) {
        fillRow(row);
        if (!destinations.contains(m_pushes.at(row).destinationName)) {
            destinations.append(m_pushes.at(row).destinationName);
        }
    }
    m_table->chooseRow(std::max(0, chosen));
    const QString before = m_destination->currentData().toString();
    m_destination->clear();
    m_destination->addItem(tr("Any destination"), QString());
    for (const QString& name : std::as_const(destinations)) {
        m_destination->addItem(name, name);
    }
    m_destination->setCurrentIndex(std::max(0, m_destination->findData(before)));
}

QString ActivityPage::countsText(const Push& push) {
    return push.counts.accepted > 0  ? tr("%Ln accepted", nullptr, plural(push.counts.accepted))
           : push.counts.removed > 0 ? tr("%Ln removed", nullptr, plural(push.counts.removed))
           : push.counts.marksOff > 0
               ? tr("%Ln untagged", "people whose tag or segment was taken off", plural(push.counts.marksOff))
               : tr("Nothing sent");
}

void ActivityPage::fillRow(int row) {
    const Push& push = m_pushes.at(row);
    m_model->setItem(row, When, TableCell(whenText(push.started)).muted().tip(exactWhenText(push.started)).item());
    m_model->setItem(row, What,
                     TableCell(push.audienceName)
                         .strong()
                         .second(tr("%1, %2", "destination, list").arg(push.destinationName, push.objectName))
                         .item());
    m_model->setItem(row, Result, TableCell(displayName(push.status)).with(int(push.status), StatusRole).item());
    const qint64 refused = push.counts.invalid + push.counts.rejected;
    TableCell people(countsText(push));
    if (push.status == PushStatus::Processing) {
        people = TableCell(tr("%1 of %2", "number of people done, number of people in all")
                               .arg(countText(push.counts.settled), countText(push.counts.planned)));
    } else if (refused > 0) {
        people = std::move(people).second(tr("%Ln not accepted", nullptr, plural(refused)), Role::DangerInk);
    } else if (push.matchState == MatchState::Processing) {
        people = std::move(people).second(tr("still being matched", "people of a push, by the platform"));
    } else if (push.counts.accepted > 0 && push.counts.removed > 0) {
        people = std::move(people).second(tr("%Ln removed", nullptr, plural(push.counts.removed)));
    } else if (push.counts.marksOff > 0 && push.counts.accepted + push.counts.removed > 0) {
        people = std::move(people).second(
            tr("%Ln untagged", "people whose tag or segment was taken off", plural(push.counts.marksOff)));
    }
    m_model->setItem(row, People, std::move(people).item());
    m_model->setItem(row, By, TableCell(push.user).muted().item());
}

void ActivityPage::updateRunning(const PushProgress& progress) {
    for (int row = 0; row < int(m_pushes.size()); ++row) {
        if (m_pushes.at(row).id == progress.id) {
            m_pushes[row].counts = progress.counts;
            m_pushes[row].status = progress.status;
            fillRow(row);
            break;
        }
    }
    if (m_stack->currentWidget() == m_result) {
        m_result->setProgress(progress);
    }
}

bool ActivityPage::shown(const Push& push) const {
    static constexpr std::array kWanted{PushStatus::Processing, PushStatus::Synced, PushStatus::SyncedWithExceptions,
                                        PushStatus::NeedsYou, PushStatus::Stopped};
    const int chosen = m_status->current();
    const QString destination = m_destination->currentData().toString();
    const QString text = push.audienceName + u' ' + push.destinationName + u' ' + push.objectName + u' ' + push.user +
                         u' ' + push.reference;
    return (chosen <= 0 || push.status == kWanted.at(size_t(chosen))) &&
           (destination.isEmpty() || push.destinationName == destination) &&
           text.contains(m_search->text().trimmed(), Qt::CaseInsensitive);
}

void ActivityPage::refilter() {
    int hits = 0;
    int needsYou = 0;
    for (int row = 0; row < int(m_pushes.size()); ++row) {
        const bool hit = shown(m_pushes.at(row));
        m_table->setRowHidden(row, !hit);
        hits += hit ? 1 : 0;
        needsYou += m_pushes.at(row).status == PushStatus::NeedsYou ? 1 : 0;
    }
    m_status->setSegmentText(3, needsYou > 0
                                    ? tr("Needs you %1", "status filter, number of pushes").arg(countText(needsYou))
                                    : tr("Needs you"));
    QStringList hiding;
    if (m_status->current() > 0) {
        hiding.append(tr("result", "a filter of the list"));
    }
    if (!m_destination->currentData().toString().isEmpty()) {
        hiding.append(tr("destination", "a filter of the list"));
    }
    if (!m_search->text().isEmpty()) {
        hiding.append(tr("search", "a filter of the list"));
    }
    m_noHit->setTexts(tr("No push matches"),
                      tr("Hidden by these filters: %1.").arg(QLocale().createSeparatedList(hiding)));
    m_below->setCurrentWidget(m_pushes.isEmpty() ? static_cast<QWidget*>(m_empty)
                              : hits == 0        ? m_noHit
                                                 : static_cast<QWidget*>(m_table));
}

void ActivityPage::showList() {
    m_stack->setCurrentWidget(m_list);
    setTitle(tr("Activity"));
    setInstruction(tr("See what was pushed, when, and how it went."));
    m_back->hide();
}

void ActivityPage::showPush(const PushId& id) {
    const auto push = m_services.pushes.find(id);
    if (!push) {
        m_banner->setError(push.error());
        m_banner->show();
        return;
    }
    m_banner->hide();
    QMap<QString, QString> fieldNames;
    if (const auto pathway = m_services.pathways.find(push->pathway)) {
        for (const ColumnMapping& line : pathway->mapping) {
            fieldNames.insert(line.field.id, line.field.label);
        }
    }
    m_result->show(*push, fieldNames);
    m_stack->setCurrentWidget(m_result);
    setTitle(m_result->headline());
    setInstruction(m_result->sentence());
    m_back->show();
}

} // namespace pathways::ui
