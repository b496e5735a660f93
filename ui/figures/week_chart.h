// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <QWidget>

namespace pathways::ui {

/// People accepted in each of the last twelve weeks, as bars with three gridlines; the figures also as text.
class WeekChart final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kWeeks = 12;

    explicit WeekChart(QWidget* parent = nullptr);
    void setPushes(const QList<Push>& pushes, const QDateTime& now = QDateTime::currentDateTimeUtc());
    [[nodiscard]] QList<qint64> accepted() const { return m_accepted; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<qint64> m_accepted; ///< Oldest week first.
    QList<qint64> m_removed;
    QDate m_firstDay;
};

} // namespace pathways::ui
