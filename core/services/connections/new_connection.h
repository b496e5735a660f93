// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <QDate>
#include <QMap>
#include <QString>

#include <optional>

namespace pathways {

struct ServiceContext;

/// What the user enters to connect.
struct NewConnection {
    QString type;
    QString name;
    QMap<QString, QString> settings;
    bool practice = false;
    bool thisTimeOnly = false;                  ///< Keep the secret in memory only, after asking.
    std::optional<QDate> endsOn = std::nullopt; ///< The last day on which the secret is valid, as entered by the user;
                                                ///< the platform's own date takes precedence.
};

/// What was decided when signing in again.
struct ReconnectChoice {
    bool otherAccount = false;                  ///< Another account than before is meant.
    bool thisTimeOnly = false;                  ///< Keep the secret in memory only, after asking.
    std::optional<QDate> endsOn = std::nullopt; ///< As in NewConnection; none: an earlier date is dropped.
};

/// The connection that the user described, with an id of its own; nothing is asked and nothing stored. Errors: Input
/// (unknown type, no name or one that is taken, a gap, a day that cannot be).
[[nodiscard]] Result<Connection> prepareConnection(ServiceContext& context, const NewConnection& wanted);

} // namespace pathways
