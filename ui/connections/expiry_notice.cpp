// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/expiry_notice.h"

#include "ui/settings/preferences.h"

#include <QDate>

namespace pathways::ui {

namespace {
// So that a program left open over the weekend still says it in time.
constexpr int kLookEveryMs = 6 * 60 * 60 * 1000;
} // namespace

ExpiryNotice::ExpiryNotice(ConnectionService& connections, Preferences& preferences, Tell tell, QObject* parent)
    : QObject(parent)
    , m_connections(connections)
    , m_preferences(preferences)
    , m_tell(std::move(tell)) {
    m_again.setInterval(kLookEveryMs);
    connect(&m_again, &QTimer::timeout, this, &ExpiryNotice::look);
    m_again.start();
    // Not within the constructor: the listener is not ready yet.
    QTimer::singleShot(0, this, &ExpiryNotice::look);
}

void ExpiryNotice::look() {
    const auto all = m_connections.list();
    const QDate today = QDate::currentDate();
    QStringList lines;
    for (const ConnectionSummary& summary : all.value_or(QList<ConnectionSummary>())) {
        const QString id = summary.connection.id.value;
        if (summary.state == ConnectionState::ExpiresSoon && m_preferences.expiryTold(id) != today) {
            m_preferences.setExpiryTold(id, today);
            lines << tr("“%1”: %2").arg(summary.connection.name, summary.stateText);
        }
    }
    if (lines.isEmpty()) {
        return;
    }
    // One message for all of them: a second would cover the first.
    m_tell(lines.join(QStringLiteral("  ")), tr("Sign in again before then, so that pushes can continue."));
}

} // namespace pathways::ui
