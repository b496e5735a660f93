// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/method_cards.h"

#include "ui/common/card.h"
#include "ui/common/choice_card.h"
#include "ui/common/labels.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace pathways::ui {

MethodCards::MethodCards(QWidget* parent)
    : QWidget(parent)
    , m_advice(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_group(new QButtonGroup(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(7));
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(8));
    head->addWidget(new TextLabel(tr("Method of Sync"), TextStyle::BodyStrong, Role::Text, this));
    head->addWidget(m_advice, 1);
    layout->addLayout(head);
    auto* grid = new TileGrid(this);
    m_grid = grid;
    grid->setColumns(170, 4);
    grid->setMinimumHeight(Theme::px(80));
    m_group->setExclusive(true);
    for (std::size_t i = 0; i < kSyncMethods.size(); ++i) {
        const SyncMethod method = kSyncMethods[i];
        auto* card = new ChoiceCard(displayName(method), description(method), grid);
        card->setObjectName(QStringLiteral("method-") + toKey(method));
        card->setToolTip(advice(method));
        m_group->addButton(card, int(i));
        grid->addTile(card);
        m_cards[i] = card;
    }
    layout->addWidget(grid);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (on) {
            showAdvice();
            emit chosenChanged(chosen());
        }
    });
}

void MethodCards::set(const std::map<SyncMethod, MethodSupport>& support, SyncMethod chosen) {
    const QSignalBlocker quiet(m_group);
    for (std::size_t i = 0; i < kSyncMethods.size(); ++i) {
        const auto found = support.find(kSyncMethods[i]);
        const bool possible = found == support.end() || found->second.possible;
        m_cards[i]->setBlocked(possible ? QString() : found->second.reason);
        m_cards[i]->setChecked(possible && kSyncMethods[i] == chosen);
    }
    showAdvice();
    reserveHeight();
}

void MethodCards::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    reserveHeight();
}

/// The grid's size hint is for one column, but the height needed depends on the width.
void MethodCards::reserveHeight() {
    m_grid->setMinimumHeight(std::max(Theme::px(80), m_grid->heightForWidth(width())));
}

SyncMethod MethodCards::chosen() const {
    const int id = m_group->checkedId();
    return id < 0 ? SyncMethod::Mirror : kSyncMethods[std::size_t(id)];
}

ChoiceCard* MethodCards::card(SyncMethod method) const {
    return m_cards[std::size_t(method)];
}

void MethodCards::showAdvice() {
    m_advice->setText(advice(chosen()));
}

} // namespace pathways::ui
