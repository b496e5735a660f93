// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/table.h"

#include "core/base/redaction.h"
#include "ui/common/text.h"
#include "ui/theme/drawing.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/icons.h"
#include "ui/theme/tool_tip.h"

#include <QAbstractItemModel>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>

namespace pathways::ui {

namespace {

/// The column that takes the remaining room keeps at least this many design pixels.
constexpr int kReadable = 170;

/// Rounds the corners by painting the backdrop over them, and draws the card's edge.
class Corners final : public QWidget {
public:
    explicit Corners(QWidget* parent)
        : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
    }
    Role backdrop = Role::Window;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double radius = Theme::px(10);
        QPainterPath outside;
        outside.addRect(rect());
        QPainterPath inside;
        inside.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter.fillPath(outside.subtracted(inside), Theme::color(backdrop));
        drawing::roundedBox(painter, rect(), radius, QColor(), Theme::color(Role::Divider));
    }
};

} // namespace

CardTable::CardTable(const QString& name, QWidget* parent)
    : QTableView(parent)
    , m_corners(new Corners(this)) {
    setAccessibleName(name);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setTabKeyNavigation(false); // Tab leaves the table
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrap(false);
    setMouseTracking(true);
    setCornerButtonEnabled(false);
    viewport()->setAttribute(Qt::WA_Hover);
    viewport()->setAutoFillBackground(false);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setFocusPolicy(Qt::NoFocus);
    connect(this, &QAbstractItemView::clicked, this, &CardTable::rowActivated);
    refreshMetrics();
}

void CardTable::setColumnWidths(const QList<int>& widths, int stretched) {
    m_widths = widths;
    horizontalHeader()->setMinimumSectionSize(Theme::px(24));
    for (int i = 0; i < int(widths.size()); ++i) {
        if (i == stretched) {
            horizontalHeader()->setSectionResizeMode(i, QHeaderView::Stretch);
        } else if (widths.at(i) > 0) {
            horizontalHeader()->setSectionResizeMode(i, QHeaderView::Fixed);
            setColumnWidth(i, Theme::px(widths.at(i)));
        } else {
            horizontalHeader()->setSectionResizeMode(i, QHeaderView::ResizeToContents);
        }
    }
}

void CardTable::setBackdrop(Role role) {
    static_cast<Corners*>(m_corners)->backdrop = role;
    m_corners->update();
}

void CardTable::chooseRow(int row) {
    if (!model() || row < 0 || row >= model()->rowCount()) {
        return;
    }
    const QModelIndex index = model()->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

int CardTable::chosenRow() const {
    const QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    return rows.isEmpty() ? -1 : rows.first().row();
}

void CardTable::setHasHead(bool head) {
    horizontalHeader()->setVisible(head);
}

int CardTable::fullHeight() const {
    const int head = horizontalHeader()->isHidden() ? 0 : horizontalHeader()->sizeHint().height();
    return head + verticalHeader()->length() + 3;
}

void CardTable::paintEvent(QPaintEvent* event) {
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), Theme::color(Role::Surface));
    }
    QTableView::paintEvent(event);
}

void CardTable::mouseMoveEvent(QMouseEvent* event) {
    setHovered(rowAt(event->position().toPoint().y()));
    QTableView::mouseMoveEvent(event);
}

void CardTable::leaveEvent(QEvent* event) {
    setHovered(-1);
    QTableView::leaveEvent(event);
}

QItemSelectionModel::SelectionFlags CardTable::selectionCommand(const QModelIndex& index, const QEvent* event) const {
    return index.isValid() || event == nullptr ? QTableView::selectionCommand(index, event)
                                               : QItemSelectionModel::SelectionFlags(QItemSelectionModel::NoUpdate);
}

void CardTable::setHovered(int row) {
    if (row != m_hovered) {
        m_hovered = row;
        viewport()->update();
    }
}

void CardTable::keyPressEvent(QKeyEvent* event) {
    const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (opens && event->modifiers() == Qt::NoModifier && currentIndex().isValid() &&
        !isPersistentEditorOpen(currentIndex())) {
        emit rowActivated(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

/// Without a current row the arrow keys do nothing and the focus cannot be seen.
void CardTable::needCurrentRow() {
    if (hasFocus() && !currentIndex().isValid() && model() && selectionModel() && model()->rowCount() > 0) {
        selectionModel()->setCurrentIndex(model()->index(0, 0), QItemSelectionModel::NoUpdate);
    }
}

void CardTable::reset() {
    QTableView::reset();
    needCurrentRow();
}

void CardTable::focusInEvent(QFocusEvent* event) {
    QTableView::focusInEvent(event);
    needCurrentRow();
    viewport()->update();
}

void CardTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    m_corners->setGeometry(rect());
    m_corners->raise();
    shareWidth();
}

/// In a narrow window or with large text all columns shrink, so that the stretched one stays readable.
void CardTable::shareWidth() {
    int fixed = 0;
    int kept = Theme::px(kReadable);
    for (int i = 0; i < int(m_widths.size()); ++i) {
        const QHeaderView::ResizeMode mode = horizontalHeader()->sectionResizeMode(i);
        fixed += m_widths.at(i) > 0 && mode == QHeaderView::Fixed ? Theme::px(m_widths.at(i)) : 0;
        kept += mode == QHeaderView::ResizeToContents ? horizontalHeader()->sectionSize(i) : 0;
    }
    if (fixed == 0) {
        return;
    }
    const double share = std::clamp(double(viewport()->width() - kept) / fixed, 0.5, 1.0);
    for (int i = 0; i < int(m_widths.size()); ++i) {
        if (m_widths.at(i) > 0 && horizontalHeader()->sectionResizeMode(i) == QHeaderView::Fixed) {
            setColumnWidth(i, int(Theme::px(m_widths.at(i)) * share));
        }
    }
}

void CardTable::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        refreshMetrics();
    }
    QTableView::changeEvent(event);
}

void CardTable::refreshMetrics() {
    horizontalHeader()->setFont(Theme::font(TextStyle::SmallStrong));
    shareWidth();
    if (auto* delegate = qobject_cast<RowDelegate*>(itemDelegate())) {
        verticalHeader()->setDefaultSectionSize(delegate->rowHeight());
    }
}

RowDelegate::RowDelegate(QTableView* view, RowHeight height)
    : QStyledItemDelegate(view)
    , m_view(view)
    , m_height(height) {
    view->setItemDelegate(this);
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setMinimumSectionSize(1);
    view->verticalHeader()->setDefaultSectionSize(rowHeight());
}

void RowDelegate::setValuesShown(bool shown) {
    m_shown = shown;
    m_view->viewport()->update();
}

int RowDelegate::rowHeight() const {
    const int body = QFontMetrics(Theme::font(TextStyle::BodyStrong)).height();
    const int small = QFontMetrics(Theme::font(TextStyle::Small)).height();
    switch (m_height) {
    case RowHeight::Compact:
        return std::max(Theme::px(34), body + Theme::px(8));
    case RowHeight::OneLine:
        return std::max(Theme::px(40), body + Theme::px(12));
    case RowHeight::TwoLines:
        break;
    }
    return std::max(Theme::px(54), body + small + Theme::px(14));
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const QFontMetrics strong(Theme::font(TextStyle::BodyStrong));
    const QFontMetrics small(Theme::font(TextStyle::Small));
    int width = std::max(strong.horizontalAdvance(shownText(index)),
                         small.horizontalAdvance(index.data(SecondLineRole).toString()));
    if (!index.data(IconNameRole).toString().isEmpty()) {
        width += Theme::px(22);
    }
    return {width + Theme::px(28) + 2, rowHeight()};
}

QRect RowDelegate::content(const QStyleOptionViewItem& option) const {
    return option.rect.adjusted(Theme::px(14), 0, -Theme::px(14), 0);
}

QString RowDelegate::shownText(const QModelIndex& index) const {
    const QString text = index.data(Qt::DisplayRole).toString();
    return index.data(SensitiveRole).toBool() && !m_shown ? masked(text) : text;
}

void RowDelegate::paintRow(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const bool chosen = option.state & QStyle::State_Selected;
    const auto* table = qobject_cast<const CardTable*>(m_view);
    const bool hovered = table && table->hoveredRow() == index.row();
    if (chosen || hovered) {
        painter.fillRect(option.rect, Theme::color(chosen ? Role::Selected : Role::Hover));
    }
    const int last = index.model()->rowCount(index.parent()) - 1;
    if (index.row() < last) {
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                         Theme::color(Role::Divider));
    }
    const QHeaderView* head = m_view->horizontalHeader();
    const bool mirrored = option.direction == Qt::RightToLeft;
    const bool focused =
        m_view->hasFocus() && FocusRing::keyboardInUse() && m_view->currentIndex().row() == index.row();
    // The bar would stick out at the corners of the ring; fill and mark are enough there.
    if (chosen && !focused && head->visualIndex(index.column()) == 0) {
        painter.fillRect(
            QRect(mirrored ? option.rect.right() - 2 : option.rect.left(), option.rect.top(), 3, option.rect.height()),
            Theme::color(Role::AccentInk));
    }
    if (focused) { // one ring around the whole row, whichever cell is painted
        const QRect row(0, option.rect.top(), m_view->viewport()->width(), option.rect.height());
        painter.save();
        painter.setClipRect(option.rect);
        drawing::roundedBox(painter, QRectF(row).adjusted(1, 1, -1, -2), 5, QColor(), Theme::color(Role::Focus), 2.0);
        painter.restore();
    }
}

void RowDelegate::paintLines(QPainter& painter, const QRect& room, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const auto role = [&](int data, Role standard) {
        const QVariant value = index.data(data);
        return Theme::color(value.isValid() ? Role(value.toInt()) : standard);
    };
    const QVariant wanted = index.data(Qt::TextAlignmentRole);
    const Qt::Alignment alignment = QStyle::visualAlignment(
        option.direction,
        wanted.isValid() ? Qt::Alignment(wanted.toInt()) & Qt::AlignHorizontal_Mask : Qt::Alignment(Qt::AlignLeft));
    const int flags = int(alignment) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
    QFont font = Theme::font(index.data(StrongRole).toBool() ? TextStyle::BodyStrong : TextStyle::Body);
    const QFont small = Theme::font(TextStyle::Small);
    const QFontMetrics a(font);
    const QFontMetrics b(small);
    const QString second = index.data(SecondLineRole).toString();
    const QString link = index.data(LinkRole).toString();
    const bool two = !second.isEmpty() || !link.isEmpty();
    QRect text = room;
    const QString icon = index.data(IconNameRole).toString();
    const int total = a.height() + (two ? b.height() + 1 : 0);
    const int top = room.y() + (room.height() - total) / 2;
    if (!icon.isEmpty()) {
        const int side = Theme::px(16);
        QRect at(room.x(), top + (a.height() - side) / 2, side, side);
        at = QStyle::visualRect(option.direction, room, at);
        icons::paint(painter, icon, at, role(IconToneRole, Role::TextMuted), option.direction);
        const int lead = side + Theme::px(7);
        text = option.direction == Qt::RightToLeft ? room.adjusted(0, 0, -lead, 0) : room.adjusted(lead, 0, 0, 0);
    }
    const Qt::TextElideMode mode = index.data(ElideMiddleRole).toBool() ? Qt::ElideMiddle : Qt::ElideRight;
    painter.setFont(font);
    painter.setPen(index.data(TextToneRole).isValid() ? role(TextToneRole, Role::Text)
                   : index.data(MutedRole).toBool()   ? Theme::color(Role::TextMuted)
                                                      : Theme::color(Role::Text));
    painter.drawText(QRect(text.x(), top, text.width(), a.height()), flags,
                     a.elidedText(shownText(index), mode, text.width()));
    if (!two) {
        return;
    }
    painter.setFont(small);
    painter.setPen(role(SecondToneRole, Role::TextMuted));
    const QFontMetrics linkMetrics(Theme::font(TextStyle::SmallStrong));
    const int linkWidth = link.isEmpty() ? 0 : linkMetrics.horizontalAdvance(link) + Theme::px(8);
    const QString shown = b.elidedText(second, mode, std::max(0, text.width() - linkWidth));
    painter.drawText(QRect(text.x(), top + a.height() + 1, text.width(), b.height()), flags, shown);
    if (!link.isEmpty()) {
        painter.setFont(Theme::font(TextStyle::SmallStrong));
        painter.setPen(Theme::color(Role::TextLink));
        painter.drawText(linkRect(option, index), Qt::AlignCenter, link);
    }
}

QRect RowDelegate::words(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    int lead = index.data(RadioRole).toBool() ? Theme::px(18 + 14) : 0;
    lead += index.data(IconNameRole).toString().isEmpty() ? 0 : Theme::px(16 + 7);
    return option.direction == Qt::RightToLeft ? content(option).adjusted(0, 0, -lead, 0)
                                               : content(option).adjusted(lead, 0, 0, 0);
}

QRect RowDelegate::linkRect(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QString link = index.data(LinkRole).toString();
    if (link.isEmpty()) {
        return {};
    }
    const QFontMetrics a(Theme::font(TextStyle::BodyStrong));
    const QFontMetrics b(Theme::font(TextStyle::Small));
    const QRect room = words(option, index);
    const int linkWidth = QFontMetrics(Theme::font(TextStyle::SmallStrong)).horizontalAdvance(link);
    const QString second = index.data(SecondLineRole).toString();
    const int before =
        second.isEmpty()
            ? 0
            : std::min(b.horizontalAdvance(second), room.width() - linkWidth - Theme::px(8)) + Theme::px(8);
    const int top = room.y() + (room.height() - a.height() - b.height() - 1) / 2 + a.height() + 1;
    return QStyle::visualRect(option.direction, room, QRect(room.x() + before, top, linkWidth + 2, b.height()));
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    paintRow(*painter, option, index);
    QRect room = content(option);
    if (index.data(RadioRole).toBool()) {
        const int mark = Theme::px(18);
        QRect at(room.x(), room.center().y() - mark / 2, mark, mark);
        QStyle::State state = QStyle::State_Enabled;
        state |= option.state & QStyle::State_Selected ? QStyle::State_On : QStyle::State_Off;
        drawing::radioMark(*painter, QStyle::visualRect(option.direction, room, at), state);
        const int lead = mark + Theme::px(14);
        room = option.direction == Qt::RightToLeft ? room.adjusted(0, 0, -lead, 0) : room.adjusted(lead, 0, 0, 0);
    }
    paintLines(*painter, room, option, index);
}

bool RowDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                            const QModelIndex& index) {
    const QString given = index.data(Qt::ToolTipRole).toString();
    const QString shown = shownText(index);
    const bool cut =
        QFontMetrics(Theme::font(TextStyle::BodyStrong)).horizontalAdvance(shown) > content(option).width();
    if (event->type() == QEvent::ToolTip && (!given.isEmpty() || cut)) {
        QToolTip::showText(event->globalPos(), given.isEmpty() ? plainToolTip(shown) : given, view);
        return true;
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

bool RowDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                              const QModelIndex& index) {
    if (event->type() == QEvent::MouseButtonRelease) {
        const QRect link = linkRect(option, index);
        if (!link.isNull() &&
            link.adjusted(-4, -4, 4, 4).contains(static_cast<QMouseEvent*>(event)->position().toPoint())) {
            emit linkActivated(index);
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace pathways::ui
