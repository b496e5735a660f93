// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/qt_transport.h"

#include "core/base/thread_supply.h"
#include "core/net/network_worker.h"
#include "core/net/transport_errors.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QThread>

#include <atomic>
#include <future>
#include <mutex>

namespace pathways {

namespace {
/// For the network thread, and for the one that Qt starts to speak HTTP at the first request.
constexpr thread_supply::Demand kToStart{2, 2};
/// For the thread in which Qt looks a name up, and for a socket.
constexpr thread_supply::Demand kPerRequest{1, 4};
} // namespace

struct QtTransport::Private {
    std::mutex starting;
    QThread thread;
    NetworkWorker* worker = nullptr; ///< Lives in the thread and is deleted there, or here if it never ran.
    std::atomic<quint64> nextId = 1;
};

QtTransport::QtTransport()
    : d(std::make_unique<Private>()) {
    d->thread.setObjectName(QStringLiteral("pathways-network"));
    d->worker = new NetworkWorker;
    d->worker->moveToThread(&d->thread);
}

QtTransport::~QtTransport() {
    if (!d->thread.isRunning()) {
        delete d->worker; // Nobody else would, and there is nothing to wait for.
        return;
    }
    QObject::connect(&d->thread, &QThread::finished, d->worker, &QObject::deleteLater);
    QMetaObject::invokeMethod(
        d->worker, [worker = d->worker] { worker->shutDown(); }, Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

Result<void> QtTransport::start() {
    const std::lock_guard lock(d->starting);
    if (d->thread.isRunning()) {
        return {};
    }
    if (auto given = thread_supply::check(kToStart); !given) {
        return given;
    }
    d->thread.start();
    if (!d->thread.isRunning()) {
        return fail(thread_supply::refused("the network thread was refused"));
    }
    return {};
}

HttpReply QtTransport::send(const HttpRequest& request, std::stop_token stop) {
    Q_ASSERT(QThread::currentThread() != &d->thread);
    const auto ready = start().and_then([] { return thread_supply::check(kPerRequest); });
    if (!ready) {
        return {HttpEnd::NotSent, 0, {}, {}, transport_errors::nothingToSendWith(ready.error())};
    }
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
