// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QWidget>

#include <optional>

class QButtonGroup;
class QPainter;

namespace pathways::ui {

/// How a part of an audience is drawn: by colour, pattern and position, so that it can be told apart without colour.
enum class PartLook { Add, Update, Unchanged, LeftOut, Remove, NotAccepted };

/// Fills a shape in a part's look; used by the bar, the legend and the cards.
void paintPart(QPainter& painter, const QRectF& rect, PartLook look, double radius);

/// The audience as one bar; people who left the audience stand apart, on the same scale.
class ProportionBar : public QWidget {
    Q_OBJECT
public:
    struct Part {
        PartLook look;
        qint64 people = 0;
        QString label;
        bool apart = false;
    };

    explicit ProportionBar(QWidget* parent = nullptr);
    void setParts(QList<Part> parts);
    /// A plan: add, update, unchanged, left out | stay without the tag, remove.
    void setPlan(const PlanCounts& counts);
    /// A lower bar, for the result page.
    void setSlim(bool slim);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// The rectangles of the parts at the current size, in the given order; empty for parts without people. For tests.
    [[nodiscard]] QList<QRectF> rectangles() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Part> m_parts;
    bool m_slim = false;
};

/// A count with its name and meaning; legend and tab in one.
class CountCard : public QAbstractButton {
    Q_OBJECT
public:
    CountCard(PartLook look, const QString& name, QWidget* parent = nullptr);
    void setCount(qint64 count, const QString& note);
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PartLook m_look;
    qint64 m_count = 0;
    QString m_note;
};

/// The five cards below the bar. Choosing one opens its people.
class CountCards : public QWidget {
    Q_OBJECT
public:
    explicit CountCards(QWidget* parent = nullptr);
    /// removalsHeldBack: the guard or a doubtful snapshot keeps removals back this time.
    void setPlan(const PlanSummary& plan, bool removalsHeldBack);
    void setChosen(PlanPart part);
    [[nodiscard]] PlanPart chosen() const;
    [[nodiscard]] CountCard* card(PlanPart part) const;

signals:
    void partChosen(pathways::PlanPart part);

private:
    QButtonGroup* m_group;
};

} // namespace pathways::ui
