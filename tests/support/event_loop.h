// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/patience.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>

namespace pathways::test {

/// Runs the event loop until the condition holds; false when it does not while patience lasts.
template <typename F>
bool runUntil(F condition) {
    const QDeadlineTimer deadline(kPatience);
    while (!condition()) {
        if (deadline.hasExpired()) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    return true;
}

} // namespace pathways::test
