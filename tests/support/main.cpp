// SPDX-License-Identifier: GPL-3.0-or-later
// The main of every GoogleTest executable: a QCoreApplication, so that timers and the network have an event loop.
#include <QCoreApplication>

#include <gmock/gmock.h>

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
