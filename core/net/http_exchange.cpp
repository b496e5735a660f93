// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_exchange.h"

#include "core/net/reply_validator.h"
#include "core/net/transport_errors.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QSslConfiguration>

#include <limits>

namespace pathways {

namespace {

constexpr qsizetype kMaxHeaderBytes = 64 * 1024;

/// Qt reports statuses from 400 on as errors of these kinds, with the answer readable.
bool isStatusError(QNetworkReply::NetworkError error) {
    return error == QNetworkReply::NoError ||
           (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError &&
            error != QNetworkReply::ContentReSendError) ||
           error == QNetworkReply::ProtocolInvalidOperationError ||
           (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError);
}

bool endedBeforeTheLineStood(QNetworkReply::NetworkError error, bool untrusted) {
    return error == QNetworkReply::HostNotFoundError || error == QNetworkReply::ConnectionRefusedError ||
           (error == QNetworkReply::SslHandshakeFailedError && untrusted) ||
           (error >= QNetworkReply::ProxyConnectionRefusedError && error <= QNetworkReply::UnknownProxyError);
}

QNetworkRequest toQt(const HttpRequest& request, const QSslConfiguration& tls, std::chrono::milliseconds idleTimeout) {
    QNetworkRequest result(request.url);
    result.setSslConfiguration(tls);
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    result.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setTransferTimeout(int(idleTimeout.count()));
    result.setRawHeader("User-Agent", "Pathways/" PATHWAYS_VERSION);
    // Set explicitly, so that Qt leaves the bytes alone and a gzip stream can prove that it is complete.
    result.setRawHeader("Accept-Encoding", "gzip");
    for (const auto& [name, value] : request.headers) {
        result.setRawHeader(name, value);
    }
    return result;
}

} // namespace

HttpExchange::HttpExchange(HttpRequest request, QObject* parent)
    : QObject(parent)
    , m_request(std::move(request))
    , m_upload(m_request.body) {
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] { abort(Abort::Deadline); });
}

HttpExchange::~HttpExchange() {
    if (m_reply) {
        m_reply->disconnect(this);
        delete m_reply;
    }
}

void HttpExchange::start(QNetworkAccessManager& manager, const QSslConfiguration& tls,
                         std::chrono::milliseconds idleTimeout) {
    QNetworkRequest request = toQt(m_request, tls, idleTimeout);
    m_reads = m_request.body.isEmpty() && (m_request.method == "GET" || m_request.method == "HEAD");
    if (m_reads) {
        m_reply = m_request.method == "GET" ? manager.get(request) : manager.head(request);
    } else {
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
        if (!request.hasRawHeader("Content-Type")) {
            request.setRawHeader("Content-Type", "application/octet-stream"); // Else Qt warns and invents one.
        }
        m_reply = manager.sendCustomRequest(request, m_request.method, &m_upload);
    }
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_sent = true; });
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError>& errors) { m_tlsErrors = errors; });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpExchange::readHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpExchange::readBody);
    connect(m_reply, &QNetworkReply::finished, this, &HttpExchange::finish);
    const auto longest = std::chrono::milliseconds(std::numeric_limits<int>::max());
    m_deadline.start(std::min(m_request.deadline, longest));
    if (m_reply->isFinished()) {
        QMetaObject::invokeMethod(this, &HttpExchange::finish, Qt::QueuedConnection);
    }
}

void HttpExchange::abort(Abort why) {
    if (m_done || m_abort != Abort::None) {
        return;
    }
    m_abort = why;
    m_reply->abort(); // Emits finished.
    finish();
}

void HttpExchange::readHeaders() {
    qsizetype size = 0;
    m_headers.clear();
    for (const auto& [name, value] : m_reply->rawHeaderPairs()) {
        size += name.size() + value.size() + 4;
        m_headers.append({name.toLower(), value});
    }
    if (size > kMaxHeaderBytes) {
        abort(Abort::HeadersTooLarge);
    }
}

void HttpExchange::readBody() {
    if (m_done || m_abort != Abort::None) {
        return;
    }
    if (m_reply->isOpen()) {
        m_body += m_reply->readAll();
    }
    if (m_body.size() > m_request.maxBodyBytes) {
        m_body.clear();
        abort(Abort::BodyTooLarge);
    }
}

void HttpExchange::finish() {
    if (m_done) {
        return;
    }
    if (m_abort == Abort::None) {
        readHeaders();
        readBody();
        if (m_done) {
            return; // A cap was passed with the last bytes.
        }
    }
    m_done = true;
    m_deadline.stop();
    emit done(conclude());
}

bool HttpExchange::leftTheMachine() const {
    // Both are reported in order with the end of the exchange, so neither can be missed when Qt ends it by itself.
    if (m_sent || m_upload.wasAskedFor()) {
        return true;
    }
    // For an empty body Qt reports neither, so only a failure before the connection was made proves anything.
    const bool reported = m_reads || !m_request.body.isEmpty();
    return !reported && !endedBeforeTheLineStood(m_reply->error(), !m_tlsErrors.isEmpty());
}

HttpReply HttpExchange::conclude() {
    const QString host = m_request.url.host();
    HttpReply reply;
    reply.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    switch (m_abort) {
    case Abort::Stopped:
        reply.end = HttpEnd::Unknown;
        reply.error = transport_errors::canceled(true);
        return reply;
    case Abort::Deadline:
        reply.end = HttpEnd::Unknown;
        reply.error = transport_errors::tooSlow(host);
        return reply;
    case Abort::HeadersTooLarge:
    case Abort::BodyTooLarge:
        reply.end = HttpEnd::Unknown;
        reply.error = transport_errors::tooLarge(host);
        return reply;
    case Abort::None:
        break;
    }
    // With the policy set to manual Qt still tries to rewind the body for these two, and complains.
    const bool redirect =
        m_reply->error() == QNetworkReply::ContentReSendError && (reply.status == 307 || reply.status == 308);
    if (reply.status > 0 && (redirect || isStatusError(m_reply->error()))) {
        reply.headers = std::move(m_headers);
        reply.body = std::move(m_body);
        return concludeAnswered(std::move(reply));
    }
    reply.end = leftTheMachine() ? HttpEnd::Unknown : HttpEnd::NotSent;
    reply.error = m_tlsErrors.isEmpty() ? transport_errors::fromQt(m_reply->error(), reply.end, host)
                                        : transport_errors::untrusted(m_tlsErrors, host);
    return reply;
}

HttpReply HttpExchange::concludeAnswered(HttpReply reply) {
    const QString host = m_request.url.host();
    const auto cut = [&host, &reply] {
        reply.end = HttpEnd::Unknown;
        reply.headers.clear();
        reply.body.clear();
        reply.error = transport_errors::cutOff(host);
        return reply;
    };
    const bool bodyless = m_request.method == "HEAD" || reply.status == 204 || reply.status == 304;
    // Qt may withhold the body of an authentication challenge or a redirect; the status says enough.
    const bool statusSuffices =
        reply.status == 401 || reply.status == 407 || (reply.status >= 300 && reply.status < 400);
    bool lengthProven = bodyless || statusSuffices;
    bool numeric = false;
    const qint64 announced = reply.header("content-length").toLongLong(&numeric);
    if (!lengthProven && numeric) {
        if (announced != reply.body.size()) {
            return cut();
        }
        lengthProven = true;
    }
    if (reply.header("content-encoding").toLower() == "gzip" && !reply.body.isEmpty()) {
        Unpacked unpacked = unpackGzip(reply.body, m_request.maxBodyBytes);
        if (unpacked.state != Unpacked::State::Whole) {
            HttpReply broken = cut();
            if (unpacked.state == Unpacked::State::TooLarge) {
                broken.error = transport_errors::tooLarge(host);
            }
            return broken;
        }
        reply.body = std::move(unpacked.bytes);
        lengthProven = true;
    }
    if (!lengthProven && reply.status < 300 && !provesItselfWhole(reply.body)) {
        return cut();
    }
    reply.end = HttpEnd::Answered;
    return reply;
}

} // namespace pathways
