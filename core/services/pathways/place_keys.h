// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pathways {

struct Connection;
struct DestinationType;
struct Pathway;
struct ServiceContext;

/// Refuses a pathway to a table or file where another one tells people apart by another field (roster design, section
/// 4): the memory of a place has one key, and by another one nobody is found in it. Pathways in the bin do not count.
/// Errors: Input, naming the other pathway; the storage's. GUI thread.
[[nodiscard]] Result<void> keyFitsPlace(const ServiceContext& context, const Pathway& pathway,
                                        const Connection& connection, const DestinationType& type);

} // namespace pathways
