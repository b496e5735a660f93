// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/http.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QUrl>
#include <QUrlQuery>

#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// What a browser does during a sign-in: asks for an address and goes where it is sent. Runs the event loop meanwhile.
class LocalBrowser final {
public:
    /// One request, no redirects.
    void get(const QUrl& url);
    /// Follows redirects to the end.
    void open(const QUrl& url);
    /// Follows redirects up to the one that leads to host:port, which is not asked; lastUrl() is that address.
    void followUntil(const QUrl& url, const QString& host, quint16 port);
    [[nodiscard]] const QUrl& lastUrl() const { return m_url; }
    [[nodiscard]] int lastStatus() const { return m_status; }
    [[nodiscard]] const QByteArray& lastBody() const { return m_body; }
    [[nodiscard]] QString linkCalled(const QByteArray& text) const;

private:
    QNetworkAccessManager m_manager; ///< Keeps cookies, as browsers do.
    QUrl m_url;
    QUrl m_location;
    int m_status = 0;
    QByteArray m_body;
};

/// A transport that gives prepared answers, or asks a function, and remembers the requests. Thread-safe.
class ScriptedTransport final : public HttpTransport {
public:
    explicit ScriptedTransport(std::deque<HttpReply> replies)
        : m_replies(std::move(replies)) {}
    explicit ScriptedTransport(std::function<HttpReply(const HttpRequest&)> answer)
        : m_answer(std::move(answer)) {}
    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token stop) override;
    std::vector<HttpRequest> requests;

private:
    std::mutex m_mutex;
    std::deque<HttpReply> m_replies;
    std::function<HttpReply(const HttpRequest&)> m_answer;
};

/// Parts of an authorize address.
[[nodiscard]] QString redirectUri(const QUrl& authorize);
[[nodiscard]] quint16 listenerPort(const QUrl& authorize);
[[nodiscard]] QByteArray stateOf(const QUrl& authorize);

/// Local addresses (hexadecimal, as the kernel writes them) on which this machine listens at a port.
[[nodiscard]] std::set<std::string> listeningAddresses(quint16 port);
/// Sends bytes to 127.0.0.1:port and returns the answer.
[[nodiscard]] QByteArray rawRequest(quint16 port, const QByteArray& bytes);

} // namespace pathways::test
