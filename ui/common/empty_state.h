// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;

namespace pathways::ui {

class Button;
class TextLabel;

/// Shown where there is nothing yet: what will be here, one primary action and at most one plain one (rule U65).
class EmptyState : public QFrame {
    Q_OBJECT
public:
    /// What the drawn path shows: nothing, only its start, or both ends without a line between them.
    enum class Drawing { Nothing, Start, Search };

    EmptyState(Drawing drawing, const QString& heading, const QString& text, QWidget* parent = nullptr);
    void setTexts(const QString& heading, const QString& text);
    Button* addPrimary(const QString& text, const QString& icon = {});
    Button* addPlain(const QString& text, const QString& icon = {});
    /// A quiet line below the buttons.
    void setHint(const QString& hint);
    /// With a card's surface around it, or bare on the page.
    void setFramed(bool framed);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TextLabel* m_heading;
    TextLabel* m_text;
    TextLabel* m_hint;
    QHBoxLayout* m_buttons;
    bool m_framed = true;
};

} // namespace pathways::ui
