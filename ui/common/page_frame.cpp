// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/page_frame.h"

#include <algorithm>

namespace pathways::ui {

namespace {

/// Passes its size down and its page's minimum size up.
class Holder final : public QWidget {
public:
    explicit Holder(QWidget* page)
        : m_page(page) {
        page->setParent(this);
    }
    [[nodiscard]] QSize sizeHint() const override { return m_page->minimumSizeHint(); }
    [[nodiscard]] QSize minimumSizeHint() const override {
        QSize least = m_page->minimumSizeHint();
        // A page that scrolls anyway gets its full height: a minimum size does not consider wrapped lines.
        if (parentWidget() != nullptr && parentWidget()->height() < least.height() && m_page->hasHeightForWidth()) {
            const int width = std::max(parentWidget()->width(), least.width());
            least.setHeight(std::max(least.height(), m_page->heightForWidth(width)));
        }
        return least;
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QWidget::resizeEvent(event);
        m_page->setGeometry(rect());
    }

private:
    QWidget* m_page;
};

} // namespace

PageFrame::PageFrame(QWidget* page, QWidget* parent)
    : QScrollArea(parent)
    , m_page(page) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidget(new Holder(page));
}

OverflowFrame::OverflowFrame(QWidget* content, int pixels, QWidget* parent)
    : QWidget(parent)
    , m_content(content)
    , m_pixels(pixels) {}

QSize OverflowFrame::sizeHint() const {
    return m_content->sizeHint();
}

QSize OverflowFrame::minimumSizeHint() const {
    return m_content->minimumSizeHint() - QSize(2 * m_pixels, m_pixels);
}

void OverflowFrame::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

void OverflowFrame::moveEvent(QMoveEvent* event) {
    QWidget::moveEvent(event);
    place();
}

void OverflowFrame::place() {
    if (m_content->parentWidget() != parentWidget()) {
        m_content->setParent(parentWidget());
        m_content->show();
    }
    m_content->setGeometry(geometry().adjusted(-m_pixels, -m_pixels, m_pixels, 0));
}

} // namespace pathways::ui
