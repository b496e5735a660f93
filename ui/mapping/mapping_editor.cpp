// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mapping/mapping_editor.h"

#include <QSet>
#include <QUndoCommand>

namespace pathways::ui {

namespace {
constexpr int kUndoSteps = 200;
using Lines = QList<std::pair<int, ColumnMapping>>;
} // namespace

class MappingEditor::Change final : public QUndoCommand {
public:
    Change(MappingEditor& editor, const QString& text, Lines before, Lines after)
        : QUndoCommand(text)
        , m_editor(editor)
        , m_before(std::move(before))
        , m_after(std::move(after)) {}
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

private:
    void apply(const Lines& lines) {
        for (const auto& [row, line] : lines) {
            m_editor.m_model.setLine(row, line);
        }
        emit m_editor.edited();
    }

    MappingEditor& m_editor;
    Lines m_before;
    Lines m_after;
};

MappingEditor::MappingEditor(QObject* parent)
    : QObject(parent) {
    m_undo.setUndoLimit(kUndoSteps);
}

void MappingEditor::load(const QList<ColumnMapping>& lines, const QStringList& columns, const QString& platform,
                         const QString& sameAs) {
    m_undo.clear();
    m_columns = columns;
    m_model.setLines(lines, platform, sameAs);
}

void MappingEditor::push(const QString& text, const Lines& after) {
    Lines before;
    for (const auto& [row, line] : after) {
        before.append({row, m_model.lines().at(row)});
    }
    m_undo.push(new Change(*this, text, before, after));
}

void MappingEditor::chooseColumn(int row, const QString& column) {
    if (row < 0 || row >= m_model.rowCount()) {
        return;
    }
    ColumnMapping line = m_model.lines().at(row);
    if (line.column == column && (line.accepted || column.isEmpty()) &&
        (!column.isEmpty() || line.evidence == MappingEvidence::ChosenByUser)) {
        return;
    }
    line.column = column;
    line.accepted = true;
    line.evidence = MappingEvidence::ChosenByUser;
    line.clear = line.clear && !column.isEmpty();
    push(tr("Choose a column for %1").arg(line.field.label), {{row, line}});
}

void MappingEditor::setClear(int row, bool clear) {
    if (row < 0 || row >= m_model.rowCount() || m_model.lines().at(row).clear == clear) {
        return;
    }
    ColumnMapping line = m_model.lines().at(row);
    line.clear = clear;
    push(tr("Change how blanks are treated for %1").arg(line.field.label), {{row, line}});
}

void MappingEditor::accept(int row) {
    if (row < 0 || row >= m_model.rowCount()) {
        return;
    }
    ColumnMapping line = m_model.lines().at(row);
    if (line.accepted || line.column.isEmpty()) {
        return;
    }
    line.accepted = true;
    push(tr("Accept a suggestion"), {{row, line}});
}

void MappingEditor::acceptAll() {
    Lines after;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        ColumnMapping line = m_model.lines().at(row);
        if (!line.accepted && !line.column.isEmpty()) {
            line.accepted = true;
            after.append({row, line});
        }
    }
    if (!after.isEmpty()) {
        push(tr("Accept all suggestions"), after);
    }
}

QStringList MappingEditor::unusedColumns() const {
    QSet<QString> used;
    for (const ColumnMapping& line : m_model.lines()) {
        used.insert(line.column);
    }
    QStringList unused;
    for (const QString& column : m_columns) {
        if (!used.contains(column)) {
            unused << column;
        }
    }
    return unused;
}

} // namespace pathways::ui
