// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pathways {

class ConnectorRegistry;

/// Puts every platform this program speaks to into the registry, in the order in which they are offered.
void registerAllConnectors(ConnectorRegistry& registry);

} // namespace pathways
