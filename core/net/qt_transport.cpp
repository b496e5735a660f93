// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/qt_transport.h"

#include "core/net/network_worker.h"
#include "core/net/transport_errors.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QThread>

#include <atomic>
#include <future>

namespace pathways {

struct QtTransport::Private {
    QThread thread;
    NetworkWorker* worker = nullptr; ///< Lives in the thread and is deleted there.
    std::atomic<quint64> nextId = 1;
};

QtTransport::QtTransport()
    : d(std::make_unique<Private>()) {
    d->thread.setObjectName(QStringLiteral("pathways-network"));
    d->worker = new NetworkWorker;
    d->worker->moveToThread(&d->thread);
    QObject::connect(&d->thread, &QThread::finished, d->worker, &QObject::deleteLater);
    d->thread.start();
}

QtTransport::~QtTransport() {
    QMetaObject::invokeMethod(
        d->worker, [worker = d->worker] { worker->shutDown(); }, Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

HttpReply QtTransport::send(const HttpRequest& request, std::stop_token stop) {
    Q_ASSERT(QThread::currentThread() != &d->thread);
    auto promise = std::make_shared<std::promise<HttpReply>>();
    std::future<HttpReply> answer = promise->get_future();
    const quint64 id = d->nextId++;
    NetworkWorker* worker = d->worker;
    QMetaObject::invokeMethod(
        worker, [worker, id, request, stop, promise] { worker->begin(id, request, stop, promise); },
        Qt::QueuedConnection);
    const std::stop_callback onStop(stop, [worker, id] {
        QMetaObject::invokeMethod(
            worker, [worker, id] { worker->cancel(id); }, Qt::QueuedConnection);
    });
    return answer.get();
}

Result<void> QtTransport::configure(const TransportOptions& options) {
    QList<QSslCertificate> additional;
    if (!options.additionalCaFile.isEmpty()) {
        QFile file(options.additionalCaFile);
        if (file.open(QIODevice::ReadOnly)) {
            additional = QSslCertificate::fromDevice(&file, QSsl::Pem);
        }
        if (additional.isEmpty()) {
            return fail(transport_errors::noCertificateInFile());
        }
    }
    QMetaObject::invokeMethod(
        d->worker, [worker = d->worker, options, additional] { worker->configure(options, additional); },
        Qt::QueuedConnection);
    return {};
}

} // namespace pathways
