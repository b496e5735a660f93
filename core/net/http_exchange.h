// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/http.h"
#include "core/net/upload_device.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QTimer>

class QNetworkAccessManager;
class QSslConfiguration;

namespace pathways {

/// One request on its way, in the network thread. Emits done() exactly once.
class HttpExchange final : public QObject {
    Q_OBJECT
public:
    enum class Abort { None, Stopped, Deadline, HeadersTooLarge, BodyTooLarge };

    HttpExchange(HttpRequest request, QObject* parent);
    ~HttpExchange() override;
    void start(QNetworkAccessManager& manager, const QSslConfiguration& tls, std::chrono::milliseconds idleTimeout);
    void abort(Abort why);

signals:
    void done(pathways::HttpReply reply);

private:
    void readHeaders();
    void readBody();
    void finish();
    [[nodiscard]] HttpReply conclude();
    [[nodiscard]] HttpReply concludeAnswered(HttpReply reply);
    [[nodiscard]] bool leftTheMachine() const;

    HttpRequest m_request;
    UploadDevice m_upload;
    QTimer m_deadline;
    QPointer<QNetworkReply> m_reply;
    HttpHeaders m_headers;
    QByteArray m_body;
    QList<QSslError> m_tlsErrors;
    Abort m_abort = Abort::None;
    bool m_reads = false; ///< GET or HEAD without a body: goes out without the device.
    bool m_sent = false;
    bool m_done = false;
};

} // namespace pathways
