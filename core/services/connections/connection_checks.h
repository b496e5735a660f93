// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <QFuture>
#include <QObject>
#include <QSet>

namespace pathways {

struct ServiceContext;

/// Live checks of stored connections; what they find is stored with the connection. GUI thread.
class ConnectionChecks final : public QObject {
    Q_OBJECT
public:
    explicit ConnectionChecks(ServiceContext& context, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<AccountInfo>> start(const ConnectionId& id);
    [[nodiscard]] bool running(const ConnectionId& id) const { return m_running.contains(id); }

signals:
    void changed();

private:
    void store(const ConnectionId& id, const Result<AccountInfo>& account);

    ServiceContext& m_context;
    QSet<ConnectionId> m_running;
};

} // namespace pathways
