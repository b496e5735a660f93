// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;
class QWidget;

namespace pathways::ui {

/// Shows the focus ring around whatever has keyboard focus: always for text fields, otherwise only while the keyboard
/// is being used. Table rows draw their own ring (see RowDelegate). Enter presses the focused button, as Space does.
/// One per program, beside Theme.
class FocusRing final : public QObject {
    Q_OBJECT
public:
    explicit FocusRing(QApplication& application, QObject* parent = nullptr);
    ~FocusRing() override;

    /// Whether the last input came from the keyboard.
    [[nodiscard]] static bool keyboardInUse();
    /// For tests and screenshots.
    static void setKeyboardInUse(bool inUse);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(QWidget* widget);
    void refresh();

    QPointer<QFocusFrame> m_frame;
};

} // namespace pathways::ui
