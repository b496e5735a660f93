// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>

namespace pathways {

/// One window per workspace and user: a second start raises the first window and ends (fault F14). Only a convenience;
/// the workspace's lock file is what prevents two writers.
class SingleInstance final : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(const QString& workspaceFolder, QObject* parent = nullptr);
    /// True when another window answered and was raised; this process should end.
    [[nodiscard]] bool raiseOther() const;
    /// Becomes the window that others raise.
    void listen();

signals:
    void raiseRequested();

private:
    QString m_name;
    QLocalServer m_server;
};

} // namespace pathways
