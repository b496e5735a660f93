// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/proportion_bar.h"

#include "ui/common/flow_layout.h"
#include "ui/common/text.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tool_tip.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <cmath>

namespace pathways::ui {
namespace {

void hatch(QPainter& painter, const QRectF& rect, double radius, const QColor& ink, double stripe, double gap,
           bool falling) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(rect, radius, radius);
    painter.fillPath(shape, Theme::color(Role::Surface));
    painter.setClipPath(shape);
    painter.setPen(QPen(ink, stripe, Qt::SolidLine, Qt::FlatCap));
    const double step = (stripe + gap) * std::sqrt(2.0);
    const double h = rect.height();
    for (double x = rect.x() - h - step; x < rect.right() + h + step; x += step) {
        if (falling) {
            painter.drawLine(QPointF(x - 2, rect.y() - 2), QPointF(x + h + 2, rect.bottom() + 2));
        } else {
            painter.drawLine(QPointF(x - 2, rect.bottom() + 2), QPointF(x + h + 2, rect.y() - 2));
        }
    }
    painter.restore();
    drawing::roundedBox(painter, rect, radius, QColor(), ink, 1.5);
}

} // namespace

void paintPart(QPainter& painter, const QRectF& rect, PartLook look, double radius) {
    switch (look) {
    case PartLook::Add:
        drawing::roundedBox(painter, rect, radius, Theme::color(Role::Add), QColor());
        break;
    case PartLook::Update:
        drawing::roundedBox(painter, rect, radius, Theme::color(Role::Update), QColor());
        break;
    case PartLook::Unchanged:
        drawing::roundedBox(painter, rect, radius, Theme::color(Role::NeutralTint), Theme::color(Role::Unchanged), 1.5);
        break;
    case PartLook::LeftOut:
        hatch(painter, rect, radius, Theme::color(Role::LeftOut), Theme::px(25) / 10.0, Theme::px(20) / 10.0, true);
        break;
    case PartLook::Remove:
        hatch(painter, rect, radius, Theme::color(Role::Remove), Theme::px(50) / 10.0, Theme::px(20) / 10.0, false);
        break;
    case PartLook::NotAccepted:
        drawing::roundedBox(painter, rect, radius, Theme::color(Role::Danger), QColor());
        break;
    }
}

ProportionBar::ProportionBar(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProportionBar::setParts(QList<Part> parts) {
    m_parts = std::move(parts);
    QStringList words;
    for (const Part& part : std::as_const(m_parts)) {
        if (part.people > 0) {
            words.append(tr("%1: %2", "a part of an audience, its number of people")
                             .arg(part.label, QLocale().toString(part.people)));
        }
    }
    setAccessibleName(tr("How the people divide up"));
    setAccessibleDescription(QLocale().createSeparatedList(words));
    setToolTip(plainToolTip(accessibleDescription()));
    update();
}

void ProportionBar::setPlan(const PlanCounts& counts) {
    setParts({{PartLook::Add, counts.add, tr("Add"), false},
              {PartLook::Update, counts.update, tr("Update"), false},
              {PartLook::Unchanged, counts.unchanged, tr("Unchanged"), false},
              {PartLook::LeftOut, counts.leftOut, tr("Left out"), false},
              {PartLook::Unchanged, counts.marksOff, tr("Stay without the tag or segment"), true},
              {PartLook::Remove, counts.remove, tr("Remove"), true}});
}

void ProportionBar::setSlim(bool slim) {
    m_slim = slim;
    updateGeometry();
}

QSize ProportionBar::sizeHint() const {
    return {Theme::px(600), Theme::px(m_slim ? 16 : 28)};
}

QSize ProportionBar::minimumSizeHint() const {
    return {Theme::px(200), sizeHint().height()};
}

QList<QRectF> ProportionBar::rectangles() const {
    const double gap = 2;
    const double apartGap = Theme::px(14);
    const double least = 6;
    double total = 0;
    int shown = 0;
    bool apart = false;
    for (const Part& part : m_parts) {
        total += double(part.people);
        shown += part.people > 0 ? 1 : 0;
        apart = apart || (part.apart && part.people > 0);
    }
    QList<QRectF> rects(m_parts.size());
    if (shown == 0) {
        return rects;
    }
    double room = width() - gap * (shown - 1) - (apart && shown > 1 ? apartGap - gap : 0);
    // The smallest parts get their minimum width first; the others share the rest in proportion.
    QList<double> widths(m_parts.size(), 0);
    double free = room;
    double weight = total;
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        const double people = double(m_parts.at(i).people);
        if (people > 0 && room * people / total < least) {
            widths[i] = least;
            free -= least;
            weight -= people;
        }
    }
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        if (m_parts.at(i).people > 0 && widths.at(i) <= 0) {
            widths[i] = weight > 0 ? free * double(m_parts.at(i).people) / weight : 0;
        }
    }
    double x = 0;
    bool first = true;
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        if (m_parts.at(i).people <= 0) {
            continue;
        }
        if (!first) {
            x += m_parts.at(i).apart ? apartGap : gap;
        }
        first = false;
        QRectF at(x, 0, widths.at(i), height());
        x += widths.at(i);
        if (layoutDirection() == Qt::RightToLeft) {
            at.moveRight(width() - at.x());
        }
        rects[i] = at;
    }
    return rects;
}

void ProportionBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QList<QRectF> rects = rectangles();
    bool any = false;
    for (qsizetype i = 0; i < rects.size(); ++i) {
        if (!rects.at(i).isEmpty()) {
            paintPart(painter, rects.at(i), m_parts.at(i).look, Theme::px(3));
            any = true;
        }
    }
    if (!any) {
        drawing::roundedBox(painter, rect(), Theme::px(3), Theme::color(Role::Track), QColor());
    }
}

CountCard::CountCard(PartLook look, const QString& name, QWidget* parent)
    : QAbstractButton(parent)
    , m_look(look) {
    setText(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ringRadius", 10);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CountCard::setCount(qint64 count, const QString& note) {
    m_count = count;
    m_note = note;
    setAccessibleName(
        tr("%1: %2", "a part of an audience, its number of people").arg(text(), QLocale().toString(count)));
    setAccessibleDescription(note);
    update();
}

QSize CountCard::sizeHint() const {
    const QFontMetrics small(Theme::font(TextStyle::Small));
    const QFontMetrics figure(Theme::font(TextStyle::Figure));
    const int width = std::max({small.horizontalAdvance(m_note), figure.horizontalAdvance(QLocale().toString(m_count)),
                                small.horizontalAdvance(text()) + Theme::px(20)}) +
                      Theme::px(26);
    return {std::max(width, Theme::px(120)), 2 * small.height() + figure.height() + Theme::px(18)};
}

QSize CountCard::minimumSizeHint() const {
    return {Theme::px(96), sizeHint().height()};
}

void CountCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::card(painter, rect(), isChecked(), underMouse());
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const int flags = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | int(Qt::AlignVCenter);
    const QFont small = Theme::font(TextStyle::SmallStrong);
    const QFontMetrics smallMetrics(small);
    const QFont figure = Theme::font(TextStyle::Figure);
    const QFontMetrics figureMetrics(figure);
    const int side = Theme::px(12);
    const int swatch = Theme::px(12);
    int y = Theme::px(9);
    paintPart(painter, placed(QRect(side, y + (smallMetrics.height() - swatch) / 2, swatch, swatch)), m_look, 3);
    painter.setFont(small);
    painter.setPen(Theme::color(Role::Text));
    const int x = side + swatch + Theme::px(8);
    painter.drawText(placed(QRect(x, y, width() - x - 4, smallMetrics.height())), flags,
                     smallMetrics.elidedText(text(), Qt::ElideRight, width() - x - 4));
    y += smallMetrics.height();
    painter.setFont(figure);
    painter.setPen(Theme::color(m_count == 0 ? Role::TextMuted : Role::Text));
    painter.drawText(placed(QRect(side, y, width() - side, figureMetrics.height())), flags,
                     QLocale().toString(m_count));
    y += figureMetrics.height();
    painter.setFont(Theme::font(TextStyle::Small));
    painter.setPen(Theme::color(Role::TextMuted));
    painter.drawText(placed(QRect(side, y, width() - side - 4, smallMetrics.height())), flags,
                     smallMetrics.elidedText(m_note, Qt::ElideRight, width() - side - 4));
}

CountCards::CountCards(QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this)) {
    auto* row = new FlowLayout(this);
    row->setSpacing(Theme::px(10));
    struct Made {
        PlanPart part;
        PartLook look;
        QString name;
    };
    const QList<Made> made{{PlanPart::Add, PartLook::Add, tr("Add")},
                           {PlanPart::Update, PartLook::Update, tr("Update")},
                           {PlanPart::Unchanged, PartLook::Unchanged, tr("Unchanged")},
                           {PlanPart::LeftOut, PartLook::LeftOut, tr("Left out")},
                           {PlanPart::Remove, PartLook::Remove, tr("Remove")}};
    for (const Made& m : made) {
        auto* card = new CountCard(m.look, m.name, this);
        card->setCount(0, {});
        row->addStretching(card);
        m_group->addButton(card, int(m.part));
    }
    m_group->button(int(PlanPart::Add))->setChecked(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on) {
            emit partChosen(PlanPart(id));
        }
    });
}

void CountCards::setPlan(const PlanSummary& plan, bool removalsHeldBack) {
    const PlanCounts& c = plan.counts;
    card(PlanPart::Add)->setCount(c.add, tr("new to the list", "below the number of people in one part of a plan"));
    card(PlanPart::Update)
        ->setCount(c.update, tr("values changed", "below the number of people in one part of a plan"));
    card(PlanPart::Unchanged)
        ->setCount(c.unchanged, tr("nothing is sent", "below the number of people in one part of a plan"));
    card(PlanPart::LeftOut)
        ->setCount(c.leftOut, c.leftOut == 0 ? tr("nobody", "below the number of people in one part of a plan")
                                             : tr("%Ln reason(s)", nullptr, int(plan.leftOutBy.size())));
    card(PlanPart::Remove)
        ->setCount(c.remove, c.marksOff > 0 && !removalsHeldBack
                                 ? tr("staying: %1", "below the number of people to be removed: others lose a tag only")
                                       .arg(QLocale().toString(c.marksOff))
                             : c.remove == 0 ? tr("nobody", "below the number of people in one part of a plan")
                             : removalsHeldBack
                                 ? tr("held back this time", "below the number of people in one part of a plan")
                                 : tr("no longer in it", "below the number of people in one part of a plan"));
}

void CountCards::setChosen(PlanPart part) {
    m_group->button(int(part))->setChecked(true);
}

PlanPart CountCards::chosen() const {
    return PlanPart(std::max(0, m_group->checkedId()));
}

CountCard* CountCards::card(PlanPart part) const {
    return static_cast<CountCard*>(m_group->button(int(part)));
}

} // namespace pathways::ui
