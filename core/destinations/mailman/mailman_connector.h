// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

namespace pathways::mailman {

/// GNU Mailman 3 through its REST interface 3.1 (contract 4).
class MailmanConnector final : public Connector {
public:
    MailmanConnector();
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

} // namespace pathways::mailman
