// SPDX-License-Identifier: GPL-3.0-or-later
// F19 and F47: whoever cannot prove who they are sees nothing, and the text says what can be done about it.
#include "core/net/qt_transport.h"
#include "tests/support/other_program.h"
#include "tests/support/patience.h"

#include <QDateTime>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>

#include <atomic>
#include <gtest/gtest.h>

namespace pathways {
namespace {

/// A certificate authority of the test's own, made by openssl.
class Authority {
public:
    static bool available() { return !QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty(); }

    Authority() {
        run({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
             "-out", "ca.pem", "-days", "3650", "-subj", "/CN=Pathways test authority"});
    }
    QString caFile() const { return m_folder.filePath(QStringLiteral("ca.pem")); }

    struct Pair {
        QSslCertificate certificate;
        QSslKey key;
    };
    /// A certificate for an address, good for so many days from now; negative: expired.
    Pair issue(const QByteArray& name, const QByteArray& alternative, bool expired = false) {
        run({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", name + ".key",
             "-out", name + ".csr", "-subj", "/CN=" + name});
        QFile extension(m_folder.filePath(QStringLiteral("ext")));
        if (extension.open(QIODevice::WriteOnly)) {
            extension.write("subjectAltName=" + alternative + "\n");
            extension.close();
        }
        QList<QByteArray> arguments = {"x509",        "-req",     "-in",    name + ".csr",     "-CA",
                                       "ca.pem",      "-CAkey",   "ca.key", "-CAcreateserial", "-out",
                                       name + ".pem", "-extfile", "ext",    "-days",           expired ? "-1" : "365"};
        run(arguments);
        return {QSslCertificate(read(name + ".pem")), QSslKey(read(name + ".key"), QSsl::Ec)};
    }

private:
    void run(const QList<QByteArray>& arguments) {
        QByteArray command = "cd '" + QFile::encodeName(m_folder.path()) + "' && openssl";
        for (const QByteArray& argument : arguments) {
            command += " '" + argument + "'";
        }
        const auto ended = test::OtherProgram::run(command + " 2>&1");
        ASSERT_EQ(ended.status, 0) << ended.output.constData();
    }
    QByteArray read(const QByteArray& name) const {
        QFile file(m_folder.filePath(QString::fromUtf8(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
};

/// Answers 200 over TLS from a thread of its own, and counts what it could read.
class TlsServer {
public:
    explicit TlsServer(const Authority::Pair& pair, QSsl::SslProtocol protocol = QSsl::SecureProtocols) {
        m_server = new QSslServer;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(pair.certificate);
        configuration.setPrivateKey(pair.key);
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setProtocol(protocol);
        m_server->setSslConfiguration(configuration);
        QObject::connect(m_server, &QTcpServer::pendingConnectionAvailable, m_server, [this] {
            while (QTcpSocket* socket = m_server->nextPendingConnection()) {
                const auto answer = [this, socket] {
                    if (socket->peek(65536).contains("\r\n\r\n")) {
                        socket->readAll();
                        ++m_requests;
                        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                    }
                };
                QObject::connect(socket, &QTcpSocket::readyRead, socket, answer);
                answer();
            }
        });
        m_server->listen(QHostAddress::LocalHost);
        m_port = m_server->serverPort();
        m_server->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
        m_thread.start();
    }
    ~TlsServer() {
        m_thread.quit();
        m_thread.wait();
    }
    int requests() const { return m_requests; }
    QUrl url() const { return QUrl(QStringLiteral("https://127.0.0.1:%1/").arg(m_port)); }

private:
    QSslServer* m_server = nullptr;
    QThread m_thread;
    quint16 m_port = 0;
    std::atomic<int> m_requests = 0;
};

class Tls : public ::testing::Test {
protected:
    void SetUp() override {
        if (!Authority::available() || !QSslSocket::supportsSsl()) {
            GTEST_SKIP() << "openssl is not installed";
        }
        authority = std::make_unique<Authority>();
    }
    HttpReply post(const TlsServer& server, bool trustAuthority = true) {
        QtTransport transport;
        if (trustAuthority) {
            TransportOptions options;
            options.additionalCaFile = authority->caFile();
            EXPECT_TRUE(transport.configure(options));
        }
        HttpRequest request;
        request.method = "POST";
        request.body = "people";
        request.url = server.url();
        request.deadline = std::chrono::milliseconds(test::kPatience);
        return transport.send(request, {});
    }
    static void expectUnseen(const HttpReply& reply, const TlsServer& server, const char* words) {
        EXPECT_EQ(reply.end, HttpEnd::NotSent);
        EXPECT_EQ(reply.error.kind, ErrorKind::Security);
        EXPECT_EQ(server.requests(), 0);
        EXPECT_TRUE(reply.error.text().contains(QString::fromUtf8(words))) << reply.error.text().toStdString();
        EXPECT_FALSE(reply.error.text().contains(u"ignore", Qt::CaseInsensitive));
    }
    std::unique_ptr<Authority> authority;
};

TEST_F(Tls, F47_anOrganisationsOwnAuthorityCanBeAdded) {
    TlsServer server(authority->issue("right", "IP:127.0.0.1"));
    const HttpReply reply = post(server);
    EXPECT_TRUE(reply.ok()) << reply.error.detail.toStdString();
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(Tls, F47_untrustedSeesNothing) {
    TlsServer server(authority->issue("right", "IP:127.0.0.1"));
    expectUnseen(post(server, false), server, "If your organisation inspects secure traffic");
}

TEST_F(Tls, F19_wrongHostSeesNothing) {
    TlsServer server(authority->issue("portal", "DNS:login.hotel.test"));
    expectUnseen(post(server), server, "hotel network");
}

TEST_F(Tls, F49_expiredSeesNothingAndTheTextNamesTheClock) {
    TlsServer server(authority->issue("old", "IP:127.0.0.1", true));
    expectUnseen(post(server), server, "the clock of this computer");
}

TEST_F(Tls, F47_oldProtocolsSeeNothing) {
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    TlsServer server(authority->issue("ancient", "IP:127.0.0.1"), QSsl::TlsV1_1);
    QT_WARNING_POP
    const HttpReply reply = post(server);
    EXPECT_EQ(reply.end, HttpEnd::NotSent);
    EXPECT_EQ(reply.error.kind, ErrorKind::Security);
    EXPECT_EQ(server.requests(), 0);
}

} // namespace
} // namespace pathways
