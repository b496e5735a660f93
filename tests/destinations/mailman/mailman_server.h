// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/must.h"
#include "tests/support/patience.h"
#include "tests/support/reserved_port.h"
#include "tests/support/until_listening.h"

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace pathways::test {

/// A Mailman 3 core of the test's own: REST on 127.0.0.1, everything in a temporary folder, no mail server, stopped at
/// the end. Starting takes some eight seconds: one for a whole test program. Where it is installed but does not start,
/// the test ends.
class MailmanServer final {
public:
    MailmanServer() {
        if (!QFile::exists(QStringLiteral("/usr/bin/mailman"))) {
            return;
        }
        m_started = writeConfiguration() && mailman({QStringLiteral("start"), QStringLiteral("--force")});
        m_running = m_started && untilListening(m_port.number());
        if (!m_running) {
            if (m_started) {
                mailman({QStringLiteral("stop")});
            }
            endTest("Mailman 3 is installed here but does not start.");
        }
    }
    ~MailmanServer() {
        if (m_started) {
            mailman({QStringLiteral("stop")});
        }
    }
    MailmanServer(const MailmanServer&) = delete;
    MailmanServer& operator=(const MailmanServer&) = delete;

    [[nodiscard]] bool running() const { return m_running; }
    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port.number()); }
    [[nodiscard]] static QByteArray password() { return QByteArrayLiteral("mailman-canary-pass"); }

private:
    [[nodiscard]] bool writeConfiguration() const {
        QFile file(m_folder.filePath(QStringLiteral("mailman.cfg")));
        const bool open = file.open(QIODevice::WriteOnly);
        if (open) {
            file.write(QStringLiteral("[mailman]\nlayout: here\n[paths.here]\nvar_dir: %1/var\n"
                                      "bin_dir: /usr/lib/mailman3/bin\n[database]\n"
                                      "class: mailman.database.sqlite.SQLiteDatabase\nurl: sqlite:///%1/mailman.db\n"
                                      "[webservice]\nhostname: 127.0.0.1\nport: %2\nadmin_user: restadmin\n"
                                      "admin_pass: %3\n[mta]\nincoming: mailman.mta.null.NullMTA\n")
                           .arg(m_folder.path())
                           .arg(m_port.number())
                           .arg(QString::fromLatin1(password()))
                           .toUtf8());
            // Nothing but the REST interface is needed: the others take most of the time to start.
            for (const char* runner : {"archive", "bounces", "command", "in", "lmtp", "nntp", "out", "pipeline",
                                       "retry", "virgin", "digest"}) {
                file.write(QByteArray("[runner.").append(runner).append("]\nstart: no\n"));
            }
        }
        return open;
    }
    bool mailman(const QStringList& arguments) const {
        QProcess process;
        // The daemon keeps what it is given open: no pipes.
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("/usr/bin/mailman"),
                      QStringList{QStringLiteral("--run-as-root"), QStringLiteral("-C"),
                                  m_folder.filePath(QStringLiteral("mailman.cfg"))} +
                          arguments);
        return process.waitForFinished(kPatience) && process.exitCode() == 0;
    }

    QTemporaryDir m_folder;
    ReservedPort m_port;
    bool m_started = false;
    bool m_running = false;
};

} // namespace pathways::test
