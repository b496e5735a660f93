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
                Texts::tr("Do this at the platform itself, then check again."));
}
} // namespace

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

} // namespace pathways
