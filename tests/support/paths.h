// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QString>

namespace pathways::test {

/// Reference data beside the project: PATHWAYS_SHARED, or ../shared. Empty when absent; a test
/// that needs it then skips and says so.
inline QString shared(const QString& relative) {
    QString root = qEnvironmentVariable("PATHWAYS_SHARED");
    if (root.isEmpty()) {
        const QString source = qEnvironmentVariable("PATHWAYS_SOURCE_DIR", QDir::currentPath());
        root = source + QStringLiteral("/../shared");
    }
    const QString path = QDir(root).absoluteFilePath(relative);
    return QFileInfo::exists(path) ? path : QString();
}

} // namespace pathways::test
