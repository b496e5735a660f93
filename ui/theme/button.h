// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QPushButton>
#include <QToolButton>

namespace pathways::ui {

/// Primary: one per page. Quiet: link ink, no edge; QuietText: the same in text ink (Cancel). Danger: outline;
/// DangerFilled only once a removal was allowed by its number.
enum class ButtonKind { Primary, Plain, Quiet, QuietText, Danger, DangerFilled };
enum class ButtonSize { Small, Regular, Commit };

/// The one push button of the window, in the kinds and sizes above.
class Button : public QPushButton {
    Q_OBJECT
public:
    explicit Button(const QString& text, ButtonKind kind = ButtonKind::Plain, QWidget* parent = nullptr);

    void setKind(ButtonKind kind);
    [[nodiscard]] ButtonKind kind() const { return m_kind; }
    void setSize(ButtonSize size);
    /// A pictogram before the text, in the text's colour.
    void setIconName(const QString& name);
    [[nodiscard]] QString iconName() const { return m_icon; }
    /// How far the text of a quiet button is indented. As it has no visible frame, its text should line up with other
    /// text.
    [[nodiscard]] static int quietInset() { return Theme::px(8) + 1; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void refreshFont();

    ButtonKind m_kind;
    ButtonSize m_size = ButtonSize::Regular;
    QString m_icon;
};

/// A square button with a pictogram only. The name is read aloud and shown as tool tip.
class IconButton : public QToolButton {
    Q_OBJECT
public:
    IconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);

    void setName(const QString& name);
    void setIconName(const QString& icon, Role role = Role::Text);
    /// With an edge, as beside fields; without one in rows.
    void setFramed(bool framed);
    void setSmall(bool small);
    [[nodiscard]] QSize sizeHint() const override;

private:
    bool m_small = false;
};

} // namespace pathways::ui
