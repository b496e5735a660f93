// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/connector.h"

#include <QCoreApplication>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Connector)
};

auto notOffered(const QString& what) {
    return fail(ErrorKind::Refused, what, Texts::tr("Nothing was changed."),
                Texts::tr("Do this at the platform itself, then refresh."));
}
} // namespace

Result<void> PushSession::readMembers(const std::function<bool(const RemoteMember&)>&, std::stop_token) {
    return notOffered(Texts::tr("This platform does not let anyone read its members."));
}

Result<void> PushSession::beforeRemovals(std::stop_token) {
    return {};
}

Result<void> PushSession::finish(std::stop_token) {
    return {};
}

Result<ProcessingState> PushSession::poll(const QList<QByteArray>&, std::stop_token) {
    return ProcessingState{};
}

RetryPolicy Connector::retryPolicy() const {
    return standardRetry;
}

Result<DestinationObject> Connector::createObject(const CallContext&, const NewObject&) const {
    return notOffered(Texts::tr("%1 does not let programs create this.").arg(type().name));
}

Result<FieldSpec> Connector::createField(const CallContext&, const DestinationObject&, const FieldSpec&) const {
    return notOffered(Texts::tr("%1 does not let programs create fields.").arg(type().name));
}

Result<QList<Finding>> Connector::check(const CallContext&, const PushTarget&) const {
    return QList<Finding>{};
}

Result<void> Connector::revoke(const CallContext&) const {
    return {};
}

ConnectorRegistry::ConnectorRegistry() = default;
ConnectorRegistry::~ConnectorRegistry() = default;

void ConnectorRegistry::add(std::unique_ptr<Connector> connector) {
    m_connectors.push_back(std::move(connector));
}

const Connector* ConnectorRegistry::find(const QString& type) const {
    for (const auto& connector : m_connectors) {
        if (connector->type().key == type) {
            return connector.get();
        }
    }
    return nullptr;
}

} // namespace pathways
