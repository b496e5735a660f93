// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/id.h"

#include <QDateTime>
#include <QMap>
#include <QString>

#include <optional>

namespace pathways {

/// One signed-in account at a destination type. Its secret is in the keychain under this id, nowhere else.
struct Connection {
    ConnectionId id;
    QString type;                    ///< DestinationType::key.
    QString name;                    ///< What the user calls it.
    bool practice = false;           ///< Points at a practice destination with its built-in credential.
    QMap<QString, QString> settings; ///< "url", "account", "data_centre" ... Never a secret.
    QString accountId;               ///< Which account was granted; a different one is noticed on reconnecting.
    QString accountName;
    QString secretTail;               ///< Last four characters, for recognition.
    std::optional<QDateTime> expires; ///< When the credential ends, UTC, as the platform or the user said.
    QDateTime created;
    std::optional<QDateTime> lastChecked;
    std::optional<QDateTime> removedAt; ///< In the bin for 30 days (rule U99).
    std::optional<Error> problem;       ///< What the last check found.
    friend bool operator==(const Connection&, const Connection&) = default;
};

/// What a live check of a connection learns.
struct AccountInfo {
    QString id;
    QString name;
    QString detail;                   ///< Role or login, one quiet line.
    std::optional<QDateTime> expires; ///< When the credential ends, UTC, where the platform tells.
    bool neverExpires = false;        ///< The platform tells that it does not end by itself.
};

} // namespace pathways
