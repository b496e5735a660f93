// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <QByteArrayView>

#include <gtest/gtest.h>

namespace pathways {

namespace {

bool isUtf8(std::string_view bytes) {
    return QByteArrayView(bytes).isValidUtf8();
}

} // namespace

/// Unicode, table 3-7: which rows of a file are refused depends on it, so it must not change with Qt.
TEST(Utf8, OnlyWellFormedBytesAreText) {
    for (const std::string_view good : {"", "Zoe", "\xC2\x80", "Zo\xC3\xAB", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                        "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(isUtf8(good)) << good;
    }
    for (const std::string_view bad :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3z", "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80",
          "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
        const std::string text(bad);
        for (const std::string& around :
             {text, "some letters before " + text, text + " and some behind", text + text}) {
            EXPECT_FALSE(isUtf8(around)) << around;
        }
    }
}

TEST(Utf8, EveryCharacterIsWrittenAsText) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        std::string out;
        appendUtf8(out, c);
        const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        ASSERT_EQ(isUtf8(out), !surrogate) << unsigned(c);
        ASSERT_EQ(isAscii(out), c < 0x80) << unsigned(c);
        // What is cut off at the end is all that is there of the last character.
        for (std::size_t left = 1; left < out.size() && !surrogate; ++left) {
            ASSERT_EQ(cutTail("Zo" + out.substr(0, left)), left) << unsigned(c);
        }
        ASSERT_EQ(cutTail(out), 0U) << unsigned(c);
    }
}

TEST(Utf8, AsciiIsToldWhereverTheOtherByteStands) {
    for (std::size_t size = 1; size < 40; ++size) {
        EXPECT_TRUE(isAscii(std::string(size, '\x7F')));
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'a');
            text[at] = '\x80';
            EXPECT_FALSE(isAscii(text)) << size << ' ' << at;
        }
    }
}

} // namespace pathways
