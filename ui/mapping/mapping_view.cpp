// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mapping/mapping_view.h"

#include "ui/mapping/column_chooser.h"
#include "ui/mapping/mapping_delegate.h"
#include "ui/mapping/mapping_editor.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>

namespace pathways::ui {

MappingView::MappingView(MappingEditor& editor, QWidget* parent)
    : CardTable(tr("Column mapping"), parent)
    , m_editor(editor)
    , m_delegate(new MappingDelegate(this))
    , m_chooser(new ColumnChooser(this)) {
    setModel(&editor.model());
    setItemDelegate(m_delegate);
    setObjectName(QStringLiteral("mappingTable"));
    setSelectionMode(QAbstractItemView::NoSelection);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setMinimumSectionSize(Theme::px(40));
    layOutColumns();

    connect(m_chooser, &ColumnChooser::chosen, this,
            [this](const QString& column) { m_editor.chooseColumn(m_chooserRow, column); });
    connect(m_chooser, &ColumnChooser::clearChanged, this,
            [this](bool clear) { m_editor.setClear(m_chooserRow, clear); });
    connect(m_chooser, &ColumnChooser::closed, this, [this] { setFocus(Qt::PopupFocusReason); });
}

QSize MappingView::sizeHint() const {
    // A few lines; the page gives it all remaining room.
    return {Theme::px(600), Theme::px(32) + 3 * verticalHeader()->defaultSectionSize()};
}

void MappingView::layOutColumns() {
    verticalHeader()->setDefaultSectionSize(m_delegate->sizeHint({}, {}).height());
    const int width = viewport()->width();
    // In a narrow window, the samples give up their room first.
    const int field = std::clamp(width * 17 / 100, Theme::px(138), Theme::px(190));
    const int source = std::clamp(width * 26 / 100, Theme::px(220), Theme::px(270));
    const int filled = Theme::px(74);
    const int problems = std::clamp(width * 20 / 100, Theme::px(150), Theme::px(220));
    setColumnWidth(0, field);
    setColumnWidth(1, source);
    setColumnWidth(2, std::max(Theme::px(80), width - field - source - filled - problems));
    setColumnWidth(3, filled);
    setColumnWidth(4, problems);
}

void MappingView::openChooser(int row, const QString& search) {
    if (row < 0 || row >= model()->rowCount()) {
        return;
    }
    const QModelIndex index = model()->index(row, 1);
    setCurrentIndex(index);
    scrollTo(index);
    const ColumnMapping& line = m_editor.model().lines().at(row);
    const QRect cell = visualRect(index);
    m_chooserRow = row;
    m_chooser->open({viewport()->mapToGlobal(cell.topLeft()), cell.size()}, line.field.label, m_editor.columns(),
                    line.column, line.clear, search);
}

void MappingView::keyPressEvent(QKeyEvent* event) {
    const int row = currentIndex().row();
    const bool plain = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
    const bool onProblems = currentIndex().column() == MappingModel::ProblemsColumn;
    switch (event->key()) {
    case Qt::Key_F2:
        openChooser(row);
        return;
    case Qt::Key_Space:
        onProblems ? emit problemsWanted(row) : openChooser(row);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (onProblems) {
            emit problemsWanted(row);
        } else if (row >= 0 && !m_editor.model().lines().at(row).accepted) {
            m_editor.accept(row);
        } else {
            openChooser(row);
        }
        return;
    default:
        break;
    }
    const QString text = event->text();
    if (plain && row >= 0 && !text.isEmpty() && text.at(0).isLetterOrNumber()) {
        openChooser(row, text);
        return;
    }
    CardTable::keyPressEvent(event);
}

void MappingView::mousePressEvent(QMouseEvent* event) {
    CardTable::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (!index.isValid() || event->button() != Qt::LeftButton) {
        return;
    }
    if (index.column() == MappingModel::SourceColumn) {
        const bool suggestion = index.data(MappingModel::SuggestionRole).toBool();
        const QRect accept = MappingDelegate::acceptRect(visualRect(index), layoutDirection());
        if (suggestion && accept.contains(event->position().toPoint())) {
            m_editor.accept(index.row());
        } else {
            openChooser(index.row());
        }
    } else if (index.column() == MappingModel::ProblemsColumn &&
               index.data(MappingModel::FindingCountRole).toInt() > 0) {
        emit problemsWanted(index.row());
    }
}

void MappingView::hover(int row) {
    if (row != m_hovered) {
        m_hovered = row;
        m_delegate->setHoveredRow(row);
        viewport()->update();
    }
}

void MappingView::mouseMoveEvent(QMouseEvent* event) {
    hover(indexAt(event->position().toPoint()).row());
    CardTable::mouseMoveEvent(event);
}

void MappingView::leaveEvent(QEvent* event) {
    hover(-1);
    CardTable::leaveEvent(event);
}

void MappingView::resizeEvent(QResizeEvent* event) {
    CardTable::resizeEvent(event);
    layOutColumns();
}

void MappingView::changeEvent(QEvent* event) {
    CardTable::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        layOutColumns();
    }
}

void MappingView::focusInEvent(QFocusEvent* event) {
    if (!currentIndex().isValid() && model()->rowCount() > 0) {
        setCurrentIndex(model()->index(0, 1));
    }
    CardTable::focusInEvent(event);
    viewport()->update();
}

} // namespace pathways::ui
