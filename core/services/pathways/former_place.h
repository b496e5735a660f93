// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/pathway.h"

#include <optional>

namespace pathways {

struct Connection;
struct DestinationType;
struct ServiceContext;

/// What a change of a pathway would leave behind, so that somebody has to say what becomes of it (E17).
enum class LeftBehind {
    Nothing,
    Marks, ///< People there have a tag or segment that the pathway sets no more.
    People ///< It leads to another file: its people are in the one before.
};

/// draft: the pathway as it is to be; over the same connection as before, else nothing is told. Errors: Storage.
[[nodiscard]] Result<LeftBehind> leftBehindBy(const ServiceContext& context, const Pathway& draft,
                                              const Connection& connection, const DestinationType& type);

/// Makes the pathway as it was one of its own, which alone knows its people in the place that it led to: to be pushed
/// until they are taken out (Pathway::leaving), or in the bin, so that they stay. Part of the transaction it is called
/// in. before: as it is stored. name: of the new one. Errors: Storage.
[[nodiscard]] Result<Pathway> splitOff(const ServiceContext& context, const Pathway& before,
                                       const Connection& connection, const DestinationType& type, const QString& name,
                                       bool takeOut);

} // namespace pathways
