// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"

#include <QDate>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace pathways::ui {

/// Says seven days ahead that a sign-in ends, once a day and connection, at the start and while the program runs.
class ExpiryNotice final : public QObject {
    Q_OBJECT
public:
    using Tell = std::function<void(const QString& title, const QString& body)>;
    ExpiryNotice(ConnectionService& connections, Tell tell, QObject* parent = nullptr);
    void look();

private:
    ConnectionService& m_connections;
    Tell m_tell;
    QHash<QString, QDate> m_told; ///< By connection id.
    QTimer m_again;
};

} // namespace pathways::ui
