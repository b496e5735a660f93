// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/destination_objects.h"

#include "core/base/digest.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

namespace pathways {

DestinationObjects::DestinationObjects(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

QFuture<Result<QList<DestinationObject>>> DestinationObjects::list(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<QList<DestinationObject>>(fail(connection.error())));
    }
    return m_context.broker.run<QList<DestinationObject>>(
        *connection, [](const OpenConnection& open) { return open.connector->listObjects(open.context()); });
}

QFuture<Result<DestinationObject>> DestinationObjects::create(const ConnectionId& id, const QString& name,
                                                              const QMap<QString, QString>& options) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<DestinationObject>(fail(connection.error())));
    }
    NewObject wanted;
    wanted.name = name.trimmed();
    wanted.options = options;
    const auto place = std::pair(id.value, wanted.name);
    wanted.again = m_unanswered.contains(place);
    if (!wanted.again) {
        m_unanswered.insert(place, QStringLiteral("pathways-") + QString::fromLatin1(randomBytes(12).toHex()));
    }
    wanted.marker = m_unanswered.value(place);
    auto made = m_context.broker.run<DestinationObject>(*connection, [wanted](const OpenConnection& open) {
        return open.connector->createObject(open.context(), wanted);
    });
    whenDone(made, this, [this, place](const Result<DestinationObject>& object) {
        if (object) { // Any error may have come after the platform had done it.
            m_unanswered.remove(place);
        }
    });
    return made;
}

} // namespace pathways
