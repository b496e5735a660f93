// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/progress_panel.h"

#include "ui/common/banner.h"
#include "ui/common/labels.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QGridLayout>

#include <cmath>

namespace pathways::ui {

PushProgressBar::PushProgressBar(const QString& name, QWidget* parent)
    : QProgressBar(parent) {
    setRange(0, 1000);
    setValue(0);
    setTextVisible(false); // per cent stands beside the bar, never on it (rule U49)
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PushProgressBar::setFraction(double fraction) {
    int value = int(std::floor(std::clamp(fraction, 0.0, 1.0) * 1000.0));
    if (fraction < 1.0) {
        value = std::min(value, 999);
    }
    if (value > this->value()) {
        setValue(value);
    }
    setAccessibleDescription(percentText(double(this->value()) / 1000.0));
}

void PushProgressBar::reset() {
    setValue(0);
}

QSize PushProgressBar::sizeHint() const {
    return {Theme::px(200), std::max(3, Theme::px(10))};
}

QSize PushProgressBar::minimumSizeHint() const {
    return {Theme::px(40), sizeHint().height()};
}

PushProgressPanel::PushProgressPanel(QWidget* parent)
    : Card(parent)
    , m_count(new TextLabel({}, TextStyle::Figure, Role::Text, this))
    , m_of(new TextLabel({}, TextStyle::Body, Role::TextMuted, this))
    , m_percent(new TextLabel({}, TextStyle::BodyStrong, Role::Text, this))
    , m_bar(new PushProgressBar(tr("Push"), this))
    , m_wait(new Banner(Tone::Info, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::px(20), Theme::px(16), Theme::px(20), Theme::px(16));
    column->setSpacing(Theme::px(10));
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(10));
    head->addWidget(m_count, 0, Qt::AlignBaseline);
    head->addWidget(m_of, 0, Qt::AlignBaseline);
    head->addStretch(1);
    head->addWidget(m_percent, 0, Qt::AlignBaseline);
    column->addLayout(head);
    column->addWidget(m_bar);
    m_wait->setIconName(QStringLiteral("wait"));
    m_wait->hide();
    column->addWidget(m_wait);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, Theme::px(4), 0, 0);
    grid->setHorizontalSpacing(Theme::px(20));
    grid->setVerticalSpacing(0);
    m_accepted = addCell(grid, 0);
    m_removed = addCell(grid, 1);
    m_notAccepted = addCell(grid, 2);
    m_toGo = addCell(grid, 3);
    m_left = addCell(grid, 4);
    column->addLayout(grid);
    begin({});
}

PushProgressPanel::Cell PushProgressPanel::addCell(QGridLayout* grid, int column) {
    Cell cell{new TextLabel({}, TextStyle::Title, Role::Text, this),
              new TextLabel({}, TextStyle::Small, Role::TextMuted, this)};
    cell.figure->setWrapping();
    cell.name->setWrapping();
    grid->addWidget(cell.figure, 0, column);
    grid->addWidget(cell.name, 1, column);
    grid->setColumnStretch(column, 1);
    return cell;
}

void PushProgressPanel::begin(const QString& platform) {
    m_platform = platform;
    m_bar->reset();
    m_bar->setAccessibleName(platform.isEmpty() ? tr("Push") : tr("Push to %1").arg(platform));
    setProgress({});
}

void PushProgressPanel::setProgress(const PushProgress& progress) {
    const PushCounts& c = progress.counts;
    m_count->setText(countText(c.settled));
    m_of->setText(
        m_platform.isEmpty()
            ? tr("of %Ln changes are done", "beside the number of changes done", plural(c.planned))
            : tr("of %Ln changes are done in %1", "beside the number of changes done; a platform", plural(c.planned))
                  .arg(m_platform));
    m_bar->setFraction(progress.fraction);
    m_percent->setText(percentText(double(m_bar->value()) / 1000.0));
    if (!progress.waiting.isEmpty()) {
        m_wait->setText(progress.waiting, tr("Nothing is lost, and there is nothing you need to do."));
    }
    m_wait->setVisible(!progress.waiting.isEmpty());
    const auto put = [](const Cell& cell, const QString& figure, const QString& name) {
        cell.figure->setText(figure);
        cell.name->setText(name);
    };
    const qint64 refused = c.rejected + c.invalid;
    put(m_accepted, countText(c.accepted), tr("added or updated", "below a number of people", plural(c.accepted)));
    put(m_removed, countText(c.removed), tr("removed", "below a number of people", plural(c.removed)));
    put(m_notAccepted, countText(refused), tr("not accepted", "below a number of people", plural(refused)));
    m_notAccepted.figure->setRole(refused > 0 ? Role::DangerInk : Role::Text);
    put(m_toGo, countText(std::max<qint64>(0, c.planned - c.settled)), tr("still to go", "below a number of changes"));
    put(m_left, progress.secondsLeft ? durationText(*progress.secondsLeft) : QStringLiteral("–"),
        tr("left", "below a duration"));
    m_left.figure->setVisible(progress.secondsLeft.has_value());
    m_left.name->setVisible(progress.secondsLeft.has_value());
}

} // namespace pathways::ui
