// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace pathways::test {

/// Lets everything through that is on its way within the program: layouts asked for, the platform's word on which
/// window is active, timers that are due at once. It waits for no time to pass.
inline void letEventsThrough() {
    for (int i = 0; i < 10; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // Not done without a loop of its own.
    }
}

} // namespace pathways::test
