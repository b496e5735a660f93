// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/mapping_section.h"

#include "ui/common/announce.h"
#include "ui/common/flow_layout.h"
#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/mapping/mapping_view.h"
#include "ui/theme/button.h"
#include "ui/wizard/problems_panel.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pathways::ui {

MappingSection::MappingSection(QWidget* parent)
    : QWidget(parent)
    , m_count(new ElidedLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_unused(new Button(QString(), ButtonKind::Quiet, this))
    , m_unusedList(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_undo(new IconButton(QStringLiteral("undo"), tr("Undo"), this))
    , m_redo(new IconButton(QStringLiteral("redo"), tr("Redo"), this))
    , m_values(new Button(tr("Show values"), ButtonKind::Quiet, this))
    , m_acceptAll(new Button(QString(), ButtonKind::Plain, this))
    , m_gap(new TextLabel(QString(), TextStyle::SmallStrong, Role::DangerInk, this))
    , m_head(new QWidget(this))
    , m_view(new MappingView(m_editor, this))
    , m_problems(new ProblemsPanel(this))
    , m_stack(new QStackedWidget(this)) {
    buildHead();
    m_gap->setObjectName(QStringLiteral("gap"));
    m_gap->hide();
    m_unusedList->setWrapping();
    m_unusedList->hide();

    m_stack->addWidget(m_view);
    m_stack->addWidget(m_problems);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(6));
    layout->addWidget(m_head);
    layout->addWidget(m_unusedList);
    layout->addWidget(m_gap);
    layout->addWidget(m_stack, 1);

    connect(&m_editor, &MappingEditor::edited, this, [this] {
        refresh();
        m_gap->hide();
        emit edited();
    });
    connect(m_view, &MappingView::problemsWanted, this, &MappingSection::openProblems);
    connect(m_problems, &ProblemsPanel::closed, this, &MappingSection::showMapping);
    QUndoStack& undo = m_editor.undoStack();
    connect(&undo, &QUndoStack::canUndoChanged, m_undo, &QWidget::setEnabled);
    connect(&undo, &QUndoStack::canRedoChanged, m_redo, &QWidget::setEnabled);
    connect(m_undo, &QAbstractButton::clicked, &undo, &QUndoStack::undo);
    connect(m_redo, &QAbstractButton::clicked, &undo, &QUndoStack::redo);
    for (const auto& [key, slot] :
         {std::pair(QKeySequence::Undo, &QUndoStack::undo), std::pair(QKeySequence::Redo, &QUndoStack::redo)}) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, &undo, slot);
    }
}

void MappingSection::buildHead() {
    m_undo->setEnabled(false);
    m_redo->setEnabled(false);
    m_undo->setSmall(true);
    m_redo->setSmall(true);
    m_unused->setSize(ButtonSize::Small);
    m_unused->setObjectName(QStringLiteral("unusedColumns"));
    m_values->setSize(ButtonSize::Small);
    m_values->setIconName(QStringLiteral("eye"));
    m_values->setCheckable(true);
    m_values->setObjectName(QStringLiteral("showValues"));
    m_acceptAll->setSize(ButtonSize::Small);
    m_acceptAll->setObjectName(QStringLiteral("acceptAll"));
    m_acceptAll->setAutoDefault(true);
    auto* row = new FlowLayout(m_head);
    row->setSpacing(Theme::px(8));
    row->addWidget(new TextLabel(tr("Column mapping"), TextStyle::BodyStrong, Role::Text, m_head));
    row->addStretching(m_count);
    row->addWidget(m_unused);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(Theme::px(8));
    for (QWidget* tool : std::initializer_list<QWidget*>{m_undo, m_redo, m_values, m_acceptAll}) {
        tools->addWidget(tool);
    }
    row->addGap();
    row->addLayout(tools);
    connect(m_unused, &QAbstractButton::clicked, this, [this] {
        m_unusedList->setVisible(m_unusedList->isHidden());
        refresh();
    });
    connect(m_values, &QAbstractButton::toggled, this, [this](bool shown) {
        m_values->setText(shown ? tr("Hide values") : tr("Show values"));
        m_values->setIconName(shown ? QStringLiteral("eyeoff") : QStringLiteral("eye"));
        m_editor.model().setShowValues(shown);
    });
    connect(m_acceptAll, &QAbstractButton::clicked, this, [this] {
        m_editor.acceptAll();
        // The button disappears with the last suggestion, so the focus moves to the table.
        m_view->setFocus(Qt::OtherFocusReason);
    });
}

void MappingSection::load(const PathwayReview& review, const QList<ColumnMapping>& lines, const QString& platform) {
    m_editor.load(lines, review.columns, platform, review.sameAs);
    showMapping();
    refresh();
}

void MappingSection::setReports(const QMap<QString, ColumnReport>& reports) {
    m_editor.model().setReports(reports);
}

void MappingSection::refresh() {
    const MappingModel& model = m_editor.model();
    m_count->setText(
        tr("%1 of %Ln fields filled.", nullptr, model.rowCount()).arg(QLocale().toString(model.filledFields())));
    const QStringList unused = m_editor.unusedColumns();
    m_unused->setText(tr("Columns not used (%1)", "number of columns").arg(QLocale().toString(unused.size())));
    m_unused->setVisible(!unused.isEmpty());
    QStringList shown;
    for (const QString& column : unused) {
        shown << isolated(column);
    }
    m_unusedList->setText(tr("Not sent: %1").arg(QLocale().createSeparatedList(shown)));
    m_unusedList->setVisible(!m_unusedList->isHidden() && !unused.isEmpty());
    const int suggestions = model.suggestions();
    m_acceptAll->setVisible(suggestions > 0);
    m_acceptAll->setText(tr("Accept %Ln suggestions", nullptr, suggestions));
}

void MappingSection::openProblems(int row) {
    const QList<Finding> findings = m_editor.model().findings(row);
    if (findings.isEmpty()) {
        return;
    }
    const FieldSpec& field = m_editor.model().lines().at(row).field;
    m_stack->setCurrentWidget(m_problems);
    m_head->hide();
    m_unusedList->hide();
    m_problems->open(field.id, field.label, findings);
}

void MappingSection::showMapping() {
    const bool back = m_stack->currentWidget() == m_problems;
    m_head->show();
    m_stack->setCurrentIndex(0);
    if (back) {
        m_view->setFocus(Qt::OtherFocusReason);
    }
}

void MappingSection::focusFirst() {
    QWidget* first = m_acceptAll->isHidden() ? static_cast<QWidget*>(m_view) : m_acceptAll;
    first->setFocus(Qt::OtherFocusReason);
}

void MappingSection::showGap(const QString& text, int row) {
    showMapping();
    m_gap->setText(text);
    m_gap->setVisible(!text.isEmpty());
    if (text.isEmpty()) {
        return;
    }
    announce(m_gap, text);
    if (row >= 0) {
        m_view->setCurrentIndex(m_editor.model().index(row, MappingModel::SourceColumn));
        m_view->scrollTo(m_view->currentIndex());
    }
    m_view->setFocus(Qt::OtherFocusReason);
}

} // namespace pathways::ui
