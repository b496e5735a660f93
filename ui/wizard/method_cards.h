// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QWidget>

#include <array>
#include <map>

class QButtonGroup;

namespace pathways::ui {

class ChoiceCard;
class TextLabel;
class TileGrid;

/// Method of Sync as four cards: what each does and when to use it. Impossible ones stay visible with the reason.
class MethodCards final : public QWidget {
    Q_OBJECT
public:
    explicit MethodCards(QWidget* parent = nullptr);

    void set(const std::map<SyncMethod, MethodSupport>& support, SyncMethod chosen);
    [[nodiscard]] SyncMethod chosen() const;
    [[nodiscard]] ChoiceCard* card(SyncMethod method) const;

signals:
    void chosenChanged(pathways::SyncMethod method);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showAdvice();
    void reserveHeight();

    TextLabel* m_advice;
    QButtonGroup* m_group;
    TileGrid* m_grid = nullptr;
    std::array<ChoiceCard*, 4> m_cards{};
};

} // namespace pathways::ui
