// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace pathways::ui {

class Preferences;

/// Announces seven days ahead that a sign-in expires: once per day and connection, at start and while the program runs.
class ExpiryNotice final : public QObject {
    Q_OBJECT
public:
    using Tell = std::function<void(const QString& title, const QString& body)>;
    /// The preferences remember what was announced today, so that a restart does not repeat it.
    ExpiryNotice(ConnectionService& connections, Preferences& preferences, Tell tell, QObject* parent = nullptr);
    void look();

private:
    ConnectionService& m_connections;
    Preferences& m_preferences;
    Tell m_tell;
    QTimer m_again;
};

} // namespace pathways::ui
