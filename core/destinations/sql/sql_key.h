// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/sql/sql_database.h"

#include <optional>
#include <string>
#include <vector>

namespace pathways {

/// A table's key column as its server compares it. The server itself is asked what is equal: the expressions here
/// bring a text into the column's type and a value into a form that is spelt alike exactly where the server takes two
/// values for one (promise P14).
struct SqlKey {
    QString column;   ///< Quoted.
    QString typed;    ///< One bound text ("?") as a value of the column's type.
    QString text;     ///< The value %1 as the server writes it.
    QString form;     ///< The form of the value %1.
    QString spelling; ///< Whether the value %1 is spelt exactly as one bound text.
    QString rules;    ///< Names all that the form depends on (PushSession::keyForm()).

    [[nodiscard]] QString formOf(const QString& value) const {
        return QString(form).replace(QLatin1String("%1"), value);
    }
    [[nodiscard]] QString typedOf(const QString& written) const { return QString(typed).replace(u'?', written); }
    [[nodiscard]] QString spelledAs(const QString& value) const {
        return QString(spelling).replace(QLatin1String("%1"), value);
    }
    [[nodiscard]] QString textOf(const QString& value) const {
        return QString(text).replace(QLatin1String("%1"), value);
    }

    /// Errors: NotFound when the column is gone; the connection's.
    [[nodiscard]] static Result<SqlKey> read(SqlDatabase& database, const QString& object, const QString& columnName,
                                             const QString& connectionName);
};

/// The form of each text; nothing for what the column could never hold. Bisects where the server refuses some of them.
[[nodiscard]] Result<std::vector<std::optional<std::string>>>
formsOf(SqlDatabase& database, const SqlKey& key, const std::vector<std::string>& texts, const QString& connectionName);

} // namespace pathways
