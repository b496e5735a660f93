// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/http.h"

#include <QString>

#include <chrono>
#include <memory>

namespace pathways {

/// A proxy entered by hand, in place of the system's.
struct ManualProxy {
    QString host;
    quint16 port = 0;
    QString user;
    QString password;
    [[nodiscard]] bool isSet() const { return !host.isEmpty(); }
};

/// There is deliberately no option to ignore certificate errors.
struct TransportOptions {
    ManualProxy proxy;   ///< Not set: the system's proxy. Loopback addresses are never proxied.
    bool direct = false; ///< No proxy at all, whatever the system says.
    /// PEM file with the certificate authority of an organisation that inspects TLS; trusted beside the system's.
    QString additionalCaFile;
    /// Longest silence in either direction. Above Qt's 30 s for connecting, so that an unreachable host ends as
    /// NotSent.
    std::chrono::milliseconds idleTimeout{125'000};
};

/// The transport of the product: QNetworkAccessManager in a thread of its own, with the traps of Qt 6.4 closed
/// (traps T1-T8). What is guaranteed:
///
/// - A request that is not GET or HEAD is delivered at most once per send(), with or without a body: it goes out
///   through a sequential device that Qt cannot rewind (T1, T2).
/// - No redirect is followed, so nothing reaches another origin (T5). HTTP/2, cookies and caches are off.
/// - The deadline is absolute (T4). The answer's body is capped, after decompression, by maxBodyBytes, its headers by
///   64 kB once they are complete; Qt shows nothing of an unfinished header block, which the deadline alone ends (T7).
/// - Answered means complete. For 2xx: as long as Content-Length said, or a whole gzip stream (checksum and length), or
///   without either (chunked, or ended by closing) one whole JSON object or array or a gzip file; Qt 6.4 cannot tell a
///   cut chunked answer from a whole one (T3), so any other 2xx answer without a length ends as Unknown. Other statuses
///   count as answered without such proof, as nothing is acknowledged by them, but not when they are provably cut.
/// - NotSent means that Qt had written no byte of the request. When the deadline or the user ends an exchange that Qt
///   already has, that cannot be known and the end is Unknown.
/// - Errors carry no URL, header or body (T6).
/// - Where the computer has no thread or descriptor for a request it ends as NotSent at once, with an error of kind
///   Storage: nobody waits for a thread that does not exist, and trying again at once is of no use (F69, F70).
class QtTransport final : public HttpTransport {
public:
    QtTransport();
    /// Starts the thread, unless it runs. Errors: the computer has none to give; it can be tried again later. send()
    /// does it as well, so this is for whoever wants to know beforehand. Thread-safe.
    [[nodiscard]] Result<void> start();
    /// Ends what is under way (as Unknown) and waits for the thread.
    ~QtTransport() override;
    QtTransport(const QtTransport&) = delete;
    QtTransport& operator=(const QtTransport&) = delete;

    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token stop) override;
    /// For later requests, also where the thread is still to be started. Fails with Input when the CA file cannot be
    /// read or holds no certificate. Thread-safe.
    [[nodiscard]] Result<void> configure(const TransportOptions& options);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
