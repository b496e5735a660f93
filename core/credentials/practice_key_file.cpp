// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/practice_key_file.h"

#include "core/workspace/storage_error.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <unistd.h>

namespace pathways {

namespace {
constexpr QFile::Permissions kPrivate = QFile::ReadOwner | QFile::WriteOwner;
constexpr qint64 kMaxBytes = 4096;
} // namespace

PracticeKeyFile::PracticeKeyFile(const QString& folder)
    : m_path(QDir(folder).filePath(QStringLiteral("practice.key"))) {}

Result<std::optional<Secret>> PracticeKeyFile::read() const {
    QFile file(m_path);
    if (!file.exists()) {
        return std::optional<Secret>();
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(storage::notWritable(m_path, file.errorString()));
    }
    file.setPermissions(kPrivate);
    return std::optional<Secret>(Secret(QByteArray::fromBase64(file.read(kMaxBytes).trimmed())));
}

Result<void> PracticeKeyFile::write(const Secret& keys) const {
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly)) {
        return fail(storage::notWritable(m_path, file.errorString()));
    }
    file.setPermissions(kPrivate);
    QByteArray text = keys.reveal().toBase64() + '\n';
    const bool written = file.write(text) == text.size();
    pathways::wipe(text);
    if (!written || !file.commit()) {
        return fail(storage::notWritable(m_path, file.errorString()));
    }
    return {};
}

void PracticeKeyFile::wipe() const {
    QFile file(m_path);
    if (!file.exists()) {
        return;
    }
    if (file.open(QIODevice::ReadWrite)) {
        file.write(QByteArray(int(qMin(file.size(), kMaxBytes)), '\0'));
        file.flush();
        ::fsync(file.handle());
        file.close();
    }
    file.remove();
}

} // namespace pathways
