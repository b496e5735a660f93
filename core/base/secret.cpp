// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/secret.h"

#include <QString>

#include <openssl/crypto.h>

namespace pathways {

void wipe(QByteArray& bytes) {
    if (!bytes.isEmpty() && bytes.isDetached()) {
        OPENSSL_cleanse(bytes.data(), size_t(bytes.size()));
    }
    bytes.clear();
}

Secret::Secret(QByteArray&& bytes)
    : m_bytes(bytes.constData(), bytes.size()) {
    pathways::wipe(bytes);
}

Secret::Secret(Secret&& other) noexcept
    : m_bytes(std::move(other.m_bytes)) {
    other.m_bytes.clear();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        m_bytes.swap(other.m_bytes);
    }
    return *this;
}

Secret::~Secret() {
    wipe();
}

Secret Secret::clone() const {
    return Secret(QByteArray(m_bytes.constData(), m_bytes.size()));
}

QString Secret::lastFour() const {
    return m_bytes.size() < 12 ? QString() : QStringLiteral("••••") + QString::fromUtf8(m_bytes.last(4));
}

void Secret::wipe() {
    pathways::wipe(m_bytes);
}

} // namespace pathways
