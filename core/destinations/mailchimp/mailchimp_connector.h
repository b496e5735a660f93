// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

namespace pathways::mailchimp {

/// Mailchimp Marketing API 3.0 (contract 1).
class MailchimpConnector final : public Connector {
public:
    MailchimpConnector();
    [[nodiscard]] const DestinationType& type() const override { return m_type; }
    [[nodiscard]] RetryPolicy retryPolicy() const override;
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override;
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext& context) const override;
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext& context,
                                                  const DestinationObject& object) const override;
    [[nodiscard]] Result<FieldSpec> createField(const CallContext& context, const DestinationObject& object,
                                                const FieldSpec& wanted) const override;
    [[nodiscard]] Result<QList<Finding>> check(const CallContext& context, const PushTarget& target) const override;
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                 PushTarget target) const override;

private:
    DestinationType m_type;
};

} // namespace pathways::mailchimp
