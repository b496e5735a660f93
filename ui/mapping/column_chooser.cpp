// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mapping/column_chooser.h"

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QSortFilterProxyModel>
#include <QStringListModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace pathways::ui {

namespace {

/// Keeps "Not sent" visible whatever is searched for.
class ColumnFilter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        return row == 0 || QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }
};

/// Draws rows high enough for a finger, in the colours of a list of choices.
class ChoiceDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const bool chosen = (option.state & QStyle::State_Selected) != 0;
        const bool hovered = (option.state & QStyle::State_MouseOver) != 0;
        painter->fillRect(option.rect, Theme::color(chosen ? Role::Selected : hovered ? Role::Hover : Role::Surface));
        const QFont font = Theme::font(chosen ? TextStyle::BodyStrong : TextStyle::Body);
        painter->setFont(font);
        painter->setPen(Theme::color(index.row() == 0 && !chosen ? Role::TextMuted : Role::Text));
        const QRect box = option.rect.adjusted(Theme::px(10), 0, -Theme::px(10), 0);
        painter->drawText(box, int(QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignVCenter),
                          QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, box.width()));
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {Theme::px(100),
                std::max(Theme::px(30), QFontMetrics(Theme::font(TextStyle::BodyStrong)).height() + Theme::px(8))};
    }
};

constexpr int kVisibleRows = 9;

} // namespace

ColumnChooser::ColumnChooser(QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_search(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_clear(new QCheckBox(tr("A blank clears the value there"), this))
    , m_model(new QStringListModel(this))
    , m_filter(new ColumnFilter(this)) {
    setObjectName(QStringLiteral("columnChooser"));
    setFrameShape(QFrame::StyledPanel);
    m_search->setPlaceholderText(tr("Search columns"));
    m_search->setAccessibleName(tr("Search columns"));
    m_search->setClearButtonEnabled(true);
    m_filter->setSourceModel(m_model);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new ChoiceDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setAccessibleName(tr("Columns"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setTextElideMode(Qt::ElideRight);
    m_clear->setToolTip(tr("Normally, a blank in your file leaves the value at the destination alone."));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(8), Theme::px(8), Theme::px(8), Theme::px(8));
    layout->setSpacing(Theme::px(6));
    layout->addWidget(m_search);
    layout->addWidget(m_list);
    layout->addWidget(m_clear);

    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &ColumnChooser::search);
    connect(m_list, &QListView::clicked, this, &ColumnChooser::take);
    connect(m_clear, &QCheckBox::clicked, this, &ColumnChooser::clearChanged);
}

void ColumnChooser::open(const QRect& near, const QString& field, const QStringList& columns, const QString& current,
                         bool clearsBlank, const QString& search) {
    setAccessibleName(tr("Column for %1").arg(field));
    m_model->setStringList(QStringList{tr("Not sent")} + columns);
    m_search->clear();
    const auto row = current.isEmpty() ? 0 : int(columns.indexOf(current)) + 1;
    m_list->setCurrentIndex(m_filter->index(row, 0));
    m_clear->setChecked(clearsBlank);
    m_clear->setEnabled(!current.isEmpty());

    const int rows = std::min<int>(kVisibleRows, m_model->rowCount());
    const int rowHeight = std::max(m_list->sizeHintForRow(0), Theme::px(28));
    m_list->setFixedHeight(rows * rowHeight + 2 * m_list->frameWidth());
    setMinimumWidth(std::max(near.width(), Theme::px(240)));
    adjustSize();
    QPoint place = near.bottomLeft() + QPoint(0, 2);
    if (const QScreen* screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        if (place.y() + height() > room.bottom()) {
            place.setY(std::max(room.top(), near.top() - height() - 2));
        }
        place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    }
    move(place);
    show();
    m_search->setFocus(Qt::PopupFocusReason);
    m_list->scrollTo(m_list->currentIndex());
    if (!search.isEmpty()) {
        m_search->setText(search);
    }
}

void ColumnChooser::search(const QString& text) {
    m_filter->setFilterFixedString(text);
    // Enter takes the first hit, and "Not sent" only when nothing is searched for.
    const int row = !text.isEmpty() && m_filter->rowCount() > 1 ? 1 : 0;
    m_list->setCurrentIndex(m_filter->index(row, 0));
}

void ColumnChooser::take() {
    const QModelIndex index = m_filter->mapToSource(m_list->currentIndex());
    if (!index.isValid()) {
        return;
    }
    const QString column = index.row() == 0 ? QString() : m_model->data(index, Qt::DisplayRole).toString();
    hide();
    emit chosen(column);
}

bool ColumnChooser::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown: {
            const int step = key->key() == Qt::Key_Up       ? -1
                             : key->key() == Qt::Key_Down   ? 1
                             : key->key() == Qt::Key_PageUp ? -kVisibleRows
                                                            : kVisibleRows;
            const int row = std::clamp(m_list->currentIndex().row() + step, 0, m_filter->rowCount() - 1);
            m_list->setCurrentIndex(m_filter->index(row, 0));
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take();
            return true;
        case Qt::Key_Escape:
            hide();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void ColumnChooser::hideEvent(QHideEvent* event) {
    QFrame::hideEvent(event);
    emit closed();
}

} // namespace pathways::ui
