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
    /// The title sent last; for tests.
    [[nodiscard]] QString lastTitle() const { return m_lastTitle; }

private:
    QString m_lastTitle;
};

} // namespace pathways::ui
