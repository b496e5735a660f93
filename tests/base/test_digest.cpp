// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/digest.h"

#include <gtest/gtest.h>

namespace pathways {

namespace {
template <std::size_t N>
std::string hexOf(const std::array<std::uint8_t, N>& bytes) {
    std::string out(2 * N, '\0');
    toHex(bytes.data(), N, out.data());
    return out;
}
} // namespace

TEST(Digest, sha256AgreesWithFips180) {
    Sha256 sha;
    EXPECT_EQ(hexOf(sha.hash("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexOf(sha.hash("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    std::string hex(64, ' ');
    sha.hex("abc", hex.data());
    EXPECT_EQ(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
TEST(Digest, hmacAgreesWithRfc4231) {
    EXPECT_EQ(hexOf(KeyedDigest(QByteArray(20, '\x0b')).hash("Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hexOf(KeyedDigest(QByteArrayLiteral("Jefe")).hash("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    KeyedDigest longKey(QByteArray(131, '\xaa'));
    for (int i = 0; i < 2; ++i) { // The schedule is reused: the second result must be the same.
        EXPECT_EQ(hexOf(longKey.hash("Test Using Larger Than Block-Size Key - Hash Key First")),
                  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }
}

} // namespace pathways
