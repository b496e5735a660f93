// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"
#include "ui/common/card.h"

#include <QProgressBar>

class QGridLayout;

namespace pathways::ui {

class Banner;
class TextLabel;

/// The bar of one push: never restarts, never goes back, 100 % only at the end (rule U46).
class PushProgressBar : public QProgressBar {
    Q_OBJECT
public:
    explicit PushProgressBar(const QString& name, QWidget* parent = nullptr);
    /// 0..1; values below the current one are ignored until reset().
    void setFraction(double fraction);
    void reset();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
};

/// The figures of a running push: how many are done, the bar with its per cent beside it, why it waits, the counts.
class PushProgressPanel : public Card {
    Q_OBJECT
public:
    explicit PushProgressPanel(QWidget* parent = nullptr);
    /// Starts over, for a push to this platform.
    void begin(const QString& platform);
    void setProgress(const PushProgress& progress);
    [[nodiscard]] PushProgressBar* bar() const { return m_bar; }

private:
    struct Cell {
        TextLabel* figure;
        TextLabel* name;
    };
    Cell addCell(QGridLayout* grid, int column);

    QString m_platform;
    TextLabel* m_count;
    TextLabel* m_of;
    TextLabel* m_percent;
    PushProgressBar* m_bar;
    Banner* m_wait;
    Cell m_accepted;
    Cell m_removed;
    Cell m_notAccepted;
    Cell m_toGo;
    Cell m_left;
};

} // namespace pathways::ui
