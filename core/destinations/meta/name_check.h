// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace pathways::meta {

/// Since 2 September 2025 Meta blocks audiences whose name or description suggests people's health or financial
/// situation (status 471, contract 3.3). This finds such words before the audience exists.
struct NameConcern {
    QString word;            ///< As written in the name.
    bool health = true;      ///< Otherwise: finances.
    QStringList suggestions; ///< Neutral names to use instead.
};

/// The first concern about a name or description, if there is one.
[[nodiscard]] std::optional<NameConcern> checkAudienceName(const QString& text);

} // namespace pathways::meta
