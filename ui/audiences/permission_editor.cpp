// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audiences/permission_editor.h"

#include "ui/common/labels.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QComboBox>

#include <algorithm>
#include <optional>

namespace pathways::ui {

namespace {

constexpr int kUndecided = -1;

std::optional<PermissionUse> useOf(const QList<PermissionChoice>& choices, const QString& column) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&column](const PermissionChoice& one) { return one.column == column; });
    return found != choices.end() ? std::optional(found->use) : std::nullopt;
}

} // namespace

PermissionEditor::PermissionEditor(QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(6));
    m_lines = new QVBoxLayout;
    m_lines->setSpacing(Theme::px(6));
    column->addLayout(m_lines);
    m_other = new QComboBox(this);
    m_other->setObjectName(QStringLiteral("permissionOther"));
    m_other->setAccessibleName(tr("Another column that says who may be emailed"));
    column->addWidget(m_other);
    connect(m_other, &QComboBox::activated, this, &PermissionEditor::addColumn);
    clear();
}

void PermissionEditor::clear() {
    show({}, {}, {});
}

void PermissionEditor::show(const QList<PermissionLine>& lines, const QStringList& columns,
                            const QList<PermissionChoice>& choices) {
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_choices = choices;
    QStringList others = columns;
    for (const PermissionLine& line : lines) {
        addLine(line);
        others.removeAll(line.column);
    }
    for (const PermissionChoice& choice : choices) {
        if (choice.use != PermissionUse::Ignored && !columns.isEmpty() && !columns.contains(choice.column)) {
            PermissionLine gone;
            gone.column = choice.column;
            gone.text = tr("“%1” is no longer there. Nothing is sent until it is back, or leaves nobody out.")
                            .arg(choice.column);
            gone.applies = gone.certain = true;
            addLine(gone);
        }
    }
    if (lines.isEmpty() && !columns.isEmpty()) {
        auto* nothing = new TextLabel(tr("No column says who is not to be emailed, so nobody is left out for it."),
                                      TextStyle::Small, Role::TextMuted, this);
        nothing->setWrapping();
        m_lines->addWidget(nothing);
    }
    m_other->clear();
    m_other->addItem(tr("Another column…"), QString());
    for (const QString& column : others) {
        m_other->addItem(column, column);
    }
    m_other->setEnabled(!others.isEmpty());
}

void PermissionEditor::addLine(const PermissionLine& line) {
    auto* row = new QWidget(this);
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(4));
    auto* text = new TextLabel(line.text, TextStyle::Body, Role::Text, row);
    text->setWrapping();
    layout->addWidget(text);
    auto* box = new QComboBox(row);
    box->setObjectName(QStringLiteral("permissionUse"));
    box->setAccessibleName(tr("What “%1” means").arg(line.column));
    const auto use = useOf(m_choices, line.column);
    if (line.certain && line.applies && use.value_or(PermissionUse::Found) == PermissionUse::Found) {
        box->addItem(tr("Apply"), int(PermissionUse::Found));
    } else {
        box->addItem(tr("Not decided"), kUndecided);
        box->addItem(tr("A yes means: no email"), int(PermissionUse::Refusal));
        box->addItem(tr("A yes means: may be emailed"), int(PermissionUse::Consent));
    }
    box->addItem(tr("Leaves nobody out"), int(PermissionUse::Ignored));
    box->setCurrentIndex(std::max(0, use ? box->findData(int(*use)) : 0));
    layout->addWidget(box);
    connect(box, &QComboBox::activated, this, [this, box, column = line.column] { choose(column, *box); });
    m_lines->addWidget(row);
}

void PermissionEditor::choose(const QString& column, const QComboBox& box) {
    const int use = box.currentData().toInt();
    const auto found = std::find_if(m_choices.begin(), m_choices.end(),
                                    [&column](const PermissionChoice& one) { return one.column == column; });
    if (use == kUndecided) {
        m_choices.removeIf([&column](const PermissionChoice& one) { return one.column == column; });
    } else if (found != m_choices.end()) {
        found->use = PermissionUse(use);
    } else {
        m_choices << PermissionChoice{column, PermissionUse(use), {}, {}};
    }
    emit changed();
}

void PermissionEditor::addColumn() {
    const QString column = m_other->currentData().toString();
    if (column.isEmpty()) {
        return;
    }
    m_other->removeItem(m_other->currentIndex());
    m_other->setCurrentIndex(0);
    PermissionLine line;
    line.column = column;
    line.text = tr("Does “%1” say who may be emailed?").arg(column);
    addLine(line);
}

} // namespace pathways::ui
