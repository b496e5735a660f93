// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/audience.h"
#include "core/model/connection.h"

#include <memory>
#include <optional>

namespace pathways {

/// What is needed to read an audience's rows, gathered on the GUI thread and used by a worker.
struct AudienceSource {
    Audience owned;      ///< The audience itself, or the base of a modeled one.
    Connection database; ///< For a query: where it runs.
    std::shared_ptr<const Secret> databaseSecret;
};

/// Opens the rows of an audience (rules not applied). Worker thread. Errors of kind Source name the file or the server.
[[nodiscard]] Result<std::unique_ptr<RowReader>> openRows(const AudienceSource& source);

/// Reads every row and counts those that the rules take. today: the local date, for rules that speak of it.
[[nodiscard]] Result<qint64> countRows(RowReader& reader, const Audience& audience, QDate today);

} // namespace pathways
