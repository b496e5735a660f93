// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

namespace pathways {

/// Meta custom audiences through the Graph API (contract 3). The secret is a system user's access token.
class MetaConnector final : public Connector {
public:
    MetaConnector();
    [[nodiscard]] const DestinationType& type() const override;
    [[nodiscard]] RetryPolicy retryPolicy() const override;
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override;
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext& context) const override;
    /// Refuses names for which Meta would block the audience. The marker goes into the description, so that the
    /// audience can be found after a lost answer.
    [[nodiscard]] Result<DestinationObject> createObject(const CallContext& context,
                                                         const NewObject& wanted) const override;
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext& context,
                                                  const DestinationObject& object) const override;
    [[nodiscard]] Result<QList<Finding>> check(const CallContext& context, const PushTarget& target) const override;
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                 PushTarget target) const override;

private:
    DestinationType m_type;
};

} // namespace pathways
