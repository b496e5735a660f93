// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>
#include <QWidget>

namespace pathways::ui {

/// Text in a style of the type scale and a role's colour; plain text always (rule U83), follows theme and font live.
class TextLabel : public QLabel {
    Q_OBJECT
public:
    explicit TextLabel(const QString& text = {}, TextStyle style = TextStyle::Body, Role role = Role::Text,
                       QWidget* parent = nullptr);

    void setStyle(TextStyle style);
    void setRole(Role role);
    /// Breaks lines, never wider than the longest comfortable line (72 characters).
    void setWrapping(bool wrapping = true);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();

    TextStyle m_style;
    Role m_role;
    bool m_refreshing = false;
};

/// One line that is elided when it does not fit, in the middle for ids and addresses, at the end for names; the tool
/// tip has the full text.
class ElidedLabel : public QWidget {
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, TextStyle style = TextStyle::Body, Role role = Role::Text,
                         QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const { return m_text; }
    void setElide(Qt::TextElideMode mode);
    void setRole(Role role);
    void setAlignment(Qt::Alignment alignment);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refreshTip();

    QString m_text;
    TextStyle m_style;
    Role m_role;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    Qt::Alignment m_alignment = Qt::AlignLeft;
};

/// A pictogram in a role's colour. Decoration only: the words beside it say the same.
class IconLabel : public QWidget {
    Q_OBJECT
public:
    explicit IconLabel(const QString& icon, Role role = Role::TextMuted, int size = 20, QWidget* parent = nullptr);
    void setIcon(const QString& icon, Role role);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    Role m_role;
    int m_size;
};

/// What a glyph stands for; chooses its tint.
enum class GlyphKind { Neutral, Email, Advertising, Data, Blocked };

/// The rounded square with a pictogram that stands for a platform or a source.
class Glyph : public QWidget {
    Q_OBJECT
public:
    explicit Glyph(const QString& icon, GlyphKind kind = GlyphKind::Neutral, int size = 36, QWidget* parent = nullptr);
    void set(const QString& icon, GlyphKind kind);
    [[nodiscard]] QSize sizeHint() const override;
    /// The same, for painted components.
    static void paint(QPainter& painter, const QRect& square, const QString& icon, GlyphKind kind);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    GlyphKind m_kind;
    int m_size;
};

} // namespace pathways::ui
