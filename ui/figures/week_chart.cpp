// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/week_chart.h"

#include "ui/common/text.h"
#include "ui/theme/drawing.h"

#include <QLocale>
#include <QPainter>

#include <cmath>

namespace pathways::ui {
namespace {

/// The next of 1, 2 or 5 times a power of ten, which gives round gridlines.
qint64 roundTop(qint64 value) {
    qint64 unit = 1;
    while (true) {
        for (const qint64 step : {1, 2, 5}) {
            if (unit * step >= value && unit * step >= 2) {
                return unit * step;
            }
        }
        unit *= 10;
    }
}

} // namespace

WeekChart::WeekChart(QWidget* parent)
    : QWidget(parent)
    , m_accepted(kWeeks, 0)
    , m_removed(kWeeks, 0) {
    setAccessibleName(tr("People accepted each week"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void WeekChart::setPushes(const QList<Push>& pushes, const QDateTime& now) {
    const QDate today = now.toLocalTime().date();
    const int intoWeek = (today.dayOfWeek() - int(QLocale().firstDayOfWeek()) + 7) % 7;
    m_firstDay = today.addDays(-intoWeek - 7 * (kWeeks - 1));
    m_accepted = QList<qint64>(kWeeks, 0);
    m_removed = QList<qint64>(kWeeks, 0);
    qint64 total = 0;
    for (const Push& push : pushes) {
        const qint64 days = m_firstDay.daysTo(push.started.toLocalTime().date());
        if (days >= 0 && days < 7 * kWeeks) {
            m_accepted[int(days / 7)] += push.counts.accepted;
            m_removed[int(days / 7)] += push.counts.removed;
            total += push.counts.accepted;
        }
    }
    setAccessibleDescription(
        tr("%Ln people accepted in the last twelve weeks, %1 of them this week.", nullptr, plural(total))
            .arg(countText(m_accepted.last())));
    setToolTip(accessibleDescription());
    update();
}

QSize WeekChart::sizeHint() const {
    return {Theme::px(500), Theme::px(130)};
}

QSize WeekChart::minimumSizeHint() const {
    return {Theme::px(260), Theme::px(110)};
}

void WeekChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont small = Theme::font(TextStyle::Small);
    const QFontMetrics metrics(small);
    painter.setFont(small);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    qint64 most = 1;
    for (int i = 0; i < kWeeks; ++i) {
        most = std::max(most, m_accepted.at(i));
    }
    const qint64 top = roundTop(most);
    const int axis = metrics.horizontalAdvance(countText(top)) + Theme::px(10);
    const QRectF plot = QRectF(rect()).adjusted(mirrored ? axis : 0, metrics.height() / 2.0, mirrored ? 0 : -axis,
                                                -metrics.height() - Theme::px(6));
    for (const double level : {0.0, 0.5, 1.0}) {
        const double y = std::round(plot.bottom() - level * plot.height());
        painter.fillRect(QRectF(plot.x(), y, plot.width(), 1), Theme::color(Role::Divider));
        painter.setPen(Theme::color(Role::TextMuted));
        painter.drawText(QRectF(mirrored ? 0 : plot.right(), y - metrics.height() / 2.0, axis, metrics.height()),
                         int(mirrored ? Qt::AlignLeft : Qt::AlignRight) | int(Qt::AlignVCenter),
                         countText(qint64(double(top) * level)));
    }
    const double slot = plot.width() / kWeeks;
    const double bar = std::min<double>(Theme::px(26), slot * 0.6);
    const QLocale locale;
    for (int i = 0; i < kWeeks; ++i) {
        const double center = mirrored ? plot.right() - (i + 0.5) * slot : plot.x() + (i + 0.5) * slot;
        const double height = double(m_accepted.at(i)) / double(top) * plot.height();
        if (m_accepted.at(i) > 0) {
            drawing::roundedBox(
                painter, QRectF(center - bar / 2, plot.bottom() - std::max(2.0, height), bar, std::max(2.0, height)),
                Theme::px(3), Theme::color(Role::Add), QColor());
        }
        if (i % 4 == 0 || i == kWeeks - 1) {
            const QString label =
                i == kWeeks - 1 ? tr("This week") : locale.toString(m_firstDay.addDays(7 * i), QStringLiteral("d MMM"));
            painter.setPen(Theme::color(Role::TextMuted));
            QRectF at(center - slot * 1.5, plot.bottom() + Theme::px(5), slot * 3, metrics.height());
            at.moveLeft(std::clamp(at.x(), 0.0, std::max(0.0, width() - at.width())));
            painter.drawText(at, Qt::AlignCenter, label);
        }
    }
}

} // namespace pathways::ui
