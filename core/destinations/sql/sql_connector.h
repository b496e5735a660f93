// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

namespace pathways {

/// A table of the organisation's own PostgreSQL or MySQL server. The only connector that uses SQL, because its platform
/// is a database; it knows nothing of the workspace's own.
class SqlConnector final : public Connector {
public:
    SqlConnector();
    [[nodiscard]] const DestinationType& type() const override { return m_type; }
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override;
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext& context) const override;
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext& context,
                                                  const DestinationObject& object) const override;
    [[nodiscard]] Result<QList<Finding>> check(const CallContext& context, const PushTarget& target) const override;
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                 PushTarget target) const override;

private:
    DestinationType m_type;
};

} // namespace pathways
