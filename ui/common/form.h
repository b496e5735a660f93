// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QFrame>
#include <QLineEdit>

class QBoxLayout;
class QButtonGroup;

namespace pathways::ui {

class IconButton;
class IconLabel;
class TextLabel;

/// A label, its field, a hint and an error below. The label is the field's accessible name, and stands above the field
/// when there is little room.
class FormRow : public QFrame {
    Q_OBJECT
public:
    FormRow(const QString& label, QWidget* field, const QString& hint = {}, QWidget* parent = nullptr);
    void setHint(const QString& hint);
    /// Shows the sentence with an icon and a red edge; empty removes it.
    void setProblem(const QString& sentence);
    [[nodiscard]] QString problem() const;
    /// A confirmation below the field instead of the hint: "Works. Signed in as Riverbank Trust."
    void setConfirmed(const QString& sentence);
    [[nodiscard]] QWidget* field() const { return m_field; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refreshNote();
    void arrange();

    TextLabel* m_label;
    QWidget* m_field;
    IconLabel* m_icon;
    TextLabel* m_note;
    QBoxLayout* m_row;
    QString m_hint;
    QString m_problem;
    QString m_confirmed;
};

/// A line edit with a magnifying glass and a clear button. Ctrl+F goes here when it is the page's search.
class SearchField : public QLineEdit {
    Q_OBJECT
public:
    /// The name is the placeholder and is read aloud: "Search audiences".
    explicit SearchField(const QString& name, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refreshMargins();

    IconButton* m_clear = nullptr;
};

/// One of a few choices in one frame: "All 8 | Owned 6 | Modeled 2".
class SegmentedControl : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedControl(const QString& name, QWidget* parent = nullptr);
    int addSegment(const QString& text);
    void setSegmentText(int index, const QString& text);
    void setCurrent(int index);
    [[nodiscard]] int current() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QButtonGroup* m_group;
    QString m_name;
};

} // namespace pathways::ui
