// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/all_connectors.h"

#include "core/destinations/connector_registry.h"
#include "core/destinations/google/google_connector.h"
#include "core/destinations/mailchimp/mailchimp_connector.h"
#include "core/destinations/mailman/mailman_connector.h"
#include "core/destinations/meta/meta_connector.h"
#include "core/destinations/sftp/sftp_connector.h"
#include "core/destinations/sql/sql_connector.h"

namespace pathways {

void registerAllConnectors(ConnectorRegistry& registry) {
    // One line per platform, in the order in which they are offered (CONTRIBUTING, "A new destination").
    registry.add(std::make_unique<mailchimp::MailchimpConnector>());
    registry.add(std::make_unique<GoogleConnector>());
    registry.add(std::make_unique<MetaConnector>());
    registry.add(std::make_unique<mailman::MailmanConnector>());
    registry.add(std::make_unique<SqlConnector>());
    registry.add(std::make_unique<SftpConnector>());
}

} // namespace pathways
