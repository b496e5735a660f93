// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

namespace pathways::test {

/// An OpenSSH server of the test's own on 127.0.0.1, with a host key and a user key made for it, stopped by its pid.
class SshServer final {
public:
    SshServer() {
        if (!QFile::exists(QStringLiteral("/usr/sbin/sshd"))) {
            return;
        }
        {
            QTcpServer probe;
            probe.listen(QHostAddress::LocalHost);
            m_port = probe.serverPort();
        }
        QDir().mkpath(QStringLiteral("/run/sshd"));
        makeKey(QStringLiteral("host"));
        makeKey(QStringLiteral("user"));
        QDir(m_folder.path()).mkdir(QStringLiteral("drop"));
        QFile config(path(QStringLiteral("sshd_config")));
        if (!config.open(QIODevice::WriteOnly)) {
            return;
        }
        config.write(QStringLiteral("Port %1\nListenAddress 127.0.0.1\nHostKey %2/host\nPidFile %2/pid\n"
                                    "AuthorizedKeysFile %2/user.pub\nStrictModes no\nUsePAM no\n"
                                    "PasswordAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n")
                         .arg(QString::number(m_port), m_folder.path())
                         .toUtf8());
        config.close();
        m_process.setStandardErrorFile(path(QStringLiteral("log")));
        m_process.start(QStringLiteral("/usr/sbin/sshd"), {QStringLiteral("-D"), QStringLiteral("-e"),
                                                           QStringLiteral("-f"), path(QStringLiteral("sshd_config"))});
        for (int i = 0; i < 400 && m_process.state() != QProcess::NotRunning && !m_running; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            m_running = socket.waitForConnected(1'000);
            m_process.waitForFinished(25);
        }
    }
    ~SshServer() {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            m_process.waitForFinished(10'000);
        }
    }
    [[nodiscard]] bool running() const { return m_running; }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString fingerprint() const {
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"), {QStringLiteral("-lf"), path(QStringLiteral("host.pub"))});
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput()).section(u' ', 1, 1);
    }

private:
    void makeKey(const QString& name) const {
        QProcess::execute(QStringLiteral("ssh-keygen"),
                          {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"), QStringLiteral("-N"),
                           QString(), QStringLiteral("-f"), path(name)});
    }
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    bool m_running = false;
};

} // namespace pathways::test
