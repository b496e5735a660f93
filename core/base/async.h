// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QtConcurrent/QtConcurrentRun>

#include <memory>
#include <utility>

namespace pathways {

/// Calls callback(result) in the receiver's thread when the future is done, and never if the receiver is gone by
/// then. The watcher is the receiver's child: on Qt 6.4 QFuture::then(context) aborts when the context dies first.
template <typename T, typename F>
void whenDone(const QFuture<T>& future, QObject* receiver, F&& callback) {
    auto* watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcher<T>::finished, receiver,
                     [watcher, callback = std::forward<F>(callback)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0) {
                             callback(watcher->result());
                         }
                     });
    watcher->setFuture(future);
}

/// A promise that was begun, shared by whatever is to finish it.
template <typename T>
using SharedPromise = std::shared_ptr<QPromise<T>>;

template <typename T>
[[nodiscard]] SharedPromise<T> startedPromise() {
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    return promise;
}

/// Gives the promise its result, and with it everybody who waits for it.
template <typename T>
void finishWith(const SharedPromise<T>& promise, T result) {
    promise->addResult(std::move(result));
    promise->finish();
}

/// A future that is done already.
template <typename T>
[[nodiscard]] QFuture<T> readyFuture(T value) {
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace pathways
