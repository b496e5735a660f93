// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/problems_panel.h"

#include "ui/common/labels.h"
#include "ui/common/table.h"
#include "ui/mapping/problems_model.h"
#include "ui/theme/button.h"
#include "ui/wording/sentences.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace pathways::ui {

ProblemsPanel::ProblemsPanel(QWidget* parent)
    : QWidget(parent)
    , m_back(new Button(tr("Back to the mapping"), ButtonKind::Plain, this))
    , m_title(new TextLabel(QString(), TextStyle::BodyStrong, Role::Text, this))
    , m_kinds(new QComboBox(this))
    , m_values(new Button(tr("Show values"), ButtonKind::Quiet, this))
    , m_note(new TextLabel(QString(), TextStyle::Small, Role::TextMuted, this))
    , m_table(new CardTable(tr("People with this problem"), this))
    , m_model(new ProblemsModel(this)) {
    setObjectName(QStringLiteral("problemsPanel"));
    m_back->setSize(ButtonSize::Small);
    m_values->setSize(ButtonSize::Small);
    m_values->setIconName(QStringLiteral("eye"));
    m_values->setCheckable(true);
    m_kinds->setAccessibleName(tr("Kind of problem"));
    m_table->setModel(m_model);
    new RowDelegate(m_table, RowHeight::Compact);
    m_table->setColumnWidths({70, 190, 190, 220, 0}, ProblemsModel::AdviceColumn);
    m_note->setWrapping();

    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(10));
    head->addWidget(m_title);
    head->addWidget(m_kinds, 1);
    head->addWidget(m_values);
    head->addWidget(m_back);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(8));
    layout->addLayout(head);
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);

    connect(m_back, &QAbstractButton::clicked, this, &ProblemsPanel::closed);
    connect(m_kinds, &QComboBox::activated, this, &ProblemsPanel::ask);
    connect(m_values, &QAbstractButton::toggled, this, [this](bool shown) {
        m_values->setText(shown ? tr("Hide values") : tr("Show values"));
        m_values->setIconName(shown ? QStringLiteral("eyeoff") : QStringLiteral("eye"));
        m_model->setShowValues(shown);
    });
}

void ProblemsPanel::open(const QString& fieldId, const QString& fieldLabel, const QList<Finding>& findings) {
    m_field = fieldId;
    m_findings = findings;
    m_title->setText(fieldLabel);
    m_kinds->clear();
    for (const Finding& finding : findings) {
        m_kinds->addItem(problemText(finding));
    }
    m_kinds->setCurrentIndex(findings.isEmpty() ? -1 : 0);
    m_values->setChecked(false);
    ask();
    m_table->setFocus(Qt::OtherFocusReason);
}

Reason ProblemsPanel::reason() const {
    const int index = m_kinds->currentIndex();
    return index < 0 || index >= m_findings.size() ? Reason::None : m_findings.at(index).reason;
}

void ProblemsPanel::ask() {
    m_model->setPeople({});
    const int index = m_kinds->currentIndex();
    if (index < 0 || index >= m_findings.size()) {
        return;
    }
    m_note->setText(tr("Reading"));
    emit wanted(m_field, m_findings.at(index).reason);
}

void ProblemsPanel::setPeople(const QList<PlanPerson>& people, int limit) {
    m_model->setPeople(people);
    const int index = m_kinds->currentIndex();
    const QString remedy = index >= 0 && index < m_findings.size() ? m_findings.at(index).remedy : QString();
    m_note->setText(people.size() < limit ? remedy
                                          : remedy + u' ' + tr("The first %Ln people are shown.", nullptr, limit));
}

void ProblemsPanel::setTrouble(const QString& text) {
    m_note->setText(text);
}

void ProblemsPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        emit closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace pathways::ui
