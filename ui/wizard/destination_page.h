// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wizard/wizard_page.h"

class QButtonGroup;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace pathways::ui {

class Button;
class DestinationTile;
class EmptyState;
class SearchField;

/// Step 2: the tiles of the connected accounts.
class DestinationPage final : public WizardPage {
    Q_OBJECT
public:
    DestinationPage(WizardServices services, WizardState& state, QWidget* parent = nullptr);

    void enter() override;
    void focusFirst() override;
    [[nodiscard]] bool validate() override;
    [[nodiscard]] QString forwardText() const override;
    [[nodiscard]] QString choice() const override;
    [[nodiscard]] QByteArray digest() const override;

private:
    void reload();
    void buildTiles();
    [[nodiscard]] DestinationTile* makeTile(const DestinationChoice& choice, QWidget* parent) const;
    void choose(int index);
    [[nodiscard]] QString stateText(const DestinationChoice& choice) const;

    QList<DestinationChoice> m_choices;
    QList<DestinationTile*> m_tiles;
    QButtonGroup* m_group = nullptr;
    QStackedWidget* m_stack;
    QScrollArea* m_scroll;
    QWidget* m_tilesHost = nullptr;
    EmptyState* m_empty;
    EmptyState* m_noHit;
    SearchField* m_search;
    Button* m_add;
    Button* m_addFirst;
    Banner* m_banner;
    TextLabel* m_gap;
};

} // namespace pathways::ui
