// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/announce.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QWidget>

namespace pathways::ui {
namespace {

QAccessibleInterface* roleFactory(const QString& className, QObject* object) {
    auto* widget = qobject_cast<QWidget*>(object);
    if (!widget) {
        return nullptr;
    }
    if (className.endsWith(QLatin1String("StatusBadge")) || className.endsWith(QLatin1String("ElidedLabel"))) {
        return new QAccessibleWidget(widget, QAccessible::StaticText);
    }
    if (className.endsWith(QLatin1String("ProportionBar")) || className.endsWith(QLatin1String("Sparkline")) ||
        className.endsWith(QLatin1String("WeekChart"))) {
        return new QAccessibleWidget(widget, QAccessible::Chart);
    }
    if (className.endsWith(QLatin1String("Banner")) || className.endsWith(QLatin1String("Toast"))) {
        return new QAccessibleWidget(widget, QAccessible::AlertMessage);
    }
    if (className.endsWith(QLatin1String("PathwayHeader"))) {
        return new QAccessibleWidget(widget, QAccessible::Grouping);
    }
    return nullptr;
}

} // namespace

void announce(QWidget* widget, const QString& text) {
    widget->setAccessibleName(text);
    QAccessibleEvent alert(widget, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    QAccessibleEvent name(widget, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&name);
}

void installAccessibleRoles() {
    QAccessible::installFactory(roleFactory);
}

} // namespace pathways::ui
