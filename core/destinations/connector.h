// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/destinations/call_context.h"
#include "core/destinations/push_session.h"
#include "core/destinations/push_target.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/finding.h"

#include <QList>
#include <QMap>
#include <QString>

#include <memory>

namespace pathways {

/// A list, audience or table that the user wants to have made at the platform.
struct NewObject {
    QString name;
    QString description;
    QMap<QString, QString> options;
    QString marker;     ///< Random; written where the platform has room for it, so that the object can be found after a
                        ///< lost answer.
    bool again = false; ///< An earlier attempt with this marker got no answer: first look whether it was made.
};

/// One platform. One folder under destinations/ and one line in the registry; see CONTRIBUTING, "A new destination".
class Connector {
public:
    virtual ~Connector() = default;
    [[nodiscard]] virtual const DestinationType& type() const = 0;
    /// This platform's dialect of "wait" for the client.
    [[nodiscard]] virtual RetryPolicy retryPolicy() const;
    /// Live check of credential, account, permissions and terms; read-only.
    [[nodiscard]] virtual Result<AccountInfo> validate(const CallContext& context) const = 0;
    [[nodiscard]] virtual Result<QList<DestinationObject>> listObjects(const CallContext& context) const = 0;
    [[nodiscard]] virtual Result<DestinationObject> createObject(const CallContext& context,
                                                                 const NewObject& wanted) const;
    /// Fields that columns can feed, required first.
    [[nodiscard]] virtual Result<QList<FieldSpec>> fields(const CallContext& context,
                                                          const DestinationObject& object) const = 0;
    [[nodiscard]] virtual Result<FieldSpec> createField(const CallContext& context, const DestinationObject& object,
                                                        const FieldSpec& wanted) const;
    /// Checks that this push is possible (object still there, terms accepted, right kind); read-only.
    [[nodiscard]] virtual Result<QList<Finding>> check(const CallContext& context, const PushTarget& target) const;
    /// Opens the conversation, also for reading members back before Confirm; changes nothing at the platform. The
    /// context outlives the session.
    [[nodiscard]] virtual Result<std::unique_ptr<PushSession>> beginPush(const CallContext& context,
                                                                         PushTarget target) const = 0;
    /// Ends the credential at the platform, where it can be done.
    [[nodiscard]] virtual Result<void> revoke(const CallContext& context) const;
};

} // namespace pathways
