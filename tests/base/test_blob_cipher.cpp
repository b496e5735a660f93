// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/blob_cipher.h"
#include "core/base/digest.h"

#include <gtest/gtest.h>

using namespace pathways;

TEST(Sealed, WhatWasSealedOpensAgainUnderTheSameKeyAndContext) {
    BlobCipher sealer(randomBytes(32));
    for (const int size : {0, 1, 15, 16, 17, 4096, 1'000'000}) {
        const QByteArray plain = randomBytes(size);
        const QByteArray sealed = sealer.seal(plain, "push-1");
        EXPECT_EQ(sealed.size(), size + int(BlobCipher::kOverhead));
        EXPECT_EQ(sealer.open(sealed, "push-1"), plain) << size;
    }
}

TEST(Sealed, AnotherKeyAnotherContextAChangedByteOrACutDoesNotOpen) {
    const QByteArray key = randomBytes(32);
    BlobCipher sealer(key);
    BlobCipher other(randomBytes(32));
    const QByteArray sealed = sealer.seal("ada@example.org", "push-1");
    EXPECT_FALSE(other.open(sealed, "push-1"));
    EXPECT_FALSE(sealer.open(sealed, "push-2"));
    EXPECT_FALSE(sealer.open(sealed, {}));
    for (qsizetype i = 0; i < sealed.size(); ++i) {
        QByteArray changed = sealed;
        changed[i] = char(changed[i] ^ 1);
        EXPECT_FALSE(sealer.open(changed, "push-1")) << i;
        EXPECT_FALSE(sealer.open(sealed.first(i), "push-1")) << i;
    }
    EXPECT_EQ(BlobCipher(key).open(sealed, "push-1"), QByteArray("ada@example.org"));
}

TEST(Sealed, TheSameTextNeverLooksTheSame) {
    BlobCipher sealer(randomBytes(32));
    EXPECT_NE(sealer.seal("ada@example.org", {}), sealer.seal("ada@example.org", {}));
}

TEST(Sealed, AFailedOpenLeavesTheOutputAsItWas) {
    BlobCipher sealer(randomBytes(32));
    std::string out = "before";
    std::string sealed;
    sealer.seal("secret", "c", sealed);
    EXPECT_FALSE(sealer.open(sealed, "d", out));
    EXPECT_EQ(out, "before");
    EXPECT_TRUE(sealer.open(sealed, "c", out));
    EXPECT_EQ(out, "beforesecret");
}
