// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

namespace pathways::ui {

class Button;
class IconButton;
class TextLabel;

/// "Audience moved to the bin. Undo": shown for 10 seconds, not counted while it has the pointer or the focus (rules
/// U42, U76).
class Toast : public QFrame {
    Q_OBJECT
public:
    static constexpr int kShownMs = 10000;

    explicit Toast(QWidget* parent = nullptr);
    /// Replaces the message shown before. Without an undo only the text is shown.
    void show(const QString& text, std::function<void()> undo = {});
    [[nodiscard]] QString text() const;
    /// Moves to the bottom centre of its parent.
    void place();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void dismiss();
    void resumeOrHold();

    TextLabel* m_text;
    Button* m_undo;
    IconButton* m_close;
    QTimer m_timer{this};
    std::function<void()> m_action;
    bool m_hovered = false;
};

} // namespace pathways::ui
