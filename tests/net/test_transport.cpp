// SPDX-License-Identifier: GPL-3.0-or-later
// The transport against a server that plays faults on the bare socket. Names begin with the trap or fault they hold
// closed (tests/faults/README.md).
#include "core/net/http_client.h"
#include "core/net/qt_transport.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fault_server.h"
#include "tests/support/lowered_limit.h"
#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <zlib.h>

namespace pathways {
namespace {

using namespace std::chrono_literals;
using test::FaultPeer;
using test::FaultServer;
using ::testing::HasSubstr;

const QByteArray kChunkedCut = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
                               "9\r\n{\"a\": [1,\r\n9\r\n 2, 3";
const QByteArray kSecret = "canary-secret-7f3a";

class Transport : public ::testing::Test {
protected:
    HttpRequest request(const FaultServer& server, const QByteArray& method = "GET", const QByteArray& body = {},
                        const QByteArray& path = "/") {
        HttpRequest result;
        result.method = method;
        result.url = QUrl(QString::fromLatin1(server.url(path)));
        result.body = body;
        result.idempotent = method == "GET";
        result.deadline = std::chrono::milliseconds(test::kPatience);
        result.headers = {{"Authorization", "Bearer " + kSecret}};
        return result;
    }
    HttpReply send(const HttpRequest& request) { return transport.send(request, {}); }

    QtTransport transport;
};

qint64 residentKilobytes() {
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : status.readAll().split('\n')) {
            if (line.startsWith("VmRSS:")) {
                return line.mid(6).trimmed().split(' ').constFirst().toLongLong();
            }
        }
    }
    return 0;
}

QByteArray gzip(const QByteArray& plain) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(plain.size()))) + 64, Qt::Uninitialized);
    QByteArray copy = plain;
    stream.next_in = reinterpret_cast<Bytef*>(copy.data());
    stream.avail_in = uInt(copy.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

QByteArray withLength(const QByteArray& body, const QByteArray& headers) {
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

TEST_F(Transport, answersWithStatusHeadersAndBody) {
    FaultServer server(FaultServer::answering(200, "{\"ok\":true}", "X-Thing: Value\r\n"));
    const HttpReply reply = send(request(server, "POST", "{}", "/p?q=1"));
    EXPECT_TRUE(reply.ok()) << reply.error.detail.toStdString();
    EXPECT_EQ(reply.body, "{\"ok\":true}");
    EXPECT_EQ(reply.header("x-thing"), "Value");
    const QByteArray sent = server.requests().constFirst();
    EXPECT_TRUE(sent.startsWith("POST /p?q=1 HTTP/1.1\r\n")) << sent.constData();
    EXPECT_TRUE(sent.contains("Content-Length: 2\r\n"));
    EXPECT_FALSE(sent.contains("chunked"));
}

// T1, T2, F22: whatever the method and whatever the body, a request goes over the wire once.
class Delivery : public Transport, public ::testing::WithParamInterface<std::tuple<QByteArray, int, bool, bool>> {};

TEST_P(Delivery, T1_postIsDeliveredOnce) {
    const auto& [method, size, reset, keptAlive] = GetParam();
    const auto dying = reset ? FaultServer::resettingUnanswered() : FaultServer::closingUnanswered();
    const FaultServer::Script first = [keptAlive = keptAlive, dying](FaultPeer& peer) {
        if (keptAlive) {
            peer.readRequest();
            peer.answer(200, "{}");
        }
        dying(peer);
    };
    // A second copy would be answered with 200, as it was when Qt sent it by itself.
    FaultServer server({first, FaultServer::answering(200, "{}")});
    if (keptAlive) {
        ASSERT_TRUE(send(request(server, "GET")).ok());
    }
    const int before = server.requestCount();
    const HttpReply reply = send(request(server, method, QByteArray(size, 'x')));
    EXPECT_EQ(server.requestCount() - before, 1);
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_EQ(reply.error.kind, ErrorKind::Network);
}

INSTANTIATE_TEST_SUITE_P(Methods, Delivery,
                         ::testing::Combine(::testing::Values("POST", "PUT", "PATCH", "DELETE"),
                                            ::testing::Values(0, 2'000, 400'000), ::testing::Bool(),
                                            ::testing::Bool()));

TEST_F(Transport, F23_idleConnectionThatDiedIsReplacedUnseen) {
    std::promise<void> closed;
    FaultServer server({[&closed](FaultPeer& peer) {
                            peer.readRequest();
                            peer.answer(200, "{}");
                            peer.close();
                            closed.set_value();
                        },
                        FaultServer::answering(200, "{\"second\":1}")});
    ASSERT_TRUE(send(request(server)).ok());
    closed.get_future().wait();
    const HttpReply reply = send(request(server, "POST", "body"));
    // Either Qt has seen the end and opens another connection, or it writes into the dead one: then nothing is known,
    // but nothing is sent twice.
    EXPECT_TRUE(reply.ok() || reply.end == HttpEnd::Unknown);
    EXPECT_LE(server.requestCount(), 2);
}

// T3, F28, F29: only a whole answer is an answer.
TEST_F(Transport, T3_cutChunkedAnswerIsNotAnAnswer) {
    // The first is cut within a chunk, the second between two.
    const qsizetype between = kChunkedCut.indexOf("9\r\n 2, 3");
    for (const QByteArray& bytes : {kChunkedCut, kChunkedCut.left(between)}) {
        for (const QByteArray method : {"GET", "POST"}) {
            FaultServer server(FaultServer::raw(bytes));
            const HttpReply reply = send(request(server, method, method == "GET" ? "" : "x"));
            EXPECT_EQ(reply.end, HttpEnd::Unknown);
            EXPECT_TRUE(reply.body.isEmpty());
        }
    }
}

TEST_F(Transport, T3_wholeChunkedJsonIsAnAnswer) {
    FaultServer server(FaultServer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "9\r\n{\"a\": [1,\r\n5\r\n 2]}\n\r\n0\r\n\r\n"));
    const HttpReply reply = send(request(server));
    EXPECT_TRUE(reply.ok());
    EXPECT_EQ(reply.body, "{\"a\": [1, 2]}\n");
}

TEST_F(Transport, T3_answersWithoutLengthMustProveThemselves) {
    const QByteArray head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    const QList<QPair<QByteArray, HttpEnd>> cases = {
        {"{\"a\":1}", HttpEnd::Answered}, {"{\"a\":1", HttpEnd::Unknown},   {"12", HttpEnd::Unknown},
        {"", HttpEnd::Unknown},           {"plain", HttpEnd::Unknown},      {"[]", HttpEnd::Answered},
        {"{} {}", HttpEnd::Unknown},      {gzip("tar"), HttpEnd::Answered}, {gzip("tar").chopped(1), HttpEnd::Unknown}};
    for (const auto& [body, end] : cases) {
        FaultServer server(FaultServer::raw(head + body));
        EXPECT_EQ(send(request(server)).end, end) << body.constData();
    }
}

TEST_F(Transport, F28_shortBodyUnderContentLengthIsNotAnAnswer) {
    FaultServer server(FaultServer::raw("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"a\":1}"));
    EXPECT_EQ(send(request(server, "POST", "x")).end, HttpEnd::Unknown);
}

TEST_F(Transport, gzipAnswersAreUnpackedAndChecked) {
    const QByteArray plain = "{\"people\":" + QByteArray(1000, '1') + "}";
    const QByteArray packed = gzip(plain);
    FaultServer whole(FaultServer::raw(withLength(packed, "Content-Encoding: gzip\r\n")));
    EXPECT_EQ(send(request(whole)).body, plain);
    EXPECT_TRUE(whole.requests().constFirst().contains("Accept-Encoding: gzip"));
    FaultServer chunkedCut(FaultServer::raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed.chopped(4)));
    EXPECT_EQ(send(request(chunkedCut)).end, HttpEnd::Unknown);
    QByteArray damaged = packed;
    damaged[damaged.size() - 6] = char(damaged[damaged.size() - 6] ^ 1);
    FaultServer broken(FaultServer::raw(withLength(damaged, "Content-Encoding: gzip\r\n")));
    EXPECT_EQ(send(request(broken)).end, HttpEnd::Unknown);
}

TEST_F(Transport, F27_compressedBombIsRefused) {
    const QByteArray bomb = gzip(QByteArray(64 * 1024 * 1024, ' '));
    FaultServer server(FaultServer::raw(withLength(bomb, "Content-Encoding: gzip\r\n")));
    HttpRequest wanted = request(server);
    wanted.maxBodyBytes = 4 * 1024 * 1024;
    const HttpReply reply = send(wanted);
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_EQ(reply.error.kind, ErrorKind::Protocol);
}

// T4, F25: the deadline is absolute.
TEST_F(Transport, T4_dripDoesNotOutliveTheDeadline) {
    FaultServer server([](FaultPeer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        peer.drip(' ', 20ms);
    });
    HttpRequest wanted = request(server, "POST", "x");
    wanted.deadline = 2s; // Long enough for the request to be out, however busy the machine.
    QElapsedTimer timer;
    timer.start();
    const HttpReply reply = send(wanted);
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_GE(timer.elapsed(), 1990);
    EXPECT_LT(timer.elapsed(), test::kPatience / 2); // It would drip for ever.
    EXPECT_EQ(server.requestCount(), 1);
}

TEST_F(Transport, F24_silenceEndsAsUnknown) {
    FaultServer server(FaultServer::silent());
    TransportOptions options;
    options.idleTimeout = 2s;
    ASSERT_TRUE(transport.configure(options));
    const HttpReply reply = send(request(server, "POST", "x"));
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_THAT(reply.error.what.toStdString(), HasSubstr("did not answer in time"));
    EXPECT_EQ(server.requestCount(), 1);
}

// T5, F46: no redirect is followed, whatever its kind.
TEST_F(Transport, T5_redirectReachesNoOtherOrigin) {
    FaultServer other(FaultServer::answering(200, "{}"));
    for (const int status : {301, 302, 303, 307, 308}) {
        FaultServer server(FaultServer::answering(status, "moved", "Location: " + other.url("/stolen") + "\r\n"));
        const HttpReply reply = send(request(server, "POST", "people"));
        EXPECT_EQ(reply.end, HttpEnd::Answered);
        EXPECT_EQ(reply.status, status);
        EXPECT_FALSE(reply.ok());
    }
    EXPECT_EQ(other.requestCount(), 0);
    EXPECT_EQ(other.connectionCount(), 0);
}

// T6: nothing of the request is in what people or support see.
TEST_F(Transport, T6_errorsTellNothingOfTheRequest) {
    const QList<FaultServer::Script> scripts = {FaultServer::closingUnanswered(), FaultServer::resettingUnanswered(),
                                                FaultServer::raw(kChunkedCut), FaultServer::raw("nonsense\r\n\r\n")};
    for (const FaultServer::Script& script : scripts) {
        FaultServer server(script);
        HttpRequest wanted = request(server, "POST", "jane.canary@riverbank.test");
        wanted.url.setPath(QStringLiteral("/act_canary-account/users"));
        wanted.url.setQuery(QStringLiteral("access_token=") + QString::fromLatin1(kSecret));
        const HttpReply reply = send(wanted);
        EXPECT_NE(reply.end, HttpEnd::Answered);
        const QString all = reply.error.text() + reply.error.detail;
        EXPECT_FALSE(all.contains(u"canary")) << all.toStdString();
        EXPECT_FALSE(all.contains(u"http")) << all.toStdString();
        EXPECT_FALSE(reply.error.what.isEmpty());
        EXPECT_FALSE(reply.error.meaning.isEmpty());
        EXPECT_FALSE(reply.error.remedy.isEmpty());
    }
}

// T7, F26
TEST_F(Transport, T7_headersAboveTheCapAreRefused) {
    FaultServer server(
        FaultServer::raw("HTTP/1.1 200 OK\r\nX-Long: " + QByteArray(100'000, 'x') + "\r\nContent-Length: 2\r\n\r\n{}"));
    const HttpReply reply = send(request(server, "POST", "x"));
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_TRUE(reply.headers.isEmpty());
}

TEST_F(Transport, T7_endlessHeadersEndWithTheDeadline) {
    FaultServer server([](FaultPeer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\n");
        peer.flood("X-Filler: " + QByteArray(1000, 'x') + "\r\n", 256 * 1024 * 1024);
    });
    HttpRequest wanted = request(server, "POST", "x");
    wanted.deadline = 2s;
    QElapsedTimer timer;
    timer.start();
    EXPECT_EQ(send(wanted).end, HttpEnd::Unknown);
    EXPECT_LT(timer.elapsed(), test::kPatience / 2);
}

TEST_F(Transport, F26_endlessBodyEndsAtTheCap) {
    std::atomic<qint64> flooded = 0;
    const qint64 before = residentKilobytes();
    {
        FaultServer server([&flooded](FaultPeer& peer) {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n");
            flooded = peer.flood(QByteArray(64 * 1024, 'x'), 1024LL * 1024 * 1024);
        });
        HttpRequest wanted = request(server, "POST", "x");
        wanted.maxBodyBytes = 4 * 1024 * 1024;
        const HttpReply reply = send(wanted);
        EXPECT_EQ(reply.end, HttpEnd::Unknown);
        EXPECT_EQ(reply.error.kind, ErrorKind::Protocol);
    }
    // Of a gigabyte, no more than was under way while the answer was given up, and none of it was kept.
    EXPECT_LT(flooded, 256LL * 1024 * 1024);
    EXPECT_LT(residentKilobytes() - before, 48 * 1024);
}

// T8: against a server that acknowledges at once, a request does not stall.
TEST_F(Transport, T8_requestsDoNotStall) {
    FaultServer server(FaultServer::answering(200, "{}"));
    ASSERT_TRUE(send(request(server, "POST", "warm")).ok());
    std::vector<qint64> took;
    for (int i = 0; i < 100; ++i) {
        QElapsedTimer timer;
        timer.start();
        ASSERT_TRUE(send(request(server, "POST", QByteArray(2000, 'x'))).ok());
        took.push_back(timer.elapsed());
    }
    // A stall is 40 ms. The fastest ten of a hundred have none, however busy the machine.
    std::nth_element(took.begin(), took.begin() + 9, took.end());
    EXPECT_LT(took[9], 40);
    EXPECT_EQ(server.connectionCount(), 1);
}

TEST_F(Transport, F18_unknownHostIsNotSent) {
    HttpRequest wanted;
    wanted.method = "POST";
    wanted.url = QUrl(QStringLiteral("http://does-not-exist.invalid/"));
    wanted.deadline = std::chrono::milliseconds(test::kPatience);
    const HttpReply reply = send(wanted);
    EXPECT_EQ(reply.end, HttpEnd::NotSent);
    EXPECT_EQ(reply.error.kind, ErrorKind::Network);
}

TEST_F(Transport, F20_refusedIsNotSent) {
    quint16 port = 0;
    {
        QTcpServer closed;
        ASSERT_TRUE(closed.listen(QHostAddress::LocalHost));
        port = closed.serverPort();
    }
    for (const QByteArray method : {"GET", "POST", "DELETE"}) {
        HttpRequest wanted;
        wanted.method = method;
        wanted.body = method == "POST" ? QByteArray(100'000, 'x') : QByteArray();
        wanted.url = QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(port));
        const HttpReply reply = send(wanted);
        EXPECT_EQ(reply.end, HttpEnd::NotSent) << method.constData();
        EXPECT_EQ(reply.error.kind, ErrorKind::Network);
    }
}

TEST_F(Transport, F21_resetInMidBodyIsUnknown) {
    FaultServer server([](FaultPeer& peer) {
        peer.readSome(1000);
        peer.reset();
    });
    const HttpReply reply = send(request(server, "POST", QByteArray(4'000'000, 'x')));
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_EQ(server.requestCount(), 1);
}

TEST_F(Transport, F30_whatIsNotHttpIsUnknown) {
    for (const QByteArray bytes :
         {"\r\n\r\n", "HTTP/9.9 hello\r\n\r\n", "<html>", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"}) {
        FaultServer server(FaultServer::raw(bytes));
        EXPECT_EQ(send(request(server, "POST", "x")).end, HttpEnd::Unknown) << bytes.constData();
        EXPECT_EQ(server.requestCount(), 1);
    }
}

TEST_F(Transport, statusesAreAnswersWithTheirBody) {
    const QByteArray body = "{\"title\":\"No\"}";
    for (const int status : {400, 401, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 501, 502, 503, 504}) {
        FaultServer server(FaultServer::answering(status, body, "Content-Type: application/problem+json\r\n"));
        const HttpReply reply = send(request(server, "POST", "x"));
        EXPECT_EQ(reply.end, HttpEnd::Answered) << status;
        EXPECT_EQ(reply.status, status);
        EXPECT_EQ(reply.body, body) << status;
        EXPECT_EQ(server.requestCount(), 1) << status;
    }
}

TEST_F(Transport, signInChallengeIsAnAnswerAndNotRepeated) {
    for (const QByteArray scheme : {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"n\"", "Negotiate", "Bearer"}) {
        FaultServer server(
            FaultServer::answering(401, "{\"title\":\"API Key Invalid\"}", "WWW-Authenticate: " + scheme + "\r\n"));
        const HttpReply reply = send(request(server, "POST", "x"));
        EXPECT_EQ(reply.end, HttpEnd::Answered) << scheme.constData();
        EXPECT_EQ(reply.status, 401);
        EXPECT_EQ(server.requestCount(), 1);
    }
}

TEST_F(Transport, bodylessAnswersNeedNoProof) {
    FaultServer empty(FaultServer::raw("HTTP/1.1 204 No Content\r\n\r\n"));
    EXPECT_TRUE(send(request(empty, "DELETE")).ok());
    FaultServer bare(FaultServer::answering(403, ""));
    const HttpReply reply = send(request(bare, "POST", "x"));
    EXPECT_EQ(reply.end, HttpEnd::Answered);
    EXPECT_EQ(reply.status, 403);
}

TEST_F(Transport, stopEndsAtOnceAndSaysWhatIsKnown) {
    std::stop_source early;
    early.request_stop();
    FaultServer server(FaultServer::silent());
    EXPECT_EQ(transport.send(request(server), early.get_token()).end, HttpEnd::Canceled);
    EXPECT_EQ(server.requestCount(), 0);

    std::stop_source late;
    std::jthread stopper([&] {
        EXPECT_TRUE(server.waitForRequests(1));
        late.request_stop();
    });
    const HttpReply reply = transport.send(request(server, "POST", "x"), late.get_token());
    EXPECT_EQ(reply.end, HttpEnd::Unknown);
    EXPECT_EQ(reply.error.kind, ErrorKind::Canceled);
}

TEST_F(Transport, goingAwayEndsWhatIsUnderWay) {
    FaultServer server(FaultServer::silent());
    auto own = std::make_unique<QtTransport>();
    auto pending = std::async(std::launch::async, [&] { return own->send(request(server, "POST", "x"), {}); });
    ASSERT_TRUE(server.waitForRequests(1));
    own.reset();
    EXPECT_EQ(pending.get().end, HttpEnd::Unknown);
}

TEST_F(Transport, manyThreadsSendAtOnce) {
    FaultServer server([](FaultPeer& peer) {
        for (;;) {
            const QByteArray got = peer.readRequest();
            if (got.isEmpty()) {
                return;
            }
            peer.answer(200, "{\"echo\":\"" + got.mid(got.indexOf("\r\n\r\n") + 4) + "\"}");
        }
    });
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 25; ++i) {
                    const QByteArray mark = QByteArray::number(t * 1000 + i);
                    right += send(request(server, "POST", mark)).body == "{\"echo\":\"" + mark + "\"}" ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(right, 200);
    EXPECT_EQ(server.requestCount(), 200);
    EXPECT_LE(server.connectionCount(), 6);
}

// F48: the proxy entered by hand is used, but never for loopback.
TEST_F(Transport, F48_aProxyEnteredByHandIsUsed) {
    FaultServer proxy(FaultServer::answering(200, "{\"via\":\"proxy\"}"));
    TransportOptions options;
    options.proxy = {QStringLiteral("127.0.0.1"), proxy.port(), {}, {}};
    ASSERT_TRUE(transport.configure(options));
    HttpRequest wanted;
    wanted.url = QUrl(QStringLiteral("http://platform.test/lists"));
    EXPECT_EQ(send(wanted).body, "{\"via\":\"proxy\"}");
    EXPECT_TRUE(proxy.requests().constFirst().startsWith("GET http://platform.test/lists HTTP/1.1"));
    FaultServer local(FaultServer::answering(200, "{\"via\":\"nothing\"}"));
    EXPECT_EQ(send(request(local)).body, "{\"via\":\"nothing\"}");
    EXPECT_EQ(proxy.requestCount(), 1);
}

TEST_F(Transport, F48_aProxyThatAsksForAPasswordIsNamed) {
    FaultServer proxy(FaultServer::raw("HTTP/1.1 407 Proxy Authentication Required\r\n"
                                       "Proxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n"));
    TransportOptions options;
    options.proxy = {QStringLiteral("127.0.0.1"), proxy.port(), {}, {}};
    ASSERT_TRUE(transport.configure(options));
    HttpRequest wanted;
    wanted.method = "POST";
    wanted.body = "people";
    wanted.url = QUrl(QStringLiteral("https://platform.test/lists"));
    const HttpReply reply = send(wanted);
    EXPECT_EQ(reply.end, HttpEnd::NotSent);
    EXPECT_TRUE(reply.error.what.contains(u"proxy")) << reply.error.detail.toStdString();
    EXPECT_FALSE(proxy.requests().constFirst().contains("people"));
}

TEST_F(Transport, certificateFileWithoutCertificateIsRefused) {
    TransportOptions options;
    options.additionalCaFile = QStringLiteral("/dev/null");
    const auto result = transport.configure(options);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Input);
}

/// F69, F70: nothing may wait for a network thread that does not exist, or end the process for want of it.
class StarvedTransport : public ::testing::Test {
protected:
    void SetUp() override { ::alarm(60); } // What waits for ever here would not be ended by anything else.
    void TearDown() override { ::alarm(0); }

    /// Refused with words, and not tried again: an hour later there may still be no thread.
    void expectRefused(QtTransport& transport) {
        EXPECT_FALSE(transport.start());
        test::FakeClock clock;
        clock.turnByItself();
        const auto before = clock.monotonic();
        HttpClient client(transport, clock, ClientLimits{});
        HttpRequest request;
        request.url = QUrl(QStringLiteral("http://127.0.0.1:9/"));
        const HttpReply reply = client.send(request, {});
        EXPECT_EQ(reply.end, HttpEnd::NotSent);
        EXPECT_EQ(reply.error.kind, ErrorKind::Storage);
        EXPECT_FALSE(reply.error.what.isEmpty());
        EXPECT_EQ(reply.error.meaning, u"Nothing has been sent.");
        EXPECT_FALSE(reply.error.remedy.isEmpty());
        EXPECT_EQ(clock.monotonic(), before);
    }
    /// Once there is enough again.
    void expectThatItSends(QtTransport& transport) {
        const FaultServer server(FaultServer::answering(200, "{}"));
        HttpRequest request;
        request.url = QUrl(QString::fromLatin1(server.url("/")));
        EXPECT_TRUE(transport.send(request, {}).ok());
    }
};

TEST_F(StarvedTransport, F69_withoutAThreadItSaysSoAndNobodyWaits) {
    if (!test::kMemoryCanBeLimited) {
        GTEST_SKIP() << "sanitizers need address space of their own";
    }
    QtTransport later;
    {
        const test::NoThreads none;
        ASSERT_TRUE(none.works());
        QtTransport never;
        expectRefused(never);
        expectRefused(later);
    }
    expectThatItSends(later);
}

TEST_F(StarvedTransport, F70_withoutADescriptorItSaysSoAndNobodyWaits) {
    QtTransport later;
    {
        const test::LoweredLimit none(RLIMIT_NOFILE, 0);
        ASSERT_TRUE(none.works());
        QtTransport never;
        expectRefused(never);
        expectRefused(later);
    }
    expectThatItSends(later);
}

/// The thread runs; what is missing are those that Qt starts for the request.
TEST_F(StarvedTransport, F69_F70_aRequestForWhichNothingIsLeftIsNotSent) {
    QtTransport transport;
    ASSERT_TRUE(transport.start());
    HttpRequest request;
    request.url = QUrl(QStringLiteral("http://127.0.0.1:9/"));
    {
        const test::LoweredLimit none(RLIMIT_NOFILE, 0);
        ASSERT_TRUE(none.works());
        EXPECT_EQ(transport.send(request, {}).error.kind, ErrorKind::Storage);
    }
    if (test::kMemoryCanBeLimited) {
        const test::NoThreads none;
        ASSERT_TRUE(none.works());
        EXPECT_EQ(transport.send(request, {}).error.kind, ErrorKind::Storage);
    }
    expectThatItSends(transport);
}

} // namespace
} // namespace pathways
