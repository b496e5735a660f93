// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/secret.h"

#include <QString>

#include <gtest/gtest.h>

namespace pathways {

TEST(Secret, takesTheBytesAndLeavesNone) {
    QByteArray typed("correct horse battery");
    const Secret secret(std::move(typed));
    EXPECT_TRUE(typed.isEmpty()); // NOLINT(bugprone-use-after-move): that is what is promised.
    EXPECT_EQ(secret.reveal(), QByteArray("correct horse battery"));
    EXPECT_EQ(secret.lastFour(), QStringLiteral("••••tery"));
}

TEST(Secret, shortSecretsShowNothing) {
    EXPECT_TRUE(Secret(QByteArray("12345678")).lastFour().isEmpty());
}

TEST(Secret, wipeOverwritesABufferOfItsOwn) {
    QByteArray bytes(64, 'x');
    bytes.detach();
    wipe(bytes);
    EXPECT_TRUE(bytes.isEmpty());
}

} // namespace pathways
