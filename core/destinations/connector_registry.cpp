// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/connector_registry.h"

#include "core/destinations/connector.h"

namespace pathways {

ConnectorRegistry::ConnectorRegistry() = default;
ConnectorRegistry::~ConnectorRegistry() = default;

void ConnectorRegistry::add(std::unique_ptr<Connector> connector) {
    m_connectors.push_back(std::move(connector));
}

const Connector* ConnectorRegistry::find(const QString& type) const {
    for (const auto& connector : m_connectors) {
        if (connector->type().key == type) {
            return connector.get();
        }
    }
    return nullptr;
}

} // namespace pathways
