// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/http_connection.h"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace pathways::practice {

namespace {

constexpr qsizetype kMaxHeadBytes = 64 * 1024;
constexpr qsizetype kMaxBodyBytes = 64 * 1024 * 1024;
constexpr qsizetype kReadBytes = 64 * 1024;

QByteArray reasonPhrase(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

bool isToken(QByteArrayView text) {
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.' || c == '!' || c == '#' || c == '$' || c == '%' || c == '&' || c == '\'' || c == '*' ||
               c == '+' || c == '^' || c == '`' || c == '|' || c == '~';
    });
}

} // namespace

HttpConnection::HttpConnection(int socket, PracticeHandler& handler, QByteArray baseUrl)
    : m_socket(socket)
    , m_handler(handler)
    , m_baseUrl(std::move(baseUrl)) {
    m_buffer.reserve(kReadBytes);
}

void HttpConnection::run() {
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    while (m_keepAlive) {
        PracticeRequest request;
        request.baseUrl = m_baseUrl;
        if (readRequest(request) != Read::Request) {
            return;
        }
        const PracticeResponse response = m_handler.handle(request);
        if (!answer(request, response)) {
            return;
        }
    }
}

void HttpConnection::acknowledgeAtOnce() const {
    // Not sticky: the kernel falls back to delayed acknowledgements by itself.
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

bool HttpConnection::fill() {
    const qsizetype before = m_buffer.size();
    m_buffer.resize(before + kReadBytes);
    ssize_t got = 0;
    do {
        got = ::recv(m_socket, m_buffer.data() + before, size_t(kReadBytes), 0);
    } while (got < 0 && errno == EINTR);
    m_buffer.resize(before + std::max<qsizetype>(0, got));
    if (got > 0) {
        acknowledgeAtOnce();
    }
    return got > 0;
}

HttpConnection::Read HttpConnection::refuse(int status) {
    sendAll("HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) +
                "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            {});
    m_keepAlive = false;
    return Read::Refused;
}

HttpConnection::Read HttpConnection::readRequest(PracticeRequest& request) {
    qsizetype end = -1;
    while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
        if (m_buffer.size() > kMaxHeadBytes) {
            return refuse(431);
        }
        if (!fill()) {
            return Read::Closed;
        }
    }
    const QByteArray head = m_buffer.left(end);
    m_buffer.remove(0, end + 4);
    const Read parsed = parseHead(head, request);
    return parsed == Read::Request ? readBody(request) : parsed;
}

HttpConnection::Read HttpConnection::parseHead(const QByteArray& head, PracticeRequest& request) {
    const qsizetype lineEnd = head.indexOf("\r\n");
    const QList<QByteArray> parts = (lineEnd < 0 ? head : head.left(lineEnd)).split(' ');
    if (parts.size() != 3 || !isToken(parts[0]) || !parts[1].startsWith('/') || !parts[2].startsWith("HTTP/1.")) {
        return refuse(400);
    }
    request.method = parts[0];
    const qsizetype question = parts[1].indexOf('?');
    request.path = question < 0 ? parts[1] : parts[1].left(question);
    request.rawQuery = question < 0 ? QByteArray() : parts[1].mid(question + 1);
    m_keepAlive = parts[2] != "HTTP/1.0";

    qsizetype position = lineEnd < 0 ? head.size() : lineEnd + 2;
    while (position < head.size()) {
        qsizetype end = head.indexOf("\r\n", position);
        end = end < 0 ? head.size() : end;
        const QByteArrayView line(head.constData() + position, end - position);
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.first(colon))) {
            return refuse(400);
        }
        request.headers.append(
            {line.first(colon).toByteArray().toLower(), line.sliced(colon + 1).trimmed().toByteArray()});
        position = end + 2;
    }
    if (request.header("connection").toLower() == "close") {
        m_keepAlive = false;
    }
    return Read::Request;
}

HttpConnection::Read HttpConnection::readBody(PracticeRequest& request) {
    const QByteArray coding = request.header("transfer-encoding");
    const QByteArray announced = request.header("content-length");
    if (!coding.isEmpty() && !announced.isEmpty()) {
        return refuse(400); // Two lengths: the classic way to smuggle a request.
    }
    if (request.header("expect").toLower() == "100-continue" && !sendAll("HTTP/1.1 100 Continue\r\n\r\n", {})) {
        return Read::Closed;
    }
    if (!coding.isEmpty()) {
        return coding.toLower() == "chunked" ? readChunks(request) : refuse(400);
    }
    if (announced.isEmpty()) {
        return Read::Request;
    }
    bool numeric = false;
    const qsizetype size = announced.toLongLong(&numeric);
    if (!numeric || size < 0) {
        return refuse(400);
    }
    if (size > kMaxBodyBytes) {
        return refuse(413);
    }
    if (m_buffer.size() >= size) {
        request.body = m_buffer.left(size);
        m_buffer.remove(0, size);
        return Read::Request;
    }
    // Straight into place, without a second copy: bodies of 10 MB are usual.
    request.body = QByteArray(size, Qt::Uninitialized);
    qsizetype have = m_buffer.size();
    std::copy(m_buffer.cbegin(), m_buffer.cend(), request.body.begin());
    m_buffer.clear();
    while (have < size) {
        const ssize_t got = ::recv(m_socket, request.body.data() + have, size_t(size - have), 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return Read::Closed;
        }
        acknowledgeAtOnce();
        have += got;
    }
    return Read::Request;
}

bool HttpConnection::takeLine(QByteArray& line) {
    qsizetype end = -1;
    while ((end = m_buffer.indexOf("\r\n")) < 0) {
        if (m_buffer.size() > kMaxHeadBytes || !fill()) {
            return false;
        }
    }
    line = m_buffer.left(end);
    m_buffer.remove(0, end + 2);
    return true;
}

HttpConnection::Read HttpConnection::readChunks(PracticeRequest& request) {
    QByteArray line;
    while (takeLine(line)) {
        bool numeric = false;
        const qsizetype size = line.split(';').constFirst().trimmed().toLongLong(&numeric, 16);
        if (!numeric || size < 0) {
            return refuse(400);
        }
        if (request.body.size() + size > kMaxBodyBytes) {
            return refuse(413);
        }
        if (size == 0) {
            while (takeLine(line)) {
                if (line.isEmpty()) {
                    return Read::Request;
                }
            }
            return Read::Closed;
        }
        while (m_buffer.size() < size + 2) {
            if (!fill()) {
                return Read::Closed;
            }
        }
        if (m_buffer.at(size) != '\r' || m_buffer.at(size + 1) != '\n') {
            return refuse(400);
        }
        request.body.append(QByteArrayView(m_buffer.constData(), size));
        m_buffer.remove(0, size + 2);
    }
    return Read::Closed;
}

bool HttpConnection::answer(const PracticeRequest& request, const PracticeResponse& response) {
    if (response.end == PracticeEnd::Unanswered) {
        return false;
    }
    if (response.end == PracticeEnd::Reset) {
        const linger now{1, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
        return false;
    }
    m_keepAlive = m_keepAlive && response.end == PracticeEnd::KeepAlive;
    const bool bodyless = response.status == 204 || response.status == 304;
    QByteArray head;
    head.reserve(512);
    head += "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reasonPhrase(response.status) + "\r\n";
    for (const auto& [name, value] : response.headers) {
        head += name + ": " + value + "\r\n";
    }
    if (!bodyless) {
        head += "Content-Length: " + QByteArray::number(response.body.size()) + "\r\n";
    }
    head += m_keepAlive ? "\r\n" : "Connection: close\r\n\r\n";
    if (bodyless || request.method == "HEAD") {
        return sendAll(head, {});
    }
    if (response.end == PracticeEnd::CutInBody) {
        sendAll(head, response.body.left(response.body.size() / 2));
        return false;
    }
    return sendAll(head, response.body);
}

bool HttpConnection::sendAll(const QByteArray& head, const QByteArray& body) {
    const size_t total = size_t(head.size()) + size_t(body.size());
    size_t sent = 0;
    while (sent < total) {
        iovec parts[2];
        int count = 0;
        const size_t headSize = size_t(head.size());
        // iovec wants pointers to non-const; sendmsg does not write through them.
        if (sent < headSize) {
            parts[count++] = {const_cast<char*>(head.constData()) + sent, headSize - sent};
        }
        const size_t bodySent = sent > headSize ? sent - headSize : 0;
        if (bodySent < size_t(body.size())) {
            parts[count++] = {const_cast<char*>(body.constData()) + bodySent, size_t(body.size()) - bodySent};
        }
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = size_t(count);
        const ssize_t written = ::sendmsg(m_socket, &message, MSG_NOSIGNAL);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        sent += size_t(written);
    }
    return true;
}

} // namespace pathways::practice
