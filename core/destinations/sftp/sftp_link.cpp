// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/sftp_link.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <memory>

namespace pathways {

namespace {

constexpr long kTimeoutSeconds = 30;
constexpr std::size_t kChunk = 32'768; // What every SFTP server takes in one packet.
constexpr int kMostEntries = 100'000;
constexpr mode_t kPrivate = 0600;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SftpLink)
};

template <typename T, void (*Free)(T)>
struct Freed {
    void operator()(std::remove_pointer_t<T>* held) const { Free(held); }
};
template <typename T, void (*Free)(T)>
using Held = std::unique_ptr<std::remove_pointer_t<T>, Freed<T, Free>>;

void closeFile(sftp_file file) {
    sftp_close(file);
}
void closeFolder(sftp_dir folder) {
    sftp_closedir(folder);
}

Error unreachable(const QString& name) {
    return {ErrorKind::Network,
            Texts::tr("The server of “%1” cannot be reached.").arg(name),
            Texts::tr("Nobody was lost; the rest of the push waits."),
            Texts::tr("Check that the server is running, then continue."),
            {}};
}

QString fingerprintOf(ssh_session session) {
    ssh_key key = nullptr;
    if (ssh_get_server_publickey(session, &key) != SSH_OK) {
        return {};
    }
    const Held<ssh_key, ssh_key_free> held(key);
    unsigned char* hash = nullptr;
    std::size_t size = 0;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0) {
        return {};
    }
    char* text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
    QString fingerprint = QString::fromLatin1(text);
    ssh_string_free_char(text);
    ssh_clean_pubkey_hash(&hash);
    return fingerprint;
}

Result<void> checkServer(ssh_session session, const Connection& connection) {
    const QString shown = fingerprintOf(session);
    QString pinned = connection.settings.value(QStringLiteral("host_key")).trimmed();
    if (!pinned.isEmpty() && !pinned.startsWith(QLatin1String("SHA256:"))) {
        pinned.prepend(QLatin1String("SHA256:"));
    }
    while (pinned.endsWith(u'=')) {
        pinned.chop(1);
    }
    if (pinned.isEmpty()) {
        return fail(ErrorKind::Security, Texts::tr("The server shows the fingerprint %1.").arg(shown),
                    Texts::tr("Nothing was sent. Pathways must be sure that this is the right server."),
                    Texts::tr("Compare it with the one you were given and enter it under “Fingerprint”."));
    }
    if (shown.isEmpty() || shown != pinned) {
        return fail(
            ErrorKind::Security,
            Texts::tr("The server of “%1” shows another fingerprint than before: %2.").arg(connection.name, shown),
            Texts::tr("Nothing was sent. Somebody else may be answering in its place."),
            Texts::tr("Ask whoever runs the server whether its key was changed."));
    }
    return {};
}

int signInWithKey(ssh_session session, const QString& file, const Secret& secret) {
    ssh_key key = nullptr;
    const char* passphrase = secret.isEmpty() ? nullptr : secret.reveal().constData();
    if (ssh_pki_import_privkey_file(file.toUtf8().constData(), passphrase, nullptr, nullptr, &key) != SSH_OK) {
        return SSH_AUTH_DENIED;
    }
    const Held<ssh_key, ssh_key_free> held(key);
    return ssh_userauth_publickey(session, nullptr, key);
}

Result<void> signIn(ssh_session session, const Connection& connection, const Secret& secret) {
    const QString keyFile = connection.settings.value(QStringLiteral("key_file"));
    const int result = keyFile.isEmpty() ? ssh_userauth_password(session, nullptr, secret.reveal().constData())
                                         : signInWithKey(session, keyFile, secret);
    if (result == SSH_AUTH_SUCCESS) {
        return {};
    }
    if (result == SSH_AUTH_ERROR && ssh_is_connected(session) == 0) {
        return fail(unreachable(connection.name));
    }
    return fail(ErrorKind::SignIn,
                Texts::tr("The server of “%1” did not accept the user, password or key.").arg(connection.name),
                Texts::tr("Nobody was sent."), Texts::tr("Sign in again."));
}

} // namespace

struct SftpLink::Private {
    QString name;
    Held<ssh_session, ssh_free> session;
    Held<sftp_session, sftp_free> sftp; // Ends before the session it runs in.

    [[nodiscard]] Error problem(const QString& path) const {
        const int code = sftp_get_error(sftp.get());
        const QString detail = QStringLiteral("SFTP status %1").arg(code);
        if (ssh_is_connected(session.get()) == 0 || code == SSH_FX_NO_CONNECTION || code == SSH_FX_CONNECTION_LOST) {
            return unreachable(name);
        }
        if (code == SSH_FX_PERMISSION_DENIED || code == SSH_FX_WRITE_PROTECT) {
            return {ErrorKind::Permission,
                    Texts::tr("The user of “%1” is not allowed to write to “%2”.").arg(name, path),
                    Texts::tr("Nobody was sent."), Texts::tr("Ask whoever runs the server for permission."), detail};
        }
        if (code == SSH_FX_NO_SUCH_FILE || code == SSH_FX_NO_SUCH_PATH) {
            return {ErrorKind::NotFound, Texts::tr("The folder “%1” is no longer there.").arg(path),
                    Texts::tr("Nobody was sent."), Texts::tr("Choose another folder, or create it again."), detail};
        }
        return {ErrorKind::Refused, Texts::tr("The server of “%1” did not accept the file.").arg(name),
                Texts::tr("These people have not been delivered."),
                Texts::tr("Check that there is space left on the server, then continue."), detail};
    }
};

SftpLink::SftpLink()
    : d(std::make_unique<Private>()) {}

SftpLink::~SftpLink() {
    d->sftp.reset();
    if (d->session) {
        ssh_disconnect(d->session.get());
    }
}

Result<std::unique_ptr<SftpLink>> SftpLink::open(const Connection& connection, const Secret& secret) {
    std::unique_ptr<SftpLink> link(new SftpLink);
    link->d->name = connection.name;
    link->d->session.reset(ssh_new());
    ssh_session session = link->d->session.get();
    const QByteArray host = connection.settings.value(QStringLiteral("host")).toUtf8();
    const QByteArray user = connection.settings.value(QStringLiteral("user")).toUtf8();
    unsigned int port = connection.settings.value(QStringLiteral("port"), QStringLiteral("22")).toUInt();
    long timeout = kTimeoutSeconds;
    int off = 0;
    ssh_options_set(session, SSH_OPTIONS_HOST, host.constData());
    ssh_options_set(session, SSH_OPTIONS_USER, user.constData());
    ssh_options_set(session, SSH_OPTIONS_PORT, &port);
    ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &timeout);
    // The user's own ssh configuration must not send us through other hosts or keys.
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &off);
    if (ssh_connect(session) != SSH_OK) {
        return fail(unreachable(connection.name));
    }
    if (auto known = checkServer(session, connection); !known) {
        return fail(known.error());
    }
    if (auto signedIn = signIn(session, connection, secret); !signedIn) {
        return fail(signedIn.error());
    }
    link->d->sftp.reset(sftp_new(session));
    if (!link->d->sftp || sftp_init(link->d->sftp.get()) != SSH_OK) {
        return fail(ErrorKind::Permission,
                    Texts::tr("The server of “%1” does not offer file transfer (SFTP).").arg(connection.name),
                    Texts::tr("Nobody was sent."), Texts::tr("Ask whoever runs the server to allow SFTP."));
    }
    return link;
}

Result<QString> SftpLink::canonical(const QString& folder) {
    const std::unique_ptr<char, void (*)(char*)> path(
        sftp_canonicalize_path(d->sftp.get(), folder.toUtf8().constData()), ssh_string_free_char);
    return path ? Result<QString>(QString::fromUtf8(path.get())) : fail(d->problem(folder));
}

Result<QList<SftpLink::Entry>> SftpLink::list(const QString& folder) {
    const Held<sftp_dir, closeFolder> opened(sftp_opendir(d->sftp.get(), folder.toUtf8().constData()));
    if (!opened) {
        return fail(d->problem(folder));
    }
    QList<Entry> entries;
    int seen = 0;
    for (; seen < kMostEntries; ++seen) {
        sftp_attributes read = sftp_readdir(d->sftp.get(), opened.get());
        if (read == nullptr) {
            break;
        }
        const Held<sftp_attributes, sftp_attributes_free> held(read);
        Entry entry{QString::fromUtf8(read->name), read->type == SSH_FILEXFER_TYPE_DIRECTORY, qint64(read->size)};
        if (entry.name != QLatin1String(".") && entry.name != QLatin1String("..")) {
            entries << entry;
        }
    }
    if (seen == kMostEntries) {
        return fail(ErrorKind::Refused, Texts::tr("The folder “%1” holds too many files.").arg(folder),
                    Texts::tr("Nobody was sent."), Texts::tr("Choose a folder for this purpose alone."));
    }
    if (sftp_dir_eof(opened.get()) == 0) {
        return fail(d->problem(folder));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
}

Result<std::optional<QByteArray>> SftpLink::read(const QString& path, qint64 most) {
    const Held<sftp_file, closeFile> file(sftp_open(d->sftp.get(), path.toUtf8().constData(), O_RDONLY, 0));
    if (!file) {
        if (sftp_get_error(d->sftp.get()) == SSH_FX_NO_SUCH_FILE) {
            return std::optional<QByteArray>();
        }
        return fail(d->problem(path));
    }
    QByteArray content;
    std::array<char, kChunk> chunk;
    for (;;) {
        const qint64 wanted = std::min<qint64>(most + 1 - content.size(), qint64(chunk.size()));
        const ssize_t got = wanted > 0 ? sftp_read(file.get(), chunk.data(), std::size_t(wanted)) : 0;
        if (got < 0) {
            return fail(d->problem(path));
        }
        if (got == 0) {
            return std::optional(content);
        }
        content.append(chunk.data(), got);
    }
}

Result<void> SftpLink::replace(const QString& path, const QByteArray& content) {
    const QByteArray temporary = path.toUtf8() + kUnfinished.data();
    {
        Held<sftp_file, closeFile> file(
            sftp_open(d->sftp.get(), temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC, kPrivate));
        if (!file) {
            return fail(d->problem(path));
        }
        for (qsizetype written = 0; written < content.size();) {
            const auto wanted = std::min(kChunk, std::size_t(content.size() - written));
            const ssize_t done = sftp_write(file.get(), content.constData() + written, wanted);
            if (done <= 0) {
                return fail(d->problem(path));
            }
            written += done;
        }
        if (sftp_extension_supported(d->sftp.get(), "fsync@openssh.com", "1") != 0 && sftp_fsync(file.get()) != 0) {
            return fail(d->problem(path));
        }
        if (sftp_close(file.release()) != SSH_NO_ERROR) {
            return fail(d->problem(path));
        }
    }
    // libssh uses posix-rename@openssh.com where the server has it, which replaces atomically. Plain SFTP 3 cannot
    // rename over an existing file.
    if (sftp_rename(d->sftp.get(), temporary.constData(), path.toUtf8().constData()) == SSH_OK) {
        return {};
    }
    sftp_unlink(d->sftp.get(), path.toUtf8().constData());
    if (sftp_rename(d->sftp.get(), temporary.constData(), path.toUtf8().constData()) != SSH_OK) {
        return fail(d->problem(path));
    }
    return {};
}

Result<void> SftpLink::remove(const QString& path) {
    if (sftp_unlink(d->sftp.get(), path.toUtf8().constData()) == SSH_OK ||
        sftp_get_error(d->sftp.get()) == SSH_FX_NO_SUCH_FILE) {
        return {};
    }
    return fail(d->problem(path));
}

} // namespace pathways
