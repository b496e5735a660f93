// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace pathways::ui {

/// Desktop notifications through the session bus; does nothing without one. The text never contains a donor's value.
class Notifier final : public QObject {
    Q_OBJECT
public:
    explicit Notifier(QObject* parent = nullptr);
    /// False when there is no desktop to notify.
    bool notify(const QString& title, const QString& body);

signals:
    /// Somebody is to be notified, whether or not there is a desktop to do it.
    void notified(const QString& title);
};

} // namespace pathways::ui
