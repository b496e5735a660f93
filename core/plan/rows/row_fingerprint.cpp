// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/row_fingerprint.h"

#include "core/base/digest.h"

#include <array>
#include <cstring>
#include <openssl/evp.h>
#include <string>
#include <xxhash.h>

namespace pathways {

namespace {
constexpr std::size_t kSecret = 192;
struct Deleter {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
void check(int ok) {
    if (ok != 1) {
        qFatal("OpenSSL cannot encrypt");
    }
}
} // namespace

struct RowFingerprinter::Private {
    std::array<char, kSecret> secret{};
    std::unique_ptr<EVP_CIPHER_CTX, Deleter> aes{EVP_CIPHER_CTX_new()};
    std::vector<XXH128_hash_t> hashes;

    void encrypt(XXH128_hash_t* blocks, std::size_t count) {
        auto* bytes = reinterpret_cast<unsigned char*>(blocks);
        int done = 0;
        check(EVP_EncryptUpdate(aes.get(), bytes, &done, bytes, int(count * sizeof *blocks)));
    }
};

RowFingerprinter::RowFingerprinter(const QByteArray& macKey, const QByteArray& context)
    : d(std::make_unique<Private>()) {
    KeyedDigest digest(macKey);
    const std::string base(context.constData(), std::size_t(context.size()));
    for (std::size_t i = 0; i < kSecret; i += 32) {
        const auto part = digest.hash("fingerprint secret " + std::to_string(i) + base);
        std::memcpy(d->secret.data() + i, part.data(), part.size());
    }
    const auto key = digest.hash("fingerprint cipher " + base);
    check(EVP_EncryptInit_ex2(d->aes.get(), EVP_aes_128_ecb(), key.data(), nullptr, nullptr));
    check(EVP_CIPHER_CTX_set_padding(d->aes.get(), 0));
}
RowFingerprinter::~RowFingerprinter() = default;

void RowFingerprinter::tags(const RowBatch& batch, std::vector<std::uint64_t>& out) {
    const std::size_t count = batch.size();
    d->hashes.resize(count);
    out.resize(count);
    const char* arena = batch.arena.data();
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t end = batch.ends[i];
        d->hashes[i] = XXH3_128bits_withSecret(arena + begin, end - begin, d->secret.data(), kSecret);
        begin = end;
    }
    if (count > 0) {
        d->encrypt(d->hashes.data(), count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = d->hashes[i].low64 == 0 ? 1 : d->hashes[i].low64;
    }
}

std::uint64_t RowFingerprinter::tag(std::string_view bytes) {
    XXH128_hash_t hash = XXH3_128bits_withSecret(bytes.data(), bytes.size(), d->secret.data(), kSecret);
    d->encrypt(&hash, 1);
    return hash.low64 == 0 ? 1 : hash.low64;
}

} // namespace pathways
