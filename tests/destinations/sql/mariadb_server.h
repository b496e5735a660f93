// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/must.h"
#include "tests/support/patience.h"
#include "tests/support/reserved_port.h"
#include "tests/support/until_listening.h"

#include <QFile>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <unistd.h>

namespace pathways::test {

/// A MariaDB server of the test's own on 127.0.0.1, in a temporary folder, stopped at the end. Root runs it as the
/// package's user, as no server should run as root. Database "riverbank", user "test", password "secret". Where it is
/// installed but does not start, the test ends.
class MariaDbServer final {
public:
    MariaDbServer() {
        if (!QFile::exists(QLatin1String(kServer))) {
            return;
        }
        // The data folder's parents must be open to the user that runs the server, who may write nowhere else.
        QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
        m_data = m_folder.filePath(QStringLiteral("data"));
        const QString owner = isRoot() ? QStringLiteral("-o mysql") : QString();
        QFile init(m_folder.filePath(QStringLiteral("init.sql")));
        if (!init.open(QIODevice::WriteOnly) ||
            init.write("CREATE DATABASE IF NOT EXISTS riverbank CHARACTER SET utf8mb4;\n"
                       "CREATE USER IF NOT EXISTS 'test'@'127.0.0.1' IDENTIFIED BY 'secret';\n"
                       "GRANT ALL ON riverbank.* TO 'test'@'127.0.0.1';\n") < 0) {
            endTest(init.errorString().toStdString());
        }
        init.setPermissions(QFile::Permissions(0x6644));
        init.close();
        const bool made = shell(QStringLiteral("install -d -m 700 %1 '%2'").arg(owner, m_data)) &&
                          shell(QStringLiteral("mariadb-install-db --no-defaults --datadir='%1' --tmpdir='%1' "
                                               "--skip-test-db %2")
                                    .arg(m_data, isRoot() ? QStringLiteral("--user=mysql") : QString()));
        if (made) {
            start();
        }
        if (!m_running) {
            endTest("MariaDB is installed here but does not start.");
        }
    }
    ~MariaDbServer() {
        stop();
        shell(QStringLiteral("rm -rf '%1'").arg(m_data)); // Files of another user.
    }
    MariaDbServer(const MariaDbServer&) = delete;
    MariaDbServer& operator=(const MariaDbServer&) = delete;

    [[nodiscard]] bool running() const { return m_running; }
    [[nodiscard]] quint16 port() const { return m_port.number(); }

    void start() {
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")));
        QStringList arguments{QStringLiteral("--no-defaults"),
                              QStringLiteral("--datadir=") + m_data,
                              QStringLiteral("--tmpdir=") + m_data,
                              QStringLiteral("--bind-address=127.0.0.1"),
                              QStringLiteral("--port=%1").arg(m_port.number()),
                              QStringLiteral("--socket=%1/s").arg(m_data),
                              QStringLiteral("--pid-file=%1/pid").arg(m_data),
                              QStringLiteral("--skip-name-resolve"),
                              QStringLiteral("--skip-log-bin"),
                              QStringLiteral("--innodb-flush-log-at-trx-commit=0"),
                              QStringLiteral("--innodb-buffer-pool-size=32M"),
                              QStringLiteral("--init-file=") + m_folder.filePath(QStringLiteral("init.sql"))};
        if (isRoot()) {
            arguments << QStringLiteral("--user=mysql");
        }
        m_process.start(QLatin1String(kServer), arguments);
        m_running = m_process.waitForStarted() && untilListening(m_port.number(), &m_process);
    }
    void stop() {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            if (!m_process.waitForFinished(kPatience)) {
                m_process.kill();
                m_process.waitForFinished();
            }
        }
        m_running = false;
    }

private:
    static constexpr char kServer[] = "/usr/sbin/mariadbd";
    static bool isRoot() { return ::geteuid() == 0; }
    static bool shell(const QString& command) {
        QProcess process;
        process.setWorkingDirectory(QStringLiteral("/"));
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        process.start(QStringLiteral("sh"), {QStringLiteral("-c"), command});
        return process.waitForFinished(kPatience) && process.exitCode() == 0;
    }

    QTemporaryDir m_folder;
    QString m_data;
    QProcess m_process;
    ReservedPort m_port;
    bool m_running = false;
};

} // namespace pathways::test
