// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/empty_state.h"

#include "ui/common/labels.h"
#include "ui/theme/button.h"
#include "ui/theme/drawing.h"

#include <QBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace pathways::ui {
namespace {

class PathDrawing final : public QWidget {
public:
    PathDrawing(EmptyState::Drawing drawing, QWidget* parent)
        : QWidget(parent)
        , m_drawing(drawing) {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override { return {Theme::px(150), Theme::px(84)}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (layoutDirection() == Qt::RightToLeft) {
            painter.translate(width(), 0);
            painter.scale(-1, 1);
        }
        const double u = width() / 150.0;
        painter.scale(u, u);
        const QColor ink = Theme::color(Role::AccentInk);
        const QColor quiet = Theme::color(Role::Border);
        const QPen solid(ink, 2.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        QPen dashed(quiet, 2.0, Qt::CustomDashLine, Qt::FlatCap, Qt::RoundJoin);
        dashed.setDashPattern({2.2, 2.0});
        const bool started = m_drawing != EmptyState::Drawing::Nothing;
        QPainterPath first(QPointF(50, 56));
        first.lineTo(62, 56);
        first.quadTo(75, 56, 75, 43);
        QPainterPath second(QPointF(75, 43));
        second.quadTo(75, 30, 88, 30);
        second.lineTo(100, 30);
        painter.setPen(started ? solid : dashed);
        painter.drawPath(first);
        painter.drawEllipse(QPointF(30, 56), 19, 19);
        painter.setPen(dashed);
        painter.drawPath(second);
        painter.drawEllipse(QPointF(120, 30), 19, 19);
        painter.setPen(solid);
        if (m_drawing == EmptyState::Drawing::Search) {
            painter.drawEllipse(QPointF(28.5, 54.5), 6, 6);
            painter.drawLine(QPointF(33, 59), QPointF(38, 64));
        } else {
            painter.drawEllipse(QPointF(30, 51), 5, 5);
            QPainterPath shoulders(QPointF(20.5, 66.5));
            shoulders.cubicTo(20.5, 57.5, 39.5, 57.5, 39.5, 66.5);
            painter.drawPath(shoulders);
        }
    }

private:
    EmptyState::Drawing m_drawing;
};

} // namespace

EmptyState::EmptyState(Drawing drawing, const QString& heading, const QString& text, QWidget* parent)
    : QFrame(parent)
    , m_heading(new TextLabel(heading, TextStyle::Heading, Role::Text, this))
    , m_text(new TextLabel(text, TextStyle::Body, Role::TextMuted, this))
    , m_hint(new TextLabel({}, TextStyle::Small, Role::TextMuted, this))
    , m_buttons(new QHBoxLayout) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::px(20), Theme::px(20), Theme::px(20), Theme::px(20));
    column->setSpacing(Theme::px(8));
    column->addStretch(1);
    column->addWidget(new PathDrawing(drawing, this), 0, Qt::AlignHCenter);
    column->addSpacing(Theme::px(14));
    m_heading->setAlignment(Qt::AlignCenter);
    column->addWidget(m_heading);
    m_text->setWrapping();
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_text, 8);
    m_text->setMaximumWidth(m_text->fontMetrics().averageCharWidth() * 62);
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(Theme::px(10));
    m_buttons->setSpacing(Theme::px(10));
    m_buttons->addStretch(1);
    m_buttons->addStretch(1);
    column->addLayout(m_buttons);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->hide();
    column->addSpacing(Theme::px(4));
    column->addWidget(m_hint);
    column->addStretch(1);
}

void EmptyState::setTexts(const QString& heading, const QString& text) {
    m_heading->setText(heading);
    m_text->setText(text);
}

Button* EmptyState::addPrimary(const QString& text, const QString& icon) {
    auto* button = new Button(text, ButtonKind::Primary, this);
    button->setSize(ButtonSize::Commit);
    button->setIconName(icon);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

Button* EmptyState::addPlain(const QString& text, const QString& icon) {
    auto* button = new Button(text, ButtonKind::Plain, this);
    button->setSize(ButtonSize::Commit);
    button->setIconName(icon);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

void EmptyState::setHint(const QString& hint) {
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void EmptyState::setFramed(bool framed) {
    m_framed = framed;
    update();
}

void EmptyState::paintEvent(QPaintEvent*) {
    if (m_framed) {
        QPainter painter(this);
        drawing::card(painter, rect());
    }
}

} // namespace pathways::ui
