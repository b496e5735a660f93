// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/flow_layout.h"

#include "ui/theme/theme.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace pathways::ui {

namespace {

/// Text beside something else is not squeezed below this many design pixels.
constexpr int kComfortable = 200;

int heightOfItem(const QLayoutItem& item, int width) {
    return item.hasHeightForWidth() ? item.heightForWidth(width) : item.sizeHint().height();
}

} // namespace

FlowLayout::FlowLayout(QWidget* parent)
    : QLayout(parent) {
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem* item) {
    m_entries.push_back({std::unique_ptr<QLayoutItem>(item), false, m_gapNext});
    m_gapNext = false;
}

void FlowLayout::addLayout(QLayout* layout) {
    addChildLayout(layout);
    addItem(layout);
}

void FlowLayout::addStretching(QWidget* widget) {
    addWidget(widget);
    m_entries.back().stretches = true;
}

void FlowLayout::addStretching(QLayout* layout) {
    addLayout(layout);
    m_entries.back().stretches = true;
}

void FlowLayout::addGap() {
    m_gapNext = true;
}

QLayoutItem* FlowLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_entries[std::size_t(index)].item.get() : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index) {
    if (index < 0 || index >= count()) {
        return nullptr;
    }
    QLayoutItem* item = m_entries[std::size_t(index)].item.release();
    m_entries.erase(m_entries.begin() + index);
    return item;
}

int FlowLayout::between() const {
    return std::max(0, spacing());
}

/// The width that an item asks for within a line.
int FlowLayout::fit(const Entry& entry) {
    const int least = entry.item->minimumSize().width();
    const int wanted = entry.item->sizeHint().width();
    return std::max(least, entry.stretches ? std::min(wanted, Theme::px(kComfortable)) : wanted);
}

std::vector<FlowLayout::Line> FlowLayout::lines(int width) const {
    std::vector<Line> all(1);
    int used = 0;
    for (const Entry& entry : m_entries) {
        if (entry.item->isEmpty()) {
            continue;
        }
        const int wide = std::min(fit(entry), width);
        const int needed = (all.back().empty() ? 0 : used + between()) + wide;
        if (needed > width && !all.back().empty()) {
            share(all.back(), width);
            all.emplace_back();
            used = wide;
        } else {
            used = needed;
        }
        all.back().push_back({&entry, wide});
    }
    share(all.back(), width);
    return all;
}

/// Distributes spare room among the stretching items so that their widths become as equal as possible. If something
/// stands at the far end, they grow no further than their preferred width.
void FlowLayout::share(Line& line, int width) const {
    int left = width - int(line.size() > 0 ? line.size() - 1 : 0) * between();
    std::vector<Placed*> stretching;
    bool gap = false;
    for (Placed& placed : line) {
        left -= placed.width;
        gap = gap || placed.entry->gapBefore;
        if (placed.entry->stretches) {
            stretching.push_back(&placed);
        }
    }
    std::sort(stretching.begin(), stretching.end(), [](auto* a, auto* b) { return a->width < b->width; });
    while (left > 0 && !stretching.empty()) {
        // The narrowest items grow together until they reach the next wider one or the room is used up.
        std::size_t narrow = 1;
        while (narrow < stretching.size() && stretching[narrow]->width == stretching.front()->width) {
            ++narrow;
        }
        int most = left / int(narrow);
        if (narrow < stretching.size()) {
            most = std::min(most, stretching[narrow]->width - stretching.front()->width);
        }
        if (gap) {
            most = std::min(most, stretching.front()->entry->item->sizeHint().width() - stretching.front()->width);
        }
        if (most == 0 && !gap) { // Fewer pixels than items.
            for (std::size_t i = 0; left > 0; ++i, --left) {
                ++stretching[i]->width;
            }
            break;
        }
        if (most <= 0) {
            stretching.erase(stretching.begin()); // It has its preferred width.
            continue;
        }
        for (std::size_t i = 0; i < narrow; ++i) {
            stretching[i]->width += most;
            left -= most;
        }
    }
}

int FlowLayout::heightOf(const Line& line) {
    int height = 0;
    for (const Placed& placed : line) {
        height = std::max(height, heightOfItem(*placed.entry->item, placed.width));
    }
    return height;
}

int FlowLayout::heightForWidth(int width) const {
    const QMargins margins = contentsMargins();
    int height = -between();
    for (const Line& line : lines(width - margins.left() - margins.right())) {
        height += heightOf(line) + between();
    }
    return std::max(0, height) + margins.top() + margins.bottom();
}

QSize FlowLayout::sizeHint() const {
    QSize size;
    int shown = 0;
    for (const Entry& entry : m_entries) {
        if (!entry.item->isEmpty()) {
            const QSize wanted = entry.item->sizeHint();
            size = QSize(size.width() + wanted.width() + (shown++ > 0 ? between() : 0),
                         std::max(size.height(), wanted.height()));
        }
    }
    size = size.grownBy(contentsMargins());
    return m_width > 0 ? QSize(size.width(), heightForWidth(m_width)) : size;
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const Entry& entry : m_entries) {
        if (!entry.item->isEmpty()) {
            size = size.expandedTo(entry.item->minimumSize());
        }
    }
    size = size.grownBy(contentsMargins());
    return m_width > 0 ? size.expandedTo({0, heightForWidth(std::max(size.width(), m_width))}) : size;
}

void FlowLayout::setGeometry(const QRect& rect) {
    const bool otherHeight = heightForWidth(m_width) != heightForWidth(rect.width());
    QLayout::setGeometry(rect);
    m_width = rect.width();
    if (otherHeight) {
        update();
    }
    const QRect room = rect.marginsRemoved(contentsMargins());
    const Qt::LayoutDirection direction =
        parentWidget() != nullptr ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int y = room.y();
    const auto all = lines(room.width());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Line& line = all[i];
        // A single line takes the full height, as any row does.
        const int height = all.size() == 1 ? room.height() : heightOf(line);
        int used = -between();
        for (const Placed& placed : line) {
            used += placed.width + between();
        }
        int x = room.x();
        int left = room.width() - used;
        for (const Placed& placed : line) {
            if (placed.entry->gapBefore) {
                x += std::max(0, left);
                left = 0;
            }
            placed.entry->item->setGeometry(QStyle::visualRect(direction, room, QRect(x, y, placed.width, height)));
            x += placed.width + between();
        }
        y += height + between();
    }
}

} // namespace pathways::ui
