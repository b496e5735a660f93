// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>
#include <vector>

namespace pathways {

class Connector;

/// The known platforms, in the order in which they are offered.
class ConnectorRegistry final {
public:
    ConnectorRegistry();
    ~ConnectorRegistry();
    void add(std::unique_ptr<Connector> connector);
    [[nodiscard]] const Connector* find(const QString& type) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Connector>>& all() const { return m_connectors; }

private:
    std::vector<std::unique_ptr<Connector>> m_connectors;
};

} // namespace pathways
