// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/network_service.h"
#include "tests/services/service_fixture.h"
#include "tests/support/fault_server.h"
#include "tests/support/must.h"

#include <QFile>

namespace pathways::test {

namespace {

class NetworkServiceTest : public ServiceFixture {
protected:
    static HttpReply ask(QtTransport& transport) {
        HttpRequest request;
        request.url = QUrl(QStringLiteral("https://platform.test/lists"));
        request.deadline = std::chrono::milliseconds(kPatience);
        return transport.send(request, {});
    }
};

} // namespace

TEST_F(NetworkServiceTest, whatWasSetIsUsedAfterAnotherStartWithThePasswordFromTheKeychain) {
    FaultServer proxy(FaultServer::Script([](FaultPeer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 407 Proxy Authentication Required\r\n"
                   "Proxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n");
        peer.readRequest();
        peer.close();
    }));
    NetworkChoice choice;
    choice.proxy = NetworkChoice::Proxy::Manual;
    choice.host = QStringLiteral("127.0.0.1");
    choice.port = proxy.port();
    choice.user = QStringLiteral("ada");
    {
        NetworkService service(*m_context, m_transport);
        ASSERT_TRUE(await(service.change(choice, Secret(QByteArray("proxy-canary")))));
        EXPECT_EQ(must(service.settings()), choice);
    }
    QtTransport fresh;
    NetworkService service(*m_context, fresh);
    ASSERT_TRUE(await(service.apply()));
    EXPECT_NE(ask(fresh).end, HttpEnd::Answered);
    const QByteArray wanted = "Basic " + QByteArray("ada:proxy-canary").toBase64();
    bool asked = false;
    for (const QByteArray& request : proxy.requests()) {
        asked = asked || request.contains(wanted);
    }
    EXPECT_TRUE(asked);
    for (const QString& name : QDir(m_workspace->folder()).entryList(QDir::Files)) {
        QFile file(m_workspace->folder() + u'/' + name);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_FALSE(file.readAll().contains("proxy-canary")) << name.toStdString();
    }
}

TEST_F(NetworkServiceTest, straightToTheInternetAndBackAreKept) {
    NetworkService service(*m_context, m_transport);
    NetworkChoice choice;
    choice.proxy = NetworkChoice::Proxy::None;
    ASSERT_TRUE(await(service.change(choice, {})));
    EXPECT_EQ(must(service.settings()).proxy, NetworkChoice::Proxy::None);
    ASSERT_TRUE(await(service.change({}, {})));
    EXPECT_EQ(must(service.settings()).proxy, NetworkChoice::Proxy::System);
}

TEST_F(NetworkServiceTest, anAuthorityThatIsNoneIsRefusedAndNothingIsKept) {
    NetworkService service(*m_context, m_transport);
    NetworkChoice choice;
    choice.caFile = QStringLiteral("/nowhere/authority.pem");
    const auto refused = await(service.change(choice, {}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Input);
    EXPECT_EQ(must(service.settings()), NetworkChoice{});
}

} // namespace pathways::test
