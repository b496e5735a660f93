// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace pathways::ui {

class Preferences;

/// Says seven days ahead that a sign-in ends: once a day and connection, at the start and while the program runs.
class ExpiryNotice final : public QObject {
    Q_OBJECT
public:
    using Tell = std::function<void(const QString& title, const QString& body)>;
    /// The preferences remember what was said today: starting the program again does not say it again.
    ExpiryNotice(ConnectionService& connections, Preferences& preferences, Tell tell, QObject* parent = nullptr);
    void look();

private:
    ConnectionService& m_connections;
    Preferences& m_preferences;
    Tell m_tell;
    QTimer m_again;
};

} // namespace pathways::ui
