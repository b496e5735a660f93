// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/must.h"
#include "tests/support/patience.h"
#include "tests/support/reserved_port.h"
#include "tests/support/until_listening.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace pathways::test {

/// An OpenSSH server of the test's own on 127.0.0.1, with a host key and a user key made for it, stopped by its pid.
/// Where it is installed but does not start, the test ends.
class SshServer final {
public:
    SshServer() {
        if (!QFile::exists(QStringLiteral("/usr/sbin/sshd"))) {
            return;
        }
        QDir().mkpath(QStringLiteral("/run/sshd"));
        makeKey(QStringLiteral("host"));
        makeKey(QStringLiteral("user"));
        QDir(m_folder.path()).mkdir(QStringLiteral("drop"));
        QFile config(path(QStringLiteral("sshd_config")));
        if (!config.open(QIODevice::WriteOnly)) {
            endTest(config.errorString().toStdString());
        }
        config.write(QStringLiteral("Port %1\nListenAddress 127.0.0.1\nHostKey %2/host\nPidFile %2/pid\n"
                                    "AuthorizedKeysFile %2/user.pub\nStrictModes no\nUsePAM no\n"
                                    "PasswordAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n")
                         .arg(QString::number(m_port.number()), m_folder.path())
                         .toUtf8());
        config.close();
        m_process.setStandardErrorFile(path(QStringLiteral("log")));
        m_process.start(QStringLiteral("/usr/sbin/sshd"), {QStringLiteral("-D"), QStringLiteral("-e"),
                                                           QStringLiteral("-f"), path(QStringLiteral("sshd_config"))});
        m_running = untilListening(m_port.number(), &m_process);
        if (!m_running) {
            endTest("OpenSSH's server is installed here but does not start.");
        }
    }
    ~SshServer() {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            m_process.waitForFinished(kPatience);
        }
    }
    [[nodiscard]] bool running() const { return m_running; }
    [[nodiscard]] quint16 port() const { return m_port.number(); }
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
    ReservedPort m_port;
    bool m_running = false;
};

} // namespace pathways::test
