// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wizard/audience_table.h"
#include "ui/wizard/wizard_page.h"

class QStackedWidget;

namespace pathways::ui {

class Button;
class CardTable;
class EmptyState;
class IconLabel;
class SearchField;
class SegmentedControl;

/// Step 1: the list of audiences.
class AudiencePage final : public WizardPage {
    Q_OBJECT
public:
    AudiencePage(WizardServices services, WizardState& state, QWidget* parent = nullptr);

    void enter() override;
    void focusFirst() override;
    [[nodiscard]] bool validate() override;
    [[nodiscard]] QString choice() const override;
    [[nodiscard]] QByteArray digest() const override;

    void setSamplesOffered(bool offered);

signals:
    /// There is no audience yet, and the user wants to try the sample donors.
    void samplesWanted();

private:
    void buildTable();
    void reload();
    void choose();
    void showChosen();
    void showCounts();
    void refilter();
    void findFile(const AudienceId& id);
    [[nodiscard]] const AudienceSummary* chosen() const;

    AudienceModel* m_model;
    AudienceFilter* m_filter;
    CardTable* m_table;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    EmptyState* m_noHit;
    SearchField* m_search;
    SegmentedControl* m_kinds;
    Banner* m_banner;
    TextLabel* m_definition;
    IconLabel* m_definitionIcon;
    TextLabel* m_gap;
    Button* m_find;
    Button* m_add;
    Button* m_samples;
    bool m_quiet = false; ///< The selection is being changed by the program.
};

} // namespace pathways::ui
