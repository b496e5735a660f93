// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"
#include "ui/common/card.h"

#include <QAbstractButton>

class QButtonGroup;
class QVBoxLayout;

namespace pathways::ui {

class ElidedLabel;
class IconLabel;
class PushProgressBar;
class TextLabel;

/// The places of the program, in the order of the navigation.
enum class Place { PushAudiences, ManageAudiences, Activity, Connections, Preferences };

/// One entry: pictogram and name, or only the pictogram in the rail.
class NavButton : public QAbstractButton {
    Q_OBJECT
public:
    NavButton(const QString& icon, const QString& text, QWidget* parent = nullptr);
    void setRail(bool rail);
    /// A small number at the end ("needs you"); 0 hides it.
    void setBadge(int count);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refreshAccessible();

    QString m_icon;
    bool m_rail = false;
    int m_badge = 0;
};

/// The running push at the foot of the navigation. Pressing it shows the push.
class LivePush : public QAbstractButton {
    Q_OBJECT
public:
    explicit LivePush(QWidget* parent = nullptr);
    void setPush(const QString& name, const PushProgress& progress, int others);
    void setRail(bool rail);
    [[nodiscard]] PushId push() const { return m_id; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PushId m_id;
    QString m_name;
    double m_fraction = 0;
    int m_others = 0;
    bool m_rail = false;
};

/// The navigation at the leading edge: 212 wide, or a rail of pictograms in a narrow window.
class Navigation : public Surface {
    Q_OBJECT
public:
    explicit Navigation(QWidget* parent = nullptr);
    void setPlace(Place place);
    [[nodiscard]] Place place() const;
    void setRail(bool rail);
    [[nodiscard]] bool isRail() const { return m_rail; }
    void setBadge(Place place, int count);
    [[nodiscard]] LivePush* live() const { return m_live; }
    [[nodiscard]] NavButton* button(Place place) const;

signals:
    void placeChosen(pathways::ui::Place place);

private:
    void addSection(const QString& name);
    void add(Place place, const QString& icon, const QString& text);

    QButtonGroup* m_group;
    QVBoxLayout* m_column;
    QList<QWidget*> m_wideOnly;
    LivePush* m_live;
    bool m_rail = false;
};

} // namespace pathways::ui
