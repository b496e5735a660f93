// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/upload_device.h"

#include <gtest/gtest.h>

namespace pathways {

TEST(UploadDevice, ABodyIsReadInPiecesOfAnySizeAndNothingIsNoEnd) {
    QByteArray body;
    for (int i = 0; body.size() < 70'001; ++i) {
        body += QByteArray::number(i);
    }
    for (const qint64 piece : {1, 4096, 16383, 16384, 16385, 100'000}) {
        UploadDevice device(body);
        QByteArray got;
        while (!device.atEnd()) {
            char nothing = 0;
            ASSERT_EQ(device.read(&nothing, 0), 0);
            got += device.read(piece);
        }
        EXPECT_EQ(got, body) << "in pieces of " << piece;
    }
    UploadDevice unread(body);
    char nothing = 0;
    EXPECT_EQ(unread.read(&nothing, 0), 0);
    EXPECT_FALSE(unread.wasAskedFor()) << "nothing of it has been taken";
}

} // namespace pathways
