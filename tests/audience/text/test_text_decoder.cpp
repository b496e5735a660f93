// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/text_decoder.h"
#include "tests/audience/text/csv_test_support.h"

#include <QByteArrayView>

#include <gmock/gmock.h>

namespace pathways {

using test::Files;
using test::readAll;

namespace {

/// Words as an encoding writes them. The bytes come from Python's codecs, not from the library under test.
struct Sample {
    TextEncoding encoding;
    std::string bytes;
    std::string text;
};

template <std::size_t N>
std::string raw(const char (&bytes)[N]) {
    return std::string(bytes, N - 1); // NUL bytes too.
}

const std::vector<Sample>& samples() {
    static const std::vector<Sample> kSamples = {
        {TextEncoding::Utf8,
         raw("Zo\xC3\xAB \xC5\x81ukasz \xD0\x9E\xD0\xBB\xD1\x8C\xD0\xB3\xD0\xB0 \xE7\x94\xB0\xE4\xB8\xAD "
             "\xF0\x9F\x98\x80"),
         "Zoë Łukasz Ольга 田中 😀"},
        {TextEncoding::Utf16LE,
         raw("Z\x00o\x00\xEB\x00 \x00"
             "A\x01u\x00k\x00"
             "a\x00s\x00z\x00 \x00\x1E\x04;\x04L\x04"
             "3\x04"
             "0\x04 \x00"
             "0u-N \x00=\xD8\x00\xDE"),
         "Zoë Łukasz Ольга 田中 😀"},
        {TextEncoding::Utf16BE,
         raw("\x00Z\x00o\x00\xEB\x00 \x01"
             "A\x00u\x00k\x00"
             "a\x00s\x00z\x00 \x04\x1E\x04;\x04L\x04"
             "3\x04"
             "0\x00 u0N-\x00 \xD8=\xDE\x00"),
         "Zoë Łukasz Ольга 田中 😀"},
        {TextEncoding::Utf32LE,
         raw("Z\x00\x00\x00o\x00\x00\x00\xEB\x00\x00\x00 \x00\x00\x00"
             "A\x01\x00\x00u\x00\x00\x00k\x00\x00\x00"
             "a\x00\x00\x00s\x00\x00\x00z\x00\x00\x00 \x00\x00\x00\x1E\x04\x00\x00;\x04\x00\x00L\x04\x00\x00"
             "3\x04\x00\x00"
             "0\x04\x00\x00 \x00\x00\x00"
             "0u\x00\x00-N\x00\x00 \x00\x00\x00\x00\xF6\x01\x00"),
         "Zoë Łukasz Ольга 田中 😀"},
        {TextEncoding::Utf32BE,
         raw("\x00\x00\x00Z\x00\x00\x00o\x00\x00\x00\xEB\x00\x00\x00 \x00\x00\x01"
             "A\x00\x00\x00u\x00\x00\x00k\x00\x00\x00"
             "a\x00\x00\x00s\x00\x00\x00z\x00\x00\x00 \x00\x00\x04\x1E\x00\x00\x04;\x00\x00\x04L\x00\x00\x04"
             "3\x00\x00\x04"
             "0\x00\x00\x00 \x00\x00u0\x00\x00N-\x00\x00\x00 \x00\x01\xF6\x00"),
         "Zoë Łukasz Ольга 田中 😀"},
        {TextEncoding::Windows1250, raw("\xA3ukasz W\xF3jcik, \x8Eofie Dvo\xF8\xE1kov\xE1, Gy\xF5z\xF5 \x84\x80\x94"),
         "Łukasz Wójcik, Žofie Dvořáková, Győző „€”"},
        {TextEncoding::Windows1251,
         raw("\xCE\xEB\xFC\xE3\xE0 \xAF\xE6\xE0\xEA\xE5\xE2\xE8\xF7, \x80\xEE\xF0\x90\xE5, \xA8\xEB\xEA\xE8\xED \xB9"
             "5"),
         "Ольга Їжакевич, Ђорђе, Ёлкин №5"},
        {TextEncoding::Windows1252,
         raw("Zo\xEB M\xFCller, Fran\xE7ois \x8Cuvrard, \x8E"
             "an \x93\x80\x94"),
         "Zoë Müller, François Œuvrard, Žan “€”"},
        {TextEncoding::Windows1254,
         raw("G\xFCl\xFE"
             "en I\xFE\xFDk, Do\xF0"
             "an \xDDn\xF6n\xFC \x80"),
         "Gülşen Işık, Doğan İnönü €"},
        {TextEncoding::Windows1257, raw("J\xE2nis B\xE7rzi\xF2\xF0, R\xFBta \xDEukauskait\xEB, \xD5ie \x80"),
         "Jānis Bērziņš, Rūta Žukauskaitė, Õie €"},
        {TextEncoding::Iso8859_2, raw("\xA3ukasz W\xF3jcik, \xAEofie Dvo\xF8\xE1kov\xE1, Gy\xF5z\xF5"),
         "Łukasz Wójcik, Žofie Dvořáková, Győző"},
        {TextEncoding::Iso8859_15,
         raw("Fran\xE7ois \xBCuvrard, \xB4"
             "an, Zo\xEB 20 \xA4"),
         "François Œuvrard, Žan, Zoë 20 €"},
        {TextEncoding::MacRoman, raw("Zo\x91 M\x9Fller, Fran\x8Dois \xCEuvrard, \x81ngstr\x9Am \xD2\xDB\xD3"),
         "Zoë Müller, François Œuvrard, Ångström “€”"},
        {TextEncoding::MacCentralEurope, raw("\xFCukasz W\x97jcik, \xEBofie Dvo\xDE\x87kov\x87, Gy\xCEz\xCE"),
         "Łukasz Wójcik, Žofie Dvořáková, Győző"},
        {TextEncoding::Cp437,
         raw("Jos\x82 M\x81ller, Fran\x87ois, \x8Fngstr\x94m \xAB \x9C"
             "20"),
         "José Müller, François, Ångström ½ £20"},
        {TextEncoding::Cp850, raw("Jos\x82 M\x81ller, Fran\x87ois, \xC7ngela \x9Drsted, S\xC6o"),
         "José Müller, François, Ãngela Ørsted, São"},
        {TextEncoding::Cp852, raw("\x9Dukasz W\xA2jcik, \xA6ofie Dvo\xFD\xA0kov\xA0, Gy\x8Bz\x8B"),
         "Łukasz Wójcik, Žofie Dvořáková, Győző"},
        {TextEncoding::Cp866,
         raw("\x8E\xAB\xEC\xA3\xA0 \xF0\xAB\xAA\xA8\xAD\xA0, \xF4\xA6\xA0\xAA \xFC"
             "5"),
         "Ольга Ёлкина, Їжак №5"},
        {TextEncoding::Koi8R,
         raw("\xEF\xCC\xD8\xC7\xC1 \xB3\xCC\xCB\xC9\xCE\xC1, \xF0\xA3\xD4\xD2 \xFD\xD5\xCB\xC9\xCE"),
         "Ольга Ёлкина, Пётр Щукин"},
        {TextEncoding::ShiftJis,
         raw("\x93"
             "c\x92\x86\x91\xBE\x98Y\x81"
             "A\x83\x5C\x83j\x81[\x95\x5C\x8E\xA6 \xB6\xC0\xB6\xC5 \xEE\xE0\x8B\xB4 \x87@"),
         "田中太郎、ソニー表示 ｶﾀｶﾅ 髙橋 ①"},
        {TextEncoding::Gb18030,
         raw("\xD5\xC5\xCE\xB0\xA3\xAC\xC0\xEE\xC4\xC8\xA3\xAC\x95"
             "4\xB2"
             "5\xCC\xEF \xA2\xE3 \x94"
             "9\xFC"
             "6 Zo\x81"
             "0\x8A"
             "5"),
         "张伟，李娜，𠮷田 € 😀 Zoë"},
        {TextEncoding::Big5,
         raw("\xB3\xAF\xA4j\xA4\xE5\xA1"
             "A\xB3\x5C\xA5\x5C\xBB\x5C\xA1"
             "A\xB6\xC0 \xA3\xE1"),
         "陳大文，許功蓋，黃 €"},
        {TextEncoding::EucKr,
         raw("\xB1\xE8\xC3\xB6\xBC\xF6, \xC0\xCC\xBF\xB5\xC8\xF1, \x8C"
             "c\xB9\xE6\xB0\xA2\xC7\xCF \x94\xEE"),
         "김철수, 이영희, 똠방각하 뷁"},
    };
    return kSamples;
}

std::string decoded(TextEncoding encoding, std::string_view bytes, std::size_t block) {
    TextDecoder decoder(encoding);
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += block) {
        decoder.decode(bytes.substr(at, block), false, text);
    }
    decoder.decode({}, true, text);
    return text;
}

bool isUtf8(std::string_view text) {
    return QByteArrayView(text).isValidUtf8();
}

std::string nameOf(TextEncoding encoding) {
    return toKey(encoding).toStdString();
}

} // namespace

TEST(TextDecoder, EveryEncodingHasASample) {
    for (const TextEncoding encoding : kTextEncodings) {
        EXPECT_TRUE(std::any_of(samples().begin(), samples().end(), [&](const Sample& sample) {
            return sample.encoding == encoding;
        })) << nameOf(encoding);
    }
}

TEST(TextDecoder, WordsAreReadWhereverTheBlocksEnd) {
    for (const Sample& sample : samples()) {
        for (const std::size_t block : {1U, 2U, 3U, 5U, 7U, 1000U}) {
            EXPECT_EQ(decoded(sample.encoding, sample.bytes, block), sample.text)
                << nameOf(sample.encoding) << ", blocks of " << block;
        }
    }
}

TEST(TextDecoder, LongTextIsReadOverTheEndsOfLargeBlocks) {
    constexpr std::size_t kBlock = 64 * 1024;
    for (const Sample& sample : samples()) {
        std::string bytes;
        std::string text;
        while (bytes.size() < 5 * kBlock) {
            bytes += sample.bytes;
            text += sample.text;
        }
        // Each shift puts another byte of a character at the blocks' ends.
        for (std::size_t block = kBlock - 3; block <= kBlock + 3; ++block) {
            ASSERT_TRUE(decoded(sample.encoding, bytes, block) == text) << nameOf(sample.encoding) << ' ' << block;
        }
    }
}

TEST(TextDecoder, AsciiStandsForItselfWhereBytesAreLetters) {
    std::string ascii;
    for (char c = 0; c < 127; ++c) {
        ascii.push_back(c);
    }
    ascii.push_back('\x7F');
    for (const TextEncoding encoding : kTextEncodings) {
        const std::string name = nameOf(encoding);
        if (!name.starts_with("utf-16") && !name.starts_with("utf-32")) {
            EXPECT_EQ(decoded(encoding, ascii, 10), ascii) << name;
        }
    }
}

TEST(TextDecoder, AByteOrderMarkIsNotText) {
    EXPECT_EQ(decoded(TextEncoding::Utf8, "\xEF\xBB\xBFid", 100), "id");
    EXPECT_EQ(decoded(TextEncoding::Gb18030, "\x84\x31\x95\x33id", 1), "id");
    EXPECT_EQ(decoded(TextEncoding::Utf16LE, raw("\xFF\xFEi\0d\0"), 1), "id");
    EXPECT_EQ(decoded(TextEncoding::Utf16BE, raw("\xFE\xFF\0i\0d"), 3), "id");
    EXPECT_EQ(decoded(TextEncoding::Utf32LE, raw("\xFF\xFE\0\0i\0\0\0"), 1), "i");
    EXPECT_EQ(decoded(TextEncoding::Utf32BE, raw("\0\0\xFE\xFF\0\0\0i"), 3), "i");
    EXPECT_EQ(decoded(TextEncoding::Utf16LE, raw("i\0\xFF\xFE"), 1), "i\xEF\xBB\xBF")
        << "further down it is a character";
}

TEST(TextDecoder, WhatIsCutOffAtTheEndIsNotText) {
    for (const Sample& sample : samples()) {
        for (std::size_t size = 1; size < sample.bytes.size(); ++size) {
            const std::string text = decoded(sample.encoding, std::string_view(sample.bytes).substr(0, size), 2);
            const bool whole = sample.text.starts_with(text);
            EXPECT_TRUE(whole || !isUtf8(text)) << nameOf(sample.encoding) << ", " << size << " bytes";
        }
    }
    EXPECT_FALSE(isUtf8(decoded(TextEncoding::Utf16LE, raw("i\0d"), 1)));
    EXPECT_FALSE(isUtf8(decoded(TextEncoding::Utf32BE, raw("\0\0\0i\0\0"), 1)));
    EXPECT_FALSE(isUtf8(decoded(TextEncoding::ShiftJis, "\x93\x63\x93", 1)));
    EXPECT_FALSE(isUtf8(decoded(TextEncoding::Gb18030, "\x81\x30\x84", 1)));
}

/// Bytes that mean nothing make their own row one that is reported, and no other.
TEST(TextDecoder, IllegalBytesCostTheirOwnRowOnly) {
    const std::vector<std::pair<TextEncoding, std::string>> illegal = {
        {TextEncoding::Windows1252, "\x81"},
        {TextEncoding::Windows1250, "\x83"},
        {TextEncoding::Windows1251, "\x98"},
        {TextEncoding::Windows1254, "\x9E"},
        {TextEncoding::Windows1257, "\xA1"},
        {TextEncoding::Windows1257, "\x8A"},
        {TextEncoding::Iso8859_2, "\x85"},
        {TextEncoding::Iso8859_15, "\x80"},
        {TextEncoding::Cp852, "\xAA"},
        {TextEncoding::ShiftJis, "\x93"},
        {TextEncoding::ShiftJis, "\xFF"},
        {TextEncoding::ShiftJis, "\x81\xAD"},
        {TextEncoding::Gb18030, "\xFF"},
        {TextEncoding::Gb18030, "\xB4"},
        {TextEncoding::Gb18030, "\x81\x30\x81"},
        {TextEncoding::Big5, "\xFF"},
        {TextEncoding::Big5, "\xA4"},
        {TextEncoding::EucKr, "\xFF"},
        {TextEncoding::EucKr, "\x80"},
        {TextEncoding::EucKr, "\xC9"},
    };
    const Files files;
    for (const auto& [encoding, bytes] : illegal) {
        Dialect dialect;
        dialect.encoding = encoding;
        const auto read = readAll(files.write("id,name\n1,a" + bytes + "\n2,b" + bytes + ",\n3,c\n"), dialect);
        const std::string what = nameOf(encoding);
        ASSERT_EQ(read.rows.size(), 3U) << what;
        EXPECT_TRUE(read.rows[0].badEncoding) << what;
        EXPECT_TRUE(read.rows[1].badEncoding) << what;
        EXPECT_FALSE(read.rows[2].badEncoding) << what;
        EXPECT_EQ(read.rows[1].cells[0], "2") << what;
        EXPECT_EQ(read.rows[1].raw.find("\xEF\xBF\xBD"), std::string::npos) << what << ": no replacement character";
    }
}

TEST(TextDecoder, HalfAPairIsNotText) {
    const auto bad = [](TextEncoding encoding, const std::string& bytes) {
        const std::string text = decoded(encoding, bytes, 1);
        return !isUtf8(text) && text.ends_with("x");
    };
    EXPECT_TRUE(bad(TextEncoding::Utf16LE, raw("\x3D\xD8x\0")));
    EXPECT_TRUE(bad(TextEncoding::Utf16LE, raw("\x00\xDEx\0")));
    EXPECT_TRUE(bad(TextEncoding::Utf16BE, raw("\xD8\x3D\xD8\x3D\0x")));
    EXPECT_TRUE(bad(TextEncoding::Utf32LE, raw("\x3D\xD8\0\0x\0\0\0")));
    EXPECT_TRUE(bad(TextEncoding::Utf32BE, raw("\0\x11\0\0\0\0\0x")));
}

/// Whatever the bytes are, each of them is a letter or makes the text one that is not UTF-8, with every second one too.
TEST(TextDecoder, NoTwoBytesThatMeanNothingMakeALetter) {
    for (const TextEncoding encoding : kTextEncodings) {
        if (encoding == TextEncoding::Utf8) {
            continue; // Its bytes are used as they are.
        }
        for (int first = 0x80; first < 0x100; ++first) {
            const std::string one = decoded(encoding, std::string(1, char(first)), 1);
            for (int second = 0x80; second < 0x100; ++second) {
                const std::string two{char(first), char(second)};
                const std::string text = decoded(encoding, two, 1);
                if (!isUtf8(one) && text.starts_with(one)) {
                    EXPECT_FALSE(isUtf8(text)) << nameOf(encoding) << ' ' << first << ' ' << second;
                }
            }
        }
    }
}

} // namespace pathways
