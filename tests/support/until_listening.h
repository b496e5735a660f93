// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/patience.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QTcpSocket>
#include <QThread>

namespace pathways::test {

/// Waits until another program takes connections at a port of this machine. program: what was started, unless it left
/// a program of its own behind; once it has ended there is nothing to wait for.
[[nodiscard]] inline bool untilListening(quint16 port, QProcess* program = nullptr) {
    const QDeadlineTimer deadline(kPatience);
    const auto goesOn = [program] {
        if (program == nullptr) {
            return true;
        }
        program->waitForFinished(0); // Learns of its end, as nobody else does.
        return program->state() != QProcess::NotRunning;
    };
    while (!deadline.hasExpired() && goesOn()) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        if (socket.waitForConnected(1'000)) {
            return true;
        }
        QThread::msleep(25); // Another program's start gives no other sign.
    }
    return false;
}

} // namespace pathways::test
