// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/http_server.h"
#include "tests/practice/raw_client.h"
#include "tests/support/lowered_limit.h"

#include <QFile>

#include <gtest/gtest.h>

namespace pathways::practice {
namespace {

using test::RawClient;

class Echo final : public PracticeHandler {
public:
    PracticeResponse handle(const PracticeRequest& request) override {
        PracticeResponse response;
        response.body = request.method + ' ' + request.path + ' ' + request.parameter("q").value_or("-") + ' ' +
                        QByteArray::number(request.body.size()) + ' ' + request.body.right(3);
        if (request.path == "/reset") {
            response.end = PracticeEnd::Reset;
        } else if (request.path == "/silent") {
            response.end = PracticeEnd::Unanswered;
        } else if (request.path == "/cut") {
            response.end = PracticeEnd::CutInBody;
        } else if (request.path == "/gone") {
            response.status = 204;
        }
        return response;
    }
};

class HttpServer : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(server.start()); }
    Echo echo;
    PracticeHttpServer server{echo};
};

TEST_F(HttpServer, answersSeveralRequestsOnOneConnection) {
    RawClient client(server.port());
    EXPECT_EQ(RawClient::body(client.exchange("GET /a?q=x%20y HTTP/1.1\r\nHost: h\r\n\r\n")), "GET /a x y 0 ");
    EXPECT_EQ(RawClient::body(client.exchange("POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")), "POST /b - 3 abc");
    client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
    EXPECT_EQ(RawClient::body(client.answer()), "GET /1 - 0 ");
    EXPECT_EQ(RawClient::body(client.answer()), "GET /2 - 0 ");
    EXPECT_EQ(server.connectionCount(), 1);
}

TEST_F(HttpServer, takesChunkedAndLargeBodies) {
    RawClient client(server.port());
    EXPECT_EQ(RawClient::body(client.exchange(
                  "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")),
              "POST /c - 5 cde");
    const QByteArray large = QByteArray(10'000'000, 'x') + "end";
    EXPECT_EQ(RawClient::body(client.exchange("PUT /l HTTP/1.1\r\nContent-Length: " + QByteArray::number(large.size()) +
                                              "\r\n\r\n" + large)),
              "PUT /l - 10000003 end");
}

TEST_F(HttpServer, refusesWhatIsNotHttp) {
    const QList<QPair<QByteArray, int>> cases = {
        {"nonsense\r\n\r\n", 400},
        {"GET a HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413},
        {"GET / HTTP/1.1\r\nX: " + QByteArray(200'000, 'x'), 431}};
    for (const auto& [bytes, status] : cases) {
        RawClient client(server.port());
        EXPECT_EQ(RawClient::status(client.exchange(bytes)), status) << bytes.left(60).constData();
        EXPECT_TRUE(client.closed());
    }
}

TEST_F(HttpServer, playsTheEndsOfANetwork) {
    EXPECT_EQ(RawClient(server.port()).exchange("GET /silent HTTP/1.1\r\n\r\n"), "");
    EXPECT_EQ(RawClient(server.port()).exchange("GET /reset HTTP/1.1\r\n\r\n"), "");
    RawClient cut(server.port());
    EXPECT_EQ(RawClient::body(cut.exchange("GET /cut HTTP/1.1\r\n\r\n")), "GET /c");
    RawClient empty(server.port());
    EXPECT_FALSE(empty.exchange("DELETE /gone HTTP/1.1\r\n\r\n").contains("Content-Length"));
}

TEST(HttpServerLife, listensOnLoopbackAloneAndStopsWithOpenConnections) {
    Echo echo;
    auto server = std::make_unique<PracticeHttpServer>(echo);
    ASSERT_TRUE(server->start());
    const quint16 port = server->port();
    QFile sockets(QStringLiteral("/proc/net/tcp"));
    ASSERT_TRUE(sockets.open(QIODevice::ReadOnly));
    // 127.0.0.1, this port, state "listening".
    const QByteArray portText = QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    const QByteArray entry = " 0100007F:" + portText + " 00000000:0000 0A ";
    EXPECT_TRUE(sockets.readAll().contains(entry));
    PracticeHttpServer second(echo);
    const auto taken = second.start(port);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::InUse);
    RawClient waiting(port);
    waiting.exchange("GET / HTTP/1.1\r\n\r\n");
    server.reset();
    EXPECT_TRUE(waiting.closed());
}

/// F69: neither is the program ended, nor does anybody wait for an answer that will not come.
TEST_F(HttpServer, F69_aConnectionForWhichThereIsNoThreadIsClosed) {
    if (!test::kMemoryCanBeLimited) {
        GTEST_SKIP() << "sanitizers need address space of their own";
    }
    {
        const test::NoThreads none;
        ASSERT_TRUE(none.works());
        RawClient client(server.port());
        EXPECT_EQ(client.exchange("GET /a HTTP/1.1\r\n\r\n"), QByteArray());
        PracticeHttpServer second(echo);
        const auto started = second.start();
        ASSERT_FALSE(started);
        EXPECT_FALSE(started.error().remedy.isEmpty());
    }
    RawClient client(server.port());
    EXPECT_EQ(RawClient::body(client.exchange("GET /a HTTP/1.1\r\n\r\n")), "GET /a - 0 ");
}

} // namespace
} // namespace pathways::practice
