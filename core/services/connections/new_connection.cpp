// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/new_connection.h"

#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/services/connections/connection_expiry.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(pathways::NewConnection)
};
} // namespace

Result<Connection> prepareConnection(ServiceContext& context, const NewConnection& wanted) {
    const Connector* connector = context.connectors.find(wanted.type);
    if (connector == nullptr) {
        return fail(ErrorKind::Input, Texts::tr("There is no destination called “%1”.").arg(wanted.type),
                    Texts::tr("Nothing was connected."), Texts::tr("Choose one of the destinations in the list."));
    }
    const QString name = wanted.name.trimmed();
    if (name.isEmpty()) {
        return fail(ErrorKind::Input, Texts::tr("The connection has no name."), Texts::tr("Nothing was connected."),
                    Texts::tr("Give it a name that you will recognise."));
    }
    if (ConnectionRepository(context.database).findByName(name)) {
        return fail(ErrorKind::Input, Texts::tr("There is already a connection called “%1”.").arg(name),
                    Texts::tr("Nothing was connected."), Texts::tr("Choose another name."));
    }
    for (const SettingSpec& setting : connector->type().settings) {
        const bool given = !wanted.settings.value(setting.key).trimmed().isEmpty();
        if (setting.required && !given && !wanted.practice) {
            return fail(ErrorKind::Input, Texts::tr("“%1” is not filled in.").arg(setting.label),
                        Texts::tr("Nothing was connected."), Texts::tr("Fill it in and try again."));
        }
    }
    if (const auto wrong = wrongEnd(wanted.endsOn, context.clock.now())) {
        return fail(*wrong);
    }
    Connection connection;
    connection.id = ConnectionId::create();
    connection.type = wanted.type;
    connection.name = name;
    connection.practice = wanted.practice;
    for (auto setting = wanted.settings.cbegin(); setting != wanted.settings.cend(); ++setting) {
        connection.settings.insert(setting.key(), setting.value().trimmed());
    }
    connection.created = context.clock.now();
    return connection;
}

} // namespace pathways
