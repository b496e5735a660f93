// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"

#include <QByteArray>
#include <QStringList>

#include <memory>

namespace pathways {

/// One signed-in SFTP conversation (libssh). The server's key is compared with the pinned fingerprint before anything
/// else is sent: another key is an error of kind Security. Blocking; belongs to the thread that opened it.
class SftpLink final {
public:
    [[nodiscard]] static Result<std::unique_ptr<SftpLink>> open(const Connection& connection, const Secret& secret);
    ~SftpLink();
    SftpLink(const SftpLink&) = delete;
    SftpLink& operator=(const SftpLink&) = delete;

    struct Entry {
        QString name;
        bool folder = false;
        qint64 size = 0;
    };
    /// What a file is called beside its name while replace() writes it.
    static constexpr QLatin1String kUnfinished{".part"};

    /// The path of a folder as the server itself writes it: without links, dots and slashes that lead nowhere, so that
    /// one folder is one place however it was typed.
    [[nodiscard]] Result<QString> canonical(const QString& folder);
    /// What is in a folder, in the order of names; without "." and "..".
    [[nodiscard]] Result<QList<Entry>> list(const QString& folder);
    /// The file; nothing when there is none. At most so many bytes and one more, which tells that there are more: what
    /// a server sends has no end of its own.
    [[nodiscard]] Result<std::optional<QByteArray>> read(const QString& path, qint64 most);
    /// Writes beside the target, then renames over it, so that a reader sees the old file or the new one (0600).
    [[nodiscard]] Result<void> replace(const QString& path, const QByteArray& content);
    /// Removing what is not there succeeds.
    [[nodiscard]] Result<void> remove(const QString& path);

private:
    SftpLink();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
