// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace pathways::ui {

/// Desktop notifications through the session bus. Silent where there is none. The text never holds a donor's value.
class Notifier final : public QObject {
    Q_OBJECT
public:
    explicit Notifier(QObject* parent = nullptr);
    /// False when there is no desktop to say it to.
    bool notify(const QString& title, const QString& body);
    /// What was sent last; for tests.
    [[nodiscard]] QString lastTitle() const { return m_lastTitle; }

private:
    QString m_lastTitle;
};

} // namespace pathways::ui
