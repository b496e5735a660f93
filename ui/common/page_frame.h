// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <QWidget>

namespace pathways::ui {

/// Shows a page at the available size and scrolls only when that is below the page's minimum, as with large text in a
/// small window. (A plain scroll area would use the preferred height of wrapped text and scroll far too early.)
class PageFrame final : public QScrollArea {
    Q_OBJECT
public:
    PageFrame(QWidget* page, QWidget* parent);
    [[nodiscard]] QWidget* page() const { return m_page; }

private:
    QWidget* m_page;
};

/// Extends a widget by some pixels on three sides beyond its place in the layout, so that scrolled content has room for
/// focus rings and still lines up with everything else.
class OverflowFrame final : public QWidget {
    Q_OBJECT
public:
    OverflowFrame(QWidget* content, int pixels, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;

private:
    void place();

    QWidget* m_content;
    int m_pixels;
};

} // namespace pathways::ui
