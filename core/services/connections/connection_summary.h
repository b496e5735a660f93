// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/connection.h"
#include "core/model/destination_type.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace pathways {

/// How a connection stands.
enum class ConnectionState { Active, NeedsSignIn, ExpiresSoon, Checking, Problem };

/// One tile of Settings > Connections.
struct ConnectionSummary {
    Connection connection;
    QString typeName;
    QString icon;
    DestinationKind kind = DestinationKind::Email;
    ConnectionState state = ConnectionState::Active;
    QString stateText;    ///< "Active", "Needs sign-in", "Expires in 5 days", "Expires today".
    QString signedInAs;   ///< The person who signed in by browser; empty for keys.
    QStringList pathways; ///< Names of what depends on it.
    std::optional<QDateTime> lastSuccess;
};

/// A tile of step 2.
struct DestinationChoice {
    ConnectionSummary summary;
    bool selectable = true;
    QString reason;             ///< "You cannot push modeled audiences to this destination"
    bool alreadyPushed = false; ///< "(Already Pushed)"
};

} // namespace pathways
