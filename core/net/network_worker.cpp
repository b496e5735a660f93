// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/network_worker.h"

#include "core/net/http_exchange.h"
#include "core/net/transport_errors.h"

#include <QHostAddress>
#include <QNetworkProxyFactory>

namespace pathways {

namespace {

bool isLoopback(const QString& host) {
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

/// The proxy entered by hand, or the system's. Practice destinations and sign-in listen on loopback, where a proxy
/// has no business.
class ProxyChoice final : public QNetworkProxyFactory {
public:
    ProxyChoice(const ManualProxy& manual, bool direct)
        : m_direct(direct) {
        if (manual.isSet()) {
            m_manual = QNetworkProxy(QNetworkProxy::HttpProxy, manual.host, manual.port, manual.user, manual.password);
        }
    }
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override {
        if (m_direct || isLoopback(query.peerHostName())) {
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        }
        return m_manual.type() == QNetworkProxy::HttpProxy ? QList<QNetworkProxy>{m_manual}
                                                           : systemProxyForQuery(query);
    }

private:
    bool m_direct;
    QNetworkProxy m_manual{QNetworkProxy::NoProxy};
};

} // namespace

NetworkWorker::NetworkWorker()
    : m_tls(QSslConfiguration::defaultConfiguration()) {
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
}

NetworkWorker::~NetworkWorker() = default;

void NetworkWorker::begin(quint64 id, const HttpRequest& request, const std::stop_token& stop,
                          std::shared_ptr<std::promise<HttpReply>> promise) {
    if (m_closed || stop.stop_requested()) {
        promise->set_value(HttpReply{HttpEnd::Canceled, 0, {}, {}, transport_errors::canceled(false)});
        return;
    }
    if (m_manager == nullptr) {
        m_manager = new QNetworkAccessManager(this);
        m_manager->setAutoDeleteReplies(false);
        m_manager->setProxyFactory(new ProxyChoice(m_options.proxy, m_options.direct));
    }
    auto* exchange = new HttpExchange(request, this);
    m_exchanges.insert(id, exchange);
    connect(exchange, &HttpExchange::done, this, [this, id, exchange, promise = std::move(promise)](HttpReply reply) {
        m_exchanges.remove(id);
        exchange->deleteLater();
        promise->set_value(std::move(reply));
    });
    exchange->start(*m_manager, m_tls, m_options.idleTimeout);
}

void NetworkWorker::cancel(quint64 id) {
    if (HttpExchange* exchange = m_exchanges.value(id)) {
        exchange->abort(HttpExchange::Abort::Stopped);
    }
}

void NetworkWorker::configure(const TransportOptions& options, const QList<QSslCertificate>& additional) {
    m_options = options;
    m_tls = QSslConfiguration::defaultConfiguration();
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
    if (!additional.isEmpty()) {
        // addCaCertificates() would disable on-demand loading of the system's certificates.
        m_tls.setCaCertificates(QSslConfiguration::systemCaCertificates() + additional);
    }
    if (m_manager != nullptr) {
        m_manager->setProxyFactory(new ProxyChoice(m_options.proxy, m_options.direct));
        m_manager->clearConnectionCache();
    }
}

void NetworkWorker::shutDown() {
    m_closed = true;
    const QList<HttpExchange*> open = m_exchanges.values();
    for (HttpExchange* exchange : open) {
        exchange->abort(HttpExchange::Abort::Stopped);
    }
    delete m_manager;
    m_manager = nullptr;
}

} // namespace pathways
