// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

namespace pathways {

/// Google Ads Customer Match through the Data Manager API, which needs no developer token (contract 2.1). The secret is
/// the current access token of a browser sign-in.
class GoogleConnector final : public Connector {
public:
    GoogleConnector();
    [[nodiscard]] const DestinationType& type() const override;
    [[nodiscard]] RetryPolicy retryPolicy() const override;
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override;
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext& context) const override;
    /// The marker becomes the list's integrationCode, so that the list can be found after a lost answer.
    [[nodiscard]] Result<DestinationObject> createObject(const CallContext& context,
                                                         const NewObject& wanted) const override;
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext& context,
                                                  const DestinationObject& object) const override;
    /// Reads the list and sends Google a validate-only request.
    [[nodiscard]] Result<QList<Finding>> check(const CallContext& context, const PushTarget& target) const override;
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                 PushTarget target) const override;

private:
    DestinationType m_type;
};

} // namespace pathways
