// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/text_encoding.h"

#include <QCoreApplication>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(TextEncoding)
};
} // namespace

QString toKey(TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
        return QStringLiteral("utf-8");
    case TextEncoding::Utf16LE:
        return QStringLiteral("utf-16le");
    case TextEncoding::Utf16BE:
        return QStringLiteral("utf-16be");
    case TextEncoding::Utf32LE:
        return QStringLiteral("utf-32le");
    case TextEncoding::Utf32BE:
        return QStringLiteral("utf-32be");
    case TextEncoding::Windows1250:
        return QStringLiteral("windows-1250");
    case TextEncoding::Windows1251:
        return QStringLiteral("windows-1251");
    case TextEncoding::Windows1252:
        return QStringLiteral("windows-1252");
    case TextEncoding::Windows1254:
        return QStringLiteral("windows-1254");
    case TextEncoding::Windows1257:
        return QStringLiteral("windows-1257");
    case TextEncoding::Iso8859_2:
        return QStringLiteral("iso-8859-2");
    case TextEncoding::Iso8859_15:
        return QStringLiteral("iso-8859-15");
    case TextEncoding::MacRoman:
        return QStringLiteral("mac-roman");
    case TextEncoding::MacCentralEurope:
        return QStringLiteral("mac-central-europe");
    case TextEncoding::Cp437:
        return QStringLiteral("cp437");
    case TextEncoding::Cp850:
        return QStringLiteral("cp850");
    case TextEncoding::Cp852:
        return QStringLiteral("cp852");
    case TextEncoding::Cp866:
        return QStringLiteral("cp866");
    case TextEncoding::Koi8R:
        return QStringLiteral("koi8-r");
    case TextEncoding::ShiftJis:
        return QStringLiteral("shift-jis");
    case TextEncoding::Gb18030:
        return QStringLiteral("gb18030");
    case TextEncoding::Big5:
        return QStringLiteral("big5");
    case TextEncoding::EucKr:
        return QStringLiteral("euc-kr");
    }
    Q_UNREACHABLE();
}

QString displayName(TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
        return Texts::tr("Unicode (UTF-8)");
    case TextEncoding::Utf16LE:
        return Texts::tr("Unicode (UTF-16)");
    case TextEncoding::Utf16BE:
        return Texts::tr("Unicode (UTF-16, big-endian)");
    case TextEncoding::Utf32LE:
        return Texts::tr("Unicode (UTF-32)");
    case TextEncoding::Utf32BE:
        return Texts::tr("Unicode (UTF-32, big-endian)");
    case TextEncoding::Windows1250:
        return Texts::tr("Central European (Windows)");
    case TextEncoding::Windows1251:
        return Texts::tr("Cyrillic (Windows)");
    case TextEncoding::Windows1252:
        return Texts::tr("Western European (Windows)");
    case TextEncoding::Windows1254:
        return Texts::tr("Turkish (Windows)");
    case TextEncoding::Windows1257:
        return Texts::tr("Baltic (Windows)");
    case TextEncoding::Iso8859_2:
        return Texts::tr("Central European (ISO 8859-2)");
    case TextEncoding::Iso8859_15:
        return Texts::tr("Western European (ISO 8859-15)");
    case TextEncoding::MacRoman:
        return Texts::tr("Western European (Mac)");
    case TextEncoding::MacCentralEurope:
        return Texts::tr("Central European (Mac)");
    case TextEncoding::Cp437:
        return Texts::tr("American (DOS 437)");
    case TextEncoding::Cp850:
        return Texts::tr("Western European (DOS 850)");
    case TextEncoding::Cp852:
        return Texts::tr("Central European (DOS 852)");
    case TextEncoding::Cp866:
        return Texts::tr("Cyrillic (DOS 866)");
    case TextEncoding::Koi8R:
        return Texts::tr("Cyrillic (KOI8-R)");
    case TextEncoding::ShiftJis:
        return Texts::tr("Japanese (Shift JIS)");
    case TextEncoding::Gb18030:
        return Texts::tr("Chinese, simplified (GB 18030)");
    case TextEncoding::Big5:
        return Texts::tr("Chinese, traditional (Big5)");
    case TextEncoding::EucKr:
        return Texts::tr("Korean (EUC-KR)");
    }
    Q_UNREACHABLE();
}

} // namespace pathways
