// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/blob_cipher.h"

#include <QtGlobal>

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace pathways {

namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

struct CipherDeleter {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
struct ContextDeleter {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter>;

const EVP_CIPHER* aes256gcm() {
    static const std::unique_ptr<EVP_CIPHER, CipherDeleter> cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    return cipher.get();
}

void check(int ok) {
    if (ok != 1) {
        qFatal("OpenSSL cannot encrypt");
    }
}

const unsigned char* bytes(std::string_view view) {
    return reinterpret_cast<const unsigned char*>(view.data());
}
unsigned char* bytes(char* data) {
    return reinterpret_cast<unsigned char*>(data);
}

std::string_view view(const QByteArray& array) {
    return {array.constData(), std::size_t(array.size())};
}

} // namespace

struct BlobCipher::Private {
    Context encrypt{EVP_CIPHER_CTX_new()};
    Context decrypt{EVP_CIPHER_CTX_new()};
};

BlobCipher::BlobCipher(const QByteArray& key)
    : d(std::make_unique<Private>()) {
    if (key.size() != qsizetype(kKeySize)) {
        qFatal("A data key must have 32 bytes");
    }
    const auto* raw = reinterpret_cast<const unsigned char*>(key.constData());
    // The key schedule is computed here, once; each piece sets its nonce only.
    check(EVP_EncryptInit_ex2(d->encrypt.get(), aes256gcm(), raw, nullptr, nullptr));
    check(EVP_DecryptInit_ex2(d->decrypt.get(), aes256gcm(), raw, nullptr, nullptr));
}
BlobCipher::~BlobCipher() = default;

void BlobCipher::seal(std::string_view plain, std::string_view context, std::string& out) {
    const std::size_t start = out.size();
    out.resize(start + plain.size() + kOverhead);
    unsigned char* const nonce = bytes(out.data() + start);
    unsigned char* const cipher = nonce + kNonce;
    check(RAND_bytes(nonce, int(kNonce)));
    EVP_CIPHER_CTX* const ctx = d->encrypt.get();
    int done = 0;
    check(EVP_EncryptInit_ex2(ctx, nullptr, nullptr, nonce, nullptr));
    if (!context.empty()) {
        check(EVP_EncryptUpdate(ctx, nullptr, &done, bytes(context), int(context.size())));
    }
    if (!plain.empty()) {
        check(EVP_EncryptUpdate(ctx, cipher, &done, bytes(plain), int(plain.size())));
    }
    check(EVP_EncryptFinal_ex(ctx, cipher + plain.size(), &done));
    check(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, int(kTag), cipher + plain.size()));
}

bool BlobCipher::open(std::string_view sealed, std::string_view context, std::string& out) {
    if (sealed.size() < kOverhead) {
        return false;
    }
    const std::size_t start = out.size();
    const std::size_t size = sealed.size() - kOverhead;
    out.resize(start + size);
    unsigned char* const plain = bytes(out.data() + start);
    const unsigned char* const cipher = bytes(sealed) + kNonce;
    EVP_CIPHER_CTX* const ctx = d->decrypt.get();
    int done = 0;
    unsigned char tag[kTag];
    std::copy(cipher + size, cipher + size + kTag, tag);
    check(EVP_DecryptInit_ex2(ctx, nullptr, nullptr, bytes(sealed), nullptr));
    if (!context.empty()) {
        check(EVP_DecryptUpdate(ctx, nullptr, &done, bytes(context), int(context.size())));
    }
    if (size > 0) {
        check(EVP_DecryptUpdate(ctx, plain, &done, cipher, int(size)));
    }
    check(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, int(kTag), tag));
    if (EVP_DecryptFinal_ex(ctx, plain + size, &done) != 1) {
        OPENSSL_cleanse(plain, size);
        out.resize(start);
        return false;
    }
    return true;
}

QByteArray BlobCipher::seal(const QByteArray& plain, const QByteArray& context) {
    std::string out;
    seal(view(plain), view(context), out);
    return QByteArray(out.data(), qsizetype(out.size()));
}

std::optional<QByteArray> BlobCipher::open(const QByteArray& sealed, const QByteArray& context) {
    std::string out;
    if (!open(view(sealed), view(context), out)) {
        return std::nullopt;
    }
    QByteArray plain(out.data(), qsizetype(out.size()));
    OPENSSL_cleanse(out.data(), out.size());
    return plain;
}

} // namespace pathways
