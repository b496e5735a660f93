// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>
#include <QString>

namespace pathways::test {

/// A template for QTemporaryDir in memory where the machine has some to spare: tests that sync thousands of times are
/// about the order of what is written, not about the disk.
inline QString fastScratch() {
    const QString memory = QStringLiteral("/dev/shm");
    constexpr qint64 kEnough = 64 << 20;
    const bool usable = QFileInfo(memory).isWritable() && QStorageInfo(memory).bytesAvailable() > kEnough;
    return (usable ? memory : QDir::tempPath()) + QStringLiteral("/pathways-test-XXXXXX");
}

} // namespace pathways::test
