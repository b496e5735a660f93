// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

namespace pathways {

/// A file drop on an SFTP server: one CSV file kept up to date, or one file of changes per push.
class SftpConnector final : public Connector {
public:
    SftpConnector();
    [[nodiscard]] const DestinationType& type() const override { return m_type; }
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override;
    /// The folder of the connection and the folders in it.
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
