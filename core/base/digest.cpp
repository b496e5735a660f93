// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/digest.h"

#include <QtGlobal>

#include <cstring>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace pathways {

namespace {

constexpr std::size_t kBlock = 64;

struct ContextDeleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, ContextDeleter>;

struct DigestDeleter {
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

// Fetched once: looking the algorithm up at every call costs more than the hashing (reference D2).
const EVP_MD* sha256() {
    static const std::unique_ptr<EVP_MD, DigestDeleter> digest(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    return digest.get();
}

void check(int ok) {
    if (ok != 1) {
        qFatal("OpenSSL cannot compute a digest");
    }
}

} // namespace

namespace {

/// Both digits of every byte, so that a digest of 32 bytes is 32 look-ups.
constexpr auto kPairs = [] {
    constexpr char digits[] = "0123456789abcdef";
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = digits[i >> 4];
        pairs[2 * i + 1] = digits[i & 15];
    }
    return pairs;
}();

} // namespace

void toHex(const std::uint8_t* bytes, std::size_t size, char* out) {
    for (std::size_t i = 0; i < size; ++i) {
        std::memcpy(out + 2 * i, kPairs.data() + 2 * std::size_t(bytes[i]), 2);
    }
}

struct Sha256::Private {
    Context context{EVP_MD_CTX_new()};
};

Sha256::Sha256()
    : d(std::make_unique<Private>()) {}
Sha256::~Sha256() = default;

std::array<std::uint8_t, 32> Sha256::hash(std::string_view bytes) {
    std::array<std::uint8_t, 32> out;
    check(EVP_DigestInit_ex2(d->context.get(), sha256(), nullptr));
    check(EVP_DigestUpdate(d->context.get(), bytes.data(), bytes.size()));
    check(EVP_DigestFinal_ex(d->context.get(), out.data(), nullptr));
    return out;
}

void Sha256::hex(std::string_view bytes, char* out) {
    const auto digest = hash(bytes);
    toHex(digest.data(), digest.size(), out);
}

struct KeyedDigest::Private {
    Context inner{EVP_MD_CTX_new()};
    Context outer{EVP_MD_CTX_new()};
    Context work{EVP_MD_CTX_new()};
};

KeyedDigest::KeyedDigest(const QByteArray& key)
    : d(std::make_unique<Private>()) {
    std::array<std::uint8_t, kBlock> padded{};
    if (key.size() > qsizetype(kBlock)) {
        const auto digest = Sha256().hash({key.constData(), size_t(key.size())});
        std::memcpy(padded.data(), digest.data(), digest.size());
    } else {
        std::memcpy(padded.data(), key.constData(), size_t(key.size()));
    }
    auto absorb = [&padded](EVP_MD_CTX* context, std::uint8_t mask) {
        std::array<std::uint8_t, kBlock> block;
        for (std::size_t i = 0; i < kBlock; ++i) {
            block[i] = padded[i] ^ mask;
        }
        check(EVP_DigestInit_ex2(context, sha256(), nullptr));
        check(EVP_DigestUpdate(context, block.data(), block.size()));
    };
    absorb(d->inner.get(), 0x36);
    absorb(d->outer.get(), 0x5c);
}
KeyedDigest::~KeyedDigest() = default;

std::array<std::uint8_t, 32> KeyedDigest::hash(std::string_view bytes) {
    std::array<std::uint8_t, 32> out;
    check(EVP_MD_CTX_copy_ex(d->work.get(), d->inner.get()));
    check(EVP_DigestUpdate(d->work.get(), bytes.data(), bytes.size()));
    check(EVP_DigestFinal_ex(d->work.get(), out.data(), nullptr));
    check(EVP_MD_CTX_copy_ex(d->work.get(), d->outer.get()));
    check(EVP_DigestUpdate(d->work.get(), out.data(), out.size()));
    check(EVP_DigestFinal_ex(d->work.get(), out.data(), nullptr));
    return out;
}

PersonKey KeyedDigest::personKey(std::string_view identifier) {
    const auto digest = hash(identifier);
    PersonKey key;
    std::memcpy(key.bytes.data(), digest.data(), key.bytes.size());
    return key;
}

QByteArray randomBytes(int count) {
    QByteArray bytes(count, Qt::Uninitialized);
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), count) != 1) {
        qFatal("The system gives no random numbers");
    }
    return bytes;
}

} // namespace pathways
