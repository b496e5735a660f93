// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/http_server.h"

namespace pathways::practice {

/// One connection's conversation: reads requests, asks the handler, writes answers, until either side closes. Used by
/// PracticeHttpServer alone; owns nothing but its buffer.
class HttpConnection final {
public:
    HttpConnection(int socket, PracticeHandler& handler, QByteArray baseUrl);
    /// Returns when the connection is to be closed. Never throws.
    void run();

private:
    enum class Read { Request, Closed, Refused };

    Read readRequest(PracticeRequest& request);
    Read parseHead(const QByteArray& head, PracticeRequest& request);
    Read readBody(PracticeRequest& request);
    Read readChunks(PracticeRequest& request);
    bool fill();
    bool takeLine(QByteArray& line);
    Read refuse(int status);
    bool answer(const PracticeRequest& request, const PracticeResponse& response);
    bool sendAll(const QByteArray& head, const QByteArray& body);
    void acknowledgeAtOnce() const;

    int m_socket;
    PracticeHandler& m_handler;
    QByteArray m_baseUrl;
    QByteArray m_buffer;
    bool m_keepAlive = true;
};

} // namespace pathways::practice
