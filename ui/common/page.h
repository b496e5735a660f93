// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace pathways::ui {

class TextLabel;

/// Makes Tab follow the layouts, that is the reading order. Otherwise widgets created later come last.
void tabInLayoutOrder(QWidget* root);

/// The frame of every page: one title, one sentence that starts with a verb (objectName "instruction", rule U10),
/// actions at the trailing side, and a column of content at most 1120 wide.
class Page : public QWidget {
    Q_OBJECT
public:
    Page(const QString& title, const QString& instruction, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setInstruction(const QString& instruction);
    [[nodiscard]] QString title() const;
    /// Widgets beside the title.
    [[nodiscard]] QHBoxLayout* actions() const { return m_actions; }
    [[nodiscard]] QVBoxLayout* content() const { return m_content; }
    /// Space above the title (design pixels): 24 on pages, 20 in the wizard; and below the content.
    void setMargins(int top, int bottom);
    /// Pixels around scrolled content so that focus rings are not cut off: content() reaches this much further out than
    /// the title, and its layout keeps this margin.
    static constexpr int kRingRoom = 4;
    void giveRingsRoom();

protected:
    void showEvent(QShowEvent* event) override;

private:
    TextLabel* m_title;
    TextLabel* m_instruction;
    QHBoxLayout* m_actions;
    QVBoxLayout* m_content;
    QVBoxLayout* m_column;
    QHBoxLayout* m_head;
};

} // namespace pathways::ui
