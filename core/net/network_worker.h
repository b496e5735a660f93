// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/qt_transport.h"

#include <QHash>
#include <QNetworkAccessManager>
#include <QObject>
#include <QSslConfiguration>

#include <future>
#include <memory>
#include <stop_token>

namespace pathways {

class HttpExchange;

/// Lives in the network thread and owns the process's only QNetworkAccessManager. Used by QtTransport alone; every
/// member is called in that thread.
class NetworkWorker final : public QObject {
    Q_OBJECT
public:
    NetworkWorker();
    ~NetworkWorker() override;
    void begin(quint64 id, const HttpRequest& request, const std::stop_token& stop,
               std::shared_ptr<std::promise<HttpReply>> promise);
    void cancel(quint64 id);
    void configure(const TransportOptions& options, const QList<QSslCertificate>& additional);
    void shutDown();

private:
    QNetworkAccessManager* m_manager = nullptr; ///< Made in its own thread, at the first request.
    QSslConfiguration m_tls;
    TransportOptions m_options;
    QHash<quint64, HttpExchange*> m_exchanges;
    bool m_closed = false;
};

} // namespace pathways
