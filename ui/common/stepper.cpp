// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/stepper.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tool_tip.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {

/// One step: its mark, its name and what was chosen.
class StepButton final : public QAbstractButton {
public:
    enum class State { ToDo, Now, Done };

    explicit StepButton(int number, QWidget* parent)
        : QAbstractButton(parent)
        , m_number(number) {
        setAttribute(Qt::WA_Hover);
    }

    void set(State state, const QString& label, const QString& choice, bool pressable) {
        m_state = state;
        m_choice = state == State::ToDo ? QString() : choice;
        setText(label);
        setEnabled(true);
        setFocusPolicy(pressable ? Qt::StrongFocus : Qt::NoFocus);
        setCursor(pressable ? Qt::PointingHandCursor : Qt::ArrowCursor);
        m_pressable = pressable;
        const QString states[] = {Stepper::tr("to do", "state of a step"), Stepper::tr("now", "state of a step"),
                                  Stepper::tr("done", "state of a step")};
        setAccessibleName(Stepper::tr("Step %1 of 4: %2").arg(QLocale().toString(m_number), label));
        setAccessibleDescription(m_choice.isEmpty() ? states[int(state)] : states[int(state)] + u", " + m_choice);
        setToolTip(plainToolTip(m_choice));
        update();
    }

    [[nodiscard]] int contentWidth() const {
        const int text =
            std::max(QFontMetrics(labelFont()).horizontalAdvance(this->text()),
                     std::min(Theme::px(172), QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(m_choice)));
        return Theme::px(26 + 10) + text + 2;
    }
    [[nodiscard]] QSize sizeHint() const override { return {contentWidth(), Theme::px(44)}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
        const int mark = Theme::px(26);
        const QRect circle = placed(QRect(0, (height() - mark) / 2, mark, mark));
        const bool done = m_state == State::Done;
        const bool now = m_state == State::Now;
        drawing::roundedBox(painter, circle, mark / 2.0,
                            Theme::color(now    ? Role::Accent
                                         : done ? Role::AccentTint
                                                : Role::Window),
                            Theme::color(now    ? Role::Accent
                                         : done ? Role::AccentInk
                                                : Role::Border),
                            1.5);
        if (done) {
            const int side = Theme::px(16);
            icons::paint(painter, QStringLiteral("check"),
                         QRectF(circle.x() + (mark - side) / 2.0, circle.y() + (mark - side) / 2.0, side, side),
                         Theme::color(Role::AccentInk));
        } else {
            painter.setFont(Theme::font(TextStyle::Tiny));
            painter.setPen(Theme::color(now ? Role::AccentText : Role::TextMuted));
            painter.drawText(circle, Qt::AlignCenter, QLocale().toString(m_number));
        }
        const int x = mark + Theme::px(10);
        const QFontMetrics label(labelFont());
        QFont choiceFont = Theme::font(TextStyle::Small);
        const QFontMetrics choice(choiceFont);
        const int total = label.height() + (m_choice.isEmpty() ? 0 : choice.height());
        int y = (height() - total) / 2;
        const int flags = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | int(Qt::AlignVCenter);
        painter.setFont(labelFont());
        painter.setPen(Theme::color(m_state == State::ToDo        ? Role::TextMuted
                                    : underMouse() && m_pressable ? Role::TextLink
                                                                  : Role::Text));
        painter.drawText(placed(QRect(x, y, width() - x, label.height())), flags,
                         label.elidedText(text(), Qt::ElideRight, width() - x));
        if (!m_choice.isEmpty()) {
            y += label.height();
            painter.setFont(choiceFont);
            painter.setPen(Theme::color(Role::TextMuted));
            painter.drawText(placed(QRect(x, y, width() - x, choice.height())), flags,
                             choice.elidedText(m_choice, Qt::ElideRight, width() - x));
        }
    }
    void keyPressEvent(QKeyEvent* event) override {
        if (m_pressable) {
            QAbstractButton::keyPressEvent(event);
        }
    }
    void mousePressEvent(QMouseEvent* event) override {
        if (m_pressable) {
            QAbstractButton::mousePressEvent(event);
        }
    }

private:
    static QFont labelFont() {
        QFont font = Theme::font(TextStyle::BodyStrong);
        font.setPixelSize(std::max(11, int(font.pixelSize() * 0.95)));
        return font;
    }

    int m_number;
    State m_state = State::ToDo;
    QString m_choice;
    bool m_pressable = false;
};

Stepper::Stepper(QWidget* parent)
    : QWidget(parent) {
    for (int i = 0; i < kSteps; ++i) {
        auto* button = new StepButton(i + 1, this);
        connect(button, &QAbstractButton::clicked, this, [this, i] {
            if (i < m_current && !m_locked) {
                emit stepRequested(i);
            }
        });
        m_buttons.at(size_t(i)) = button;
    }
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    refresh();
}

QString Stepper::label(int step) const {
    switch (step) {
    case 0:
        return tr("Select Audience");
    case 1:
        return tr("Choose a Destination");
    case 2:
        return tr("Review Pathway");
    default:
        return tr("Confirm");
    }
}

void Stepper::setCurrent(int step) {
    m_current = step;
    refresh();
}

void Stepper::setChoice(int step, const QString& choice) {
    m_choices.at(size_t(step)) = choice;
    refresh();
}

void Stepper::setLocked(bool locked) {
    m_locked = locked;
    refresh();
}

QSize Stepper::sizeHint() const {
    return {Theme::px(820), Theme::px(68)};
}

QSize Stepper::minimumSizeHint() const {
    return {Theme::px(560), Theme::px(68)};
}

void Stepper::refresh() {
    for (int i = 0; i < kSteps; ++i) {
        const auto state = i < m_current    ? StepButton::State::Done
                           : i == m_current ? StepButton::State::Now
                                            : StepButton::State::ToDo;
        m_buttons.at(size_t(i))->set(state, label(i), m_choices.at(size_t(i)), i < m_current && !m_locked);
    }
    place();
    update();
}

void Stepper::place() {
    const int side = Theme::px(28);
    const int room = width() - 2 * side;
    const int last = std::min(room / kSteps, std::max(Theme::px(168), m_buttons.at(3)->contentWidth()));
    const int each = (room - last) / (kSteps - 1);
    const int height = Theme::px(48);
    for (int i = 0; i < kSteps; ++i) {
        const int space = i == kSteps - 1 ? last : each;
        const int width =
            std::min(m_buttons.at(size_t(i))->contentWidth(), space - (i == kSteps - 1 ? 0 : Theme::px(30)));
        const QRect at(side + i * each, (this->height() - height) / 2, width, height);
        m_buttons.at(size_t(i))->setGeometry(QStyle::visualRect(layoutDirection(), rect(), at));
    }
}

void Stepper::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), Theme::color(Role::Divider));
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    for (int i = 0; i + 1 < kSteps; ++i) {
        const QRect from = m_buttons.at(size_t(i))->geometry();
        const QRect to = m_buttons.at(size_t(i) + 1)->geometry();
        const int left = (mirrored ? to.right() : from.right()) + Theme::px(12);
        const int right = (mirrored ? from.left() : to.left()) - Theme::px(12);
        if (right > left) {
            drawing::roundedBox(painter, QRect(left, height() / 2 - 1, right - left, 2), 1,
                                Theme::color(i < m_current ? Role::AccentInk : Role::Divider), QColor());
        }
    }
}

void Stepper::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

void Stepper::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::LayoutDirectionChange) {
        refresh();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace pathways::ui
