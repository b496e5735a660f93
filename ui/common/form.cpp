// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/form.h"

#include "ui/common/announce.h"
#include "ui/common/labels.h"
#include "ui/theme/button.h"
#include "ui/theme/drawing.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {

FormRow::FormRow(const QString& label, QWidget* field, const QString& hint, QWidget* parent)
    : QFrame(parent)
    , m_label(new TextLabel(label, TextStyle::Body, Role::TextMuted, this))
    , m_field(field)
    , m_icon(new IconLabel(QStringLiteral("warn"), Role::DangerInk, 16, this))
    , m_note(new TextLabel({}, TextStyle::Small, Role::TextMuted, this))
    , m_row(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_hint(hint) {
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(Theme::px(12));
    m_label->setMinimumHeight(Theme::px(34));
    m_label->setWrapping();
    m_label->setBuddy(field);
    m_label->setAlignment(Qt::AlignVCenter | Qt::AlignLeft);
    m_row->addWidget(m_label, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(Theme::px(5));
    field->setParent(this);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(label);
    }
    column->addWidget(field);
    auto* note = new QHBoxLayout;
    note->setSpacing(Theme::px(6));
    note->addWidget(m_icon, 0, Qt::AlignTop);
    m_note->setWrapping();
    note->addWidget(m_note, 1);
    column->addLayout(note);
    column->addStretch(1);
    m_row->addLayout(column, 1);
    m_row->addStretch(0); // What is wider than the widest field is free: without it the row would be centred there.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    refreshNote();
    arrange();
}

void FormRow::setHint(const QString& hint) {
    m_hint = hint;
    refreshNote();
}

void FormRow::setProblem(const QString& sentence) {
    const bool appeared = !sentence.isEmpty() && sentence != m_problem;
    m_problem = sentence;
    m_confirmed.clear();
    m_field->setProperty("problem", !sentence.isEmpty());
    m_field->update();
    refreshNote();
    if (appeared && isVisible()) {
        announce(m_note, sentence);
    }
}

QString FormRow::problem() const {
    return m_problem;
}

void FormRow::setConfirmed(const QString& sentence) {
    m_confirmed = sentence;
    if (!sentence.isEmpty()) {
        m_problem.clear();
        m_field->setProperty("problem", false);
        m_field->update();
    }
    refreshNote();
}

void FormRow::refreshNote() {
    const QString text = !m_problem.isEmpty() ? m_problem : !m_confirmed.isEmpty() ? m_confirmed : m_hint;
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    m_icon->setVisible(!m_problem.isEmpty() || !m_confirmed.isEmpty());
    m_icon->setIcon(m_problem.isEmpty() ? QStringLiteral("ok") : QStringLiteral("warn"),
                    m_problem.isEmpty() ? Role::SuccessInk : Role::DangerInk);
    m_note->setRole(!m_problem.isEmpty()     ? Role::DangerInk
                    : !m_confirmed.isEmpty() ? Role::SuccessInk
                                             : Role::TextMuted);
    m_field->setAccessibleDescription(text);
}

void FormRow::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    arrange();
}

void FormRow::arrange() {
    const bool narrow = width() < Theme::px(430);
    m_row->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_row->setSpacing(narrow ? Theme::px(2) : Theme::px(12));
    m_label->setMinimumHeight(narrow ? 0 : Theme::px(34));
    m_label->setFixedWidth(narrow ? std::max(Theme::px(150), width()) : Theme::px(150));
    m_field->setMaximumWidth(Theme::px(420));
}

SearchField::SearchField(const QString& name, QWidget* parent)
    : QLineEdit(parent) {
    setPlaceholderText(name);
    setAccessibleName(name);
    m_clear = new IconButton(QStringLiteral("close"), tr("Clear search"), this);
    m_clear->setSmall(true);
    m_clear->setFocusPolicy(Qt::NoFocus); // Esc does the same from the keyboard
    m_clear->hide();
    connect(m_clear, &QAbstractButton::clicked, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) { m_clear->setVisible(!text.isEmpty()); });
    refreshMargins();
}

QSize SearchField::sizeHint() const {
    return {Theme::px(200), QLineEdit::sizeHint().height()};
}

void SearchField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchField::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::LayoutDirectionChange) {
        refreshMargins();
    }
    QLineEdit::changeEvent(event);
}

void SearchField::refreshMargins() {
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int lead = Theme::px(26);
    const int trail = Theme::px(22);
    setTextMargins(mirrored ? trail : lead, 0, mirrored ? lead : trail, 0);
}

void SearchField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    const int side = Theme::px(16);
    const QRect at(Theme::px(11), (height() - side) / 2, side, side);
    icons::paint(painter, QStringLiteral("search"), QStyle::visualRect(layoutDirection(), rect(), at),
                 Theme::color(Role::TextMuted));
}

void SearchField::resizeEvent(QResizeEvent* event) {
    QLineEdit::resizeEvent(event);
    const int side = std::min(height() - 4, Theme::px(28));
    const QRect at(width() - side - 3, (height() - side) / 2, side, side);
    m_clear->setGeometry(QStyle::visualRect(layoutDirection(), rect(), at));
}

namespace {

class Segment final : public QAbstractButton {
public:
    explicit Segment(QWidget* parent)
        : QAbstractButton(parent) {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }
    [[nodiscard]] QSize sizeHint() const override {
        const QFontMetrics metrics(Theme::font(TextStyle::BodyStrong));
        return {metrics.horizontalAdvance(text()) + Theme::px(26), std::max(Theme::px(34), metrics.height() + 8)};
    }
    bool first = false;
    bool last = false;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double radius = Theme::px(6);
        if (isChecked() || underMouse()) {
            const QColor fill = Theme::color(isChecked() ? Role::AccentTint : Role::Hover);
            const bool mirrored = layoutDirection() == Qt::RightToLeft;
            const bool roundLeft = mirrored ? last : first;
            const bool roundRight = mirrored ? first : last;
            QRectF box = QRectF(rect()).adjusted(roundLeft ? 1 : 0, 1, roundRight ? -1 : 0, -1);
            drawing::roundedBox(painter, box, roundLeft || roundRight ? radius : 0, fill, QColor());
            if (roundLeft != roundRight) { // square on the inner side
                painter.fillRect(roundLeft ? box.adjusted(radius, 0, 0, 0) : box.adjusted(0, 0, -radius, 0), fill);
            }
        }
        if (!last) {
            painter.fillRect(layoutDirection() == Qt::RightToLeft ? QRect(0, 1, 1, height() - 2)
                                                                  : QRect(width() - 1, 1, 1, height() - 2),
                             Theme::color(Role::Divider));
        }
        painter.setFont(Theme::font(isChecked() ? TextStyle::BodyStrong : TextStyle::Body));
        painter.setPen(Theme::color(isChecked() ? Role::AccentInk : Role::TextMuted));
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

} // namespace

SegmentedControl::SegmentedControl(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_name(name) {
    setAccessibleName(name);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on) {
            emit currentChanged(id);
        }
    });
}

int SegmentedControl::addSegment(const QString& text) {
    const int index = int(m_group->buttons().size());
    if (index > 0) {
        static_cast<Segment*>(m_group->button(index - 1))->last = false;
    }
    auto* segment = new Segment(this);
    segment->first = index == 0;
    segment->last = true;
    layout()->addWidget(segment);
    m_group->addButton(segment, index);
    setSegmentText(index, text);
    if (index == 0) {
        const QSignalBlocker quiet(m_group);
        segment->setChecked(true);
    }
    return index;
}

void SegmentedControl::setSegmentText(int index, const QString& text) {
    QAbstractButton* segment = m_group->button(index);
    segment->setText(text);
    segment->setAccessibleName(tr("%1: %2", "name of a choice, one of its values").arg(m_name, text));
    segment->updateGeometry();
    updateGeometry();
}

void SegmentedControl::setCurrent(int index) {
    if (QAbstractButton* segment = m_group->button(index)) {
        segment->setChecked(true);
    }
}

int SegmentedControl::current() const {
    return m_group->checkedId();
}

QSize SegmentedControl::sizeHint() const {
    return layout()->sizeHint();
}

QSize SegmentedControl::minimumSizeHint() const {
    return layout()->sizeHint();
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::roundedBox(painter, rect(), Theme::px(7), Theme::color(Role::Surface), Theme::color(Role::Border));
}

void SegmentedControl::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        layout()->invalidate();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace pathways::ui
