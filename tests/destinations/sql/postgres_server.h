// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/must.h"
#include "tests/support/patience.h"
#include "tests/support/reserved_port.h"

#include <QFile>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace pathways::test {

/// A PostgreSQL cluster of the test's own on 127.0.0.1, in a temporary folder, stopped at the end. The server refuses
/// to run as root, so root runs it as the package's user. Where it is installed but does not start, the test ends.
class PostgresServer final {
public:
    PostgresServer() {
        if (!QFile::exists(QString::fromLatin1(kBin) + QStringLiteral("initdb"))) {
            return;
        }
        // The data folder's parents must be open to the user that runs the server.
        QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
        m_data = m_folder.filePath(QStringLiteral("data"));
        const QString bin = QString::fromLatin1(kBin);
        const bool made =
            shell(QStringLiteral("install -d -m 700 -o postgres '%1'").arg(m_data), false) &&
            shell(QStringLiteral("printf secret > '%1/pw' && chmod 644 '%1/pw'").arg(m_folder.path()), false) &&
            shell(QStringLiteral("%1initdb -D '%2' -A scram-sha-256 -U test --pwfile='%3/pw' -E UTF8")
                      .arg(bin, m_data, m_folder.path()));
        m_running = made && shell(QStringLiteral("%1pg_ctl -D '%2' -o '-p %3 -k %2 -c listen_addresses=127.0.0.1 -c "
                                                 "fsync=off' -l '%2/log' -w start")
                                      .arg(bin, m_data)
                                      .arg(m_port.number()));
        if (!m_running) {
            endTest("PostgreSQL is installed here but does not start.");
        }
    }
    ~PostgresServer() {
        if (m_running) {
            shell(QStringLiteral("%1pg_ctl -D '%2' -m fast -w stop").arg(QString::fromLatin1(kBin), m_data));
        }
        // Files of another user: removed as root, before the folder's own clean-up.
        shell(QStringLiteral("rm -rf '%1'").arg(m_data), false);
    }
    [[nodiscard]] bool running() const { return m_running; }
    [[nodiscard]] quint16 port() const { return m_port.number(); }

private:
    static constexpr char kBin[] = "/usr/lib/postgresql/15/bin/";
    static bool shell(const QString& command, bool asPostgres = true) {
        QProcess process;
        process.setWorkingDirectory(QStringLiteral("/"));
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        if (asPostgres) {
            process.start(QStringLiteral("su"), {QStringLiteral("postgres"), QStringLiteral("-s"),
                                                 QStringLiteral("/bin/sh"), QStringLiteral("-c"), command});
        } else {
            process.start(QStringLiteral("sh"), {QStringLiteral("-c"), command});
        }
        return process.waitForFinished(kPatience) && process.exitCode() == 0;
    }

    QTemporaryDir m_folder;
    QString m_data;
    ReservedPort m_port;
    bool m_running = false;
};

} // namespace pathways::test
