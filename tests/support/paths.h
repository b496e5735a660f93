// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QString>

#include <stdexcept>

namespace pathways::test {

/// Why a test is skipped that needs reference data. packaging/verify counts what was skipped for this.
inline constexpr char kWithoutReferenceData[] = "for want of reference data (PATHWAYS_SHARED)";

/// Reference data beside the project: PATHWAYS_SHARED, or ../shared. Empty when none is there at all: a test that needs
/// it is then skipped, saying kWithoutReferenceData. When it is there, a path within it that does not exist is a
/// mistake and ends the test.
inline QString shared(const QString& relative) {
    QString root = qEnvironmentVariable("PATHWAYS_SHARED");
    if (root.isEmpty()) {
        const QString source = qEnvironmentVariable("PATHWAYS_SOURCE_DIR", QDir::currentPath());
        root = source + QStringLiteral("/../shared");
    }
    if (!QFileInfo::exists(root)) {
        return {};
    }
    const QString path = QDir(root).absoluteFilePath(relative);
    if (!QFileInfo::exists(path)) {
        throw std::runtime_error(path.toStdString() + " is not among the reference data");
    }
    return path;
}

/// The whole of a file that a test cannot do without.
inline QByteArray contentOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        throw std::runtime_error(path.toStdString() + ": " + file.errorString().toStdString());
    }
    return file.readAll();
}

/// A file of the project itself, by its path within the source folder.
inline QString inProject(const QString& relative) {
    return QDir(qEnvironmentVariable("PATHWAYS_SOURCE_DIR", QDir::currentPath())).absoluteFilePath(relative);
}

} // namespace pathways::test
