// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/pathway_service.h"
#include "ui/mapping/mapping_editor.h"

#include <QWidget>

class QStackedWidget;

namespace pathways::ui {

class Button;
class ElidedLabel;
class IconButton;
class MappingView;
class ProblemsPanel;
class TextLabel;

/// The column mapping of step 3 with its heading and tools, and the list of problems that takes its place.
class MappingSection final : public QWidget {
    Q_OBJECT
public:
    explicit MappingSection(QWidget* parent = nullptr);

    [[nodiscard]] MappingEditor& editor() { return m_editor; }
    [[nodiscard]] MappingView& view() { return *m_view; }
    [[nodiscard]] ProblemsPanel& problems() { return *m_problems; }
    void load(const PathwayReview& review, const QList<ColumnMapping>& lines, const QString& platform);
    void setReports(const QMap<QString, ColumnReport>& reports);
    /// Says beside the heading what is missing and moves to the line.
    void showGap(const QString& text, int row);
    void showMapping();
    /// Focuses the button that accepts all suggestions, or the table.
    void focusFirst();

signals:
    void edited();

private:
    void refresh();
    void openProblems(int row);
    void buildHead();

    MappingEditor m_editor;
    ElidedLabel* m_count;
    Button* m_unused;
    TextLabel* m_unusedList;
    IconButton* m_undo;
    IconButton* m_redo;
    Button* m_values;
    Button* m_acceptAll;
    TextLabel* m_gap;
    QWidget* m_head;
    MappingView* m_view;
    ProblemsPanel* m_problems;
    QStackedWidget* m_stack;
};

} // namespace pathways::ui
