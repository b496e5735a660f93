// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QList>
#include <QWidget>

namespace pathways::ui {

/// People accepted during a push: a 2 px line over a tint, three gridlines, the axis at the trailing side, bands where
/// it waited. The accessible description says the figures as text.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    struct Point {
        qint64 ms = 0; ///< Since the start.
        qint64 people = 0;
        bool waiting = false;
    };

    explicit Sparkline(const QString& name, QWidget* parent = nullptr);
    /// The top of the axis.
    void setTarget(qint64 people);
    void clear();
    /// Old points are thinned out, so that a push of any length is cheap to draw.
    void append(const Point& point);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Point> m_points;
    qint64 m_target = 0;
};

} // namespace pathways::ui
