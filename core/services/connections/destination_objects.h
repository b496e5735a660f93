// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"

#include <QFuture>
#include <QHash>
#include <QObject>

#include <utility>

namespace pathways {

struct ServiceContext;

/// The lists, audiences and tables of a connected account, read and made at the platform. GUI thread.
class DestinationObjects final : public QObject {
    Q_OBJECT
public:
    explicit DestinationObjects(ServiceContext& context, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<QList<DestinationObject>>> list(const ConnectionId& id);
    /// Made at most once: after an error the same name at the same connection first looks for what an earlier attempt
    /// may have made.
    [[nodiscard]] QFuture<Result<DestinationObject>> create(const ConnectionId& id, const QString& name,
                                                            const QMap<QString, QString>& options);

private:
    ServiceContext& m_context;
    QHash<std::pair<QString, QString>, QString> m_unanswered; ///< Connection and name -> NewObject::marker.
};

} // namespace pathways
